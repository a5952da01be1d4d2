"""The fewest sites, and of those the ones that serve most people twice, against every choice."""

import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import InfeasibleError
from spatial.siting import backup_coverage, set_coverage
from tests.spatial.siting_oracle import GOLDEN_COST, GOLDEN_PEOPLE

DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "/nowhere")) / "sanfrancisco"


def test_of_equally_few_sites_those_that_overlap_where_most_people_are():
    """Six rows, 600 m: two sites and the one aside; the pair that shares row 2 has 800 people."""
    found = backup_coverage(GOLDEN_COST, GOLDEN_PEOPLE, radius=600)
    assert len(found.sites) == set_coverage(GOLDEN_COST, radius=600).objective
    twice = (GOLDEN_COST[:, found.sites] <= 600).sum(axis=1) > 1
    assert found.objective == GOLDEN_PEOPLE[twice].sum() == found.bound
    assert found.status == "optimal"
    assert found.covered.all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 7))
def test_no_choice_of_so_few_serves_more_people_twice(seed, count):
    rng = np.random.default_rng(seed)
    cost, people = rng.uniform(0, 10, (12, count)), rng.integers(0, 9, 12).astype(float)
    cost[:, 0] = np.where((cost > 6).all(axis=1), 6, cost[:, 0])
    near = cost <= 6
    for number in range(1, count + 1):
        covers = [c for c in combinations(range(count), number) if near[:, c].any(axis=1).all()]
        if covers:
            break
    best = max(people[near[:, c].sum(axis=1) > 1].sum() for c in covers)
    found = backup_coverage(cost, people, radius=6)
    assert len(found.sites) == number
    assert found.objective == found.bound == best


def test_fixed_and_forbidden_sites_are_kept_to():
    cost = np.zeros((3, 4))
    found = backup_coverage(cost, radius=1, fixed=[1, 2], forbidden=[0])
    assert found.sites.tolist() == [1, 2]
    assert found.objective == 3


def test_who_nobody_reaches_is_named():
    with pytest.raises(InfeasibleError, match="1"):
        backup_coverage([[0.0], [9.0]], radius=1)


@pytest.mark.skipif(not DATA.exists(), reason="SHEQU_TRIAL_DATA names no folder with the data")
def test_san_francisco():
    """205 tracts, 16 stores, 5,000 m: 8 sites, and of all choices of 8 none serves more twice."""
    pairs = pd.read_csv(DATA / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    cost = pairs.pivot_table(values="distance", index="DestinationName", columns="name").to_numpy()
    found = backup_coverage(cost, radius=5000)
    near = cost <= 5000
    covers = [c for c in combinations(range(16), 8) if near[:, c].any(axis=1).all()]
    assert len(found.sites) == 8
    assert found.objective == max((near[:, c].sum(axis=1) > 1).sum() for c in covers) == 145
