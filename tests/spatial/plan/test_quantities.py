import numpy as np
import pytest
from shapely import Point, box

from spatial.errors import StandardError
from spatial.plan.quantities import TAKES, take_quantities
from tests.builders.frames import frame, row_of_squares


@pytest.fixture
def frames():
    return {
        "communities": row_of_squares(
            2,
            side=100,
            people=[10.0, 30.0],
            open=[True, False],
            partly=[1.0, np.nan],
        ),
        "rooms": frame(
            [Point(50, 50), Point(60, 50)], grade=["fine", None], floor_area_m2=[80.0, 20.0]
        ),
        "green_spaces": frame([box(0, 0, 50, 100), box(0, 0, 50, 50), box(190, 0, 300, 100)]),
        "empty": frame([Point(0, 0)]).iloc[:0],
    }


FIGURES = {"fund": 300, "parts": {"district": 1.5}, "name": "26号"}


def taken(frames, **entry):
    return take_quantities({"one": entry}, frames, FIGURES)["one"]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ({"take": "count", "layer": "rooms"}, 2.0),
        ({"take": "count", "layer": "rooms", "grades": ["fine"]}, 1.0),
        ({"take": "count", "layer": "rooms", "floor_area_m2": 81}, 0.0),
        ({"take": "count_at_least", "layer": "communities", "column": "open", "value": 1}, 1.0),
        ({"take": "sum", "layer": "communities", "column": "people"}, 40.0),
        ({"take": "least", "layer": "communities", "column": "people"}, 10.0),
        ({"take": "ranked", "layer": "communities", "column": "people", "rank": 1}, 30.0),
        ({"take": "ranked", "layer": "communities", "column": "people", "rank": 3}, None),
        ({"take": "zones_with", "zones": "communities", "layer": "rooms"}, 1.0),
        ({"take": "land_area", "layer": "communities"}, 20000.0),
        ({"take": "green_area", "zones": "communities"}, 6000.0),
        ({"take": "figure", "name": "fund"}, 300.0),
        ({"take": "figure", "name": "parts", "part": "district"}, 1.5),
        ({"take": "figure", "name": "name"}, "26号"),
        ({"take": "figure", "name": "unknown"}, None),
        ({"take": "figure", "name": "parts"}, None),
        ({"take": "count", "layer": "empty"}, None),
        ({"take": "count", "layer": "absent"}, None),
        ({"take": "count", "layer": "communities", "grades": ["fine"]}, None),
        ({"take": "sum", "layer": "communities", "column": "partly"}, None),
        ({"take": "sum", "layer": "communities", "column": "absent"}, None),
    ],
)
def test_each_quantity(frames, entry, value):
    assert taken(frames, **entry) == value


def test_worst_zone_counts_its_best_facility_and_zero_without_any(frames):
    entry = {"take": "least_of_largest", "zones": "communities", "layer": "rooms"}
    assert taken(frames, **entry, column="floor_area_m2") == 0.0
    frames["communities"] = frames["communities"].iloc[:1]
    assert taken(frames, **entry, column="floor_area_m2") == 80.0


def test_quantities_build_on_earlier_ones(frames):
    declared = {
        "people": {"take": "sum", "layer": "communities", "column": "people"},
        "rooms": {"take": "count", "layer": "rooms"},
        "none": {"take": "combined", "add": ["rooms"], "subtract": ["rooms"]},
        "each": {"take": "ratio", "of": "people", "to": "rooms", "scale": 100},
        "endless": {"take": "ratio", "of": "people", "to": "none"},
        "after": {"take": "scaled", "of": "endless", "by": 2},
        "half": {"take": "divided", "of": "people", "by": 2},
        "area": {"take": "product", "of": ["people", "rooms"], "scale": 0.5},
        "double": {"take": "scaled", "of": "people", "by": 2},
    }
    assert take_quantities(declared, frames, FIGURES) == {
        "people": 40.0,
        "rooms": 2.0,
        "none": 0.0,
        "each": 2000.0,
        "endless": None,
        "after": None,
        "half": 20.0,
        "area": 40.0,
        "double": 80.0,
    }


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"take": "guess"}, "quantities.one.take: accepted: count, count_at_least"),
        ({"layer": "rooms"}, "quantities.one.take: accepted"),
        ({"take": "count", "leyer": "rooms"}, "quantities.one: wrong argument"),
        ({"take": "ratio", "of": "later", "to": "later"}, "later"),
    ],
)
def test_faults_of_the_file_are_named(frames, entry, said):
    with pytest.raises(StandardError, match=said):
        taken(frames, **entry)


def test_every_take_is_documented():
    assert all(take.__doc__ for take in TAKES.values())
