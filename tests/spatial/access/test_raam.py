"""The rational agent access model against equilibria by hand and by another road."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.access import rational_agent_access
from spatial.errors import ShapeError


def test_the_hospital_example_by_hand():
    """Three tracts of 100, 50, 10 people with 15, 20, 100 doctors (PySAL access, gridlock).

    rho = 160/135. All facilities are used: crowds c with c1 + 1/60 = c2 + 1/60 = c3 + 40/60 and
    15 c1 + 20 c2 + 100 c3 = 135, so c3 = (135 - 35 x 39/60) / 135 and c1 = c2 = c3 + 39/60.
    """
    cost = [[1.0, 80.0, 40.0], [80.0, 1.0, 40.0], [40.0, 40.0, 1.0]]
    found = rational_agent_access(cost, [100, 50, 10], [15, 20, 100], tau=60)
    third = (135 - 35 * 39 / 60) / 135
    assert found.crowd == pytest.approx([third + 0.65, third + 0.65, third], abs=1e-4)
    expected = [third + 0.65 + 1 / 60, third + 0.65 + 1 / 60, third + 1 / 60]
    assert found.cost == pytest.approx(expected, abs=2e-5)
    assert found.people.sum() == pytest.approx(160)


def equilibrium(way, people, room):
    """Let one place after the other choose best, until nobody moves."""
    taken = np.zeros(way.shape)
    for _ in range(5_000):
        moved = 0.0
        for place in range(len(people)):
            others = taken.sum(axis=0) - taken[place]
            base = way[place] + others / room
            order = np.argsort(base)
            level = (people[place] + np.cumsum((room * base)[order])) / np.cumsum(room[order])
            last = np.flatnonzero(level <= np.append(base[order][1:], np.inf))[0]
            choice = np.maximum(room * (level[last] - base), 0)
            moved = max(moved, np.abs(choice - taken[place]).max())
            taken[place] = choice
        if moved < 1e-10:
            break
    return (way + taken.sum(axis=0) / room).min(axis=1)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([5.0, 30.0, 500.0]))
def test_nobody_gains_by_going_elsewhere(seed, tau):
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 10)), int(rng.integers(1, 5))
    cost, people = rng.uniform(0, 100, shape), rng.uniform(1, 50, shape[0])
    supply = rng.uniform(0.5, 10, shape[1])
    found = rational_agent_access(cost, people, supply, tau=tau)
    room = supply * people.sum() / supply.sum()
    assert found.cost == pytest.approx(equilibrium(cost / tau, people, room), abs=1e-4)
    assert found.people.sum() == pytest.approx(people.sum(), rel=1e-6)
    assert found.gap < 1e-6


def test_what_is_out_of_reach_or_empty_plays_no_part():
    cost = [[1.0, 50.0], [50.0, 50.0], [np.inf, 2.0]]
    found = rational_agent_access(cost, [10, 10, 0], [5, 5], tau=10, catchment=20)
    # Only place 0 has anybody in reach of anything; place 2 finds a facility without a crowd.
    assert found.cost[0] == pytest.approx(1 + 0.1)
    assert np.isnan(found.cost[1])
    assert found.cost[2] == pytest.approx(0.2)
    assert found.people.tolist() == pytest.approx([10, 0])
    nobody = rational_agent_access([[1.0]], [0], [0], tau=1)
    assert np.isnan(nobody.cost).all()


@pytest.mark.parametrize("wrong", [{"tau": 0}, {"tau": np.inf}, {"tau": 1, "catchment": 0}])
def test_what_is_refused(wrong):
    with pytest.raises(ShapeError, match="accepted"):
        rational_agent_access([[1.0]], [1], [1], **wrong)
