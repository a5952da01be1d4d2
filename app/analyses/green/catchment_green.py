"""Green for each person three ways: inside the border, shared around the park, within reach."""

from math import sqrt
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from app.analyses.access.evenness import evenness
from app.analyses.cost.pieces import (
    EVEN,
    demand,
    doors,
    pairs,
    places,
    reading,
    shapes,
    streets,
    table,
    walks,
)
from app.analyses.green.park_coverage import kept_parks, unclassed_told, walk
from app.analyses.ground.choices import (
    GREATEST_RADIUS,
    By,
    DatedParameters,
    Metric,
    Population,
    by_option,
    metric_option,
    population_option,
)
from app.analyses.ground.cost import BOUNDARY, Cost, Sizes
from app.analyses.ground.demand import Basis, basis_option, demand_points, people, require_people
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import BASE, groups, names, zones
from app.params import option
from app.problems.errors import MissingLayerError
from layers.text import Text
from spatial.arrays import Floats, Indices, Shapes
from spatial.green import (
    PARK_CLASSES,
    GreenAccount,
    Reached,
    by_boundary,
    by_reach,
    by_share,
    straight_line_park_costs,
    walking_park_costs,
)
from spatial.network import MAX_SNAP
from spatial.population import DemandPoints
from spatial.shares import share_of

Greens = Literal["parks", "all"]
Decay = Literal["binary", "step", "gaussian", "epanechnikov", "linear", "logistic"]
CLASSES: dict[str, tuple[str, ...]] = {"parks": PARK_CLASSES, "all": ()}
NOTE = Text(
    "三种口径各自合计等于绿地合并面积；不属于任何单元、无人可达的另列",
    "each of the three ways adds up to the union of the green; what no unit and nobody gets has a"
    " line of its own",
)


class CatchmentParameters(DatedParameters):
    """Which green, how far people go for it, and how far around it a park is shared."""

    greens: Greens = option(
        Text("绿地范围", "Green"),
        default="parks",
        labels={
            "parks": Text("公园绿地", "Parks"),
            "all": Text("全部绿地", "All green"),
        },
    )
    catchment: float = option(
        Text("搜索半径", "Catchment"),
        default=1000.0,
        unit="m",
        limits=(1.0, GREATEST_RADIUS),
        note=Text("自公园边界或出入口起算", "from the border of the park or its entrances"),
    )
    decay: Decay = option(
        Text("距离衰减", "Decay"),
        default="binary",
        labels={
            "binary": Text("半径内不衰减", "None within the catchment"),
            "step": Text("分级", "In steps"),
            "gaussian": Text("高斯", "Gaussian"),
            "epanechnikov": Text("核密度", "Kernel density"),
            "linear": Text("线性", "Linear"),
            "logistic": Text("逻辑曲线", "Logistic"),
        },
    )
    around: float = option(
        Text("分摊距离", "Shared within"),
        default=300.0,
        unit="m",
        limits=(0.0, GREATEST_RADIUS),
        note=Text(
            "按公园周围此距离内各单元的土地面积分摊",
            "a park is shared by the land of the units within this distance of it",
        ),
    )
    metric: Metric = metric_option()
    by: By = by_option()
    population: Population = population_option()
    weighting: Basis = basis_option()


def compute(inputs: Inputs, parameters: CatchmentParameters) -> Outcome:
    """Divide the green by boundary, by share and by reach, and among the people of each unit.

    Raises
    ------
    MissingLayerError
        When there are no green spaces.
    """
    require_people(inputs, parameters.population)
    if not inputs.holds("green_spaces"):
        raise MissingLayerError(area=inputs.area.slug, layer="green_spaces")
    parks = kept_parks(inputs, CLASSES[parameters.greens])
    demand = demand_points(inputs, parameters.population, parameters.weighting)
    units = zones(inputs, parameters.by)
    shapes = units.frame.geometry.to_numpy()
    owner = groups(inputs, parameters.by).reindex(demand.zone).to_numpy()
    unit = units.frame.index.get_indexer(pd.Index(owner))
    reached = by_reach(
        _costs(inputs, parameters, demand, parks),
        demand.people,
        shapely.area(parks),
        unit=unit,
        units=len(shapes),
        catchment=parameters.catchment,
        decay=parameters.decay,
    )
    accounts = {
        "boundary": by_boundary(shapes, parks),
        "share": by_share(shapes, parks, distance=parameters.around),
        "reach": reached.account,
    }
    rows = pd.DataFrame(_columns(accounts, reached, demand, unit), index=units.frame.index)
    rows.index.name = "id"
    rows.insert(0, "name", names(inputs, parameters.by).reindex(rows.index))
    return Outcome(
        rows,
        total=_total(rows, accounts, reached, demand),
        stated={**parameters.model_dump(), "population_basis": demand.source},
        geometry=units.lonlat,
        notes=(NOTE, *unclassed_told(inputs, CLASSES[parameters.greens])),
    )


def _costs(
    inputs: Inputs, parameters: CatchmentParameters, demand: DemandPoints, parks: Shapes
) -> csr_array:
    """Return the distances from people to parks, kept while their layers stay."""
    classes, limit = CLASSES[parameters.greens], parameters.catchment
    on_foot = parameters.metric == "walking"
    way = walk(inputs, classes) if on_foot else None

    def make() -> csr_array:
        if way is None:
            return straight_line_park_costs(demand.points, parks, limit=limit)
        return walking_park_costs(
            demand.points,
            parks,
            way.entrances,
            streets=way.streets,
            limit=limit,
            max_snap=MAX_SNAP,
        )

    layers = people(inputs, parameters.population, parameters.weighting).layers
    behind = ("green_spaces", "communities", *layers, *(("streets",) if on_foot else ()))
    greens = f"{parameters.greens} {parameters.population} {demand.source}"
    return inputs.kept(f"park costs {parameters.metric} {limit!r} {greens}", behind, make)


def _columns(
    accounts: dict[str, GreenAccount], reached: Reached, demand: DemandPoints, unit: Indices
) -> dict[str, Floats]:
    """Return people and green of each unit, in all and for each person."""
    size = len(accounts["reach"].area)

    def total(values: Floats) -> Floats:
        inside = unit >= 0
        return np.bincount(unit[inside], weights=values[inside], minlength=size).astype(float)

    count = total(demand.people)
    without = total(np.where(reached.per_person > 0, 0.0, demand.people))
    return {
        "population": count,
        **{f"{way}_m2": account.area for way, account in accounts.items()},
        "boundary_per_person_m2": share_of(accounts["boundary"].area, count),
        "share_per_person_m2": share_of(accounts["share"].area, count),
        "green_per_capita_catchment": share_of(accounts["reach"].area, count),
        "without_green": without,
        "without_green_share": share_of(without, count),
    }


def _total(
    rows: pd.DataFrame, accounts: dict[str, GreenAccount], reached: Reached, demand: DemandPoints
) -> dict[str, Any]:
    count = float(rows["population"].sum())
    without = float(rows["without_green"].sum())
    assigned = float(rows["reach_m2"].sum())
    return {
        "population": count,
        "green_per_capita_catchment": assigned / count if count else None,
        "without_green": without,
        "without_green_share": without / count if count else None,
        "parks_unreached": len(reached.closed),
        "ledger": [{"way": way, **account.lines()} for way, account in accounts.items()],
        "equity": evenness(reached.per_person, demand.people, None),
    }


UNITS = {
    **dict.fromkeys(BASE, "communities"),
    "subdistrict": "subdistricts",
    "area": BOUNDARY,
}


def cost(sizes: Sizes, parameters: CatchmentParameters) -> Cost:
    """Estimate the cost: the distances from people to parks, and the land shared around these."""
    whole = parameters.greens == "all"
    parks = sizes.count("green_spaces") if whole else sizes.counting.get("green_spaces", 0)
    count = pairs(sizes, places(sizes, parameters.weighting), parks, parameters.catchment)
    found = reading(sizes) + demand(sizes, parameters.weighting) + table(count)
    found += shapes(sizes, "communities", "green_spaces")
    layer, units = UNITS[parameters.by], 1
    if parameters.by != "area":
        units = max(1, sizes.count(layer))
    wide = parameters.around + sqrt(sizes.area_m2 / units)
    cut = 40e-6 + 0.6e-6 * sizes.corners(layer) / units
    found += Cost(cut * pairs(sizes, parks, units, wide), 60e6)
    if parameters.metric != "walking":
        return found
    many = doors(sizes, parks)
    tried = pairs(sizes, places(sizes, parameters.weighting), many, parameters.catchment, EVEN)
    walked = walks(sizes, 0.0, many, parameters.catchment) + Cost(0.35e-6 * tried, 60e6)
    return found + streets(sizes) + walked


CATCHMENT_GREEN = Analysis(
    id="catchment-green",
    title=Text("可达绿地", "Green within reach"),
    summary=Text(
        "人均绿地的三种口径：界内、分摊、可达",
        "green for each person three ways: inside the border, shared, within reach",
    ),
    parameters=CatchmentParameters,
    compute=compute,
    cost=cost,
    path="catchment-green",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        ("green_per_capita_catchment", "without_green", "without_green_share", "gini", "palma"),
        (
            "name",
            "green_per_capita_catchment",
            "boundary_per_person_m2",
            "share_per_person_m2",
            "population",
            "without_green",
            "without_green_share",
        ),
        chart="equity",
        worst="green_per_capita_catchment",
    ),
)
