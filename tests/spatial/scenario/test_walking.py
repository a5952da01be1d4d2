import pickle

import numpy as np
import pytest
import shapely

from spatial.scenario.walking import WalkingNearest
from tests.builders.streets import network_of


@pytest.fixture
def streets():
    """A square of 100 m with one side open, and a street apart from it."""
    return network_of([(100, 0), (0, 0), (0, 100), (100, 100)], [(300, 0), (300, 100)])


def test_who_is_too_far_from_every_street_is_listed_and_reached_by_nobody(streets):
    state = WalkingNearest(streets, [(0, 50), (500, 50)], [(0.0, 0.0)], max_snap=50.0)
    assert state.attached.demand.unattached.tolist() == [1]
    assert state.distance.tolist() == [50, np.inf]
    assert state.facility.tolist() == [0, -1]


def test_a_street_apart_is_reached_by_its_own_facility_only(streets):
    state = WalkingNearest(streets, [(0, 50), (300, 50)], [(0.0, 0.0)])
    assert state.distance.tolist() == [50, np.inf]
    assert state.add(1, (310.0, 60.0)).tolist() == [1]
    assert state.distance.tolist() == [50, 20]
    assert state.close(0).tolist() == [0]
    assert state.distance.tolist() == [np.inf, 20]


def test_an_opened_street_joins_what_was_apart(streets):
    state = WalkingNearest(streets, [(300.0, 50.0)], [(0.0, 0.0)])
    assert state.open_street(shapely.LineString([(100, 100), (300, 100)])).tolist() == [0]
    assert state.distance.tolist() == [100 + 100 + 200 + 50]
    twin = state.copy()
    last = len(state.network.edge_open) - 1
    assert state.close_street([last]).tolist() == [0]
    assert state.distance.tolist() == [np.inf]
    assert twin.distance.tolist() == [450]


def test_the_first_facility_may_come_later(streets):
    state = WalkingNearest(streets, [(0.0, 50.0)], np.empty((0, 2)))
    assert state.facility.tolist() == [-1]
    state.add(0, (0.0, 80.0))
    assert state.distance.tolist() == [30]


def test_an_opened_street_beside_an_equal_one_attaches_as_everything_anew():
    # The same street the other way around differs in the last bit of the squared distance only.
    ends = [(48.02570991178828, 185.434739055021), (0.5178571740819815, 94.85797164706989)]
    place = np.array([(240.09160576, 14.06915647), (240.0916057583317, 14.069156472914)])
    state = WalkingNearest(network_of(ends), place, [(0.0, 0.0)])
    state.open_street(shapely.LineString(ends[::-1]))
    assert np.array_equal(state.attached.demand.edge, state.network.attach(place).edge)


def test_an_attachment_made_before_is_taken_as_it_is(streets):
    points = np.array([(0.0, 50.0), (300.0, 10.0)])
    once = WalkingNearest(streets, points, [(300.0, 0.0)])
    again = WalkingNearest(streets, streets.attach(points), [(300.0, 0.0)])
    assert np.array_equal(once.distance, again.distance)


def test_a_copy_keeps_its_facilities_where_they_were_when_the_other_moves_them(streets):
    facilities = np.array([(0.0, 20.0)])
    state = WalkingNearest(streets, [(0.0, 100.0)], facilities)
    twin = state.copy()
    state.move(0, (100.0, 100.0))
    assert facilities.tolist() == [[0, 20]]
    twin.open_street(shapely.LineString([(0, 0), (0, 10), (10, 20), (0, 100)]))
    twin.close_street(twin.goals.edge)
    assert twin.goals.points.tolist() == [[0, 20]]
    assert twin.distance.tolist() == twin.recompute()[0].tolist()
    assert twin.goals.leg[0] == pytest.approx(50**0.5)  # to the line from (0, 10) to (10, 20)


def test_a_stored_state_goes_on_as_the_one_it_was_made_of(streets):
    state = WalkingNearest(streets, [(0.0, 40.0), (90.0, 0.0)], [(100.0, 100.0)])
    twin = pickle.loads(pickle.dumps(state))  # noqa: S301 - made here
    for one in (state, twin):
        one.open_street(shapely.LineString([(100, 0), (100, 100)]))
        one.add(1, (10.0, 0.0))
    assert twin.distance.tolist() == state.distance.tolist() == state.recompute()[0].tolist()
