"""Gaps: each unit against each rule of a planning standard."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from geopandas import GeoDataFrame
from pandas import DataFrame

from app.analyses.cost.pieces import demand, rasters, reading, shapes, streets, walking_ground
from app.analyses.green.tree_cover import KINDS as TREES
from app.analyses.green.tree_cover import full_option, tree_cover, trees_option
from app.analyses.ground.choices import (
    By,
    DatedParameters,
    Setting,
    by_option,
    setting_option,
    standard_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import demand_points
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.streets import network
from app.analyses.ground.zones import (
    communities,
    groups,
    has_subdistricts,
    subdistricts_of,
    zones,
)
from app.analyses.standards.judged import judged_note, none_judged, not_judged, told_reasons
from app.analyses.standards.site_overlaps import overlaps_told
from app.standards import Suited, judges_anything
from layers.catalogue import LAYER_TYPES
from layers.text import Text
from spatial.standards import CAUSES, Prepared
from spatial.standards import gaps as measure
from spatial.standards.parser import Standard

AS_COMMUNITIES = Text(
    "标准没有针对小区的规则：各小区按针对社区的规则检查，"
    "例如“每个社区至少一处”在此是每个小区至少一处",
    "standards have no rules for compounds: each is judged by the rules for communities, so that"
    " 'at least one in each community' asks for one in each compound here",
)
RULES = 20
"""Rules of a standard, about."""


class GapParameters(DatedParameters):
    """Which standard, and what one row stands for."""

    standard: Annotated[str, Suited(judges_anything)] = standard_option()
    by: By = by_option()
    setting: Setting = setting_option()
    trees: str = trees_option()
    full: float = full_option()


class Held(Mapping[str, GeoDataFrame]):
    """The layers that hold something, in metres; each is read when a rule asks for it."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def __getitem__(self, layer: str) -> GeoDataFrame:
        """Return a layer; facilities without those that were closed."""
        if layer == "subdistricts" and has_subdistricts(self._inputs):
            return subdistricts_of(self._inputs)
        kind = LAYER_TYPES.get(layer)
        if kind is None or not self._inputs.holds(layer):
            raise KeyError(layer)
        if layer == "communities":
            return communities(self._inputs)
        return in_service(self._inputs, layer) if kind.is_facility else self._inputs.metric(layer)

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of the layers that hold something."""
        return (layer for layer in LAYER_TYPES if self._inputs.holds(layer))

    def __len__(self) -> int:
        """Return how many layers hold something."""
        return sum(1 for _ in self)


def gap_table(
    inputs: Inputs,
    standard: Standard,
    units: GeoDataFrame,
    parameters: GapParameters,
) -> DataFrame:
    """Return each unit against each rule, along the kept streets and on a raster where one asks.

    Kept, as priorities stand on the same table; not to be changed.
    """

    def make() -> DataFrame:
        return measure(
            standard,
            units,
            Held(inputs),
            # Compounds are judged by the rules for communities.
            level="community" if parameters.by == "compound" else parameters.by,
            setting=parameters.setting,
            prepared=Prepared(
                network=lambda: network(inputs),
                tree_cover=lambda found: tree_cover(
                    inputs, found, trees=parameters.trees, full=parameters.full
                ),
                people=lambda population: demand_points(inputs, population),
                owners=lambda level: groups(inputs, level),
            ),
        )

    # A planner may change a standard, and a facility may close from one day to the next.
    asked = (parameters.by, parameters.setting, parameters.trees, parameters.full)
    return inputs.traced(("gaps", standard, *asked, today()), make)


def compute(inputs: Inputs, parameters: GapParameters) -> Outcome:
    """Check every rule of the standard that holds at this level."""
    standard = inputs.standard(parameters.standard)
    units = zones(inputs, parameters.by)
    rows = gap_table(inputs, standard, units.frame, parameters)
    rows = told_reasons(rows, standard, inputs=inputs)
    rest = not_judged(standard, rows, parameters.setting, inputs=inputs)
    total = {
        "rules_of_standard": len(standard.rules),
        "rules_judged": len(standard.rules) - len(rest),
        "rules": int(rows["rule"].nunique()),
        "met": sum(value is True for value in rows["met"]),
        "not_met": sum(value is False for value in rows["met"]),
        "not_measurable": int(rows["met"].isna().sum()),
        "units": len(units.frame),
        **{cause: int((rows["cause"] == cause).sum()) for cause in CAUSES},
        "rules_not_judged": rest,
    }
    stated = {
        **parameters.model_dump(),
        "standard_title_zh": standard.title_zh,
        "standard_title_en": standard.title_en,
        "standard_source": standard.source,
    }
    compounds = (AS_COMMUNITIES,) if parameters.by == "compound" else ()
    told = (*none_judged(rows), *judged_note(standard, rest))
    notes = (*compounds, *told, *overlaps_told(inputs, standard))
    return Outcome(rows, total=total, stated=stated, notes=notes)


def cost(sizes: Sizes, _parameters: GapParameters) -> Cost:
    """Estimate the cost: the rules of a standard on every layer, walked and on rasters too."""
    walked, cut = walking_ground(sizes), shapes(sizes, "communities", "green_spaces")
    found = reading(sizes) + demand(sizes) + streets(sizes)
    found += walked.then(Cost(0.3 * walked.seconds)).then(cut).then(rasters(sizes, TREES))
    return found + Cost(RULES * 1e-3, RULES * 4_000) * sizes.count("communities", "subdistricts")


GAPS = Analysis(
    id="gaps",
    title=Text("缺口", "Gaps"),
    summary=Text("各单元对照标准逐条检查", "each unit against each rule of a standard"),
    parameters=GapParameters,
    compute=compute,
    cost=cost,
    path="gaps",
    layout=Layout(
        ("rules", "not_met", "met", "not_measurable", "none", "too_far", "too_small"),
    ),
    map="rules",
)
