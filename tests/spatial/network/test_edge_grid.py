"""The nearest piece, whichever of the three ways finds it."""

import tracemalloc

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.network.edge_grid import EdgeGrid
from spatial.network.edge_grid import _squares as squared_distances
from spatial.network.graph import edges_of
from tests.builders.streets import random_streets

LINE = shapely.LineString


def grid_of(lines):
    edges = edges_of(lines)
    shapes = [LINE(edges.vertices[a:b]) for a, b in zip(edges.first, edges.first[1:], strict=False)]
    return EdgeGrid(edges.vertices, edges.first), np.array(shapes, dtype=object)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([10.0, 300.0, 5e3, 1e6]), st.floats(0, 5e6))
def test_the_nearest_piece_is_as_near_as_the_nearest_street(seed, spread, east):
    rng = np.random.default_rng(seed)
    lines = random_streets(rng, rows=rng.integers(2, 9))
    lines = shapely.transform(lines, lambda places: np.add(places, (east, 4e6)))
    grid, shapes = grid_of(lines)
    points = np.add(rng.normal(0, spread, (40, 2)), (east + 200, 4e6 + 200))
    piece, distance = grid.nearest(points)
    all_of_them = shapely.distance(shapely.points(points)[:, None], shapes[None])
    assert distance == pytest.approx(all_of_them.min(axis=1), rel=1e-12, abs=1e-8)
    own = all_of_them[np.arange(40), grid.edge[piece]]
    assert own == pytest.approx(distance, rel=1e-12, abs=1e-8)


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_the_answer_does_not_depend_on_the_other_points_nor_on_the_way(seed):
    rng = np.random.default_rng(seed)
    grid, _ = grid_of(random_streets(rng))
    points = rng.uniform(-900, 900, (30, 2))
    piece, distance = grid.nearest(points)
    for row in range(len(points)):
        alone = grid.nearest(points[[row]])
        assert (alone[0][0], alone[1][0]) == (piece[row], distance[row])
    far_piece, far_square = grid._search_far(points, np.inf, None)
    assert far_piece.tolist() == piece.tolist()
    assert np.sqrt(far_square).tolist() == distance.tolist()


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from([np.inf, 120.0, 15.0, 0.0]))
def test_closed_edges_and_far_ones_are_not_found(seed, limit):
    rng = np.random.default_rng(seed)
    grid, shapes = grid_of(random_streets(rng))
    points = np.vstack([rng.uniform(-100, 500, (30, 2)), shapely.get_coordinates(shapes)[:5]])
    open_edge = rng.random(len(shapes)) < 0.4
    open_edge[0] = True
    piece, distance = grid.nearest(points, limit=limit, open_edge=open_edge)
    gaps = shapely.distance(shapely.points(points)[:, None], shapes[open_edge][None]).min(axis=1)
    assert distance == pytest.approx(np.where(gaps <= limit, gaps, np.inf), abs=1e-9)
    assert ((piece >= 0) == np.isfinite(distance)).all()
    assert open_edge[grid.edge[piece[piece >= 0]]].all()


def test_pieces_that_share_an_end_tie_there_and_the_first_is_named():
    grid, _ = grid_of([LINE([(0.1, 0.7), (3.3, 9.1)]), LINE([(3.3, 9.1), (7.7, 0.3)])])
    piece, _ = grid.nearest(np.array([[3.3, 12.7], [3.31, 12.7]]))
    assert piece.tolist() == [0, 0]


def test_the_distance_equal_to_the_limit_is_within():
    grid, _ = grid_of([LINE([(0, 0), (100, 0)])])
    assert grid.nearest(np.array([[50.0, 7.0]]), limit=7)[0].tolist() == [0]
    assert grid.nearest(np.array([[50.0, 7.0]]), limit=6.9999)[0].tolist() == [-1]


def test_one_street_a_long_way_off_does_not_spoil_the_grid():
    rng = np.random.default_rng(0)
    lines = [*random_streets(rng), LINE([(3e6, 3e6), (3e6, 3.1e6)])]
    grid, shapes = grid_of(lines)
    points = np.array([[10.0, 20.0], [3e6 + 5, 3.05e6], [1e6, 1e6]])
    gaps = shapely.distance(shapely.points(points)[:, None], shapes[None]).min(axis=1)
    assert grid.nearest(points)[1] == pytest.approx(gaps, rel=1e-12)
    assert grid.nbytes < 1e8


def test_without_streets_or_points_nothing_is_found():
    empty, _ = grid_of([])
    assert empty.nearest(np.zeros((1, 2)))[0].tolist() == [-1]
    grid, _ = grid_of([LINE([(0, 0), (0, 5)])])
    assert grid.nearest(np.empty((0, 2)))[0].tolist() == []
    assert grid.nearest(np.zeros((1, 2)), open_edge=np.array([False]))[0].tolist() == [-1]


SHORT = [5e-324, 1e-310, 1e-200, 1e-160, 1e-9]


@pytest.mark.parametrize("short", SHORT)
def test_streets_too_short_for_their_squares_are_points(short):
    grid, _ = grid_of([LINE([(0, 0), (short, 0)]), LINE([(10, 0), (20, 0)])])
    piece, distance = grid.nearest(np.array([[3.0, 4.0], [12.0, 5.0], [0.0, 0.0]]))
    assert piece.tolist() == [0, 1, 0]
    assert distance == pytest.approx([5, 5, 0], abs=1e-8)


def test_a_street_drawn_once_each_way_is_one_street_to_all_points():
    one, other = (0.1, 0.3), (1000.7, 333.3)
    grid, _ = grid_of([LINE([one, other]), LINE([other, one])])
    points = np.random.default_rng(0).uniform(0, 1000, (500, 2))
    assert set(grid.nearest(points)[0].tolist()) == {0}
    assert set(grid._search_far(points, np.inf, None)[0].tolist()) == {0}
    closed = grid.nearest(points, open_edge=np.array([False, True]))
    assert set(closed[0].tolist()) == {1}
    backward = squared_distances(*points[:1].T, np.array([[*other, *one]]))
    assert (
        backward.tolist() == squared_distances(*points[:1].T, np.array([[*one, *other]])).tolist()
    )


def crowds():
    rng = np.random.default_rng(1)
    small = [LINE(ends) for ends in np.add(rng.uniform(0, 5e3, (1500, 1, 2)), [[0, 0], [40, 25]])]
    level = [LINE([(i, 0), (i + 1, 0)]) for i in range(3000)]
    spot = [LINE(ends) for ends in rng.uniform(0, 1e-3, (1500, 2, 2))]
    return {
        "one long": [*small, LINE([(-1e7, -1e7), (1e7, 1.1e7)])],
        "many long": [*small, *(LINE([(-1e7, i), (1e7, 1e7 + i)]) for i in range(100))],
        "all level, one aside": [*level, LINE([(0, 1e6), (1, 1e6)])],
        "few level and long": [LINE([(0, i / 1e3), (1e7, i / 1e3)]) for i in range(50)],
        "one spot": [*spot, LINE([(1e7, 1e7), (1e7 + 1, 1e7)])],
    }


@pytest.mark.parametrize("name", crowds())
def test_pieces_unlike_each_other_cost_neither_time_nor_memory(name):
    lines = crowds()[name]
    grid, shapes = grid_of(lines)
    low, _, high, top = shapely.total_bounds(shapes)
    rng = np.random.default_rng(2)
    points = np.concatenate(
        [rng.uniform(0, 5e3, (40, 2)), rng.uniform(0, 1e-3, (40, 2)), [[low, top], [high, -5.0]]]
    )
    tracemalloc.start()
    piece, distance = grid.nearest(points)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gaps = shapely.distance(shapely.points(points)[:, None], shapes[None])
    assert distance == pytest.approx(gaps.min(axis=1), rel=1e-9, abs=1e-8)
    own = gaps[np.arange(len(points)), grid.edge[piece]]
    assert own == pytest.approx(distance, rel=1e-9, abs=1e-8)
    assert max(most, grid.nbytes) < 1.5e8
