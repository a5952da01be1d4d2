"""Distances are the one least fixed point, to the last bit; ties go to the lowest label."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spatial.network.network import Network
from spatial.network.shortest_paths import Seeds, distances_within, nearest_source, nearest_sources
from tests.builders.streets import random_streets

FEW = Seeds(np.array([0, 4, 9, 0]), np.array([3.0, 7.5, np.inf, 3.0]), np.array([2, 0, 3, 1]))


def some_graph(seed, *, straight=False):
    rng = np.random.default_rng(seed)
    graph = Network.from_lines(random_streets(rng, straight=straight)).graph
    seeds = Seeds(
        rng.integers(0, graph.shape[0], 8),
        rng.integers(0, 30, 8) * (10.0 if straight else 3.7),
        rng.integers(0, 4, 8),
    )
    return graph, seeds


def relaxed(graph, seeds):
    """Return the least fixed point, and labels, by going over all arcs until nothing changes."""
    number = graph.shape[0]
    distance, label = np.full(number, np.inf), np.full(number, 10**9)
    tails = np.repeat(np.arange(number), np.diff(graph.indptr))
    arcs = list(zip(tails, graph.indices, graph.data, strict=True))
    changed = True
    while changed:
        changed = False
        begun = [(node, start, name) for node, start, name in zip(*seeds, strict=True)]
        walked = [(head, distance[tail] + metres, label[tail]) for tail, head, metres in arcs]
        for node, metres, name in begun + walked:
            if (metres, name) < (distance[node], label[node]) and np.isfinite(metres):
                distance[node], label[node], changed = metres, name, True
    return distance, np.where(np.isinf(distance), -1, label)


@given(st.integers(0, 2**32), st.booleans())
def test_distance_and_label_are_the_least_fixed_point_bit_for_bit(seed, straight):
    graph, seeds = some_graph(seed, straight=straight)
    distance, label = nearest_source(graph, seeds)
    expected = relaxed(graph, seeds)
    assert distance.tolist() == expected[0].tolist()
    assert label.tolist() == expected[1].tolist()


@given(st.integers(0, 2**32), st.sampled_from([0.0, 100.0, 300.0]))
def test_a_limit_only_blanks_what_is_beyond(seed, limit):
    graph, seeds = some_graph(seed)
    distance, label = nearest_source(graph, seeds)
    near, named = nearest_source(graph, seeds, limit=limit)
    assert near.tolist() == np.where(distance <= limit, distance, np.inf).tolist()
    assert named.tolist() == np.where(distance <= limit, label, -1).tolist()


@given(st.integers(0, 2**32))
def test_each_source_by_itself_gives_the_table_and_its_k_least(seed):
    graph, seeds = some_graph(seed)
    table = np.full((4, graph.shape[0]), np.inf)
    for source in range(4):
        own = seeds.label == source
        alone = Seeds(seeds.node[own], seeds.start[own], seeds.label[own] * 0)
        table[source] = nearest_source(graph, alone)[0]
    ordered = np.sort(table, axis=0).T
    distance, label = nearest_sources(graph, seeds, k=4)
    assert distance.tolist() == ordered.tolist()
    nodes, ranks = np.nonzero(label >= 0)
    assert (table[label[nodes, ranks], nodes] == distance[nodes, ranks]).all()
    found = np.full_like(table, np.inf)
    for _, source, node, metres in distances_within(graph, seeds, sources=4, limit=250):
        found[source, node] = metres
    assert found.tolist() == np.where(table <= 250, table, np.inf).tolist()


def test_sources_are_searched_in_groups_that_fit_the_memory(monkeypatch):
    graph, seeds = some_graph(3)
    whole = list(distances_within(graph, seeds, sources=4, limit=300))
    monkeypatch.setattr("spatial.network.shortest_paths._BATCH", 1)
    single = list(distances_within(graph, seeds, sources=4, limit=300))
    assert [last for last, *_ in whole] == [4]
    assert [last for last, *_ in single] == [1, 2, 3, 4]
    for part in (1, 2, 3):
        assert np.concatenate([some[part] for some in single]).tolist() == whole[0][part].tolist()


def test_several_starts_at_one_node_and_sources_without_any():
    graph, _ = some_graph(5)
    distance, label = nearest_source(graph, FEW)
    assert distance[0] == 3
    assert label[0] == 1
    nothing = Seeds(np.array([0]), np.array([np.inf]), np.array([0]))
    assert np.isinf(nearest_source(graph, nothing)[0]).all()
    assert (nearest_sources(graph, nothing, k=2)[1] == -1).all()
    assert len(next(distances_within(graph, nothing, sources=1, limit=9))[1]) == 0
