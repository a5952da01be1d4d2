"""Checks of siting questions, the clock, and who goes where."""

import numpy as np
import pytest

from spatial.costs import as_costs
from spatial.errors import InfeasibleError, ShapeError
from spatial.siting.problem import (
    Watch,
    as_candidates,
    as_demand,
    nearest_chosen,
    relative_gap,
    require_number_of_sites,
    require_reached,
    within,
)

COST = as_costs([[4.0, 2.0, 2.0], [np.inf, 9.0, np.inf], [np.inf, np.inf, np.inf]])


def test_candidates_are_free_unless_fixed_or_forbidden():
    candidates = as_candidates(4, [2, 2], [0])
    assert candidates.fixed.tolist() == [2]
    assert candidates.free.tolist() == [1, 3]
    with pytest.raises(InfeasibleError, match="both fixed"):
        as_candidates(4, [1], [1])
    with pytest.raises(ShapeError, match=r"0\.\.3"):
        as_candidates(4, [4], [])
    with pytest.raises(ShapeError, match="column numbers"):
        as_candidates(4, [], [0.5])


def test_the_number_of_sites_is_whole_and_possible():
    candidates = as_candidates(4, [2], [0])
    assert require_number_of_sites(np.int64(3), candidates) == 3
    with pytest.raises(InfeasibleError, match="only 3"):
        require_number_of_sites(4, candidates)
    with pytest.raises(ShapeError):
        require_number_of_sites("2", candidates)


def test_people_are_numbers_of_each_row():
    assert as_demand([1, 2], 2).tolist() == [1.0, 2.0]
    for wrong in ([1.0], [1.0, -1.0], [1.0, np.nan]):
        with pytest.raises(ShapeError):
            as_demand(wrong, 2)


def test_rows_that_nobody_reaches_are_named():
    everyone = np.ones(3, dtype=bool)
    with pytest.raises(InfeasibleError, match=r"rows of demand at all: 2 \(1 in all\)"):
        require_reached(COST, everyone, as_candidates(3, [], []), "at all")
    with pytest.raises(InfeasibleError, match=": 1, 2"):
        require_reached(COST, everyone, as_candidates(3, [], [1]), "at all")
    require_reached(COST, np.array([True, False, False]), as_candidates(3, [], [0]), "at all")


def test_the_radius_itself_is_within():
    assert within(COST, 2).toarray().tolist() == [[0, 2, 2], [0, 0, 0], [0, 0, 0]]
    with pytest.raises(ShapeError):
        within(COST, float("nan"))


def test_the_nearest_chosen_is_the_lowest_of_equal_ones():
    cost, column = nearest_chosen(COST, np.array([1, 2]))
    assert cost.tolist() == [2.0, 9.0, np.inf]
    assert column.tolist() == [1, 1, -1]


def test_the_gap_is_relative_to_the_objective():
    assert relative_gap(100.0, 98.0) == 0.02
    assert relative_gap(0.0, 0.0) == 0
    assert relative_gap(np.inf, 1.0) == np.inf


def test_the_clock_runs_out_and_tells_progress():
    heard = []
    watch = Watch(1e-9, heard.append)
    assert watch.over
    watch.report(10.0, 9.0)
    assert heard[0].gap == 0.1
    assert Watch(None, None).left == np.inf
    with pytest.raises(ShapeError):
        Watch(-1, None)


@pytest.mark.parametrize("demand", [["a", "b"], [1j, 1], [[1], [1, 2]]])
def test_demand_that_is_no_numbers_is_refused(demand):
    with pytest.raises(ShapeError, match="demand"):
        as_demand(demand, 2)


@pytest.mark.parametrize("time_limit", ["long", 0, -1, float("nan")])
def test_a_time_limit_that_is_no_time_is_refused(time_limit):
    with pytest.raises(ShapeError, match="time_limit"):
        Watch(time_limit, None)
