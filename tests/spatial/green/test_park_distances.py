import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from spatial.costs import as_costs
from spatial.green.entrances import park_entrances
from spatial.green.park_distances import straight_line_park_costs, walking_park_costs
from spatial.network.network import Network
from tests.builders.streets import network_of

PARKS = np.array([box(0, 0, 50, 50), box(200, 0, 260, 50)], dtype=object)


def stored(table):
    found = table.tocoo()
    return list(zip(found.row.tolist(), found.col.tolist(), found.data.tolist(), strict=True))


def test_distances_run_to_the_border_and_are_0_inside():
    points = [(25, 25), (150, 25), (53, 54), (500, 500)]
    table = straight_line_park_costs(points, PARKS, limit=100)
    assert stored(table) == [(0, 0, 0.0), (1, 0, 100.0), (1, 1, 50.0), (2, 0, 5.0)]
    assert table.shape == (4, 2)
    assert as_costs(table).nnz == 4


def test_walks_lead_to_the_nearest_entrance_with_both_legs():
    line = LineString([(-500, 10), (150, 10)])
    doors = park_entrances(PARKS, [line], near=0)
    streets = Network.from_lines([line])
    points = [(25, 40), (150, 30), (-60, 5)]
    table = walking_park_costs(points, PARKS, doors, streets=streets, limit=120)
    assert stored(table) == [(0, 0, 0.0), (1, 0, pytest.approx(120)), (2, 0, pytest.approx(65))]


def test_no_points_parks_or_streets_give_an_empty_table():
    none = np.empty(0, dtype=object)
    assert straight_line_park_costs([], PARKS, limit=10).shape == (0, 2)
    assert straight_line_park_costs([(0, 0)], none, limit=10).shape == (1, 0)
    streets = network_of([(900, 900), (950, 900)])
    closed = park_entrances(PARKS, [LineString([(900, 900), (950, 900)])])
    table = walking_park_costs([(1, 1), (60, 1)], PARKS, closed, streets=streets, limit=500)
    assert stored(table) == [(0, 0, 0.0)]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(0, 300))
def test_the_table_holds_every_distance_within_the_limit(seed, limit):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(-300, 300, (5, 2))
    parks = np.array([box(*c, *(c + rng.uniform(1, 90, 2))) for c in corners])
    points = rng.uniform(-400, 400, (80, 2))
    true = shapely.distance(shapely.points(points)[:, None], parks[None, :])
    table = straight_line_park_costs(points, parks, limit=limit)
    assert stored(table) == [
        (i, j, true[i, j]) for i in range(80) for j in range(5) if true[i, j] <= limit
    ]


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_a_walk_is_never_shorter_than_the_line(seed):
    rng = np.random.default_rng(seed)
    lines = [LineString(ends) for ends in rng.uniform(-100, 400, (12, 2, 2))]
    streets, doors = Network.from_lines(lines), park_entrances(PARKS, lines)
    points = rng.uniform(-100, 400, (60, 2))
    walked = walking_park_costs(points, PARKS, doors, streets=streets, limit=600).tocoo()
    straight = straight_line_park_costs(points, PARKS, limit=2000).toarray()
    assert (walked.data >= straight[walked.row, walked.col] - 1e-9).all()
