"""One community of 1,000 people in the middle of nowhere, and what it lacks."""

from functools import partial

import numpy as np
import pytest
from shapely import Point, box

from spatial.rules import SizeClass
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.table import measure
from spatial.standards.reasons import CAUSES, gap_causes
from tests.builders.frames import frame
from tests.builders.rules import rule_of

PARKS = ("community_park", "pocket_park")


rule = partial(rule_of, measure="coverage", required=1.0)


REACH = {
    "layer": "health_centers",
    "denominator": "population",
    "metric": "euclidean",
    "radius_m": 300.0,
}


def judge(asked, **layers):
    """Return the cause of the failing community of 1,000 people at (50, 50) and (450, 50)."""
    zones = frame(
        [box(0, 0, 500, 100)], population_resident=[1000.0], population_registered=[1000.0]
    )
    people = frame([Point(50, 50), Point(450, 50)], population_resident=[600.0, 400.0])
    ground = MeasureLayers({"communities": zones, "population_cells": people, **layers})
    measured = measure(zones, ground, asked)
    cause, too_far = gap_causes(zones, ground, asked, measured, np.array([True]))
    return cause[0], too_far[0]


def centers(*places, **columns):
    return frame([Point(*place) for place in places], **columns)


def test_people_beyond_the_radius_are_too_far_by_what_is_missing():
    # 50 m from the first place, 350 m from the second: 50 m beyond the radius.
    found = judge(rule(**REACH), health_centers=centers((100, 50)))
    assert found == ("too_far", pytest.approx(50))
    # 60 % would be enough, and 60 % are reached: nothing is missing there.
    enough = judge(rule(**REACH, comparison=">=", required=0.6), health_centers=centers((100, 50)))
    assert enough[1] == 0


def test_nobody_in_reach_is_none_at_all_even_where_one_is_far_away():
    found = judge(rule(**REACH), health_centers=centers((50, 1050)))
    assert found == ("none", pytest.approx(np.hypot(400, 1000) - 300))
    assert judge(rule(**REACH), health_centers=centers((9e3, 9e3)))[0] == "none"


def test_what_is_near_but_too_small_to_count_is_too_small():
    small = centers((250, 50), (60, 5000), floor_area_m2=[50.0, 500.0])
    found = judge(rule(**REACH, floor_area_m2=100.0), health_centers=small)
    assert found[0] == "too_small"
    graded = centers((250, 50), (60, 5000), grade=["station", "center"])
    assert judge(rule(**REACH, grades=("center",)), health_centers=graded)[0] == "too_small"
    # Those that are too small do not reach everybody either.
    half = centers((50, 50), (60, 5000), floor_area_m2=[50.0, 500.0])
    assert judge(rule(**REACH, floor_area_m2=100.0), health_centers=half)[0] == "too_far"


def park(side, x, green_class="pocket_park"):
    return frame([box(x, 0, x + side, side)], green_class=[green_class])


def test_parks_reach_from_their_edge_by_their_size():
    asked = rule(
        layer="green_spaces",
        denominator="population",
        metric="euclidean",
        green_classes=PARKS,
        size_classes=(SizeClass(min_m2=5000.0, radius_m=300.0),),
    )
    # 100 m x 100 m from x = 900: 450 m and 850 m away; none within 300 m.
    assert judge(asked, green_spaces=park(100, 900)) == ("none", pytest.approx(550))
    assert judge(asked, green_spaces=park(100, 600)) == ("too_far", pytest.approx(250))
    # 40 m x 40 m in the middle would reach all if it counted.
    cause, far = judge(asked, green_spaces=park(40, 230))
    assert cause == "too_small"
    assert np.isnan(far)


def test_land_is_judged_at_points():
    asked = rule(
        layer="green_spaces",
        denominator="residential_land",
        metric="euclidean",
        radius_m=100.0,
        green_classes=PARKS,
    )
    homes = frame([box(0, 0, 200, 100)], land_class=["residential"])
    cause, far = judge(asked, green_spaces=park(100, 200), land_use=homes)
    assert cause == "too_far"
    # The furthest point of land stands at (25, 25), 175 m from the park.
    assert far == pytest.approx(75)


@pytest.mark.parametrize(
    ("fields", "layers", "expected"),
    [
        ({"measure": "presence"}, {}, "none"),
        ({"measure": "presence", "floor_area_m2": 100.0}, {"floor_area_m2": [50.0]}, "too_small"),
        ({"measure": "facilities_per_10k", "required": 20.0}, {}, "none"),
        ({"measure": "facilities_per_10k", "required": 20.0}, {"inside": True}, "too_small"),
        (
            {"measure": "largest_floor_area", "required": 80.0},
            {"floor_area_m2": [50.0]},
            "too_small",
        ),
    ],
)
def test_stock_in_the_unit(fields, layers, expected):
    inside = bool(layers)
    layers.pop("inside", None)
    place = (100, 50) if inside else (100, 5000)
    columns = {"floor_area_m2": [500.0]} | layers
    asked = rule(layer="health_centers", **fields)
    cause, far = judge(asked, health_centers=centers(place, **columns))
    assert cause == expected
    assert np.isnan(far)


def test_green_for_each_person():
    asked = rule(measure="green_per_person", required=2.0, min_area_m2=4000.0, green_classes=PARKS)
    assert judge(asked, green_spaces=park(40, 0))[0] == "too_small"
    assert judge(asked, green_spaces=park(100, 900))[0] == "none"
    assert judge(asked, green_spaces=park(40, 0, "attached"))[0] == "none"


def test_what_meets_the_rule_has_no_cause():
    zones = frame([box(0, 0, 1, 1)], population_resident=[1.0])
    ground = MeasureLayers({"communities": zones})
    asked = rule(measure="presence", layer="health_centers")
    cause, far = gap_causes(zones, ground, asked, measure(zones, ground, asked), np.array([False]))
    assert cause.tolist() == [None]
    assert np.isnan(far).all()
    assert all(zh and en for zh, en in CAUSES.values())


def test_a_park_above_the_class_is_not_called_too_small():
    """The kind: a cause that is not true of the data. 100 m x 100 m is above a class of 0.5 ha."""
    asked = rule(measure="green_per_person", required=2.0, max_area_m2=5000.0, green_classes=PARKS)
    assert judge(asked, green_spaces=park(100, 0))[0] == "too_large"
    # Beside a small one that counts and is not enough: together they would be.
    both = frame([box(0, 0, 10, 10), box(50, 0, 150, 100)], green_class=["pocket_park"] * 2)
    assert judge(asked, green_spaces=both)[0] == "too_large"
    assert judge(asked, green_spaces=park(10, 0))[0] == "too_small"
    near = rule(
        layer="green_spaces",
        denominator="population",
        metric="euclidean",
        radius_m=300.0,
        max_area_m2=5000.0,
        green_classes=PARKS,
    )
    assert judge(near, green_spaces=park(100, 230))[0] == "too_large"
