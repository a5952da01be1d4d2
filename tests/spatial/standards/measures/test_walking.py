"""Rules on walking: shares on foot of facilities and parks, and by how much people walk too far."""

from functools import partial

import numpy as np
import pytest
from shapely import LineString, Point, box

from spatial.rules import SizeClass
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import NotMeasurableError
from spatial.standards.measures.walking import (
    facility_excess,
    facility_share,
    park_excess,
    park_share,
    streets,
)
from tests.builders.frames import frame, row_of_squares
from tests.builders.rules import rule_of

CLASSES = (SizeClass(min_m2=0.0, max_m2=5000.0, radius_m=300.0),)


rule = partial(
    rule_of, measure="coverage", metric="walking", radius_m=300.0, denominator="population"
)


@pytest.fixture
def zones():
    return row_of_squares(
        2,
        side=1000,
        population_resident=[100.0, 300.0],
        population_registered=[100.0, 300.0],
    )


@pytest.fixture
def town(zones):
    """Two squares, one street through the middle, and people along it."""
    return {
        "communities": zones,
        "streets": frame([LineString([(0, 500), (2000, 500)])], walkable=[True]),
        "population_cells": frame(
            [Point(100, 510), Point(900, 510), Point(1100, 510)],
            population_resident=[25.0, 75.0, 300.0],
        ),
        "land_use": frame([box(0, 400, 400, 600)], land_class=["residential"]),
    }


def test_without_streets_a_rule_on_walking_cannot_be_measured(town, zones):
    for gone in (
        {"streets": town["streets"].iloc[:0]},
        {"streets": town["streets"].assign(walkable=False)},
    ):
        ground = MeasureLayers(town | gone)
        with pytest.raises(NotMeasurableError, match="needs_walking_network"):
            facility_share(zones, ground, rule(), frame([Point(0, 0)]))
        with pytest.raises(NotMeasurableError, match="needs_walking_network"):
            park_share(zones, ground, rule(), np.array([box(0, 0, 9, 9)]), CLASSES)


def test_facilities_are_walked_to(town, zones):
    ground = MeasureLayers(town)
    centers = frame([Point(800, 600)])
    # 100 + 100 + 10 = 210 m, 700 + 110 = 810 m; 300 + 110 = 410 m.
    assert facility_share(zones, ground, rule(), centers).tolist() == pytest.approx([0.75, 0])
    assert facility_share(zones, ground, rule(radius_m=410.0), centers)[1] == 1
    land = facility_share(zones, ground, rule(denominator="residential_land"), centers)
    assert land[0] == 0
    assert np.isnan(land[1])
    asked = rule(denominator="area", radius_m=310.0)
    area = facility_share(zones, ground, asked, frame([Point(500, 500)]))
    assert area[0] == pytest.approx(2 * 310**2 / 1e6, rel=0.02)
    with pytest.raises(NotMeasurableError, match="no_value"):
        facility_share(zones, ground, rule(radius_m=None), centers)


def test_parks_are_walked_to_by_their_entrances(town, zones):
    ground = MeasureLayers(town)
    parks = np.array([box(400, 480, 440, 520), box(1200, 900, 1240, 940)])
    # Entered at x = 400 and 440; the other one has no street: nobody reaches it.
    assert park_share(zones, ground, rule(), parks, CLASSES).tolist() == [0, 0]
    near = (SizeClass(min_m2=0.0, max_m2=5000.0, radius_m=310.0),)
    assert park_share(zones, ground, rule(), parks, near).tolist() == pytest.approx([0.25, 0])


def test_by_how_much_the_walk_is_too_long(town):
    ground = MeasureLayers(town)
    points = np.array([(100.0, 510.0), (900.0, 510.0)])
    centers = frame([Point(800, 600)])
    assert facility_excess(points, ground, rule(), centers) == pytest.approx([510, -90])
    parks = np.array([box(400, 480, 440, 520), box(1200, 900, 1240, 940)])
    assert park_excess(points, ground, parks, CLASSES) == pytest.approx([10, 170])
    assert park_excess(points, ground, parks[1:], CLASSES).tolist() == [np.inf, np.inf]


def test_the_network_is_built_once(town):
    ground = MeasureLayers(town)
    assert streets(ground) is streets(ground)
