"""Different nodes at one coordinate: no junction inside streets, one where a street ends.

The kind of fault: streets joined by where they are drawn and not by what they share.
"""

import numpy as np
import pytest
from shapely import LineString

from layers.crs import to_metric
from layers.formats.osm.same_place import HAIR, told_apart
from layers.formats.osm.streets import Way, frame_of
from spatial.network import walking_network

STEP = 0.001


def way(number, nodes, places):
    at = 116.4 + np.array(places)[:, 0] * STEP, 39.9 + np.array(places)[:, 1] * STEP
    return Way(
        number, "residential", None, walkable=True, told={}, nodes=np.array(nodes),
        places=np.round(np.column_stack(at), 7),
    )  # fmt: skip


def parts(*ways):
    streets = to_metric(frame_of(list(ways), "a survey"), "EPSG:4548")
    return len(walking_network(streets).components)


ACROSS = [(0, 1), (1, 1), (2, 1)]
UP = [(1, 0), (1, 1), (1, 2)]


@pytest.mark.parametrize(
    ("node", "expected"),
    [(2, 1), (12, 2)],  # the node of the other street, or one of its own
)
def test_streets_that_cross_join_by_the_id_of_a_node_and_not_by_its_place(node, expected):
    """The kind: a bridge drawn over a street at one coordinate was a junction."""
    assert parts(way(1, [1, 2, 3], ACROSS), way(2, [11, node, 13], UP)) == expected


def test_a_street_that_ends_at_the_place_of_anothers_node_meets_it():
    assert parts(way(1, [1, 2, 3], ACROSS), way(2, [11, 12], UP[:2])) == 1
    assert parts(way(1, [1, 2], ACROSS[:2]), way(2, [12, 13], UP[1:])) == 1


def test_the_lowest_id_stays_and_all_ways_through_a_node_move_alike():
    places = [np.array([(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)])] * 3
    nodes = [np.array([1, 5, 2]), np.array([3, 7, 4]), np.array([8, 7, 9])]
    found = told_apart(nodes, places)
    assert [line[1].tolist() for line in found] == [[1, 1], [1, 1 + HAIR], [1, 1 + HAIR]]
    assert LineString(found[0]).length == LineString(places[0]).length
    assert all(
        (line[[0, 2]] == place[[0, 2]]).all() for line, place in zip(found, places, strict=True)
    )


def test_nodes_that_the_extract_does_not_hold_stay_unknown():
    places = [np.array([(0.0, 0.0), (np.nan, np.nan), (2.0, 2.0)])] * 2
    found = told_apart([np.array([1, 5, 2]), np.array([3, 7, 4])], places)
    assert all(np.isnan(line[1]).all() for line in found)
    assert told_apart([], []) == []
