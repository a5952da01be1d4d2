"""Equity: how evenly a measure is spread over people, where it is lacking, and in clusters."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.access.access import off_streets
from app.analyses.access.evenness import evenness
from app.analyses.access.measuring import PER
from app.analyses.access.ordering import concentration, order_notes, order_of
from app.analyses.access.peers import palma_notes
from app.analyses.cost.pieces import reach_cost, reach_of, reading, shapes
from app.analyses.ground.choices import (
    DatedParameters,
    Facility,
    Metric,
    Population,
    metric_option,
    population_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import require_people
from app.analyses.ground.distances import distance_to_nearest, distances_within
from app.analyses.ground.facilities import catchment_option, in_service, usual_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import (
    english_subdistricts,
    groups,
    has_subdistricts,
    mean_by_unit,
    names,
    zones,
)
from app.params import REQUIRED, accepted, accepted_titles, option
from app.problems.errors import Fault, MissingLayerError, ParameterError
from layers.text import Text
from spatial.access import two_step_floating_catchment
from spatial.arrays import Floats
from spatial.equity import CLASSES, G_CLASSES, getis_ord, hot_spots
from spatial.green import green
from spatial.population import DemandPoints, assign_zones

Measure = Literal["nearest", "access", "facilities-per-1000", "green-per-person"]
Notes = tuple[Text, ...]
FEW = Text(
    "单元少于 10 个，冷热点结果没有统计意义；请导入更细的社区："
    "flask layers import {area} communities 文件 --replace",
    "fewer than 10 units: hot spots mean little; import smaller communities:"
    " flask layers import {area} communities FILE --replace",
)
ALONE = Text(
    "只有 1 个单元有数值：无从说明分布是否均匀；请导入多个社区："
    "flask layers import {area} communities 文件",
    "one unit alone has a value: how evenly it is spread cannot be told; import communities:"
    " flask layers import {area} communities FILE",
)
UNKNOWN = Text(
    "有 {count} 个单元没有数值或人口，未计入公平性指标",
    "{count:unit has|units have} no value or no people and no part in the figures",
)

NAMED = {**G_CLASSES, **CLASSES}
COLUMN = {
    "nearest": "nearest_m",
    "access": "access_per_1000",
    "facilities-per-1000": "facilities_per_1000",
    "green-per-person": "green_per_person_m2",
}
COLUMNS = (
    "name", "population", "value", "location_quotient", "hot_spot", "hot_spot_zh", "hot_spot_en",
    "p", "local_moran", "g_z", "neighbors",
)  # fmt: skip


class EquityParameters(DatedParameters):
    """Which measure, for which units and people."""

    measure: Measure = option(
        Text("指标", "Measure"),
        default="nearest",
        labels={
            "nearest": Text("到最近设施的距离", "Distance to the nearest facility"),
            "access": Text("每千人可达设施数（两步移动搜索法）", "Access per 1,000 people (2SFCA)"),
            "facilities-per-1000": Text("单元内每千人设施数", "Facilities per 1,000 people"),
            "green-per-person": Text("单元内人均绿地", "Green per person"),
        },
    )
    facility: Facility | None = option(
        Text("设施", "Facility"),
        default=None,
        note=Text("人均绿地不需要", "not for green per person"),
    )
    catchment: float | None = catchment_option(
        Text("仅用于可达性指标", "for access per 1,000 people only")
    )
    metric: Metric = metric_option()
    by: Literal["community", "compound", "subdistrict"] = option(
        Text("统计单元", "One row per"),
        default="community",
        labels={
            "community": Text("社区", "Community"),
            "compound": Text("小区", "Residential compound"),
            "subdistrict": Text("街道", "Subdistrict"),
        },
    )
    population: Population = population_option()
    spots: Literal["moran", "getis-ord"] = option(
        Text("冷热点方法", "Hot spots by"),
        default="moran",
        labels={
            "moran": Text("局部莫兰指数（与相邻单元是否相似）", "local Moran: like its neighbors"),
            "getis-ord": Text("Getis-Ord G*（高值或低值是否聚集）", "Getis-Ord G*: much together"),
        },
    )
    rank_by: str | None = option(
        Text("人群排序依据", "People ordered by"),
        default=None,
        note=Text(
            "社区的数值字段或附加属性，如人均收入；给出时计算集中指数",
            "a number of the communities, such as income per head, column or further property:"
            " gives the concentration index",
        ),
    )


def compute(inputs: Inputs, parameters: EquityParameters) -> Outcome:
    """Measure every unit, then how the measure is spread over people and over the map."""
    require_people(inputs, parameters.population)
    units = zones(inputs, parameters.by)
    people = _numbers(units.frame[f"population_{parameters.population}"])
    values, stated, notes = MEASURES[parameters.measure](inputs, parameters, people)
    spots, few, moran = _spots(values, units.frame, parameters.spots)
    counted = np.isfinite(values) & (np.nan_to_num(people) > 0)
    mean = float(np.average(values[counted], weights=people[counted])) if counted.any() else np.nan
    rows = spots.set_index(units.frame.index).assign(
        name=names(inputs, parameters.by).reindex(units.frame.index),
        population=people,
        value=values,
        location_quotient=values / mean if mean > 0 else np.nan,
        hot_spot_zh=[NAMED[one][0] for one in spots["hot_spot"]],
        hot_spot_en=[NAMED[one][1] for one in spots["hot_spot"]],
    )
    rows.index.name = "id"
    total: dict[str, Any] = {
        "units": len(rows),
        "units_counted": int(counted.sum()),
        **moran,
        **{
            str(key): int(count)
            for key, count in rows["hot_spot"].value_counts().sort_index().items()
        },
        "equity": evenness(
            values,
            people,
            _subdistricts(inputs, parameters.by),
            english=english_subdistricts(inputs),
        ),
    }
    if counted.sum() == 1:
        notes = (*notes, ALONE.filled(area=inputs.area.slug))
    elif few:
        notes = (*notes, FEW.filled(area=inputs.area.slug))
    notes = (*notes, *palma_notes(values, people))
    if parameters.rank_by is not None:
        order = order_of(inputs, parameters.by, parameters.population, parameters.rank_by)
        total |= concentration(values, people, order)
        notes = (*notes, *order_notes(values, people, order, parameters.rank_by))
    if not counted.all():
        left = int((~counted).sum())
        notes = (*notes, UNKNOWN.filled(count=left))
    return Outcome(
        rows[[name for name in COLUMNS if name in rows]].rename(
            columns={"value": COLUMN[parameters.measure]}
        ),
        total=total,
        stated={**parameters.model_dump(), **stated},
        geometry=units.lonlat,
        notes=notes,
    )


def _spots(
    values: Floats, frame: GeoDataFrame, way: str
) -> tuple[pd.DataFrame, bool, dict[str, Any]]:
    """Return class, p and index of each unit, whether they are too few, and Moran's I of all."""
    shapes = frame.geometry.to_numpy()
    if way == "getis-ord":
        found = getis_ord(values, shapes)
        renamed = found.rows.rename(columns={"getis_ord": "hot_spot", "g_p": "p"})
        return renamed, found.few, {}
    local = hot_spots(values, shapes)
    return local.rows, local.few, {"moran": local.moran}


def _facility(parameters: EquityParameters) -> Facility:
    """Return the facility, refused when none is given."""
    if parameters.facility is None:
        choices = accepted(EquityParameters, "facility")
        titles = accepted_titles(EquityParameters, "facility")
        raise ParameterError(Fault("facility", REQUIRED, choices, "missing", titles))
    return parameters.facility


def _nearest(
    inputs: Inputs, parameters: EquityParameters, _people: Floats
) -> tuple[Floats, dict[str, Any], Notes]:
    """Mean distance (m) of the people of each unit to their nearest facility."""
    demand, away = distance_to_nearest(
        inputs,
        _facility(parameters),
        population=parameters.population,
        metric=parameters.metric,
    )
    lost = float(demand.people[~np.isfinite(away)].sum())
    stated = {"population_basis": demand.source, "people_without_way": lost}
    return _by_unit(inputs, parameters, away, demand), stated, ()


def _access(
    inputs: Inputs, parameters: EquityParameters, _people: Floats
) -> tuple[Floats, dict[str, Any], Notes]:
    """Facilities for 1,000 people in reach, those who compete counted."""
    facility = _facility(parameters)
    catchment, notes = usual_radius(inputs, facility, given=parameters.catchment)
    distances = distances_within(
        inputs,
        facility,
        population=parameters.population,
        metric=parameters.metric,
        limit=catchment,
    )
    found = two_step_floating_catchment(
        distances.costs,
        distances.demand.people,
        np.ones(len(distances.facilities)),
        catchment=catchment,
    )
    stated = {"catchment": catchment, "population_basis": distances.demand.source}
    values = _by_unit(inputs, parameters, found * PER, distances.demand)
    return values, stated, (*notes, *off_streets(distances))


def _facilities(
    inputs: Inputs, parameters: EquityParameters, people: Floats
) -> tuple[Floats, dict[str, Any], Notes]:
    """Facilities inside each unit for 1,000 of its people."""
    units = zones(inputs, parameters.by).frame
    owner = assign_zones(in_service(inputs, _facility(parameters)), units).dropna()
    count = _numbers(owner.value_counts().reindex(units.index, fill_value=0))
    return _per(count * PER, people), {}, ()


def _green(
    inputs: Inputs, parameters: EquityParameters, people: Floats
) -> tuple[Floats, dict[str, Any], Notes]:
    """Green area (m2) inside each unit for each of its people."""
    if not inputs.holds("green_spaces"):
        raise MissingLayerError(area=inputs.area.slug, layer="green_spaces")
    units = zones(inputs, parameters.by).frame
    area = green(units, inputs.metric("green_spaces")).rows["green_area_m2"]
    return _per(_numbers(area.reindex(units.index)), people), {}, ()


MEASURES: dict[
    str,
    Callable[[Inputs, EquityParameters, Floats], tuple[Floats, dict[str, Any], Notes]],
] = {
    "nearest": _nearest,
    "access": _access,
    "facilities-per-1000": _facilities,
    "green-per-person": _green,
}


def _by_unit(
    inputs: Inputs, parameters: EquityParameters, values: Floats, demand: DemandPoints
) -> Floats:
    """Return the mean of the values of each unit's places, by people."""
    found = mean_by_unit(values, demand, groups(inputs, parameters.by))
    means: Floats = found["mean"].reindex(zones(inputs, parameters.by).frame.index).to_numpy(float)
    return means


def _per(amounts: Floats, people: Floats) -> Floats:
    """Return amounts for each person; NaN where nobody lives or nobody is counted."""
    known = np.nan_to_num(people) > 0
    found = np.full(len(people), np.nan)
    found[known] = amounts[known] / people[known]
    return found


def _subdistricts(inputs: Inputs, by: str) -> pd.Series | None:
    """Return the name of the subdistrict of each unit, by which Theil is split."""
    if by != "community" or not has_subdistricts(inputs):
        return None
    owner = groups(inputs, "subdistrict").map(names(inputs, "subdistrict"))
    return owner.reset_index(drop=True)


def _numbers(column: pd.Series) -> Floats:
    numbers: Floats = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)
    return numbers


def cost(sizes: Sizes, parameters: EquityParameters) -> Cost:
    """Estimate the cost: the measure, and the neighbors of each unit."""
    # The library of neighbors alone takes 75 MB.
    found = Cost(0.5, 90e6) + Cost(3e-3, 100_000) * sizes.count("communities", "subdistricts")
    if parameters.measure == "green-per-person" or parameters.facility is None:
        return found + reading(sizes) + shapes(sizes, "communities", "green_spaces")
    reach = reach_of(parameters.catchment) if parameters.measure == "access" else 0.0
    return found + reach_cost(sizes, parameters.facility, reach, parameters.metric)


EQUITY = Analysis(
    id="equity",
    title=Text("公平性", "Equity"),
    summary=Text(
        "指标在人群中的分布：基尼、泰尔、帕尔马、区位商与冷热点",
        "how evenly a measure is spread over people: Gini, Theil, Palma, quotients, hot spots",
    ),
    parameters=EquityParameters,
    compute=compute,
    cost=cost,
    path="equity",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "mean",
            "gini",
            "palma",
            "theil",
            "concentration",
            "moran",
            "high_high",
            "low_low",
            "hot",
            "cold",
        ),
        (
            "name",
            "nearest_m",
            "access_per_1000",
            "facilities_per_1000",
            "green_per_person_m2",
            "location_quotient",
            "hot_spot",
            "p",
            "population",
        ),
        chart="equity",
    ),
)
