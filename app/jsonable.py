"""Values as JSON holds them: no NaN, no infinity, no numpy, dates as ISO text."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

FEW_ROWS = 64
AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """Return a value that JSON holds: no NaN, no infinity, no numpy, dates as ISO text."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, np.ndarray)):
        return [plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, (bool, int, str)) else _as_text(value)


def _as_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON objects, missing values as None."""
    if len(table) <= FEW_ROWS:
        # Taking columns out one by one takes longer than what is in them.
        listed = [str(name) for name in table.columns]
        rows = table.astype(object).to_numpy().tolist()
        return [dict(zip(listed, map(plain, row), strict=True)) for row in rows]
    columns = [cells(table[name]) for name in table.columns]
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def cells(column: pd.Series) -> list[Any]:
    """Return the values of a column as JSON holds them; whole columns of numbers at once."""
    kind = column.dtype.kind
    if kind in "biu" and isinstance(column.dtype, np.dtype):
        return column.tolist()
    if kind == "f" and isinstance(column.dtype, np.dtype):
        finite = np.isfinite(column.to_numpy())
        return (
            column.tolist() if finite.all() else column.astype(object).where(finite, None).tolist()
        )
    return [plain(value) for value in column.tolist()]


def dump(value: Any) -> str:
    """Return compact JSON, valid for every reader."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
