import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from spatial.nearest import nearest_distance
from spatial.population.whereabouts import Whereabouts, farthest, straight_bounds, voronoi_cells

SQUARE = box(0, 0, 100, 100)
PLACES = st.floats(-300, 300)
POINTS = st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=12)


def _shapes(*shapes):
    return np.array(shapes, dtype=object)


def test_one_point_is_farthest_from_a_corner() -> None:
    far = farthest(_shapes(SQUARE), np.array([[0.0, 0.0]]))
    assert far.item() == pytest.approx(np.hypot(100, 100), abs=2e-6)


def test_between_two_points_the_place_on_the_bisector_is_farthest() -> None:
    # The middle of the lower side lies 50 m from both; the upper corners 100 m from the nearer.
    points = np.array([[0.0, 100.0], [100.0, 100.0]])
    assert farthest(_shapes(SQUARE), points).item() == pytest.approx(np.hypot(50, 100), abs=2e-6)


def test_four_corners_leave_the_middle_farthest() -> None:
    points = np.array([[0.0, 0.0], [0.0, 100.0], [100.0, 0.0], [100.0, 100.0], [100.0, 100.0]])
    assert farthest(_shapes(SQUARE), points).item() == pytest.approx(np.hypot(50, 50), abs=2e-6)


def _wild(x, y, size, kind):
    disc = Point(x, y).buffer(size, quad_segs=3)
    if kind == 0:
        return disc
    if kind == 1:
        return disc.difference(Point(x + size / 3, y).buffer(size / 2))
    return MultiPolygon([disc, box(x + 2 * size, y, x + 3 * size, y + size)])


@settings(max_examples=150)
@given(POINTS, st.tuples(PLACES, PLACES, st.floats(1, 200), st.integers(0, 2)))
def test_no_place_is_farther_and_one_is_as_far(points, shape) -> None:
    goals, polygon = np.array(points), _wild(*shape)
    far = farthest(_shapes(polygon), goals).item()
    reach = straight_bounds(Whereabouts(_shapes(polygon), np.zeros(1, dtype=int), 1), goals)
    left, low, right, top = polygon.bounds
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(left, right, 60), np.linspace(low, top, 60)))
    inside = shapely.intersects_xy(polygon, x, y)
    distance, _ = nearest_distance(np.column_stack([x[inside], y[inside]]), goals)
    grain = np.hypot(right - left, top - low) / 60
    if len(distance):
        assert distance.max() <= far
        assert distance.max() >= far - 2 * grain
        assert distance.min() >= reach.near.item()
        assert distance.min() <= reach.near.item() + 2 * grain


def test_points_are_as_near_as_far_and_places_own_several_shapes() -> None:
    whereabouts = Whereabouts(
        _shapes(Point(3, 4), box(10, 0, 20, 1), box(40, 0, 50, 1)), np.array([0, 1, 1]), 2
    )
    reach = straight_bounds(whereabouts, np.array([[0.0, 0.0]]))
    assert (reach.near[0], reach.far[0]) == (5, 5)
    assert reach.near[1] == pytest.approx(10, abs=1e-5)
    assert reach.far[1] == pytest.approx(np.hypot(50, 1), abs=1e-5)
    nothing = straight_bounds(whereabouts, np.empty((0, 2)))
    assert np.isinf([nothing.near, nothing.far]).all()
    assert reach.nbytes == 32


def test_cells_cover_the_box_around_shapes_far_from_all_points() -> None:
    points = np.random.default_rng(2).uniform(0, 10, (40, 2))
    around = box(5000, 5000, 6000, 6000)
    cells = voronoi_cells(points, _shapes(around))
    assert shapely.union_all(cells).buffer(1e-6).contains(around)
    assert len(voronoi_cells(points[:1], _shapes(around))) == 1
