"""The smallest fix: applied it works, and an exhaustive search finds none that is smaller."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.fixes.sites import fewest_sites, fix_zone, missing_distance, people_needed

# Six places in a row, 300 m apart, and their people.
ROW = np.array([[300.0 * step, 0.0] for step in range(6)])
PEOPLE = np.array([500.0, 300.0, 800.0, 200.0, 400.0, 100.0])
COST = np.abs(ROW[:, None, 0] - ROW[None, :, 0])
NOBODY = np.zeros(6, dtype=bool)


def _share(chosen, people=PEOPLE, cost=COST, radius=300.0, served=NOBODY) -> float:
    reached = served.copy()
    for column in chosen:
        reached |= cost[:, column] <= radius
    return float(people[reached].sum() / people.sum())


def test_the_missing_distance_is_where_the_share_is_first_reached() -> None:
    distance = np.array([100.0, 640.0, 300.0])
    people = np.array([50.0, 20.0, 30.0])
    # 80 % of people live within 300 m; the rule wants 90 % within 500 m, so 640 m are needed.
    assert missing_distance(distance, people, radius=500, share=0.8) == 0
    assert missing_distance(distance, people, radius=500, share=0.9) == 140
    assert missing_distance(distance, people, radius=200, share=0.8) == 100
    assert missing_distance([np.inf, 5.0], [1.0, 1.0], radius=10, share=0.6) == np.inf
    assert missing_distance([], [], radius=10, share=1.0) == 0


def test_people_needed_is_the_rest_up_to_the_share() -> None:
    served = np.array([True, False, False, False, False, False])
    assert people_needed(PEOPLE, served, share=0.5) == pytest.approx(650)
    assert people_needed(PEOPLE, ~NOBODY, share=1.0) == 0


@pytest.mark.parametrize(("share", "number"), [(0.2, 1), (0.69, 1), (0.70, 2), (1.0, 2)])
def test_the_fewest_sites_of_six_in_a_row(share: float, number: int) -> None:
    # The third place reaches 300 + 800 + 200 people, the second 500 + 300 + 800 of the 2,300.
    found = fewest_sites(COST, PEOPLE, NOBODY, radius=300, share=share)
    assert len(found.sites) == number
    assert found.proven
    assert found.possible
    assert found.share == pytest.approx(_share(found.sites))
    assert found.share >= share


def test_one_site_is_the_best_of_those_that_are_enough() -> None:
    found = fewest_sites(COST, PEOPLE, NOBODY, radius=300, share=0.5)
    # The second place serves 1,600 people, the third 1,300: both are enough, the second is named.
    assert found.alone.tolist() == [1, 2, 3]
    assert found.sites.tolist() == [1]


def test_what_no_candidate_reaches_cannot_be_fixed() -> None:
    found = fewest_sites(COST[:, :2], PEOPLE, NOBODY, radius=300, share=1.0)
    assert not found.possible
    assert found.sites.tolist() == []
    assert found.share == pytest.approx(1600 / 2300)


def test_nothing_is_needed_where_the_rule_is_met_or_nobody_lives() -> None:
    assert fewest_sites(COST, PEOPLE, ~NOBODY, radius=300, share=1.0).sites.tolist() == []
    empty = fewest_sites(COST, PEOPLE * 0, NOBODY, radius=300, share=1.0)
    assert (empty.sites.tolist(), empty.possible) == ([], True)


def test_a_share_beyond_all_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"share is 1\.5"):
        fewest_sites(COST, PEOPLE, NOBODY, radius=300, share=1.5)
    with pytest.raises(ShapeError, match="cost has 6 rows"):
        fewest_sites(COST, PEOPLE[:2], NOBODY[:2], radius=300, share=0.5)


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 14),
    st.integers(1, 7),
    st.sampled_from([0.3, 0.6, 0.8, 0.95, 1.0]),
)
def test_no_smaller_set_of_candidates_is_enough(seed, rows, columns, share) -> None:
    random = np.random.default_rng(seed)
    cost = random.uniform(0, 100, (rows, columns))
    people = random.integers(0, 20, rows).astype(float)
    served = random.random(rows) < 0.3
    found = fewest_sites(cost, people, served, radius=40, share=share)
    assert found.proven
    if people.sum() == 0:
        assert found.sites.tolist() == []
        return
    enough = [
        number
        for number in range(columns + 1)
        for chosen in combinations(range(columns), number)
        if _share(chosen, people, cost, 40, served) >= share - 1e-9
    ]
    assert found.possible == bool(enough)
    if enough:
        assert len(found.sites) == min(enough)
        assert _share(found.sites, people, cost, 40, served) == pytest.approx(found.share)


@given(
    st.lists(st.tuples(st.floats(0, 5000), st.integers(0, 50)), min_size=1, max_size=20),
    st.floats(0, 3000),
    st.sampled_from([0.25, 0.5, 0.9, 1.0]),
)
def test_the_missing_distance_flips_the_status_and_less_does_not(places, radius, share) -> None:
    distance = np.array([place[0] for place in places])
    people = np.array([float(place[1]) for place in places])
    missing = missing_distance(distance, people, radius=radius, share=share)
    wanted = share * people.sum()
    slack = 1e-9 * people.sum()
    far = radius + missing
    assert people[distance <= far * (1 + 1e-12)].sum() >= wanted - slack
    if missing > 0:
        assert people[distance < far * (1 - 1e-12)].sum() < wanted


def test_the_zone_of_two_places_is_their_lens() -> None:
    zone = fix_zone([(0, 0), (500, 0)], radius=500)
    # The lens of two discs of radius r, r apart: r2 (2 pi / 3 - sqrt(3) / 2).
    assert zone.area == pytest.approx(500**2 * (2 * np.pi / 3 - np.sqrt(3) / 2), rel=1e-3)
    assert zone.area < 500**2 * (2 * np.pi / 3 - np.sqrt(3) / 2)
    assert fix_zone([(0, 0), (1001, 0)], radius=500).is_empty


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_each_place_of_the_zone_serves_all(seed, count) -> None:
    points = np.random.default_rng(seed).uniform(0, 600, (count, 2))
    zone = fix_zone(points, radius=450)
    corners = shapely.get_coordinates(zone)
    if len(corners):
        away = np.hypot(*(corners[:, None] - points[None]).transpose(2, 0, 1))
        assert away.max() <= 450 * (1 + 1e-9)


def test_out_of_time_the_sites_are_those_taken_one_by_one_and_nothing_is_proven() -> None:
    # The third column serves most, but the other two are enough: one by one takes all three.
    served_by = [[0], [0, 2], [0, 2], [1, 2], [1, 2], [1]]
    cost = np.full((6, 3), 99.0)
    for row, columns in enumerate(served_by):
        cost[row, columns] = 1.0
    people, served = np.ones(6), np.zeros(6, dtype=bool)
    best = fewest_sites(cost, people, served, radius=10, share=1.0)
    assert (best.sites.tolist(), best.proven) == ([0, 1], True)
    late = fewest_sites(cost, people, served, radius=10, share=1.0, total_limit=0.0)
    assert (late.sites.tolist(), late.proven) == ([0, 1, 2], False)
