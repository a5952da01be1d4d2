import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from spatial.errors import MissingColumnError, ShapeError
from spatial.population.points import people_at_points

CRS = "EPSG:4548"


def _zones(*population: float | None) -> gpd.GeoDataFrame:
    shapes = [box(i * 1000, 0, i * 1000 + 1000, 1000) for i in range(len(population))]
    values = np.array(population, dtype=float)
    return gpd.GeoDataFrame({"population": values}, geometry=shapes, crs=CRS)


def _places(shapes, weights, zones):
    columns = {"population": weights, "zone": zones}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


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
    land = gpd.GeoDataFrame(geometry=[box(1000, 0, 1100, 50)], crs=CRS)
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
    with pytest.raises(ShapeError, match="not negative"):
        people_at_points(_zones(1), demand=_places([Point(1, 1)], [-4.0], [0]))
