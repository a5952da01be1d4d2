"""Before and after on a street that a reader can walk."""

import math

import numpy as np
import pytest

from spatial.scenario.comparison import compare_units, total_figures, unit_figures
from spatial.scenario.edits import AddFacility, ChangePopulation, CloseFacility
from spatial.scenario.scenario import Places, Scenario


@pytest.fixture
def town():
    """Places at 0, 100 and 400 m with 10, 30 and 20 people; a facility for 80 persons at 0."""
    points = np.array([(0.0, 0.0), (100.0, 0.0), (400.0, 0.0)])
    places = Places(points, np.array([10.0, 30.0, 20.0]), np.array([0, 0, 1]), 3)
    return Scenario.straight(places, [(0.0, 0.0)], radius=100.0, capacity=[120.0])


def test_figures_of_each_unit(town):
    found = unit_figures(town, np.arange(3), 3)
    assert found["population"].tolist() == [40, 20, 0]
    assert found["covered_population"].tolist() == [40, 0, 0]
    assert found["population_share"].tolist()[:2] == [1, 0]
    assert found["nearest_m"].tolist()[:2] == [75, 400]
    assert found["capacity_per_1000"].tolist()[:2] == [2000, 2000]
    for name in ("population_share", "nearest_m", "capacity_per_1000"):
        assert math.isnan(found[name][2])


def test_figures_of_all(town):
    found = total_figures(town)
    assert found["population"] == 60
    assert found["population_share"] == pytest.approx(2 / 3)
    assert found["nearest_m"] == pytest.approx((30 * 100 + 20 * 400) / 60)
    assert (found["nearest_m_p90"], found["nearest_m_max"]) == (400, 400)
    assert (found["facilities"], found["capacity"]) == (1, 120)
    # Lorenz curve of 0, 100, 400 m with 10, 30, 20 people: (1/6, 0), (4/6, 3/11), (1, 1)
    area = (1 / 2) * (3 / 11) + (1 / 3) * (3 / 11 + 1)
    assert found["equity"]["gini"] == pytest.approx(1 - area)


def test_what_a_second_facility_changes(town):
    after = town.copy()
    after.apply(AddFacility((400.0, 0.0), 10.0))
    after.apply(ChangePopulation(1, factor=2.0))
    found = compare_units(town, after, np.array([0, 0, 0]), 1)
    assert found["gained"].tolist() == [40]
    assert found["covered_population_before"].tolist() == [40]
    assert found["covered_population_after"].tolist() == [80]
    # 40 people share 120 places, 40 others 10
    assert found["capacity_per_1000_after"].tolist() == [(40 * 3000 + 40 * 250) / 80]


def test_without_facilities_nothing_is_reached(town):
    town.apply(CloseFacility(0))
    found = total_figures(town)
    assert found["unreached_population"] == 60
    assert found["equity"] is None
    assert math.isnan(found["capacity"])
    assert math.isnan(found["nearest_m"])


def test_an_unknown_capacity_is_no_zero(town):
    town.apply(AddFacility((400.0, 0.0)))
    found = unit_figures(town, np.arange(3), 3)
    assert found["capacity_per_1000"][0] == 3000
    assert math.isnan(found["capacity_per_1000"][1])
    assert total_figures(town)["capacity"] == 120
