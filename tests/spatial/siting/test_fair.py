"""Maximal coverage with budgets and floors against every choice."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import InfeasibleError
from spatial.siting.models import SitingLimits, maximal_coverage, p_median
from tests.spatial.siting_oracle import choices, make_case, served_by

few = settings(max_examples=40)


def test_where_nobody_lives_any_choice_keeps_the_floors():
    limits = SitingLimits(groups=[0, 1, 1], floor=0.5)
    found = maximal_coverage(np.ones((3, 2)), [0, 0, 0], sites=1, radius=5, limits=limits)
    assert (len(found.sites), found.objective, found.bound) == (1, 0, 0)


@few
@given(st.integers(0, 2**32), st.integers(0, 4), st.sampled_from([0.0, 0.3, 0.6]))
def test_floors_are_kept_by_the_best_choice(seed, radius, floor):
    cost, people = make_case(seed, 12, 7)
    group = np.random.default_rng(seed).integers(0, 3, 12)
    group[:3] = [0, 1, 2]
    total = np.bincount(group, people, 3)

    def shares(chosen):
        near = (cost[:, chosen] <= radius).any(axis=1)
        return np.bincount(group, people * near, 3)

    values = [
        served_by(cost, people, chosen, radius)
        for chosen in choices(7, 3)
        if (shares(chosen) >= floor * total - 1e-9).all()
    ]
    limits = SitingLimits(groups=group, floor=floor)
    if not values:
        with pytest.raises(InfeasibleError, match="floor"):
            maximal_coverage(cost, people, sites=3, radius=radius, limits=limits)
        return
    found = maximal_coverage(cost, people, sites=3, radius=radius, limits=limits)
    assert found.objective == found.bound == max(values)
    assert (shares(found.sites) >= floor * total - 1e-9).all()


@few
@given(st.integers(0, 2**32), st.integers(0, 10))
def test_budgets_are_kept_by_the_best_choice(seed, budget):
    cost, people = make_case(seed, 12, 6)
    price = np.random.default_rng(seed).integers(1, 6, 6).astype(float)
    best = max(
        served_by(cost, people, chosen, 2) if chosen else 0.0
        for chosen in chain.from_iterable(choices(6, k) for k in range(7))
        if price[chosen].sum() <= budget
    )
    limits = SitingLimits(site_cost=price, budget=budget)
    found = maximal_coverage(cost, people, sites=None, radius=2, limits=limits)
    assert found.objective == found.bound == best
    assert price[found.sites].sum() <= budget


def test_fixed_sites_beyond_the_budget_are_named():
    with pytest.raises(InfeasibleError, match="cost 4, more than the budget of 3"):
        maximal_coverage(
            np.ones((2, 2)),
            [1, 1],
            sites=None,
            radius=1,
            fixed=[0, 1],
            limits=SitingLimits(site_cost=2, budget=3),
        )


def test_a_budget_of_nothing_pays_for_what_costs_nothing():
    cost, people = [[0.0, 300.0], [300.0, 0.0]], [10, 30]
    limits = SitingLimits(site_cost=np.array([0.0, 1.0]), budget=0.0)
    found = p_median(cost, people, sites=None, limits=limits)
    # Only the first site is free: 30 people go 300 m.
    assert (found.sites.tolist(), found.objective) == ([0], 9_000.0)
