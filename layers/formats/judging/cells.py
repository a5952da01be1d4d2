"""How much the cells of a table hold: each of them, and all together."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from layers.formats.options import KIBIBYTE, MEBIBYTE, Limits
from layers.formats.refusal import Refusal
from layers.text import Text

_PLAIN = 8
# what a list, an object or a member of one takes in memory at least
_MEMBER = 64
_SHOWN = 60
_NUMBERS = frozenset({int, float, bool})


def require_counts(rows: int, columns: int, limits: Limits) -> None:
    """Refuse more columns, or more rows times columns, than a table may have."""
    if columns > limits.columns:
        raise Refusal("too_many_columns", found=columns, limit=limits.columns)
    if rows * columns > limits.cells:
        raise Refusal("too_many_cells", rows=rows, columns=columns, limit=limits.cells)


def require_frame(frame: GeoDataFrame, limits: Limits) -> None:
    """Refuse a frame that is too wide, or holds a cell or a whole that is too large."""
    names = [name for name in frame.columns if name != frame.geometry.name]
    require_counts(len(frame), len(names), limits)
    total = 0
    for name in names:
        total += _column(frame[name], str(name), limits)
        if total > limits.table_bytes:
            raise too_much(limits)


def require_cell(value: Any, row: int, column: str, limits: Limits) -> int:
    """Return the bytes of a cell; refuse one that is too long, by its row and column."""
    size = bytes_of(value)
    if size > limits.cell_bytes:
        raise too_long(row, column, size, limits)
    return size


def repeated(names: Iterable[str]) -> str | None:
    """Return the first name that stands there a second time, or None.

    >>> repeated(["a", "b", "a", "b"])
    'a'
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def too_long(row: int, column: str, size: int | None, limits: Limits) -> Refusal:
    """Return the refusal of a cell that is too long; None is a size that was not read to its end.

    A reader that stops in the middle of a cell knows only that there is more than is allowed.
    """
    limit = limits.cell_bytes // KIBIBYTE
    found = Text(f"超过 {limit} KB", f"more than {limit} kB")
    if size is not None:
        told = -(-size // KIBIBYTE)
        found = Text(f" {told} KB", f"{told} kB")
    return Refusal(
        "cell_too_long",
        row=row,
        column=column[:_SHOWN],
        found=found,
        limit=limit,
    )


def too_much(limits: Limits) -> Refusal:
    """Return the refusal of cells that are too large together."""
    return Refusal("table_too_large", limit=limits.table_bytes // MEBIBYTE)


def bytes_of(value: Any) -> int:
    """Return about how many bytes a value takes; text as UTF-8, nested values by their members.

    >>> bytes_of("abc"), bytes_of("东四"), bytes_of(7)
    (3, 6, 8)
    """
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, dict):
        return _MEMBER + sum(bytes_of(key) + bytes_of(one) for key, one in value.items())
    if isinstance(value, (list, tuple, set, np.ndarray)):
        return _MEMBER + sum(map(bytes_of, value))
    return _PLAIN


def _column(column: pd.Series, name: str, limits: Limits) -> int:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _categories(column, name, limits)
    if column.dtype != object and not pd.api.types.is_string_dtype(column.dtype):
        return _PLAIN * len(column)
    values = column.tolist()
    sizes = [
        (len(value) if value.isascii() else bytes_of(value))
        if type(value) is str
        else _PLAIN
        if value is None or type(value) in _NUMBERS
        else bytes_of(value)
        for value in values
    ]
    longest = max(sizes, default=0)
    if longest > limits.cell_bytes:
        row = next(row for row, size in enumerate(sizes, 1) if size > limits.cell_bytes)
        raise too_long(row, name, sizes[row - 1], limits)
    return sum(sizes)


def _categories(column: pd.Series, name: str, limits: Limits) -> int:
    """Return the bytes of a column that names its few values once, as if it did not."""
    codes = column.cat.codes.to_numpy()
    sizes = np.array([bytes_of(value) for value in column.cat.categories], dtype=np.int64)
    if not len(sizes):
        return 0
    found = np.where(codes >= 0, sizes[codes], 0)
    if len(found) and found.max() > limits.cell_bytes:
        row = int(np.argmax(found > limits.cell_bytes))
        raise too_long(row + 1, name, int(found[row]), limits)
    return int(found.sum())
