import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spatial.scenario import straight
from spatial.scenario.straight import StraightNearest, nearest_of

WHOLE = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (p[0] * 100.0, p[1] * 100.0))
ANY = st.tuples(st.floats(0, 1e3), st.floats(0, 1e3))


def brute(places, sites, rows):
    """Compare every place with every site."""
    if not len(sites):
        return np.full(len(places), np.inf), np.full(len(places), -1)
    away = np.hypot(*(places[:, None] - sites).transpose(2, 0, 1))
    return away.min(axis=1), rows[away.argmin(axis=1)]


def points(values):
    return np.array(values, dtype=float).reshape(-1, 2)


@given(data=st.data(), point=st.sampled_from([WHOLE, ANY]))
def test_mended_equals_made_anew_after_every_edit(data, point):
    places = points(data.draw(st.lists(point, max_size=40)))
    state = StraightNearest(places, points(data.draw(st.lists(point, max_size=5))))
    for _ in range(data.draw(st.integers(0, 8))):
        serving = np.flatnonzero(state.open).tolist()
        kind = data.draw(st.sampled_from(["add", "close", "move"] if serving else ["add"]))
        before = state.distance.copy(), state.facility.copy()
        if kind == "add":
            changed = state.add(len(state.sites), data.draw(point))
        elif kind == "close":
            changed = state.close(data.draw(st.sampled_from(serving)))
        else:
            changed = state.move(data.draw(st.sampled_from(serving)), data.draw(point))
        rows = np.flatnonzero(state.open)
        for distance, facility in (state.recompute(), brute(places, state.sites[rows], rows)):
            assert np.array_equal(distance, state.distance)
            assert np.array_equal(facility, state.facility)
        differ = (before[0] != state.distance) | (before[1] != state.facility)
        assert np.isin(np.flatnonzero(differ), changed).all()


@given(places=st.lists(WHOLE, max_size=30), sites=st.lists(WHOLE, max_size=30))
def test_the_tree_gives_what_comparing_all_pairs_gives(places, sites):
    rows = np.arange(len(sites)) * 3
    found = _by_tree(points(places), points(sites), rows)
    expected = brute(points(places), points(sites), rows)
    assert np.array_equal(found[0], expected[0])
    assert np.array_equal(found[1], expected[1])


def _by_tree(places, sites, rows):
    most, straight.MOST_PAIRS = straight.MOST_PAIRS, -1
    try:
        return nearest_of(places, sites, rows)
    finally:
        straight.MOST_PAIRS = most


def test_many_facilities_at_one_place_are_told_apart_by_their_row():
    state = StraightNearest(np.zeros((300, 2)), np.ones((9, 2)))
    assert (state.facility == 0).all()
    state.close(0)
    assert (state.facility == 1).all()
    state.add(0, (1.0, 1.0))
    assert (state.facility == 0).all()


def test_a_copy_goes_its_own_way():
    state = StraightNearest([(0, 0), (10, 0)], [(0, 0)])
    twin = state.copy()
    twin.add(1, (10.0, 0.0))
    assert state.distance.tolist() == [0, 10]
    assert twin.distance.tolist() == [0, 0]
    assert len(state.sites) == 1


def test_moving_a_facility_leaves_the_array_it_came_from():
    facilities = np.array([(0.0, 0.0)])
    StraightNearest(np.zeros((1, 2)), facilities).move(0, (5.0, 5.0))
    assert facilities.tolist() == [[0, 0]]
