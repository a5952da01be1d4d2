"""The least and the most land within a walk hold the truth, which a grid of 1 m tells."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.coverage.straight import prepare_ground
from spatial.walking.coverage import measure_walks, prepare_walking, walking_coverage_within
from spatial.walking.land_bounds import land_walks
from spatial.walking.land_cells import land_of
from spatial.walking.land_points import lattice
from spatial.walking.street_cells import Start
from tests.builders.streets import network_of
from tests.builders.true_town import true_town

STREET = network_of([(0, 50), (100, 50)])
PLACE = np.array([shapely.box(0, 0, 100, 100)], dtype=object)


def _within(network, shapes, goals, reach, *, max_snap=500.0, fine=4.0):
    land = land_of(shapes, network, start=Start(max_snap))
    at = network.attach(np.array(goals).reshape(-1, 2), max_snap=max_snap)
    return land_walks(land, network, at).within(reach, fine=fine)


def test_a_half_diamond_beside_a_street_is_known_to_the_width_of_its_edge() -> None:
    # |x - 50| + |y - 50| <= 30: 1,800 m2, with an edge of 4 x 42.4 m.
    wide = np.concatenate(_within(STREET, PLACE, [(50.0, 50.0)], 30.0, fine=4))
    close = np.concatenate(_within(STREET, PLACE, [(50.0, 50.0)], 30.0, fine=1))
    for low, high in (wide, close):
        assert low <= 1800 <= high
    assert wide[1] - wide[0] < 1200
    assert close[1] - close[0] < 300
    assert wide[0] <= close[0] <= close[1] <= wide[1]


def test_all_and_none_are_exact() -> None:
    low, high = _within(STREET, PLACE, [(50.0, 50.0)], 101.0)
    assert (low.item(), high.item()) == pytest.approx((10_000, 10_000))
    low, high = _within(STREET, PLACE, [], 101.0)
    assert (low.item(), high.item()) == (0, 0)
    low, high = _within(STREET, PLACE, [(50.0, 50.0)], 1000.0, max_snap=25)
    assert low.item() <= 5000 <= high.item()
    assert high.item() - low.item() < 1300


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(0, 500), st.sampled_from([20.0, 60.0, 500.0]))
def test_a_grid_of_one_metre_finds_what_lies_between(seed, reach, max_snap) -> None:
    town, rng = true_town(seed), np.random.default_rng(seed)
    goals = np.array([(point.x, point.y) for point in town.facilities.geometry])
    x, y = rng.uniform(-20, 900, 2)
    shape = np.array([shapely.Polygon([(x, y), (x + 110, y + 20), (x + 60, y + 120)])])
    low, high = _within(town.network, shape, goals, reach, max_snap=max_snap)
    points, _ = lattice(shape, spacing=1.0)
    walked, _ = town.network.nearest(points, goals, max_snap=max_snap)
    # A square of the grid is wholly on the side of its middle but where the edge crosses it: that
    # moves each sum by less than this.
    found, slack = (walked <= reach).mean() * shapely.area(shape).item(), 250.0
    assert low.item() - slack <= found <= high.item() + slack
    assert low.item() <= high.item() <= shapely.area(shape).item() * (1 + 1e-9)
    land = land_of(shape, town.network, start=Start(max_snap))
    walks = land_walks(land, town.network, town.network.attach(goals, max_snap=max_snap))
    at = (
        land.cells.middle[:, None]
        + rng.uniform(-1, 1, (len(land.area), 20, 2)) * (land.cells.half[:, None])
    )
    there, _ = town.network.nearest(at.reshape(-1, 2), goals, max_snap=max_snap)
    there = there.reshape(-1, 20)
    assert (there >= walks.least[:, None]).all()
    assert (there <= walks.greatest[:, None]).all()


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_shares_of_land_lie_between_their_bounds(seed) -> None:
    town = true_town(seed)
    ground = prepare_ground(town.zones, **town.knowledge("cells"))
    walks = measure_walks(prepare_walking(ground, town.network), town.facilities)
    for radius in (0.0, 90.0, 240.0, 3000.0):
        found = walking_coverage_within(walks, radius=radius)
        for what in ("area_share", "residential_share", "places_share"):
            for said in (found.rows, found.total):
                low, share, high = said[f"{what}_low"], said[what], said[f"{what}_high"]
                assert np.all(low <= share)
                assert np.all(share <= high)
                assert np.all((low >= 0) & (high <= 1 + 1e-9))
