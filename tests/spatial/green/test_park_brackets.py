"""The bracket holds the truth wherever people live in what they are known by."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from spatial.coverage.ground import prepare_ground
from spatial.green.entrances import park_entrances
from spatial.green.park_brackets import park_bracket
from spatial.green.park_service import Walk, served_on_foot, served_straight
from spatial.green.parks import whole_parks
from spatial.network.network import Network
from spatial.rules import SizeClass
from tests.builders.frames import frame

PARKS = np.array([box(-100, -2000, 0, 3000)], dtype=object)
CLASSES = (SizeClass(min_m2=0, radius_m=500),)


def bounds(ground, **options):
    return [x.tolist() for x in park_bracket(ground, PARKS, CLASSES, **options)]


def test_people_known_by_points_leave_no_doubt():
    zones = frame([box(0, 0, 1000, 100)], population=[100.0])
    demand = frame([Point(500, 5), Point(501, 5)], population=[30.0, 70.0], zone=[0, 0])
    assert bounds(prepare_ground(zones, demand=demand)) == [[30.0], [30.0]]


def test_a_cell_on_the_edge_may_be_served_or_not():
    zones = frame([box(0, 0, 1000, 100)], population=[100.0])
    cells = [box(100, 0, 200, 100), box(450, 0, 550, 100), box(600, 0, 700, 100)]
    demand = frame(cells, population=[20.0, 30.0, 50.0], zone=[0, 0, 0])
    assert bounds(prepare_ground(zones, demand=demand)) == [[20.0], [50.0]]


def test_people_on_land_are_where_the_land_is():
    zones = frame([box(0, 0, 1000, 100), box(1000, 0, 2000, 100)], population=[100.0, np.nan])
    near = frame([box(0, 0, 400, 100), box(450, 0, 480, 100)])
    (low, high) = bounds(prepare_ground(zones, residential=near))
    assert (low[0], high[0]) == (100.0, 100.0)
    assert np.isnan([low[1], high[1]]).all()
    assert bounds(prepare_ground(zones))[0][0] == 0.0


def test_on_foot_a_point_is_known_and_a_park_serves_who_lives_in_it():
    zones = frame([box(-100, 0, 1000, 100)], population=[100.0])
    street = LineString([(0, 50), (1000, 50)])
    walk = Walk(Network.from_lines([street]), park_entrances(PARKS, [street], near=0), 500.0)
    places = [Point(480, 50), Point(480, 80), Point(-50, 50), box(490, 0, 510, 100)]
    demand = frame(places, population=[10.0, 20.0, 30.0, 40.0], zone=[0, 0, 0, 0])
    assert bounds(prepare_ground(zones, demand=demand), walk=walk) == [[40.0], [80.0]]
    away = Walk(walk.streets, park_entrances(PARKS, [None]), 500.0)
    assert bounds(prepare_ground(zones, demand=demand), walk=away) == [[30.0], [30.0]]


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(30, 400), st.booleans())
def test_whoever_lives_wherever_in_their_cell_the_bracket_holds(seed, radius, on_foot):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 800, (4, 2))
    parks = whole_parks(
        np.array(
            [box(*c, *(c + s)) for c, s in zip(corners, rng.uniform(10, 150, (4, 2)), strict=True)]
        )
    )
    lines = [LineString(ends) for ends in rng.uniform(0, 1000, (14, 2, 2))]
    walk = Walk(Network.from_lines(lines), park_entrances(parks, lines), 500.0)
    classes = (SizeClass(min_m2=0, max_m2=5000, radius_m=radius / 2),
               SizeClass(min_m2=5000, radius_m=radius))  # fmt: skip
    zones = frame([box(0, 0, 500, 1000), box(500, 0, 1000, 1000)], population=[60.0, 40.0])
    west = np.repeat([0, 1], [6, 4])
    low_left = rng.uniform(0, 400, (10, 2)) + np.column_stack([west * 500.0, np.zeros(10)])
    cells = np.array([box(*c, *(c + 90)) for c in low_left])
    known = frame(cells, population=np.full(10, 10.0), zone=west)
    low, high = park_bracket(
        prepare_ground(zones, demand=known), parks, classes, walk=walk if on_foot else None
    )
    homes = frame(
        shapely.points(low_left + rng.uniform(0, 90, (10, 2))),
        population=np.full(10, 10.0),
        zone=west,
    )
    true = prepare_ground(zones, demand=homes)
    if on_foot:
        served = served_on_foot(true, parks, classes, walk=walk)
    else:
        served = served_straight(true, parks, classes)
    people = true.points.within(served.points[-1])
    assert (low <= people + 1e-9).all()
    assert (people <= high + 1e-9).all()
    if not on_foot:
        assert (high - low <= [60, 40]).all()


def test_a_wide_walk_leaves_no_doubt():
    zones = frame([box(0, 0, 100, 100)], population=[100.0])
    street = LineString([(0, 50), (100, 50)])
    walk = Walk(Network.from_lines([street]), park_entrances(PARKS, [street], near=0))
    low, high = bounds(prepare_ground(zones), walk=walk)
    assert low == high == [pytest.approx(100.0)]
