"""Nearest distances and weighted percentiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.nearest import nearest_distance, weighted_percentiles


def test_each_place_finds_its_nearest_point():
    distance, index = nearest_distance([(0, 0), (10, 0)], [(3, 4), (10, 1)])
    assert distance.tolist() == [5.0, 1.0]
    assert index.tolist() == [0, 1]


def test_without_points_everything_is_infinitely_far():
    distance, index = nearest_distance([(0, 0)], [])
    assert distance.tolist() == [np.inf]
    assert index.tolist() == [-1]


def test_without_places_there_is_nothing_to_say():
    assert [len(part) for part in nearest_distance([], [(0, 0)])] == [0, 0]


def test_the_first_distance_that_reaches_the_share_is_taken():
    # 100 m: 30 people, 200 m: 60, 400 m: 10. Half are reached at 200 m, 90 % as well.
    found = weighted_percentiles([400, 100, 200], [10, 30, 60], [0.3, 0.5, 0.9, 0.91, 1])
    assert found.tolist() == [100, 200, 200, 400, 400]


def test_values_without_weight_do_not_count():
    assert weighted_percentiles([5, 900], [1, 0], [1]).tolist() == [5]
    assert np.isnan(weighted_percentiles([5.0], [0], [0.5])).all()
    assert np.isnan(weighted_percentiles([], [], [0.5])).all()


@pytest.mark.parametrize(
    ("values", "weights", "quantiles"),
    [([1], [1, 2], [0.5]), ([1], [-1], [0.5]), ([1], [np.nan], [0.5]), ([1], [1], [1.5])],
)
def test_what_makes_no_sense_is_refused(values, weights, quantiles):
    with pytest.raises(ShapeError):
        weighted_percentiles(values, weights, quantiles)


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(1, 50)), min_size=1), st.floats(0, 1))
def test_the_percentile_splits_the_people(pairs, quantile):
    values, weights = np.array(pairs, dtype=float).T
    (found,) = weighted_percentiles(values, weights, [quantile])
    total = weights.sum()
    assert weights[values <= found].sum() >= quantile * total * (1 - 1e-9)
    assert weights[values < found].sum() <= quantile * total
