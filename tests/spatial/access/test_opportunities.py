"""Access over an interval of costs, and the cost at which enough is reached."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.access import cumulative, cumulative_interval, dual_access
from spatial.errors import ShapeError

COST = np.array([[200.0, 900.0], [400.0, 600.0], [1200.0, 300.0]])
SUPPLY = [10, 5]
DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "/nowhere")) / "belohorizonte"
FIVE = ["89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff",
        "89a88cd909bffff"]  # fmt: skip


def test_the_mean_over_cutoffs_by_hand():
    """Within 300, 600, 900 m: 10, 10, 15; 0, 15, 15; 5, 5, 5."""
    mean = cumulative_interval(COST, SUPPLY, cutoffs=[300, 600, 900])
    assert mean.tolist() == pytest.approx([35 / 3, 10, 5])
    for summary, expected in (
        ("median", [10, 15, 5]),
        ("least", [10, 0, 5]),
        ("most", [15, 15, 5]),
    ):
        found = cumulative_interval(COST, SUPPLY, cutoffs=[300, 600, 900], summary=summary)
        assert found.tolist() == expected


@given(st.integers(0, 2**32))
def test_an_interval_of_one_is_the_cumulative_measure(seed):
    rng = np.random.default_rng(seed)
    cost, supply = rng.integers(0, 9, (6, 5)).astype(float), rng.integers(0, 9, 5)
    cutoffs = [2, 4, 7]
    alone = [cumulative(cost, supply, catchment=one) for one in cutoffs]
    for one, expected in zip(cutoffs, alone, strict=True):
        assert cumulative_interval(cost, supply, cutoffs=one) == pytest.approx(expected)
    assert cumulative_interval(cost, supply, cutoffs=cutoffs) == pytest.approx(np.mean(alone, 0))


def test_the_way_to_the_first_and_to_the_second_facility():
    assert dual_access(COST, [1, 1], wanted=1).tolist() == [200, 400, 300]
    assert dual_access(COST, [1, 1], wanted=2).tolist() == [900, 600, 1200]
    assert dual_access(COST, [1, 1], wanted=3).tolist() == [np.inf] * 3
    assert dual_access(COST, SUPPLY, wanted=[12, 10, 0]).tolist() == [900, 400, 0]


@given(st.integers(0, 2**32), st.floats(0.1, 20))
def test_the_dual_measure_is_the_least_cutoff_that_is_enough(seed, wanted):
    rng = np.random.default_rng(seed)
    cost, supply = rng.uniform(0, 9, (6, 5)), rng.uniform(0, 6, 5)
    found = dual_access(cost, supply, wanted=wanted)
    for row, at in enumerate(found):
        if np.isinf(at):
            assert supply.sum() < wanted
            continue
        assert supply[cost[row] <= at].sum() >= wanted * (1 - 1e-9)
        assert supply[cost[row] < at].sum() < wanted


def test_tenths_add_up_to_what_is_wanted():
    cost = np.arange(1.0, 11.0)[None]
    assert dual_access(np.repeat(cost, 50, axis=0), [0.1] * 10, wanted=0.3).tolist() == [3.0] * 50


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cumulative_interval(COST, SUPPLY, cutoffs=[]), "cutoffs"),
        (lambda: cumulative_interval(COST, SUPPLY, cutoffs=[-1]), "cutoffs"),
        (lambda: cumulative_interval(COST, SUPPLY, cutoffs="a"), "cutoffs"),
        (lambda: cumulative_interval(COST, SUPPLY, cutoffs=[1], summary="mode"), "summary"),
        (lambda: dual_access(COST, SUPPLY, wanted=-1), "wanted"),
        (lambda: dual_access(COST, [1], wanted=1), "supply"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ShapeError, match=message):
        call()


@pytest.mark.skipif(not DATA.exists(), reason="SHEQU_TRIAL_DATA names no folder with the data")
def test_belo_horizonte():
    """The published values of the R package accessibility for five cells."""
    land = pd.read_csv(DATA / "land_use.csv").set_index("id").loc[FIVE]
    pairs = pd.read_parquet(DATA / "travel_matrix.parquet")
    wide = pairs.pivot_table(index="from_id", columns="to_id", values="travel_time")
    cost = wide.reindex(index=FIVE, columns=FIVE).to_numpy()
    jobs, schools = land["jobs"].to_numpy(float), land["schools"].to_numpy(float)
    for summary, expected in (
        ("median", [82, 517, 517, 304, 0]),
        ("least", [82, 408, 408, 109, 0]),
        ("mean", [82, 512, 508, 304, 0]),
    ):
        found = cumulative_interval(cost, jobs, cutoffs=np.arange(40, 46), summary=summary)
        assert found.astype(int).tolist() == expected
    nearest = dual_access(cost, (schools > 0).astype(float), wanted=1)
    assert nearest.tolist() == pytest.approx([47, 5.8, 13, 43, 70])
