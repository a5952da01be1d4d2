"""Capacities, loads, budgets and floors against every choice of sites."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from spatial.errors import InfeasibleError, ShapeError
from spatial.siting.models import SitingLimits, maximal_coverage, p_median, set_coverage
from tests.spatial import siting_oracle as oracle
from tests.spatial.siting_oracle import GOLDEN_COST, GOLDEN_PEOPLE

SEEDS = st.integers(0, 2**32)
few = settings(max_examples=25)


def served(cost, people, chosen, *, objective, capacity, load, all_served):
    """Least objective of dividing people among `chosen`, by scipy's linear programs."""
    rows, columns = np.nonzero(np.isfinite(cost[:, chosen]))
    if not len(rows):
        return np.inf if all_served and people.any() else 0.0
    weight = people[rows]
    once = np.array([(rows == i).astype(float) for i in np.flatnonzero(people > 0)])
    need = [(columns == k) * weight for k in range(len(chosen))]
    matrix = [*need, *[-row for row in need]]
    limit = [*(min(capacity[j], 1e6) for j in chosen), *(-load[j] for j in chosen)]
    found = linprog(
        objective(cost[:, chosen][rows, columns], weight),
        A_ub=np.array(matrix if all_served else [*matrix, *once]),
        b_ub=np.array(limit if all_served else [*limit, *np.ones(len(once))]),
        A_eq=once if all_served else None,
        b_eq=np.ones(len(once)) if all_served else None,
        bounds=(0, 1),
    )
    return float(found.fun) if found.status == 0 else np.inf


@few
@given(SEEDS, st.integers(2, 4))
def test_p_median_with_capacities_and_least_loads(seed, sites):
    rng = np.random.default_rng(seed)
    cost, people = oracle.make_case(seed, 6, 5, holes=0.1)
    capacity, load = rng.integers(5, 25, 5).astype(float), rng.integers(0, 6, 5).astype(float)
    best = min(
        served(
            cost,
            people,
            chosen,
            objective=lambda c, w: c * w,
            capacity=capacity,
            load=load,
            all_served=True,
        )
        for chosen in oracle.choices(5, sites)
    )
    limits = SitingLimits(capacity=capacity, minimum_load=load)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            p_median(cost, people, sites=sites, limits=limits)
        return
    found = p_median(cost, people, sites=sites, limits=limits)
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.gap == 0
    share = found.allocation.toarray()
    assert share.sum(axis=1)[people > 0] == pytest.approx(1)
    assert (people @ share <= capacity + 1e-6).all()
    assert (people @ share >= np.where(np.isin(np.arange(5), found.sites), load, 0) - 1e-6).all()


@few
@given(SEEDS, st.integers(3, 9))
def test_maximal_coverage_with_capacities_and_a_budget(seed, radius):
    rng = np.random.default_rng(seed)
    cost, people = oracle.make_case(seed, 7, 5, holes=0.1)
    near = np.where(cost <= radius, cost, np.inf)
    capacity, price = rng.integers(2, 12, 5).astype(float), rng.integers(1, 6, 5).astype(float)
    best = min(
        served(
            near,
            people,
            chosen,
            objective=lambda _, w: -w,
            capacity=capacity,
            load=np.zeros(5),
            all_served=False,
        )
        for chosen in chain.from_iterable(oracle.choices(5, k) for k in range(1, 6))
        if price[chosen].sum() <= 8
    )
    limits = SitingLimits(capacity=capacity, site_cost=price, budget=8)
    found = maximal_coverage(cost, people, sites=None, radius=radius, limits=limits)
    assert found.objective == pytest.approx(-best, abs=1e-6)
    assert found.gap == 0
    assert price[found.sites].sum() <= 8


def test_capacities_raise_the_number_of_sites():
    assert len(set_coverage(GOLDEN_COST, radius=300).sites) == 3
    found = set_coverage(
        GOLDEN_COST, radius=300, demand=GOLDEN_PEOPLE, limits=SitingLimits(capacity=600)
    )
    # The middle one of 800 people fills one site and a third of another.
    assert found.objective == len(found.sites) == 5
    assert (GOLDEN_PEOPLE @ found.allocation.toarray()).max() <= 600 + 1e-6


def test_the_cheapest_sites_need_not_be_the_fewest():
    price = [9.0, 9, 1, 9, 1, 1]
    found = set_coverage(GOLDEN_COST, radius=300, limits=SitingLimits(site_cost=price))
    assert found.objective == np.array(price)[found.sites].sum() == 11


def test_a_floor_serves_every_community():
    groups = np.array([0, 0, 0, 1, 1, 1])
    free = maximal_coverage(GOLDEN_COST, GOLDEN_PEOPLE, sites=1, radius=300)
    fair = maximal_coverage(
        GOLDEN_COST,
        GOLDEN_PEOPLE,
        sites=1,
        radius=300,
        limits=SitingLimits(groups=groups, floor=[0, 0.5]),
    )
    assert (free.objective, free.sites.tolist()) == (1600, [1])
    assert (fair.objective, fair.sites.tolist()) == (1400, [3])
    with pytest.raises(InfeasibleError):
        maximal_coverage(
            GOLDEN_COST,
            GOLDEN_PEOPLE,
            sites=1,
            radius=300,
            limits=SitingLimits(groups=groups, floor=0.9),
        )


def test_why_there_is_no_answer():
    with pytest.raises(InfeasibleError, match="600 of 2300 people"):
        set_coverage(
            GOLDEN_COST, radius=300, demand=GOLDEN_PEOPLE, limits=SitingLimits(capacity=100)
        )
    with pytest.raises(InfeasibleError, match="budget of 1"):
        p_median(
            GOLDEN_COST,
            GOLDEN_PEOPLE,
            sites=None,
            fixed=[0, 1],
            limits=SitingLimits(site_cost=1, budget=1),
        )


@pytest.mark.parametrize(
    "limits",
    [
        SitingLimits(capacity=[1.0]),
        SitingLimits(capacity=-1),
        SitingLimits(budget=3),
        SitingLimits(budget=-1, site_cost=1),
        SitingLimits(floor=0.5),
        SitingLimits(floor=1.5, groups=[0] * 6),
        SitingLimits(floor=0.5, groups=[0]),
    ],
)
def test_limits_out_of_range_are_refused(limits):
    with pytest.raises(ShapeError):
        maximal_coverage(GOLDEN_COST, GOLDEN_PEOPLE, sites=2, radius=300, limits=limits)
