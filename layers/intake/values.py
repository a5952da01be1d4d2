"""Values as people write them, made into numbers, dates, yes/no and text.

Chinese tables hold full-width digits, thousands separators, dashes for "none" and units inside the
cell (万, 公顷, 亩); all are understood, and every value whose size changed is reported.
"""

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from layers.catalogue import Column
from layers.intake.columns.dates import read_dates
from layers.intake.columns.reading import BadValueError, ColumnRead, shown
from layers.problems import Problem
from layers.written.conventions import Conventions
from layers.written.plain import plain

_NULLS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "\\n", "null", "none", "n/a", "#n/a"})
_NULLS_BUT_TEXT = frozenset({"无", "空", "缺", "不详", "na"})
_TRUE = frozenset({"是", "有", "已", "true", "t", "yes", "y", "1", "1.0", "√", "✓", "对"})
_FALSE = frozenset({"否", "无", "未", "没有", "false", "f", "no", "n", "0", "0.0", "×", "✗", "x"})
_MU = 2000.0 / 3.0  # square metres in a Chinese mu
_AREA_UNITS = {
    **dict.fromkeys(("平方米", "平米", "m2", "sqm"), 1.0),
    **dict.fromkeys(("万平方米", "万平米", "万m2", "公顷", "ha", "hm2"), 1e4),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), 1e6),
    "亩": _MU,
    "万亩": _MU * 1e4,
}
_COUNT_UNITS = {
    "万": 1e4,
    "万人": 1e4,
    "万户": 1e4,
    "万册": 1e4,
    **dict.fromkeys(("人", "名", "户", "个", "支", "册", "张", "床", "层", "间", "处"), 1.0),
    **dict.fromkeys(("person", "persons", "people"), 1.0),
}
# No two parts next to each other take the same sign: else a long cell is tried in every split.
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*([^\d\s.+-]\S*)?")
# the first group has one to three digits and no leading zero: `0,500` is no thousand
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf(inity)?)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_INTEGER_MAXIMUM = 2_147_483_647
_NUMBER_MAXIMUM = 1e15


@dataclass(frozen=True)
class Scaled:
    """A value that was converted from another unit."""

    value: float
    factor: float


def is_null(value: object) -> bool:
    """Whether the value stands for no data in any kind of column."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and plain(value) in _NULLS


def unit_factor(unit_text: str, unit: str) -> float | None:
    """Return how many of the column's `unit` one `unit_text` is; None when it is no such unit."""
    units = _AREA_UNITS if unit == "m2" else _COUNT_UNITS
    return units.get(plain(unit_text))


def parse_number(value: object, column: Column) -> float | Scaled | None:
    """Return a finite number in the column's unit, None for no data; raises `BadValueError`."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (str, int, float, np.number)):
        raise BadValueError("value_not_number")
    if not isinstance(value, str):
        return _bounded(float(value), column)
    text = plain(value)
    if text in _NULLS_BUT_TEXT:
        return None
    if _NOT_FINITE.fullmatch(text):
        raise BadValueError("value_not_finite")
    grouped = _THOUSANDS.match(text)
    if grouped is not None:
        text = grouped[0].replace(",", "") + text[grouped.end() :]
    matched = _NUMBER.fullmatch(text)
    if matched is None:
        raise BadValueError("value_not_number")
    factor = unit_factor(matched[2], column.unit) if matched[2] else 1.0
    if factor is None:
        raise BadValueError("value_not_number")
    number = _bounded(_whole_number(float(matched[1]) * factor, column), column)
    return number if factor == 1.0 else Scaled(number, factor)


def _whole_number(number: float, column: Column) -> float:
    """Round away what binary fractions add to a converted count (1.1 万 is 11 000)."""
    near = round(number) if math.isfinite(number) and column.kind == "integer" else number
    return float(near) if abs(near - number) < 1e-6 else number  # noqa: PLR2004 - rounding noise


def _bounded(number: float, column: Column) -> float:
    if not math.isfinite(number):
        raise BadValueError("value_not_finite")
    if column.kind == "integer" and number != math.floor(number):
        raise BadValueError("value_not_integer")
    maximum = _INTEGER_MAXIMUM if column.kind == "integer" else _NUMBER_MAXIMUM
    if abs(number) > maximum:
        raise BadValueError("value_too_large", maximum=f"{maximum:g}")
    if column.minimum is not None and number < column.minimum:
        raise BadValueError("value_below_minimum", minimum=f"{column.minimum:g}")
    return number


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
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


_PARSERS: dict[str, Callable[[Any, Column], Any]] = {
    "number": parse_number,
    "integer": parse_number,
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
    if column.kind == "date":
        read = read_dates(
            [_dated(value) for value in distinct], field, conventions or Conventions()
        )
    else:
        read = _read_each(distinct, column, field, factor)
    found = np.array([*read.cells, None], dtype=object)[codes]
    by_row = _by_row(codes, values.index, read.faults)
    return _typed(found, values.index, column), [*read.notes, *by_row]


def _read_each(distinct: Any, column: Column, field: str, factor: float) -> ColumnRead:
    """Return the values of which each is read by itself."""
    read = ColumnRead([None] * len(distinct))
    for position, value in enumerate(distinct):
        if is_null(value):
            continue
        outcome, fault = _parse_one(value, column, field, factor)
        read.cells[position] = outcome
        if fault is not None:
            read.faults[position] = fault
    return read


def _dated(value: Any) -> Any:
    """Return a cell for reading as a date: None for no data, dates and fractions as they are."""
    if is_null(value) or (isinstance(value, str) and plain(value) in _NULLS_BUT_TEXT):
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
    maximum = _INTEGER_MAXIMUM if column.kind == "integer" else _NUMBER_MAXIMUM
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


def _parse_one(value: Any, column: Column, field: str, factor: float) -> tuple[Any, Problem | None]:
    value_shown = shown(value)
    try:
        if factor == 1.0:
            outcome = _PARSERS[column.kind](value, column)
        else:
            outcome = _parse_scaled(value, column, factor)
    except BadValueError as bad:
        return None, Problem(None, field, bad.code, "error", {"value": value_shown, **bad.extra})
    if isinstance(outcome, Scaled):
        values = {"value": value_shown, "converted": f"{outcome.value:,.10g}", "unit": column.unit}
        return outcome.value, Problem(None, field, "unit_converted", "repaired", values)
    if isinstance(value, str) and column.kind == "text" and _CONTROL.search(value):
        return outcome, Problem(None, field, "text_control", "repaired")
    return outcome, None


def _parse_scaled(value: Any, column: Column, factor: float) -> float | Scaled | None:
    """Return a number of a column whose heading names a unit: 1.1 under 万册 is a whole 11 000."""
    outcome = parse_number(value, replace(column, kind="number"))
    if outcome is None:
        return None
    if isinstance(outcome, Scaled):
        return replace(outcome, value=_bounded(_whole_number(outcome.value, column), column))
    return _bounded(_whole_number(outcome * factor, column), column)


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
