"""Tables with coordinates: which columns hold them, and rows -> points. CSV and Excel share it."""

import math
import re

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.crs import TO_WGS84
from layers.formats.judging import cells
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.formats.table import headings
from layers.problems import Problem

GEOMETRY = ("wkt", "geometry", "geom", "thegeom", "图形")
_WKT_DEPTH = 8
_NUMERAL = re.compile(r"-?\d+(\.\d*[1-9])?(e[-+]\d+)?")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,8})(\.(0|\d{0,8}[1-9]))?")


def frame_of(table: pd.DataFrame, limits: Limits) -> tuple[GeoDataFrame, list[Problem]]:
    """Return the rows of a table of text cells with their points or WKT shapes.

    Cells are stripped, empty ones become None, and a column becomes numbers only where every
    cell reads back the same. The coordinate system stays open; a note `datum_stated` says where the
    headings name an offset, for the intake to undo it.
    """
    cells.require_counts(len(table), len(table.columns), limits)
    names = {headings.plain(str(name)): str(name) for name in reversed(table.columns)}
    shape = next((names[name] for name in GEOMETRY if name in names), None)
    notes: list[Problem] = []
    if shape is not None:
        geometry = _from_wkt(table[shape], notes, limits)
        table = table.drop(columns=shape)
    else:
        pair = _pair([str(name) for name in table.columns], notes)
        x, y = pair.x, pair.y
        geometry = _from_pair(table[x], table[y], notes)
        table = table.drop(columns=[x, y])
    typed = table.apply(_typed) if len(table) else table
    typed = typed.rename(columns={"geometry": "geometry_"})
    return GeoDataFrame(typed, geometry=geometry), notes


def is_shape(name: str) -> bool:
    """Return whether a column of this name holds shapes written as text."""
    return headings.plain(name) in GEOMETRY


def names_place(name: str) -> bool:
    """Return whether a heading would be taken for coordinates or shapes."""
    return is_shape(name) or headings.names_place(name)


def _pair(columns: list[str], notes: list[Problem]) -> headings.CoordinateColumns:
    """Return the coordinate columns, and say which were taken and what their headings state."""
    pair = headings.find_pair(columns)
    fields = ", ".join(columns)[:200]
    if pair is None:
        halves = headings.half_pairs(columns)
        if halves:
            raise Refusal("coordinates_mixed", fields=", ".join(halves)[:200])
        raise Refusal("no_coordinates", fields=fields)
    taken = f"{pair.x}, {pair.y}"
    if pair.others:
        values = {"taken": taken, "others": ", ".join(pair.others)[:200], "datum": pair.datum}
        notes.append(Problem(None, None, "coordinates_chosen", "warning", values))
    if pair.datum in TO_WGS84:
        values = {"fields": taken, "option": pair.datum}
        notes.append(Problem(None, None, "datum_stated", "warning", values))
    return pair


def _numbers(cells: pd.Series, notes: list[Problem]) -> np.ndarray:
    """Return the cells as floats; thousands may be set apart (`1,234.5`, `1 234.5`)."""
    plain = cells.astype("object").where(cells.notna(), None)
    values = pd.to_numeric(plain, errors="coerce")
    for label in values.index[values.isna().to_numpy() & plain.notna().to_numpy()]:
        text = str(plain[label]).strip().rstrip("°EeNn").replace("，", ",")
        if re.fullmatch(r"-?[1-9]\d{0,2}([, ]\d{3})+(\.\d+)?", text):
            text = re.sub("[, ]", "", text)
        number = float(pd.to_numeric(text, errors="coerce"))
        values[label] = number
        if math.isnan(number):
            shown = {"value": str(plain[label])[:40]}
            notes.append(
                Problem(int(label) + 1, str(cells.name), "coordinates_unreadable", "error", shown)
            )
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def _from_pair(x: pd.Series, y: pd.Series, notes: list[Problem]) -> np.ndarray:
    for row in np.flatnonzero((x.isna() | y.isna()).to_numpy()):
        name = str(x.name if pd.isna(x.iloc[row]) else y.name)
        notes.append(Problem(int(row) + 1, name, "coordinates_missing", "error"))
    pairs = np.column_stack([_numbers(x, notes), _numbers(y, notes)])
    infinite = np.isinf(pairs)
    for row, column in np.argwhere(infinite):
        name, shown = str((x, y)[column].name), {"value": str(pairs[row, column])}
        notes.append(Problem(int(row) + 1, name, "value_not_finite", "error", shown))
    points = np.full(len(pairs), None, dtype=object)
    good = np.isfinite(pairs).all(axis=1)
    points[good] = shapely.points(pairs[good])
    notes.sort(key=lambda note: note.row or 0)
    return points


def _from_wkt(cells: pd.Series, notes: list[Problem], limits: Limits) -> np.ndarray:
    shapes = np.full(len(cells), None, dtype=object)
    for row, cell in enumerate(cells):
        if cell is None or pd.isna(cell):
            notes.append(Problem(row + 1, str(cells.name), "coordinates_missing", "error"))
            continue
        text = re.sub(r"(?i)^\s*SRID=\d+;", "", str(cell))
        shape = None
        if text.count("(") <= limits.vertices and _depth(text) <= _WKT_DEPTH:
            shape = shapely.from_wkt(text, on_invalid="ignore")
        if shape is None:
            shown = {"value": text[:40]}
            notes.append(
                Problem(row + 1, str(cells.name), "coordinates_unreadable", "error", shown)
            )
        shapes[row] = shape
    return shapes


def _depth(text: str) -> int:
    brackets = np.frombuffer(text.encode(), dtype=np.uint8)
    steps = (brackets == ord("(")).astype(int) - (brackets == ord(")"))
    return int(np.cumsum(steps).max(initial=0))


def _typed(column: pd.Series) -> pd.Series:
    """Return the column as numbers where each cell reads back as written, else as it is."""
    cells = column.dropna()
    if not len(cells) or not all(isinstance(cell, str) for cell in cells):
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
