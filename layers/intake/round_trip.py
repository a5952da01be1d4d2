"""Write a layer to a file and read it back: what would not come back in whole is told.

No list of what a format cannot hold is complete, and none is kept: the file itself is read, by the
way an import reads it, and compared cell by cell with the layer.
"""

import datetime as dt
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import formats
from layers.catalogue import LayerType
from layers.crs import to_lonlat
from layers.formats import writing
from layers.formats.json_text import plain
from layers.formats.raw import RawLayer
from layers.formats.refusal import FileRefusedError
from layers.intake import fields
from layers.intake.schema import check_values
from layers.problems import Problem
from layers.text import Text

MOST_CELLS = 5_000_000
PLACE_DEGREES = 2e-6  # two of the last decimals of the roughest format, about 0.2 m
_ROUNDING = 1e-12  # relative: 15 digits, as many as Excel and KML readers keep
_SHOWN = 60


def without_key(raw: RawLayer) -> RawLayer:
    """Return the rows without the numbers that the store gave them when they were written.

    The store numbers features itself; a column of the old numbers would be one more each time.
    """
    if raw.key is None or raw.key not in raw.frame.columns:
        return raw
    return replace(raw, frame=raw.frame.drop(columns=raw.key), key=None)


def export(frame: gpd.GeoDataFrame, path: Path, layer_type: LayerType) -> list[Problem]:
    """Write a layer as it was read from the store; return what an import would not give back.

    Each finding names a column, how many of its values differ, and one of them. Raises
    `FileRefusedError` as `layers.formats.write` does.
    """
    formats.write(frame, path, layer_type)
    cells = frame.size + sum(len(one) for one in _properties(frame) if isinstance(one, dict))
    if cells > MOST_CELLS:
        return [Problem(None, None, "export_unchecked", "warning", {"limit": MOST_CELLS})]
    if not len(frame):
        return []
    try:
        raw = without_key(formats.read(path))
    except FileRefusedError as refused:
        values = {"reason": Text(refused.text("zh"), refused.text("en"))}
        return [Problem(None, None, "export_unreadable", "warning", values)]
    return differences(frame, raw, layer_type)


def _properties(frame: gpd.GeoDataFrame) -> list[Any]:
    return frame["properties"].tolist() if "properties" in frame else []


def differences(frame: gpd.GeoDataFrame, raw: RawLayer, layer_type: LayerType) -> list[Problem]:
    """Return what differs between a layer and the rows that were read from a file of it."""
    if len(raw.frame) != len(frame):
        values = {"before": len(frame), "after": len(raw.frame)}
        return [Problem(None, None, "export_rows", "warning", values)]
    problems = _shapes(frame, raw.frame)
    read, _ = fields.unique_names(raw.frame)
    found, _ = check_values(read, layer_type, {})
    kept = writing.spread(frame)
    for name in [str(one) for one in kept.columns if one != kept.geometry.name]:
        if name == "id" and frame.index.name == "id":
            continue
        after = found[name].tolist() if name in found else [None] * len(frame)
        problems += _column(name, kept[name].tolist(), after)
    return problems + _gained(found, kept, layer_type)


def _gained(found: pd.DataFrame, kept: gpd.GeoDataFrame, layer_type: LayerType) -> list[Problem]:
    """Return a finding for each column with values that the layer did not have."""
    known = {str(one) for one in kept.columns} | {one.name for one in layer_type.columns}
    problems = []
    for name in [str(one) for one in found.columns if str(one) not in known]:
        cells = found[name].dropna()
        if len(cells):
            values = {"column": name, "value": _shown(cells.iloc[0])}
            problems.append(Problem(None, name, "export_gained", "warning", values))
    return problems


def _column(name: str, before: list[Any], after: list[Any]) -> list[Problem]:
    rounded = changed = 0
    first: dict[str, Any] | None = None
    for row, (was, now) in enumerate(zip(before, after, strict=True), start=1):
        if equal(was, now):
            continue
        if _is_number(was) and _is_number(now) and math.isclose(was, now, rel_tol=_ROUNDING):
            rounded += 1
            continue
        changed += 1
        first = first or {"number": row, "before": _shown(was), "after": _shown(now)}
    problems = []
    if first is not None:
        values = {"count": changed, **first}
        problems.append(Problem(None, name, "export_changed", "warning", values))
    if rounded:
        problems.append(Problem(None, name, "export_rounded", "warning", {"count": rounded}))
    return problems


def equal(one: Any, other: Any) -> bool:
    """Return whether two cells are the same: no data is no data, 1 is 1.0 and no yes."""
    one, other = _simple(one), _simple(other)
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _simple(value: Any) -> Any:
    """Return a cell as JSON holds it; a text that is a date and the date are the same."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dt.date | dt.datetime):
        return plain(value)
    if isinstance(value, dict):
        return {name: _simple(one) for name, one in value.items()}
    return plain(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    # as JSON: the number 12 and the text "12" are told apart
    text = json.dumps(_simple(value), ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _shapes(frame: gpd.GeoDataFrame, read: gpd.GeoDataFrame) -> list[Problem]:
    """Return a finding where shapes have moved, or have more or fewer points than before."""
    was = np.asarray(_lonlat(frame).geometry.to_numpy(), dtype=object)
    now = np.asarray(_lonlat(read).geometry.to_numpy(), dtype=object)
    bounds = np.abs(shapely.bounds(was) - shapely.bounds(now))
    moved = (bounds > PLACE_DEGREES).any(axis=1)
    moved |= shapely.is_missing(was) != shapely.is_missing(now)
    moved |= shapely.get_num_coordinates(was) != shapely.get_num_coordinates(now)
    count = int(moved.sum())
    return [Problem(None, None, "export_shapes", "warning", {"count": count})] if count else []


def _lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    known = frame.crs is not None and frame.crs.to_epsg() != writing.LONLAT
    return to_lonlat(frame) if known else frame
