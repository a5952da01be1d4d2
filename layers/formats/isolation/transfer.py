"""How a reading process hands its frames over: Parquet and JSON in a folder, never pickles."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from layers.formats.json_text import plain
from layers.formats.judging import cells, parquet
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal
from layers.problems import Problem
from layers.text import Text

_GEOMETRY = "\x00geometry"
_TABLE = "table.parquet"
_ADDED = 100
_ABOUT_BYTES = 16 * MEBIBYTE
_ARROW_KINDS = frozenset({"string", "empty", "date"})


def save_frame(frame: GeoDataFrame, folder: Path, limits: Limits | None = None) -> None:
    """Write the frame to `folder`; columns of mixed values travel as JSON, cell by cell.

    Raises
    ------
    Refusal
        A cell, or all cells together, are larger than the limits allow.
    """
    cells.require_frame(frame, _with_columns_of_the_layer(limits or Limits()))
    folder.mkdir()
    shape = frame.geometry.name
    table = pd.DataFrame(frame.drop(columns=shape)).reset_index(drop=True)
    names = [str(name) for name in table.columns]
    table.columns = [str(number) for number in range(len(names))]
    objects = [name for name in table.columns if table[name].dtype == object]
    as_json = [name for name in objects if _needs_json(table[name])]
    for name in as_json:
        table[name] = pd.Series(
            [json.dumps(plain(cell), ensure_ascii=False) for cell in table[name]], dtype=object
        )
    table[_GEOMETRY] = shapely.to_wkb(frame.geometry.to_numpy())
    table.to_parquet(folder / _TABLE, index=False)
    crs = None if frame.crs is None else frame.crs.to_json()
    about = {"names": names, "json": as_json, "objects": objects, "crs": crs}
    (folder / "frame.json").write_text(json.dumps(about), "utf-8")


def _needs_json(column: pd.Series) -> bool:
    return pd.api.types.infer_dtype(column, skipna=True) not in _ARROW_KINDS


def load_frame(folder: Path, limits: Limits | None = None) -> GeoDataFrame:
    """Read what `save_frame` wrote; row order, column names and kinds of column are the same.

    The table is judged before anything of it is expanded, for a process that a hostile file has
    taken over may write what it likes.

    Raises
    ------
    Refusal
        It is larger than the limits allow, or damaged.
    """
    path = folder / _TABLE
    parquet.require_table(path, _with_columns_of_the_layer(limits or Limits()), "Parquet")
    if (folder / "frame.json").stat().st_size > _ABOUT_BYTES:
        raise Refusal("damaged", format="Parquet")
    about = json.loads((folder / "frame.json").read_text("utf-8"))
    table = pd.read_parquet(path)
    shapes = shapely.from_wkb(table.pop(_GEOMETRY).to_numpy(dtype=object))
    for name in about["json"]:
        table[name] = pd.Series([json.loads(cell) for cell in table[name]], dtype=object)
    for name in set(about["objects"]) - set(about["json"]):
        column = table[name].astype(object)
        table[name] = column.where(column.notna(), None)
    table.columns = pd.Index(about["names"])
    crs = None if about["crs"] is None else CRS.from_json(about["crs"])
    return GeoDataFrame(table, geometry=shapes, crs=crs)


def _with_columns_of_the_layer(limits: Limits) -> Limits:
    """Return limits with room for the columns that a file need not have: its own were judged."""
    columns = limits.columns + _ADDED
    return dataclasses.replace(limits, columns=columns, cells=limits.cells + _ADDED * limits.rows)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON values."""
    return {
        "row": problem.row,
        "field": problem.field,
        "code": problem.code,
        "severity": problem.severity,
        "values": values_to_json(problem.values),
        "file_row": problem.file_row,
    }


def problem_from_json(found: dict[str, Any]) -> Problem:
    """Return the problem that `problem_to_json` wrote."""
    return Problem(**{**found, "values": values_from_json(found["values"])})


def values_to_json(values: dict[str, Any]) -> dict[str, Any]:
    """Return message values as JSON; texts in two languages stay in two languages."""
    return {
        key: {"zh": value.zh, "en": value.en} if isinstance(value, Text) else plain(value)
        for key, value in values.items()
    }


def values_from_json(values: dict[str, Any]) -> dict[str, Any]:
    """Return message values from JSON."""
    return {
        key: Text(**value) if isinstance(value, dict) and set(value) == {"zh", "en"} else value
        for key, value in values.items()
    }
