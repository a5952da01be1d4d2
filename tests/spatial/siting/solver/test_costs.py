"""The three ways to hold costs give the same sums, before and after sites are fixed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from spatial.siting.solver.costs import CoverCosts, DenseCosts, ListedCosts, median_costs
from spatial.siting.solver.interchange import two_least
from tests.spatial.siting_oracle import as_table, make_case

few = settings(max_examples=40)


def listed(cost, outside):
    """Return a matrix (n, k) as a list of entries below `outside`, without a lower limit."""
    candidate, row = np.nonzero(outside > cost.T)
    start = np.searchsorted(candidate, np.arange(cost.shape[1] + 1))
    value = cost.T[candidate, row]
    everything = np.arange(cost.shape[1])
    return ListedCosts(everything, outside, outside, start, row, value, (row, candidate, value))


def agree(costs, cost, outside, price, chosen):
    """Compare with sums over the matrix (n, k)."""
    assert costs.reduced(price) == pytest.approx(np.minimum(cost - price[:, None], 0).sum(axis=0))
    assert (costs.offers(chosen, price) == (cost[:, chosen] < price[:, None]).sum(axis=1)).all()
    least = np.minimum(outside, cost[:, chosen].min(axis=1, initial=np.inf))
    assert (costs.least(chosen) == least).all()
    assert costs.gains(least) == pytest.approx(np.maximum(least[:, None] - cost, 0).sum(axis=0))
    first, second, owner = two_least(costs, chosen)
    saved = np.maximum(second[:, None] - np.maximum(cost, first[:, None]), 0)
    by_owner = [saved[owner == k].sum(axis=0) for k in range(len(chosen))]
    assert costs.shared(first, second, owner, len(chosen)) == pytest.approx(np.array(by_owner))


@few
@given(st.integers(0, 2**32))
def test_a_matrix_and_a_list_hold_the_same_costs(seed):
    cost, _ = make_case(seed, 8, 6, whole=False)
    rng = np.random.default_rng(seed)
    outside, price = rng.uniform(5, 20, 8), rng.uniform(0, 5, 8)
    matrix = DenseCosts(np.arange(6), outside, np.ascontiguousarray(cost.T))
    for costs in (matrix, listed(cost, outside)):
        agree(costs, cost, outside, price, np.array([1, 4]))
        later = costs.after(np.array([2]), np.array([0, 3, 5]))
        lower = np.minimum(outside, cost[:, 2])
        assert later.columns.tolist() == [0, 3, 5]
        assert (later.outside == lower).all()
        inner = np.where(cost < lower[:, None], cost, np.inf)[:, [0, 3, 5]]
        agree(later, inner, lower, np.minimum(price, lower), np.array([1]))


@few
@given(st.integers(0, 2**32))
def test_reach_is_a_cost_of_nothing(seed):
    rng = np.random.default_rng(seed)
    near, people = rng.uniform(size=(8, 6)) < 0.4, rng.integers(1, 9, 8).astype(float)
    cost = np.where(near, 0.0, np.inf)
    by_row = csr_array(near.astype(float))
    costs = CoverCosts(np.arange(6), people, csr_array(by_row.T.tocsr()), by_row)
    agree(costs, cost, people, rng.uniform(0.1, 1, 8), np.array([0, 5]))
    later = costs.after(np.array([1]), np.array([2, 4]))
    lower = np.where(near[:, 1], 0.0, people)
    assert (later.outside == lower).all()
    inner = np.where(near & (lower > 0)[:, None], 0.0, np.inf)[:, [2, 4]]
    agree(later, inner, lower, np.minimum(0.5, lower), np.array([0]))


def test_a_list_is_taken_where_few_entries_matter():
    place = np.arange(200.0)
    cost = np.abs(place[:, None] - place) + 1
    many = median_costs(as_table(cost), np.full(200, 300.0), np.arange(200), 100)
    few_sites = median_costs(as_table(cost), np.full(200, 300.0), np.arange(200), 3)
    assert isinstance(many, ListedCosts)
    assert isinstance(few_sites, DenseCosts)
    price = np.full(200, 4.0)
    assert many.reduced(price) == pytest.approx(few_sites.reduced(price))
    # A price ends where entries are no longer looked at.
    assert (many.limit < many.outside).all()
