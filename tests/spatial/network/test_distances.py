"""The parts of nearest and of tables that the network's own tests do not reach."""

import numpy as np
import pytest
import shapely

from spatial.network import distances
from spatial.network.distances import nearest_from_nodes, seeds_of
from spatial.network.network import Network
from tests.builders.streets import random_streets

STREET = Network.from_lines([shapely.LineString([(0, 0), (100, 0)])])


def test_ways_begin_at_both_ends_of_the_edge_after_leg_and_offset():
    seeds = seeds_of(STREET.attach([(30, 4), (100, 0)]))
    node = {tuple(place): row for row, place in enumerate(STREET.nodes)}
    west, east = node[0.0, 0.0], node[100.0, 0.0]
    assert seeds.node.tolist() == [west, west, east, east]
    assert seeds.start.tolist() == [34, 100, 74, 0]
    assert seeds.label.tolist() == [0, 1, 0, 1]


def test_from_nodes_the_nearer_end_counts_and_ties_give_the_lower_label():
    demand = STREET.attach([(50, 1), (20, 0)])
    distance, label = nearest_from_nodes(np.array([7.0, 7.0]), np.array([5, 3]), demand)
    assert distance.tolist() == [58, 27]
    assert label.tolist() == [3, 5] if STREET.nodes[0, 0] == 0 else [3, 3]


def test_many_pairs_on_one_edge_are_taken_in_portions(monkeypatch):
    rng = np.random.default_rng(4)
    demand, facilities = (
        STREET.attach(np.column_stack([rng.uniform(0, 100, n), np.zeros(n)])) for n in (40, 30)
    )
    gaps = np.abs(demand.offset[:, None] - facilities.offset[None])
    for most in (1, 50, 10**9):
        monkeypatch.setattr(distances, "_PAIRS", most)
        distance, facility = STREET.nearest(demand, facilities)
        assert distance == pytest.approx(gaps.min(axis=1), abs=1e-9)
        assert (facility == gaps.argmin(axis=1)).all()
        three = STREET.nearest(demand, facilities, k=3)[0]
        assert three == pytest.approx(np.sort(gaps, axis=1)[:, :3], abs=1e-9)
        table = STREET.costs(demand, facilities, limit=30).toarray()
        assert table == pytest.approx(gaps * (gaps <= 30), abs=1e-9)


def test_a_table_is_the_same_in_portions_of_any_size(monkeypatch):
    rng = np.random.default_rng(8)
    network = Network.from_lines(random_streets(rng))
    demand, sites = rng.uniform(0, 400, (30, 2)), rng.uniform(0, 400, (9, 2))
    whole = network.costs(demand, sites, limit=400)
    for most in (1, 40):
        monkeypatch.setattr(distances, "_PAIRS", most)
        some = network.costs(demand, sites, limit=400)
        assert some.indptr.tolist() == whole.indptr.tolist()
        assert some.indices.tolist() == whole.indices.tolist()
        assert some.data.tolist() == whole.data.tolist()
    below = rng.choice([0.0, 100.0, 250.0, np.inf], 30)
    less = network.costs(demand, sites, limit=400, below=below)
    full = np.where(whole.toarray() < below[:, None], whole.toarray(), 0.0)
    assert less.toarray().tolist() == full.tolist()
