import numpy as np
import pytest
import shapely

from spatial.network.network import Network
from spatial.scenario.places import PlacesByNode


@pytest.fixture
def network():
    """Two streets of 100 m that meet, and one apart."""
    ways = [[(0, 0), (100, 0)], [(100, 0), (200, 0)], [(0, 500), (100, 500)]]
    return Network.from_lines([shapely.LineString(way) for way in ways])


def test_places_are_found_by_both_ends_of_their_street(network):
    points = np.array([(150.0, 5.0), (20.0, 5.0), (50.0, 500.0)])
    demand = network.attach(points)
    held = PlacesByNode(demand, len(network.nodes))
    for node, place in enumerate(network.nodes.tolist()):
        wanted = [
            row
            for row, edge in enumerate(demand.edge)
            if place in network.nodes[network.edge_ends[edge]].tolist()
        ]
        assert sorted(held.row[held.by(np.array([node]))]) == wanted
    found = held.attachment(held.place)
    for name in ("edge", "offset", "leg", "ends", "to_ends"):
        assert np.array_equal(getattr(found, name), getattr(demand, name))


def test_what_moves_is_found_by_where_it_is_now_and_the_copy_stays(network):
    points = np.array([(150.0, 5.0), (20.0, 5.0)])
    held = PlacesByNode(network.attach(points), len(network.nodes))
    twin = held.copy()
    moved = network.attach(np.array([(50.0, 490.0), (20.0, 5.0)]))
    held.move(np.array([0]), moved)
    ends = np.unique(network.edge_ends[moved.edge[0]])
    assert 0 in held.row[held.by(ends)]
    assert held.attachment(held.place).leg.tolist() == [10, 5]
    assert twin.attachment(twin.place).leg.tolist() == [5, 5]
    held.more_nodes(len(network.nodes) + 1)
    assert held.by(np.array([len(network.nodes)])).tolist() == [held.place[0]][:0]
