"""What of a KML became no row and no value: told, each kind once, faulty shapes row by row."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from layers.formats.xml_kinds.kml_rows import Placemark, Placemarks
from layers.problems import Problem, Severity
from layers.text import Text

_NAMED = 5
_LENGTH = 80
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


def notes_of(rows: Sequence[Placemark], places: Placemarks) -> list[Problem]:
    """Return the findings of a document of which `rows` were read."""
    notes = [_fault(number, row) for number, row in enumerate(rows, start=1) if row.fault]
    if places.overlays:
        named = [name for _, name in places.overlays if name]
        values = {"kinds": counted(Counter(places.kinds)), "names": _listed(named) or "—"}
        notes.append(Problem(None, None, "overlays_unread", "warning", values))
    if places.links:
        first = next(filter(None, places.links), "")[:_LENGTH] or "?"
        found = {"count": len(places.links), "first": first}
        notes.append(Problem(None, None, "links_unread", "warning", found))
    untold = Counter(places.untold)
    for row in rows:
        untold.update(row.untold)
    if untold:
        values = {"parts": counted(untold)}
        notes.append(Problem(None, None, "parts_unread", "warning", values))
    return notes + _drawn(rows)


def _fault(number: int, row: Placemark) -> Problem:
    fault = row.fault
    if fault is None or fault.vertex is not None:
        values = {"vertex": None if fault is None else fault.vertex}
        return Problem(number, None, "geometry_not_finite", "error", values)
    reason = fault.reason
    if row.name:
        name = row.name[:_LENGTH]
        reason = Text(f"地标“{name}”：{reason.zh}", f"placemark '{name}': {reason.en}")
    return Problem(number, None, "row_unreadable", "error", {"reason": reason})


def _drawn(rows: Sequence[Placemark]) -> list[Problem]:
    """Return what was done to shapes, by the first placemark of each kind, and tables in HTML."""
    notes: list[Problem] = []
    for code, there in (
        ("rings_closed", [row for row in rows if row.drawn.closed]),
        ("models_placed", [row for row in rows if row.drawn.models]),
        ("track_times_unread", [row for row in rows if row.drawn.times]),
        ("description_table", [row for row in rows if _TABLE.search(_description(row))]),
    ):
        if there:
            values = {"count": len(there), "name": there[0].name[:_LENGTH] or "—"}
            severity: Severity = "repaired" if code == "rings_closed" else "warning"
            notes.append(Problem(None, None, code, severity, values))
    return notes


def _description(row: Placemark) -> str:
    return row.cells.get(("description", 0), "")


def counted(kinds: Mapping[str, int]) -> str:
    """Return names with how often each stands there.

    >>> counted({"GroundOverlay": 2, "PhotoOverlay": 1})
    'GroundOverlay × 2, PhotoOverlay × 1'
    """
    return _listed([f"{name[:_LENGTH]} × {count}" for name, count in kinds.items()])


def _listed(names: Sequence[str]) -> str:
    shown = [name[:_LENGTH] for name in names[:_NAMED]]
    return ", ".join([*shown, "…"] if len(names) > _NAMED else shown)
