"""A chessboard town in which one corner is well served."""

import numpy as np
import pytest
from shapely import box

from spatial.equity.clusters import CLASSES, hot_spots
from spatial.errors import ShapeError

SIDE = 8
SHAPES = [box(x, y, x + 100, y + 100) for x in range(0, 800, 100) for y in range(0, 800, 100)]
PLACE = np.array([[x, y] for x in range(SIDE) for y in range(SIDE)])


def _town():
    rng = np.random.default_rng(3)
    values = rng.uniform(0, 1, SIDE * SIDE)
    values[(PLACE < 3).all(axis=1)] += 10
    values[(PLACE == 6).all(axis=1)] += 10
    return values


def test_a_cluster_of_high_values_and_a_peak_among_low_ones():
    found = hot_spots(_town(), SHAPES)
    rows = found.rows
    hot = rows["hot_spot"] == "high_high"
    assert hot[(PLACE < 2).all(axis=1)].all()
    assert not hot[(PLACE > 3).any(axis=1)].any()
    assert set(rows["hot_spot"]) <= set(CLASSES)
    assert rows["neighbors"].iloc[0] == 3
    assert rows["neighbors"].max() == 8
    assert found.moran > 0.5
    assert not found.few
    assert rows["p"].between(2 / 1000, 1).all()


def test_the_local_index_is_that_of_the_formula():
    values = _town()
    z = (values - values.mean()) / values.std()
    near = (np.abs(PLACE[:, None] - PLACE).max(axis=2) == 1).astype(float)
    lag = near @ z / near.sum(axis=1)
    expected = (len(z) - 1) * z * lag / (z @ z)
    found = hot_spots(values, SHAPES)
    assert found.rows["local_moran"].to_numpy() == pytest.approx(expected)
    assert found.moran == pytest.approx((z * lag).mean())  # n / sum of weights is 1


def test_who_neighbors_everybody_is_no_hot_spot_whatever_is_shuffled():
    # Six towns that all border on each other: every shuffle gives the same mean of neighbors.
    values = np.array([0.1, 0.7, 1.3, 2.9, 5.3, 30.1])
    found = hot_spots(values, SHAPES[:6], neighbors=5)
    assert found.rows["p"].to_numpy() == pytest.approx(1.0)
    assert set(found.rows["hot_spot"]) == {"not_significant"}


def test_the_same_seed_gives_the_same_answer():
    one, two = (hot_spots(_town(), SHAPES, permutations=99).rows for _ in range(2))
    assert one.equals(two)
    other = hot_spots(_town(), SHAPES, permutations=99, seed=7).rows
    assert not one["p"].equals(other["p"])


def test_chance_makes_few_spots():
    values = np.random.default_rng(5).uniform(0, 1, SIDE * SIDE)
    found = hot_spots(values, SHAPES)
    assert (found.rows["hot_spot"] != "not_significant").mean() < 0.15
    assert abs(found.moran) < 0.2


def test_islands_and_units_without_data_are_told():
    values = _town()
    values[5] = np.nan
    found = hot_spots([*values, 20.0], [*SHAPES, box(5000, 5000, 5100, 5100)]).rows
    assert found["hot_spot"].iloc[5] == "no_data"
    assert found["hot_spot"].iloc[-1] == "island"
    assert np.isnan(found["p"].iloc[[5, -1]]).all()
    assert found["neighbors"].iloc[4] == 4
    assert found["neighbors"].iloc[-1] == 0


def test_slivers_do_not_part_neighbors():
    shapes = [box(0, 0, 100, 100), box(100.4, 0, 200, 100), box(199, 0, 300, 100)]
    assert hot_spots([1, 2, 3], shapes).rows["neighbors"].tolist() == [1, 2, 1]


def test_the_nearest_neighbors_do_without_borders():
    found = hot_spots(_town(), SHAPES, neighbors=4)
    assert (found.rows["neighbors"] == 4).all()
    # Units at one place still have the others as neighbors, never themselves.
    same = hot_spots([1, 2, 3, 4], [SHAPES[0]] * 4, neighbors=9)
    assert (same.rows["neighbors"] == 3).all()


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([1.0] * 4, ["all_equal"] * 4),
        ([1.0, 2.0, np.nan, np.nan], ["too_few", "too_few", "no_data", "no_data"]),
        ([np.nan] * 4, ["no_data"] * 4),
    ],
)
def test_nothing_to_test_is_not_said_to_be_not_significant(values, classes):
    """Kind: what was never tested told as a finding of the test."""
    found = hot_spots(values, SHAPES[:4])
    assert found.few
    assert np.isnan(found.moran)
    assert found.rows["hot_spot"].tolist() == classes
    assert found.rows["p"].isna().all()


def test_only_islands():
    apart = [box(x, 0, x + 1, 1) for x in (0, 100, 200)]
    assert (hot_spots([1, 2, 3], apart).rows["hot_spot"] == "island").all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"values": [1]}, "values has shape"),
        ({"neighbors": 0}, "neighbors is 0"),
        ({"permutations": 0}, "permutations from 1"),
        ({"significance": 1}, "significance between 0 and 1"),
    ],
)
def test_what_is_refused(change, message):
    options = {"values": [1, 2, 3], "shapes": SHAPES[:3]} | change
    with pytest.raises(ShapeError, match=message):
        hot_spots(options.pop("values"), options.pop("shapes"), **options)


def test_one_unit_alone_is_not_said_to_have_been_tested():
    """Kind: a figure that was not measured told as a finding ("not significant")."""
    found = hot_spots([3.0, np.nan], [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    assert found.rows["hot_spot"].tolist() == ["too_few", "no_data"]
    assert found.rows["p"].isna().all()
