import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spatial.network.network import Network
from spatial.scenario.streets.attachment import EdgesAround
from tests.builders.streets import network_of

PLACE = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: (p[0] * 40.0, p[1] * 40.0))


@pytest.mark.slow
@given(
    lines=st.lists(st.lists(PLACE, min_size=2, max_size=4, unique=True), max_size=10),
    points=st.lists(PLACE, min_size=1, max_size=12),
    closed=st.sets(st.integers(0, 30)),
    max_snap=st.sampled_from([None, 0.0, 30.0, 170.0]),
)
def test_a_few_edges_around_give_what_the_index_of_all_gives(lines, points, closed, max_snap):
    lines.append([(900.0, 0.0), (900.0, 900.0), (950.0, 900.0)])
    network = Network.from_lines([shapely.LineString(line) for line in lines])
    network = network.without_edges([e for e in closed if e < len(network.edge_open)])
    places = np.array(points)
    ours = EdgesAround(network).attach(places, network.edge_open, max_snap=max_snap)
    whole = network.attach(places, max_snap=max_snap)
    for name in ("edge", "offset", "leg", "ends", "to_ends"):
        assert np.array_equal(getattr(ours, name), getattr(whole, name), equal_nan=True)


def test_with_every_street_closed_nothing_is_found():
    network = network_of([(0, 0), (10, 0)])
    found = EdgesAround(network).attach(np.zeros((2, 2)), np.zeros(1, dtype=bool), max_snap=None)
    assert found.unattached.tolist() == [0, 1]
