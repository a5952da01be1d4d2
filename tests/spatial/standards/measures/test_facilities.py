from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from spatial.standards.measures.facilities import (
    counted_facilities,
    facilities_per_10k,
    facility_coverage,
    floor_area_per_1000,
    largest_floor_area,
    largest_library,
    presence,
    site_area_per_person,
    size_compliance,
    zone_attribute,
)
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import NotMeasurableError, owners
from tests.builders.frames import frame, row_of_squares
from tests.builders.rules import rule_of

rule = partial(rule_of, measure="presence", unit="count", layer="culture_rooms")


def squares():
    return row_of_squares(
        3,
        side=1000,
        population_resident=[1000.0, 0.0, np.nan],
        population_registered=[2000.0, 500.0, 100.0],
        office_area_m2=[190.0, 189.9, np.nan],
    )


@pytest.fixture
def zones():
    return squares()


@pytest.fixture
def rooms():
    """Two in the first zone, one in the second, none in the third, one outside all."""
    return frame(
        [Point(500, 500), Point(600, 500), Point(1500, 500), Point(9000, 0)],
        grade=["standard", "demonstration", "below", "standard"],
        floor_area_m2=[50.0, 120.0, 49.9, 500.0],
        volumes=[100.0, np.nan, 10000.0, 5.0],
    )


def taken(take, zones, rooms, **changes):
    result = take(zones, MeasureLayers({"culture_rooms": rooms}), rule(**changes))
    assert (np.isnan(result.amounts) == np.array([x is not None for x in result.reasons])).all()
    return result.amounts.tolist(), result.reasons.tolist()


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, [0, 1, 2, 3]),
        ({"grades": ("standard", "below")}, [0, 2, 3]),
        ({"floor_area_m2": 50.0}, [0, 1, 3]),
        ({"floor_area_m2": 50.1}, [1, 3]),
        ({"floor_area_m2": 50.0, "grades": ("below",)}, []),
        ({"grades": ("palace",), "floor_area_m2": 50.0}, []),
        ({"floor_area_m2": 50.0, "measure": "size_compliance"}, [0, 1, 2, 3]),
    ],
)
def test_facilities_count_by_grade_and_from_the_floor_area_on(rooms, changes, counted):
    found = counted_facilities(MeasureLayers({"culture_rooms": rooms}), rule(**changes))
    assert found.index.tolist() == counted


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"layer": "elder_homes"}, "layer_missing"),
        ({"grades": ("standard",)}, "no_grade"),
        ({"floor_area_m2": 50.0}, "no_value"),
    ],
)
def test_what_cannot_be_told_is_not_counted_as_none(rooms, changes, reason):
    plain = rooms[["geometry"]]
    with pytest.raises(NotMeasurableError) as caught:
        counted_facilities(MeasureLayers({"culture_rooms": plain}), rule(**changes))
    assert caught.value.args == (reason,)


def test_presence_counts_by_location(zones, rooms):
    assert taken(presence, zones, rooms) == ([2.0, 1.0, 0.0], [None] * 3)


def test_facility_on_a_shared_edge_counts_once(zones):
    assert taken(presence, zones, frame([Point(1000, 500)]))[0] == [1.0, 0.0, 0.0]


def test_rates_per_people_name_why_they_are_missing(zones, rooms):
    amounts, reasons = taken(facilities_per_10k, zones, rooms)
    assert amounts[0] == 20.0  # 2 for 1,000 people
    assert reasons == [None, "zero_population", "no_population"]
    # 170 m2 for 2,000 people, 49.9 m2 for 500, nothing for 100.
    amounts = taken(floor_area_per_1000, zones, rooms, population="registered")[0]
    assert amounts == [85.0, pytest.approx(99.8), 0.0]


def test_site_area_for_each_person(zones, rooms):
    # 300 + 200 m2 for 2,000 people, 50 m2 for 500, nothing for 100.
    rooms["site_area_m2"] = [300.0, 200.0, 50.0, 900.0][: len(rooms)]
    owner = owners(zones, rooms)
    expected = [rooms["site_area_m2"][owner == one].sum() for one in range(3)]
    amounts, _ = taken(site_area_per_person, zones, rooms, population="registered")
    assert amounts == [expected[0] / 2000, expected[1] / 500, expected[2] / 100]
    rooms.loc[0, "site_area_m2"] = np.nan
    reasons = taken(site_area_per_person, zones, rooms, population="registered")[1]
    assert reasons == ["no_value", None, None]


def test_floor_area_that_is_not_known_makes_no_sum(zones, rooms):
    rooms.loc[0, "floor_area_m2"] = np.nan
    amounts, reasons = taken(floor_area_per_1000, zones, rooms, population="registered")
    assert reasons == ["no_value", None, None]
    assert amounts[2] == 0.0


def test_largest_facility_is_unknown_only_while_the_missing_one_could_decide(zones, rooms):
    assert taken(largest_floor_area, zones, rooms, required=50.0)[0] == [120.0, 49.9, 0.0]
    rooms.loc[0, "floor_area_m2"] = np.nan
    assert taken(largest_floor_area, zones, rooms, required=120.0)[0] == [120.0, 49.9, 0.0]
    amounts, reasons = taken(largest_floor_area, zones, rooms, required=120.1)
    assert reasons == ["no_value", None, None]
    assert amounts[1:] == [49.9, 0.0]


def test_library_of_unknown_size_may_hold_the_required_volumes(zones, rooms):
    amounts, reasons = taken(largest_library, zones, rooms, required=10000.0)
    assert reasons == ["no_value", None, None]
    assert amounts[1:] == [10000.0, 0.0]


@pytest.mark.parametrize(("least", "share"), [(50.0, 1.0), (50.1, 0.5), (120.1, 0.0)])
def test_size_compliance_is_a_share_of_facilities(zones, rooms, least, share):
    amounts, reasons = taken(
        size_compliance, zones, rooms, measure="size_compliance", floor_area_m2=least
    )
    assert amounts[:2] == [share, 0.0]
    assert reasons == [None, None, "no_facility"]


def test_one_unknown_floor_area_leaves_the_share_open(zones, rooms):
    rooms.loc[0, "floor_area_m2"] = np.nan
    found = taken(size_compliance, zones, rooms, measure="size_compliance", floor_area_m2=50.0)
    assert found[1] == ["no_value", None, "no_facility"]


def test_attribute_of_the_zone(zones, rooms):
    amounts, reasons = taken(zone_attribute, zones, rooms, attribute="office_area_m2")
    assert amounts[:2] == [190.0, 189.9]
    assert reasons == [None, None, "no_value"]
    for absent in ("police_officers", None):
        with pytest.raises(NotMeasurableError, match="no_value"):
            taken(zone_attribute, zones, rooms, attribute=absent)


def share_of(zones, layers, denominator, radius=300.0):
    one = rule(denominator=denominator, metric="euclidean", radius_m=radius)
    return facility_coverage(zones, MeasureLayers(layers), one)


def test_coverage_by_area_is_the_disc_over_the_zone(zones, rooms):
    share = share_of(zones, {"culture_rooms": rooms.iloc[[2]]}, "area")
    assert share == pytest.approx([0.0, np.pi * 300**2 / 1e6, 0.0], abs=1e-12)


def test_coverage_of_residential_land_leaves_other_land_out(zones, rooms):
    land = frame(
        # The disc of 300 m around (1500, 500) reaches the homes that end at 1600 only.
        [box(1500, 499, 1600, 501), box(1850, 499, 1950, 501), box(0, 0, 10, 10)],
        land_class=["residential", "residential", "road"],
    )
    layers = {"culture_rooms": rooms.iloc[[2]], "land_use": land}
    share = share_of(zones, layers, "residential_land")
    assert share[1] == pytest.approx(0.5)
    assert np.isnan(share[[0, 2]]).all()


def test_person_at_exactly_the_radius_is_covered(zones):
    cells = frame([Point(800, 500)], population_resident=[10.0], population_registered=[10.0])
    layers = {"culture_rooms": frame([Point(500, 500)]), "population_cells": cells}
    assert share_of(zones, layers, "population", 300.0)[0] == 1.0
    assert share_of(zones, layers, "population", 299.999)[0] == 0.0


def test_coverage_without_a_radius_is_not_measured(zones, rooms):
    with pytest.raises(NotMeasurableError, match="no_value"):
        share_of(zones, {"culture_rooms": rooms}, "area", radius=None)


PLACES = st.lists(
    st.tuples(st.integers(-500, 3500), st.integers(-500, 1500)), min_size=1, max_size=12
)


@given(PLACES, st.floats(1, 2000), st.floats(1, 2))
def test_a_wider_radius_never_covers_less(places, radius, factor):
    layers = {"culture_rooms": frame([Point(place) for place in places])}
    near = share_of(squares(), layers, "area", radius)
    wide = share_of(squares(), layers, "area", radius * factor)
    assert (near <= wide + 1e-9).all()
    assert (near >= 0).all()
    assert (wide <= 1).all()


@given(PLACES)
def test_every_facility_within_the_zones_is_counted_exactly_once(places):
    count = taken(presence, squares(), frame([Point(place) for place in places]))[0]
    assert sum(count) == sum(0 <= x <= 3000 and 0 <= y <= 1000 for x, y in places)
