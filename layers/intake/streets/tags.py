"""Streets of any file: whether people may walk there, by the tags that came with them.

The same tags give the same answer as from an extract (`layers.formats.osm.walkability`).
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from layers.formats.osm.walkability import KEYS, is_walkable
from layers.problems import Problem

LAYER, FIELD = "streets", "walkable"


def with_walkable(values: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Fill `walkable` where a file says nothing of it and its tags do; report how many it closes.

    Parameters
    ----------
    values
        Columns of the catalogue (`street_class`, `walkable`) and the file's further fields, by
        row. `street_class` holds a value of `highway`, or a class in other words, which closes
        nothing.
    """
    tags = {key: found for key in KEYS if (found := _column(values, key)) is not None}
    unknown = values["walkable"].isna()
    if not unknown.any() or not (tags or values["street_class"].notna().any()):
        return values, []
    told = pd.DataFrame(tags, index=values.index)
    open_rows = [
        is_walkable(str(street_class or ""), _stated(row))
        for street_class, row in zip(
            values["street_class"], told.to_dict(orient="records"), strict=True
        )
    ]
    walkable = values["walkable"].where(~unknown, pd.Series(open_rows, values.index, dtype=object))
    closed = int((unknown & ~pd.Series(open_rows, values.index)).sum())
    filled = values.assign(walkable=walkable.where(walkable.isin([False]) | ~unknown, None))
    if not closed:
        return values, []
    report = {"closed": closed, "count": int(unknown.sum())}
    return filled, [Problem(None, FIELD, "streets_closed", "repaired", report)]


def field_of(values: pd.DataFrame, key: str) -> str | None:
    """Return the field of a tag, however a file writes its name: sidewalk:left, sidewalk_left."""
    wanted = {key, key.replace(":", "_"), key.replace(":", "__")}
    return next((str(name) for name in values if str(name).lower() in wanted), None)


def _column(values: pd.DataFrame, key: str) -> pd.Series | None:
    name = field_of(values, key)
    return None if name is None else values[name]


def stated(values: pd.DataFrame, key: str) -> pd.Series:
    """Return what a file says by a tag, in small letters; empty where it says nothing."""
    found = _column(values, key)
    if found is None:
        return pd.Series("", values.index, dtype=object)
    return found.astype(object).where(found.notna(), "").astype(str).str.strip().str.lower()


def _stated(row: Mapping[Hashable, Any]) -> dict[str, str]:
    return {
        str(key): str(value).strip().lower()
        for key, value in row.items()
        if value is not None and value == value and str(value).strip()  # noqa: PLR0124 - NaN
    }
