"""One failing community: how its fixes are found and told."""

import numpy as np
import pytest
from shapely.geometry import box

from app.analyses.siting.fixes import Failing, FixSearch, link_fixes, site_fixes
from app.analyses.siting.site_ground import PlaceParameters, site_ground
from spatial.fixes.links import ShareRule
from tests.builders.site_towns import put_row

NONE = np.empty(0, dtype=object)


@pytest.fixture
def ground(town):
    put_row(town)
    return site_ground(town, PlaceParameters(facility="health_centers", spacing=100.0))


def _search(ground, banned=NONE, radius=300.0) -> FixSearch:
    table = ground.distances.table(ground.candidates.points, limit=radius)
    area = box(450_000, 4_420_000, 452_000, 4_421_000)
    return FixSearch(
        ground,
        table,
        ShareRule(radius, 1.0),
        np.empty((0, 2)),
        NONE,
        banned,
        area=area,
        longest=100.0,
    )


def _east(ground) -> Failing:
    rows = np.flatnonzero(ground.demand.zone == 2)
    away, nobody = ground.before[rows], np.zeros(len(rows), dtype=bool)
    return Failing(2, "East", rows, ground.demand.people[rows], away, nobody, np.inf)


def test_where_a_single_point_would_do_no_zone_is_named(ground) -> None:
    (sites,) = site_fixes(_search(ground), _east(ground), seconds=10.0)
    # Places at 1,050, 1,350 and 1,650 m: only at 1,350 m, off the grid, one reaches all in 300 m.
    assert sites.kind == "sites"
    assert sites.members["sites_needed"] == 2
    assert sites.text.en == "no facility can be reached; 2 new facilities fix it"


def test_a_wider_radius_needs_one_and_leaves_room(ground) -> None:
    sites, zone = site_fixes(_search(ground, radius=350.0), _east(ground), seconds=10.0)
    assert (sites.members["sites_needed"], sites.members["verified"]) == (1, True)
    assert (zone.kind, zone.members["verified"]) == ("zone", True)
    banned = np.array([box(*zone.shape.bounds)], dtype=object)
    (only,) = site_fixes(_search(ground, banned, radius=350.0), _east(ground), seconds=10.0)
    assert only.kind == "sites"


def test_streets_are_not_looked_for_by_a_straight_line(ground) -> None:
    assert link_fixes(_search(ground), _east(ground)) == []
