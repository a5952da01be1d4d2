"""No piece of street from which somebody in a rectangle starts is left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from spatial.network.network import Network
from spatial.walking.street_cells import Start, cells_of, pieces_of, pruned
from tests.builders.true_town import true_town

ROOM = np.array([0])


def _cells(network, middle, half, *, max_snap=500.0, freedom=0.0):
    owner = np.arange(len(middle))
    start = Start(max_snap, freedom)
    return cells_of(pieces_of(network), np.array(middle), np.array(half), owner, start=start)


def _network(*lines):
    return Network.from_lines(np.array([LineString(line) for line in lines], dtype=object))


def test_the_street_across_is_started_from_only_by_those_who_are_nearer_to_it() -> None:
    streets = _network([(0, 0), (100, 0)], [(0, 50), (100, 50)])
    found = _cells(streets, [(50.0, 10.0), (50.0, 25.0)], [(5.0, 10.0), (5.0, 5.0)])
    assert found.cell.tolist() == [0, 1, 1]
    assert not found.far.any()
    free = _cells(streets, [(50.0, 10.0)], [(5.0, 10.0)], freedom=9.0)
    assert free.cell.tolist() == [0]
    assert _cells(streets, [(50.0, 10.0)], [(5.0, 10.0)], freedom=11.0).cell.tolist() == [0, 0]


def test_who_may_be_too_far_from_streets_is_known() -> None:
    streets = _network([(0, 0), (100, 0)])
    found = _cells(
        streets, [(50.0, 0.0), (50.0, 20.0), (50.0, 90.0)], np.full((3, 2), 15.0), max_snap=30
    )
    assert found.far.tolist() == [False, True, True]
    assert found.cell.tolist() == [0, 1]
    empty = _cells(_network(), [(0.0, 0.0)], [(1.0, 1.0)])
    assert empty.far.tolist() == [True]
    assert len(empty.piece) == 0


def test_quarters_are_the_whole_and_rows_keep_their_pieces() -> None:
    streets = _network([(0, 0), (100, 0)], [(0, 50), (100, 50)])
    cells = _cells(streets, [(50.0, 25.0), (20.0, 10.0)], [(8.0, 4.0), (2.0, 2.0)])
    parts = cells.quarters()
    assert len(parts) == 8
    assert (parts.half.prod(axis=1) * 4).sum() == (cells.half.prod(axis=1) * 4).sum()
    assert np.bincount(parts.cell).tolist() == [2] * 4 + [1] * 4
    last = cells.rows(np.array([False, True]))
    assert (last.owner.tolist(), last.cell.tolist(), last.piece.tolist()) == ([1], [0], [0])


@settings(max_examples=40)
@given(
    st.integers(0, 10**6), st.floats(1, 150), st.sampled_from([20.0, 60.0, 500.0]), st.floats(0, 40)
)
def test_everybody_starts_from_a_piece_that_is_kept(seed, size, max_snap, freedom) -> None:
    town, rng = true_town(seed), np.random.default_rng(seed)
    pieces = pieces_of(town.network)
    start = Start(max_snap, freedom)
    middle, half = rng.uniform(-50, 1200, (1, 2)), np.array([[size, size / 3]]) / 2
    cells = cells_of(pieces, middle, half, ROOM, start=start)
    for found in (cells, pruned(cells.quarters(), pieces, start=start)):
        for row in range(len(found)):
            inside = found.middle[row] + rng.uniform(-1, 1, (50, 2)) * found.half[row]
            every = np.arange(len(pieces.size))
            apart = np.stack([pieces.beside(np.full(50, one), inside)[2] for one in every])
            leg = apart.min(axis=0)
            possible = (apart <= np.minimum(leg + freedom, max_snap)).any(axis=1)
            assert set(every[possible]) <= set(found.piece[found.cell == row])
            assert found.far[row] or (leg <= max_snap).all()
