"""The concentration index against numbers by hand and the published ones."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.access import cumulative
from spatial.equity import concentration_index, gini
from spatial.errors import ShapeError

DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "/nowhere")) / "belohorizonte"
FIVE = ["89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff",
        "89a88cd909bffff"]  # fmt: skip


def test_an_index_by_hand():
    """Shares 1/4, 1/4, 1/2 with 1, 2, 5 (mean 13/4) and ranks 1/8, 3/8, 3/4.

    2 / mean x (-3/8 x 1/4 x -9/4 - 1/8 x 1/4 x -5/4 + 1/4 x 1/2 x 7/4) = 2 x 15/32 / (13/4).
    """
    found = concentration_index([1, 2, 5], [10, 10, 20], by=[100, 200, 300])
    assert found.standard == pytest.approx(2 * 15 / 32 / (13 / 4))
    assert found.corrected == pytest.approx(4 * (13 / 4) / (5 - 1) * found.standard)
    bounded = concentration_index([1, 2, 5], [10, 10, 20], by=[100, 200, 300], bounds=(0, 10))
    assert bounded.corrected == pytest.approx(4 * (13 / 4) / 10 * found.standard)


@given(st.integers(0, 2**32))
def test_ordered_by_itself_it_is_the_gini_and_turned_round_its_negative(seed):
    rng = np.random.default_rng(seed)
    x, people = rng.uniform(0, 9, 12), rng.integers(1, 50, 12)
    assert concentration_index(x, people, by=x).standard == pytest.approx(gini(x, people))
    assert concentration_index(x, people, by=-x).standard == pytest.approx(-gini(x, people))
    by = rng.integers(0, 3, 12)
    found = concentration_index(x, people, by=by)
    assert abs(found.standard) <= gini(x, people) + 1e-12
    # Equals in the order may be named in any order, and units may be split.
    shuffled = rng.permutation(12)
    again = concentration_index(x[shuffled], people[shuffled], by=by[shuffled])
    assert again.standard == pytest.approx(found.standard)
    split = concentration_index(np.repeat(x, 2), np.repeat(people / 2, 2), by=np.repeat(by, 2))
    assert split.standard == pytest.approx(found.standard)


def test_what_is_unknown_or_the_same_for_all():
    left_out = concentration_index([1, 2, 9], [1, 1, 1], by=[1, 2, np.nan])
    assert left_out == concentration_index([1, 2], by=[1, 2])
    even = concentration_index([3, 3], by=[1, 2])
    assert even.standard == 0
    assert np.isnan(even.corrected)
    assert np.isnan(concentration_index([0, 0], by=[1, 2]).standard)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": [np.nan, np.nan]}, "by is missing"),
        ({"by": ["a", "b"]}, "by is not"),
        ({"by": [1]}, "by has shape"),
        ({"by": [1, 2], "bounds": (0, 1.5)}, "bounds"),
    ],
)
def test_what_is_refused(options, message):
    with pytest.raises(ShapeError, match=message):
        concentration_index([1, 2], **options)


@pytest.mark.skipif(not DATA.exists(), reason="SHEQU_TRIAL_DATA names no folder with the data")
def test_belo_horizonte():
    """Jobs within 30 minutes by income: the values of the R package accessibility."""
    land = pd.read_csv(DATA / "land_use.csv").set_index("id")
    pairs = pd.read_parquet(DATA / "travel_matrix.parquet")
    wide = pairs.pivot_table(index="from_id", columns="to_id", values="travel_time")
    cost = wide.reindex(index=FIVE, columns=land.index).to_numpy()
    jobs = cumulative(cost, land["jobs"].to_numpy(float), catchment=30)
    five = land.loc[FIVE]
    people, income = five["population"].to_numpy(float), five["income_per_capita"].to_numpy(float)
    found = concentration_index(jobs, people, by=income)
    assert (round(found.standard, 4), round(found.corrected, 4)) == (-0.0248, -0.1314)
    some = [0, 1, 2, 4]
    found = concentration_index(jobs[some], people[some], by=income[some])
    assert (round(found.standard, 4), round(found.corrected, 4)) == (-0.1148, -0.8282)
