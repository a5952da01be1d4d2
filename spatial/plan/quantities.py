"""Named quantities of an area, taken from its layers by a declared table of functions.

A quantity is data: `{ take = "sum", layer = "communities", column = "households" }`. Later ones
can build on earlier ones: `{ take = "ratio", of = "households", to = "communities" }`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.arrays import Floats
from spatial.errors import StandardError
from spatial.green import green
from spatial.population import assign_zones

Value = float | str | None


class MissingDataError(Exception):
    """A layer, column or figure that the quantity needs holds no data."""


@dataclass(frozen=True)
class QuantitySources:
    """What quantities are taken from: metric frames, figures, and the quantities before."""

    frames: Mapping[str, gpd.GeoDataFrame]
    figures: Mapping[str, Any]
    known: Mapping[str, Value]

    def frame(self, layer: str) -> gpd.GeoDataFrame:
        """Return a layer that holds data.

        Raises
        ------
        MissingDataError
            When the layer holds nothing.
        """
        found = self.frames.get(layer)
        if found is None or len(found) == 0:
            raise MissingDataError(layer)
        return found

    def column(self, layer: str, column: str) -> Floats:
        """Return a column that is complete: a sum with gaps would pass for the whole.

        Raises
        ------
        MissingDataError
            When a value is missing.
        """
        frame = self.frame(layer)
        if column not in frame or frame[column].isna().any():
            raise MissingDataError(f"{layer}.{column}")
        values: Floats = pd.to_numeric(frame[column]).to_numpy(dtype=float)
        return values

    def number(self, name: str) -> float:
        """Return an earlier quantity as a number.

        Raises
        ------
        MissingDataError
            When it is not known.
        """
        value = self.known[name]
        if value is None or isinstance(value, str):
            raise MissingDataError(name)
        return value


def take_quantities(
    declared: Mapping[str, Mapping[str, Any]],
    frames: Mapping[str, gpd.GeoDataFrame],
    figures: Mapping[str, Any],
) -> dict[str, Value]:
    """Take all declared quantities in their order.

    Parameters
    ----------
    declared
        Name -> `take` (a key of `TAKES`) and its arguments.
    frames
        Layer id -> frame in one metric CRS.
    figures
        The area's figures that no layer holds.

    Returns
    -------
    dict
        Name -> number or text; None where data is missing or a divisor is 0.

    Raises
    ------
    StandardError
        When a `take`, one of its arguments or an earlier quantity is unknown.
    """
    known: dict[str, Value] = {}
    for name, entry in declared.items():
        arguments = dict(entry)
        take = TAKES.get(arguments.pop("take", ""))
        if take is None:
            raise StandardError(f"quantities.{name}.take: accepted: {', '.join(TAKES)}")
        try:
            known[name] = take(QuantitySources(frames, figures, known), **arguments)
        except MissingDataError:
            known[name] = None
        except (TypeError, KeyError) as error:
            raise StandardError(f"quantities.{name}: wrong argument or name: {error}") from error
    return known


def _filtered(
    frame: gpd.GeoDataFrame, grades: list[str] | None, floor_area_m2: float | None
) -> gpd.GeoDataFrame:
    for column, wanted in (("grade", grades), ("floor_area_m2", floor_area_m2)):
        if wanted is not None and (column not in frame or frame[column].isna().all()):
            raise MissingDataError(column)
    if grades is not None:
        frame = frame[frame["grade"].isin(grades)]
    if floor_area_m2 is not None:
        frame = frame[frame["floor_area_m2"] >= floor_area_m2]
    return frame


def count(
    sources: QuantitySources,
    *,
    layer: str,
    grades: list[str] | None = None,
    floor_area_m2: float | None = None,
) -> float:
    """Count the features of a layer, of these grades and at least this floor area."""
    return float(len(_filtered(sources.frame(layer), grades, floor_area_m2)))


def count_at_least(sources: QuantitySources, *, layer: str, column: str, value: float) -> float:
    """Count the features whose column reaches `value` (true counts as 1)."""
    return float((sources.column(layer, column) >= value).sum())


def total(sources: QuantitySources, *, layer: str, column: str) -> float:
    """Add up a column."""
    return float(sources.column(layer, column).sum())


def least(sources: QuantitySources, *, layer: str, column: str) -> float:
    """Return the smallest value of a column."""
    return float(sources.column(layer, column).min())


def ranked(sources: QuantitySources, *, layer: str, column: str, rank: int) -> float:
    """Return the value at `rank` from the largest, counted from 1.

    Raises
    ------
    MissingDataError
        When there are fewer values.
    """
    values = np.sort(sources.column(layer, column))[::-1]
    if rank > len(values):
        raise MissingDataError(column)
    return float(values[rank - 1])


def zones_with(
    sources: QuantitySources,
    *,
    zones: str,
    layer: str,
    grades: list[str] | None = None,
    floor_area_m2: float | None = None,
) -> float:
    """Count the zones in which at least one feature of the layer lies."""
    found = _filtered(sources.frame(layer), grades, floor_area_m2)
    return float(assign_zones(found, sources.frame(zones)).dropna().nunique())


def least_of_largest(sources: QuantitySources, *, zones: str, layer: str, column: str) -> float:
    """Return the worst zone's best value: the smallest over zones of the largest in the zone."""
    units = sources.frame(zones)
    values = pd.Series(sources.column(layer, column), index=sources.frame(layer).index)
    largest = values.groupby(assign_zones(sources.frame(layer), units)).max()
    return float(largest.reindex(units.index, fill_value=0.0).min())


def land_area(sources: QuantitySources, *, layer: str) -> float:
    """Return the area of a layer of zones, m2."""
    return float(sources.frame(layer).geometry.area.sum())


def green_area(sources: QuantitySources, *, zones: str) -> float:
    """Return the dissolved green inside the zones, m2."""
    return green(sources.frame(zones), sources.frame("green_spaces")).ledger["inside_m2"]


def ratio(sources: QuantitySources, *, of: str, to: str, scale: float = 1.0) -> float:
    """Divide one quantity by another.

    Raises
    ------
    MissingDataError
        When a quantity is not known, or the divisor is 0.
    """
    divisor = sources.number(to)
    if divisor == 0:
        raise MissingDataError(to)
    return sources.number(of) / divisor * scale


def combined(
    sources: QuantitySources, *, add: list[str], subtract: list[str] | None = None
) -> float:
    """Add quantities and subtract others."""
    return sum(map(sources.number, add)) - sum(map(sources.number, subtract or []))


def scaled(sources: QuantitySources, *, of: str, by: float) -> float:
    """Multiply a quantity by a number."""
    return sources.number(of) * by


def divided(sources: QuantitySources, *, of: str, by: float) -> float:
    """Divide a quantity by a number."""
    return sources.number(of) / by


def product(sources: QuantitySources, *, of: list[str], scale: float = 1.0) -> float:
    """Multiply quantities with each other."""
    return math.prod(map(sources.number, of)) * scale


def figure(sources: QuantitySources, *, name: str, part: str | None = None) -> float | str:
    """Return a figure of the area, or one part of it.

    Raises
    ------
    MissingDataError
        When the area has no such figure.
    """
    value = sources.figures.get(name)
    if part is not None and isinstance(value, Mapping):
        value = value.get(part)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise MissingDataError(name)
    return value if isinstance(value, str) else float(value)


TAKES: dict[str, Callable[..., float | str]] = {
    "count": count,
    "count_at_least": count_at_least,
    "sum": total,
    "least": least,
    "ranked": ranked,
    "zones_with": zones_with,
    "least_of_largest": least_of_largest,
    "land_area": land_area,
    "green_area": green_area,
    "ratio": ratio,
    "combined": combined,
    "scaled": scaled,
    "divided": divided,
    "product": product,
    "figure": figure,
}
