"""Getis-Ord G* against esda's published values and the formula."""

import numpy as np
import pytest
from scipy.stats import norm
from shapely import box

from spatial.equity import G_CLASSES, getis_ord
from spatial.equity.getis_ord import local_g
from spatial.errors import ShapeError

POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
VALUES = np.array([2, 3, 3.2, 5, 8, 7])


def test_the_published_values_of_esda():
    """The example of esda.G_Local with star=True and neighbors up to 15 away."""
    away = np.hypot(*(POINTS[:, None] - POINTS[None]).transpose(2, 0, 1))
    focal, other = np.nonzero((away <= 15) & (away > 0))
    expected = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert local_g(VALUES, focal, other) == pytest.approx(expected, abs=5e-9)


def grid(size):
    """Return squares of 100 m, row by row."""
    corners = [(100 * x, 100 * y) for y in range(size) for x in range(size)]
    return np.array([box(x, y, x + 100, y + 100) for x, y in corners])


def test_a_hot_and_a_cold_corner_of_a_town():
    rng = np.random.default_rng(3)
    values = rng.uniform(4, 6, (10, 10))
    values[:3, :3], values[-3:, -3:] = 20, 0
    found = getis_ord(values.ravel(), grid(10))
    kind = found.rows["getis_ord"].to_numpy().reshape(10, 10)
    assert not found.few
    assert kind[1, 1] == "hot"
    assert (kind[-4:, -4:] != "hot").all()
    assert kind[5, 5] == "not_significant"
    assert set(found.rows["getis_ord"]) <= set(G_CLASSES)
    assert found.rows["g_z"].to_numpy().reshape(10, 10)[-2, -2] < 0


def test_p_is_corrected_for_many_tests():
    """Benjamini and Hochberg: the least p times their number, at most."""
    values = np.r_[50.0, 50, 50, 50, np.arange(21.0)]
    found = getis_ord(values, grid(5), neighbors=3)
    z = found.rows["g_z"].to_numpy()
    plain = 2 * norm.sf(np.abs(z))
    corrected = found.rows["g_p"].to_numpy()
    assert (corrected >= plain - 1e-15).all()
    assert corrected.min() <= plain.min() * 25 + 1e-15


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([1.0, 1, 1, 1], "all_equal"),
        ([1.0, np.nan, np.nan, 2], "too_few"),
        ([np.nan] * 4, "no_data"),
    ],
)
def test_nothing_to_test_is_not_said_to_be_not_significant(values, why):
    """Kind: what was never tested told as a finding of the test."""
    found = getis_ord(values, grid(2))
    assert found.few
    assert found.rows["g_z"].isna().all()
    known = np.isfinite(values)
    assert (found.rows["getis_ord"][known] == why).all()
    assert (found.rows["getis_ord"][~known] == "no_data").all()


def test_who_neighbors_everybody_cannot_be_tested():
    found = getis_ord([1.0, 2, 3, 4], grid(2))
    assert found.rows["g_z"].isna().all()
    assert set(found.rows["getis_ord"]) == {"all_around"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"significance": 0}, "significance"),
        ({"neighbors": 0}, "neighbors"),
        ({"neighbors": "rook"}, "neighbors"),
    ],
)
def test_what_is_refused(change, message):
    with pytest.raises(ShapeError, match=message):
        getis_ord([1.0, 2, 3, 4], grid(2), **change)
    with pytest.raises(ShapeError, match="shape"):
        getis_ord([1.0], grid(2))
