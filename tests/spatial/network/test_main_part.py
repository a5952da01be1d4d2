"""Who stands beside a piece that reaches nothing stands on the main network too, where free to.

The kind of fault: the nearest street is taken though nobody gets anywhere from it.
"""

import numpy as np
import pytest
from shapely import LineString

from spatial.network import Network, opened_to_main

STREET, PATH = LineString([(0, 0), (900, 0)]), LineString([(400, 100), (500, 100)])
PLACES = [(450.0, 80.0), (450.0, 20.0), (450.0, 700.0)]


@pytest.fixture
def streets():
    return Network.from_lines(np.array([STREET, PATH], dtype=object))


@pytest.mark.parametrize(
    ("freedom", "snap", "rows"),
    [
        (0, 500, [0, 1, 2]),
        (59.9, 500, [0, 1, 2]),
        (60, 500, [0, 1, 2, 0]),
        (60, 79, [0, 1, 2]),
        (100, None, [0, 1, 2, 0, 2]),  # 600 and 700 m from the path and the street
    ],
)
def test_a_second_stand_where_the_main_part_is_near_enough(streets, freedom, snap, rows):
    at = streets.attach(PLACES, max_snap=snap)
    both, row = opened_to_main(streets, at, freedom=freedom, max_snap=snap)
    assert row.tolist() == rows
    assert len(both) == len(rows)
    assert (both.points == at.points[row]).all()
    first = both.rows(slice(0, 3))
    assert np.array_equal(first.edge, at.edge)


def test_who_lives_on_the_path_and_who_on_the_street_both_get_there(streets):
    at = streets.attach(PLACES[:1])
    both, _ = opened_to_main(streets, at, freedom=60)
    metres, _ = streets.nearest([(0.0, 0.0), (400.0, 100.0)], both)
    assert metres.tolist() == [450 + 80, 50 + 20]


def test_closed_edges_are_no_main_part(streets):
    closed = streets.without_edges([0])
    at = closed.attach(PLACES[:1])
    both, row = opened_to_main(closed, at, freedom=500)
    assert row.tolist() == [0]
    assert both.edge.tolist() == [1]
