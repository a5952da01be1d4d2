"""Service areas hold exactly the places of streets within the limit."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.network.network import Network
from tests.builders.streets import random_streets
from tests.spatial.street_oracle import distances

LINE = shapely.LineString
CROSS = [LINE([(-100, 0), (0, 0), (100, 0)]), LINE([(0, -100), (0, 0), (0, 100)])]


def parts_of(area):
    return list(
        zip(
            area.facility.tolist(),
            area.edge.tolist(),
            area.start.tolist(),
            area.end.tolist(),
            strict=True,
        )
    )


def test_edges_are_cut_at_exactly_the_limit_and_the_leg_counts():
    area = Network.from_lines(CROSS).service_area([(30, 5), (500, 0)], limit=50)
    # 45 m of walk: 30 back to the crossing and 15 on, 45 ahead
    assert parts_of(area) == [(0, 0, 85, 100), (0, 1, 0, 75), (0, 2, 85, 100), (0, 3, 0, 15)]
    assert area.length_by_facility.tolist() == [120, 0]
    lines = area.lines()
    assert shapely.length(lines).tolist() == [120, 0]
    assert shapely.get_type_id(lines).tolist() == [5, 5]
    assert shapely.bounds(lines[0]).tolist() == [-15, -15, 75, 15]


def test_an_edge_reached_from_both_ends_keeps_its_middle_out():
    ring = [LINE([(0, 0), (0, 50), (100, 50), (100, 0)]), LINE([(0, 0), (100, 0)])]
    area = Network.from_lines(ring).service_area([(50, 0)], limit=60)
    assert parts_of(area) == [(0, 0, 0, 10), (0, 0, 190, 200), (0, 1, 0, 100)]
    whole = Network.from_lines(ring).service_area([(50, 0)], limit=150)
    assert parts_of(whole) == [(0, 0, 0, 200), (0, 1, 0, 100)]


def test_a_loop_is_walked_both_ways_round():
    loop = LINE([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    area = Network.from_lines([loop]).service_area([(50, 0)], limit=80)
    assert parts_of(area) == [(0, 0, 0, 130), (0, 0, 370, 400)]


def test_the_own_edge_is_reached_beside_its_ends():
    # from 150 m on: 100 to both sides; the ends are 150 away
    area = Network.from_lines([LINE([(0, 0), (300, 0)])]).service_area([(150, 0)], limit=100)
    assert parts_of(area) == [(0, 0, 50, 250)]


def test_a_facility_that_reaches_nothing_has_an_empty_line():
    network = Network.from_lines(CROSS)
    area = network.service_area([(50, 20), (50, 900)], limit=20, max_snap=100)
    assert parts_of(area) == []
    assert [line.is_empty for line in area.lines()] == [True, True]
    assert network.without_edges([0, 1, 2, 3]).service_area([(0, 0)], limit=9).lines()[0].is_empty


def test_lines_follow_the_bends():
    bow = Network.from_lines([LINE([(0, 0), (0, 300), (300, 300), (300, 0)])])
    (line,) = bow.service_area([(150, 310)], limit=210).lines()
    assert line.wkt == "MULTILINESTRING ((0 250, 0 300, 300 300, 300 250))"


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([40.0, 150.0, 400.0]))
def test_a_place_is_in_the_area_exactly_when_it_is_within_the_limit(seed, limit):
    rng = np.random.default_rng(seed)
    network = Network.from_lines(random_streets(rng, rows=4, columns=4))
    network = network.without_edges(rng.choice(len(network.edge_open), 2, replace=False))
    facilities = rng.uniform(-50, 350, (3, 2))
    area = network.service_area(facilities, limit=limit)
    edge = rng.choice(np.flatnonzero(network.edge_open), 40)
    lines = [
        LINE(network.vertices[network.edge_first[e] : network.edge_first[e + 1]]) for e in edge
    ]
    offset = rng.random(40) * network.edge_length[edge]
    places = shapely.get_coordinates(shapely.line_interpolate_point(lines, offset))
    expected = distances(network, places, facilities)
    for row in range(40):
        for facility in range(3):
            own = (area.facility == facility) & (area.edge == edge[row])
            inside = (area.start[own] <= offset[row]) & (offset[row] <= area.end[own])
            if abs(expected[row, facility] - limit) > 1e-6:
                assert inside.any() == (expected[row, facility] <= limit)


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_parts_are_in_order_apart_and_nest_with_the_limit(seed):
    rng = np.random.default_rng(seed)
    network = Network.from_lines(random_streets(rng))
    facilities = rng.uniform(-50, 450, (6, 2))
    before = np.zeros(6)
    for limit in (50, 150, 300):
        area = network.service_area(facilities, limit=limit)
        assert (area.start < area.end).all()
        assert (area.end <= network.edge_length[area.edge]).all()
        key = area.facility * len(network.edge_open) + area.edge
        same = key[1:] == key[:-1]
        assert (np.diff(key) >= 0).all()
        assert (area.start[1:][same] > area.end[:-1][same]).all()
        assert shapely.length(area.lines()) == pytest.approx(area.length_by_facility)
        assert (area.length_by_facility >= before - 1e-9).all()
        before = area.length_by_facility


def test_pieces_that_do_not_lengthen_their_edge_are_cut_without_dividing_by_nothing():
    network = Network.from_lines([shapely.LineString([(0, 0), (1e8, 0), (1e8, 1e-9)])])
    lines = network.service_area([[1e8, 0.0]], limit=5).lines()
    assert shapely.length(lines).tolist() == [5]
    assert shapely.get_coordinates(lines).tolist() == [[99999995, 0], [1e8, 0]]
