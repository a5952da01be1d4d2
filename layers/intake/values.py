"""Values as people write them, made into numbers, dates, yes/no and text.

Chinese tables hold full-width digits, thousands separators, dashes for "none" and units inside the
cell (万, 公顷, 亩); all are understood, and every value whose size changed is reported.
"""

import datetime as dt
import json
import math
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from layers.catalogue import Column
from layers.intake.columns.dates import read_dates
from layers.intake.columns.numbers import INTEGER_MAXIMUM, NUMBER_MAXIMUM, read_numbers
from layers.intake.columns.reading import BadValueError, ColumnRead, shown
from layers.problems import Problem
from layers.text import CONTROL
from layers.written.conventions import Conventions
from layers.written.plain import plain

_NULLS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "\\n", "null", "none", "n/a", "#n/a"})
_NULLS_BUT_TEXT = frozenset({"无", "空", "缺", "不详", "na"})
_TRUE = frozenset({"是", "有", "已", "true", "t", "yes", "y", "1", "1.0", "√", "✓", "对"})
_FALSE = frozenset({"否", "无", "未", "没有", "false", "f", "no", "n", "0", "0.0", "×", "✗", "x"})


def is_null(value: object) -> bool:
    """Whether the value stands for no data in any kind of column."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and plain(value) in _NULLS


def parse_boolean(value: object, _column: Column | None = None) -> bool:
    """Return yes or no; raises `BadValueError`."""
    text = plain(str(value))
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise BadValueError("value_not_boolean")


def parse_text(value: object, column: Column) -> str | None:
    """Return trimmed text, or the key of a choice matched by key or title.

    Raises
    ------
    BadValueError
        When the column takes its choices only, and it is none of them.
    """
    text = clean_text(_written(value))
    if not column.choices or not text:
        return text or None
    wanted = plain(text)
    for key, title in column.choices.items():
        if wanted in (key.lower(), plain(title.zh), title.en.lower()):
            return key
    if column.open:
        return text
    accepted = ", ".join(f"{key} ({title.zh})" for key, title in column.choices.items())
    raise BadValueError("value_not_choice", accepted=accepted)


def _written(value: object) -> str:
    """Return a value as a person would write it: codes read as floats lose their `.0`."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, (dict, list, np.ndarray)):
        return json.dumps(json_safe(value), ensure_ascii=False)
    return str(value)


def clean_text(text: str) -> str:
    """Return text in Unicode NFC, trimmed, without control characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", CONTROL.sub("", text)).strip()


_PARSERS: dict[str, Callable[[Any, Column], Any]] = {
    "boolean": parse_boolean,
    "text": parse_text,
}


def coerce(
    values: pd.Series,
    column: Column,
    *,
    field: str,
    factor: float = 1.0,
    conventions: Conventions | None = None,
) -> tuple[pd.Series, list[Problem]]:
    """Return a column's values in its kind, and a problem for each that is not.

    `values` is indexed by row number; `factor` scales plain numbers when the heading names a unit;
    `conventions` decide what can be read in two ways. Distinct values are parsed once. Values in
    error come back as null. Problems of the whole column come first, without a row.
    """
    if column.kind in ("number", "integer") and pd.api.types.is_numeric_dtype(values.dtype):
        quick = _coerce_numbers(values, column, factor)
        if quick is not None:
            return quick, []
    codes, distinct = pd.factorize(_hashable(values), use_na_sentinel=True)
    told = conventions or Conventions()
    if column.kind == "date":
        read = read_dates([_dated(value) for value in distinct], field, told)
    elif column.kind in ("number", "integer"):
        cells = [None if _is_no_data(value) else value for value in distinct]
        read = read_numbers(cells, column, field, factor, told)
    else:
        read = _read_each(distinct, column, field)
        read.notes += _trimmed(codes, distinct, column, field)
    found = np.array([*read.cells, None], dtype=object)[codes]
    by_row = _by_row(codes, values.index, read.faults)
    return _typed(found, values.index, column), [*read.notes, *by_row]


def _is_no_data(value: object) -> bool:
    """Whether the value stands for no data in a column of numbers or dates."""
    return is_null(value) or (isinstance(value, str) and plain(value) in _NULLS_BUT_TEXT)


def _read_each(distinct: Any, column: Column, field: str) -> ColumnRead:
    """Return the values of which each is read by itself."""
    read = ColumnRead([None] * len(distinct))
    for position, value in enumerate(distinct):
        if is_null(value):
            continue
        outcome, fault = _parse_one(value, column, field)
        read.cells[position] = outcome
        if fault is not None:
            read.faults[position] = fault
    return read


def _trimmed(codes: Any, distinct: Any, column: Column, field: str) -> list[Problem]:
    """Return one note on the rows whose text lost white space at its ends; choices have none."""
    if column.kind != "text" or column.choices:
        return []
    lost = [
        at
        for at, value in enumerate(distinct)
        if isinstance(value, str) and value != value.strip() and not is_null(value)
    ]
    if not lost:
        return []
    told = {"count": int(np.isin(codes, lost).sum()), "value": shown(distinct[lost[0]])}
    return [Problem(None, field, "text_trimmed", "repaired", told)]


def _dated(value: Any) -> Any:
    """Return a cell for reading as a date: None for no data, dates and fractions as they are."""
    if _is_no_data(value):
        return None
    if isinstance(value, (float, np.floating)) and not float(value).is_integer():
        return float(value)
    return value if isinstance(value, dt.date) else _written(value)


def _coerce_numbers(values: pd.Series, column: Column, factor: float) -> pd.Series | None:
    """Return numeric values when none is at fault: the common case, without a Python loop."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return None
    numbers = values.astype("float64") * factor
    array = numbers.to_numpy()
    known = array[~np.isnan(array)]
    whole = column.kind != "integer" or bool(np.all(known == np.floor(known)))
    maximum = INTEGER_MAXIMUM if column.kind == "integer" else NUMBER_MAXIMUM
    least = -maximum if column.minimum is None else column.minimum
    if whole and np.all((known >= least) & (known <= maximum)):
        return numbers
    return None


def _hashable(values: pd.Series) -> pd.Series:
    """Return the values with lists and mappings written out, so that they can be compared."""
    if values.dtype != object:
        return values.astype(object)
    return values.map(
        lambda value: _written(value) if isinstance(value, (dict, list, np.ndarray)) else value
    )


def _parse_one(value: Any, column: Column, field: str) -> tuple[Any, Problem | None]:
    try:
        outcome = _PARSERS[column.kind](value, column)
    except BadValueError as bad:
        values = {"value": shown(value), **bad.extra}
        return None, Problem(None, field, bad.code, "error", values)
    if isinstance(value, str) and column.kind == "text" and CONTROL.search(value):
        return outcome, Problem(None, field, "text_control", "repaired")
    return outcome, None


def _by_row(codes: Any, rows: pd.Index, faults: dict[int, Problem]) -> list[Problem]:
    """Return one problem a row for each distinct faulty value."""
    if not faults:
        return []
    at_fault = np.flatnonzero(np.isin(codes, list(faults)))
    return [
        Problem(int(rows[int(at)]), fault.field, fault.code, fault.severity, fault.values)
        for at in at_fault
        for fault in (faults[int(codes[at])],)
    ]


def _typed(found: Any, rows: pd.Index, column: Column) -> pd.Series:
    """Return numbers as float64 with NaN for no data, all else as objects with None."""
    if column.kind in ("number", "integer"):
        return pd.Series(pd.to_numeric(found), index=rows, dtype="float64")
    return pd.Series(found, index=rows, dtype=object)


def json_safe(value: Any) -> Any:
    """Return a value that JSON and jsonb hold: no NaN, no infinity, no numpy, no control text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return _json_other(value)


def _json_other(value: Any) -> Any:
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {clean_text(str(key)): json_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [json_safe(item) for item in value]
    return clean_text(str(value))
