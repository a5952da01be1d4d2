"""About how much memory a kept value takes: arrays, tables, shapes, texts and what holds them.

What several values share counts for each of them: the one may leave and the other keep it alive.
The figures were compared with the memory of a process that held 22,228 buildings.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from scipy.sparse import issparse
from shapely.geometry.base import BaseGeometry

SMALL = 4096
"""Bytes that every kept value is taken to have at least."""
FRAME = 8_192
"""Bytes of a table without any row: its blocks and labels."""
SHAPE, VERTEX, NODE = 250, 24, 64
"""Bytes of a shape without vertices, of a vertex (a third coordinate has its place, too), and of
a shape in a tree."""
SAMPLE = 200
"""Further properties that are looked into: the others are taken to be as large."""


def size_of(value: object) -> int:
    """Return about how many bytes a value takes; what tells its own `nbytes` is believed."""
    return max(SMALL, _bytes(value))


def frame_bytes(frame: GeoDataFrame) -> int:
    """Return about the bytes of a frame: its columns, its further properties and its shapes."""
    return table_bytes(frame.drop(columns=frame.geometry.name)) + shape_bytes(frame.geometry)


def shape_bytes(shapes: Iterable[Any] | GeoSeries) -> int:
    """Return about the bytes of shapes."""
    held = np.asarray(shapes, dtype=object)
    return len(held) * SHAPE + int(shapely.get_num_coordinates(held).sum()) * VERTEX


def table_bytes(table: pd.DataFrame) -> int:
    """Return about the bytes of a table without shapes."""
    found = FRAME + int(table.memory_usage(deep=True).sum())
    for name in table.columns:
        if table[name].dtype == object:
            found += _inside(table[name].to_numpy())
    return found


def _inside(column: Any) -> int:
    """Return the bytes that mappings and lists in a column hold, from some of them."""
    some = column[:: max(1, len(column) // SAMPLE)]
    held = [_bytes(one) - sys.getsizeof(one) for one in some if isinstance(one, dict | list)]
    return int(sum(held) / len(some) * len(column)) if held else 0


def _bytes(value: object) -> int:  # noqa: PLR0911 - one line a kind
    if isinstance(value, GeoDataFrame):
        return frame_bytes(value)
    if isinstance(value, pd.DataFrame):
        return table_bytes(value)
    if isinstance(value, GeoSeries):
        return shape_bytes(value)
    if isinstance(value, np.ndarray):
        return _array_bytes(value)
    if isinstance(value, BaseGeometry):
        return shape_bytes([value])
    if isinstance(value, shapely.STRtree):
        return len(value.geometries) * NODE + shape_bytes(value.geometries)
    if issparse(value):
        return sum(_bytes(part) for part in vars(value).values() if isinstance(part, np.ndarray))
    if isinstance(value, Mapping):
        return sys.getsizeof(value) + sum(_bytes(k) + _bytes(v) for k, v in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return sys.getsizeof(value) + sum(map(_bytes, value))
    return _object_bytes(value)


def _array_bytes(array: np.ndarray[Any, Any]) -> int:
    if array.dtype != object:
        return array.nbytes
    shapes = shapely.is_geometry(array)
    return array.nbytes + shape_bytes(array[shapes]) + sum(map(_bytes, array[~shapes].tolist()))


def _object_bytes(value: object) -> int:
    told = getattr(value, "nbytes", None)
    if isinstance(told, int | np.integer):
        return int(told)
    if is_dataclass(value) and not isinstance(value, type):
        return sys.getsizeof(value) + sum(map(_bytes, getattr(value, "__dict__", {}).values()))
    members = getattr(type(value), "model_fields", None)
    if members is not None:
        return SMALL + sum(_bytes(getattr(value, name)) for name in members)
    return sys.getsizeof(value)
