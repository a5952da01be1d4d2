"""The fixes of one failing community: new facilities, a zone for one, a new street."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from shapely.geometry.base import BaseGeometry

from app.analyses.siting.site_ground import SiteGround
from layers.text import Text
from spatial.arrays import Flags, Floats, Indices, Shapes
from spatial.fixes import ShareRule, fewest_sites, fix_zone, people_needed, shortest_link
from spatial.site_points import SitePoints

LEAST_ZONE = 1.0
"""In m²: what is smaller is no place for a facility."""
SECONDS_EACH = 2.0
"""Seconds of search for each number of new sites of one community."""


@dataclass(frozen=True)
class Failing:
    """A community that fails: its demand rows, people, and whom facilities serve already."""

    community: int
    name: str | None
    rows: Indices
    people: Floats
    before: Floats
    served: Flags
    missing: float

    @property
    def share(self) -> float:
        """The share of people served now."""
        return float(self.people[self.served].sum() / self.people.sum())


@dataclass(frozen=True)
class Fix:
    """One change that would do (or that nothing does), drawn in metres."""

    kind: str
    shape: BaseGeometry | None
    members: dict[str, Any]
    text: Text


@dataclass(frozen=True)
class FixSearch:
    """What every community is searched with.

    No new street runs through `barriers`; no zone lies on `banned` land or outside the `area`.
    """

    ground: SiteGround
    table: csr_array
    rule: ShareRule
    facilities: SitePoints
    barriers: Shapes
    banned: Shapes
    area: BaseGeometry
    longest: float


def site_fixes(search: FixSearch, one: Failing, *, seconds: float) -> list[Fix]:
    """Return the fewest new facilities, and where one alone would do, searched for so long."""
    ground, rule = search.ground, search.rule
    found = fewest_sites(
        search.table[one.rows],
        one.people,
        one.served,
        radius=rule.radius,
        share=rule.share,
        time_limit=SECONDS_EACH,
        total_limit=seconds,
    )
    zone = _zone(search, one)
    fixes = [zone] if zone is not None else []
    if not found.possible:
        text = Text(
            f"{_fails(one).zh}；现有备选点全部启用也只能覆盖 {found.share:.1%}",
            f"{_fails(one).en}; all candidates together would serve {found.share:.1%} only",
        )
        return [*fixes, Fix("none", None, {"share_after": found.share, "verified": None}, text)]
    places = ground.candidates.points[found.sites]
    after = np.minimum(one.before, ground.distances.of(one.rows).nearest(places)[0]) <= rule.radius
    number = len(found.sites)
    fixing = "facility fixes" if number == 1 else "facilities fix"
    text = Text(
        f"{_fails(one).zh}；新增 {number} 处设施即可达标",
        f"{_fails(one).en}; {number} new {fixing} it",
    )
    members = {
        "sites_needed": number,
        "fewest_proven": found.proven,
        "sites_that_do": len(found.alone),
        "share_after": float(one.people[after].sum() / one.people.sum()),
        "verified": people_needed(one.people, after, share=rule.share) == 0,
    }
    shape: BaseGeometry = shapely.MultiPoint(places)
    return [Fix("sites", shape, members, text), *fixes]


def _zone(search: FixSearch, one: Failing) -> Fix | None:
    """Return where one facility would do, by a straight line, when all the rest must be served."""
    points = search.ground.demand.points[one.rows]
    lost = ~one.served & (one.people > 0)
    least = float(one.people[lost].min(initial=np.inf))
    spare = one.people[lost].sum() - people_needed(one.people, one.served, share=search.rule.share)
    if search.ground.distances.on_foot is not None or spare >= least:
        return None
    zone = fix_zone(points[lost], radius=search.rule.radius).intersection(search.area)
    near = search.banned[shapely.STRtree(search.banned).query(zone, predicate="intersects")]
    zone = zone.difference(shapely.union_all(near))
    if zone.area < LEAST_ZONE:
        return None
    place = shapely.get_coordinates(zone.representative_point())
    served = np.hypot(*(points[lost] - place).T) <= search.rule.radius
    text = Text(
        f"{_fails(one).zh}；在此范围内任一处设一处设施即可达标",
        f"{_fails(one).en}; one facility anywhere in this zone fixes it",
    )
    members = {"sites_needed": 1, "area_m2": zone.area, "share_after": 1.0}
    members["verified"] = bool(served.all())
    return Fix("zone", zone, members, text)


def link_fixes(search: FixSearch, one: Failing) -> list[Fix]:
    """Return the shortest new street that would do."""
    on_foot = search.ground.distances.on_foot
    if on_foot is None:
        return []
    link = shortest_link(
        on_foot.network,
        search.ground.demand.points[one.rows],
        one.people,
        search.facilities,
        rule=search.rule,
        longest=search.longest,
        barriers=search.barriers,
    )
    if link is None:
        return []
    text = Text(
        f"{_fails(one).zh}；打通一段 {link.length:.0f} 米的通道即可达标",
        f"{_fails(one).en}; a new street or gate of {link.length:.0f} m fixes it",
    )
    members = {"length_m": link.length, "share_after": link.share, "verified": True}
    return [Fix("link", link.line, members, text)]


def _fails(one: Failing) -> Text:
    """Say by how much a community fails."""
    if np.isinf(one.missing):
        return Text("没有可达的设施", "no facility can be reached")
    return Text(f"差 {one.missing:.0f} 米", f"fails by {one.missing:.0f} m")
