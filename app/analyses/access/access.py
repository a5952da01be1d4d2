"""Access: how much of a service there is for each person, those who compete for it counted."""

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.cost.pieces import reach_cost, reach_of
from app.analyses.ground.choices import (
    By,
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
from app.analyses.ground.distances import DistanceTable, distances_within
from app.analyses.ground.evenness import evenness
from app.analyses.ground.facilities import catchment_option, usual_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import english_names, groups, mean_by_unit, names, zones
from app.params import Parameters, accepted_values, option, refuse
from layers.text import Text
from spatial.access import Catchments, floating_catchment, gravity
from spatial.access.decay import Power
from spatial.arrays import Floats

Method = Literal[
    "2sfca",
    "e2sfca",
    "gaussian",
    "gaussian-kernel",
    "kernel-density",
    "3sfca",
    "cumulative",
    "gravity",
]
METHODS = {
    "2sfca": Text("两步移动搜索法", "Two-step floating catchment"),
    "e2sfca": Text("分级衰减两步移动搜索法", "Enhanced, weights in steps"),
    "gaussian": Text("高斯两步移动搜索法", "Gaussian within the catchment"),
    "gaussian-kernel": Text("高斯核", "Gaussian kernel"),
    "kernel-density": Text("核密度两步移动搜索法", "Kernel density"),
    "3sfca": Text("三步移动搜索法", "Three-step floating catchment"),
    "cumulative": Text("累积机会（不计竞争）", "Cumulative, no competition"),
    "gravity": Text("重力模型（不计竞争）", "Gravity, no competition"),
}
DECAY = {
    "2sfca": "binary",
    "e2sfca": "step",
    "gaussian": "gaussian",
    "gaussian-kernel": "gaussian_kernel",
    "kernel-density": "epanechnikov",
    "3sfca": "step",
    "cumulative": "binary",
}
# Below it a facility is next door: distances do not weigh more than at this one, in m.
NEXT_DOOR = 100.0
PER = 1_000.0
OUTSIDE = Text(
    "区外居民也会使用这些设施，但没有他们的人口数据，边界附近的可达性偏高",
    "people outside the area compete for the same facilities but are not known: access near"
    " the boundary is overstated",
)
UNREACHED = Text(
    "有 {count} 处设施在服务范围内没有居民，其供给没有计入：{names}",
    "{count} facilities have no people within the catchment; their supply serves nobody: {names}",
)
OFF_STREETS = Text(
    "有 {count} 人的住处距任何道路超过 500 米，视为步行不可达",
    "{count} people live more than 500 m from every street: they are taken to reach nothing",
)
INCOMPLETE = Text(
    "{missing} 处设施缺少该项数据（共 {count} 处）：{names}",
    "{missing} of {count} facilities have no value: {names}",
)
SHOWN = 5


class AccessParameters(Parameters):
    """Which supply, how far people go for it, and how it is shared."""

    facility: Facility = facility_option()
    supply: Supplied = option(
        Text("供给量", "Supply"),
        default="count",
        note=Text("该类设施的任一数值字段", "any column of this kind that holds numbers"),
    )
    method: Method = option(
        Text("方法", "Method"),
        default="2sfca",
        labels=METHODS,
    )
    catchment: float | None = catchment_option(
        Text("不给出时取标准中该设施的服务半径", "when not given, the radius of the standard")
    )
    exponent: float = option(
        Text("距离衰减指数", "Exponent"),
        default=1.0,
        limits=(0.1, 5.0),
        note=Text("仅用于重力模型", "of the gravity model only"),
    )
    metric: Metric = metric_option()
    by: By = by_option()
    population: Population = population_option()


def compute(inputs: Inputs, parameters: AccessParameters) -> Outcome:
    """Measure access where people live and average it over the people of each unit."""
    catchment, notes = usual_radius(inputs, parameters.facility, given=parameters.catchment)
    distances = distances_within(
        inputs,
        parameters.facility,
        population=parameters.population,
        metric=parameters.metric,
        limit=catchment,
    )
    supply = supplied(distances.facilities, parameters.supply, numbers_of(parameters.facility))
    values, shared = measure(distances, supply, parameters, catchment)
    total: dict[str, Any] = {
        **_sum(distances, values, parameters.method),
        **_supply_told(supply, shared),
        "people_off_streets": distances.off_streets,
        "equity": evenness(
            values,
            distances.demand.people,
            subdistricts(inputs, distances),
            english=english_names(inputs),
        ),
    }
    notes = (*notes, OUTSIDE, *off_streets(distances), *_unreached(distances, shared))
    return Outcome(
        rows(inputs, distances, values, parameters),
        total=total,
        stated={
            **parameters.model_dump(),
            "catchment": catchment,
            "population_basis": distances.demand.source,
        },
        geometry=zones(inputs, parameters.by).lonlat,
        notes=notes,
    )


def measure(
    distances: DistanceTable, supply: Floats, parameters: AccessParameters, catchment: float
) -> tuple[Floats, Catchments]:
    """Return the measure of each demand place, and how the supply is shared in the catchments.

    For 1,000 people where people compete, else as it is: see `docs/methods/access.md`.
    """
    people, method = distances.demand.people, parameters.method
    shared = floating_catchment(
        distances.costs,
        people,
        supply,
        catchment=catchment,
        decay=DECAY.get(method, "binary"),
        selection=method == "3sfca",
    )
    if method not in {"cumulative", "gravity"}:
        return shared.access * PER, shared
    power = Power(parameters.exponent)

    def fading(cost: Floats) -> Floats:
        return power(cost / NEXT_DOOR)

    decay = fading if method == "gravity" else "binary"
    return gravity(distances.costs, supply, decay=decay, catchment=catchment), shared


def column_of(method: str) -> str:
    """Return the column that holds the measure."""
    return "opportunities" if method in {"cumulative", "gravity"} else "access_per_1000"


def rows(
    inputs: Inputs, distances: DistanceTable, values: Floats, parameters: AccessParameters
) -> pd.DataFrame:
    """Return the units with their people, the measure and the people who reach nothing."""
    owners = groups(inputs, parameters.by)
    units = zones(inputs, parameters.by).frame.index
    found = mean_by_unit(values, distances.demand, owners).reindex(units)
    nothing = mean_by_unit((values == 0).astype(float), distances.demand, owners).reindex(units)
    table = pd.DataFrame(
        {
            "name": names(inputs, parameters.by).reindex(units),
            "population": found["population"],
            column_of(parameters.method): found["mean"],
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
        shown = _listed(facilities.loc[missing])
        count = {"missing": int(missing.sum()), "count": len(facilities), "names": shown}
        why = accepted_values(["count", *complete])
        detail = Text(INCOMPLETE.zh.format(**count), INCOMPLETE.en.format(**count))
        raise refuse("supply", column, Text(f"{detail.zh}；{why.zh}", f"{detail.en}; {why.en}"))
    return values


def subdistricts(inputs: Inputs, distances: DistanceTable) -> pd.Series | None:
    """Return the name of the subdistrict of each demand place; None when none are loaded."""
    if not inputs.holds("subdistricts"):
        return None
    owner = groups(inputs, "subdistrict").map(names(inputs, "subdistrict"))
    return owner.reindex(distances.demand.zone).reset_index(drop=True)


def _sum(distances: DistanceTable, values: Floats, method: str) -> dict[str, Any]:
    people = distances.demand.people
    count = float(people.sum())
    without = float(people[values == 0].sum())
    return {
        "population": count,
        column_of(method): float(values @ people / count) if count else None,
        "without_access": without,
        "without_access_share": without / count if count else None,
    }


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
    count = f"{distances.off_streets:,.0f}"
    return (Text(OFF_STREETS.zh.format(count=count), OFF_STREETS.en.format(count=count)),)


def _unreached(distances: DistanceTable, shared: Catchments) -> tuple[Text, ...]:
    """Name the facilities that nobody reaches."""
    lost = distances.facilities.loc[~shared.reached]
    if not len(lost):
        return ()
    told = {"count": len(lost), "names": _listed(lost)}
    return (Text(UNREACHED.zh.format(**told), UNREACHED.en.format(**told)),)


def _listed(facilities: GeoDataFrame) -> str:
    named = [str(name or label) for label, name in facilities["name"].items()]
    more = "" if len(named) <= SHOWN else ", …"
    return ", ".join(named[:SHOWN]) + more


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
        ("access_per_1000", "opportunities", "without_access", "facilities_counted", "gini"),
        (
            "name",
            "access_per_1000",
            "opportunities",
            "population",
            "without_access",
            "without_access_share",
        ),
        chart="equity",
        worst="access_per_1000",
    ),
)
