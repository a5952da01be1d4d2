"""Ways that are mended equal those that are made anew, also where rounding swallows lengths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from spatial.network.shortest_paths import nearest_source
from spatial.scenario.streets.dynamic_paths import Arc, DynamicPaths

# Equal lengths tie; lengths beside which 1e-16 m vanish make ways tie that are not equal.
LENGTHS = [
    st.integers(1, 3).map(float),
    st.floats(1, 100),
    st.sampled_from([0.1, 0.2, 0.3, 0.7, 1e-17, 1e-16]),
    st.sampled_from([1e-17, 1.0, 2e-16, 3e-16, 1e-16]),
]


def graph_of(arcs, number):
    """Return the graph of {(one, other): length}, both ways."""
    entries = sorted({pair: w for (a, b), w in arcs.items() for pair in ((a, b), (b, a))}.items())
    rows = [one for (one, _), _ in entries]
    counts = np.bincount(rows, minlength=number) if rows else np.zeros(number)
    return csr_array(
        (
            np.array([length for _, length in entries], dtype=float),
            np.array([other for (_, other), _ in entries], dtype=np.int32),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        ),
        shape=(number, number),
    )


def assert_made_anew(ways, arcs, number):
    kept = {pair: length for pair, length in arcs.items() if np.isfinite(length)}
    distance, label = nearest_source(graph_of(kept, number), ways.seeds())
    assert np.array_equal(distance, ways.distance)
    assert np.array_equal(label, ways.label)


def draw_arc(draw, number):
    one, other = draw(
        st.lists(st.integers(0, number - 1), min_size=2, max_size=2, unique=True).map(sorted)
    )
    return one, other


@pytest.mark.slow
@settings(max_examples=300)
@given(data=st.data(), length=st.sampled_from(LENGTHS), number=st.integers(2, 14))
def test_mended_equals_made_anew(data, length, number):
    draw = data.draw
    arcs = {draw_arc(draw, number): draw(length) for _ in range(draw(st.integers(0, 25)))}
    start = st.tuples(st.integers(0, number - 1), length | st.just(0.0))
    starts = st.lists(start, min_size=1, max_size=2)
    count = draw(st.integers(0, 4))
    ways = DynamicPaths(graph_of(arcs, number), {row: draw(starts) for row in range(count)})
    for _ in range(draw(st.integers(1, 8))):
        before = ways.distance.copy(), ways.label.copy()
        kind = draw(st.sampled_from(["add", "close", "cut", "join"]))
        changed = np.arange(number)
        if kind == "add":
            changed = ways.add(count, draw(starts))
            count += 1
        elif kind == "close" and ways.starts:
            changed = ways.close(draw(st.sampled_from(sorted(ways.starts))))
        elif kind == "cut" and arcs:
            pair = draw(st.sampled_from(sorted(arcs)))
            arcs[pair] = np.inf if draw(st.booleans()) else arcs[pair] + draw(length)
            changed = ways.cut([Arc(*pair, arcs[pair])])
        elif kind == "join":
            pair = draw_arc(draw, number)
            arcs[pair] = min(draw(length), arcs.get(pair, np.inf))
            changed = ways.join([Arc(*pair, arcs[pair])], number)
        assert_made_anew(ways, arcs, number)
        differ = (before[0] != ways.distance) | (before[1] != ways.label)
        assert np.isin(np.flatnonzero(differ), changed).all()


@pytest.fixture
def path():
    """Nodes 0 to 4 in a row, 10 m apart, with facility 0 at the first and 1 at the last."""
    arcs = {(node, node + 1): 10.0 for node in range(4)}
    return DynamicPaths(graph_of(arcs, 5), {0: [(0, 0.0)], 1: [(4, 0.0)]})


def test_a_new_facility_spreads_as_far_as_it_is_nearer(path):
    assert path.label.tolist() == [0, 0, 0, 1, 1]
    assert path.add(2, [(2, 1.0)]).tolist() == [2]
    assert path.distance.tolist() == [0, 10, 1, 10, 0]


def test_the_cell_of_a_closed_facility_goes_to_its_neighbors(path):
    assert path.close(0).tolist() == [0, 1, 2]
    assert path.distance.tolist() == [40, 30, 20, 10, 0]
    assert path.close(1).tolist() == [0, 1, 2, 3, 4]
    assert np.isinf(path.distance).all()
    assert (path.label == -1).all()


def test_a_cut_leaves_the_graph_of_others_as_it_was(path):
    twin = path.copy()
    path.cut([Arc(0, 1, np.inf)])
    assert path.distance.tolist() == [0, 30, 20, 10, 0]
    assert twin.distance.tolist() == [0, 10, 20, 10, 0]
    assert np.isfinite(twin.graph.data).all()


def test_a_new_node_is_reached_by_the_arc_that_joins_it(path):
    twin = path.copy()
    assert path.join([Arc(5, 4, 10.0), Arc(5, 5, 1.0), Arc(4, 5, 20.0)], 6).tolist() == [5]
    assert path.distance[5] == 10
    made = graph_of({(node, node + 1): 10.0 for node in range(5)}, 6)
    for part in ("data", "indices", "indptr"):
        assert np.array_equal(getattr(path.graph, part), getattr(made, part))
    assert len(twin.distance) == 5
    # Between two new nodes, and a shorter way where there was one.
    assert path.join([Arc(7, 6, 1.0), Arc(5, 6, 2.0), Arc(0, 1, 4.0)], 8).tolist() == [1, 2, 6, 7]
    assert path.distance.tolist() == [0, 4, 14, 10, 0, 10, 12, 13]
    assert twin.distance.tolist() == [0, 10, 20, 10, 0]
