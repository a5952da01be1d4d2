"""The units that one row of a result stands for: communities, subdistricts or the whole area."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from app.analyses.ground.model import Inputs
from app.problems.errors import MissingLayerError
from layers.crs import LONLAT
from spatial.arrays import Floats
from spatial.population import DemandPoints, assign_zones
from spatial.shares import share_of

BASE = frozenset({"community", "compound"})
"""Units that hold people themselves: where compounds are asked for, they stand for communities
(`app.services.compounds`)."""


@dataclass(frozen=True)
class Zones:
    """Metric polygons with a `name`, and the same in EPSG:4326 for maps."""

    frame: GeoDataFrame
    lonlat: GeoSeries


def communities(inputs: Inputs) -> GeoDataFrame:
    """Return the communities in metres; refused when none are loaded."""
    if not inputs.holds("communities"):
        raise MissingLayerError(area=inputs.area.slug, layer="communities")
    return inputs.metric("communities")


def groups(inputs: Inputs, by: str) -> pd.Series:
    """Return for every community the id of the unit `by` that its numbers are added to.

    Raises
    ------
    MissingLayerError
        When there are no communities, or no subdistricts where these are asked for.
    """
    frame = communities(inputs)
    if by in BASE:
        return pd.Series(frame.index, index=frame.index, name="group")
    if by == "area":
        return pd.Series(1, index=frame.index, name="group")
    if not inputs.holds("subdistricts"):
        raise MissingLayerError(area=inputs.area.slug, layer="subdistricts")
    subdistricts = inputs.metric("subdistricts")
    by_name = {name: label for label, name in subdistricts["name"].items() if name}
    found = frame["subdistrict"].map(by_name)
    if found.isna().any():
        # Where the name is missing or unknown, the place decides.
        found = found.fillna(assign_zones(frame, subdistricts))
    return found.rename("group")


def zones(inputs: Inputs, by: str) -> Zones:
    """Return the units themselves, with `name` and both populations summed over communities."""
    if by in BASE:
        stored = inputs.lonlat("communities")
        return Zones(communities(inputs), stored.geometry)
    people = populations(communities(inputs), groups(inputs, by))
    if by == "subdistrict":
        metric = inputs.metric("subdistricts")[["name", "geometry"]].join(people)
        return Zones(metric, inputs.lonlat("subdistricts").geometry)
    metric = GeoDataFrame(
        {"name": [inputs.area.title.zh]},
        geometry=[inputs.boundary()],
        index=pd.Index([1], name="id"),
        crs=inputs.area.crs,
    ).join(people)
    lonlat = GeoSeries([inputs.area.boundary], index=metric.index, crs=LONLAT)
    return Zones(metric, lonlat)


def names(inputs: Inputs, by: str) -> pd.Series:
    """Return the name of every unit, by its id."""
    if by in BASE:
        return communities(inputs)["name"]
    if by == "subdistrict":
        return inputs.metric("subdistricts")["name"]
    return pd.Series({1: inputs.area.title.zh}, name="name")


def english_names(inputs: Inputs) -> dict[str, str]:
    """Return the English name of each subdistrict that has one, by its name."""
    frame = inputs.metric("subdistricts")
    if "name_en" not in frame:
        return {}
    told = frame.loc[frame["name"].notna() & frame["name_en"].notna(), ["name", "name_en"]]
    return dict(told.itertuples(index=False, name=None))


def populations(frame: GeoDataFrame, owners: pd.Series) -> pd.DataFrame:
    """Sum both populations by owner; a unit where none is known stays without data."""
    columns = ["population_resident", "population_registered"]
    return frame[columns].astype(float).groupby(owners).sum(min_count=1)


def mean_by_unit(values: Floats, demand: DemandPoints, owners: pd.Series) -> pd.DataFrame:
    """Return for each unit the people at its places and the mean of `values`, by people.

    Parameters
    ----------
    values : (n,) array
        One for each demand place; those that are not finite count as unknown.
    owners
        Community -> unit, as `groups` gives it.
    """
    unit, names = pd.factorize(owners.reindex(demand.zone), sort=True)
    known, held = np.isfinite(values), unit >= 0
    # Added one by one in the order of the places, as in coverage and what-if: the same bits.
    people, counted, amount = (
        np.bincount(unit[held], weights=each[held], minlength=len(names)).astype(float)
        for each in (
            demand.people,
            np.where(known, demand.people, 0.0),
            demand.people * np.where(known, values, 0.0),
        )
    )
    return pd.DataFrame({"population": people, "mean": share_of(amount, counted)}, index=names)
