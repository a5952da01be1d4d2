"""The solver's program has the same best choice as trying all, with any start."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from spatial.siting.problem import Watch
from spatial.siting.solver import cutting
from spatial.siting.solver.branch_and_bound import Search
from spatial.siting.solver.costs import CoverCosts, DenseCosts
from spatial.siting.solver.cutting import close_gap, farthest_service
from spatial.siting.solver.highs import Effort
from spatial.siting.solver.interchange import greedy
from spatial.siting.solver.lagrangian import PriceEffort as Prices
from spatial.siting.solver.lagrangian import raise_bound
from tests.spatial.siting_oracle import best_median, choices, make_case

few = settings(max_examples=40)
NOBODY = np.empty(0, dtype=np.int64)


@few
@given(st.integers(0, 2**32), st.integers(1, 4), st.booleans())
def test_a_median_is_closed_with_and_without_a_start(seed, sites, begun):
    cost, _ = make_case(seed, 9, 7)
    outside = np.random.default_rng(seed).integers(4, 14, 9).astype(float)
    costs = DenseCosts(np.arange(7), outside, np.ascontiguousarray(cost.T))
    best = min(
        np.minimum(outside, cost[:, chosen].min(axis=1)).sum() for chosen in choices(7, sites)
    )
    heard = []
    effort = Effort(report=lambda *pair: heard.append(pair))
    chosen, bound = close_gap(
        costs, sites, greedy(costs, sites) if begun else NOBODY, outside, effort
    )
    assert bound == pytest.approx(best)
    assert costs.least(chosen).sum() == best
    assert all(proven <= best + 1e-6 for _, proven in heard)


@few
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_maximal_coverage_is_closed(seed, sites):
    rng = np.random.default_rng(seed)
    near, people = rng.uniform(size=(12, 7)) < 0.3, rng.integers(1, 9, 12).astype(float)
    by_row = csr_array(near.astype(float))
    costs = CoverCosts(np.arange(7), people, csr_array(by_row.T.tocsr()), by_row)
    best = min(people[~near[:, c].any(axis=1)].sum() for c in choices(7, sites))
    chosen, bound = close_gap(costs, sites, NOBODY, people, Effort())
    assert bound == pytest.approx(best)
    assert costs.least(chosen).sum() == best


@pytest.mark.parametrize("most", [0, 12_000])
def test_a_search_ends_with_the_same_answer_whether_or_not_the_solver_takes_it(monkeypatch, most):
    monkeypatch.setattr(cutting, "_MOST_STEPS", most)
    monkeypatch.setattr("spatial.siting.solver.branch_and_bound._PARTS", 2)
    cost = np.random.default_rng(4).integers(1, 1000, (30, 30)).astype(float)
    costs = DenseCosts(np.arange(30), cost.max(axis=1), np.ascontiguousarray(cost.T))
    search = Search(
        costs, 4, whole=True, watch=Watch(None, None), report=lambda _cost, _bound: None
    )
    found = search.run(greedy(costs, 4))
    assert found.cost == found.bound == best_median(cost, np.ones(30), 4)


@few
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_rows_are_served_no_farther_than_a_better_choice_can(seed, sites):
    cost = np.random.default_rng(seed).integers(0, 30, (9, 7)).astype(float)
    costs = DenseCosts(np.arange(7), cost.max(axis=1), np.ascontiguousarray(cost.T))
    start = greedy(costs, sites)
    known = costs.least(start).sum()
    price = costs.outside / 2
    prices = raise_bound(costs, sites, price, known, Prices(20, 6), Watch(None, None))
    farthest = farthest_service(prices, known)
    for chosen in choices(7, sites):
        least = costs.least(np.array(chosen))
        if least.sum() <= known:
            assert (least <= farthest + 1e-9).all()
    chosen, bound = close_gap(costs, sites, start, farthest, Effort())
    assert bound == pytest.approx(best_median(cost, np.ones(9), sites))
    assert costs.least(chosen).sum() == pytest.approx(bound)
