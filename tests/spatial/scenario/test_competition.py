"""What a larger clinic and more people do, in numbers that a reader can redo."""

import math

import numpy as np
import pytest

from spatial.access.catchments import two_step_floating_catchment
from spatial.errors import ShapeError
from spatial.scenario.competition import Sharing, compared_shares, shares, supply_per_person
from spatial.scenario.edits import (
    AddFacility,
    ChangePopulation,
    CloseFacility,
    CloseStreet,
    ResizeFacility,
)
from spatial.scenario.scenario import Places, Scenario
from spatial.scenario.walking import WalkingNearest
from tests.builders.streets import network_of

NEAR = Sharing(100.0)
ZONES = np.arange(3)


@pytest.fixture
def town():
    """10, 30 and 20 people at 0, 100 and 200 m, each a zone; 40 beds at 0 m, 20 at 200 m."""
    points = np.array([(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)])
    places = Places(points, np.array([10.0, 30.0, 20.0]), np.arange(3), 3)
    return Scenario.straight(places, [(0.0, 0.0), (200.0, 0.0)], radius=100.0, capacity=[40, 20])


def test_people_share_what_is_in_their_catchment(town):
    found = shares(town, NEAR, ZONES, 3)
    # 40 beds for 10 + 30 people: 1 each; 20 beds for 30 + 20 people: 0.4 each
    assert found.units.tolist() == pytest.approx([1000, 1400, 400])
    assert found.total == pytest.approx(1000)  # 60 beds, 60 people
    # Lorenz curve, worst first: 20 people with 8 beds, 10 with 10, 30 with 42
    area = (2 / 6) * 8 + (1 / 6) * (8 + 18) + (3 / 6) * (18 + 60)
    assert found.gini == pytest.approx(1 - area / 60)
    # the best tenth has 6 * 1.4 beds, the worst 40 % are 20 people with 0.4 and 4 with 1
    assert found.palma == pytest.approx(6 * 1.4 / (20 * 0.4 + 4))


def test_a_larger_facility_changes_shares_though_no_distance_changes(town):
    after = town.copy()
    after.apply(ResizeFacility(1, 70.0))
    old, new = compared_shares(town, after, NEAR, ZONES, 3)
    assert np.array_equal(town.distance, after.distance)
    assert old.units.tolist() == pytest.approx([1000, 1400, 400])
    assert new.units.tolist() == pytest.approx([1000, 2400, 1400])
    assert (new.total - old.total) * 60 == pytest.approx(50 * 1000)


def test_more_people_have_less_each(town):
    after = town.copy()
    after.apply(ChangePopulation(2, total=70.0))
    old, new = compared_shares(town, after, NEAR, ZONES, 3)
    assert new.units.tolist() == pytest.approx([1000, 1200, 200])
    assert new.total == pytest.approx(60 / 110 * 1000)
    assert new.gini > old.gini


def test_what_is_told_is_the_two_step_method_on_the_matrix_of_distances(town):
    town.apply(AddFacility((130.0, 0.0), 7.0))
    town.apply(CloseFacility(0))
    matrix = np.abs(np.array([[0.0], [100.0], [200.0]]) - np.array([200.0, 130.0]))
    expected = two_step_floating_catchment(
        matrix, town.people, [20.0, 7.0], catchment=150.0, decay="gaussian"
    )
    found = shares(town, Sharing(150.0, "gaussian"), ZONES, 3)
    assert found.places.tolist() == pytest.approx((1000 * expected).tolist())


def test_units_are_means_of_their_people(town):
    found = shares(town, NEAR, np.array([0, 0, 1]), 3)
    assert found.units.tolist()[:2] == pytest.approx([(10 * 1000 + 30 * 1400) / 40, 400])
    assert math.isnan(found.units[2])


def test_where_a_capacity_is_not_known_nothing_is_told(town):
    town.apply(AddFacility((-50.0, 0.0)))
    found = shares(town, NEAR, ZONES, 3)
    assert math.isnan(found.units[0])
    assert found.units.tolist()[1:] == pytest.approx([1400, 400])
    assert all(math.isnan(one) for one in (found.total, found.gini, found.palma))
    counted = shares(town, Sharing(100.0, counted=True), ZONES, 3)
    assert counted.units.tolist() == pytest.approx([125, 45, 20])
    town.apply(ResizeFacility(2, 10.0))
    assert shares(town, NEAR, ZONES, 3).total == pytest.approx(70 / 60 * 1000)


def test_people_choose_among_facilities_in_the_third_step(town):
    table = town.costs(100.0)
    found = supply_per_person(town, Sharing(100.0, selection=True), table)
    # those in the middle spread evenly: 15 of them add to 10 and to 20
    assert found.tolist() == pytest.approx([40 / 25, (40 / 25 + 20 / 35) / 2, 20 / 35])


def test_a_closed_street_takes_the_supply_behind_it():
    network = network_of([(0, 0), (100, 0)])
    points = np.array([(0.0, 0.0), (100.0, 0.0)])
    places = Places(points, np.full(2, 5.0), np.arange(2), 2)
    before = Scenario(
        places, WalkingNearest(network, points, points[:1]), radius=9.0, capacity=[10.0]
    )
    after = before.copy()
    assert before.same_ways(after)
    after.apply(CloseStreet((0,)))
    assert not before.same_ways(after)
    old, new = compared_shares(before, after, NEAR, np.arange(2), 2)
    assert old.units.tolist() == [1000, 1000]
    assert new.units.tolist() == [0, 0]
    assert math.isnan(new.gini)


def test_a_catchment_is_a_distance():
    with pytest.raises(ShapeError, match="catchment"):
        Sharing(-1.0)
    with pytest.raises(ShapeError, match="catchment"):
        Sharing(math.nan)


def test_supply_for_next_to_nobody_is_no_number(town):
    town.apply(ChangePopulation(None, factor=1e-310))
    found = shares(town, NEAR, ZONES, 3)
    assert np.isnan(found.units).all()
    assert math.isnan(found.total)


def test_nobody_has_nothing():
    places = Places(np.empty((0, 2)), np.empty(0), np.empty(0, dtype=np.int64), 1)
    scenario = Scenario.straight(places, [(0.0, 0.0)], radius=9.0, capacity=[1.0])
    found = shares(scenario, NEAR, np.zeros(1, dtype=np.int64), 1)
    assert math.isnan(found.total)
    assert math.isnan(found.units[0])
