"""Covers: reductions lose no best answer, prices and parts count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import block_diag, csr_array

from spatial.siting.problem import Watch
from spatial.siting.solver.cover import (
    cheapest_cover,
    dominated,
    few_columns,
    least_price,
    merged_rows,
)
from spatial.siting.solver.cover_heuristic import greedy_cover, pattern
from tests.spatial.siting_oracle import choices

FOREVER = Watch(None, None)


def reach_of(seed, rows, columns, density):
    rng = np.random.default_rng(seed)
    near = rng.uniform(size=(rows, columns)) < density
    near[np.arange(rows), rng.integers(0, columns, rows)] = True
    return near


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([0.15, 0.3, 0.5]), st.booleans())
def test_the_cheapest_of_all_covers_is_found(seed, density, same_price):
    near = reach_of(seed, 10, 8, density)
    price = np.ones(8) if same_price else np.random.default_rng(seed).integers(0, 9, 8) / 2
    best = min(
        price[chosen].sum()
        for number in range(1, 9)
        for chosen in choices(8, number)
        if near[:, chosen].any(axis=1).all()
    )
    reach = csr_array(near.astype(float))
    found = cheapest_cover(reach, price, FOREVER)
    assert near[:, found.columns].any(axis=1).all()
    assert found.price == pytest.approx(best) == pytest.approx(price[found.columns].sum())
    assert found.bound == pytest.approx(best)
    assert near[:, greedy_cover(reach, price)].any(axis=1).all()


@pytest.mark.slow
@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([0.15, 0.3]), st.integers(0, 9))
def test_few_columns_are_found_or_there_are_none(seed, density, most):
    near = reach_of(seed, 14, 9, density)
    reach = csr_array(near.astype(float))
    fewest = cheapest_cover(reach, np.ones(9), FOREVER).price
    found = few_columns(reach, most, FOREVER)
    assert near[:, found.columns].any(axis=1).all()
    assert found.bound <= fewest
    assert (len(found.columns) <= most) == (fewest <= most)
    assert (found.bound > most) == (fewest > most)


def test_rings_need_more_than_their_share():
    # A ring of five needs three columns where shares of one half would do with two and a half;
    # four rings need twelve, though greedy and the shares leave ten, eleven and twelve open.
    ring = csr_array(np.eye(5) + np.roll(np.eye(5), 1, axis=1))
    reach = csr_array(block_diag([ring] * 4, format="csr"))
    for most in (9, 10, 11):
        assert few_columns(reach, most, FOREVER).bound > most
    assert len(few_columns(reach, 12, FOREVER).columns) == 12


def test_parts_that_share_nothing_add_up():
    ring = csr_array(np.eye(5) + np.roll(np.eye(5), 1, axis=1))
    reach = csr_array(block_diag([ring, ring, csr_array(np.ones((2, 1)))], format="csr"))
    found = cheapest_cover(reach, np.ones(11), FOREVER)
    # Rings of five, two rows a column: three columns each; one candidate decides the rest.
    assert found.price == found.bound == 7


def test_rows_with_the_same_columns_are_one_kind():
    near = csr_array(np.array([[1.0, 0, 1], [0, 1, 0], [1, 0, 1], [1, 1, 1]]))
    first, kind = merged_rows(near)
    assert len(first) == 3
    assert kind[0] == kind[2]
    assert len(set(kind.tolist())) == 3
    assert (first[kind] == [0, 1, 0, 3]).all()


def test_of_equal_rows_the_first_stays_and_prices_count():
    near = csr_array(np.array([[1.0, 1, 0], [1, 1, 0], [1, 0, 0], [1, 1, 1]]))
    assert dominated(near, np.ones(4), Watch(None, None)).tolist() == [True, True, True, False]
    assert dominated(near, np.array([1.0, 1, 1, 5]), Watch(None, None)).tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_entries_of_zero_count_as_pairs():
    table = csr_array(([0.0, 4.0], ([0, 1], [1, 0])), shape=(2, 2))
    assert pattern(table).toarray().tolist() == [[0, 1], [1, 0]]


def test_what_rows_pay_is_no_more_than_any_cover_costs():
    """Rows 0 and 2 share no column: two of the three columns of price 1 are needed."""
    chain = csr_array(np.array([[1.0, 0, 0], [1, 1, 0], [0, 1, 1]]))
    assert least_price(chain, np.ones(3), FOREVER) == 2
    assert least_price(chain, np.array([5.0, 3, 2]), FOREVER) == 7


def test_no_time_leaves_a_cover_and_a_bound():
    """A search that had no time says what is known: a cover, and a number that it must pass."""
    reach = csr_array(reach_of(3, 200, 60, 0.05).astype(float))
    found = cheapest_cover(reach, np.ones(60), Watch(1e-9, None))
    assert (reach[:, found.columns].sum(axis=1) > 0).all()
    assert 1 <= found.bound <= found.price
