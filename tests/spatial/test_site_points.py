"""Where distance to facilities counts from: points as they are, areas from their edge."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from shapely import LineString, MultiPoint, Point, box

from spatial.errors import ShapeError
from spatial.site_points import MOST, site_points


def test_points_are_the_very_same_numbers() -> None:
    places = np.array([[0.1, 0.2], [0.3, 0.7]])
    found = site_points(shapely.points(places))
    assert found.single
    assert found.points.tobytes() == places.tobytes()
    assert found.rows(np.array([1, -1, 0])).tolist() == [1, -1, 0]


def test_an_area_counts_from_its_edge_and_from_inside() -> None:
    found = site_points([Point(-500, 0), box(0, 0, 250, 40), MultiPoint([(9, 9), (8, 8)])])
    own = found.points[found.owner == 1]
    # 580 m of edge: parts of at most 20 m, 13 + 2 + 13 + 2, and the first corner again.
    assert len(own) == 31
    assert np.hypot(*np.diff(own, axis=0).T).max() <= 20.0
    assert np.count_nonzero(found.owner == 2) == 2
    assert found.count == 3
    wide = site_points([box(1, 1, 401, 301)])
    # Inside, on the lattice of 100 m: x 100 to 400, y 100 to 300.
    inside = [tuple(p) for p in wide.points if p[0] % 100 == 0 and p[1] % 100 == 0]
    assert len(inside) == 12


def test_values_and_costs_are_the_least_of_each() -> None:
    found = site_points([MultiPoint([(0, 0), (1, 0), (2, 0)]), Point(5, 5)])
    assert found.least(np.array([3.0, 1.0, 2.0, 7.0])).tolist() == [1.0, 7.0]
    assert found.rows(np.array([2, 3, -1])).tolist() == [0, 1, -1]
    table = csr_array(np.array([[3.0, 1.0, 0.0, 7.0], [0.0, 0.0, 4.0, 0.0]]))
    assert found.least_costs(table).toarray().tolist() == [[1.0, 7.0], [4.0, 0.0]]


@given(st.floats(10, 400), st.floats(10, 400), st.floats(-900, 900), st.floats(-900, 900))
def test_the_distance_to_an_area_is_that_to_its_edge_but_for_the_spacing(
    wide: float, high: float, x: float, y: float
) -> None:
    area, place = box(0, 0, wide, high), Point(x, y)
    exact = shapely.distance(area, place)
    points = site_points([area]).points
    found = float(np.hypot(*(points - (x, y)).T).min())
    assert found >= exact - 1e-9
    if exact > 0:
        # Between two points at most 20 m apart: sqrt(d^2 + 10^2).
        assert found <= np.hypot(exact, 10.0) + 1e-9
    else:
        # Inside, on a lattice of 100 m: at most half its diagonal.
        assert found <= np.hypot(50.0, 50.0) + 1e-9


def test_what_is_no_site_is_refused_by_its_row() -> None:
    with pytest.raises(ShapeError, match="row 1"):
        site_points([Point(0, 0), LineString([(0, 0), (1, 1)])])


def test_an_empty_site_is_refused() -> None:
    with pytest.raises(ShapeError, match="facility in row 1 is empty"):
        site_points([Point(0, 0), shapely.Polygon()])


def test_a_huge_site_takes_no_more_points_than_others() -> None:
    """Kind: one row that drives every analysis to the limit of memory.

    1,000 km by 1,000 km: an edge of 4,000 km in 5,000 pieces of 800 m, a lattice of about 14 km.
    """
    found = site_points([box(0, 0, 1e6, 1e6), box(0, 0, 100, 100)])
    huge, usual = (found.points[found.owner == row] for row in (0, 1))
    assert MOST <= len(huge) <= 2.1 * MOST
    edge = huge[(huge[:, 1] == 0) & (huge[:, 0] < 1e6)]
    assert np.diff(np.sort(np.unique(edge[:, 0]))).max() == pytest.approx(800.0)
    # 100 m by 100 m: 20 pieces of 20 m; the corners of the lattice are among their ends.
    assert len(np.unique(usual, axis=0)) == 20
    assert len(site_points([box(0, 0, 24_000, 20)]).points) > 2 * 24_000 / 20


def test_a_point_taken_twice_is_of_the_same_facility() -> None:
    sites = site_points([Point(0, 0), MultiPoint([(1, 0), (2, 0)])])
    twice = sites.of_points(np.array([0, 1, 2, 0]))
    assert len(twice) == 2
    assert twice.owner.tolist() == [0, 1, 1, 0]
    assert twice.least(np.array([7.0, 4.0, 5.0, 3.0])).tolist() == [3, 4]
