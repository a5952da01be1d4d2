"""Brackets hold the truth of towns whose households are known, and narrow as data get finer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.coverage.straight import coverage_within, measure_proximity, prepare_ground
from spatial.errors import ShapeError
from spatial.nearest import nearest_distance
from spatial.network.attachment import Attachment
from spatial.population.brackets import allocated_bracket, counted_bracket, people_bracket
from spatial.walking.coverage import measure_walks, prepare_walking, walking_coverage_within
from spatial.walking.street_cells import pieces_of
from tests.builders.true_town import LEVELS, true_town

RADII = (0.0, 40.0, 90.0, 150.0, 240.0, 400.0, 1500.0)


def _coverages(town, level, *, walking):
    ground = prepare_ground(town.zones, **town.knowledge(level))
    if walking:
        found = measure_walks(prepare_walking(ground, town.network), town.facilities)
        return [walking_coverage_within(found, radius=radius) for radius in RADII]
    found = measure_proximity(ground, town.facilities)
    return [coverage_within(found, radius=radius) for radius in RADII]


def _true_distance(town, *, walking):
    goals = np.array([(point.x, point.y) for point in town.facilities.geometry])
    if walking:
        return town.network.nearest(town.homes, goals, max_snap=500)[0]
    return nearest_distance(town.homes, goals)[0]


def _require_truth_inside(town, *, walking):
    distance = _true_distance(town, walking=walking)
    for level in LEVELS:
        for radius, found in zip(RADII, _coverages(town, level, walking=walking), strict=True):
            truth, rows = town.truly(distance <= radius), found.rows
            low, high = rows["covered_population_low"], rows["covered_population_high"]
            slack = 1e-9 * town.people.sum()
            assert (low <= truth + slack).all(), (level, radius)
            assert (high >= truth - slack).all(), (level, radius)
            assert (low <= rows["covered_population"]).all()
            assert (high >= rows["covered_population"]).all()
            assert (rows["population_share_low"].dropna() >= 0).all()
            assert (rows["population_share_high"].dropna() <= 1 + 1e-12).all()
            assert found.total["covered_population_low"] == pytest.approx(low.sum())
            assert found.total["population_share_high"] == pytest.approx(
                high.sum() / town.people.sum()
            )


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(0, 7))
def test_straight_line_brackets_hold_the_truth(seed, facilities) -> None:
    town = true_town(seed, facilities=facilities)
    _require_truth_inside(town, walking=False)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 6))
def test_walking_brackets_hold_the_truth(seed, facilities) -> None:
    _require_truth_inside(true_town(seed, facilities=facilities), walking=True)


def _from_any_street(town, rng, *, freedom):
    """Walk from homes that each start from some street within the freedom, not the nearest."""
    pieces = pieces_of(town.network)
    every, homes = np.arange(len(pieces.size)), len(town.homes)
    beside = [pieces.beside(np.full(homes, one), town.homes) for one in every]
    leg = np.stack([distance for _, _, distance in beside], axis=1)
    allowed = leg <= np.minimum(leg.min(axis=1, keepdims=True) + freedom, 500)
    piece = np.where(allowed, rng.uniform(size=leg.shape), -1.0).argmax(axis=1)
    along = np.stack([one for one, _, _ in beside], axis=1)[np.arange(homes), piece]
    edge = pieces.edge[piece]
    offset = pieces.offset[piece] + np.clip(along, 0, pieces.size[piece])
    at = Attachment(
        points=town.homes,
        edge=edge,
        offset=offset,
        leg=leg[np.arange(homes), piece],
        ends=town.network.edge_ends[edge].T,
        to_ends=np.stack([offset, town.network.edge_length[edge] - offset]),
    )
    goals = np.array([(point.x, point.y) for point in town.facilities.geometry])
    return town.network.nearest(at, goals, max_snap=500)[0]


@pytest.mark.slow
@settings(max_examples=5)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 15.0, 60.0]))
def test_brackets_hold_whichever_street_people_start_from(seed, freedom) -> None:
    town = true_town(seed)
    distance = _from_any_street(town, np.random.default_rng(seed), freedom=freedom)
    for level in LEVELS:
        ground = prepare_ground(town.zones, **town.knowledge(level))
        bound = prepare_walking(ground, town.network, freedom=freedom)
        found = measure_walks(bound, town.facilities)
        for radius in RADII:
            rows = walking_coverage_within(found, radius=radius).rows
            truth, slack = town.truly(distance <= radius), 1e-9 * town.people.sum()
            assert (rows["covered_population_low"] <= truth + slack).all(), (level, radius)
            assert (rows["covered_population_high"] >= truth - slack).all(), (level, radius)


@pytest.mark.slow
@pytest.mark.parametrize("walking", [False, True])
def test_brackets_narrow_as_data_get_finer(walking) -> None:
    widths = dict.fromkeys(LEVELS, 0.0)
    for seed in range(12):
        town = true_town(seed)
        for level in LEVELS:
            for found in _coverages(town, level, walking=walking):
                total = found.total
                widths[level] += total["population_share_high"] - total["population_share_low"]
    mean = [widths[level] / (12 * len(RADII)) for level in LEVELS]
    assert mean == sorted(mean, reverse=True)
    assert len(set(mean)) == len(mean)
    assert mean[-1] < 0.01


def test_places_with_counts_are_covered_whole_or_touched() -> None:
    surely, possibly = np.array([True, False, False]), np.array([True, True, False])
    low, high = counted_bracket(
        surely, possibly, np.array([2.0, 1.0, 1.0]), np.array([0, 0, 0]), np.array([80.0, 5.0])
    )
    assert (low[0], high[0]) == (40, 60)
    assert np.isnan([low[1], high[1]]).all()


def test_rooms_bound_how_many_live_where() -> None:
    surely, possibly = np.array([True, False, False]), np.array([True, True, False])
    everywhere = np.ones(3, dtype=bool)

    def bracket(people, room, sure=surely, perhaps=possibly):
        zone = np.zeros(3, dtype=int)
        found = allocated_bracket(sure, perhaps, np.array(room), zone, np.array([people]))
        return [values.item() for values in found]

    # 70 people: the 60 places outside leave 10 that must be inside; 50 places may be covered.
    assert bracket(70.0, [30.0, 20.0, 40.0]) == [10, 50]
    # 100 people do not fit into rooms for 90: the rooms are wrong, so that nothing is known.
    assert bracket(100.0, [30.0, 20.0, 40.0]) == [0, 100]
    assert bracket(100.0, [30.0, 20.0, 40.0], everywhere, everywhere) == [100, 100]
    assert bracket(70.0, [30.0, np.inf, 40.0]) == [0, 70]


def test_unknown_people_have_no_bracket() -> None:
    flags, zone = np.array([True]), np.array([0])
    for found in (
        counted_bracket(flags, flags, np.ones(1), zone, np.array([np.nan])),
        allocated_bracket(flags, flags, np.ones(1), zone, np.array([np.nan])),
    ):
        assert np.isnan(found).all()


def test_a_person_needs_some_dwelling() -> None:
    town = true_town(1)
    ground = prepare_ground(town.zones, demand=town.buildings)
    found = measure_proximity(ground, town.facilities)
    with pytest.raises(ShapeError, match="least_dwelling is 0"):
        people_bracket(ground.places, ground.population, found.bounds, radius=100, least_dwelling=0)
    wide, narrow = (
        coverage_within(found, radius=150, least_dwelling=least).total for least in (2.0, 5.0)
    )
    assert wide["covered_population_low"] <= narrow["covered_population_low"]
    assert wide["covered_population_high"] >= narrow["covered_population_high"]
