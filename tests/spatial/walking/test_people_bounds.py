import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from spatial.network.network import Network
from spatial.population.whereabouts import Whereabouts
from spatial.walking.people_bounds import portions_of, walking_bounds
from tests.builders.streets import network_of
from tests.builders.true_town import true_town

STREET = network_of([(0, 0), (1000, 0)])


def _reach(network, shapes, goals, *, max_snap=500.0, owner=None, freedom=0.0):
    owner = np.arange(len(shapes)) if owner is None else np.array(owner)
    whereabouts = Whereabouts(np.array(shapes, dtype=object), owner, int(owner.max()) + 1)
    portions = portions_of(whereabouts, network, max_snap=max_snap, freedom=freedom)
    return walking_bounds(portions, network, network.attach(np.array(goals), max_snap=max_snap))


def test_a_point_walks_as_far_as_it_walks() -> None:
    found = _reach(STREET, [Point(300, 40)], [(700.0, 10.0)])
    assert (found.near.item(), found.far.item()) == pytest.approx((450, 450), abs=1e-4)


def test_a_building_beside_a_street_is_between_its_ends() -> None:
    found = _reach(STREET, [box(290, 30, 310, 40)], [(700.0, 0.0)])
    # The nearest corner: 30 + 390; the farthest: 40 + 410.
    assert found.near.item() == pytest.approx(420, abs=1e-4)
    assert found.far.item() == pytest.approx(450, abs=1e-4)


def test_whoever_may_be_too_far_from_streets_is_not_surely_reached() -> None:
    found = _reach(STREET, [box(0, 90, 10, 110), box(0, 300, 10, 310)], [(0.0, 0.0)], max_snap=100)
    assert found.near[0] == pytest.approx(90, abs=30)
    assert np.isinf(found.far[0])
    assert np.isinf([found.near[1], found.far[1]]).all()


def test_freedom_lets_people_start_from_other_streets() -> None:
    lines = [LineString([(0, 0), (1000, 0)]), LineString([(0, 50), (1000, 50)])]
    network = Network.from_lines(np.array(lines, dtype=object))
    bound = _reach(network, [Point(300, 20)], [(700.0, 50.0)])
    assert np.isinf(bound.near.item())
    free = _reach(network, [Point(300, 20)], [(700.0, 50.0)], freedom=15.0)
    assert free.near.item() == pytest.approx(430, abs=0.1)
    assert np.isinf(free.far.item())


def test_places_own_several_shapes_and_without_facilities_nobody_arrives() -> None:
    shapes = [Point(100, 0), Point(900, 0)]
    found = _reach(STREET, shapes, [(0.0, 0.0)], owner=[0, 0])
    assert (found.near.item(), found.far.item()) == pytest.approx((100, 900), abs=1e-4)
    none = _reach(STREET, shapes, np.empty((0, 2)))
    assert np.isinf([none.near, none.far]).all()
    empty = Network.from_lines(np.array([], dtype=object))
    assert np.isinf(_reach(empty, shapes, [(0.0, 0.0)]).near).all()


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.floats(2, 150), st.sampled_from([20.0, 60.0, 500.0]))
def test_everybody_in_a_square_walks_between_its_bounds(seed, size, max_snap) -> None:
    town, rng = true_town(seed), np.random.default_rng(seed)
    goals = np.array([(point.x, point.y) for point in town.facilities.geometry])
    corner = rng.uniform(-50, 1200, 2)
    found = _reach(town.network, [box(*corner, *(corner + size))], goals, max_snap=max_snap)
    inside = corner + rng.uniform(0, size, (200, 2))
    walked, _ = town.network.nearest(inside, goals, max_snap=max_snap)
    assert (walked >= found.near.item()).all()
    assert (walked <= found.far.item()).all()
