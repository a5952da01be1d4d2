"""The walking network: built from lines, attached to, walked, closed and opened."""

import pickle

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.network.network import Network
from tests.builders.streets import random_streets
from tests.spatial.street_oracle import distances

LINE = shapely.LineString
CROSS = np.array([LINE([(0, 0), (100, 0), (200, 0)]), LINE([(100, -50), (100, 0), (100, 80)])])
SEEDS = st.integers(0, 2**32)


def some_town(seed, **options):
    rng = np.random.default_rng(seed)
    network = Network.from_lines(random_streets(rng, **options))
    return network, rng.uniform(-80, 480, (12, 2)), rng.uniform(-80, 480, (5, 2))


def test_ways_that_cross_at_a_shared_vertex_are_joined():
    network = Network.from_lines(CROSS)
    assert sorted(network.edge_length.tolist()) == [50, 80, 100, 100]
    assert network.edge_line.tolist() == [0, 0, 1, 1]
    assert len(network.nodes) == 5
    assert (network.component == 0).all()


def test_the_access_legs_count_and_the_way_leads_along_streets():
    network = Network.from_lines(CROSS)
    # 10 m to the street, 60 along, 70 up, 5 m to the door
    distance, facility = network.nearest([(40, 10)], [(105, 70)])
    assert distance.tolist() == [145.0]
    assert facility.tolist() == [0]


def test_two_points_on_one_edge_walk_along_it():
    network = Network.from_lines([LINE([(0, 0), (100, 0)])])
    distance, _ = network.nearest([(20, 3)], [(70, -4)])
    assert distance.tolist() == [57.0]


def test_the_way_round_may_be_shorter_than_the_way_along_the_shared_edge():
    loop = LINE([(0, 0), (0, 400), (400, 400), (400, 0)])
    network = Network.from_lines([loop, LINE([(0, 0), (400, 0)])])
    distance, _ = network.nearest([(0, 10)], [(400, 10)])
    assert distance.tolist() == [420.0]


def test_a_curved_street_is_met_on_its_course_and_not_on_its_chord():
    bow = LINE([(0, 0), (0, 300), (300, 300), (300, 0)])
    attachment = Network.from_lines([bow]).attach([(150, 280)])
    assert attachment.leg.tolist() == [20.0]
    assert attachment.offset.tolist() == [450.0]


def test_islands_are_told_and_not_reached():
    network = Network.from_lines([*CROSS, LINE([(900, 0), (950, 0)])])
    assert network.components["length_m"].tolist() == [330, 50]
    assert network.components["share"].tolist() == [330 / 380, 50 / 380]
    assert network.components["nodes"].tolist() == [5, 2]
    distance, facility = network.nearest([(910, 0)], [(0, 0)])
    assert distance.tolist() == [np.inf]
    assert facility.tolist() == [-1]


def test_what_is_too_far_from_a_street_is_listed_and_never_at_zero():
    network = Network.from_lines(CROSS)
    attachment = network.attach([(50, 501), (50, 7)], max_snap=100)
    assert attachment.unattached.tolist() == [0]
    assert attachment.edge.tolist() == [-1, 0]
    distance, facility = network.nearest(attachment, [(50, 0), (50, 900)], max_snap=100)
    assert distance.tolist() == [np.inf, 7.0]
    assert facility.tolist() == [-1, 0]
    assert network.nearest([(50, 7)], [(50, 900)], max_snap=100)[0].tolist() == [np.inf]


def test_the_limit_itself_is_within():
    network = Network.from_lines(CROSS)
    assert network.nearest([(40, 10)], [(105, 70)], limit=145)[0].tolist() == [145]
    assert network.nearest([(40, 10)], [(105, 70)], limit=144.999)[1].tolist() == [-1]
    assert network.costs([(40, 10)], [(105, 70)], limit=145).data.tolist() == [145]
    assert network.costs([(40, 10)], [(105, 70)], limit=144.999).nnz == 0


def test_equally_near_facilities_give_the_lowest_row():
    network = Network.from_lines(CROSS)
    facilities = [(200, 0), (0, 0), (0, 0), (200, 0)]
    assert network.nearest([(100, 0), (100, 80)], facilities)[1].tolist() == [0, 0]
    assert network.nearest([(100, 0)], facilities, k=4)[1].tolist() == [[0, 1, 2, 3]]


def test_without_streets_facilities_or_demand_nothing_is_reached():
    empty = Network.from_lines([])
    assert empty.components.empty
    assert empty.attach([(1, 2)]).unattached.tolist() == [0]
    assert empty.nearest([(1, 2)], [(1, 2)])[1].tolist() == [-1]
    assert empty.nearest([(1, 2)], [(1, 2)], k=2)[1].tolist() == [[-1, -1]]
    assert empty.costs([(1, 2)], [(1, 2)], limit=5).shape == (1, 1)
    assert empty.service_area([(1, 2)], limit=5).length_by_facility.tolist() == [0]
    network = Network.from_lines(CROSS)
    assert network.nearest([(1, 2)], [])[0].tolist() == [np.inf]
    assert network.nearest([(1, 2)], [], k=2)[0].tolist() == [[np.inf, np.inf]]
    assert network.nearest([], [(1, 2)])[0].shape == (0,)
    assert network.nearest([], [(1, 2)], k=2)[0].shape == (0, 2)
    assert network.costs([], [(1, 2)], limit=5).shape == (0, 1)
    assert network.costs([(1, 2)], [], limit=5).shape == (1, 0)
    assert network.service_area([], limit=5).lines().tolist() == []


def test_what_makes_no_sense_is_refused():
    network = Network.from_lines(CROSS)
    with pytest.raises(ShapeError, match="rows 1; accepted: LineString"):
        Network.from_lines([CROSS[0], shapely.Point(0, 0)])
    with pytest.raises(ShapeError, match="not finite in rows 0"):
        Network.from_lines([LINE([(0, 0), (np.inf, 1)])])
    with pytest.raises(ShapeError, match="k is 0"):
        network.nearest([(0, 0)], [(0, 0)], k=0)
    with pytest.raises(ShapeError, match="limit"):
        network.nearest([(0, 0)], [(0, 0)], limit=-1)
    with pytest.raises(ShapeError, match="demand has shape"):
        network.nearest([0, 0, 0], [(0, 0)])
    with pytest.raises(ShapeError, match="edges from 0 to 3"):
        network.without_edges([4])


def test_an_attachment_to_a_closed_edge_is_refused():
    network = Network.from_lines(CROSS)
    attachment = network.attach([(40, 10)])
    with pytest.raises(ShapeError, match="closed or not of this network"):
        network.without_edges([0]).nearest(attachment, [(0, 0)])


def test_a_network_can_be_sent_elsewhere():
    network, demand, facilities = some_town(1)
    twin = pickle.loads(pickle.dumps(network))  # noqa: S301 - our own
    assert (twin.nearest(demand, facilities)[0] == network.nearest(demand, facilities)[0]).all()
    assert network.nbytes > 0


@settings(max_examples=40)
@given(SEEDS)
def test_nearest_equals_a_dijkstra_with_the_points_put_into_the_streets(seed):
    network, demand, facilities = some_town(seed)
    expected = distances(network, demand, facilities)
    distance, facility = network.nearest(demand, facilities)
    assert distance == pytest.approx(expected.min(axis=1), abs=1e-6)
    reached = np.isfinite(distance)
    assert expected[reached, facility[reached]] == pytest.approx(distance[reached], abs=1e-6)


@settings(max_examples=40)
@given(SEEDS, st.integers(2, 6), st.sampled_from([None, 150.0, 400.0]))
def test_the_k_nearest_are_the_k_least_of_all_pairs(seed, k, limit):
    network, demand, facilities = some_town(seed)
    expected = distances(network, demand, facilities)
    expected[expected > (limit or np.inf)] = np.inf
    distance, facility = network.nearest(demand, facilities, k=k, limit=limit)
    ordered = np.sort(np.hstack([expected, np.full((len(demand), 1), np.inf)]), axis=1)[:, :k]
    assert distance == pytest.approx(ordered, abs=1e-6)
    for row, found in zip(expected, facility, strict=True):
        named = found[found >= 0]
        assert len(set(named)) == len(named) == min(k, np.isfinite(row).sum())


@settings(max_examples=40)
@given(SEEDS, st.integers(1, 5))
def test_on_an_even_grid_all_ties_go_to_the_lowest_rows(seed, k):
    # whole metres: sums are exact, and ties frequent
    rng = np.random.default_rng(seed)
    # of slanting streets no sum is exact: what ties after rounding need not have tied before
    lines = [line for line in random_streets(rng, straight=True) if line.length.is_integer()]
    network = Network.from_lines(lines)
    demand, facilities = (rng.integers(0, 9, (n, 2)) * 50.0 for n in (12, 5))
    expected = network.costs(demand, facilities, limit=1e9).toarray()
    stored = network.costs(demand, facilities, limit=1e9)
    known = np.zeros(expected.shape, dtype=bool)
    known[np.repeat(np.arange(12), np.diff(stored.indptr)), stored.indices] = True
    expected = np.where(known, expected, np.inf)
    assert expected == pytest.approx(distances(network, demand, facilities), abs=1e-6)
    order = np.argsort(expected, axis=1, kind="stable")[:, :k]
    ordered = np.take_along_axis(expected, order, axis=1)
    distance, facility = network.nearest(demand, facilities, k=k)
    assert distance.reshape(12, k).tolist() == ordered.tolist()
    assert facility.reshape(12, k).tolist() == np.where(np.isinf(ordered), -1, order).tolist()


@settings(max_examples=40)
@given(SEEDS, st.sampled_from([60.0, 250.0, 1e6]))
def test_a_table_of_costs_holds_every_pair_within_the_limit(seed, limit):
    network, demand, facilities = some_town(seed)
    expected = distances(network, demand, facilities, max_snap=90)
    table = network.costs(demand, facilities, limit=limit, max_snap=90)
    assert table.nnz == (expected <= limit).sum()
    rows = np.repeat(np.arange(len(demand)), np.diff(table.indptr))
    assert table.data == pytest.approx(expected[rows, table.indices], abs=1e-6)
    # nearest and the table share their arithmetic to the last bit
    distance, _ = network.nearest(demand, facilities, limit=limit, max_snap=90)
    least = np.full(len(demand), np.inf)
    np.minimum.at(least, rows, table.data)
    assert (least == distance).all()


@settings(max_examples=40)
@given(SEEDS)
def test_closing_streets_equals_building_without_them(seed):
    network, demand, facilities = some_town(seed)
    closed = np.random.default_rng(seed).choice(len(network.edge_open), 8, replace=False)
    less = network.without_edges(closed)
    found = less.nearest(demand, facilities)[0]
    assert found == pytest.approx(distances(less, demand, facilities).min(axis=1), abs=1e-6)
    kept = np.delete(np.arange(len(network.edge_open)), closed)
    lines = [
        LINE(network.vertices[network.edge_first[e] : network.edge_first[e + 1]]) for e in kept
    ]
    assert (Network.from_lines(lines).nearest(demand, facilities)[0] == found).all()
    assert len(less.components) == len(Network.from_lines(lines).components)
    assert less.edge_length is network.edge_length
    assert not less.edge_open[closed].any()


@settings(max_examples=40)
@given(SEEDS)
def test_opening_streets_equals_building_with_them(seed):
    rng = np.random.default_rng(seed)
    lines = random_streets(rng)
    demand, facilities = rng.uniform(-80, 480, (12, 2)), rng.uniform(-80, 480, (5, 2))
    late = rng.random(len(lines)) < 0.3
    before = Network.from_lines(lines[~late])
    after = before.with_lines(lines[late])
    whole = Network.from_lines(lines)
    assert after.nearest(demand, facilities)[0] == pytest.approx(
        whole.nearest(demand, facilities)[0], abs=1e-9
    )
    untouched = np.flatnonzero(after.edge_open[: len(before.edge_open)])
    assert (after.edge_ends[untouched] == before.edge_ends[untouched]).all()
    assert after.components["length_m"].tolist() == pytest.approx(
        whole.components["length_m"].tolist()
    )
    assert len(after.nodes) == len(whole.nodes)


@settings(max_examples=40)
@given(SEEDS, st.sampled_from([None, 60.0]))
def test_attaching_what_changed_equals_attaching_all_to_the_last_bit(seed, max_snap):
    rng = np.random.default_rng(seed)
    lines = random_streets(rng)
    late = rng.random(len(lines)) < 0.2
    before = Network.from_lines(lines[~late])
    points = rng.uniform(-80, 480, (30, 2))
    earlier = before.attach(points, max_snap=max_snap)
    closed = rng.choice(len(before.edge_open), 4, replace=False)
    after = before.without_edges(closed).with_lines(lines[late])
    quick, full = (
        after.reattach(earlier, before, max_snap=max_snap),
        after.attach(points, max_snap=max_snap),
    )
    for name in ("edge", "offset", "leg", "ends", "to_ends"):
        assert np.array_equal(getattr(quick, name), getattr(full, name), equal_nan=name == "offset")


def test_rows_of_new_lines_are_counted_on():
    network = Network.from_lines(CROSS).with_lines([None, LINE([(200, 0), (300, 0)])])
    assert network.edge_line.tolist() == [0, 0, 1, 1, 3]
    assert network.nearest([(300, 0)], [(0, 0)])[0].tolist() == [300]


def test_an_edge_met_inside_is_split():
    bent = Network.from_lines([LINE([(0, 0), (50, 10), (100, 0)])])
    after = bent.with_lines([LINE([(50, 10), (50, 90)])])
    assert after.edge_open.tolist() == [False, True, True, True]
    assert after.edge_line.tolist() == [0, 1, 0, 0]
    assert after.nearest([(50, 90)], [(0, 0)])[0] == pytest.approx(80 + np.hypot(50, 10))


def test_a_street_drawn_twice_once_each_way_is_not_walked_around():
    one, other = (0.1, 0.3), (1000.7, 333.3)
    network = Network.from_lines(
        [shapely.LineString([one, other]), shapely.LineString([other, one])]
    )
    points = np.linspace(one, other, 300)
    distance, _ = network.nearest(points[:-1], points[1:])
    step = np.hypot(*(points[1] - points[0]))
    assert distance == pytest.approx(np.append(step, np.zeros(298)), abs=1e-6)


@pytest.mark.parametrize("k", [0, -1, 1.5, "2", None, np.nan, 1e30])
def test_a_number_of_facilities_that_is_none_is_refused(k):
    network = Network.from_lines([shapely.LineString([(0, 0), (9, 0)])])
    with pytest.raises(ShapeError, match="k is"):
        network.nearest([[1, 1]], [[2, 2]], k=k)


def test_more_facilities_asked_for_than_there_are_leave_blanks():
    network = Network.from_lines([shapely.LineString([(0, 0), (9, 0)])])
    distance, facility = network.nearest([[1, 0]], [[2, 0], [4, 0]], k=500)
    assert distance[0, :3].tolist() == [1, 3, np.inf]
    assert facility[0, :3].tolist() == [0, 1, -1]
    assert distance.shape == facility.shape == (1, 500)


def test_coordinates_that_are_no_place_are_refused():
    network = Network.from_lines([shapely.LineString([(0, 0), (9, 0)])])
    with pytest.raises(ShapeError, match="demand has coordinates beyond"):
        network.nearest([[1e200, 0]], [[2, 0]])
    with pytest.raises(ShapeError, match="beyond 1e\\+15 in rows 1"):
        Network.from_lines([None, shapely.LineString([(0, 0), (1e300, 1)])])
    with pytest.raises(ShapeError, match="no geometry in rows 0"):
        Network.from_lines(["street"])
