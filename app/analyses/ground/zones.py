"""The units that one row of a result stands for: communities, subdistricts or the whole area."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from app.analyses.ground.model import Inputs
from app.problems.errors import MissingLayerError
from layers.crs import LONLAT
from layers.text import Text
from spatial.arrays import Floats
from spatial.population import DemandPoints, assign_zones
from spatial.shares import share_of

BASE = frozenset({"community", "compound"})
"""Units that hold people themselves: where compounds are asked for, they stand for communities
(`app.services.compounds`)."""
NOT_STATED = Text("未注明街道", "subdistrict not stated")
DRAWN = Text(
    "没有街道图层：街道由社区的“所属街道”一栏合并而成，未注明的社区单列一行",
    "there is no layer of subdistricts: they are drawn from the column subdistrict of the"
    " communities; those that state none are a row of their own",
)


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
        When there are no communities, or where subdistricts are asked for and neither their
        layer nor the column `subdistrict` of the communities tells them.
    """
    frame = communities(inputs)
    if by in BASE:
        return pd.Series(frame.index, index=frame.index, name="group")
    if by == "area":
        return pd.Series(1, index=frame.index, name="group")
    if not inputs.holds("subdistricts"):
        label = _stated(inputs)
        return label.map({name: at for at, name in enumerate(_in_order(label), 1)}).rename("group")
    subdistricts = inputs.metric("subdistricts")
    by_name = {name: label for label, name in subdistricts["name"].items() if name}
    found = frame["subdistrict"].map(by_name)
    if found.isna().any():
        # Where the name is missing or unknown, the place decides.
        found = found.fillna(assign_zones(frame, subdistricts))
    return found.rename("group")


def _stated(inputs: Inputs) -> pd.Series:
    """Return the subdistrict that each community states for itself.

    Raises
    ------
    MissingLayerError
        When none states one: only a layer of subdistricts can tell.
    """
    stated = _column(inputs)
    if stated.isna().all():
        raise MissingLayerError(area=inputs.area.slug, layer="subdistricts")
    return stated.fillna(NOT_STATED.zh).astype(object)


def _in_order(label: pd.Series) -> list[str]:
    """Return the names of subdistricts in order, those not stated last."""
    return sorted(set(label), key=lambda name: (name == NOT_STATED.zh, name))


def knows_subdistricts(inputs: Inputs) -> bool:
    """Say whether numbers can be added up to subdistricts: by their layer, or by a column."""
    if inputs.holds("subdistricts"):
        return True
    if not inputs.holds("communities"):
        return False
    return bool(_column(inputs).notna().any())


def _column(inputs: Inputs) -> pd.Series:
    """Return the subdistrict that each community states, missing where it is blank."""
    stated = communities(inputs)["subdistrict"].astype("string").str.strip()
    return stated.mask(stated.eq(""))


def drawn_notes(inputs: Inputs, by: str | None) -> tuple[Text, ...]:
    """Say that subdistricts were drawn from communities, where they were."""
    return (DRAWN,) if by == "subdistrict" and not inputs.holds("subdistricts") else ()


def _subdistricts(inputs: Inputs) -> Zones:
    """Return the subdistricts of the layer, or those that the communities state, put together."""
    if inputs.holds("subdistricts"):
        drawn = inputs.metric("subdistricts")[["name", "geometry"]]
        return Zones(drawn, inputs.lonlat("subdistricts").geometry)
    label, owner = _stated(inputs), groups(inputs, "subdistrict")
    found = []
    for frame in (communities(inputs), inputs.lonlat("communities")):
        shapes = frame.geometry.groupby(owner.reindex(frame.index)).agg(
            lambda parts: parts.union_all()
        )
        found.append(GeoSeries(shapes.to_numpy(), pd.Index(shapes.index, name="id"), frame.crs))
    named = pd.Series(_in_order(label), index=found[0].index, dtype=object)
    return Zones(GeoDataFrame({"name": named}, geometry=found[0], crs=found[0].crs), found[1])


def zones(inputs: Inputs, by: str) -> Zones:
    """Return the units themselves, with `name` and both populations summed over communities."""
    if by in BASE:
        stored = inputs.lonlat("communities")
        return Zones(communities(inputs), stored.geometry)
    people = populations(communities(inputs), groups(inputs, by))
    if by == "subdistrict":
        drawn = _subdistricts(inputs)
        return Zones(drawn.frame.join(people), drawn.lonlat)
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
        if inputs.holds("subdistricts"):
            return inputs.metric("subdistricts")["name"]
        listed = _in_order(_stated(inputs))
        return pd.Series(listed, index=pd.RangeIndex(1, len(listed) + 1, name="id"), name="name")
    return pd.Series({1: inputs.area.title.zh}, name="name")


def english_names(inputs: Inputs) -> dict[str, str]:
    """Return the English name of each subdistrict that has one, by its name."""
    if not inputs.holds("subdistricts"):
        return {NOT_STATED.zh: NOT_STATED.en}
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
