"""Programs for the solver: the known optimum, no answer, and the bound when time is short."""

import time

import highspy
import numpy as np
import pytest
from scipy.sparse import csr_array

from spatial.siting.solver import highs
from spatial.siting.solver.highs import Effort, Program, solve


def knapsack(*, whole=True, least=0.0):
    """Most value 10, 6, 4 of weights 5, 4, 3 within 8: 14 in whole numbers."""
    return Program(
        np.array([-10.0, -6.0, -4.0]),
        csr_array(np.array([[5.0, 4.0, 3.0]])),
        np.array([least]),
        np.array([8.0]),
        np.zeros(3),
        np.ones(3),
        np.full(3, whole),
    )


def test_the_optimum_and_its_bound():
    found = solve(knapsack(), Effort(step=0.999))
    assert found.finished
    assert found.cost == -14
    assert -15 < found.bound <= -14
    assert found.values.round().tolist() == [1, 0, 1]


def test_without_whole_numbers_the_bound_is_the_optimum():
    found = solve(knapsack(whole=False), Effort())
    assert found.cost == found.bound == -14.5


def test_no_answer_is_told():
    found = solve(knapsack(least=9.0), Effort())
    assert found.values is None
    assert found.finished


def test_no_memory_is_not_no_answer(monkeypatch):
    class Exhausted(highspy.Highs):
        def getModelStatus(self):  # noqa: N802 - named by the solver
            return highspy.HighsModelStatus.kMemoryLimit

        def run(self):
            return highspy.HighsStatus.kError

    monkeypatch.setattr(highspy, "Highs", Exhausted)
    with pytest.raises(MemoryError, match="solver"):
        highs.solve(knapsack(), Effort())


def test_a_known_start_is_kept_when_no_time_is_left():
    found = solve(knapsack(), Effort(seconds=1e-9), start=np.array([0.0, 1.0, 1.0]))
    assert found.cost <= -10
    assert found.bound <= -14


def test_progress_is_told():
    heard = []
    solve(knapsack(), Effort(report=lambda cost, bound: heard.append((cost, bound))))
    assert all(len(pair) == 2 for pair in heard)


def test_a_step_that_lasts_longer_than_the_limit_does_not_hold_the_answer(monkeypatch):
    """A limit holds whatever the solver is busy with: here 2 s in one step, beside 0.2 s."""

    class Busy(highspy.Highs):
        def run(self):
            time.sleep(2)
            return super().run()

    monkeypatch.setattr(highspy, "Highs", Busy)
    begun = time.perf_counter()
    found = solve(knapsack(), Effort(seconds=0.2), start=np.array([0.0, 1.0, 1.0]))
    assert time.perf_counter() - begun < 1.5
    assert found.values.tolist() == [0, 1, 1]
    assert (found.cost, found.bound, found.finished) == (-10, -np.inf, False)


def test_a_start_that_breaks_a_rule_is_no_answer():
    assert solve(knapsack(), Effort(seconds=0), start=np.ones(3)).values is None


def test_what_goes_wrong_beside_is_told_here(monkeypatch):
    class Broken(highspy.Highs):
        def run(self):
            raise MemoryError("none left")

    monkeypatch.setattr(highspy, "Highs", Broken)
    with pytest.raises(MemoryError, match="none left"):
        solve(knapsack(), Effort(seconds=5))
