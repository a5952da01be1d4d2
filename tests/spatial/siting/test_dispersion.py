"""Sites far from each other, against every choice."""

import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import InfeasibleError, ShapeError
from spatial.siting import p_dispersion
from tests.spatial.siting_oracle import GOLDEN_COST, choices

DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "/nowhere")) / "sanfrancisco"


def apart(table, chosen):
    return min((table[one, two] for one, two in combinations(chosen, 2)), default=0.0)


def test_the_corners_of_a_street():
    """Places at 0, 300, 600, 900, 1200 m and one 800 m aside of the middle."""
    found = p_dispersion(GOLDEN_COST, sites=3)
    assert found.sites.tolist() == [0, 4, 5]
    assert found.objective == pytest.approx(1000)
    assert found.status == "optimal"
    assert found.assignment.tolist() == [0, 0, 0, 4, 4, 5]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 8))
def test_no_choice_is_farther_apart(seed, count):
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 12, (count, 2))
    table = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    sites = int(rng.integers(1, count))
    fixed, forbidden = ([0], [count - 1]) if seed % 2 else ([], [])
    options = choices(count, sites, fixed, forbidden)
    best = max(apart(table, chosen) for chosen in options)
    found = p_dispersion(table, sites=sites, fixed=fixed, forbidden=forbidden)
    assert found.objective == best == found.bound
    assert apart(table, found.sites) == best
    assert set(fixed) <= set(found.sites.tolist())
    assert not set(forbidden) & set(found.sites.tolist())


def test_time_that_is_up_leaves_a_bound():
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 1e4, (300, 2))
    table = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    found = p_dispersion(table, sites=8, time_limit=0.05)
    assert len(found.sites) == 8
    assert found.objective <= found.bound
    assert found.status == "time limit"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[0, 1]], "shape"),
        ([[0, 1], [2, 0]], "direction"),
        ([[0, -1], [-1, 0]], "negative"),
        ([["a"]], "numbers"),
        (np.zeros((2001, 2001)), "wider spacing"),
    ],
)
def test_what_is_refused(table, message):
    with pytest.raises(ShapeError, match=message):
        p_dispersion(table, sites=1)


def test_more_sites_than_candidates_are_refused():
    with pytest.raises(InfeasibleError, match="allowed"):
        p_dispersion(GOLDEN_COST, sites=7)


@pytest.mark.skipif(not DATA.exists(), reason="SHEQU_TRIAL_DATA names no folder with the data")
def test_san_francisco():
    """The choice of spopt: four stores as far apart as possible, by plain degrees as there."""
    stores = pd.read_csv(DATA / "SF_store_site_16_longlat.csv").sort_values("NAME")
    points = stores[["long", "lat"]].to_numpy()
    table = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert p_dispersion(table, sites=4).sites.tolist() == [0, 2, 8, 14]
