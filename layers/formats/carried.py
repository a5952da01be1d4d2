"""What a written file says of its own columns, so that reading it gives them back.

Few formats hold every name and every kind of value: a Shapefile has names of 10 bytes, a
GeoPackage none that differ in case only, and GDAL hands whole numbers with gaps on as fractions.
So a writer puts a list beside the table - in the metadata of the layer, in a member of the
archive - of what each column is called and holds, and the reader of the format applies it.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import json_text
from layers.formats.refusal import Refusal

MARK = "shequ_columns"
KEY = "key"  # the number that the store gave a row: no value of the row itself
LARGEST_WHOLE = 2**53  # beyond it a fraction of 64 bits does not hold every whole number
_DEPTH = 32
_MOST_TEXT = 1_000_000
_MOST_NAME = 1_000
_KINDS = frozenset({KEY, "text", "integer", "number", "boolean", "date", "json"})
_EXACT = {
    "string": "text", "boolean": "boolean", "integer": "integer", "floating": "number",
    "date": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Carried:
    """A column of a file: the name it was written under, its own name, and what it holds."""

    written: str
    name: str
    kind: str


def kind_of(column: pd.Series) -> str:
    """Return what the values of a column are; `json` where they are of several kinds or nested."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return "text"
    # GDAL and Parquet hold texts of Unicode only: half of a pair of surrogates is none
    return _EXACT.get(pd.api.types.infer_dtype(column, skipna=True), _fallback(column))


def _fallback(column: pd.Series) -> str:
    return "text" if bool(column.isna().all()) else "json"


def as_cells(column: pd.Series, kind: str) -> pd.Series:
    """Return the column in a type that tables hold: numbers, dates, yes and no, or text.

    Whole numbers that fractions cannot hold become text, as every other kind does.
    """
    if kind == "integer":
        known = [int(value) for value in column.dropna()]
        if all(-LARGEST_WHOLE <= value <= LARGEST_WHOLE for value in known):
            return column.astype("Int64")
        return _texts(column, str)
    if kind == "boolean":
        return column.astype("boolean")
    if kind == "number":
        return column.astype("float64")
    if kind == "json":
        return _texts(column, _as_json)
    return column if kind == "date" else _texts(column, _as_text)


def _texts(column: pd.Series, told: Callable[[Any], str]) -> pd.Series:
    cells = [None if _is_missing(value) else told(value) for value in column]
    return pd.Series(cells, index=column.index, dtype="str" if cells else object)


def _as_json(value: Any) -> str:
    return json.dumps(json_text.plain(value), ensure_ascii=False)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else str(json_text.plain(value))


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (value != value) is True  # noqa: PLR0124 - NaN


def told(columns: Iterable[Carried]) -> str:
    """Return the list as JSON in ASCII, which survives in every kind of metadata."""
    return json.dumps([[one.written, one.name, one.kind] for one in columns])


def understood(text: str | None) -> list[Carried]:
    """Return the list that a file holds; none of it where the text is no such list."""
    if not text or len(text) > _MOST_TEXT:
        return []
    try:
        found = _parsed(text)
    except ValueError:
        return []
    if not isinstance(found, list):
        return []
    columns = [Carried(*one) for one in found if _is_entry(one)]
    return columns if len(columns) == len(found) else []


def _is_entry(one: Any) -> bool:
    texts = isinstance(one, list) and [isinstance(part, str) for part in one] == [True] * 3
    return texts and one[2] in _KINDS and 0 < len(one[1]) <= _MOST_NAME


def _parsed(text: str) -> Any:
    """Return JSON from a stranger; raise `ValueError` where it is none or nests too deep."""
    if json_text.nesting(text.encode("utf-8", "surrogatepass"))[0] > _DEPTH:
        raise ValueError
    try:
        return json_text.parsed(text)
    except Refusal as refusal:
        raise ValueError from refusal


def restored(frame: GeoDataFrame, columns: Sequence[Carried]) -> GeoDataFrame:
    """Return the frame with the names and kinds of value that its columns had when written.

    A cell that was changed since, and is no value of its kind, stays as it is.
    """
    shape = frame.geometry.name
    result = frame.copy()
    for one in columns:
        if one.written in result.columns and one.written != shape:
            result[one.written] = _RESTORED[one.kind](result[one.written])
    names = {one.written: one.name for one in columns if one.name != shape}
    return GeoDataFrame(result.rename(columns=names), geometry=shape, crs=frame.crs)


def key_in(columns: Iterable[Carried]) -> str | None:
    """Return the name of the column that holds the numbers of the store, if there is one."""
    return next((one.name for one in columns if one.kind == KEY), None)


def _whole(column: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(column.dtype):
        known = column.dropna()
        whole = bool((np.isfinite(known) & (known == known.round())).all())
        return column.astype("Int64") if whole else column
    return column if pd.api.types.is_numeric_dtype(column.dtype) else _each(column, int)


def _yes_no(column: pd.Series) -> pd.Series:
    known = {0: False, 1: True, "0": False, "1": True, "false": False, "true": True}

    def meant(cell: Any) -> Any:
        return known.get(cell.lower() if isinstance(cell, str) else cell, cell)

    return _each(column, meant)


def _dates(column: pd.Series) -> pd.Series:
    def date_of(cell: Any) -> Any:
        if isinstance(cell, dt.datetime):
            return cell.date()
        return dt.date.fromisoformat(cell) if isinstance(cell, str) else cell

    return _each(column, date_of)


def _each(column: pd.Series, convert: Callable[[Any], Any]) -> pd.Series:
    cells: list[Any] = []
    for cell in column:
        try:
            cells.append(None if _is_missing(cell) else convert(cell))
        except (ValueError, TypeError):
            cells.append(cell)
    return pd.Series(cells, index=column.index, dtype=object)


def _number(column: pd.Series) -> pd.Series:
    return column if pd.api.types.is_numeric_dtype(column.dtype) else _each(column, float)


def _nested(column: pd.Series) -> pd.Series:
    return _each(column, lambda cell: _parsed(cell) if isinstance(cell, str) else cell)


def _text(column: pd.Series) -> pd.Series:
    return column


_RESTORED: dict[str, Callable[[pd.Series], pd.Series]] = {
    KEY: _whole,
    "text": _text,
    "integer": _whole,
    "number": _number,
    "boolean": _yes_no,
    "date": _dates,
    "json": _nested,
}
