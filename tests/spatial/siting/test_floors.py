from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from spatial.siting.floors import greatest_shares, least_for_floor

PEOPLE = np.array([60.0, 40.0, 50.0, 50.0])
GROUPS = np.array([0, 0, 1, 1])


def test_two_groups_need_a_site_each_for_half_of_their_people() -> None:
    reach = csr_array(np.eye(4))
    found = least_for_floor(reach, PEOPLE, GROUPS, floor=0.5, price=np.ones(4), seconds=5)
    assert (found.price, found.bound) == (2, 2)
    dear = least_for_floor(
        reach, PEOPLE, GROUPS, floor=0.5, price=np.array([5.0, 1, 2, 3]), seconds=5
    )
    assert dear.price == pytest.approx(5 + 2)


def test_what_nobody_reaches_bounds_the_floor() -> None:
    reach = csr_array(np.diag([1.0, 0, 1, 1]))
    assert greatest_shares(reach, PEOPLE, GROUPS).tolist() == [0.6, 1]


@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.5, 0.9]))
@settings(max_examples=25)
def test_no_fewer_sites_do(seed, floor) -> None:
    rng = np.random.default_rng(seed)
    table = (rng.random((8, 5)) < 0.4).astype(float)
    people, groups = rng.integers(0, 9, 8).astype(float), rng.integers(0, 3, 8)
    groups[:3] = [0, 1, 2]
    whole = np.bincount(groups, people)

    def does(sites) -> bool:
        served = table[:, list(sites)].any(axis=1)
        return bool((np.bincount(groups, people * served) >= floor * whole - 1e-9).all())

    found = least_for_floor(
        csr_array(table), people, groups, floor=floor, price=np.ones(5), seconds=5
    )
    counts = [k for k in range(6) for sites in combinations(range(5), k) if does(sites)]
    assert found.price == (pytest.approx(min(counts)) if counts else None)
