"""Park coverage: land and people within the service radius of parks, by class of size."""

from typing import Annotated, Any

from app.analyses.cost.pieces import demand, reading, shapes, streets, walking_ground
from app.analyses.ground.choices import (
    By,
    DatedParameters,
    Metric,
    Population,
    Setting,
    by_option,
    freedom_option,
    metric_option,
    population_option,
    setting_option,
    standard_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import Basis, basis_option, ground_of, people
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.streets import network, walkable
from app.analyses.ground.zones import groups, names, zones
from app.params import accepted_values, option, refuse
from app.problems.errors import MissingLayerError
from app.problems.unclassed import UnclassedGreenError
from app.standards import Suited
from layers.text import Text
from spatial.arrays import Shapes
from spatial.green import Entrances, Walk, park_coverage, park_entrances, sized_parks
from spatial.network import MAX_SNAP
from spatial.rules import Rule, SizeClass, Standard

PARK_STANDARD = "gbt51346-2019"
NOWHERE = 0
"""Stands for the subdistrict of communities that lie in none; ids of features begin at 1."""
NOTE = Text(
    "服务范围自公园边界起算，含公园本身；相接或重叠的绿地合为一处公园",
    "reach starts at the border of the park and holds the park itself; greens that overlap or share"
    " a border are one park",
)
WALKED = Text(
    "步行自出入口起算：街道与公园边界相接处，或边界 30 m 内有街道处每 30 m 一点",
    "walks start at entrances: where streets meet the border, and every 30 m of it with a street"
    " within 30 m",
)
UNCLASSED = Text(
    "{whole} 处绿地中有 {count} 处（{area} m²）没有类型（green_class），不计为公园",
    "{count} of {whole:green space|green spaces} ({area} m2) {count:~states no class (green_class)"
    " and counts|state no class (green_class) and count} as no park",
)


def park_rules(standard: Standard) -> list[Rule]:
    """Return the rules of a standard on what land and whom parks of a class of size serve."""
    return [
        rule
        for rule in standard.rules
        if rule.measure == "coverage" and rule.layer == "green_spaces" and _classes(rule)
    ]


def judges_parks(standard: Standard) -> bool:
    """Say whether a standard has a rule on park coverage."""
    return bool(park_rules(standard))


class ParkCoverageParameters(DatedParameters):
    """Whose table of park sizes, how distance is measured, whom to count, how to add up."""

    standard: Annotated[str, Suited(judges_parks)] = standard_option(PARK_STANDARD)
    rule: str | None = option(
        Text("条目", "Rule"),
        default=None,
        note=Text(
            "标准中公园覆盖条目的编号；不给出时取第一条",
            "id of a rule on park coverage of the standard; the first when not given",
        ),
    )
    setting: Setting = setting_option()
    min_area: float | None = option(
        Text("最小公园面积", "Smallest park"),
        default=None,
        unit="m2",
        limits=(0.0, 1e6),
        note=Text(
            "代替标准中最小一级的下限，如历史街区 1000",
            "instead of the lower bound of the smallest class, such as 1000 in historic quarters",
        ),
    )
    metric: Metric = metric_option()
    by: By = by_option()
    population: Population = population_option()
    weighting: Basis = basis_option()
    freedom: float = freedom_option()


def compute(inputs: Inputs, parameters: ParkCoverageParameters) -> Outcome:
    """Measure which land and whom the parks of a table serve.

    Raises
    ------
    MissingLayerError
        When there are no green spaces.
    """
    if not inputs.holds("green_spaces"):
        raise MissingLayerError(area=inputs.area.slug, layer="green_spaces")
    rule = park_rule(inputs.standard(parameters.standard), parameters.rule, parameters.setting)
    classes = size_classes(rule, parameters.min_area)
    parks = kept_parks(inputs, rule.green_classes)
    walking = parameters.metric == "walking"
    found = people(inputs, parameters.population, parameters.weighting)
    served = park_coverage(
        ground_of(inputs, parameters.population, found),
        parks,
        classes,
        walk=walk(inputs, rule.green_classes, parameters.freedom) if walking else None,
        groups=groups(inputs, parameters.by).fillna(NOWHERE),
    )
    rows = served.rows.drop(NOWHERE, errors="ignore")
    rows.insert(0, "name", names(inputs, parameters.by).reindex(rows.index))
    return Outcome(
        rows,
        total={**served.total, "classes": served.classes.reset_index().to_dict(orient="records")},
        stated=_stated(parameters, rule),
        geometry=zones(inputs, parameters.by).lonlat,
        notes=(
            NOTE,
            *((WALKED,) if walking else ()),
            *unclassed_told(inputs, rule.green_classes),
        ),
    )


def park_rule(standard: Standard, wanted: str | None, setting: str) -> Rule:
    """Return the rule on park coverage that is asked for, or the first that holds in the setting.

    Raises
    ------
    ParameterError
        When the standard has no such rule, or none for the setting; the message lists those it has.
    """
    known = park_rules(standard)
    if wanted is not None:
        chosen = [rule for rule in known if rule.id == wanted]
        if not chosen:
            raise refuse("rule", wanted, accepted_values(rule.id for rule in known))
        return chosen[0]
    # A rule made for the setting goes before one for all.
    fitting = sorted(
        (rule for rule in known if rule.applies(setting)),
        key=lambda rule: rule.applies_to != setting,
    )
    if not fitting:
        settings = dict.fromkeys(str(rule.applies_to) for rule in known)
        raise refuse("setting", setting, accepted_values(settings))
    return fitting[0]


def size_classes(rule: Rule, min_area: float | None = None) -> tuple[SizeClass, ...]:
    """Return the classes of a rule; `min_area` (m2) replaces the bound of the smallest.

    Raises
    ------
    ParameterError
        When no class reaches above `min_area`.
    """
    classes = sorted(_classes(rule), key=lambda one: one.min_m2, reverse=True)
    if min_area is None:
        return tuple(classes)
    kept = [one for one in classes if one.max_m2 is None or one.max_m2 > min_area]
    if not kept:
        most = max(one.max_m2 or 0.0 for one in classes)
        text = Text(f"可用：小于 {most:g} 的数 m2", f"accepted: a number below {most:g} m2")
        raise refuse("min_area", min_area, text)
    last = kept[-1]
    kept[-1] = SizeClass(min_m2=min_area, max_m2=last.max_m2, radius_m=last.radius_m)
    return tuple(kept)


def kept_parks(inputs: Inputs, green_classes: tuple[str, ...]) -> Shapes:
    """Return the parks among greens of these classes, made once for their layer.

    Greens without a class count only where none is asked for.

    Raises
    ------
    UnclassedGreenError
        When classes are asked for and no green states one.
    """
    greens = inputs.metric("green_spaces")
    if green_classes and not greens["green_class"].notna().any():
        raise UnclassedGreenError(area=inputs.area.slug)
    name = f"parks {','.join(green_classes)}"
    return inputs.kept(name, ("green_spaces",), lambda: sized_parks(greens, classes=green_classes))


def unclassed_told(inputs: Inputs, green_classes: tuple[str, ...]) -> tuple[Text, ...]:
    """Say how many greens state no class, where only those of some classes count."""
    greens = inputs.metric("green_spaces")
    silent = greens["green_class"].isna()
    if not green_classes or not silent.any():
        return ()
    area = f"{greens.geometry.area[silent].sum():,.0f}"
    return (UNCLASSED.filled(count=int(silent.sum()), whole=len(greens), area=area),)


def entrances(inputs: Inputs, green_classes: tuple[str, ...]) -> Entrances:
    """Return the entrances of those parks, made once for parks and streets."""
    parks, lines = kept_parks(inputs, green_classes), walkable(inputs).geometry.to_numpy()
    return inputs.kept(
        f"entrances {','.join(green_classes)}",
        ("green_spaces", "streets"),
        lambda: park_entrances(parks, lines),
    )


def walk(inputs: Inputs, green_classes: tuple[str, ...], freedom: float = 0.0) -> Walk:
    """Return how those parks are reached on foot."""
    return Walk(network(inputs), entrances(inputs, green_classes), MAX_SNAP, freedom=freedom)


def _classes(rule: Rule) -> tuple[SizeClass, ...]:
    """Return the size classes of a rule; one radius for all sizes is a class too."""
    if rule.size_classes or rule.radius_m is None:
        return rule.size_classes
    low, high = rule.min_area_m2 or 0.0, rule.max_area_m2
    return (SizeClass(min_m2=low, max_m2=high, radius_m=rule.radius_m),)


def _stated(parameters: ParkCoverageParameters, rule: Rule) -> dict[str, Any]:
    """Return the parameters with the rule that was used and what it asks for."""
    return {
        **parameters.model_dump(),
        "rule": rule.id,
        "clause": rule.clause,
        "certainty": rule.certainty,
        "required": rule.target(parameters.setting),
        "comparison": rule.comparison,
    }


def cost(sizes: Sizes, parameters: ParkCoverageParameters) -> Cost:
    """Estimate the cost: people and land placed, and what each class of parks reaches."""
    found = reading(sizes) + demand(sizes, parameters.weighting)
    made = shapes(sizes, "communities", "green_spaces")
    if parameters.metric != "walking":
        return found + made
    ground = walking_ground(sizes, parameters.weighting, parameters.freedom)
    return found + streets(sizes) + made.then(ground)


PARK_COVERAGE = Analysis(
    id="park-coverage",
    title=Text("公园服务半径覆盖", "Park coverage"),
    summary=Text(
        "公园服务半径内的居住用地、面积与人口，按公园规模分级",
        "residential land, area and people within the service radius of parks, by size of park",
    ),
    parameters=ParkCoverageParameters,
    compute=compute,
    cost=cost,
    path="park-coverage",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "population_share",
            "residential_share",
            "area_share",
            "covered_population",
            "parks_inside",
            "park_area_m2",
        ),
        (
            "name",
            "population_share",
            "residential_share",
            "area_share",
            "covered_population",
            "population",
            "parks_inside",
            "park_area_m2",
        ),
        worst="population_share",
    ),
)
