"""Walls stand on bisectors, and lines are clipped by them."""

import numpy as np

from spatial.coverage.disc_walls import Walls, clip, neighbor_walls

ROOM = Walls(
    first=np.array([0, 4]),
    normal_x=np.array([1.0, 0.0, -1.0, 0.0]),
    normal_y=np.array([0.0, 1.0, 0.0, -1.0]),
    offset=np.array([1.0, 1.0, 1.0, 1.0]),
)


def clipped(*lines, own=None):
    enter, leave = clip(ROOM, np.zeros(len(lines), dtype=int), np.array(lines, dtype=float).T, own)
    return list(zip(enter.tolist(), leave.tolist(), strict=True))


def test_two_centers_share_one_wall_half_way():
    walls = neighbor_walls(np.array([[0.0, 0.0], [6.0, 8.0]]), radius=5.1)
    assert walls.cell.tolist() == [0, 1]
    assert walls.offset.tolist() == [5.0, 5.0]
    assert walls.normal_x.tolist() == [0.6, -0.6]
    assert walls.normal_y.tolist() == [0.8, -0.8]


def test_discs_that_only_touch_need_no_wall():
    assert len(neighbor_walls(np.array([[0.0, 0.0], [6.0, 8.0]]), radius=5.0).offset) == 0


def test_centers_in_a_row_have_their_two_neighbors():
    row = np.column_stack([np.arange(6) * 100.0, np.arange(6) * 50.0])
    assert neighbor_walls(row, radius=60.0).count.tolist() == [1, 2, 2, 2, 2, 1]


def test_a_line_through_the_room_is_cut_at_both_walls():
    assert clipped((-3, 0, 1, 0), (0, 0, 0, 4)) == [(0.5, 1.0), (-0.25, 0.25)]


def test_a_line_beside_the_room_is_never_inside():
    ((enter, leave),) = clipped((-3, 2, 3, 2))
    assert enter > leave


def test_a_line_along_a_wall_ends_at_the_corners():
    assert clipped((-2, 1, 2, 1)) == [(0.25, 0.75)]


def test_the_own_wall_is_passed_over():
    assert clipped((-2, 3, 2, 3), own=np.array([1])) == [(0.25, 0.75)]


def test_no_line_gives_no_answer():
    enter, leave = clip(ROOM, np.empty(0, dtype=int), np.empty((4, 0)))
    assert len(enter) == len(leave) == 0
