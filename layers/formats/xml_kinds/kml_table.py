"""Rows of a KML -> a frame: one column for each name, typed where a schema says so."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from layers.crs import LONLAT
from layers.formats.raw import beside_shape
from layers.formats.xml_kinds.kml_rows import Key, Placemark, Placemarks
from layers.problems import Problem

FOLDER = "folder"
_WHOLE = frozenset({"int", "uint", "short", "ushort"})
_FRACTIONS = frozenset({"float", "double"})
_YES_NO = {"0": False, "1": True, "false": False, "true": True}
_MOST = 2**63
_FIRST = ("id", "name", "description")


def table_of(
    rows: Sequence[Placemark], places: Placemarks, notes: list[Problem], *, folders: bool
) -> GeoDataFrame:
    """Return one row for each placemark in longitude and latitude.

    Two values of one name within a placemark give two columns of that name. With `folders` a
    column names the folders around each placemark, where there are any. A field that gives way to
    the shapes is noted in `notes`.
    """
    keys = _keys(rows, places)
    cells: dict[Key, list[Any]] = {key: [None] * len(rows) for key in keys}
    for at, row in enumerate(rows):
        for key, text in row.cells.items():
            cells[key][at] = text
    index = pd.RangeIndex(len(rows))
    columns = [
        _typed(cells[key], places.types.get(key[0], ()), index).rename(key[0]) for key in keys
    ]
    around = [_folders(row) for row in rows] if folders else []
    if any(around):
        columns.append(pd.Series([one or None for one in around], index, name=FOLDER, dtype="str"))
    table = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=index)
    table = beside_shape(table, notes)
    shapes = np.array([row.drawn.geometry for row in rows], dtype=object)
    return GeoDataFrame(table, geometry=GeoSeries(shapes, index=index, crs=LONLAT))


def _keys(rows: Sequence[Placemark], places: Placemarks) -> list[Key]:
    """Return the names of values in their order: the plain ones, those of schemas, the others."""
    there = dict.fromkeys(key for row in rows for key in row.cells)
    first = [(name, 0) for name in _FIRST if (name, 0) in there]
    return list(dict.fromkeys([*first, *((name, 0) for name in places.types), *there]))


def _folders(row: Placemark) -> str:
    """Return the folders around a placemark, the outermost first; documents are none."""
    return "/".join(one.name for one in row.path if one.kind == "Folder" and one.name)


def _typed(cells: list[str | None], types: Collection[str], index: pd.RangeIndex) -> pd.Series:
    """Return a column of the type that the schemas give it, of text where a cell is none such."""
    kinds = set(types)
    try:
        if kinds and kinds <= _WHOLE:
            return pd.Series(_each(cells, _whole), index, dtype="Int64")
        if kinds and kinds <= _WHOLE | _FRACTIONS:
            return pd.Series(_each(cells, float), index, dtype="float64")
        if kinds == {"bool"}:
            return pd.Series(_each(cells, lambda cell: _YES_NO[cell.lower()]), index, dtype=object)
    except (ValueError, KeyError):
        pass  # what the cell says is judged where the layer's own columns are
    return pd.Series(cells, index, dtype="str")


def _whole(cell: str) -> int:
    number = int(cell)
    if not -_MOST <= number < _MOST:
        raise ValueError(cell)
    return number


def _each(cells: list[str | None], meant: Callable[[str], Any]) -> list[Any]:
    return [None if cell is None or not cell.strip() else meant(cell.strip()) for cell in cells]
