import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from spatial.errors import MissingColumnError, ShapeError
from spatial.population.places import placed_people
from spatial.population.points import people_at_points, zone_points
from tests.builders.frames import frame, row_of_squares


def _zones(*population: float | None) -> gpd.GeoDataFrame:
    values = np.array(population, dtype=float)
    return row_of_squares(len(values), side=1000, population=values)


def _places(shapes, weights, zones):
    columns = {"population": weights, "zone": zones}
    return frame(shapes, **columns)


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=4),
    st.lists(st.tuples(st.floats(0, 1e5), st.integers(0, 3)), max_size=12),
)
def test_the_people_of_every_zone_add_up_to_its_total(totals, places) -> None:
    zones = _zones(*totals)
    shapes = [Point(zone * 1000 + 1 + i, 5) for i, (_, zone) in enumerate(places)]
    demand = _places(shapes, [w for w, _ in places], [z for _, z in places])
    found = people_at_points(zones, demand=demand, spacing=250)
    sums = np.bincount(found.zone.astype(int), weights=found.people, minlength=len(zones))
    assert sums == pytest.approx(np.array(totals), rel=1e-9)
    assert (found.people >= 0).all()


def test_places_come_before_land_and_land_before_area() -> None:
    zones = _zones(100, 100, 100, None)
    demand = _places([Point(1, 1), box(10, 0, 20, 10)], [1.0, 3.0], [0, 0])
    land = frame([box(1000, 0, 1100, 50)])
    found = people_at_points(zones, demand=demand, residential=land, source="cells")
    assert found.people[:2] == pytest.approx([25, 75])
    assert found.points[1].tolist() == [15, 5]
    second = found.zone == 1
    assert found.people[second] == pytest.approx([50, 50])
    assert found.points[second].tolist() == [[1025, 25], [1075, 25]]
    assert (found.zone == 2).sum() == 400
    assert not (found.zone == 3).any()
    assert found.source == "cells"
    assert found.nbytes == len(found.people) * 32


def test_places_of_no_zone_are_left_out() -> None:
    found = people_at_points(_zones(10), demand=_places([Point(1, 1)], [4.0], [None]), spacing=1000)
    assert found.people.tolist() == [10]
    assert found.points.tolist() == [[500, 500]]


def test_faulty_frames_are_refused() -> None:
    with pytest.raises(MissingColumnError, match="population"):
        people_at_points(_zones(1).drop(columns="population"))
    with pytest.raises(ShapeError, match="population of demand is negative"):
        people_at_points(_zones(1), demand=_places([Point(1, 1)], [-4.0], [0]))


def test_sums_are_exact_in_any_order() -> None:
    """Thirds of 8,000 people add up to 8,000, forwards, backwards and by halves."""
    zones = _zones(8000, 1000)
    shapes = [Point(1 + i, 1) for i in range(3)] + [Point(1001 + i, 1) for i in range(7)]
    found = people_at_points(zones, demand=_places(shapes, np.ones(10), np.repeat([0, 1], [3, 7])))
    assert math.fsum(found.people) == sum(found.people.tolist()) == found.people[::-1].sum() == 9000
    assert found.people[:3].sum() == 8000
    assert found.people == pytest.approx(np.repeat([8000 / 3, 1000 / 7], [3, 7]), rel=1e-12)


def _standing(zones, demand=None):
    totals = zones["population"].to_numpy()
    land = (np.empty(0, dtype=int), np.empty(0, dtype=object))
    return zone_points(
        placed_people(zones, demand, totals), totals, land, zones.geometry.to_numpy()
    )


def test_zones_without_people_are_stood_for_by_one_point() -> None:
    zones = _zones(np.nan, 0, 100)
    found = _standing(zones)
    assert np.bincount(found.zone).tolist() == [1, 1, 400]
    lone = found.points[found.zone != 2]
    assert shapely.contains_xy(zones.geometry.to_numpy()[:2], *lone.T).all()
    assert found.within(np.ones(402, dtype=bool)).tolist() == [
        pytest.approx(np.nan, nan_ok=True), 0, 100,
    ]  # fmt: skip
    # Nobody is known there: they weigh nothing in percentiles, but have a mean of their own.
    away = np.where(found.zone == 2, 30.0, 900.0)
    assert set(found.percentiles(away).values()) == {30.0}
    assert found.mean_by_zone(away).tolist() == [900, 900, 30]


def test_means_are_of_those_who_get_there() -> None:
    where = _places([Point(1, 1), Point(2, 1), Point(1001, 1)], [1.0, 3.0, 9.0], [0, 0, 1])
    found = _standing(_zones(100, 50), where)
    assert found.mean_by_zone(np.array([40.0, 80.0, 7.0])).tolist() == [70, 7]
    half = found.mean_by_zone(np.array([40.0, np.inf, np.inf]))
    assert half.tolist() == [40, pytest.approx(np.nan, nan_ok=True)]
    assert np.isnan(found.mean_by_zone(np.full(3, np.nan))).all()
