"""Bounds by prices never pass the best choice, and settle only what is so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.siting.problem import Watch
from spatial.siting.solver.costs import DenseCosts
from spatial.siting.solver.lagrangian import PriceEffort, raise_bound, settled
from tests.spatial.siting_oracle import (
    GOLDEN_COST,
    GOLDEN_PEOPLE,
    best_median,
    choices,
    make_case,
    median_of,
)

SEARCH = PriceEffort(iterations=200, patience=10)


def dense(cost, people):
    weighted = (cost * people[:, None]).T
    return DenseCosts(np.arange(cost.shape[1]), weighted.max(axis=0), weighted)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_the_bound_is_below_the_best_and_what_is_settled_is_so(seed, sites):
    cost, people = make_case(seed, 9, 7, holes=0)
    best = best_median(cost, people, sites)
    costs = dense(cost, people)
    bound = raise_bound(costs, sites, costs.limit / 2, best - 0.5, SEARCH, Watch(None, None))
    assert bound.value <= best + 1e-9
    assert bound.cost == pytest.approx(median_of(cost, people, bound.chosen))
    out, must = settled(bound, sites, best + 1e-6)
    for chosen in choices(7, sites):
        if median_of(cost, people, chosen) <= best:
            assert not out[chosen].any()
            assert must[chosen].sum() == must.sum()


def test_the_known_bound_is_reached():
    costs = dense(GOLDEN_COST, GOLDEN_PEOPLE)
    bound = raise_bound(costs, 3, costs.limit / 2, 2e5, SEARCH, Watch(None, None))
    assert 2e5 < bound.value <= 230_000
    assert bound.cost >= 230_000
