"""Shapes of one column that state their coordinate systems themselves, each by its own SRID."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from layers.arrays import Ints, Shapes
from layers.crs.systems import LONLAT, refusal_reason, transform_geometries
from layers.errors import CrsError
from layers.problems import Problem, Severity

_DEGREES = (180.0, 90.0, 180.0, 90.0)


def stated_system(
    shapes: Shapes, name: str, notes: list[Problem], *, chosen: bool = False
) -> str | None:
    """Return the system of a column's shapes; those of other systems are converted in place.

    One SRID in all rows is that system, as the file states it. Where rows state several, each is
    converted by its own to longitude and latitude, and a note names them. A row whose system is
    unknown or not accepted is at fault, and so is one that states none beside others, unless
    all of those, and its own numbers, are degrees. With `chosen`, the user states one system for
    the file: rows that state another than most are at fault.
    """
    stated = shapely.get_srid(shapes).astype(np.int64)
    there = ~shapely.is_missing(shapes)
    codes, counts = np.unique(stated[stated > 0], return_counts=True)
    if not len(codes):
        return None
    bare = np.flatnonzero(there & (stated <= 0))
    if len(codes) == 1 and not len(bare):
        return _only(int(codes[0]), name, notes)
    if chosen:
        _fault_others(shapes, stated, int(codes[np.argmax(counts)]), name, notes)
        return None
    most = int(codes[np.argmax(counts)])
    for code in codes.tolist():
        _convert(shapes, np.flatnonzero(stated == code), code, (name, most), notes)
    if len(bare):
        _settle_bare(shapes, bare, codes.tolist(), name, notes)
    return LONLAT


def _only(code: int, name: str, notes: list[Problem]) -> str | None:
    try:
        return str(CRS.from_epsg(code).to_string())
    except CRSError:
        values = {"found": code, "others": code}
        notes.append(Problem(None, name, "coordinates_srid_unknown", "warning", values))
        return None


def _fault_others(shapes: Shapes, stated: Ints, most: int, name: str, notes: list[Problem]) -> None:
    for row in np.flatnonzero((stated > 0) & (stated != most)).tolist():
        values = {"found": int(stated[row]), "others": most}
        notes.append(Problem(row + 1, name, "coordinates_other_srid", "error", values))
        shapes[row] = None


def _convert(
    shapes: Shapes, rows: Ints, code: int, said: tuple[str, int], notes: list[Problem]
) -> None:
    """Bring the shapes of one system to longitude and latitude; note the rows unlike most."""
    name, most = said
    fault: Severity = "error"
    cause, values = "coordinates_srid_unknown", dict[str, Any](found=code)
    try:
        system = CRS.from_epsg(code)
        reason = refusal_reason(system)
        if reason is None:
            shapes[rows] = transform_geometries(shapes[rows], system, CRS.from_user_input(LONLAT))
            fault, cause, values = "repaired", "coordinates_own_srid", {"found": code}
        else:
            cause, values = "crs_refused", {"crs": f"EPSG:{code}", "reason": reason}
    except (CRSError, ProjError, CrsError):
        pass
    if fault == "error":
        shapes[rows] = None
    elif code == most:
        return
    values["others"] = most
    notes += [Problem(row + 1, name, cause, fault, dict(values)) for row in rows.tolist()]


def _settle_bare(
    shapes: Shapes, bare: Ints, codes: list[int], name: str, notes: list[Problem]
) -> None:
    """Take rows that state no system for degrees where all others are; else they are at fault."""
    bounds = np.abs(shapely.bounds(shapes[bare]))
    within = np.all(bounds <= np.array(_DEGREES), axis=1)
    fits = within if _all_geographic(codes) else np.zeros_like(within)
    others = ", ".join(f"SRID={code}" for code in codes)
    for row in bare[~fits].tolist():
        notes.append(Problem(row + 1, name, "coordinates_no_srid", "error", {"others": others}))
        shapes[row] = None
    if fits.any():
        values = {"others": others, "count": int(fits.sum())}
        notes.append(Problem(None, name, "coordinates_srid_assumed", "warning", values))


def _all_geographic(codes: Iterable[int]) -> bool:
    try:
        return all(CRS.from_epsg(code).is_geographic for code in codes)
    except CRSError:
        return False
