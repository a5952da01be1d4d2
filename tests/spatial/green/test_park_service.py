import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from spatial.coverage.ground import prepare_ground
from spatial.green.entrances import park_entrances
from spatial.green.park_service import Walk, reached_points, served_on_foot, served_straight
from spatial.network.network import Network
from spatial.rules import SizeClass
from tests.builders.frames import frame

CLASSES = (SizeClass(min_m2=5000, radius_m=500), SizeClass(min_m2=2000, max_m2=5000, radius_m=300))
PARKS = np.array([box(-50, 0, 0, 100), box(2000, 0, 2060, 50)], dtype=object)
"""5,000 m2 and 3,000 m2."""


@pytest.fixture
def ground():
    zones = frame([box(0, -100, 1000, 100), box(1000, -100, 2100, 100)], population=[100.0, 50.0])
    places = [Point(499, 10), Point(501, 10), box(400, 0, 600, 100), Point(1705, 20)]
    demand = frame(places, population=[1.0, 1.0, 2.0, 1.0], zone=[0, 0, 0, 1])
    return prepare_ground(zones, demand=demand, residential=frame([box(400, 0, 600, 100)]))


def test_straight_line_runs_from_the_border_by_class(ground):
    served = served_straight(ground, PARKS, CLASSES)
    # People of the block of 200 m stand in its middle, at just 500 m.
    assert served.points.tolist() == [
        [True, False, True, False],
        [False, False, False, True],
        [True, False, True, True],
    ]
    zones, land = ground.parts(served.polygons[-1])
    assert zones[0] == pytest.approx(0.5, abs=0.02)
    assert land.tolist() == [pytest.approx(0.5, abs=1e-9)]
    assert (served.polygons[-1] >= served.polygons[:-1].max(axis=0) - 1e-12).all()
    assert served.spacing is None


STREET = LineString([(-100, 0), (2000, 0)])


def walk(streets=(STREET,), **options):
    return Walk(
        Network.from_lines([STREET]), park_entrances(PARKS, list(streets), near=0), **options
    )


def test_on_foot_the_way_starts_at_an_entrance_and_counts_both_legs(ground):
    served = served_on_foot(ground, PARKS, CLASSES, walk=walk(spacing=5))
    # 499 m along the street and 10 m to it are more than 500 m.
    assert served.points[:, 0].tolist() == [0.0, 0.0, 0.0]
    # From (2000, 0): 295 m along and 20 m beside.
    assert served.points[:, 3].tolist() == [0.0, 0.0, 0.0]
    assert served_on_foot(ground, PARKS, [SizeClass(min_m2=0, radius_m=316)], walk=walk()).points[
        -1
    ].tolist() == [0.0, 0.0, 0.0, 1.0]
    # Of 200 m x 100 m, the triangle (400, 0) (500, 0) (400, 100) is within 500 m.
    _, land = ground.parts(served.polygons[-1])
    assert land[0] == pytest.approx(0.25, abs=0.02)
    assert served.spacing == 5


def test_points_are_served_by_class_at_their_true_distance():
    points = np.array([(500.0, 50.0), (500.001, 50.0), (1800.0, 25.0)])
    near = reached_points(points, PARKS, CLASSES)
    assert near.tolist() == [[True, False, False], [False, False, True]]
    # On foot two legs of 50 m, and 25 m from the third.
    on_foot = reached_points(points, PARKS, CLASSES, walk=walk())
    assert on_foot.tolist() == [[False, False, False], [False, False, True]]
    assert reached_points(points, PARKS, (), walk=walk()).shape == (0, 3)


def test_what_lies_in_a_park_without_entrance_is_served_by_it():
    zones = frame([box(-50, 0, 0, 100)], population=[10.0])
    inside = prepare_ground(zones)
    far = walk(streets=(LineString([(5000, 500), (5100, 500)]),))
    assert far.entrances.closed.tolist() == [0, 1]
    served = served_on_foot(inside, PARKS, CLASSES, walk=far)
    assert served.polygons[-1].tolist() == [1.0]
    # 50 m x 100 m of land are two squares of 50 m.
    assert served.points[-1].tolist() == [True, True]


def test_places_too_far_from_streets_are_counted_and_not_served(ground):
    served = served_on_foot(ground, PARKS, CLASSES, walk=walk(max_snap=15))
    # The one at 20 m, and the middle of the block at 50 m.
    assert served.unattached == 2
    assert served.points[-1, 3] == 0


def test_without_parks_nothing_is_served(ground):
    none = np.empty(0, dtype=object)
    empty = Walk(Network.from_lines([STREET]), park_entrances(none, [None]))
    for served in (
        served_straight(ground, none, CLASSES),
        served_on_foot(ground, none, CLASSES, walk=empty),
    ):
        assert served.polygons.shape == (3, len(ground.polygons.shapes))
        assert not served.polygons.any()
        assert not served.points.any()


def test_a_walk_is_never_shorter_than_the_line(ground):
    lines = [LineString([(-100, 0), (2100, 0)])]
    parks = shapely.box(*np.array([[-50, 0, 0, 100], [900, 0, 960, 50], [2000, 0, 2060, 50]]).T)
    doors = Walk(Network.from_lines(lines), park_entrances(parks, lines))
    straight = served_straight(ground, parks, CLASSES)
    walked = served_on_foot(ground, parks, CLASSES, walk=doors)
    assert (walked.points <= straight.points).all()


@pytest.mark.parametrize(("freedom", "served"), [(0.0, False), (60.0, True)])
def test_an_entrance_beside_an_isolated_path_opens_to_the_street_as_freedom_allows(freedom, served):
    """20 m from a path that reaches nothing, 80 m from the street: 60 m further."""
    lines = [LineString([(0, 0), (900, 0)]), LineString([(400, 100), (500, 100)])]
    streets = Network.from_lines(np.array(lines, dtype=object))
    goals = Walk(streets, None, 500.0, freedom=freedom).goals(np.array([(450.0, 80.0)]))
    metres, _ = streets.nearest([(0.0, 0.0)], goals)
    assert np.isfinite(metres[0]) == served
