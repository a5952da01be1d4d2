import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, box

from spatial.errors import ShapeError
from spatial.green.entrances import park_entrances

PARK = box(0, 0, 90, 60)


def found(*lines, parks=(PARK,), **options):
    return park_entrances(np.array(parks, dtype=object), list(lines), **options)


def test_a_path_through_a_park_enters_where_it_crosses_the_border():
    path = LineString([(-500, 20), (500, 20)])
    entrances = found(path, near=0)
    assert entrances.points.tolist() == [[0.0, 20.0], [90.0, 20.0]]
    assert entrances.park.tolist() == [0, 0]
    assert len(entrances.closed) == 0


def test_a_street_that_ends_at_the_border_and_one_that_ends_inside_give_one_entrance_each():
    streets = MultiLineString([[(-10, 30), (0, 30)], [(45, -10), (45, 30)]])
    assert found(streets, near=0).points.tolist() == [[0.0, 30.0], [45.0, 0.0]]


def test_a_street_along_the_border_gives_entrances_every_spacing():
    entrances = found(LineString([(0, 0), (90, 0)]), near=0)
    assert entrances.points.tolist() == [[0.0, 0.0], [30.0, 0.0], [60.0, 0.0], [90.0, 0.0]]


def test_a_street_beside_the_park_gives_entrances_on_the_border_within_near():
    entrances = found(LineString([(-100, -20), (200, -20)]), near=25)
    assert (entrances.points[:, 1] <= 15).all()
    assert len(entrances.points) >= 4
    assert (found(LineString([(-100, -20), (200, -20)]), near=19).closed == [0]).all()


def test_parks_out_of_reach_of_streets_are_listed():
    entrances = found(LineString([(-10, 30), (0, 30)]), parks=(box(900, 0, 990, 60), PARK))
    assert entrances.closed.tolist() == [0]
    assert set(entrances.park) == {1}


def test_a_park_in_two_pieces_has_the_entrances_of_both():
    two = MultiPolygon([box(0, 0, 10, 10), box(10.005, 0, 20, 10)])
    entrances = found(LineString([(-10, 5), (30, 5)]), parks=(two,), near=0)
    assert entrances.points[:, 0].tolist() == [0.0, 10.0, 10.005, 20.0]


def test_only_those_of_some_parks():
    parks = (PARK, box(200, 0, 290, 60), box(900, 0, 910, 10))
    entrances = found(LineString([(-10, 30), (300, 30)]), parks=parks, near=0)
    some = entrances.of(np.array([False, True, True]))
    assert some.points.tolist() == [[200.0, 30.0], [290.0, 30.0]]
    assert (some.park.tolist(), some.closed.tolist()) == ([1, 1], [2])


def test_no_streets_and_missing_streets_open_nothing():
    assert found().closed.tolist() == [0]
    assert found(None).closed.tolist() == [0]
    assert len(park_entrances(np.empty(0, dtype=object), [None]).points) == 0


@pytest.mark.parametrize("options", [{"spacing": 0}, {"near": -1}, {"near": float("nan")}])
def test_distances_that_mean_nothing_are_refused(options):
    with pytest.raises(ShapeError):
        found(LineString([(0, 0), (1, 1)]), **options)


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.floats(0, 60))
def test_entrances_lie_on_the_border_with_a_street_within_near(seed, near):
    rng = np.random.default_rng(seed)
    lines = [LineString(ends) for ends in rng.uniform(-100, 200, (4, 2, 2))]
    parks = np.array([PARK, shapely.buffer(shapely.Point(150, 150), 30)])
    entrances = park_entrances(parks, lines, near=near)
    points = shapely.points(entrances.points)
    assert (shapely.distance(points, shapely.boundary(parks)[entrances.park]) < 1e-9).all()
    assert (shapely.distance(points, shapely.union_all(lines)) <= near + 1e-9).all()
    torn = [part for line in lines for part in shapely.get_parts(shapely.segmentize(line, 40))]
    again = park_entrances(parks, torn[::-1], near=near)
    assert again.closed.tolist() == entrances.closed.tolist()
