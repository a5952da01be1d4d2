"""Points attach to the nearest place on an edge."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spatial.network.network import Network
from tests.builders.streets import random_streets
from tests.spatial.street_oracle import snapped

LINE = shapely.LineString


@given(st.integers(0, 2**32))
def test_leg_and_offset_lead_to_the_nearest_place_on_the_streets(seed):
    rng = np.random.default_rng(seed)
    network = Network.from_lines(random_streets(rng))
    points = rng.uniform(-100, 500, (20, 2))
    found = network.attach(points)
    for row, point in enumerate(points):
        leg, edge, offset = snapped(network, point)
        assert found.leg[row] == pytest.approx(leg, abs=1e-9)
        assert (found.edge[row], pytest.approx(found.offset[row], abs=1e-6)) == (edge, offset)
    length = network.edge_length[found.edge]
    assert found.to_ends.sum(axis=0) == pytest.approx(length)
    assert (found.to_ends >= 0).all()
    assert (found.ends == network.edge_ends[found.edge].T).all()


def test_of_equally_near_edges_the_lowest_is_taken():
    network = Network.from_lines([LINE([(0, 9), (9, 9)]), LINE([(0, 0), (9, 0)])])
    assert network.attach([(5, 4.5)]).edge.tolist() == [0]


def test_what_is_too_far_has_no_place():
    found = Network.from_lines([LINE([(0, 0), (9, 0)])]).attach([(3, 1), (3, 5)], max_snap=2)
    assert found.attached.tolist() == [True, False]
    assert found.unattached.tolist() == [1]
    assert np.isnan(found.offset[1])
    assert np.isinf([found.leg[1], *found.to_ends[:, 1]]).all()


def test_some_rows_can_be_taken_and_replaced():
    found = Network.from_lines([LINE([(0, 0), (9, 0)])]).attach([(3, 1), (4, 2), (5, 3)])
    some = found.rows(np.array([2, 0]))
    assert len(some) == 2
    assert some.leg.tolist() == [3, 1]
    swapped = found.replaced(np.array([0, 2]), some)
    assert swapped.offset.tolist() == [5, 4, 3]
    assert swapped.to_ends.tolist() == [[5, 4, 3], [4, 5, 6]]
    assert found.offset.tolist() == [3, 4, 5]


def test_a_street_without_a_square_of_its_length_is_a_point():
    network = Network.from_lines([shapely.LineString([(0, 0), (5e-324, 0)])])
    found = network.attach([[3.0, 4.0]])
    assert found.leg.tolist() == [5]
    assert np.isfinite(found.offset).all()
