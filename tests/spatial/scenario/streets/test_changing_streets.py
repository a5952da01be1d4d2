import numpy as np
import pytest
import shapely

from spatial.errors import ShapeError
from spatial.network import Network
from spatial.scenario.streets.changing_graph import Arc
from spatial.scenario.streets.changing_streets import ChangingStreets


def streets():
    """A street of 100 m with a node in the middle of it, and one beside it."""
    lines = [
        shapely.LineString([(0, 0), (50, 0)]),
        shapely.LineString([(50, 0), (100, 0)]),
        shapely.LineString([(0, 0), (0, 20), (50, 20), (50, 0)]),
    ]
    return ChangingStreets(Network.from_lines(np.array(lines, dtype=object)), 500.0)


def test_a_closed_street_leaves_the_longer_way_between_its_ends():
    found = streets()
    twin = found.copy()
    shut, left = found.close([0])
    assert shut.tolist() == [0]
    assert left == [Arc(0, 1, 90.0)]
    assert twin.network.edge_open.all()
    with pytest.raises(ShapeError, match="open edges"):
        found.close([0])


def test_an_opened_street_splits_what_it_meets_inside():
    found = streets()
    opened = found.open(shapely.LineString([(0, 20), (0, 60)]))
    assert opened.closed.sum() == 1
    assert len(opened.cut) == 1
    assert sorted(arc.length for arc in opened.joined) == [20, 40, 90 - 20]


def test_points_are_attached_to_the_streets_as_they_are():
    found = streets()
    place = np.array([[25.0, 5.0]])
    assert found.attach(place).leg.tolist() == [5]
    found.close([0])
    assert found.attach(place).leg.tolist() == [15]
    assert found.attach(place).leg.tolist() == found.network.attach(place).leg.tolist()
