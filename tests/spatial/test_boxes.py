"""A quick look at boxes finds every point that lies in one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spatial.boxes import near_boxes

COORDINATE = st.floats(-1000, 1000)


def test_points_far_from_every_box_are_left_out() -> None:
    boxes = np.array([(0.0, 0.0, 10.0, 10.0), (900.0, 900.0, 1000.0, 1000.0)])
    points = np.array([(5, 5), (10, 10), (500, 500), (-5, 5), (1000, 1000), (2000, 0), (950, 5.0)])
    assert near_boxes(points, boxes).tolist() == [True, True, False, False, True, False, False]
    assert near_boxes(points, boxes, margin=6.0)[3]


def test_without_boxes_or_points_nothing_is_near() -> None:
    assert near_boxes(np.array([(0.0, 0.0)]), np.empty((0, 4))).tolist() == [False]
    assert near_boxes(np.empty((0, 2)), np.array([(0.0, 0.0, 1.0, 1.0)])).tolist() == []


@given(
    st.lists(st.tuples(*[COORDINATE] * 4), min_size=1, max_size=6),
    st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=30),
    st.floats(0, 50),
)
def test_no_point_in_a_box_is_missed(corners, places, margin) -> None:
    boxes = np.array([(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners])
    points = np.array([*places, *(row[:2] for row in boxes), *(row[2:] for row in boxes)])
    low, high = boxes[:, None, :2] - margin, boxes[:, None, 2:] + margin
    held = ((points >= low) & (points <= high)).all(axis=2).any(axis=0)
    assert near_boxes(points, boxes, margin=margin)[held].all()
