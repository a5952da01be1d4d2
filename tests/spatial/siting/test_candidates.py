"""Where new facilities may stand: grids, parcels, forbidden land, spacing."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from spatial.errors import ShapeError
from spatial.siting.candidates import candidate_sites, grid_points, on_land, parcel_points, spaced

COORDINATES = st.floats(0, 1000, allow_nan=False).map(lambda value: round(value, 1))
PLACES = st.lists(st.tuples(COORDINATES, COORDINATES), max_size=40).map(
    lambda rows: np.array(rows, dtype=float).reshape(-1, 2)
)


def test_a_grid_runs_through_the_multiples_of_its_spacing() -> None:
    found = grid_points(box(95, 195, 305, 305), spacing=100)
    assert found.tolist() == [
        [100, 200],
        [200, 200],
        [300, 200],
        [100, 300],
        [200, 300],
        [300, 300],
    ]


def test_points_on_the_border_of_the_area_count() -> None:
    assert len(grid_points(box(0, 0, 200, 100), spacing=100)) == 6


def test_a_hole_in_the_area_has_no_grid_points() -> None:
    ring = box(0, 0, 400, 400).difference(box(50, 50, 350, 350))
    found = grid_points(ring, spacing=100)
    assert len(found) == 16
    assert not on_land(found, [box(50, 50, 350, 350)]).any()


@pytest.mark.parametrize("spacing", [0, -5, float("nan")])
def test_a_spacing_must_be_above_zero(spacing: float) -> None:
    with pytest.raises(ShapeError, match="spacing"):
        grid_points(box(0, 0, 1, 1), spacing=spacing)


def test_a_grid_that_is_too_fine_is_refused() -> None:
    with pytest.raises(ShapeError, match="at most 200000"):
        grid_points(box(0, 0, 10_000, 10_000), spacing=1)


def test_an_empty_area_has_no_sites() -> None:
    assert grid_points(Polygon(), spacing=10).shape == (0, 2)


def test_a_parcel_whose_centroid_lies_outside_gets_a_point_of_its_own() -> None:
    bow = box(0, 0, 100, 100).difference(box(10, 10, 100, 90))
    square = box(200, 0, 300, 100)
    points = parcel_points([bow, square])
    assert shapely.intersects_xy(bow, *points[0])
    assert points[1].tolist() == [250, 50]


def test_a_parcel_that_is_not_there_has_no_point() -> None:
    points = parcel_points([shapely.Polygon(), None, box(0, 0, 2, 4)])
    assert np.isnan(points[:2]).all()
    assert points[2].tolist() == [1, 2]


def test_forbidden_land_and_the_outside_are_left_out_and_counted() -> None:
    points = [(50, 50), (150, 50), (250, 50), (950, 50), (200, 50)]
    found = candidate_sites(points, area=box(0, 0, 400, 100), forbidden=[box(100, 0, 200, 100)])
    # (200, 50) lies on the border of the forbidden land: it may be used.
    assert found.origin.tolist() == [0, 2, 4]
    assert (found.forbidden, found.outside, found.crowded) == (1, 1, 0)
    assert len(found) == 3
    assert found.nbytes == found.points.nbytes + found.origin.nbytes


def test_repeated_places_are_one_site_without_a_spacing() -> None:
    found = candidate_sites([(5, 5), (1, 1), (5, 5)])
    assert found.origin.tolist() == [0, 1]
    assert found.crowded == 1


def test_of_two_that_are_too_near_the_earlier_stays() -> None:
    assert spaced([(0, 0), (50, 0), (100, 0)], spacing=100).tolist() == [0, 2]
    assert spaced([(50, 0), (0, 0), (100, 0)], spacing=100).tolist() == [0]
    assert spaced([], spacing=100).tolist() == []


@given(PLACES, st.floats(0.5, 500))
def test_a_spaced_set_keeps_its_distance_and_can_take_no_more(places, spacing) -> None:
    kept = spaced(places, spacing=spacing)
    apart = np.hypot(*(places[kept][:, None] - places[kept][None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    assert (apart >= spacing).all()
    for row in set(range(len(places))) - set(kept.tolist()):
        assert np.hypot(*(places[kept] - places[row]).T).min() < spacing


@given(PLACES)
def test_every_point_is_kept_or_counted(places) -> None:
    found = candidate_sites(
        places, area=box(0, 0, 700, 700), forbidden=[box(0, 0, 300, 300)], spacing=20
    )
    assert len(found) + found.forbidden + found.outside + found.crowded == len(places)
    assert np.array_equal(places[found.origin], found.points)
