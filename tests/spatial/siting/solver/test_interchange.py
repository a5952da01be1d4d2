"""Exchanges are valued rightly, and end where none helps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.siting.problem import Watch
from spatial.siting.solver.costs import DenseCosts
from spatial.siting.solver.interchange import greedy, interchange, two_least
from tests.spatial.siting_oracle import make_case, median_of

FOREVER = Watch(None, None)


def dense(cost, outside):
    return DenseCosts(np.arange(cost.shape[1]), outside, np.ascontiguousarray(cost.T))


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_no_exchange_betters_the_answer(seed, sites):
    cost, _ = make_case(seed, 9, 7, holes=0)
    ones = np.ones(9)
    costs = dense(cost, cost.max(axis=1))
    start = greedy(costs, sites)
    assert len(set(start.tolist())) == sites
    chosen, total = interchange(costs, start, FOREVER)
    assert total == median_of(cost, ones, chosen)
    assert total <= median_of(cost, ones, start)
    for out in range(sites):
        for into in set(range(7)) - set(chosen.tolist()):
            other = chosen.copy()
            other[out] = into
            assert median_of(cost, ones, other) >= total


def test_the_two_least_stay_below_what_is_outside():
    costs = dense(np.array([[1.0, 5.0], [9.0, 2.0], [8.0, 8.0]]), np.array([4.0, 6.0, 7.0]))
    first, second, who = two_least(costs, np.array([1, 0]))
    assert first.tolist() == [1.0, 2.0, 7.0]
    assert second.tolist() == [4.0, 6.0, 7.0]
    assert who.tolist() == [1, 0, -1]


def test_when_time_is_up_the_choice_stays():
    costs = dense(np.array([[9.0, 1.0]]), np.array([9.0]))
    chosen, total = interchange(costs, np.array([0]), Watch(1e-9, None))
    assert (chosen.tolist(), total) == ([0], 9.0)
    assert interchange(costs, np.array([0]), FOREVER)[1] == pytest.approx(1.0)
