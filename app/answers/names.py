"""Names in tables for people (pages, terminals, Excel): those in English for readers of English.

JSON, GeoJSON, CSV and GeoPackage keep the names that the data hold, as programs and imports read
them.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from layers.catalogue.names import EnglishNames

NAMED = ("name", "community", "compound", "subdistrict", "met_by")
"""The columns and members of results that hold names of features."""
IDS = ("facility_id", "community_id", "id")
"""The columns that say which feature a `name` belongs to, the first that there is."""


def with_names(table: pd.DataFrame, names: EnglishNames, language: str) -> pd.DataFrame:
    """Return a table with the names that a reader of `language` is shown."""
    columns = [column for column in NAMED if column in table]
    if language.startswith("zh") or not columns:
        return table
    shown = {
        column: pd.Series(
            [names.shown(name, row) for name, row in zip(table[column], ids, strict=True)],
            index=table.index,
            dtype=object,
        )
        for column in columns
        for ids in [_ids(table, column)]
    }
    return table.assign(**shown)


def told_names(total: Mapping[str, Any], names: EnglishNames, language: str) -> dict[str, Any]:
    """Return a total with the names that a reader of `language` is shown."""
    if language.startswith("zh"):
        return dict(total)
    return {
        member: names.shown(value, total.get(f"{member}_id")) if member in NAMED else value
        for member, value in total.items()
    }


def _ids(table: pd.DataFrame, column: str) -> list[Any]:
    """Return the id of what the names in a column belong to, None where it is not told."""
    told = IDS if column == "name" else (f"{column}_id",)
    found = next((name for name in told if name in table), None)
    return [None] * len(table) if found is None else table[found].tolist()
