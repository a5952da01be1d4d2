"""Golden numbers, and the laws that measures of inequality keep."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spatial.equity.inequality import (
    fgt,
    gini,
    location_quotient,
    lorenz,
    palma,
    theil,
    theil_by_group,
)
from spatial.errors import ShapeError

X = [2, 4, 6, 8, 30]
W = [1000, 4000, 3000, 1500, 500]


def test_the_golden_numbers():
    assert np.average(X, weights=W) == pytest.approx(6.3)
    assert gini(X, W) == pytest.approx(0.3246031746, abs=5e-11)
    assert gini(X) == pytest.approx(0.48)
    assert theil(X, W) == pytest.approx(0.2513540779, abs=5e-11)
    assert palma(X, W) == pytest.approx(1.3571428571, abs=5e-11)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
    quotient = location_quotient([10, 20, 5], [1e4, 3e4, 1e4])
    assert quotient == pytest.approx([1.428571, 0.952381, 0.714286], abs=5e-7)


def test_the_lorenz_curve_runs_from_the_worst_served():
    curve = lorenz([3, 1], [1, 3])
    assert curve == pytest.approx(np.array([[0, 0], [0.75, 0.5], [1, 1]]))
    assert gini([3, 1], [1, 3]) == pytest.approx(0.25)


def test_palma_by_another_ordering_keeps_units_whole():
    # Ten units of one person: the bottom are the four poorest, the top is the richest.
    income = np.arange(10)
    access = np.array([1, 1, 1, 5, 9, 9, 9, 9, 9, 6])
    assert palma(access, by=income) == pytest.approx(6 / 2)
    assert palma(access[::-1], by=income[::-1]) == pytest.approx(6 / 2)
    assert palma(access, by=income + 1) == pytest.approx(3)
    # Ties stand together: five units share the lowest income, so all five are at the bottom.
    assert palma(access, by=np.where(income < 5, 0, income)) == pytest.approx(6 / (17 / 5))
    # A unit that starts below 90 % is not at the top, so that nobody is.
    assert np.isnan(palma([1, 2, 3], by=[1, 2, 3]))
    # Units without an income are left out.
    assert palma([*access, 50], by=[*income, np.nan]) == pytest.approx(3)
    with pytest.raises(ShapeError, match="by is missing for all"):
        palma([1, 2], by=[np.nan, None])


def test_when_nobody_has_anything_inequality_is_not_defined():
    split = theil_by_group([0, 0], [1, 1], groups=["a", "b"])
    for value in (gini([0, 0]), theil([0, 0]), palma([0, 0]), split.total, split.within):
        assert np.isnan(value)
    assert np.isnan(location_quotient([0, 0], [1, 1])).all()
    assert palma([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) == np.inf
    # The first two of five are 40 % of people, whatever their weights' last digits are.
    assert palma([1, 1, 1, 0, 0], np.full(5, 0.01)) == np.inf


def test_theil_is_split_by_group():
    split = theil_by_group(X, W, groups=["a", "a", "b", "b", "c"])
    assert split.total == pytest.approx(theil(X, W))
    assert split.between + split.within == pytest.approx(split.total, rel=1e-12)
    assert split.groups["people"].tolist() == [5000, 4500, 500]
    assert split.groups.loc["a", "mean"] == pytest.approx(3.6)
    assert split.groups.loc["a", "theil"] == pytest.approx(theil(X[:2], W[:2]))
    assert split.groups.loc["c", "theil"] == 0
    assert theil_by_group([5, 5, 1, 1], groups=[1, 1, 2, 2]).within == pytest.approx(0)


def test_the_poverty_of_access():
    values, people = [0, 5, 20], [1, 1, 2]
    assert fgt(values, people, line=10) == pytest.approx(0.5)
    assert fgt(values, people, line=10, alpha=1) == pytest.approx((1 + 0.5) / 4)
    assert fgt(values, people, line=10, alpha=2) == pytest.approx((1 + 0.25) / 4)
    with pytest.raises(ShapeError, match="line is 0"):
        fgt(values, people, line=0)


def test_units_without_people_have_no_say():
    assert gini([1, 3, np.nan], [1, 1, 0]) == gini([1, 3])
    assert palma([*X, -5], [*W, 0]) == palma(X, W)
    assert theil_by_group([1, 3, 7], [1, 1, 0], groups=["a", "b", None]).total > 0
    assert np.isnan(location_quotient([1, 1], [2, 0])[1])


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        (
            [1, np.nan],
            [1, 1],
            r"values is missing, infinite or negative at positions 1 \(1 in all\)",
        ),
        ([1, -2], None, "values is missing, infinite or negative"),
        ([1, 2], [1, -1], "weights is missing, infinite or negative"),
        ([1, 2], [1, np.nan], "weights is missing"),
        ([1, 2], [0, 0], "weights are all 0"),
        ([], None, "there are none"),
        ([1, 2], [1], r"weights has shape \(1,\)"),
        ([[1]], None, r"values has shape \(1, 1\)"),
        (["many"], None, "values is not an array of numbers"),
    ],
)
@pytest.mark.parametrize("measure", [gini, theil, palma, lorenz])
def test_what_is_refused(measure, values, weights, message):
    with pytest.raises(ShapeError, match=message):
        measure(values, weights)


def test_what_else_is_refused():
    with pytest.raises(ShapeError, match="groups lacks a label"):
        theil_by_group([1, 2], groups=["a", None])
    with pytest.raises(ShapeError, match=r"by has shape \(1,\)"):
        palma([1, 2], by=[1])
    with pytest.raises(ShapeError, match="people has shape"):
        location_quotient([1, 2], [1])


@st.composite
def towns(draw):
    """Draw values and people; not all values zero, and none that vanish beside the others."""
    size = draw(st.integers(1, 12))
    x = draw(arrays(float, size, elements=st.integers(0, 1000))) / 10
    w = draw(arrays(float, size, elements=st.integers(0, 500)))
    assume((x * w).sum() > 0)
    return x, w


@given(towns(), st.floats(0.01, 1000))
def test_the_scale_does_not_matter(town, scale):
    x, w = town
    for measure in (gini, theil, palma):
        expected = measure(x, w)
        assert measure(x * scale, w) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert measure(x, w * scale) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(towns(), st.integers(2, 4))
def test_copies_of_everybody_change_nothing(town, copies):
    x, w = town
    for measure in (gini, theil, palma):
        again = measure(np.tile(x, copies), np.tile(w, copies))
        assert again == pytest.approx(measure(x, w), rel=1e-9, abs=1e-12)


@given(towns())
def test_weights_are_people_one_by_one(town):
    x, w = town
    for measure in (gini, theil, palma):
        one_by_one = measure(np.repeat(x, w.astype(int)))
        assert measure(x, w) == pytest.approx(one_by_one, rel=1e-9, abs=1e-12)


@given(towns())
def test_gini_is_half_the_mean_difference_and_within_its_bounds(town):
    x, w = town
    pairs = w[:, None] * w * np.abs(x[:, None] - x)
    expected = pairs.sum() / (2 * (w @ x) * w.sum())
    assert gini(x, w) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert 0 <= gini(x) <= (len(x) - 1) / len(x) + 1e-12


@given(towns(), st.data())
def test_a_gift_from_the_better_off_lowers_inequality(town, data):
    x, w = town
    x, w = x[w > 0], np.ones(np.count_nonzero(w))
    assume(x.max() > x.min())
    rich, poor = int(x.argmax()), int(x.argmin())
    gift = data.draw(st.floats(0.01, 1.0)) * (x[rich] - x[poor]) / 2
    y = x.copy()
    y[rich] -= gift
    y[poor] += gift
    assert gini(y, w) < gini(x, w) + 1e-12
    assert theil(y, w) < theil(x, w) + 1e-12
    assert palma(y, w) <= palma(x, w) * (1 + 1e-9) or np.isinf(palma(x, w))


@given(towns(), st.data())
def test_the_parts_of_theil_add_up(town, data):
    x, w = town
    groups = data.draw(st.lists(st.integers(0, 3), min_size=len(x), max_size=len(x)))
    split = theil_by_group(x, w, groups=groups)
    assert split.between + split.within == pytest.approx(split.total, rel=1e-9, abs=1e-12)
    assert split.within >= -1e-12
    assert split.groups[["between", "within"]].sum().sum() == pytest.approx(
        split.total, rel=1e-9, abs=1e-12
    )


@given(towns())
def test_the_lorenz_curve_hangs_below_the_diagonal(town):
    curve = lorenz(*town)
    assert (np.diff(curve, axis=0) >= 0).all()
    assert (curve[:, 1] <= curve[:, 0] + 1e-12).all()
    assert curve[-1] == pytest.approx([1, 1])


@pytest.mark.parametrize("size", [1e308, 1e-320, 1.0])
def test_measures_do_not_depend_on_the_unit_even_at_the_ends_of_numbers(size):
    values = [0.25 * size, 0.5 * size]
    assert gini(values) == pytest.approx(1 / 6, rel=1e-3)
    assert gini([1, 2], [size, size]) == pytest.approx(1 / 6, rel=1e-3)
    assert theil(values) == pytest.approx(0.0566330123, rel=1e-2)
    assert palma(values) == pytest.approx(0.5, rel=1e-3)


def test_what_are_no_numbers_is_refused():
    with pytest.raises(ShapeError, match="by is not"):
        palma([1, 2], by=["rich", "poor"])
    with pytest.raises(ShapeError, match="line is"):
        fgt([1, 2], line="low")
