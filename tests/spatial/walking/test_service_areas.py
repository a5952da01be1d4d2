"""Service areas on foot: the rule about places of people, on networks of all kinds."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.network.network import Network
from spatial.walking.service_areas import service_sites, walking_service_areas
from tests.builders.streets import network_of, street_grid

AREA = shapely.box(0, 0, 1000, 1000)


def test_a_fine_grid_of_streets_gives_nested_diamonds():
    streets = street_grid(size=1000, block=100)
    sites = service_sites(AREA, streets)
    limits = [200, 300, 400]
    *bands, rest = walking_service_areas(sites, [(500, 500)], limits=limits)
    for limit, band in zip(limits, bands, strict=True):
        assert band.area == pytest.approx(2 * limit**2, rel=0.05)
    assert bands[1].covers(bands[0])
    assert bands[2].covers(bands[1])
    assert bands[2].area + rest.area == pytest.approx(1e6)


def test_a_finer_grid_comes_closer():
    streets = street_grid(size=1000, block=100)
    sites = service_sites(AREA, streets, spacing=5)
    band, _ = walking_service_areas(sites, [(500, 500)], limits=[400])
    assert band.area == pytest.approx(320_000, rel=0.005)


def test_far_from_any_street_nothing_is_reached():
    streets = network_of([(0, 0), (1000, 0)])
    sites = service_sites(AREA, streets, max_snap=300)
    band, _ = walking_service_areas(sites, [(500, 0)], limits=[20_000])
    assert band.bounds == pytest.approx((0, 0, 1000, 300))


def test_each_spot_stands_once():
    streets = street_grid(size=1000, block=100)
    sites = service_sites(AREA, streets, demand=[(10, 10), (10, 10), (5, 5)])
    points = sites.places.points
    assert len(np.unique(points, axis=0)) == len(points) == 50 * 50 + 1
    assert sites.nbytes > points.nbytes


millimetres = st.integers(0, 1_000_000).map(lambda n: n / 1000)
spot = st.tuples(millimetres, millimetres)


@given(
    ways=st.lists(st.lists(spot, min_size=2, max_size=5), min_size=1, max_size=12),
    homes=st.lists(spot, min_size=1, max_size=40),
    facilities=st.lists(spot, max_size=4),
    limits=st.lists(st.integers(1, 1500), min_size=1, max_size=4, unique=True).map(sorted),
    max_snap=st.sampled_from([50.0, 500.0]),
)
@settings(max_examples=80)
def test_no_polygon_holds_a_home_that_is_not_reached_nor_leaves_out_one_that_is(
    ways, homes, facilities, limits, max_snap
):
    network = Network.from_lines([shapely.LineString(way) for way in ways])
    goals = network.attach(np.array(facilities).reshape(-1, 2), max_snap=max_snap)
    people = np.array(homes)
    sites = service_sites(AREA, network, demand=people, max_snap=max_snap, spacing=50)
    shapes = walking_service_areas(sites, goals, limits=limits)
    distance, _ = network.nearest(network.attach(people, max_snap=max_snap), goals)
    for limit, shape in zip(limits, shapes, strict=False):
        assert (shapely.intersects_xy(shape, *people.T) == (distance <= limit)).all()
    for inner, outer in pairwise(shapes[:-1]):
        assert shapely.difference(inner, outer).area <= 1e-6
    assert shapely.is_valid(shapes).all()
