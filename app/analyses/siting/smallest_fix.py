"""The smallest fix: what little change would make each failing community pass."""

import time
from math import pi, sqrt
from typing import Annotated, Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from scipy.sparse import csr_array

from app.analyses.cost.pieces import places, reach_of
from app.analyses.ground.choices import PLAN_STANDARD, standard_option
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.facilities import points_in_service, resolve_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import communities
from app.analyses.siting.fixes import Failing, Fix, FixSearch, link_fixes, site_fixes
from app.analyses.siting.site_cost import Solving, ground_cost, solve_cost
from app.analyses.siting.site_ground import (
    PlaceParameters,
    SiteGround,
    forbidden_classes,
    site_ground,
)
from app.params import accepted_values, option, refuse
from app.standards import Suited, judges_share, share_rules
from layers.crs import to_lonlat
from layers.text import Text
from spatial.arrays import Shapes
from spatial.fixes import ShareRule, missing_distance, people_needed
from spatial.network import MAX_SNAP
from spatial.rules import Rule

FIRST = (
    "community_id", "name", "fix", "text_zh", "text_en", "people", "share_before",
    "required_share", "missing_m",
)  # fmt: skip
MEMBERS = (
    "sites_needed", "fewest_proven", "sites_that_do", "area_m2", "length_m", "share_after",
    "verified",
)  # fmt: skip
ALL_PEOPLE = Text(
    "标准未给出覆盖率要求，按全部人口计算", "no standard asks for a share: all people are taken"
)
OUT_OF_TIME = Text(
    "时限内未能检查所有社区的新通道；见 link_checked",
    "not every community could be searched for a new street in the time limit: link_checked",
)
STRAIGHT = Text(
    "按直线距离不找新通道；按步行距离才找",
    "new streets are looked for by walking distance only",
)


class SmallestFixParameters(PlaceParameters):
    """Which rule, for which community, and what may be changed."""

    standard: Annotated[str, Suited(judges_share)] = standard_option()
    share: float | None = option(
        Text("要求的人口覆盖率", "Required share"),
        default=None,
        limits=(0.0, 1.0),
        note=Text("不给出时取标准的要求", "when not given, that of the standard"),
    )
    community: int | None = option(
        Text("社区编号", "Community"),
        default=None,
        limits=(0, 2**31),
        note=Text("不给出时为所有未达标社区", "when not given, every one that fails"),
    )
    longest_link: float = option(
        Text("新通道最长", "Longest new street"), default=150.0, unit="m", limits=(1.0, 1000.0)
    )
    time_limit: float = option(
        Text("总求解时限", "Time limit, in all"), default=20.0, unit="s", limits=(0.1, 3600.0)
    )


def compute(inputs: Inputs, parameters: SmallestFixParameters) -> Outcome:
    """Find the smallest fixes of each community that fails the rule."""
    radius, share, notes = _asked(inputs, parameters)
    begun = time.perf_counter()
    ground = site_ground(inputs, parameters)
    search = FixSearch(
        ground=ground,
        table=_unserved_table(ground, radius),
        rule=ShareRule(radius, share, MAX_SNAP),
        facilities=points_in_service(inputs, parameters.facility),
        barriers=_land(inputs, ("water",)),
        banned=_land(inputs, forbidden_classes(parameters.forbidden)),
        area=inputs.boundary(),
        longest=parameters.longest_link,
    )
    known, failing = _failing(inputs, parameters, search)
    found: list[tuple[Failing, Fix]] = []
    checked = 0
    walking = ground.distances.on_foot is not None
    for done, one in enumerate(failing):
        left = parameters.time_limit - (time.perf_counter() - begun)
        # On foot as much time is left to the new streets.
        own = left / (len(failing) - done) / (2 if walking else 1)
        found += [(one, fix) for fix in site_fixes(search, one, seconds=own)]
        if walking and time.perf_counter() - begun < parameters.time_limit:
            checked += 1
            found += [(one, fix) for fix in link_fixes(search, one)]
    rows, drawn = _rows(inputs, found, share)
    notes += () if walking else (STRAIGHT,)
    notes += (OUT_OF_TIME,) if walking and checked < len(failing) else ()
    return Outcome(
        rows,
        total=_total(known, failing, found, checked),
        stated={
            **parameters.model_dump(),
            "radius": radius,
            "share": share,
            "rule_standard": _ruled_by(inputs, parameters),
            "forbidden": ",".join(forbidden_classes(parameters.forbidden)) or "none",
            "population_source": ground.demand.source,
        },
        geometry=to_lonlat(drawn).geometry,
        notes=notes,
    )


def _unserved_table(ground: SiteGround, radius: float) -> csr_array:
    """Return the distances (m) to candidates within the radius, of those who are not served yet."""
    below = np.where(ground.before <= radius, 0.0, np.inf)
    return ground.distances.table(ground.candidates.points, limit=radius, below=below)


def _asked(
    inputs: Inputs, parameters: SmallestFixParameters
) -> tuple[float, float, tuple[Text, ...]]:
    """Return the radius (m) and the share that are required: as given, else by the standard."""
    rule = coverage_rule(inputs, parameters.facility, parameters.standard)
    given = parameters.radius is not None or parameters.minutes is not None
    if rule is None or rule.radius_m is None or given:
        radius, notes = resolve_radius(inputs, parameters)
    else:
        radius, notes = rule.radius_m, ()
    if parameters.share is not None:
        return radius, parameters.share, notes
    if rule is None or rule.required is None:
        return radius, 1.0, (*notes, ALL_PEOPLE)
    return radius, rule.required, notes


def _ruled_by(inputs: Inputs, parameters: SmallestFixParameters) -> str | None:
    """Return the standard whose rule is judged; None where the question itself says all of it."""
    if parameters.share is not None and (parameters.radius or parameters.minutes) is not None:
        return None
    names = dict.fromkeys((parameters.standard, PLAN_STANDARD))
    for name in names:
        if share_rules(inputs.standard(name), parameters.facility):
            return name
    return None


def coverage_rule(inputs: Inputs, facility: str, standard: str) -> Rule | None:
    """Return the rule on coverage of this facility: without grades first, then the widest."""
    for identifier in dict.fromkeys((standard, PLAN_STANDARD)):
        rules = share_rules(inputs.standard(identifier), facility)
        plain = [rule for rule in rules if not rule.grades]
        if rules:
            return max(plain or rules, key=lambda rule: rule.radius_m or 0.0)
    return None


def _land(inputs: Inputs, classes: tuple[str, ...]) -> Shapes:
    """Return the land of some classes."""
    if not inputs.holds("land_use"):
        return np.empty(0, dtype=object)
    land = inputs.metric("land_use")
    return np.asarray(land.geometry[land["land_class"].isin(classes)], dtype=object)


def _failing(
    inputs: Inputs, parameters: SmallestFixParameters, search: FixSearch
) -> tuple[int, list[Failing]]:
    """Return how many communities have people, and those of them that fail the rule."""
    frame, demand, rule = communities(inputs), search.ground.demand, search.rule
    wanted = frame.index if parameters.community is None else [parameters.community]
    if parameters.community is not None and parameters.community not in frame.index:
        raise refuse("community", parameters.community, accepted_values(map(str, frame.index[:20])))
    found: list[Failing] = []
    known = 0
    for label in wanted:
        rows = np.flatnonzero(demand.zone == label)
        people, before = demand.people[rows], search.ground.before[rows]
        known += bool(people.sum() > 0)
        served = before <= rule.radius
        if people_needed(people, served, share=rule.share) > 0:
            missing = missing_distance(before, people, radius=rule.radius, share=rule.share)
            name = frame["name"].loc[label]
            found.append(Failing(int(label), name, rows, people, before, served, missing))
    return known, found


def _rows(
    inputs: Inputs, found: list[tuple[Failing, Fix]], share: float
) -> tuple[pd.DataFrame, GeoDataFrame]:
    """Return a row a fix, and its shape; where nothing does, the community itself."""
    lines = [
        {
            "community_id": one.community,
            "name": one.name,
            "fix": fix.kind,
            "text_zh": fix.text.zh,
            "text_en": fix.text.en,
            "people": float(one.people.sum()),
            "share_before": one.share,
            "required_share": share,
            "missing_m": one.missing,
            **dict.fromkeys(MEMBERS),
            **fix.members,
        }
        for one, fix in found
    ]
    index = pd.RangeIndex(1, len(lines) + 1, name="id")
    rows = pd.DataFrame(lines, index=index, columns=[*FIRST, *MEMBERS])
    whole = communities(inputs).geometry
    shapes = [whole.loc[one.community] if fix.shape is None else fix.shape for one, fix in found]
    return rows, GeoDataFrame(geometry=shapes, index=index, crs=inputs.area.crs)


def _total(
    known: int, failing: list[Failing], found: list[tuple[Failing, Fix]], checked: int
) -> dict[str, Any]:
    """Count communities by what would do."""

    def fixed(kind: str, **members: Any) -> int:
        met = [
            one.community
            for one, fix in found
            if fix.kind == kind and members.items() <= fix.members.items()
        ]
        return len(set(met))

    finite = [one.missing for one in failing if np.isfinite(one.missing)]
    return {
        "communities_counted": known,
        "communities_failing": len(failing),
        "fixed_by_one_site": fixed("sites", sites_needed=1),
        "fixed_by_sites": fixed("sites"),
        "fixed_by_link": fixed("link"),
        "not_fixed": fixed("none"),
        "link_checked": checked,
        "missing_m_median": float(np.median(finite)) if finite else None,
        "missing_m_most": max(finite, default=None),
    }


def cost(sizes: Sizes, parameters: SmallestFixParameters) -> Cost:
    """Estimate the cost: the table of candidates, the searches, and one that began in time."""
    how = Solving(parameters.time_limit, kept=True, solved=0.0)
    found = ground_cost(sizes, parameters) + solve_cost(sizes, parameters, how)
    found += Cost(5e-3, 10_000) * sizes.count("communities")
    return found + _link_cost(sizes, parameters) if parameters.metric == "walking" else found


def _link_cost(sizes: Sizes, parameters: SmallestFixParameters) -> Cost:
    """Estimate what the new streets of one community cost, from corner to corner."""
    radius = reach_of(parameters.radius, parameters.minutes, parameters.speed)
    own = sizes.area_m2 / max(sizes.count("communities"), 1) / pi
    longest = parameters.longest_link
    corners = sizes.corners("streets")
    dense = corners / max(sizes.area_m2, 1.0)
    near = min(float(corners), dense * pi * (sqrt(own) + radius + longest) ** 2)
    joined = near * min(float(corners), dense * pi * longest**2)
    homes = places(sizes) / max(sizes.count("communities"), 1)
    return Cost(0.1e-6, 6) * joined + Cost(0.1e-6, 3) * (homes * near)


SMALLEST_FIX = Analysis(
    id="smallest-fix",
    title=Text("最小改动", "Smallest fix"),
    summary=Text(
        "未达标社区差多少米、最少增设几处、打通哪段路即可达标",
        "by how much communities fail, and the fewest sites or shortest street that fix it",
    ),
    parameters=SmallestFixParameters,
    compute=compute,
    cost=cost,
    path="smallest-fix",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "communities_failing",
            "communities_counted",
            "fixed_by_one_site",
            "fixed_by_sites",
            "fixed_by_link",
            "missing_m_median",
            "missing_m_most",
        ),
        (
            "name",
            "text",
            "fix",
            "people",
            "share_before",
            "share_after",
            "missing_m",
            "sites_needed",
            "length_m",
        ),
    ),
    map="fixes",
    begins=True,
)
