import numpy as np
import pytest
from shapely import Point, box

from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.table import measure
from tests.builders.frames import frame, row_of_squares
from tests.builders.rules import rule_of


def rule(name, **fields):
    return rule_of(measure=name, **fields)


@pytest.fixture
def zones():
    return row_of_squares(
        3,
        side=1000,
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


def test_rule_is_taken_by_the_measure_it_names(zones, rooms):
    layers = {"culture_rooms": rooms}
    assert taken(zones, layers, rule("presence", layer="culture_rooms"))[0] == [2, 1, 0]
    largest = rule("largest_floor_area", layer="culture_rooms", required=50.0)
    assert taken(zones, layers, largest)[0] == [120.0, 49.9, 0.0]
    office = rule("premises_area", attribute="office_area_m2")
    assert taken(zones, layers, office)[0][:2] == [190.0, 189.9]
    assert taken(zones, layers, rule("staff", attribute="police_officers"))[1] == ["no_value"] * 3


def test_several_rules_share_one_ground(zones, rooms):
    one = rule("presence", layer="culture_rooms")
    shared = measure(zones, MeasureLayers({"culture_rooms": rooms}), one)
    assert shared.amounts.tolist() == measure(zones, {"culture_rooms": rooms}, one).amounts.tolist()


def test_measure_that_no_standard_may_name_is_an_error(zones):
    with pytest.raises(KeyError, match="beauty"):
        measure(zones, {}, rule("beauty"))


def coverage(**changes):
    given = {"layer": "culture_rooms", "denominator": "area", "metric": "euclidean"}
    return rule("coverage", **(given | changes))


def test_coverage_says_why_a_share_is_missing(zones, rooms):
    land = frame([box(1500, 400, 1600, 600), box(0, 0, 10, 10)], land_class=["residential", "road"])
    layers = {"culture_rooms": rooms.iloc[[2]], "land_use": land}
    on_land = coverage(radius_m=300.0, denominator="residential_land")
    amounts, reasons = taken(zones, layers, on_land)
    assert amounts[1] == pytest.approx(1.0)
    assert reasons == ["no_residential_land", None, "no_residential_land"]
    people = coverage(radius_m=300.0, denominator="population")
    assert taken(zones, layers, people)[1] == [None, "zero_population", "no_population"]


def test_coverage_of_parks_runs_from_their_edge_and_of_facilities_from_their_point(zones):
    layers = {
        "green_spaces": frame([box(0, 0, 100, 1000)]),
        "culture_rooms": frame([Point(0, 500)]),
    }
    parks = coverage(layer="green_spaces", radius_m=300.0)
    assert taken(zones, layers, parks)[0] == [pytest.approx(0.4), 0.0, 0.0]
    rooms = coverage(radius_m=300.0)
    half = np.pi * 300**2 / 2 / 1e6
    assert taken(zones, layers, rooms)[0] == [pytest.approx(half, abs=1e-12), 0.0, 0.0]


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
        ({}, rule("unavailable", needs="greenways"), "needs_greenways"),
        ({}, rule("canopy_share"), "needs_canopy"),
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
