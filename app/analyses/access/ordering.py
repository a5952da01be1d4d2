"""People ordered by something known of their communities: for the concentration index."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.ground.model import Inputs
from app.analyses.ground.zones import communities, groups, zones
from app.params import accepted_values, refuse
from layers.text import Text
from spatial.arrays import Floats
from spatial.equity import concentration_index

LEAST = 2
"""Units that have an order."""
NOT_KNOWN = Text(
    "有 {count} 个有人口的单元没有“{name}”，未计入集中指数",
    "units with people but without {name}, left out of the concentration index: {count}",
)


def order_of(inputs: Inputs, by: str, population: str, name: str) -> Floats:
    """Return what the people of each unit are ordered by; of wider units the mean by people.

    Parameters
    ----------
    name
        A column of the communities that holds numbers, or a further property of theirs.

    Raises
    ------
    ParameterError
        When no community has a number there; the message lists what would do.
    """
    frame = communities(inputs)
    held = _numbers_held(frame)
    if name not in held:
        raise refuse("rank_by", name, accepted_values(sorted(held)))
    known = held[name]
    owner = groups(inputs, by)
    people = _as_numbers(frame[f"population_{population}"]).fillna(0.0)
    weight = known.notna().mul(people).groupby(owner).sum()
    mean = known.mul(people).groupby(owner).sum(min_count=1) / weight.where(weight > 0)
    found = mean if by == "subdistrict" else known
    return found.reindex(zones(inputs, by).frame.index).to_numpy(dtype=float)


def concentration(values: Floats, people: Floats, order: Floats) -> dict[str, Any]:
    """Return both concentration indices of the units that have a value, people and a place."""
    counted = np.isfinite(values) & (np.nan_to_num(people) > 0) & np.isfinite(order)
    # One unit alone is in no order: 0 would say that all ranks have the same.
    if counted.sum() < LEAST:
        return {"concentration": None, "concentration_corrected": None}
    found = concentration_index(values[counted], people[counted], by=order[counted])
    return {"concentration": found.standard, "concentration_corrected": found.corrected}


def order_notes(values: Floats, people: Floats, order: Floats, name: str) -> tuple[Text, ...]:
    """Say how many units with people and a value have no place in the order."""
    lost = int((np.isfinite(values) & (np.nan_to_num(people) > 0) & ~np.isfinite(order)).sum())
    if not lost:
        return ()
    told = NOT_KNOWN.in_language
    return (Text(told("zh", count=lost, name=name), told("en", count=lost, name=name)),)


def _numbers_held(frame: GeoDataFrame) -> Mapping[str, pd.Series]:
    """Return the columns and further properties of communities that hold any number."""
    columns = {str(name): frame[name] for name in frame.columns if name not in _NO_ORDER}
    if "properties" in frame:
        further = [one if isinstance(one, dict) else {} for one in frame["properties"]]
        for name in sorted({key for one in further for key in one}):
            held = [one.get(name) for one in further]
            columns.setdefault(name, pd.Series(held, index=frame.index, dtype=object))
    numbers = {name: _as_numbers(column) for name, column in columns.items()}
    return {name: column for name, column in numbers.items() if column.notna().any()}


def _as_numbers(column: pd.Series) -> pd.Series:
    if column.dtype == object:
        column = column.map(lambda one: np.nan if isinstance(one, bool) else one)
    found = pd.to_numeric(column, errors="coerce").astype("Float64").astype(float)
    return found.where(np.isfinite(found))


_NO_ORDER = frozenset({"geometry", "properties", "code", "name", "name_en", "source", "as_of"})
"""Columns that are no measure, whatever they hold."""
