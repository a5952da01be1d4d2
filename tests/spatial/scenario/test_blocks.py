import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spatial.scenario.blocks import PointBlocks

POINT = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda p: (p[0] * 10.0, p[1] * 10.0))


@given(
    points=st.lists(POINT, max_size=60),
    away=st.lists(st.floats(0, 90) | st.just(np.inf), min_size=60, max_size=60),
    goal=POINT,
    size=st.sampled_from([1, 4, 64]),
    known=st.integers(0, 60),
)
def test_nobody_who_is_nearer_is_left_out(points, away, goal, size, known):
    places = np.array(points).reshape(-1, 2)
    distance = np.array(away[: len(places)])
    straight = np.hypot(*(places - np.array(goal)).T)
    for reached in (False, True):
        blocks = PointBlocks(places[:known], size, reached=reached)
        blocks.renew(None, distance)
        blocks.extend(places)
        blocks.renew(np.arange(min(known, len(places)), len(places)), distance)
        found = blocks.within_reach(np.array(goal), distance)
        wanted = straight <= np.where(np.isinf(distance) & reached, -1, distance)
        assert set(np.flatnonzero(wanted)) == set(found.tolist())


def test_a_changed_distance_counts_for_the_copy_only():
    places = np.array([(0.0, 0.0), (100.0, 0.0)])
    distance = np.array([1.0, 1.0])
    blocks = PointBlocks(places, 1)
    blocks.renew(None, distance)
    twin = blocks.copy()
    wider = np.array([1.0, 60.0])
    twin.renew(np.array([1]), wider)
    assert twin.within_reach(np.array([50.0, 0.0]), wider).tolist() == [1]
    assert blocks.within_reach(np.array([50.0, 0.0]), distance).tolist() == []


@given(points=st.lists(POINT, max_size=60), goal=POINT, limit=st.sampled_from([0.0, 10.0, 50.0]))
def test_all_within_a_limit_are_found(points, goal, limit):
    places = np.array(points).reshape(-1, 2)
    rows, away = PointBlocks(places, 4).within(np.array(goal), limit)
    straight = np.hypot(*(places - np.array(goal)).T)
    assert sorted(rows) == np.flatnonzero(straight <= limit).tolist()
    assert np.array_equal(away, straight[rows])
