"""Lines become edges that touch only at their ends; the graph keeps the shortest of parallels."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.network import Network
from spatial.network.graph import (
    components_of,
    edges_of,
    graph_of,
    identify,
    in_squares,
    lengths_along,
    parted_by_level,
    ranges,
)
from tests.builders.streets import random_streets

LINE = shapely.LineString


def shapes_of(edges):
    return [
        edges.vertices[a:b].tolist() for a, b in zip(edges.first[:-1], edges.first[1:], strict=True)
    ]


def test_lines_are_split_where_others_have_a_vertex_and_only_there():
    along = LINE([(0, 0), (5, 1), (10, 0), (20, 0)])
    across = LINE([(10, 9), (10, 0), (10, -9)])
    bridge = LINE([(15, 9), (15, -9)])  # crosses without a vertex: no junction
    edges = edges_of([along, across, bridge])
    assert shapes_of(edges) == [
        [[0, 0], [5, 1], [10, 0]],
        [[10, 0], [20, 0]],
        [[10, 9], [10, 0]],
        [[10, 0], [10, -9]],
        [[15, 9], [15, -9]],
    ]
    assert edges.line.tolist() == [0, 0, 1, 1, 2]


def test_what_has_no_length_is_dropped_and_repeated_vertices_do_not_split():
    edges = edges_of(
        [
            None,
            LINE(),
            LINE([(1, 1), (1, 1)]),
            LINE([(0, 0), (3, 4), (3, 4), (6, 8)]),
            shapely.MultiLineString([[(9, 9), (9, 8)], [(0, -0.0), (-1, 0)]]),
        ]
    )
    assert edges.line.tolist() == [3, 4, 4]
    assert edges.length.tolist() == [10, 1, 1]
    assert len(edges.nodes) == 5  # -0.0 is 0.0


def test_closed_ways_are_loops_and_a_way_that_meets_itself_is_split():
    edges = edges_of([LINE([(0, 0), (4, 0), (4, 3), (0, 0)])])
    assert edges.ends.tolist() == [[0, 0]]
    assert edges.length.tolist() == [12]
    eight = edges_of([LINE([(0, 0), (4, 0), (4, 4), (2, 0), (4, 0)])])
    assert eight.ends[1].tolist() == [1, 1]
    assert len(eight.ends) == 2


def test_heights_are_ignored():
    assert edges_of([LINE([(0, 0, 5), (3, 4, 90)])]).length.tolist() == [5]


def test_nearly_equal_vertices_are_one_only_if_asked_for():
    lines = [LINE([(0, 0), (10, 0)]), LINE([(10.004, 0), (20, 0)]), LINE([(10.008, 0), (10, 9)])]
    assert len(edges_of(lines).nodes) == 6
    assert len(edges_of(lines, tolerance=0.005).nodes) == 4  # in steps: 10, 10.004, 10.008
    assert edges_of(lines, tolerance=0.005).length.tolist() == [10, 10, 9]


def test_further_places_split_as_well():
    edges = edges_of([LINE([(0, 0), (5, 0), (9, 0)])], also=np.array([[5.0, 0.0], [7.0, 0.0]]))
    assert edges.length.tolist() == [5, 4]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([shapely.Point(0, 0)], "rows 0; accepted: LineString"),
        ([LINE([(0, 0), (np.inf, 1)])], "not finite in rows 0"),
        ([[LINE([(0, 0), (1, 1)])]], "shape"),
    ],
)
def test_other_things_are_refused(lines, message):
    with pytest.raises(ShapeError, match=message):
        edges_of(lines)


@given(st.integers(0, 2**32))
def test_edges_keep_all_the_length_and_meet_only_at_ends(seed):
    lines = random_streets(np.random.default_rng(seed))
    edges = edges_of(lines)
    assert edges.length.sum() == pytest.approx(shapely.length(lines).sum())
    np.testing.assert_allclose(np.bincount(edges.line, edges.length), shapely.length(lines))
    assert (edges.nodes[edges.ends[:, 0]] == edges.vertices[edges.first[:-1]]).all()
    assert (edges.nodes[edges.ends[:, 1]] == edges.vertices[edges.first[1:] - 1]).all()
    places = {tuple(place) for place in edges.nodes}
    assert len(places) == len(edges.nodes)
    inner = [tuple(place) for shape in shapes_of(edges) for place in shape[1:-1]]
    assert len(set(inner)) == len(inner)
    assert not places & set(inner)


def test_places_that_share_a_key_are_told_apart(monkeypatch):
    places = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0], [1.0, 4.0]])
    expected = [[True, False, True, False]]
    for mix in (None, np.uint64(0)):  # times 0 every place gets the same key
        if mix is not None:
            monkeypatch.setattr("spatial.network.graph._MIX", mix)
        number, count = identify(places)
        assert [(number == number[0]).tolist()] == expected
        assert count[number].tolist() == [2, 1, 2, 1]


def test_lengths_do_not_depend_on_what_stands_before():
    vertices = np.array([[0, 0], [1e9, 0], [0, 0], [0.1, 0], [0.3, 0]])
    assert lengths_along(vertices, np.array([0, 2, 5])).tolist() == [0, 1e9, 0, 0.1, 0.3]
    assert lengths_along(np.empty((0, 2)), np.array([0])).tolist() == []


def test_the_graph_takes_the_shorter_of_two_edges_and_no_loops():
    ends = np.array([[0, 1], [1, 0], [1, 1], [1, 2]])
    graph = graph_of(ends, np.array([5.0, 4.0, 1.0, 2.0]), 4)
    assert graph.toarray().tolist() == [[0, 4, 0, 0], [4, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 0]]
    assert graph.nnz == 4


def test_components_are_ordered_by_length_and_bare_nodes_have_none():
    ends = np.array([[0, 1], [2, 3], [3, 4]])
    assert components_of(ends, np.array([1.0, 3.0, 3.0]), 6).tolist() == [1, 1, 0, 0, 0, -1]
    assert components_of(np.empty((0, 2), np.int64), np.empty(0), 0).tolist() == []


def test_neighbors_in_order_are_neighbors_in_place():
    places = np.stack(np.meshgrid(np.arange(16.0), np.arange(16.0)), -1).reshape(-1, 2)
    order = in_squares(places)
    assert sorted(order) == list(range(256))
    assert np.hypot(*np.diff(places[order], axis=0).T).mean() < 2.1
    assert in_squares(np.empty((0, 2))).tolist() == []
    assert in_squares(np.zeros((3, 2))).tolist() == [0, 1, 2]


def test_ranges_may_be_empty():
    assert ranges(np.array([4, 7, 0]), np.array([1, 0, 2])).tolist() == [4, 0, 1]
    assert ranges(np.empty(0, np.int64), np.empty(0, np.int64)).tolist() == []


def reach(lines, levels, a, b):
    network = Network.from_lines(np.array(lines, dtype=object), levels=np.array(levels))
    return network.nearest([a], [b])[0][0]


STREET = LINE([(0, -100), (0, 0), (0, 100)])


def test_a_viaduct_that_shares_a_vertex_with_the_street_below_does_not_join_it():
    over = LINE([(-100, 0), (0, 0), (100, 0)])
    assert reach([STREET, over], [0, 0], (0, -100), (100, 0)) == 200
    assert np.isinf(reach([STREET, over], [0, 1], (0, -100), (100, 0)))


def test_a_bridge_joins_its_ramps_and_what_meets_it_on_its_level():
    """Ramp 0-100, bridge 100-200 at level 1, ramp 200-300; a street passes under its middle."""
    ramps = [LINE([(0, 0), (100, 0)]), LINE([(200, 0), (300, 0)])]
    bridge = LINE([(100, 0), (150, 0), (200, 0)])
    under = LINE([(150, -50), (150, 0), (150, 50)])
    assert reach([*ramps, bridge, under], [0, 0, 1, 0], (0, 0), (300, 0)) == 300
    assert np.isinf(reach([*ramps, bridge, under], [0, 0, 1, 0], (0, 0), (150, 50)))


def test_numbers_of_places():
    """Place 0: inside of level 0 and of level 1; place 1: two ends; place 2: one level only."""
    place = np.array([0, 0, 1, 1, 2])
    level, is_end = np.array([0, 1, 0, 1, 1]), np.array([False, False, True, True, False])
    found, count = parted_by_level(place, 3, level, is_end)
    assert found.tolist() == [3, 4, 1, 1, 2]
    assert count == 5
