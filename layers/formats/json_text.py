"""JSON from strangers: nesting is bounded before parsing, no member is lost, no NaN is written."""

import datetime as dt
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.formats import encoding
from layers.formats.judging.cells import repeated
from layers.formats.options import Limits
from layers.formats.refusal import Refusal

# a string, or one that the end of the file cuts short; possessive, so the scan stays linear
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(value for value in range(256) if value not in b"[]{}")
_SHOWN = 40
_MISSING: tuple[Any, ...] = (None, pd.NA, pd.NaT)
_CHUNK = 5_000
KEY = "shequ_key"
"""The member of a collection that names the property with the numbers that the store gave."""
_PIECE = 1 << 20


def nesting(data: bytes) -> tuple[int, int]:
    """Return how deep brackets nest outside strings, and how many open, without parsing.

    >>> nesting(b'{"a": [1, [2]], "b": "[[[["}')
    (3, 3)
    """
    brackets = np.frombuffer(_STRING.sub(b"", data).translate(None, _NOT_BRACKETS), dtype=np.uint8)
    deepest = level = opened = 0
    for start in range(0, len(brackets), _PIECE):
        piece = brackets[start : start + _PIECE]
        opening = (piece == ord("[")) | (piece == ord("{"))
        levels = level + np.cumsum(np.where(opening, 1, -1))
        deepest, level = max(deepest, int(levels.max())), int(levels[-1])
        opened += int(opening.sum())
    return deepest, opened


def decoded(data: bytes, stated: str | None, limits: Limits) -> tuple[str, encoding.Reading]:
    """Return the text and how it was read; raise `Refusal` when it nests or holds too much."""
    text, reading = encoding.decode(data, stated)
    found, opened = nesting(data if reading.name == encoding.UTF8 else text.encode())
    if found > limits.depth:
        raise Refusal("too_deep", found=found, limit=limits.depth)
    # a position and a feature of a point are the most that vertices and rows bring along
    most = limits.vertices + limits.rows
    if opened > most:
        raise Refusal("too_many_values", found=opened, limit=most)
    return text, reading


def parsed(text: str) -> Any:
    """Return the document, or raise `Refusal` naming the line or the key that stands twice."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise Refusal("key_twice", key=str(repeated(key for key, _ in pairs))[:80])
        return found

    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise Refusal("not_json", line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:  # ValueError: an integer of thousands of digits
        raise Refusal("damaged", format="JSON") from error


def shown(value: Any) -> str:
    """Return a value from a document as short text for a message."""
    if isinstance(value, str):
        return f"“{value[:_SHOWN]}”"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return json.dumps(value)[:_SHOWN]


def plain(value: Any) -> Any:
    """Return a cell of a frame as something JSON can hold; missing and infinite become None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bool | int | float | str):
        return value
    return None if any(value is none for none in _MISSING) else _plain_moment(value)


def _plain_moment(value: Any) -> str:
    if isinstance(value, dt.datetime) and _is_midnight(value):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _is_midnight(moment: dt.datetime) -> bool:
    return moment.tzinfo is None and moment.time() == dt.time.min


def write_collection(frame: GeoDataFrame, path: Path, *, decimals: int) -> None:
    """Write a FeatureCollection, a chunk of rows at a time, coordinates rounded to `decimals`."""
    name = frame.geometry.name
    columns = [column for column in frame.columns if column != name]
    geometries = shapely.transform(
        np.asarray(frame.geometry.array), lambda xy: np.round(xy, decimals) + 0.0, include_z=False
    )
    geometries = shapely.orient_polygons(geometries)
    with path.open("w", encoding="utf-8") as target:
        keyed = frame.index.name == "id"
        mark = f'"{KEY}":"id",' if keyed else ""
        target.write(f'{{"type":"FeatureCollection",{mark}"features":[')
        for start in range(0, len(frame), _CHUNK):
            rows = slice(start, start + _CHUNK)
            records = frame.iloc[rows][columns].to_dict("records")
            labels = frame.index[rows] if keyed else [None] * len(records)
            lines = [
                _feature_line(shape, record, label)
                for shape, record, label in zip(
                    shapely.to_geojson(geometries[rows]), records, labels, strict=True
                )
            ]
            target.write(("," if start else "") + "\n" + ",\n".join(lines))
        target.write("\n]}\n")


def _feature_line(shape: str | None, record: dict[Any, Any], label: Any) -> str:
    # Further properties stand beside the columns, whose names win, as in answers over HTTP.
    further = record.pop("properties", None)
    properties = plain((further if isinstance(further, dict) else {}) | record)
    if further is not None and not isinstance(further, dict):
        properties["properties"] = plain(further)
    head = '{"type":"Feature",'
    if label is not None:
        head += f'"id":{json.dumps(plain(label))},'
        properties = {"id": plain(label), **properties}
    body = json.dumps(properties, ensure_ascii=False, allow_nan=False)
    return f'{head}"properties":{body},"geometry":{shape or "null"}}}'
