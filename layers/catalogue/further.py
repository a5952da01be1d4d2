"""Columns that stand in `properties`: taken out of it on reading, given their type on writing.

So a kind of facility has columns of its own without a change of any table.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from layers.catalogue import Column

HUGE = 2.0**63


def taken(column: Column, properties: Sequence[Any]) -> list[Any]:
    """Take the values of a column out of the properties of all rows, as far as they fit it."""
    found: list[Any] = []
    for row in properties:
        value = row.get(column.name) if isinstance(row, dict) else None
        read = None if value is None else _READERS[column.kind](value)
        if read is not None:
            del row[column.name]
        found.append(read)
    return found


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < HUGE else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    if number is not None and isinstance(value, int):
        return value  # a float would round what is beyond 2**53
    return int(number) if number is not None and number.is_integer() else None


_READERS: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: value if isinstance(value, str) else None,
    "integer": _whole,
    "number": _number,
    "date": _day,
    "boolean": lambda value: value if isinstance(value, bool) else None,
}


_JSON: dict[str, Callable[[str], Any]] = {
    "text": str,
    "integer": int,
    "number": float,
    "date": str,
    "boolean": lambda cell: cell == "True",
}


def as_json(column: Column, cells: Iterable[str | None]) -> list[Any]:
    """Return cells, as PostgreSQL reads them, as the values of `column` that JSON keeps."""
    return [None if cell is None else _JSON[column.kind](cell) for cell in cells]
