"""Where distance to facilities counts from: points as they are, areas from their edge."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from shapely import LineString, MultiPoint, Point, box

from spatial.errors import ShapeError
from spatial.site_points import DRAWN, MOST, outside_areas, site_points, sites_of


def test_points_are_the_very_same_numbers() -> None:
    places = np.array([[0.1, 0.2], [0.3, 0.7]])
    found = site_points(shapely.points(places))
    assert found.single
    assert found.points.tobytes() == places.tobytes()
    assert found.rows(np.array([1, -1, 0])).tolist() == [1, -1, 0]


def test_an_area_counts_from_its_edge() -> None:
    found = site_points([Point(-500, 0), box(0, 0, 250, 40), MultiPoint([(9, 9), (8, 8)])])
    own = found.points[found.owner == 1]
    # 580 m of edge: parts of at most 20 m, 13 + 2 + 13 + 2, and the first corner again.
    assert len(own) == 31
    assert np.hypot(*np.diff(own, axis=0).T).max() <= 20.0
    assert np.count_nonzero(found.owner == 2) == 2
    assert found.count == 3
    assert (found.area_owner.tolist(), found.from_edge.tolist()) == ([1], [True])
    assert not found.single


def test_who_stands_in_an_area_is_at_it() -> None:
    """Kind: people in the middle of a wide site are far from every point that stands for it.

    A campus of 400 m by 300 m: its middle is 150 m from the edge, its corner on it. The second one
    is entered by a gate 80 m away alone, and who stands in it is there all the same.
    """
    campus, school = box(0, 0, 400, 300), box(300, 0, 500, 300)
    gate = Point(580, 150)
    sites = site_points([campus, gate], drawn=[None, school])
    assert sites.from_edge.tolist() == [True, False]
    places = np.array([(200.0, 150.0), (350.0, 150.0), (450.0, 150.0), (0.0, 0.0), (580.0, 250.0)])
    distance, site = sites.straight(places)
    assert distance.tolist() == [0.0, 0.0, 0.0, 0.0, 100.0]
    # Where the two overlap the first is named.
    assert site.tolist() == [0, 0, 1, 0, 1]
    standing = sites.standing(places)
    assert (standing.place.tolist(), standing.site.tolist()) == ([0, 1, 1, 2, 3], [0, 0, 1, 1, 0])
    table = standing.costs(csr_array((5, 2), dtype=float), below=np.array([1, 0, 1, 1, 1.0]))
    assert (table.nnz, table.indices.tolist(), table.data.tolist()) == (3, [0, 1, 0], [0, 0, 0])
    gone = sites.without_area(0)
    assert gone.straight(places)[0].tolist()[:2] == [150.0, 0.0]
    behind = sites.behind(np.array([(200.0, 151.0)]))
    assert behind.straight(places)[1].tolist() == [1, 1, 2, 1, 2]


def test_frames_say_which_area_their_entrances_lead_into() -> None:
    frame = gpd.GeoDataFrame(
        {DRAWN: [box(0, 0, 100, 100), None]},
        geometry=[MultiPoint([(0, 0), (100, 0)]), Point(500, 0)],
        crs="EPSG:32650",
    )
    sites = sites_of(frame)
    assert sites.straight(np.array([(50.0, 50.0), (500.0, 3.0)]))[0].tolist() == [0.0, 3.0]
    assert sites_of(frame.drop(columns=DRAWN)).straight(np.array([(30.0, 40.0)]))[0][0] == 50


def test_what_lies_outside_of_areas_is_left_of_shapes() -> None:
    shapes = np.array([box(0, 0, 10, 10), Point(5, 5), box(50, 0, 60, 10), box(0, 0, 4, 4)])
    rows, left = outside_areas(shapes, np.array([box(-5, -5, 5, 15), box(0, 0, 6, 15)]))
    assert rows.tolist() == [0, 1, 3]
    assert shapely.area(left).tolist() == [40.0, 0.0, 0.0]
    assert shapely.is_empty(left).tolist() == [False, True, True]
    assert len(outside_areas(shapes, np.empty(0, dtype=object))[0]) == 0


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
    sites = site_points([area])
    found = float(sites.straight(np.array([(x, y)]))[0][0])
    assert found >= exact - 1e-9
    # Between two points at most 20 m apart: sqrt(d^2 + 10^2); inside and on the edge exactly 0.
    assert found <= (np.hypot(exact, 10.0) + 1e-9 if exact > 0 else 1e-9)


def test_what_is_no_site_is_refused_by_its_row() -> None:
    with pytest.raises(ShapeError, match="row 1"):
        site_points([Point(0, 0), LineString([(0, 0), (1, 1)])])


def test_an_empty_site_is_refused() -> None:
    with pytest.raises(ShapeError, match="facility in row 1 is empty"):
        site_points([Point(0, 0), shapely.Polygon()])


def test_a_huge_site_takes_no_more_points_than_others() -> None:
    """Kind: one row that drives every analysis to the limit of memory.

    1,000 km by 1,000 km: an edge of 4,000 km in 5,000 pieces of 800 m.
    """
    found = site_points([box(0, 0, 1e6, 1e6), box(0, 0, 100, 100)])
    huge, usual = (found.points[found.owner == row] for row in (0, 1))
    assert MOST <= len(huge) <= 1.1 * MOST
    edge = huge[(huge[:, 1] == 0) & (huge[:, 0] < 1e6)]
    assert np.diff(np.sort(np.unique(edge[:, 0]))).max() == pytest.approx(800.0)
    # 100 m by 100 m: 20 pieces of 20 m.
    assert len(np.unique(usual, axis=0)) == 20
    assert len(site_points([box(0, 0, 24_000, 20)]).points) > 2 * 24_000 / 20


def test_a_point_taken_twice_is_of_the_same_facility() -> None:
    sites = site_points([Point(0, 0), MultiPoint([(1, 0), (2, 0)])])
    twice = sites.of_points(np.array([0, 1, 2, 0]))
    assert len(twice) == 2
    assert twice.owner.tolist() == [0, 1, 1, 0]
    assert twice.least(np.array([7.0, 4.0, 5.0, 3.0])).tolist() == [3, 4]


def test_points_taken_twice_leave_the_areas_where_they_are() -> None:
    """Kind: a copy that forgets what its class learned since. Who stands inside is at the site."""
    sites = site_points([box(0, 0, 100, 100)])
    twice = sites.of_points(np.arange(len(sites.points)).repeat(2))
    distance, _ = twice.standing(np.array([(50.0, 50.0)])).nearest(np.array([30.0]), np.array([0]))
    assert distance.tolist() == [0]
