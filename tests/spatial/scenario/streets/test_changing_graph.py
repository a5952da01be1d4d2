import pickle

import numpy as np
import pytest
from scipy.sparse import csr_array

from spatial.scenario.streets.changing_graph import Arc, ChangingGraph


@pytest.fixture
def row():
    """Nodes 0, 1, 2 in a row, 10 m apart."""
    metres = np.array([[0.0, 10, 0], [10, 0, 10], [0, 10, 0]])
    return csr_array(metres)


def test_a_copy_and_who_made_it_do_not_see_what_changes(row):
    graph = ChangingGraph(row)
    twin = graph.copy()
    graph.set_length(Arc(0, 1, 4.0))
    assert graph.length(0, 1) == graph.length(1, 0) == 4
    assert twin.length(0, 1) == row[0, 1] == 10
    twin.set_length(Arc(1, 2, 7.0))
    assert graph.length(1, 2) == 10


def test_arcs_are_inserted_in_their_place_or_get_shorter(row):
    graph = ChangingGraph(row)
    graph.insert([(0, 1, 3.0), (1, 0, 30.0), (2, 3, 5.0), (3, 2, 5.0)], 1)
    assert len(graph) == 4
    assert list(graph.neighbors(2)) == [(1, 10.0), (3, 5.0)]
    assert (graph.length(0, 1), graph.length(1, 0)) == (3, 10)
    assert row[0, 1] == 10


def test_a_part_holds_its_own_arcs_and_those_that_leave_it(row):
    graph = ChangingGraph(row)
    part = graph.part(np.array([1, 2]))
    assert part.graph.toarray().tolist() == [[0, 10], [10, 0]]
    assert (part.tail.tolist(), part.head.tolist(), part.length.tolist()) == ([0], [0], [10.0])
    assert list(pickle.loads(pickle.dumps(graph)).neighbors(0)) == [(1, 10.0)]  # noqa: S301 - own
