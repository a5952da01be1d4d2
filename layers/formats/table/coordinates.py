"""Tables with coordinates: which columns hold them, and rows -> points. CSV and Excel share it."""

import math
import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.crs import TO_WGS84
from layers.crs.srids import stated_system
from layers.formats.axes import exchanged
from layers.formats.judging import cells
from layers.formats.options import ReadOptions
from layers.formats.raw import beside_shape
from layers.formats.refusal import Refusal
from layers.formats.table import headings, joint
from layers.formats.table.headings import CoordinateColumns
from layers.problems import Problem, Severity
from layers.written import numbers
from layers.written.angles import fault
from layers.written.conventions import NOTHING_ASKED, AskedMarks, stating
from layers.written.grids import Coordinate, coordinate, marks_of
from layers.written.numbers import COORDINATES_COMMA
from layers.written.shapes import shape as shape_of

GEOMETRY = ("wkt", "geometry", "geom", "thegeom", "图形")
_NUMERAL = re.compile(r"-?\d+(\.\d*[1-9])?(e[-+]\d+)?")
_THOUSAND = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
_GROUPED = re.compile(r"-?(0|[1-9]\d{0,2}(\.\d{3})*)")
_BETWEEN = ",，;；"
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,8})(\.(0|\d{0,8}[1-9]))?")


def frame_of(
    table: pd.DataFrame, options: ReadOptions, pairs: Sequence[CoordinateColumns] = ()
) -> tuple[GeoDataFrame, list[Problem]]:
    """Return the rows of a table of text cells with their points or WKT shapes.

    Cells are stripped, empty ones become None, and a column becomes numbers only where every
    cell reads back the same. The coordinate system stays open unless shapes state one
    (EWKT); a note `datum_stated` says where the headings name an offset, for the intake to undo it.
    `options` say which columns, decimal marks, order of two coordinates and system were asked for;
    `pairs` are the columns of coordinates that headings in several rows name.
    """
    limits, decimal, order = options.limits, options.marks, options.coordinate_order
    cells.require_counts(len(table), len(table.columns), limits)
    names = {headings.plain(str(name)): str(name) for name in reversed(table.columns)}
    shape = next((names[name] for name in GEOMETRY if name in names), None)
    notes: list[Problem] = []
    crs: str | None = None
    pair = None
    if options.coordinates is not None:
        pair = _asked(options.coordinates, [str(name) for name in table.columns], pairs)
    elif shape is None and pairs:
        pair = pairs[0]
    elif shape is None:
        table = _with_whole_angles(table)
        pair = headings.find_pair(map(str, table.columns))
    if pair is not None:
        _say_chosen(pair, notes)
        degrees = headings.of_degrees(pair.x) if pair.degrees is None else pair.degrees
        geometry = _from_pair((table[pair.x], table[pair.y]), notes, (decimal, degrees))
        if order == "latlon":
            geometry = exchanged(geometry)
            fields = f"{pair.x}, {pair.y}"
            values = {"fields": fields}
            notes.append(Problem(None, None, "coordinates_turned_pair", "repaired", values))
        table = table.drop(columns=[pair.x, pair.y])
    else:
        both = _joint(table) if shape is None else joint.JointColumn(shape)
        _say_datum(both.name, both.datum, notes)
        read = partial(shape_of, most_brackets=limits.vertices)
        geometry = joint.geometry(table[both.name], (order, both.order), notes, read)
        chosen = options.crs is not None
        crs = stated_system(geometry, both.name, notes, chosen=chosen)
        table = table.drop(columns=both.name)
    comma = any(one.code == COORDINATES_COMMA for one in notes)
    comma = comma or any(_shows_comma(table[name]) for name in table.columns)
    typed = table.apply(_typed, comma=comma, asked=decimal) if len(table) else table
    typed = beside_shape(typed, notes)
    return GeoDataFrame(typed, geometry=geometry, crs=crs), notes


def is_shape(name: str) -> bool:
    """Return whether a column of this name holds shapes written as text."""
    return headings.plain(name) in GEOMETRY


def names_place(name: str) -> bool:
    """Return whether a heading would be taken for coordinates or shapes."""
    return (
        is_shape(name)
        or headings.names_place(name)
        or headings.angle_part(name)[0] != ""
        or joint.names_both(name)
    )


def _asked(
    wanted: str, columns: list[str], pairs: Sequence[CoordinateColumns]
) -> CoordinateColumns:
    """Return the two columns that the user names, longitude or east first: `经度,纬度`."""
    known = {headings.plain(name): name for name in reversed(columns)}
    # a heading may hold a comma itself
    halves = ((wanted[:at], wanted[at + 1 :]) for at, sign in enumerate(wanted) if sign in _BETWEEN)
    for x, y in halves:
        found = [known.get(headings.plain(one)) for one in (x, y)]
        if found[0] and found[1] and found[0] != found[1]:
            same = [one for one in pairs if [one.x, one.y] == found]
            # the other pairs are no news to who chose one
            if same:
                return replace(same[0], others=())
            return CoordinateColumns(found[0], found[1], headings.datum_of(found[0], found[1]))
    fields = ", ".join(columns)[:200]
    raise Refusal("coordinates_not_there", value=wanted[:60], fields=fields)


def _with_whole_angles(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with one column for degrees, minutes and seconds that stand in several."""
    parts: dict[str, dict[str, str]] = {}
    for name in map(str, table.columns):
        axis, part = headings.angle_part(name)
        if axis:
            parts.setdefault(axis, {}).setdefault(part, name)
    whole = {axis: found for axis, found in parts.items() if {"°", "'"} <= found.keys()}
    for axis, found in whole.items():
        signs = [sign for sign in ("°", "'", '"') if sign in found]
        taken = table[[found[sign] for sign in signs]]
        cells = [
            "".join(
                f"{_shortest(cell)}{sign}"
                for cell, sign in zip(row, signs, strict=True)
                if cell is not None and not pd.isna(cell)
            )
            for row in taken.itertuples(index=False, name=None)
        ]
        angles = pd.Series([one or None for one in cells], index=table.index, dtype=object)
        table = table.drop(columns=list(taken.columns)).assign(**{axis: angles})
    return table


def _shortest(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) and cell.is_integer() else str(cell)


def _say_chosen(pair: headings.CoordinateColumns, notes: list[Problem]) -> None:
    """Say which columns were taken where there are several, and what their headings state."""
    taken = f"{pair.x}, {pair.y}"
    if pair.others:
        values = {
            "taken": taken,
            "others": ", ".join(pair.others)[:200],
            "datum": pair.datum,
            "other": shlex.quote(",".join(pair.others[:2])),
        }
        notes.append(Problem(None, None, "coordinates_chosen", "warning", values))
    _say_datum(taken, pair.datum, notes)


def _say_datum(fields: str, datum: str | None, notes: list[Problem]) -> None:
    if datum in TO_WGS84:
        values = {"fields": fields, "option": datum}
        notes.append(Problem(None, None, "datum_stated", "warning", values))


def _joint(table: pd.DataFrame) -> joint.JointColumn:
    """Return the column that holds both coordinates, or raise `Refusal` where there is none."""
    columns = [str(name) for name in table.columns]
    halves = headings.half_pairs(columns)
    if halves:
        raise Refusal("coordinates_mixed", fields=", ".join(halves)[:200])
    found = joint.find(table)
    if found is None:
        raise Refusal("no_coordinates", fields=", ".join(columns)[:200])
    return found


def _from_pair(
    pair: tuple[pd.Series, pd.Series], notes: list[Problem], marks: tuple[AskedMarks, bool]
) -> np.ndarray:
    """Return the points of two columns; `marks` are what was asked, and whether of degrees."""
    x, y = pair
    for row in np.flatnonzero((x.isna() | y.isna()).to_numpy()):
        name = str(x.name if pd.isna(x.iloc[row]) else y.name)
        notes.append(Problem(int(row) + 1, name, "coordinates_missing", "error"))
    pairs = _numbers(pair, notes, marks)
    infinite = np.isinf(pairs)
    for row, column in np.argwhere(infinite):
        name, shown = str(pair[column].name), {"value": str(pairs[row, column])}
        notes.append(Problem(int(row) + 1, name, "value_not_finite", "error", shown))
    points = np.full(len(pairs), None, dtype=object)
    good = np.isfinite(pairs).all(axis=1)
    points[good] = shapely.points(pairs[good])
    notes.sort(key=lambda note: note.row or 0)
    return points


def _numbers(
    pair: tuple[pd.Series, pd.Series], notes: list[Problem], marks: tuple[AskedMarks, bool]
) -> np.ndarray:
    """Return the cells as numbers (n, 2), not finite where they are none."""
    plain = [one.astype("object").where(one.notna(), None).to_numpy() for one in pair]
    pairs = np.column_stack([pd.to_numeric(pd.Series(one), errors="coerce") for one in plain])
    pairs = pairs.astype(np.float64)
    there = np.column_stack([pd.notna(one) for one in plain])
    odd = np.isnan(pairs) & there
    if not odd.any():
        return pairs
    asked = [marks[0].of(str(one.name)) for one in pair]
    left = [str(plain[at][row]) for row, at in np.argwhere(odd)]
    told = [marks_of(left, asked=one, degrees=marks[1]) for one in asked]
    for at, one in enumerate(told):
        if one.evidence.comma is not None or one.asked == "comma":
            # `1.234` beside it is no plain number either
            odd[:, at] |= there[:, at] & [isinstance(cell, str) for cell in plain[at]]
    read: dict[tuple[int, int], Coordinate] = {}
    for row, at in np.argwhere(odd).tolist():
        found = coordinate(str(plain[at][row]), told[at])
        number = None if found is None else found.number
        pairs[row, at] = np.nan if number is None else number
        if found is not None and number is not None:
            read[row, at] = found
            continue
        shown: dict[str, Any] = {"value": str(plain[at][row])[:40]}
        code = joint.UNREADABLE[fault(str(plain[at][row]))]
        if found is not None:
            code = "number_two_readings"
            shown["readings"] = " / ".join(f"{one:.15g}" for one in found.readings)
            shown |= {mark: stating(str(pair[at].name), mark) for mark in numbers.DECIMALS}
        notes.append(Problem(row + 1, str(pair[at].name), code, "error", shown))
    _say_how(read, pair, plain, notes)
    return _on_their_axes(pairs, read, pair, notes)


def _say_how(
    read: dict[tuple[int, int], Coordinate],
    pair: tuple[pd.Series, pd.Series],
    plain: list[np.ndarray],
    notes: list[Problem],
) -> None:
    """Say once that angles were read, and once that there is a decimal comma."""
    for code, severity, places in (
        ("coordinates_angles", "repaired", [at for at, one in read.items() if one.angle]),
        (COORDINATES_COMMA, "warning", [at for at, one in read.items() if one.comma]),
    ):
        if places:
            row, at = places[0]
            shown = {
                "count": len(places),
                "value": str(plain[at][row])[:40],
                "number": f"{read[row, at].number:.10g}",
                "option": " ".join(stating(str(one.name), "point") for one in pair),
            }
            notes.append(Problem(None, None, code, cast("Severity", severity), shown))


def _on_their_axes(
    pairs: np.ndarray,
    read: dict[tuple[int, int], Coordinate],
    pair: tuple[pd.Series, pd.Series],
    notes: list[Problem],
) -> np.ndarray:
    """Exchange the columns where every row states that they are; name the rows that contradict."""
    crossed = {at for at, one in read.items() if one.axis == ("lat", "lon")[at[1]]}
    if not crossed:
        return pairs
    stated = {at for at, one in read.items() if one.axis is not None}
    rows = {row for row, _ in crossed}
    if stated == crossed and len(rows) == int(np.isfinite(pairs).all(axis=1).sum()):
        fields = ", ".join(str(one.name) for one in pair)
        notes.append(Problem(None, None, "coordinates_exchanged", "repaired", {"fields": fields}))
        return pairs[:, ::-1]
    for row, at in sorted(crossed):
        values = {"value": str(pair[at].iloc[row])[:40]}
        notes.append(Problem(row + 1, str(pair[at].name), "coordinates_axis", "error", values))
        pairs[row] = np.nan
    return pairs


def _shows_comma(column: pd.Series) -> bool:
    """Whether a column holds nothing but numbers, and one with a decimal comma."""
    found = False
    for cell in column.dropna():
        readings = numbers.readings(cell) if isinstance(cell, str) else {}
        if not readings:
            return False
        found = found or list(readings) == ["comma"]
    return found


def _typed(
    column: pd.Series, *, comma: bool = False, asked: AskedMarks = NOTHING_ASKED
) -> pd.Series:
    """Return the column as numbers where each cell reads back as written, else as it is.

    Where the table has a `comma` for a decimal mark, a point may set thousands apart: then a column
    whose cells are all so, or whole, stays text. Where a comma is `asked` of the table, one such
    cell is enough; where it is asked of the column itself, any point.
    """
    cells = column.dropna()
    if not len(cells) or not all(isinstance(cell, str) for cell in cells):
        return column
    name = str(column.name)
    wanted = asked.of(name)
    grouped = wanted != "point" and any(map(_THOUSAND.fullmatch, cells))
    if grouped and (wanted == "comma" or (comma and all(map(_GROUPED.fullmatch, cells)))):
        return column
    if wanted == "comma" and asked.names(name) and any("." in cell for cell in cells):
        return column
    # each ends at the first cell that is none, which in most columns is the first of all
    if all(map(_WHOLE.fullmatch, cells)):
        return pd.to_numeric(column).astype("Int64")
    if all(map(_reads_back, cells)):
        return column.map(float, na_action="ignore").astype("float64")
    return column


def _reads_back(cell: str) -> bool:
    """Return whether a number of this text is written in the same way again."""
    if _DECIMAL.fullmatch(cell):
        return True
    if not _NUMERAL.fullmatch(cell):
        return False
    return repr(float(cell)) == cell and math.isfinite(float(cell))
