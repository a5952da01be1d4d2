"""Facilities that are sites: near wherever one of their points is, and moved as a whole."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, box

from spatial.errors import ShapeError
from spatial.network import Network, with_crossings
from spatial.scenario import (
    AddFacility,
    CloseFacility,
    CloseStreet,
    MoveFacility,
    OpenStreet,
    Places,
    Scenario,
    SitesNearest,
    StraightNearest,
    WalkingNearest,
    WalkingSitesNearest,
)
from spatial.site_points import site_points
from tests.builders.streets import network_of
from tests.spatial.scenario.test_scenario import POINT, assert_all_equal, draw_edit, lines, towns

GROUND = box(0, 0, 100, 40)
"""A sports ground of 100 m by 40 m."""


def straight(places: Places, shapes: list[object], radius: float = 50.0) -> Scenario:
    sites = site_points(np.array(shapes, dtype=object))
    nearest = SitesNearest(StraightNearest(places.points, sites.points), sites)
    return Scenario(places, nearest, radius=radius)


@pytest.fixture
def row() -> Places:
    """Three places of 10 people: 30 m east of the ground, 500 m east of it, and inside it."""
    points = np.array([(130.0, 20.0), (600.0, 20.0), (50.0, 20.0)])
    return Places(points, np.full(3, 10.0), np.zeros(3, dtype=np.int64), 1)


def test_a_ground_is_as_near_as_its_edge_and_goes_as_a_whole(row: Places) -> None:
    scenario = straight(row, [Point(600, 120), GROUND])
    assert scenario.distance[:2].tolist() == [30.0, 100.0]
    assert scenario.facility.tolist() == [1, 0, 1]
    assert scenario.loads().tolist() == [10.0, 20.0]
    assert scenario.costs(150.0).toarray()[0].tolist() == [0.0, 30.0]
    assert (scenario.distance[2], scenario.costs(150.0)[[2]].data.tolist()) == (0.0, [0.0])
    before = scenario.copy()
    assert scenario.apply(CloseFacility(1)).places.tolist() == [0, 2]
    # From (130, 20) to (600, 120): sqrt(470^2 + 100^2).
    assert scenario.distance[0] == np.hypot(470, 100)
    assert scenario.serving.tolist() == [0]
    assert scenario.costs(1e4).shape == (3, 1)
    assert not scenario.same_ways(before)
    assert before.distance[0] == 30.0
    with pytest.raises(ShapeError, match="does not serve"):
        scenario.apply(MoveFacility(1, (0.0, 0.0)))


def test_what_is_moved_or_added_is_one_point(row: Places) -> None:
    scenario = straight(row, [GROUND])
    twin = scenario.copy()
    assert scenario.same_ways(twin)
    # To the very place of its first corner: the ground shrinks to a point, and that is a change.
    first = tuple(scenario.nearest.sites[0].tolist())
    scenario.apply(MoveFacility(0, first))
    assert not scenario.same_ways(twin)
    assert scenario.distance[0] == np.hypot(130 - first[0], 20 - first[1])
    # Nobody is at it any more by standing where it was: 50 m aside, 20 m up.
    assert scenario.distance[2] == np.hypot(50 - first[0], 20 - first[1])
    scenario.apply(AddFacility((600.0, 60.0)))
    assert (scenario.distance[1], scenario.facility[1]) == (40.0, 1)
    assert scenario.nearest.sites.tolist() == [list(first), [600.0, 60.0]]


def test_entrances_are_walked_to_by_the_streets_there_are() -> None:
    """Gates at both ends of a street of 400 m; who lives at 150 m walks 150 m, else 250 m."""
    streets = network_of([(0, 0), (100, 0)], [(100, 0), (400, 0)])
    places = Places(np.array([(150.0, 0.0)]), np.array([7.0]), np.zeros(1, dtype=np.int64), 1)
    sites = site_points(np.array([MultiPoint([(0, 0), (400, 0)])], dtype=object))
    beneath = WalkingNearest(streets, places.points, sites.points, max_snap=50.0)
    nearest = WalkingSitesNearest(beneath, sites)
    scenario = Scenario(places, nearest, radius=200.0)
    assert scenario.distance.tolist() == [150.0]
    scenario.apply(CloseStreet((0,)))
    assert (scenario.distance.tolist(), scenario.facility.tolist()) == ([250.0], [0])
    assert nearest.nbytes > 0


def test_a_street_opened_into_a_ground_enters_where_it_crosses_the_edge() -> None:
    """Kind: where streets enter is looked up once, before what-if opens another.

    A street 500 m below; from (50, -500) people walk 50 m along it and 500 m beside no street, and
    straight up to the edge, 500 m, once there is a street to it at x = 50, between two points.
    """
    streets = network_of([(0, -500), (55, -500)], [(55, -500), (400, -500)])
    places = Places(np.array([(55.0, -500.0)]), np.array([7.0]), np.zeros(1, dtype=np.int64), 1)
    sites = with_crossings(streets, site_points(np.array([GROUND], dtype=object)))
    beneath = WalkingNearest(streets, places.points, sites.points, max_snap=600.0)
    scenario = Scenario(places, WalkingSitesNearest(beneath, sites), radius=200.0)
    # To the corner at (60, 0), 5 m along the street and 500 m up.
    assert scenario.distance.tolist() == [505.0]
    scenario.apply(OpenStreet(LineString([(55, -500), (55, 20)])))
    assert scenario.distance.tolist() == [500.0]
    assert_all_equal(scenario)


def test_points_of_another_number_are_refused() -> None:
    sites = site_points(np.array([GROUND], dtype=object))
    with pytest.raises(ShapeError, match=f"accepted: {len(sites.points)}"):
        SitesNearest(StraightNearest([(0, 0)], [(0, 0)]), sites)


@st.composite
def grounds(draw: st.DrawFn, points: np.ndarray) -> list[object]:
    """Return a site at each point: itself, two entrances, an area, or one that is wide."""
    shapes: list[object] = []
    for x, y in points.tolist():
        area, gates = box(x, y, x + 70, y + 50), MultiPoint([(x, y), (x + 100, y)])
        wide = box(x - 150, y - 150, x + 150, y + 150)
        shapes.append(draw(st.sampled_from([Point(x, y), gates, area, wide])))
    return shapes


def areas_behind(shapes: list[object]) -> list[object]:
    """Return the area that two entrances lead into, or None."""
    return [
        shapely.envelope(shape).buffer(90) if isinstance(shape, MultiPoint) else None
        for shape in shapes
    ]


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data(), walking=st.booleans())
def test_edits_of_sites_equal_a_full_recomputation(data: st.DataObject, *, walking: bool) -> None:
    places, points = data.draw(towns(POINT))
    shapes = data.draw(grounds(points))
    sites = site_points(np.array(shapes, dtype=object), drawn=areas_behind(shapes))
    if walking:
        network = Network.from_lines(data.draw(lines()))
        sites = with_crossings(network, sites)
        beneath = WalkingNearest(network, places.points, sites.points, max_snap=60.0)
        nearest = WalkingSitesNearest(beneath, sites)
    else:
        nearest = SitesNearest(StraightNearest(places.points, sites.points), sites)
    scenario = Scenario(places, nearest, radius=150.0, capacity=np.full(sites.count, 9.0))
    assert_all_equal(scenario)
    for _ in range(data.draw(st.integers(1, 6))):
        before = scenario.copy()
        held = (before.distance.copy(), before.facility.copy())
        touched = scenario.apply(draw_edit(data.draw, scenario, POINT, walking=walking))
        assert_all_equal(scenario)
        assert_all_equal(before)
        changed = (held[0] != scenario.distance) | (held[1] != scenario.facility)
        assert np.flatnonzero(changed).tolist() == touched.places.tolist()
