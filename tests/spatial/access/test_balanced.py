"""Golden numbers of the papers, and what must always hold."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.access import (
    balanced_floating_catchment,
    spatial_availability,
    two_step_floating_catchment,
)
from spatial.access.decay import Exponential
from spatial.errors import ShapeError

DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "/nowhere")) / "belohorizonte"
FIVE = ["89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff",
        "89a88cd909bffff"]  # fmt: skip


def test_spatial_availability_of_its_paper():
    """Soukhov et al. (2023), as published in the tests of the R package accessibility."""
    cost = [[15, 30, 100], [30, 15, 100], [100, 100, 15]]
    found = spatial_availability(
        cost, [50_000, 150_000, 10_000], [100_000, 100_000, 10_000], decay=Exponential(0.1)
    )
    assert found.round().tolist() == [66_833, 133_203, 9_963]
    assert found.sum() == pytest.approx(210_000)


def test_a_balanced_catchment_by_hand():
    """Place 0 (60 people) reaches both, place 1 (40) only the second: 30 and 70 people.

    R = 6/30, 14/70 = 0.2 each; facility 0 gives all to place 0, facility 1 half to each.
    """
    cost = [[1.0, 1.0], [np.inf, 1.0]]
    found = balanced_floating_catchment(cost, [60, 40], [6, 14], catchment=1)
    assert found.weighted_demand.tolist() == [30, 70]
    assert found.ratio.tolist() == pytest.approx([0.2, 0.2])
    assert found.access.tolist() == pytest.approx([0.2 + 0.1, 0.1])


@given(st.integers(0, 2**32), st.sampled_from(["binary", "gaussian", "linear", "logistic"]))
def test_nobody_and_nothing_is_counted_twice(seed, decay):
    rng = np.random.default_rng(seed)
    cost, people = rng.uniform(0, 10, (9, 4)), rng.integers(0, 50, 9).astype(float)
    supply = rng.uniform(0, 5, 4)
    found = balanced_floating_catchment(cost, people, supply, catchment=6, decay=decay)
    reaches = (cost < 6).any(axis=1)
    assert found.weighted_demand.sum() == pytest.approx(people[reaches].sum())
    given_out = spatial_availability(cost, people, supply, catchment=6, decay=decay)
    reached = ((cost < 6) & (people > 0)[:, None]).any(axis=0)
    assert given_out.sum() == pytest.approx(supply[reached].sum())
    # For each person it is what two steps give.
    same = two_step_floating_catchment(cost, people, supply, catchment=6, decay=decay)
    assert given_out == pytest.approx(same * people)


def test_small_places_gain_when_alpha_falls():
    cost = [[1.0], [1.0]]
    assert spatial_availability(cost, [100, 900], [10]).tolist() == pytest.approx([1, 9])
    halves = spatial_availability(cost, [100, 900], [10], alpha=0.5)
    assert halves.tolist() == pytest.approx([2.5, 7.5])
    assert spatial_availability(cost, [100, 0], [10], alpha=0).tolist() == [10, 0]
    with pytest.raises(ShapeError, match="alpha"):
        spatial_availability(cost, [1, 1], [1], alpha=-1)


def test_who_reaches_nothing_has_nothing():
    found = balanced_floating_catchment([[9.0], [1.0]], [5, 0], [3], catchment=2)
    assert found.access.tolist() == [0, 0]
    assert found.unreached.tolist() == [0]
    assert spatial_availability([[9.0], [1.0]], [5, 0], [3], catchment=2).tolist() == [0, 0]


def test_a_supply_beyond_all_numbers_is_refused():
    with pytest.raises(ShapeError, match="beyond all numbers"):
        balanced_floating_catchment([[1.0]], [1e-300], [1e300], catchment=2)


@pytest.mark.skipif(not DATA.exists(), reason="SHEQU_TRIAL_DATA names no folder with the data")
def test_belo_horizonte():
    """The published values of the R package accessibility for five cells, within 45 minutes."""
    land = pd.read_csv(DATA / "land_use.csv").set_index("id").loc[FIVE]
    pairs = pd.read_parquet(DATA / "travel_matrix.parquet")
    wide = pairs.pivot_table(index="from_id", columns="to_id", values="travel_time")
    cost = wide.reindex(index=FIVE, columns=FIVE).to_numpy()
    people, jobs = land["population"].to_numpy(float), land["jobs"].to_numpy(float)
    found = balanced_floating_catchment(cost, people, jobs, catchment=45)
    assert found.access.round(4).tolist() == [0.0094, 0.1993, 0.1993, 0.1147, 0]
    two = pd.read_csv(DATA / "land_use.csv").set_index("id")
    far = wide.reindex(index=FIVE[:2], columns=two.index).to_numpy()
    found = spatial_availability(far, people[:2], two["jobs"].to_numpy(), decay=Exponential(0.5))
    assert found.round(1).tolist() == [388_780.8, 107_272.2]
