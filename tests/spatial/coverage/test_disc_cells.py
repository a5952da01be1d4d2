"""Cells: their areas, their boxes, and the area between two directions."""

import math

import numpy as np
import pytest

from spatial.coverage.disc_cells import disc_cells

RADIUS = 10.0


def swept(cells, cell, start, end):
    (area,) = cells.swept(np.array([cell]), *(np.array([float(v)]) for v in (*start, *end)))
    return area


def test_a_lone_disc_is_its_own_cell():
    cells = disc_cells(np.array([[3.0, 4.0]]), RADIUS)
    assert cells.area == pytest.approx([math.pi * 100])
    assert cells.bounds.tolist() == [[-7.0, -6.0, 13.0, 14.0]]


@pytest.mark.parametrize(
    ("start", "end", "turns"),
    [
        ((1, 0), (0, 1), 1 / 4),
        ((0, 1), (1, 0), -1 / 4),
        ((-1, 1), (-1, -1), 1 / 4),
        ((-1, -1), (-1, 1), -1 / 4),
        ((5, 0), (9, 0), 0),
    ],
)
def test_the_sweep_of_a_disc_is_a_signed_sector(start, end, turns):
    cells = disc_cells(np.array([[3.0, 4.0]]), RADIUS)
    assert swept(cells, 0, start, end) == pytest.approx(turns * math.pi * 100)


def test_two_discs_are_cut_by_their_wall():
    cells = disc_cells(np.array([[0.0, 0.0], [12.0, 0.0]]), RADIUS)
    # The wall stands 6 m away and is 2 * 8 m long: the cell is a triangle and a sector.
    sector = 100 * (math.pi - math.acos(0.6))
    assert cells.area == pytest.approx([48 + sector] * 2)
    assert cells.bounds[0] == pytest.approx([-10, -10, 6, 10])
    assert swept(cells, 0, (6, -8), (6, 8)) == pytest.approx(48)
    assert swept(cells, 0, (6, 8), (-1, 0)) == pytest.approx(sector / 2)


def test_a_dense_grid_makes_squares():
    grid = np.stack(np.meshgrid(np.arange(5), np.arange(5)), axis=-1).reshape(-1, 2) * 4.0
    cells = disc_cells(grid, RADIUS)
    inner = (np.abs(cells.centers - 8) < 6).all(axis=1)
    assert cells.area[inner] == pytest.approx(np.full(9, 16.0))
    middle = int(np.flatnonzero((cells.centers == 8).all(axis=1))[0])
    assert cells.bounds[middle] == pytest.approx([6, 6, 10, 10])
    assert swept(cells, middle, (1, 0), (1, 1)) == pytest.approx(2)


def test_the_same_place_is_one_center():
    twice = disc_cells(np.array([[0.0, 0.0], [0.0, 0.0], [1e-11, 0.0]]), RADIUS)
    assert len(twice.centers) == 1


def test_all_sweeps_around_add_up_to_the_cell():
    points = np.random.default_rng(3).uniform(0, 60, (40, 2))
    cells = disc_cells(points, RADIUS)
    angle = np.linspace(0, 2 * np.pi, 8)
    x, y = np.cos(angle), np.sin(angle)
    for cell in range(len(cells.centers)):
        row = np.full(7, cell)
        around = cells.swept(row, x[:-1], y[:-1], x[1:], y[1:]).sum()
        assert around == pytest.approx(cells.area[cell], rel=1e-12)
