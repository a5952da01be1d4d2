"""Green space by unit: share of the land, area per resident and per registered person."""

from collections.abc import Iterator
from typing import ClassVar

from geopandas import GeoDataFrame

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
from layers.formats.osm.greens import PRIVATE_GREEN
from layers.text import Text
from spatial.green import green as measure

NOTE = Text(
    "重叠的绿地先合并再计算；跨界的绿地按界线分割",
    "overlapping green is dissolved first; green across a border is split at it",
)

PRIVATE = Text(
    "其中 {area} 平方米只属不对公众开放的绿地（类型 attached：单位、小区附属绿地，或标签"
    " access=private 等），一并计入；只计公园的人均见 catchment-green",
    "of it {area} m2 are in greens that are not open to everybody (class attached: grounds of"
    " estates and institutions, or tags such as access=private) and count too; parks alone for"
    " each person: catchment-green",
)
UNKNOWN = Text(
    "{whole} 处绿地中有 {count} 处没有类型（green_class），是否对公众开放不可知",
    "{count} of {whole:green space|green spaces} {count:~states|state} no class (green_class):"
    " whether everybody may enter is not known",
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
    greens = inputs.metric("green_spaces")
    found = measure(units.frame, greens)
    rows = found.rows.copy()
    rows.insert(0, "name", names(inputs, parameters.by).reindex(rows.index))
    return Outcome(
        rows,
        total={**found.total, "ledger": found.ledger},
        stated=parameters.model_dump(),
        geometry=units.lonlat,
        notes=(NOTE, *_not_public(units.frame, greens, found.total["green_area_m2"])),
    )


def _not_public(units: GeoDataFrame, greens: GeoDataFrame, whole: float) -> Iterator[Text]:
    """Say how much of the green (m2) is not open to everybody, as far as classes tell."""
    known = greens["green_class"]
    private = known == PRIVATE_GREEN
    if private.any():
        # What lies in a public green as well is open.
        area = whole - measure(units, greens.loc[~private]).total["green_area_m2"]
        yield PRIVATE.filled(area=f"{max(area, 0.0):,.0f}")
    if known.isna().any():
        yield UNKNOWN.filled(count=int(known.isna().sum()), whole=len(greens))


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
