"""Coverage of communities: worked examples, what is missing, and sums that reconcile."""

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.coverage.straight import (
    coverage,
    coverage_within,
    measure_proximity,
    prepare_ground,
    shares_within,
    sum_rows,
)
from spatial.errors import MissingColumnError, NotMetricError, ShapeError
from tests.builders.frames import frame, points, row_of_squares


def communities(*people, names=None):
    """Squares of 1000 m in a row, from the origin to the east."""
    zones = row_of_squares(len(people), side=1000, population=list(people))
    return zones if names is None else zones.set_index(pd.Index(names, name="name"))


def outlines(*people):
    zones = communities(*people)
    return zones.set_geometry(zones.boundary)


# Worked examples ----------------------------------------------------------------------------------


def test_the_unit_square_with_a_facility_in_the_middle():
    found = coverage(communities(1000), points((500, 500)), radius=500)
    row = found.rows.iloc[0]
    assert row["area_m2"] == 1e6
    assert row["area_share"] == pytest.approx(0.785398163397, abs=1e-12)
    # Of the middles of 20 x 20 squares of 50 m, 316 are within 500 m.
    assert row["covered_population"] == 790
    assert (row["covered_population_low"], row["covered_population_high"]) == (0, 1000)
    assert row["facilities_inside"] == 1
    assert found.population_basis == "area"


def half_covered():
    """8,000 people on 1000 m x 1000 m, of which 500 m x 1000 m lie within reach of a facility."""
    # A circle of 400 km is straight to 0.3 m over 500 m, which is 2e-4 of the covered half.
    radius = 400_000.0
    return communities(8000), points((500 - radius, 500)), radius


def test_half_a_community_covered_by_area():
    zones, facilities, radius = half_covered()
    found = coverage(zones, facilities, radius=radius)
    assert found.rows["covered_population"].iloc[0] == pytest.approx(4000, rel=1e-3)


def test_three_quarters_of_the_residential_land_covered():
    zones, facilities, radius = half_covered()
    # 400 m x 1000 m, of which 300 m x 1000 m lie in the covered half.
    block = frame([shapely.box(200, 0, 600, 1000)])
    found = coverage(zones, facilities, radius=radius, residential=block)
    row = found.rows.iloc[0]
    assert row["residential_area_m2"] == pytest.approx(400_000)
    assert row["residential_share"] == pytest.approx(0.75, rel=1e-3)
    assert row["covered_population"] == pytest.approx(6000, rel=1e-3)
    assert row["area_share"] == pytest.approx(0.5, rel=1e-3)
    assert found.total["residential_share"] == row["residential_share"]
    assert found.population_basis == "residential"


def test_demand_points_are_counted_by_distance_and_scaled_to_the_population():
    zones = communities(1000, names=["甲"])
    where = frame(
        shapely.points([(500, 0), (500, 500.5), (500, 100)]),
        population=[30, 10, 60],
        zone=["甲"] * 3,
    )
    found = coverage(zones, points((500, 0)), radius=500, demand=where)
    row = found.rows.loc["甲"]
    assert row["covered_population"] == pytest.approx(900)
    assert row["nearest_m"] == pytest.approx(0.6 * 100 + 0.1 * 500.5)
    assert found.total["nearest_m_p50"] == 100
    assert found.total["nearest_m_p90"] == 100
    assert found.total["nearest_m_p95"] == 500.5
    assert found.total["nearest_m_max"] == 500.5
    assert found.population_basis == "demand"


def test_a_distance_equal_to_the_radius_is_covered():
    zones = communities(10)
    where = frame(shapely.points([(300, 400)]), population=[1], zone=[0])
    facilities = points((0, 0))
    assert coverage(zones, facilities, radius=500, demand=where).rows["population_share"][0] == 1
    less = np.nextafter(500, 0)
    assert coverage(zones, facilities, radius=less, demand=where).rows["population_share"][0] == 0


def test_people_in_polygons_stand_at_a_point_and_the_bracket_tells_the_rest():
    zones = communities(600)
    cells = frame(
        [shapely.box(0, 0, 200, 200), shapely.box(800, 800, 1000, 1000)],
        population=[10, 20],
        zone=[0, 0],
    )
    # The middle of the first cell is 141 m away.
    row = coverage(zones, points((0, 0)), radius=141, demand=cells).rows.iloc[0]
    near = coverage(zones, points((0, 0)), radius=142, demand=cells).rows.iloc[0]
    assert (row["covered_population"], near["covered_population"]) == (0, 200)
    for one in (row, near):
        assert (one["covered_population_low"], one["covered_population_high"]) == (0, 200)


def test_a_zone_without_demand_falls_back_to_its_land_then_to_its_area():
    zones = communities(100, 100, 100)
    facilities = points((500, 500), (1500, 500), (2500, 500))
    where = frame(shapely.points([(0, 0), (1, 1)]), population=[5, 0], zone=[0, 1])
    block = frame([shapely.box(1400, 400, 1600, 600)])
    rows = coverage(zones, facilities, radius=200, demand=where, residential=block).rows
    # Of 400 squares of 50 m, the middles of 52 are within 200 m.
    assert rows["covered_population"].tolist() == pytest.approx([0, 100, 100 * 52 / 400])
    assert rows["residential_share"].isna().tolist() == [True, False, True]


# Facilities -----------------------------------------------------------------------------------


def test_facilities_outside_count_as_far_as_they_reach():
    found = coverage(
        communities(100), points((500, 500), (-100, 500), (-500, 500), (-501, 0)), radius=500
    )
    assert found.total["facilities_counted"] == 3
    assert found.total["facilities_outside"] == 2
    assert found.total["facilities_ignored"] == 1
    assert found.total["facilities_inside"] == 1
    alone = coverage(communities(100), points((500, 500)), radius=500)
    assert found.rows["covered_area_m2"][0] > alone.rows["covered_area_m2"][0]


def test_a_facility_on_a_shared_border_has_one_owner():
    found = coverage(communities(1, 1), points((1000, 500)), radius=10)
    assert found.rows["facilities_inside"].tolist() == [1, 0]
    assert found.total["presence_rate"] == 0.5


def test_without_facilities_nothing_is_covered_and_no_distance_known():
    found = coverage(communities(100), points(), radius=500)
    assert found.rows["area_share"].tolist() == [0]
    assert found.rows["population_share"].tolist() == [0]
    assert np.isnan(found.rows["nearest_m"][0])
    assert np.isnan(found.total["nearest_m_p50"])
    assert found.total["presence_rate"] == 0


# What is missing --------------------------------------------------------------------------------


def test_no_data_is_not_nobody():
    found = coverage(communities(np.nan, 0, 100), points((1500, 500), (2500, 500)), radius=3000)
    rows = found.rows
    assert rows["population"].isna().tolist() == [True, False, False]
    assert rows["covered_population"].isna().tolist() == [True, False, False]
    assert rows["population_share"].isna().tolist() == [True, True, False]
    assert found.total["population"] == 100
    assert found.total["covered_population"] == 100
    assert found.total["population_share"] == 1
    assert found.total["zones_without_population"] == 1


def test_nullable_columns_are_read():
    zones = communities(1, 2).assign(population=pd.array([None, 7], dtype="Int64"))
    assert coverage(zones, points((0, 0)), radius=1).total["population"] == 7


def test_no_zones_give_no_rows():
    found = coverage(communities(), points((0, 0)), radius=1)
    assert len(found.rows) == 0
    assert found.total["area_m2"] == 0
    assert found.total["facilities_ignored"] == 1
    assert np.isnan(found.total["area_share"])


def test_inputs_stay_as_they_were():
    zones, facilities = communities(10, np.nan, names=["b", "a"]), points((100, 100))
    where = frame(shapely.points([(1, 1)]), population=[np.nan], zone=["b"])
    block = frame([shapely.box(0, 0, 10, 10)])
    before = [f.copy() for f in (zones, facilities, where, block)]
    found = coverage(zones, facilities, radius=50, demand=where, residential=block)
    for old, new in zip(before, (zones, facilities, where, block), strict=True):
        pd.testing.assert_frame_equal(old, new)
    assert found.rows.index.equals(zones.index)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"zones": communities(1).to_crs("EPSG:4326")}, NotMetricError, "zones is in"),
        ({"facilities": points((0, 0)).to_crs("EPSG:4549")}, NotMetricError, "facilities is in"),
        ({"zones": communities(1).drop(columns="population")}, MissingColumnError, "population"),
        ({"demand": points((0, 0))}, MissingColumnError, "demand lacks"),
        ({"facilities": outlines(1)}, ShapeError, "facilities holds LineString"),
        ({"residential": points((0, 0))}, ShapeError, "residential holds Point"),
        ({"zones": communities(-1)}, ShapeError, "population of zones"),
        ({"zones": communities(1, 1, names=["a", "a"])}, ShapeError, "repeats a"),
        ({"radius": float("nan")}, ShapeError, "radius"),
    ],
)
def test_unfit_input_is_refused_by_name(change, error, words):
    given_input = {"zones": communities(1), "facilities": points((0, 0)), "radius": 5} | change
    with pytest.raises(error, match=words):
        coverage(given_input.pop("zones"), given_input.pop("facilities"), **given_input)


# Sums ---------------------------------------------------------------------------------------------

places = st.lists(
    st.tuples(st.integers(-500, 4500), st.integers(-500, 1500)), min_size=1, max_size=8
)


@settings(max_examples=30)
@given(places, st.sampled_from([100.0, 500.0, 900.0]))
def test_communities_add_up_to_their_district(facilities, radius):
    zones = communities(100, 200, 0, 400)
    parts = coverage(zones, points(*facilities), radius=radius)
    whole = frame([shapely.box(0, 0, 4000, 1000)], population=[700])
    district = coverage(whole, points(*facilities), radius=radius)
    for name in ("area_m2", "covered_area_m2", "area_share"):
        assert parts.total[name] == pytest.approx(district.total[name], rel=1e-9, abs=1e-9)
    for name in ("facilities_inside", "facilities_counted", "facilities_outside"):
        assert parts.total[name] == district.total[name]


@settings(max_examples=30)
@given(places, st.sampled_from([100.0, 500.0, 900.0]))
def test_subdistricts_add_up_to_the_total(facilities, radius):
    zones = communities(100, np.nan, 300, 400)
    found = coverage(zones, points(*facilities), radius=radius)
    rolled = sum_rows(found.rows, pd.Series(["东", "东", "西", "西"], index=zones.index))
    for name in ("area_m2", "covered_area_m2", "population", "covered_population"):
        assert rolled[name].sum() == pytest.approx(found.total[name], rel=1e-12)
    assert rolled["facilities_inside"].sum() == found.total["facilities_inside"]


def test_places_are_counted_also_where_nobody_counted_their_people():
    zones = communities(np.nan, 100)
    where = frame(
        shapely.points([(500, 0), (500, 600), (1500, 0)]), population=[5, 1, 1], zone=[0, 0, 1]
    )
    found = coverage(zones, points((500, 0)), radius=500, demand=where)
    assert found.rows["places"].tolist() == [2, 1]
    assert found.rows["places_covered"].tolist() == [1, 0]
    assert found.rows["places_share"].tolist() == [0.5, 0]
    assert math.isnan(found.rows["population_share"][0])
    assert (found.total["places"], found.total["places_share"]) == (3, pytest.approx(1 / 3))
    assert "places" not in coverage(zones, points((500, 0)), radius=500).rows


def test_shares_alone_are_those_of_the_whole_coverage() -> None:
    zones = frame(
        [
            shapely.box(0, 0, 1000, 500),
            shapely.box(1000, 0, 2000, 500),
            shapely.box(2000, 0, 3000, 500),
        ],
        population=[100.0, np.nan, 0.0],
    )
    land = frame([shapely.box(100, 0, 400, 500)])
    sites = frame([shapely.Point(300, 100), shapely.Point(1900, 50)])
    found = measure_proximity(prepare_ground(zones, residential=land), sites)
    whole = coverage_within(found, radius=250).rows
    alone = shares_within(found, radius=250)
    assert set(alone) == {"population_share", "area_share", "residential_share"}
    for name, share in alone.items():
        np.testing.assert_array_equal(share, whole[name])
    with pytest.raises(ShapeError, match="radius"):
        shares_within(found, radius=-1)
