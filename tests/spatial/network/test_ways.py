"""Streets without estates have the graph they always had; with them it has nodes of its own."""

import numpy as np
from shapely import LineString

from spatial.network import Network
from spatial.network.graph import components_of, graph_of
from spatial.network.ways import Ways

ENDS = np.array([[0, 1], [1, 2], [3, 4]])
LENGTH = np.array([10.0, 20.0, 5.0])


def ways(private=None, is_open=(True, True, True)):
    flags = None if private is None else np.array(private)
    return Ways(ENDS, LENGTH, np.array(is_open), flags, 5)


def test_without_private_streets_graph_and_parts_are_those_of_edges():
    found = ways()
    assert (found.graph != graph_of(ENDS, LENGTH, 5)).nnz == 0
    assert found.of_nodes.tolist() == components_of(ENDS, LENGTH, 5).tolist() == [0, 0, 0, 1, 1]
    assert found.of_edges.tolist() == [0, 0, 1]
    assert found.leaving is None
    assert found.edge_nodes is ENDS
    at = Network.from_lines([LineString([(0, 0), (9, 0)])]).attach([(1.0, 0.0)])
    assert found.placed(at) is at


def test_closed_edges_lead_nowhere():
    found = ways(is_open=(True, False, True))
    assert found.of_edges.tolist() == [0, -1, 1]
    assert found.graph.nnz == 4


def test_an_estate_has_nodes_of_its_own_at_its_gates_and_a_copy_to_leave_from():
    """Edge 1 of 0 - 1 - 2 - 3 is private, with gates 1 and 2."""
    ends = np.array([[0, 1], [1, 2], [2, 3]])
    found = Ways(ends, np.array([10.0, 20.0, 5.0]), np.ones(3, bool), np.array([0, 1, 0], bool), 4)
    assert found.edge_nodes.tolist() == [[0, 1], [4, 5], [2, 3]]
    assert found.leaving.tolist() == [0, 1, 2, 3, 6, 7]
    graph = found.graph.toarray()
    assert graph[4, 5] == graph[5, 4] == graph[6, 7] == graph[7, 6] == 20
    # In at the gates and out at them; from 1 to 2 nobody passes.
    assert graph[1, 4] > 0
    assert graph[2, 5] > 0
    assert graph[6, 1] > 0
    assert graph[7, 2] > 0
    assert not graph[[4, 5]][:, :4].any()
    assert not graph[:6][:, [6, 7]].any()
    # Parts: the estate is of the longer street.
    assert found.of_edges.tolist() == [0, 0, 1]
    assert found.nbytes > found.graph.data.nbytes
