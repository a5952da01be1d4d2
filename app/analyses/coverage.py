"""Coverage: how much of each unit, and how many of its people, lie within reach."""

from typing import Any

from app.analyses.choices import (
    DEFAULT_STANDARD,
    PLAN_STANDARD,
    By,
    Population,
    ReachParameters,
    by_option,
    population_option,
)
from app.analyses.demand import Basis, People, basis_option, people
from app.analyses.facilities import FALLBACK, FALLBACK_RADIUS, default_radius, in_service, today
from app.analyses.model import Analysis, Inputs, Outcome
from app.analyses.zones import communities, groups, names, zones
from layers.text import Text
from spatial.coverage import (
    Ground,
    Proximity,
    coverage_within,
    measure_proximity,
    prepare_ground,
    sum_rows,
)


class CoverageParameters(ReachParameters):
    """Which facility, how far, whom to count, and how to add up."""

    by: By = by_option()
    population: Population = population_option()
    weighting: Basis = basis_option()


def compute(inputs: Inputs, parameters: CoverageParameters) -> Outcome:
    """Measure coverage by community and add it up to the units of `by`."""
    radius, notes = resolve_radius(inputs, parameters)
    placed = people(inputs, parameters.population, parameters.weighting)
    found = coverage_within(_proximity(inputs, parameters, placed), radius=radius)
    rows, total = found.rows, found.total
    if parameters.by != "community":
        rows = sum_rows(rows, groups(inputs, parameters.by))
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
        notes=notes,
    )


def resolve_radius(inputs: Inputs, parameters: ReachParameters) -> tuple[float, tuple[Text, ...]]:
    """Return the radius (m) asked for, else that of the standard or the plan, else 500 m."""
    if parameters.radius is not None:
        return parameters.radius, ()
    found = default_radius(inputs, parameters.facility, (DEFAULT_STANDARD, PLAN_STANDARD))
    return (FALLBACK_RADIUS, (FALLBACK,)) if found is None else (found, ())


def _proximity(inputs: Inputs, parameters: CoverageParameters, found: People) -> Proximity:
    """Return what the radius does not change, kept while the layers behind it stay the same."""
    frame = communities(inputs)
    behind = ("communities", *found.layers)
    facility, counted = parameters.facility, parameters.population
    placed = f"{counted} {found.source}"

    def prepare() -> Ground:
        units = frame[["geometry"]].assign(population=frame[f"population_{counted}"].astype(float))
        return prepare_ground(units, demand=found.demand, residential=found.residential)

    def measure() -> Proximity:
        ground = inputs.kept(f"ground {placed}", behind, prepare)
        return measure_proximity(ground, in_service(inputs, facility))

    # A facility may close from one day to the next.
    return inputs.kept(f"proximity {placed} {today()}", (facility, *behind), measure)


COVERAGE = Analysis(
    id="coverage",
    title=Text("设施服务覆盖", "Facility coverage"),
    summary=Text(
        "服务半径内的面积、人口与居住用地所占的比例",
        "share of area, people and residential land within the service radius",
    ),
    parameters=CoverageParameters,
    compute=compute,
    path="coverage",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
)
