"""Maximal coverage prepared once for several numbers of sites."""

import numpy as np
import pytest

from spatial.costs import as_costs
from spatial.siting.maximal import MaximalQuestion
from spatial.siting.problem import Watch, as_candidates, within
from tests.spatial.siting_oracle import GOLDEN_COST, GOLDEN_PEOPLE, best_served, make_case

FOREVER = Watch(None, None)


def question(cost, people, radius, fixed=()):
    candidates = as_candidates(cost.shape[1], fixed, [])
    return MaximalQuestion(within(as_costs(cost), radius), people, candidates)


@pytest.mark.parametrize("seed", range(8))
def test_each_number_of_sites_has_its_best_and_may_begin_with_the_last(seed):
    cost, people = make_case(seed, 30, 9)
    asked, last = question(cost, people, 1), None
    for number in range(1, 6):
        last = asked.best(number, FOREVER, last)
        assert last.bound == best_served(cost, people, number, 1)
        assert len(last.sites) == number


def test_fixed_sites_are_counted_first():
    found = question(GOLDEN_COST, GOLDEN_PEOPLE, 300, fixed=[5]).best(2, FOREVER)
    assert found.sites.tolist() == [1, 5]
    assert found.bound == 1700
    alone = question(GOLDEN_COST, GOLDEN_PEOPLE, 300, fixed=[5]).best(1, FOREVER)
    assert (alone.sites.tolist(), alone.bound) == ([5], 100)


def test_nobody_in_reach_is_an_answer():
    found = question(np.full((3, 4), 9.0), np.ones(3), 1).best(2, FOREVER)
    assert (len(found.sites), found.bound) == (2, 0)
