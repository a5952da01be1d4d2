"""Polygons of what is reached: no place that is not reached inside, none that is outside."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from spatial.errors import ShapeError
from spatial.walking.polygons import divide, reached_polygons

ORIGIN = np.array([450_000.0, 4_420_000.0])
SQUARE = shapely.box(*ORIGIN, *(ORIGIN + 1000))


def at(*places):
    return ORIGIN + np.array(places, dtype=float)


def holds_the_rule(area, points, distance, limits, shapes):
    """Say for every place whether each shape holds it as it should, and whether bands nest."""
    inside = shapely.intersects_xy(area, *points.T)
    for limit, shape in zip(limits, shapes, strict=False):
        held = shapely.intersects_xy(shape, *points[inside].T)
        assert (held == (distance[inside] <= limit)).all()
    beyond = shapely.intersects_xy(shapes[-1], *points[inside].T)
    assert (beyond == ~(distance[inside] <= limits[-1])).all()
    for inner, outer in pairwise(shapes[:-1]):
        assert shapely.difference(inner, outer).area <= 1e-6
    assert shapely.is_valid(shapes).all()
    together = shapes[-2].area + shapes[-1].area
    assert together == pytest.approx(area.area, rel=1e-9, abs=1e-3)


def test_two_places_share_the_square_by_the_line_between_them():
    points = at((250, 500), (750, 500))
    served, rest = reached_polygons(SQUARE, points, [100, 900], limits=[500])
    assert served.area == pytest.approx(500_000)
    assert served.bounds == pytest.approx((*ORIGIN, ORIGIN[0] + 500, ORIGIN[1] + 1000))
    assert rest.area == pytest.approx(500_000)


def test_bands_are_made_of_the_same_faces():
    points = at(*((100.0 * i + 50, 500) for i in range(10)))
    distance = 100.0 * np.arange(10)
    shapes = reached_polygons(SQUARE, points, distance, limits=[100, 300, 450])
    assert shapely.area(shapes) == pytest.approx([200_000, 400_000, 500_000, 500_000])
    assert shapes[1].covers(shapes[0])
    assert shapes[2].covers(shapes[1])


def test_nothing_reached_everything_reached_and_no_places():
    points = at((250, 500), (750, 500))
    served, rest = reached_polygons(SQUARE, points, [np.inf, np.nan], limits=[500])
    assert (served.area, rest.area) == (0, 1e6)
    served, rest = reached_polygons(SQUARE, points, [1, 2], limits=[500])
    assert (served.area, rest.area) == (1e6, 0)
    served, rest = reached_polygons(SQUARE, np.empty((0, 2)), [], limits=[500])
    assert (served.area, rest.area) == (0, 1e6)


def test_a_distance_equal_to_the_limit_is_reached():
    points = at((250, 500), (750, 500))
    shapes = reached_polygons(SQUARE, points, [500, np.nextafter(500, 501)], limits=[500])
    assert shapely.area(shapes) == pytest.approx([500_000, 500_000])


def test_places_outside_the_area_have_no_part_in_it():
    points = at((250, 500), (1001, 500))
    served, rest = reached_polygons(SQUARE, points, [100, 900], limits=[500])
    assert (served.area, rest.area) == (1e6, 0)


def test_places_on_the_border_and_in_the_corners():
    slanted = shapely.Polygon(at((0, 0), (997.3, 131.7), (613.9, 877.1), (-91.3, 701.9)))
    shares = np.linspace(0, 1, 301)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(slanted.exterior, shares, normalized=True)
    )
    distance = np.where(np.arange(len(points)) % 3, 100.0, 900.0)
    distance[-1] = distance[0]
    shapes = reached_polygons(slanted, points, distance, limits=[500])
    for shape, wanted in zip(shapes, (distance <= 500, distance > 500), strict=True):
        inside = shapely.intersects_xy(slanted, *points.T)
        assert (shapely.intersects_xy(shape, *points.T) == wanted)[inside].all()


def test_an_area_of_two_parts_with_a_hole():
    hole = shapely.box(*(ORIGIN + 200), *(ORIGIN + 400))
    apart = shapely.box(*at((2000, 0))[0], *at((2500, 500))[0])
    area = shapely.union_all([SQUARE.difference(hole), apart])
    points = np.random.default_rng(1).uniform(0, 2500, (400, 2)) + ORIGIN
    distance = np.hypot(*(points - ORIGIN - [300, 300]).T)
    limits = [200.0, 600.0, 2000.0]
    holds_the_rule(
        area, points, distance, limits, reached_polygons(area, points, distance, limits=limits)
    )


def test_places_a_hair_apart_are_told_apart():
    points = at((500, 500), (500, 500.000001), (500.5, 500), (100, 100))
    distance = np.array([100.0, 900.0, 100.0, 900.0])
    shapes = reached_polygons(SQUARE, points, distance, limits=[500])
    holds_the_rule(SQUARE, points, distance, [500], shapes)


def test_the_same_spot_cannot_be_both_near_and_far():
    points = at((500, 500), (500, 500), (10, 10))
    with pytest.raises(ShapeError, match="same spot"):
        reached_polygons(SQUARE, points, [100, 900, 100], limits=[500])
    assert reached_polygons(SQUARE, points, [100, 100, 900], limits=[500])[0].area > 0


@pytest.mark.parametrize("limits", [[], [500, 500], [500, 300], [np.nan], [-1.0]])
def test_limits_that_do_not_ascend_are_refused(limits):
    with pytest.raises(ShapeError):
        reached_polygons(SQUARE, at((1, 1)), [1], limits=limits)


def test_another_number_of_distances_is_refused():
    with pytest.raises(ShapeError, match="distance has shape"):
        reached_polygons(SQUARE, at((1, 1)), [1, 2], limits=[500])


spots = st.one_of(
    st.tuples(
        st.integers(0, 20).map(lambda n: n * 50.0), st.integers(0, 20).map(lambda n: n * 50.0)
    ),
    st.tuples(st.floats(0, 1000), st.floats(0, 1000)),
)


@given(
    places=st.lists(spots, min_size=1, max_size=60),
    angle=st.floats(0, 3),
    seed=st.integers(0, 1000),
)
@settings(max_examples=150)
def test_no_polygon_holds_what_is_not_reached_nor_leaves_out_what_is(places, angle, seed):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = np.unique(np.array(places) @ turn + ORIGIN, axis=0)
    area = shapely.Polygon(
        np.array([(0, 0), (1000, 0), (1000, 1000), (400, 500), (0, 1000)]) @ turn + ORIGIN
    )
    apart = cKDTree(points).query_pairs(1e-5)
    points = np.delete(points, sorted({b for _, b in apart}), axis=0)
    distance = np.random.default_rng(seed).choice([10.0, 300.0, 700.0, np.inf], len(points))
    limits = [100.0, 500.0, 900.0]
    holds_the_rule(
        area, points, distance, limits, reached_polygons(area, points, distance, limits=limits)
    )


def test_many_places():
    points = np.random.default_rng(0).uniform(0, 1000, (20_000, 2)) + ORIGIN
    distance = cKDTree(points[:30]).query(points)[0] * 1.3
    shapes = reached_polygons(SQUARE, points, distance, limits=[50, 100, 150])
    holds_the_rule(SQUARE, points, distance, [50, 100, 150], shapes)


def test_an_area_is_divided_once_for_any_distances():
    points = at((250, 500), (750, 500), (250, 500), (5000, 5000))
    cells = divide(SQUARE, points)
    assert cells.site.tolist() == [0, 1, 0, -1]
    assert cells.nbytes > 0
    for distance in ([1, 9, 1, 0], [9, 1, 9, 0]):
        once = cells.polygons(distance, limits=[5])
        anew = reached_polygons(SQUARE, points, distance, limits=[5])
        assert shapely.equals(once, anew).all()


def test_an_area_of_several_parts_without_places_is_beyond_every_limit():
    islands = shapely.MultiPolygon([shapely.box(0, 0, 3, 3), shapely.box(6, 6, 9, 9)])
    shapes = reached_polygons(islands, [[100.0, 100.0]], [5.0], limits=[300, 600])
    assert shapely.area(shapes).tolist() == [0, 0, 18]


def test_places_that_rounding_cannot_part_are_named_and_not_drawn_wrong():
    step = np.spacing(4e5)
    places = [[4e5, 4e5], [4e5 + step, 4e5]]
    with pytest.raises(ShapeError, match="too near each other"):
        reached_polygons(
            shapely.box(4e5 - 5, 4e5 - 5, 4e5 + 5, 4e5 + 5), places, [1, 9], limits=[3]
        )
