"""Coverage: how much of each unit, and how many of its people, lie within reach."""

from collections.abc import Iterator
from typing import Any

from pandas import DataFrame

from app.analyses.cost.pieces import demand, reading, shapes, streets, walking_ground
from app.analyses.ground.choices import (
    By,
    Population,
    ReachParameters,
    by_option,
    freedom_option,
    population_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import Basis, basis_option, people
from app.analyses.ground.facilities import in_service, resolve_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.proximity import lost_facilities, proximity
from app.analyses.ground.zones import BASE, groups, names, zones
from app.params import option
from layers.text import Text
from spatial.coverage import coverage_within, sum_rows
from spatial.population import LEAST_DWELLING
from spatial.walking import WalkingProximity, walking_coverage_within

NOTHING = {
    "places": Text(
        "{count} 个单元内没有住人的地点（人口格、含住宅的建筑），其地点占比留空；"
        "若应当有，请导入 buildings 或 population_cells 图层",
        "{count:unit holds|units hold} no place of people (cells, buildings with dwellings): the"
        " share of places is left empty there; where there should be some, import buildings or"
        " population_cells",
    ),
    "residential_area_m2": Text(
        "{count} 个单元内没有居住用地，其居住用地占比留空；若应当有，请导入 land_use 图层",
        "{count:unit holds|units hold} no residential land: its share is left empty there; where"
        " there should be some, import land_use",
    ),
}
"""By the column of which a share is: what is said where a unit has none of it."""


class CoverageParameters(ReachParameters):
    """Which facility, how far, whom to count, and how to add up."""

    by: By = by_option()
    population: Population = population_option()
    weighting: Basis = basis_option()
    least_dwelling: float = option(
        Text("人均住宅建筑面积下限", "Least dwelling area"),
        default=LEAST_DWELLING,
        unit="m2/person",
        limits=(0.5, 100.0),
        note=Text(
            "人口按住宅建筑面积分布时，用以界定一栋楼最多住多少人",
            "bounds how many people a building holds, where people are placed by dwelling area",
        ),
    )
    freedom: float = freedom_option()


def compute(inputs: Inputs, parameters: CoverageParameters) -> Outcome:
    """Measure coverage by community and add it up to the units of `by`."""
    radius, notes = resolve_radius(inputs, parameters)
    placed = people(inputs, parameters.population, parameters.weighting)
    least = parameters.least_dwelling
    near = proximity(
        inputs,
        parameters.facility,
        placed,
        population=parameters.population,
        metric=parameters.metric,
        freedom=parameters.freedom,
    )
    if isinstance(near, WalkingProximity):
        found = walking_coverage_within(near, radius=radius, least_dwelling=least)
        notes += lost_facilities(near, in_service(inputs, parameters.facility))
    else:
        found = coverage_within(near, radius=radius, least_dwelling=least)
    rows, total = found.rows, found.total
    if parameters.by not in BASE:
        # A community in no subdistrict is in no row (`app.analyses.ground.whole_area` tells).
        owners = groups(inputs, parameters.by).dropna()
        rows = sum_rows(rows.loc[owners.index], owners)
        rows.index.name = "id"
    rows = rows.copy()
    rows.insert(0, "name", names(inputs, parameters.by).reindex(rows.index))
    stated: dict[str, Any] = {
        **parameters.model_dump(),
        "radius": radius,
        "population_basis": found.population_basis,
        "population_source": placed.source,
    }
    return Outcome(
        rows,
        total=total,
        stated=stated,
        geometry=zones(inputs, parameters.by).lonlat,
        notes=(*notes, *shares_of_nothing(rows)),
    )


def shares_of_nothing(rows: DataFrame) -> Iterator[Text]:
    """Say of how many units a share is empty, as they hold nothing that it could be of."""
    for column, told in NOTHING.items():
        count = int((rows[column] == 0).sum()) if column in rows else 0
        if count:
            yield told.filled(count=count)


def cost(sizes: Sizes, parameters: CoverageParameters) -> Cost:
    """Estimate the cost: people and land placed, on foot attached to streets."""
    found = (
        reading(sizes)
        + demand(sizes, parameters.weighting)
        + shapes(sizes, "communities", "land_use")
    )
    if parameters.metric != "walking":
        return found
    return found + streets(sizes) + walking_ground(sizes, parameters.weighting, parameters.freedom)


COVERAGE = Analysis(
    id="coverage",
    title=Text("设施服务覆盖", "Facility coverage"),
    summary=Text(
        "服务半径内的面积、人口与居住用地所占的比例",
        "share of area, people and residential land within the service radius",
    ),
    parameters=CoverageParameters,
    compute=compute,
    cost=cost,
    path="coverage",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "population_share|places_share",
            "covered_population|places_covered",
            "area_share",
            "residential_share",
            "facilities_counted",
            "nearest_m_p50",
            "nearest_m_p90",
        ),
        (
            "name",
            "population_share|places_share",
            "covered_population|places_covered",
            "population|places",
            "area_share",
            "residential_share",
            "nearest_m",
            "facilities_inside",
        ),
        worst="population_share|places_share",
    ),
)
