"""Cost tables: the same answers as a full matrix, zeros kept, limits included."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from spatial import costs
from spatial.costs import as_costs, straight_line_costs
from spatial.errors import ShapeError

SQUARE = np.array([[0.0, 0.0], [300.0, 0.0], [0.0, 400.0]])


def test_a_matrix_keeps_its_zeros_and_leaves_out_what_is_out_of_reach():
    table = as_costs([[0.0, 5.0], [np.inf, np.nan], [2.0, np.inf]])
    assert table.shape == (3, 2)
    assert table.indptr.tolist() == [0, 2, 2, 3]
    assert table.indices.tolist() == [0, 1, 0]
    assert table.data.tolist() == [0.0, 5.0, 2.0]


def test_a_sparse_table_stays_and_loses_only_what_is_infinite():
    given_table = csr_array(([3.0, np.inf, 0.0], ([0, 0, 1], [1, 0, 1])), shape=(2, 2))
    table = as_costs(given_table)
    assert table.indptr.tolist() == [0, 1, 2]
    assert table.data.tolist() == [3.0, 0.0]


@pytest.mark.parametrize("cost", [[1.0, 2.0], [[-1.0]], csr_array(np.array([[-2.0]]))])
def test_other_shapes_and_negative_costs_are_refused(cost):
    with pytest.raises(ShapeError):
        as_costs(cost)


def test_distances_at_the_limit_count():
    table = straight_line_costs(SQUARE, SQUARE[:1], limit=400)
    assert table.toarray().ravel().tolist() == [0.0, 300.0, 400.0]
    assert len(straight_line_costs(SQUARE, SQUARE[:1], limit=399.999).data) == 2


def test_without_sites_or_demand_the_table_is_empty():
    empty = np.empty((0, 2))
    assert straight_line_costs(SQUARE, empty, limit=1).shape == (3, 0)
    assert straight_line_costs(empty, SQUARE, limit=1).shape == (0, 3)


@given(st.integers(0, 2**32), st.floats(0, 1500))
def test_a_table_equals_the_matrix_cut_at_the_limit(seed, limit):
    rng = np.random.default_rng(seed)
    demand, sites = rng.uniform(0, 1000, (12, 2)), rng.uniform(0, 1000, (5, 2))
    matrix = np.hypot(*np.moveaxis(demand[:, None] - sites[None], -1, 0))
    expected = as_costs(np.where(matrix <= limit, matrix, np.inf))
    found = straight_line_costs(demand, sites, limit=limit)
    assert (found.indptr == expected.indptr).all()
    assert (found.indices == expected.indices).all()
    assert (found.data == expected.data).all()


def test_a_pair_that_stands_twice_is_refused_and_not_added_up():
    twice = ([5.0, 7.0], ([0, 0], [0, 0]))
    for table in (coo_array(twice, shape=(1, 1)), csr_array(([5.0, 7.0], [0, 0], [0, 2]))):
        with pytest.raises(ShapeError, match="twice"):
            as_costs(table)


@pytest.mark.parametrize("cost", [[["a", "b"]], [[1, 2], [3]], [[1j, 2.0]]])
def test_what_are_no_costs_is_refused(cost):
    with pytest.raises(ShapeError, match="cost"):
        as_costs(cost)


def test_masked_costs_are_out_of_reach():
    table = as_costs(np.ma.masked_greater([[1, 2], [3, 4]], 3))
    assert table.toarray().tolist() == [[1, 2], [3, 0]]
    assert table.nnz == 3


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 5.0, 30.0, 500.0]))
def test_tables_in_portions_hold_what_a_matrix_holds(seed, limit):
    random = np.random.default_rng(seed)
    demand = random.integers(0, 100, (random.integers(0, 40), 2)).astype(float)
    sites = random.integers(0, 100, (random.integers(0, 30), 2)).astype(float)
    below = random.choice([0.0, 10.0, 60.0, np.inf], len(demand))
    metres = np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1))
    for least in (None, below):
        kept = metres <= limit if least is None else (metres <= limit) & (metres < least[:, None])
        with mock.patch.object(costs, "_PAIRS", 50):
            found = costs.straight_line_costs(demand, sites, limit=limit, below=least)
        rows, columns = np.nonzero(kept)
        assert found.has_sorted_indices
        assert np.repeat(np.arange(len(demand)), np.diff(found.indptr)).tolist() == rows.tolist()
        assert found.indices.tolist() == columns.tolist()
        assert found.data.tolist() == metres[rows, columns].tolist()


def test_a_distance_to_stay_below_is_one_number_a_row():
    with pytest.raises(ShapeError, match="below has shape"):
        costs.straight_line_costs([(0, 0)], [(1, 1)], limit=9, below=[1.0, 2.0])
    with pytest.raises(ShapeError, match="without NaN"):
        costs.straight_line_costs([(0, 0)], [(1, 1)], limit=9, below=[np.nan])
