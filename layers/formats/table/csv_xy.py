"""CSV with coordinates: delimiter and encoding are found out, quoted line ends are kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from layers.formats import encoding, writing
from layers.formats.carried import KEY, Carried, as_cells, kind_of
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.table import coordinates as tables
from layers.formats.table import marks, text_rows
from layers.written.conventions import AskedMarks
from layers.written.numbers import COORDINATES_COMMA

NAME = "CSV"
DECIMALS = 7
_WHOLE = 1e15


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a table with a heading; coordinates as in `layers.formats.table`."""
    found = encoding.of_file(path, options.encoding)
    table = text_rows.table_of(path, found.name, options)
    frame, notes = tables.frame_of(table.cells, options, table.pairs)
    frame, guards, key = marks.unguarded(frame)
    notes += guards
    if found.note is not None:
        notes.insert(0, found.note)
    name = encoding.UTF8 if found.name == "utf-8-sig" else found.name
    layer = table.layer(frame, NAME, name, notes)
    return replace(layer, key=key, point_shown=_shows_point(layer, options.marks))


def _shows_point(layer: RawLayer, asked: AskedMarks) -> bool:
    """Whether numbers of the table have decimal points: those of columns, or the coordinates.

    A column of which the user states the mark shows nothing of the others.
    """
    columns = [
        one
        for name, one in layer.frame.items()
        if pd.api.types.is_float_dtype(one.dtype) and not asked.names(str(name))
    ]
    if any((one.dropna() % 1 != 0).any() for one in columns):
        return True
    angled = {one.code for one in layer.notes} & {COORDINATES_COMMA, "coordinates_angles"}
    if angled or any(map(tables.is_shape, layer.places)):
        return False
    points = shapely.get_coordinates(layer.frame.geometry.to_numpy())
    return bool((points[np.isfinite(points)] % 1 != 0).any())


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write UTF-8 with a byte order mark, for Excel; text that looks like a formula is quoted.

    Points get the columns `lon` and `lat` (degrees) or `x` and `y` (meters); other geometry is
    written as WKT.
    """
    cells_of(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def cells_of(frame: GeoDataFrame) -> pd.DataFrame:
    """Return the frame as a table with its coordinates in columns and no formulas."""
    return table_of(frame)[0]


def table_of(frame: GeoDataFrame) -> tuple[pd.DataFrame, list[Carried]]:
    """Return the frame as `cells_of` does, and what each column but its coordinates holds."""
    flat = writing.spread(frame)
    keyed = frame.index.name == "id" and "id" not in frame.columns
    shapes = flat.geometry
    columns: dict[str, pd.Series] = {}
    carried = []
    for name in [str(one) for one in flat.columns if one != shapes.name]:
        kind = KEY if keyed and name == "id" else kind_of(flat[name])
        cells, kind = _cells(flat[name], kind)
        heading = marks.KEY_HEADING if kind == KEY else marks.written(name)
        columns[heading] = cells.map(writing.without_formula, na_action="ignore")
        carried.append(Carried(heading, name, kind))
    return pd.DataFrame({**columns, **_places(shapes)}, index=flat.index), carried


def _cells(column: pd.Series, kind: str) -> tuple[pd.Series, str]:
    """Return cells as a table shows them, each by itself: no quotation marks around plain text."""
    if kind == KEY:
        return column, kind
    if kind == "json" and not column.map(lambda one: isinstance(one, dict | list)).any():
        return column.astype(object).where(column.notna(), None), "text"
    if kind == "number":
        return column.map(_shortest, na_action="ignore").astype(object), kind
    return as_cells(column, kind), kind


def _shortest(number: float) -> float | int:
    """Return a whole number without its `.0`, which reading would take for part of a text."""
    whole = float(number).is_integer() and abs(number) < _WHOLE
    return int(number) if whole else float(number)


def _places(shapes: GeoSeries) -> dict[str, Any]:
    if (shapes.geom_type.dropna() == "Point").all():
        geographic = shapes.crs is None or shapes.crs.is_geographic
        names = ("lon", "lat") if geographic else ("x", "y")
        return {
            name: getattr(shapes, axis).round(DECIMALS)
            for name, axis in zip(names, "xy", strict=True)
        }
    return {"wkt": shapely.to_wkt(shapes.to_numpy(), rounding_precision=DECIMALS)}
