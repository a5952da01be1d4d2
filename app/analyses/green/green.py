"""Green space by unit: share of the land, area per resident and per registered person."""

from typing import ClassVar

from app.analyses.cost.pieces import reading, shapes
from app.analyses.ground.choices import (
    By,
    DatedParameters,
    Population,
    by_option,
    population_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import names, zones
from app.problems.errors import MissingLayerError
from layers.text import Text
from spatial.green import green as measure

NOTE = Text(
    "重叠的绿地先合并再计算；跨界的绿地按界线分割",
    "overlapping green is dissolved first; green across a border is split at it",
)


class GreenParameters(DatedParameters):
    """How to add up, and which population leads on maps; both are always given."""

    both_populations: ClassVar[bool] = True
    by: By = by_option()
    population: Population = population_option()


def compute(inputs: Inputs, parameters: GreenParameters) -> Outcome:
    """Measure the green of each unit; the ledger goes into the total.

    Raises
    ------
    MissingLayerError
        When there are no green spaces.
    """
    if not inputs.holds("green_spaces"):
        raise MissingLayerError(area=inputs.area.slug, layer="green_spaces")
    units = zones(inputs, parameters.by)
    found = measure(units.frame, inputs.metric("green_spaces"))
    rows = found.rows.copy()
    rows.insert(0, "name", names(inputs, parameters.by).reindex(rows.index))
    return Outcome(
        rows,
        total={**found.total, "ledger": found.ledger},
        stated=parameters.model_dump(),
        geometry=units.lonlat,
        notes=(NOTE,),
    )


def cost(sizes: Sizes, _parameters: GreenParameters) -> Cost:
    """Estimate the cost: green dissolved and cut by the units."""
    return reading(sizes) + shapes(sizes, "green_spaces", "communities", "subdistricts")


GREEN = Analysis(
    id="green",
    title=Text("绿地", "Green space"),
    summary=Text(
        "绿地面积、绿地率与人均绿地", "green area, share of the land, and area per person"
    ),
    parameters=GreenParameters,
    compute=compute,
    cost=cost,
    path="green",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "green_ratio",
            "green_area_m2",
            "green_per_resident_m2",
            "green_per_registered_m2",
            "overlap_m2",
        ),
        (
            "name",
            "green_per_resident_m2",
            "green_per_registered_m2",
            "green_ratio",
            "green_area_m2",
            "population_resident",
            "population_registered",
            "area_m2",
        ),
        worst="green_per_resident_m2",
    ),
)
