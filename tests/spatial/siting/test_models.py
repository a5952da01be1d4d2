"""The four models against every possible choice of sites, and the known answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import InfeasibleError, ShapeError
from spatial.siting.models import (
    SitingLimits,
    frontier,
    maximal_coverage,
    p_center,
    p_median,
    set_coverage,
)
from tests.spatial import siting_oracle as oracle
from tests.spatial.siting_oracle import GOLDEN_COST, GOLDEN_PEOPLE

SEEDS = st.integers(0, 2**32)
few = settings(max_examples=60)


def proven(solution):
    assert solution.status == "optimal"
    assert solution.gap == 0
    assert solution.bound == solution.objective
    assert (np.diff(solution.sites) > 0).all()
    return solution


def rules_of(rng, columns):
    """Return a random fixed and a random forbidden column, or none."""
    order = rng.permutation(columns)
    return {
        "fixed": order[: rng.integers(0, 2)].tolist(),
        "forbidden": order[1 : 1 + rng.integers(0, 3)].tolist(),
    }


@pytest.mark.parametrize(("sites", "people"), [(1, 1600), (2, 2200), (3, 2300)])
def test_the_known_answers_of_maximal_coverage(sites, people):
    found = proven(maximal_coverage(GOLDEN_COST, GOLDEN_PEOPLE, sites=sites, radius=300))
    assert found.objective == people == GOLDEN_PEOPLE[found.covered].sum()


@pytest.mark.parametrize(
    ("sites", "median", "center"), [(1, 770_000, 800), (2, 470_000, 600), (3, 230_000, 300)]
)
def test_the_known_answers_of_median_and_center(sites, median, center):
    found = proven(p_median(GOLDEN_COST, GOLDEN_PEOPLE, sites=sites))
    assert found.objective == median
    assert proven(p_center(GOLDEN_COST, sites=sites)).objective == center


def test_the_known_answer_of_set_coverage():
    found = proven(set_coverage(GOLDEN_COST, radius=300))
    assert found.objective == len(found.sites) == 3
    assert found.covered.all()


@few
@given(SEEDS, st.integers(1, 4), st.booleans())
def test_p_median_is_the_best_of_all_choices(seed, sites, whole):
    rng = np.random.default_rng(seed)
    cost, people = oracle.make_case(seed, 9, 7, whole=whole)
    rules = rules_of(rng, 7)
    best = oracle.best_median(cost, people, sites, **rules)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            p_median(cost, people, sites=sites, **rules)
        return
    for given_cost in (cost, oracle.as_table(cost)):
        found = proven(p_median(given_cost, people, sites=sites, **rules))
        assert found.objective == pytest.approx(best, rel=1e-9)
        assert list(found.sites) in list(oracle.choices(7, sites, **rules))
        assert found.objective == pytest.approx(oracle.median_of(cost, people, found.sites))


@few
@given(SEEDS, st.integers(1, 4))
def test_p_center_is_the_best_of_all_choices(seed, sites):
    rng = np.random.default_rng(seed)
    cost, _ = oracle.make_case(seed, 9, 7, whole=bool(seed % 2))
    rules = rules_of(rng, 7)
    best = oracle.best_center(cost, sites, **rules)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            p_center(cost, sites=sites, **rules)
        return
    found = proven(p_center(cost, sites=sites, **rules))
    assert found.objective == best == oracle.center_of(cost, found.sites)
    assert list(found.sites) in list(oracle.choices(7, sites, **rules))


@few
@given(SEEDS, st.integers(1, 4), st.integers(0, 8))
def test_maximal_coverage_is_the_best_of_all_choices(seed, sites, radius):
    rng = np.random.default_rng(seed)
    cost, people = oracle.make_case(seed, 11, 7)
    rules = rules_of(rng, 7)
    best = oracle.best_served(cost, people, sites, radius, **rules)
    for given_cost in (cost, oracle.as_table(cost)):
        found = proven(maximal_coverage(given_cost, people, sites=sites, radius=radius, **rules))
        assert found.objective == best
        assert list(found.sites) in list(oracle.choices(7, sites, **rules))
        assert found.objective == oracle.served_by(cost, people, found.sites, radius)
        assert (found.covered == (cost[:, found.sites] <= radius).any(axis=1)).all()


@few
@given(SEEDS, st.integers(3, 11))
def test_set_coverage_is_the_fewest_of_all_choices(seed, radius):
    rng = np.random.default_rng(seed)
    cost, _ = oracle.make_case(seed, 9, 7)
    rules = rules_of(rng, 7)
    best = oracle.fewest(cost, radius, **rules)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError, match="reaches"):
            set_coverage(cost, radius=radius, **rules)
        return
    found = proven(set_coverage(cost, radius=radius, **rules))
    assert found.objective == len(found.sites) == best
    assert set(rules["fixed"]) <= set(found.sites.tolist())
    assert not set(rules["forbidden"]) & set(found.sites.tolist())
    assert found.covered.all()


def test_the_assignment_is_the_nearest_site_and_the_lowest_of_equal_ones():
    found = p_median(GOLDEN_COST, GOLDEN_PEOPLE, sites=6)
    assert found.assignment.tolist() == [0, 1, 2, 3, 4, 5]
    level = np.full((2, 3), 7.0)
    assert p_median(level, [1, 1], sites=3).assignment.tolist() == [0, 0]
    assert maximal_coverage([[9.0], [1.0]], [1, 1], sites=1, radius=2).assignment.tolist() == [
        -1,
        0,
    ]


def test_rows_without_people_need_no_site():
    cost = np.array([[np.inf, np.inf], [3.0, 1.0]])
    found = proven(p_median(cost, [0, 2], sites=1))
    assert found.objective == 2
    assert found.assignment.tolist() == [-1, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sites": 2, "fixed": [0, 1, 2]}, "fixed: 3"),
        ({"sites": 2, "fixed": [0], "forbidden": [0]}, "both fixed and forbidden"),
        ({"sites": 6, "forbidden": [3]}, "only 5"),
    ],
)
def test_what_cannot_be_met_is_told(options, message):
    with pytest.raises(InfeasibleError, match=message):
        p_median(GOLDEN_COST, GOLDEN_PEOPLE, **options)
    with pytest.raises(InfeasibleError, match=message):
        p_center(GOLDEN_COST, **options)
    with pytest.raises(InfeasibleError, match=message):
        maximal_coverage(GOLDEN_COST, GOLDEN_PEOPLE, radius=300, **options)


def test_demand_that_nobody_reaches_is_named():
    cost = np.array([[1.0, 2.0], [np.inf, np.inf], [np.inf, 5.0]])
    with pytest.raises(InfeasibleError, match=r"rows of demand at all: 1 \(1 in all\)"):
        p_median(cost, [1, 1, 1], sites=1)
    with pytest.raises(InfeasibleError, match=r"rows of demand within 4: 1, 2 \(2 in all\)"):
        set_coverage(cost, radius=4)
    with pytest.raises(InfeasibleError, match=": 1, 2"):
        p_center(cost, sites=1, forbidden=[1])


@pytest.mark.parametrize(
    "options",
    [{"sites": 0}, {"sites": 1.5}, {"sites": True}, {"sites": None}, {"sites": 1, "fixed": [9]}],
)
def test_numbers_out_of_range_are_refused(options):
    with pytest.raises(ShapeError):
        p_median(GOLDEN_COST, GOLDEN_PEOPLE, **options)


def test_other_shapes_are_refused():
    with pytest.raises(ShapeError, match="demand"):
        p_median(GOLDEN_COST, [1.0], sites=1)
    with pytest.raises(ShapeError, match="radius"):
        set_coverage(GOLDEN_COST, radius=-1)
    with pytest.raises(ShapeError, match="time_limit"):
        set_coverage(GOLDEN_COST, radius=300, time_limit=0)


def test_the_frontier_has_the_best_of_each_number_and_ends_when_all_are_served():
    curve = frontier(GOLDEN_COST, GOLDEN_PEOPLE, radius=300, up_to=6)
    assert [proven(point).objective for point in curve] == [1600, 2200, 2300]
    assert [len(point.sites) for point in curve] == [1, 2, 3]
    kept = frontier(GOLDEN_COST, GOLDEN_PEOPLE, radius=300, up_to=4, fixed=[5], time_limit=60)
    assert [point.objective for point in kept] == [100, 1700, 2300]


def test_progress_is_told_with_bounds_on_the_right_side():
    rng = np.random.default_rng(3)
    places, heard = rng.uniform(0, 1000, (150, 2)), []
    cost = np.hypot(*np.moveaxis(places[:, None] - places, -1, 0))
    p_median(cost, np.ones(150), sites=5, progress=heard.append)
    assert heard
    assert all(step.bound <= step.objective * (1 + 1e-9) for step in heard)
    heard.clear()
    maximal_coverage(cost, np.ones(150), sites=5, radius=120, progress=heard.append)
    assert heard
    assert all(step.bound >= step.objective for step in heard)
    assert [step.seconds for step in heard] == sorted(step.seconds for step in heard)


def test_room_bounds_whom_sites_with_capacities_serve() -> None:
    rng = np.random.default_rng(7)
    cost = rng.random((200, 60))
    found = maximal_coverage(
        cost,
        np.full(200, 3.0),
        sites=4,
        radius=0.6,
        limits=SitingLimits(capacity=40),
        time_limit=0.5,
    )
    assert found.objective <= found.bound <= 160 + 1e-6
