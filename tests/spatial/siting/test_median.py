"""p-median where not every candidate reaches every row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.costs import as_costs
from spatial.errors import InfeasibleError
from spatial.siting.median import least_median
from spatial.siting.problem import Watch, as_candidates
from tests.spatial.siting_oracle import best_median, make_case


def solve(cost, people, number, fixed=()):
    candidates = as_candidates(cost.shape[1], fixed, [])
    return least_median(as_costs(cost), people, candidates, number, Watch(None, None))


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(2, 5))
def test_everybody_is_reached_where_that_can_be(seed, number):
    cost, people = make_case(seed, 12, 8, holes=0.6)
    best = best_median(cost, people, number)
    if np.isfinite(best):
        sites, bound = solve(cost, people, number)
        assert bound == pytest.approx(best)
        assert len(sites) == number
    elif np.isfinite(cost[people > 0]).any(axis=1).all():
        with pytest.raises(InfeasibleError, match="needed"):
            solve(cost, people, number)


def test_reaching_a_far_row_is_dearer_than_leaving_it_out_at_first():
    # The far row costs 1,000 and its only site serves nobody else well.
    cost = np.array([[1.0, 90.0], [1.0, 90.0], [1.0, 90.0], [np.inf, 1.0]])
    sites, bound = solve(cost, np.array([100.0, 100, 100, 1]), 1)
    assert sites.tolist() == [1]
    assert bound == 27_001


def test_fixed_sites_alone_must_reach_everybody():
    cost = np.array([[1.0, 2.0], [np.inf, 3.0]])
    assert solve(cost, np.ones(2), 1, fixed=[1])[1] == 5
    with pytest.raises(InfeasibleError, match="fixed sites leave"):
        solve(cost, np.ones(2), 1, fixed=[0])
