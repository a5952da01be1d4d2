"""Bounds of walks hold over rectangles, and are exact for points and in the strip of one street."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.network.network import Network
from spatial.walking.street_cells import Start, cells_of, pieces_of
from spatial.walking.walk_bounds import walks_within, ways_of
from tests.builders.streets import network_of
from tests.builders.true_town import true_town

STREET = network_of([(0, 0), (1000, 0)])


def _walks(network, middle, half, goals, *, max_snap=500.0):
    pieces, owner = pieces_of(network), np.arange(len(middle))
    cells = cells_of(pieces, np.array(middle), np.array(half), owner, start=Start(max_snap))
    goals = network.attach(np.array(goals).reshape(-1, 2), max_snap=max_snap)
    return walks_within(cells, ways_of(pieces, network, goals))


def test_points_and_strips_are_exact() -> None:
    middle = [(300.0, 40.0), (300.0, -35.0), (-30.0, 40.0)]
    half = [(0.0, 0.0), (10.0, 5.0), (0.0, 0.0)]
    least, greatest = _walks(STREET, middle, half, [(700.0, 10.0), (300.0, 0.0)])
    assert least == pytest.approx([40, 30, 50 + 300], abs=1e-4)
    assert greatest == pytest.approx([40, 40 + 10, 50 + 300], abs=1e-4)


def test_where_both_ways_round_are_equally_long_the_walk_is_greatest() -> None:
    ends = [(0.0, 0.0), (1000.0, 10.0)]
    least, greatest = _walks(STREET, [(500.0, 10.0)], [(20.0, 5.0)], ends)
    # By the west end 480 to 520 along the street, by the east end as much and 10: 505 at most.
    assert least.item() == pytest.approx(5 + 480, abs=1e-4)
    assert greatest.item() == pytest.approx(15 + 505, abs=1e-4)


def test_without_facilities_or_streets_nobody_arrives() -> None:
    for network in (STREET, Network.from_lines(np.array([], dtype=object))):
        least, greatest = _walks(network, [(5.0, 5.0)], [(1.0, 1.0)], np.empty((0, 2)))
        assert np.isinf([least, greatest]).all()


def test_ways_begin_at_both_ends_of_each_piece() -> None:
    bent = network_of([(0, 0), (30, 0), (30, 40)])
    pieces = pieces_of(bent)
    ways = ways_of(pieces, bent, bent.attach(np.array([(25.0, 3.0)])))
    assert ways.ends[0] == pytest.approx([25 + 3, 5 + 3])
    assert ways.ends[1] == pytest.approx([5 + 3, 45 + 3])
    assert (ways.first.tolist(), ways.place.tolist()) == ([0, 1, 1], [25.0])


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.floats(0.5, 90), st.sampled_from([20.0, 60.0, 500.0]))
def test_everybody_in_a_rectangle_walks_between_its_bounds(seed, size, max_snap) -> None:
    town, rng = true_town(seed, facilities=int(seed % 5)), np.random.default_rng(seed)
    goals = np.array([(point.x, point.y) for point in town.facilities.geometry]).reshape(-1, 2)
    middle = rng.uniform(-50, 1200, (20, 2))
    half = rng.uniform(0, size, (20, 2)) / 2
    least, greatest = _walks(town.network, middle, half, goals, max_snap=max_snap)
    inside = middle[:, None] + rng.uniform(-1, 1, (20, 60, 2)) * half[:, None]
    walked, _ = town.network.nearest(inside.reshape(-1, 2), goals, max_snap=max_snap)
    walked = walked.reshape(20, 60)
    assert (walked >= least[:, None]).all()
    assert (walked <= greatest[:, None]).all()
