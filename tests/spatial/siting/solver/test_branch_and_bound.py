"""The search against every choice; its bound when it is stopped."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.siting.models import maximal_coverage
from spatial.siting.problem import Watch
from spatial.siting.solver.branch_and_bound import Search
from spatial.siting.solver.costs import DenseCosts
from spatial.siting.solver.interchange import greedy
from tests.spatial.siting_oracle import best_median


def search(cost, sites, watch, heard=None):
    costs = DenseCosts(np.arange(cost.shape[1]), cost.max(axis=1), np.ascontiguousarray(cost.T))
    told = [] if heard is None else heard
    whole = bool((cost == np.rint(cost)).all())
    found = Search(
        costs, sites, whole=whole, watch=watch, report=lambda *pair: told.append(pair)
    ).run(greedy(costs, sites))
    assert len(set(found.columns.tolist())) == sites
    assert found.cost == pytest.approx(cost[:, found.columns].min(axis=1).sum())
    return found


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 6), st.booleans())
def test_the_best_of_all_choices_is_found_and_proven(seed, sites, whole):
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 30, (12, 9)).astype(float) + (0 if whole else rng.uniform(size=(12, 9)))
    found = search(cost, sites, Watch(None, None))
    assert found.cost == found.bound == pytest.approx(best_median(cost, np.ones(12), sites))


def random_distances(count, seed):
    """Costs that keep no triangle: the linear program is far from the answer."""
    return np.random.default_rng(seed).integers(1, 1000, (count, count)).astype(float)


def test_parts_are_split_where_prices_leave_a_gap():
    cost, heard = random_distances(40, 4), []
    found = search(cost, 4, Watch(None, None), heard)
    assert found.cost == found.bound
    assert found.cost == best_median(cost, np.ones(40), 4)
    assert all(bound <= best for best, bound in heard)


def test_a_stopped_search_gives_a_bound_that_holds():
    cost = random_distances(40, 5)
    stopped = search(cost, 5, Watch(0.02, None))
    proven = search(cost, 5, Watch(None, None))
    assert stopped.bound <= proven.cost == proven.bound <= stopped.cost


def test_serving_everybody_is_proven_at_once_whatever_the_weights():
    """Nothing costs less than nothing: no price has to show it."""
    rng = np.random.default_rng(8)
    places, sites = rng.uniform(0, 1000, (400, 2)), rng.uniform(0, 1000, (40, 2))
    cost = np.hypot(*np.moveaxis(places[:, None] - sites[None], -1, 0))
    answer = maximal_coverage(cost, rng.uniform(0.1, 9.9, 400), sites=30, radius=400)
    assert answer.status == "optimal"
    assert answer.bound == answer.objective
    assert answer.seconds < 5
