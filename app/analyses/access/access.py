"""Access: how much of a service there is for each person, those who compete for it counted."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.access.evenness import evenness
from app.analyses.access.measuring import (
    RULES,
    DecayName,
    MeasuredAccess,
    Method,
    decay_option,
    fold_shares,
    measured,
    method_option,
    wanted_option,
)
from app.analyses.access.peers import palma_notes
from app.analyses.cost.pieces import reach_cost, reach_of
from app.analyses.ground.choices import (
    By,
    DatedParameters,
    Facility,
    Metric,
    Population,
    Supplied,
    by_option,
    facility_option,
    metric_option,
    numbers_of,
    population_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import require_people
from app.analyses.ground.distances import DistanceTable, distances_within
from app.analyses.ground.facilities import catchment_option, usual_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import (
    english_subdistricts,
    groups,
    has_subdistricts,
    mean_by_unit,
    names,
    zones,
)
from app.params import accepted_values, option, refuse
from layers.catalogue.names import listed, names_of
from layers.text import Text
from spatial.access import Catchments
from spatial.arrays import Floats

OUTSIDE = Text(
    "区外居民也会使用这些设施，但没有他们的人口数据，边界附近的可达性偏高",
    "people outside the area compete for the same facilities but are not known: access near"
    " the boundary is overstated",
)
UNREACHED = Text(
    "有 {count} 处设施在服务范围内没有居民，其供给没有计入：{names}",
    "{count:facility has|facilities have} no people within the catchment; their supply serves"
    " nobody: {names}",
)
OFF_STREETS = Text(
    "有 {count:,} 人的住处距任何道路超过 500 米，视为步行不可达",
    "{count:person lives|people live} more than 500 m from every street: taken to reach nothing",
)
INCOMPLETE = Text(
    "{missing} 处设施缺少该项数据（共 {count} 处）：{names}",
    "{missing} of {count:facility has|facilities have} no value: {names}",
)
SHOWN = 5


class AccessParameters(DatedParameters):
    """Which supply, how far people go for it, and how it is shared."""

    facility: Facility = facility_option()
    supply: Supplied = option(
        Text("供给量", "Supply"),
        default="count",
        note=Text("该类设施的任一数值字段", "any column of this kind that holds numbers"),
    )
    method: Method = method_option()
    decay: DecayName | None = decay_option()
    catchment: float | None = catchment_option(
        Text("不给出时取标准中该设施的服务半径", "when not given, the radius of the standard")
    )
    exponent: float = option(
        Text("距离衰减指数", "Exponent"),
        default=1.0,
        limits=(0.1, 5.0),
        note=Text("仅用于重力模型", "of the gravity model only"),
    )
    wanted: float = wanted_option()
    metric: Metric = metric_option()
    by: By = by_option()
    population: Population = population_option()


def compute(inputs: Inputs, parameters: AccessParameters) -> Outcome:
    """Measure access where people live and average it over the people of each unit."""
    require_people(inputs, parameters.population)
    catchment, notes = usual_radius(inputs, parameters.facility, given=parameters.catchment)
    distances = distances_within(
        inputs,
        parameters.facility,
        population=parameters.population,
        metric=parameters.metric,
        limit=catchment,
    )
    supply = supplied(distances.facilities, parameters.supply, numbers_of(parameters.facility))
    found = measured(distances, supply, parameters, catchment)
    values, people = found.of_places, distances.demand.people
    total: dict[str, Any] = {
        **_sum(distances, found, parameters.method),
        **_supply_told(supply, found.shared),
        **_folds(distances, catchment),
        "people_off_streets": distances.off_streets,
        "equity": None
        if RULES[parameters.method].added
        else evenness(
            values,
            people,
            subdistricts(inputs, distances),
            english=english_subdistricts(inputs),
        ),
    }
    told = (*RULES[parameters.method].notes, *palma_notes(values, people))
    lost = _unreached(distances, found.shared)
    notes = (*notes, *told, OUTSIDE, *off_streets(distances), *lost)
    return Outcome(
        rows(inputs, distances, found, parameters),
        total=total,
        stated={
            **parameters.model_dump(),
            "catchment": catchment,
            "population_basis": distances.demand.source,
        },
        geometry=zones(inputs, parameters.by).lonlat,
        notes=notes,
    )


def column_of(method: str) -> str:
    """Return the column that holds the measure."""
    return RULES[method].column


def rows(
    inputs: Inputs, distances: DistanceTable, access: MeasuredAccess, parameters: AccessParameters
) -> pd.DataFrame:
    """Return the units with their people, the measure and the people who reach nothing."""
    owners = groups(inputs, parameters.by)
    units = zones(inputs, parameters.by).frame.index
    found = mean_by_unit(access.of_places, distances.demand, owners).reindex(units)
    nothing = mean_by_unit(access.nothing.astype(float), distances.demand, owners).reindex(units)
    measure = found["mean"]
    if RULES[parameters.method].added:
        owner = owners.reindex(distances.demand.zone).to_numpy()
        measure = pd.Series(access.of_places).groupby(owner).sum().reindex(units, fill_value=0.0)
    table = pd.DataFrame(
        {
            "name": names(inputs, parameters.by).reindex(units),
            "population": found["population"],
            column_of(parameters.method): measure,
            "without_access": nothing["population"] * nothing["mean"],
            "without_access_share": nothing["mean"],
        },
        index=units,
    )
    table.index.name = "id"
    return table


def supplied(facilities: GeoDataFrame, column: str, known: Iterable[str]) -> Floats:
    """Return the supply of each facility, from one of the `known` columns or 1 each.

    Raises
    ------
    ParameterError
        When the kind has no such column, or a facility lacks it: an unknown supply is not none.
    """
    if column == "count":
        return np.ones(len(facilities))
    if column not in known:
        raise refuse("supply", column, accepted_values(["count", *known]))
    values = _numbers(facilities, column)
    missing = ~np.isfinite(values)
    if missing.any():
        complete = [one for one in known if np.isfinite(_numbers(facilities, one)).all()]
        shown = listed(names_of(facilities.loc[missing]), most=SHOWN)
        count = {"missing": int(missing.sum()), "count": len(facilities), "names": shown}
        why = accepted_values(["count", *complete])
        detail = INCOMPLETE.filled(**count)
        raise refuse("supply", column, Text(f"{detail.zh}；{why.zh}", f"{detail.en}; {why.en}"))
    return values


def subdistricts(inputs: Inputs, distances: DistanceTable) -> pd.Series | None:
    """Return the name of the subdistrict of each demand place; None when none are loaded."""
    if not has_subdistricts(inputs):
        return None
    owner = groups(inputs, "subdistrict").map(names(inputs, "subdistrict"))
    return owner.reindex(distances.demand.zone).reset_index(drop=True)


def _sum(distances: DistanceTable, access: MeasuredAccess, method: str) -> dict[str, Any]:
    people = distances.demand.people
    count = float(people.sum())
    known = np.isfinite(access.of_places)
    counted = float(people[known].sum())
    without = float(people[access.nothing].sum())
    mean = access.of_places[known] @ people[known] / counted if counted else None
    if RULES[method].added:
        mean = access.of_places.sum()
    return {
        "population": count,
        column_of(method): None if mean is None else float(mean),
        "without_access": without,
        "without_access_share": without / count if count else None,
    }


def _folds(distances: DistanceTable, catchment: float) -> dict[str, Any]:
    """Return the share of people with one, two and three facilities or more in reach."""
    if not distances.demand.people.sum() > 0:
        return {}
    shares = fold_shares(distances, catchment)
    return {f"fold_{number}_share": share for number, share in enumerate(shares, 1)}


def _supply_told(supply: Floats, shared: Catchments) -> dict[str, Any]:
    return {
        "supply": float(supply.sum()),
        "supply_unreached": float(supply[~shared.reached].sum()),
        "facilities_counted": len(supply),
        "facilities_unreached": int((~shared.reached).sum()),
    }


def off_streets(distances: DistanceTable) -> tuple[Text, ...]:
    """Say how many people live too far from every street to walk."""
    if not distances.off_streets:
        return ()
    return (OFF_STREETS.filled(count=round(distances.off_streets)),)


def _unreached(distances: DistanceTable, shared: Catchments) -> tuple[Text, ...]:
    """Name the facilities that nobody reaches."""
    lost = distances.facilities.loc[~shared.reached]
    if not len(lost):
        return ()
    return (UNREACHED.filled(count=len(lost), names=listed(names_of(lost), most=SHOWN)),)


def _numbers(facilities: GeoDataFrame, column: str) -> Floats:
    numbers: Floats = pd.to_numeric(facilities[column], errors="coerce").to_numpy(
        dtype=float, na_value=np.nan
    )
    return numbers


def cost(sizes: Sizes, parameters: AccessParameters) -> Cost:
    """Estimate the cost: the table of the distances within the catchment."""
    return reach_cost(sizes, parameters.facility, reach_of(parameters.catchment), parameters.metric)


ACCESS = Analysis(
    id="access",
    title=Text("供需可达性", "Access"),
    summary=Text(
        "每千人可获得的服务量，计入竞争", "how much of a service each 1,000 people have in reach"
    ),
    parameters=AccessParameters,
    compute=compute,
    cost=cost,
    path="access",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "access_per_1000",
            "opportunities",
            "access_cost",
            "enough_at_m",
            "enough_share",
            "level_of_service",
            "without_access",
            "facilities_counted",
            "gini",
        ),
        (
            "name",
            "access_per_1000",
            "opportunities",
            "access_cost",
            "enough_at_m",
            "enough_share",
            "level_of_service",
            "population",
            "without_access",
            "without_access_share",
        ),
        chart="equity",
        worst="access_per_1000",
    ),
)
