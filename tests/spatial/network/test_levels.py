"""What crosses on another level does not meet; a bridge meets its ramps."""

import numpy as np
from shapely import LineString

from spatial.network import Network
from spatial.network.levels import parted_by_level


def reach(lines, levels, a, b):
    network = Network.from_lines(np.array(lines, dtype=object), levels=np.array(levels))
    return network.nearest([a], [b])[0][0]


STREET = LineString([(0, -100), (0, 0), (0, 100)])


def test_a_viaduct_that_shares_a_vertex_with_the_street_below_does_not_join_it():
    over = LineString([(-100, 0), (0, 0), (100, 0)])
    assert reach([STREET, over], [0, 0], (0, -100), (100, 0)) == 200
    assert np.isinf(reach([STREET, over], [0, 1], (0, -100), (100, 0)))


def test_a_bridge_joins_its_ramps_and_what_meets_it_on_its_level():
    """Ramp 0-100, bridge 100-200 at level 1, ramp 200-300; a street passes under its middle."""
    ramps = [LineString([(0, 0), (100, 0)]), LineString([(200, 0), (300, 0)])]
    bridge = LineString([(100, 0), (150, 0), (200, 0)])
    under = LineString([(150, -50), (150, 0), (150, 50)])
    assert reach([*ramps, bridge, under], [0, 0, 1, 0], (0, 0), (300, 0)) == 300
    assert np.isinf(reach([*ramps, bridge, under], [0, 0, 1, 0], (0, 0), (150, 50)))


def test_numbers_of_places():
    """Place 0: inside of level 0 and of level 1; place 1: two ends; place 2: one level only."""
    place = np.array([0, 0, 1, 1, 2])
    level, is_end = np.array([0, 1, 0, 1, 1]), np.array([False, False, True, True, False])
    found, count = parted_by_level(place, 3, level, is_end)
    assert found.tolist() == [3, 4, 1, 1, 2]
    assert count == 5
