"""The units that one row of a result stands for: communities, subdistricts or the whole area."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from app.analyses.ground.model import Inputs
from app.analyses.ground.totals import communities_with_totals
from app.problems.errors import MissingLayerError
from layers.catalogue.names import english_names
from layers.crs import LONLAT
from spatial.arrays import Floats
from spatial.population import DemandPoints, assign_zones
from spatial.shares import share_of

BASE = frozenset({"community", "compound"})
"""Units that hold people themselves: where compounds are asked for, they stand for communities
(`app.services.units`)."""

UNNAMED = "（未注明街道 / no subdistrict stated）"


@dataclass(frozen=True)
class Zones:
    """Metric polygons with a `name`, and the same in EPSG:4326 for maps."""

    frame: GeoDataFrame
    lonlat: GeoSeries


def communities(inputs: Inputs) -> GeoDataFrame:
    """Return the communities in metres with their people; refused when none are loaded.

    Where they state no people, those counted in them are taken (`app.analyses.ground.totals`).
    """
    if not inputs.holds("communities"):
        raise MissingLayerError(area=inputs.area.slug, layer="communities")
    return communities_with_totals(inputs)


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
    subdistricts = subdistricts_of(inputs)
    by_name = {name: label for label, name in subdistricts["name"].items() if name}
    found = _subdistrict_names(frame).map(by_name)
    if found.isna().any():
        # Where the name is missing or unknown, the place decides.
        found = found.astype("Int64").fillna(assign_zones(frame, subdistricts))
    return found.rename("group")


def has_subdistricts(inputs: Inputs) -> bool:
    """Say whether there is a layer of subdistricts, or communities that name theirs."""
    if inputs.holds("subdistricts"):
        return True
    return inputs.holds("communities") and bool(_named(inputs.metric("communities")).any())


def subdistricts_of(inputs: Inputs) -> GeoDataFrame:
    """Return the subdistricts in metres: the layer, else the communities of each name together.

    Raises
    ------
    MissingLayerError
        When there is no such layer, and no community names its subdistrict.
    """
    if inputs.holds("subdistricts"):
        return inputs.metric("subdistricts")
    if not has_subdistricts(inputs):
        raise MissingLayerError(area=inputs.area.slug, layer="subdistricts")
    return inputs.kept(
        "subdistricts by name", ("communities",), lambda: _together(inputs.metric("communities"))
    )


def _subdistrict_shapes(inputs: Inputs) -> GeoSeries:
    if inputs.holds("subdistricts"):
        return inputs.lonlat("subdistricts").geometry
    return inputs.kept(
        "subdistricts by name on maps",
        ("communities",),
        lambda: _together(inputs.lonlat("communities")).geometry,
    )


def _together(frame: GeoDataFrame) -> GeoDataFrame:
    """Return one shape for each name of a subdistrict, numbered in the order of the names."""
    found = frame[["geometry"]].assign(name=_subdistrict_names(frame)).dissolve("name")
    united = found.reset_index().assign(name_en=None)
    united.index = pd.RangeIndex(1, len(united) + 1, name="id")
    return united


def _subdistrict_names(frame: GeoDataFrame) -> pd.Series:
    """Return the name that each community gives its subdistrict; `UNNAMED` where it gives none."""
    return frame["subdistrict"].where(_named(frame), UNNAMED)


def _named(frame: GeoDataFrame) -> pd.Series:
    return frame["subdistrict"].notna() & (frame["subdistrict"] != "")


def zones(inputs: Inputs, by: str) -> Zones:
    """Return the units themselves, with `name` and both populations summed over communities."""
    if by in BASE:
        stored = inputs.lonlat("communities")
        return Zones(communities(inputs), stored.geometry)
    people = populations(communities(inputs), groups(inputs, by))
    if by == "subdistrict":
        metric = subdistricts_of(inputs)[["name", "geometry"]].join(people)
        return Zones(metric, _subdistrict_shapes(inputs))
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
        return subdistricts_of(inputs)["name"]
    return pd.Series({1: inputs.area.title.zh}, name="name")


def english_subdistricts(inputs: Inputs) -> dict[str, str]:
    """Return the English name of each subdistrict that has one, by its name."""
    frame = inputs.metric("subdistricts")
    names = english_names([frame], set(frame["name"].dropna())).of_name
    return {name: english for name, english in names.items() if english != name}


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
