import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from spatial.coverage.ground import prepare_ground
from spatial.errors import ShapeError
from spatial.green.coverage import park_coverage
from spatial.green.entrances import park_entrances
from spatial.green.park_service import Walk
from spatial.green.parks import edge_error, whole_parks
from spatial.network.network import Network
from spatial.rules import SizeClass
from tests.builders.frames import frame, row_of_squares

CLASSES = (SizeClass(min_m2=5000, radius_m=500), SizeClass(min_m2=2000, max_m2=5000, radius_m=300))


@pytest.fixture
def ground():
    """Two communities of 1 km2; of the west's 8,000 people half live within reach of the park."""
    zones = row_of_squares(2, side=1000, population=[8000.0, np.nan])
    land = frame([box(100, 0, 500, 1000), box(500, 0, 900, 1000)])
    demand = frame([Point(400, 500), Point(600, 500)], population=[3.0, 3.0], zone=[0, 0])
    return prepare_ground(zones, demand=demand, residential=land)


BIG = box(-100, -2000, 0, 3000)
"""A park along the whole west: what it reaches is a rectangle."""


def test_one_park_from_its_border_over_land_residents_and_people(ground):
    found = park_coverage(ground, np.array([BIG]), CLASSES)
    west, east = found.rows.loc[0], found.rows.loc[1]
    assert west["covered_area_m2"] == pytest.approx(500_000)
    assert west["area_share"] == pytest.approx(0.5)
    assert west["residential_area_m2"] == 800_000
    assert west["residential_share"] == pytest.approx(0.5)
    assert west["covered_population"] == 4000
    assert west["class1_population"] == 4000
    assert west["class2_population"] == 0
    assert east["covered_area_m2"] == 0
    assert math.isnan(east["population_share"])
    assert found.total["population_share"] == 0.5
    assert found.total["area_share"] == pytest.approx(0.25)
    assert found.total["zones_without_population"] == 1
    assert found.total["edge_error_m"] == edge_error(500)


def test_parks_are_counted_where_they_lie_and_by_class(ground):
    parks = np.array([BIG, box(10, 10, 110, 60), box(1500, 0, 1550, 50), box(0, 500, 10, 510)])
    found = park_coverage(ground, parks, CLASSES)
    assert found.rows["parks_inside"].tolist() == [1, 1]
    assert found.rows["class1_parks"].tolist() == [1, 0]
    assert found.rows["class2_parks"].tolist() == [0, 1]
    assert found.rows["park_area_m2"].tolist() == [5100.0, 2500.0]
    assert found.total["parks_outside"] == 1
    assert found.classes["parks"].tolist() == [2, 1]
    assert found.classes["park_area_m2"].tolist() == [BIG.area + 5000, 2500.0]
    assert found.classes.loc[1, "covered_residential_m2"] == pytest.approx(
        found.rows["class1_residential_m2"].sum()
    )
    assert (
        found.classes.loc[2, "covered_residential_m2"] == found.rows["class2_residential_m2"].sum()
    )


def test_units_are_sums_and_shares_of_sums(ground):
    groups = pd.Series(["town", "town"], index=ground.zones.index)
    found = park_coverage(ground, np.array([BIG]), CLASSES, groups=groups)
    assert found.rows.index.tolist() == ["town"]
    assert found.rows.loc["town", "area_share"] == found.total["area_share"]
    assert found.rows.loc["town", "population"] == 8000
    with pytest.raises(ShapeError, match="no unit"):
        park_coverage(ground, np.array([BIG]), CLASSES, groups=groups.iloc[:1])


def test_on_foot_what_has_no_entrance_and_no_street_is_told(ground):
    parks = np.array([BIG, box(5000, 5000, 5100, 5100)])
    street = LineString([(-50, 0), (2000, 0)])
    doors = park_entrances(parks, [street])
    walk = Walk(Network.from_lines([street]), doors, max_snap=499)
    found = park_coverage(ground, parks, CLASSES, walk=walk)
    assert found.total["parks_closed"] == 1
    assert found.total["places_unattached"] == 3  # the east is stood for by one of its points
    assert found.total["spacing_m"] == 20
    assert found.rows.loc[0, "covered_area_m2"] == pytest.approx(125_000, rel=0.05)
    assert "edge_error_m" not in found.total


def test_without_land_or_demand_people_follow_the_area():
    zones = frame([box(0, 0, 1000, 1000)], population=[8000.0])
    found = park_coverage(prepare_ground(zones), np.array([BIG]), CLASSES)
    assert found.rows.loc[0, "covered_population"] == pytest.approx(4000)
    assert "residential_share" not in found.rows


def test_a_table_without_classes_is_refused(ground):
    with pytest.raises(ShapeError, match="size_classes"):
        park_coverage(ground, np.array([BIG]), ())


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(20, 600), st.integers(1, 8))
def test_what_is_covered_never_exceeds_what_can_be(seed, radius, number):
    rng = np.random.default_rng(seed)
    corners, sizes = rng.uniform(-200, 2000, (number, 2)), rng.uniform(5, 300, (number, 2))
    drawn = np.array([box(*c, *(c + s)) for c, s in zip(corners, sizes, strict=True)])
    parks = whole_parks(drawn)
    zones = row_of_squares(2, side=1000, population=[10.0, 20.0])
    land = frame([box(100, 100, 700, 500)])
    classes = (
        SizeClass(min_m2=0, max_m2=4000, radius_m=radius / 2),
        SizeClass(min_m2=4000, radius_m=radius),
    )
    found = park_coverage(prepare_ground(zones, residential=land), parks, classes)
    shares = found.rows[["area_share", "population_share"]].to_numpy()
    assert (shares >= 0).all()
    assert (shares <= 1).all()
    assert found.total["residential_share"] <= 1
    # Steiner: an offset is never larger than area + length * r + pi r2 of every part.
    reach = np.array([one.radius_m for one in classes])[(shapely.area(parks) >= 4000).astype(int)]
    pieces = shapely.get_num_geometries(parks)
    bound = shapely.area(parks) + shapely.length(parks) * reach + pieces * math.pi * reach**2
    assert found.total["covered_area_m2"] <= bound.sum() * (1 + 1e-9)
    # And the same numbers come out of distances of points.
    rng_points = rng.uniform([0, 0], [2000, 1000], (400, 2))
    near = np.zeros(400, dtype=bool)
    for one, far in zip(parks, reach, strict=True):
        near |= shapely.distance(shapely.points(rng_points), one) <= far
    assert near.mean() == pytest.approx(found.total["area_share"], abs=0.12)
