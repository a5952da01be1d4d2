"""People in whole parts: totals are kept, shares are near, and sums are exact in any order."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.population.apportionment import apportioned, in_parts, part_of, whole_totals

WEIGHTS = st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 2)), min_size=1, max_size=40)
PERSONS = st.lists(st.integers(0, 10**7), min_size=3, max_size=3)


def test_a_part_is_a_power_of_two_far_below_a_person():
    assert part_of(np.array([700_000.0, np.nan, 300_000.0])) == 2.0**-26
    assert part_of(np.array([np.nan, 0.0])) == 0
    assert part_of(np.empty(0)) == 0


def test_whole_persons_stay_and_fractions_become_whole_parts():
    totals = np.array([1000.0, 0.0, np.nan, 700.1, 1e-9])
    found = whole_totals(totals)
    assert found[[0, 1, 4]].tolist() == [1000, 0, 1e-9]
    assert np.isnan(found[2])
    assert found[3] == pytest.approx(700.1, rel=1e-9)
    assert (found[3] / part_of(totals)).is_integer()


def test_what_rounding_leaves_over_goes_to_those_who_lost_most():
    people = apportioned(np.array([1.0, 1.0, 1.0]), np.zeros(3, dtype=int), np.array([100.0]))
    part = part_of(np.array([100.0]))
    assert people.sum() == 100
    assert sorted(people - people.min()) in ([0, 0, part], [0, part, part])


def test_whole_persons_in_proportion_stay_whole():
    people = apportioned(
        np.array([1.0, 3.0, 7.0, 0.0]), np.array([0, 0, 1, 1]), np.array([8000.0, 500.0])
    )
    assert people.tolist() == [2000, 6000, 500, 0]


def test_a_total_times_a_share_is_whole_parts_again():
    totals = np.array([9581.0, 8000.0])
    people = apportioned(np.ones(7), np.array([0] * 3 + [1] * 4), totals)
    near = people[:2].sum()
    assert in_parts(totals * (1 - near / totals[0]), totals)[0] == totals[0] - near
    assert in_parts(np.array([0.3]), np.zeros(1)).tolist() == [0.3]


def test_where_nobody_weighs_anything_people_are_even_and_unknown_totals_place_nobody():
    zone = np.array([0, 0, 1])
    people = apportioned(np.zeros(3), zone, np.array([10.0, np.nan]))
    assert people.tolist() == [5, 5, 0]
    assert apportioned(np.ones(3), zone, np.array([np.nan, np.nan])).tolist() == [0, 0, 0]
    with pytest.raises(ShapeError, match="not negative"):
        apportioned(np.array([-1.0]), np.zeros(1, dtype=int), np.array([1.0]))


@given(WEIGHTS, PERSONS, st.randoms(use_true_random=False))
def test_sums_of_any_places_in_any_order_are_exact(places, persons, random):
    weight, zone = (np.array(column) for column in zip(*places, strict=True))
    totals = np.array(persons, dtype=float)
    people = apportioned(weight, zone, whole_totals(totals))
    assert (people >= 0).all()
    lived = np.isin(np.arange(3), zone)
    sums = np.bincount(zone, weights=people, minlength=3)
    assert sums[lived].tolist() == totals[lived].tolist()
    some = [float(x) for x in people if random.random() < 0.5]
    exact = math.fsum(some)
    random.shuffle(some)
    added = 0.0
    for one in some:
        added += one
    assert added == exact == float(np.sum(some))


@given(WEIGHTS, st.lists(st.floats(0, 1e6), min_size=3, max_size=3))
def test_totals_of_any_kind_are_kept_to_nine_digits(places, totals):
    weight, zone = (np.array(column) for column in zip(*places, strict=True))
    wanted = np.array(totals)
    people = apportioned(weight, zone, whole_totals(wanted))
    lived = np.isin(np.arange(3), zone)
    sums = np.bincount(zone, weights=people, minlength=3)
    assert sums[lived] == pytest.approx(wanted[lived], rel=1e-9)
