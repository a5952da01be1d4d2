"""Covers by search: every row is covered, and exchanges need fewer columns than greedy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from spatial.siting.problem import Watch
from spatial.siting.solver.cover_heuristic import greedy_cover, pattern, smaller_cover

FOREVER = Watch(None, None)


def table(*rows):
    return csr_array(np.array(rows, dtype=float))


def misled():
    """Greedy takes the wide middle column first, though the outer two cover all six rows."""
    return table([1, 0, 0], [1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 1, 1], [0, 0, 1])


def test_greedy_leaves_out_what_is_not_needed():
    assert greedy_cover(misled(), np.ones(3)).tolist() == [0, 2]


def test_a_price_can_lead_elsewhere():
    reach = table([1, 1], [1, 1])
    assert greedy_cover(reach, np.array([3.0, 1.0])).tolist() == [1]


def test_exchanges_find_the_smaller_cover():
    # A grid of four by four: each column reaches itself and its neighbors. Four are enough.
    place = np.array([(i, j) for i in range(4) for j in range(4)])
    near = (abs(place[:, None] - place[None]).sum(axis=2) <= 1).astype(float)
    found = smaller_cover(csr_array(near), np.arange(16), FOREVER)
    assert len(found) == 4
    assert near[:, found].any(axis=1).all()
    assert len(smaller_cover(csr_array(near), np.arange(16), FOREVER, most=9)) == 9


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([0.1, 0.3]))
def test_what_is_found_covers_and_is_never_larger(seed, density):
    rng = np.random.default_rng(seed)
    near = rng.uniform(size=(20, 15)) < density
    near[np.arange(20), rng.integers(0, 15, 20)] = True
    reach = csr_array(near.astype(float))
    first = greedy_cover(reach, np.ones(15))
    found = smaller_cover(reach, first, FOREVER)
    assert near[:, first].any(axis=1).all()
    assert near[:, found].any(axis=1).all()
    assert len(found) <= len(first)
    assert (smaller_cover(reach, first, FOREVER) == found).all()


def test_zeros_are_pairs_too():
    costs = csr_array((np.array([0.0, 5.0]), np.array([0, 1]), np.array([0, 1, 2])), shape=(2, 2))
    assert pattern(costs).toarray().tolist() == [[1, 0], [0, 1]]
