import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from spatial.measures import measure
from spatial.rules import Rule, SizeClass

CRS = "EPSG:4548"


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def rule(name, **changes):
    given = {
        "id": "one",
        "title_zh": "一",
        "title_en": "one",
        "clause": "1",
        "certainty": "verified",
        "levels": ("community",),
        "unit": "share",
        "comparison": ">=",
    }
    return Rule(measure=name, **(given | changes))


@pytest.fixture
def zones():
    return frame(
        [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(2000, 0, 3000, 1000)],
        name=["west", "middle", "east"],
        population_resident=[1000.0, 0.0, np.nan],
        population_registered=[2000.0, 500.0, 100.0],
        office_area_m2=[190.0, 189.9, np.nan],
    )


@pytest.fixture
def rooms():
    return frame(
        [Point(500, 500), Point(600, 500), Point(1500, 500), Point(9000, 0)],
        grade=["standard", "demonstration", "below", "standard"],
        floor_area_m2=[50.0, 120.0, 49.9, 500.0],
        volumes=[100.0, np.nan, 10000.0, 5.0],
    )


def taken(zones, layers, one):
    result = measure(zones, layers, one)
    assert (np.isnan(result.amounts) == np.array([x is not None for x in result.reasons])).all()
    return result.amounts.tolist(), result.reasons.tolist()


def test_presence_counts_by_location_grade_and_floor_area(zones, rooms):
    layers = {"culture_rooms": rooms}
    assert taken(zones, layers, rule("presence", layer="culture_rooms"))[0] == [2, 1, 0]
    large = rule("presence", layer="culture_rooms", floor_area_m2=50.0)
    assert taken(zones, layers, large)[0] == [2, 0, 0]
    fine = rule("presence", layer="culture_rooms", grades=("demonstration",))
    assert taken(zones, layers, fine)[0] == [1, 0, 0]


def test_rates_per_people_name_why_they_are_missing(zones, rooms):
    layers = {"culture_rooms": rooms}
    amounts, reasons = taken(zones, layers, rule("facilities_per_10k", layer="culture_rooms"))
    assert amounts[0] == 20.0
    assert reasons == [None, "zero_population", "no_population"]
    area = rule("floor_area_per_1000", layer="culture_rooms", population="registered")
    assert taken(zones, layers, area)[0] == [85.0, pytest.approx(99.8), 0.0]


def test_floor_area_that_is_not_known_makes_no_sum(zones, rooms):
    rooms.loc[0, "floor_area_m2"] = np.nan
    area = rule("floor_area_per_1000", layer="culture_rooms", population="registered")
    amounts, reasons = taken(zones, {"culture_rooms": rooms}, area)
    assert reasons == ["no_value", None, None]
    assert amounts[2] == 0.0


def test_largest_facility_and_library(zones, rooms):
    layers = {"culture_rooms": rooms}
    largest = rule("largest_floor_area", layer="culture_rooms", required=50.0)
    assert taken(zones, layers, largest)[0] == [120.0, 49.9, 0.0]
    # West holds a room whose volumes are not known: it may hold the 10,000.
    library = rule("largest_library", layer="culture_rooms", required=10000.0)
    amounts, reasons = taken(zones, layers, library)
    assert reasons == ["no_value", None, None]
    assert amounts[1:] == [10000.0, 0.0]


def test_size_compliance_is_a_share_of_facilities(zones, rooms):
    size = rule("size_compliance", layer="culture_rooms", floor_area_m2=100.0)
    amounts, reasons = taken(zones, {"culture_rooms": rooms}, size)
    assert amounts[:2] == [0.5, 0.0]
    assert reasons == [None, None, "no_facility"]


def test_attribute_of_the_zone(zones):
    amounts, reasons = taken(zones, {}, rule("premises_area", attribute="office_area_m2"))
    assert amounts[:2] == [190.0, 189.9]
    assert reasons == [None, None, "no_value"]
    assert taken(zones, {}, rule("staff", attribute="police_officers"))[1] == ["no_value"] * 3


def coverage(**changes):
    given = {"layer": "culture_rooms", "denominator": "area", "metric": "euclidean"}
    return rule("coverage", **(given | changes))


def test_facility_coverage_by_area_land_and_people(zones, rooms):
    rooms = rooms.iloc[[2]]
    land = frame([box(1500, 400, 1600, 600), box(0, 0, 10, 10)], land_class=["residential", "road"])
    layers = {"culture_rooms": rooms, "land_use": land}
    share = taken(zones, layers, coverage(radius_m=300.0))[0]
    assert share[1] == pytest.approx(np.pi * 300**2 / 1e6, abs=1e-12)
    amounts, reasons = taken(
        zones, layers, coverage(radius_m=300.0, denominator="residential_land")
    )
    assert amounts[1] == pytest.approx(1.0)
    assert reasons == ["no_residential_land", None, "no_residential_land"]
    people = coverage(radius_m=300.0, denominator="population")
    assert taken(zones, layers, people)[1] == [None, "zero_population", "no_population"]


def test_distance_exactly_the_radius_is_covered(zones):
    cells = frame([Point(800, 500)], population_resident=[10.0], population_registered=[10.0])
    layers = {"culture_rooms": frame([Point(500, 500)]), "population_cells": cells}
    reached = coverage(radius_m=300.0, denominator="population")
    missed = coverage(radius_m=299.999, denominator="population")
    assert taken(zones, layers, reached)[0][0] == 1.0
    assert taken(zones, layers, missed)[0][0] == 0.0


def test_walking_is_never_passed_off_as_a_straight_line(zones, rooms):
    walking = coverage(radius_m=300.0, metric="walking")
    amounts, reasons = taken(zones, {"culture_rooms": rooms}, walking)
    assert np.isnan(amounts).all()
    assert reasons == ["needs_walking_network"] * 3


@pytest.mark.parametrize(
    ("layers", "one", "reason"),
    [
        ({}, rule("presence", layer="elder_homes"), "layer_missing"),
        ({}, coverage(denominator="residential_land", radius_m=1.0), "layer_missing"),
        ({}, rule("green_ratio"), "layer_missing"),
        ({}, rule("unavailable", needs="canopy"), "needs_canopy"),
        ({}, rule("open_space_share"), "layer_missing"),
    ],
)
def test_missing_layers_are_named(zones, layers, one, reason):
    assert taken(zones, layers, one)[1] == [reason] * 3


def test_layers_without_the_attribute_are_not_measured(zones, rooms):
    plain = rooms[["geometry"]]
    graded = rule("presence", layer="culture_rooms", grades=("standard",))
    assert taken(zones, {"culture_rooms": plain}, graded)[1] == ["no_grade"] * 3
    sized = rule("presence", layer="culture_rooms", floor_area_m2=50.0)
    assert taken(zones, {"culture_rooms": plain}, sized)[1] == ["no_value"] * 3
    greens = frame([box(0, 0, 10, 10)])
    parks = rule("green_per_person", green_classes=("pocket_park",))
    assert taken(zones, {"green_spaces": greens}, parks)[1] == ["no_green_class"] * 3


@pytest.fixture
def greens():
    return frame(
        [box(900, 0, 1100, 100), box(900, 0, 1000, 100), box(0, 900, 100, 1000)],
        green_class=["community_park", "community_park", "attached"],
    )


def test_green_per_person_and_ratio_dissolve_and_split(zones, greens):
    layers = {"green_spaces": greens}
    assert taken(zones, layers, rule("green_per_person"))[0][0] == 20.0
    parks = ("community_park",)
    assert taken(zones, layers, rule("green_per_person", green_classes=parks))[0][0] == 10.0
    large = rule("green_per_person", min_area_m2=20000.0, population="registered")
    assert taken(zones, layers, large)[0] == [5.0, 20.0, 0.0]
    small = rule("green_per_person", max_area_m2=20000.0, population="registered")
    assert taken(zones, layers, small)[0] == [5.0, 0.0, 0.0]
    assert taken(zones, layers, rule("green_ratio"))[0] == [0.02, 0.01, 0.0]


def test_park_coverage_by_size(zones, greens):
    one = coverage(
        layer="green_spaces",
        green_classes=("community_park",),
        size_classes=(SizeClass(min_m2=20000, radius_m=100),),
    )
    share = taken(zones, {"green_spaces": greens}, one)[0]
    # The half of the park in the zone, a band beside it, one above it and a quarter circle.
    assert share[0] == pytest.approx((30000 + np.pi * 1e4 / 4) / 1e6, rel=1e-4)
    assert share[2] == 0.0


def test_open_space_is_streets_and_parks_over_land_without_water(zones, greens):
    land = frame(
        [box(0, 400, 1000, 500), box(0, 500, 1000, 700), box(900, 50, 1000, 100)],
        land_class=["road", "water", "road"],
    )
    layers = {"green_spaces": greens, "land_use": land}
    one = rule("open_space_share", green_classes=("community_park",))
    assert taken(zones, layers, one)[0] == [pytest.approx(110000 / 800000), 0.01, 0.0]
    dry = {**layers, "land_use": land.iloc[[1]]}
    assert taken(zones, dry, one)[1] == ["no_road_land"] * 3
