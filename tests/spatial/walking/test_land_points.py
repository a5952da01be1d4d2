import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from spatial.errors import ShapeError
from spatial.walking.land_points import lattice, mean_by_owner, spacing_for


def test_a_square_of_whole_steps_has_one_point_a_cell():
    points, owner = lattice(np.array([box(0, 0, 30, 20)]), spacing=10)
    assert sorted(map(tuple, points.tolist())) == [
        (x, y) for x in (5.0, 15.0, 25.0) for y in (5.0, 15.0)
    ]
    assert owner.tolist() == [0] * 6


def test_a_polygon_between_points_is_stood_for_by_one_inside():
    shapes = np.array([box(0, 0, 30, 20), box(6, 6, 8, 8), Polygon()])
    points, owner = lattice(shapes, spacing=10)
    assert owner.tolist() == [0] * 6 + [1]
    assert shapes[1].contains(shapely.Point(points[-1]))


def test_the_grid_does_not_depend_on_the_polygons():
    one, _ = lattice(np.array([box(3, 3, 33, 33)]), spacing=10)
    both, owner = lattice(np.array([box(-55, 0, -5, 9), box(3, 3, 33, 33)]), spacing=10)
    assert (both[owner == 1] == one).all()


def test_no_polygons_have_no_points():
    points, owner = lattice(np.empty(0, dtype=object), spacing=10)
    assert points.shape == (0, 2)
    assert len(owner) == 0


def test_a_wide_area_has_a_coarser_grid():
    wide = np.array([box(0, 0, 1000, 1000)])
    assert spacing_for(wide, 20) == 20
    assert spacing_for(wide, 20, most=100) == 100
    assert len(lattice(wide, spacing=spacing_for(wide, 20, most=100))[0]) == 100


def test_a_spacing_of_nothing_is_refused():
    with pytest.raises(ShapeError, match="spacing"):
        lattice(np.array([box(0, 0, 1, 1)]), spacing=0)


def test_means_by_polygon():
    found = mean_by_owner(np.array([1.0, 0.0, 1.0]), np.array([0, 0, 2]), size=3)
    assert found.tolist() == [0.5, 0.0, 1.0]


@settings(max_examples=50)
@given(st.floats(1, 300), st.floats(1, 300), st.floats(-50, 50))
def test_points_stand_for_the_area_within_a_border_of_cells(width, height, west):
    shape = box(west, 0, west + width, height)
    points, _ = lattice(np.array([shape]), spacing=5)
    assert shapely.intersects_xy(shape, *points.T).all()
    assert abs(len(points) * 25 - shape.area) <= 5 * shape.length + 100
