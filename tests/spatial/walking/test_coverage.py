"""Coverage on foot: worked examples, an independent Dijkstra, and what never gets lost."""

import heapq
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.coverage.straight import coverage, prepare_ground, sum_rows
from spatial.errors import ShapeError
from spatial.network.network import Network
from spatial.network.walkers import MAX_SNAP
from spatial.walking.coverage import (
    measure_walks,
    prepare_walking,
    walking_coverage,
    walking_coverage_within,
)
from tests.builders.frames import frame, points, row_of_squares
from tests.builders.streets import network_of, street_grid


def squares(*people):
    """Squares of 1000 m in a row, from the origin to the east."""
    return row_of_squares(len(people), side=1000, population=list(people))


def homes(*places, zone=0):
    return points(*[p[:2] for p in places]).assign(population=[p[2] for p in places], zone=zone)


MAIN_STREET = network_of([(0, 500), (2000, 500)])


# Worked examples ----------------------------------------------------------------------------------


def test_a_walk_is_the_way_to_the_street_along_it_and_from_it():
    where = homes((200, 400, 30), (900, 530, 70))
    facilities = points((500, 520))
    found = walking_coverage(squares(1000), facilities, MAIN_STREET, radius=420, demand=where)
    row = found.rows.iloc[0]
    # 100 + 300 + 20 = 420 m and 30 + 400 + 20 = 450 m: only the first 30 of 100 people.
    assert row["covered_population"] == pytest.approx(300)
    assert row["nearest_m"] == pytest.approx(0.3 * 420 + 0.7 * 450)
    straight = 0.3 * math.hypot(300, 120) + 0.7 * math.hypot(400, 10)
    assert found.total["detour_index"] == pytest.approx((0.3 * 420 + 0.7 * 450) / straight)
    assert found.total["nearest_m_max"] == pytest.approx(450)
    assert found.population_basis == "demand"


def test_a_distance_equal_to_the_radius_is_covered():
    where, facilities = homes((200, 500, 1)), points((700, 500))
    for radius, share in ((500, 1), (np.nextafter(500, 0), 0)):
        found = walking_coverage(squares(9), facilities, MAIN_STREET, radius=radius, demand=where)
        assert found.rows["population_share"][0] == share


def test_a_fine_grid_of_streets_covers_a_diamond():
    found = walking_coverage(
        squares(1000), points((500, 500)), street_grid(size=1000, block=100), radius=400
    )
    # |x| + |y| <= 400 m: 2 r^2 = 320,000 m2, to the share of squares of 20 m on its border.
    assert found.rows["area_share"][0] == pytest.approx(0.32, abs=0.005)
    assert found.rows["covered_population"][0] == pytest.approx(320, abs=5)
    assert found.total["ground_spacing_m"] == 20
    finer = walking_coverage(
        squares(1000), points((500, 500)), street_grid(size=1000, block=100), radius=400, spacing=5
    )
    assert finer.rows["area_share"][0] == pytest.approx(0.32, abs=0.001)


def test_residential_land_and_cells_are_covered_by_their_points():
    land = frame([shapely.box(400, 400, 600, 600), shapely.box(900, 900, 980, 980)])
    facilities = points((500, 500))
    rows = walking_coverage(
        squares(100), facilities, street_grid(size=1000, block=100), radius=300, residential=land
    ).rows
    assert rows["residential_area_m2"][0] == pytest.approx(200**2 + 80**2)
    assert rows["residential_share"][0] == pytest.approx(200**2 / (200**2 + 80**2))
    assert rows["covered_population"][0] == pytest.approx(100 * 200**2 / (200**2 + 80**2))
    cells = frame(land.geometry, population=[10, 30], zone=[0, 0])
    rows = walking_coverage(
        squares(100), facilities, street_grid(size=1000, block=100), radius=300, demand=cells
    ).rows
    assert rows["covered_population"][0] == pytest.approx(25)


# Nothing is lost ----------------------------------------------------------------------------------


def test_what_does_not_attach_is_counted_as_not_covered_and_listed():
    where = homes((200, 500, 60), (200, 990, 40))
    found = walking_coverage(
        squares(1000), points((200, 500)), MAIN_STREET, radius=20_000, demand=where, max_snap=400
    )
    row = found.rows.iloc[0]
    assert (row["covered_population"], row["unattached_population"]) == (600, pytest.approx(400))
    assert row["nearest_m"] == 0
    assert found.total["places_unattached"] == 1
    assert found.total["unattached_population"] == pytest.approx(400)
    assert found.total["nearest_m_p50"] == 0
    assert math.isnan(found.total["nearest_m_max"])
    # Land further than 400 m from the street is not covered either.
    assert row["area_share"] == pytest.approx(0.8)


def test_facilities_away_from_streets_serve_nobody_and_are_counted():
    facilities = points((500, 995), (500, 500))
    found = walking_coverage(squares(10), facilities, MAIN_STREET, radius=300, max_snap=400)
    alone = walking_coverage(squares(10), points((500, 500)), MAIN_STREET, radius=300)
    assert found.total["facilities_unattached"] == 1
    assert found.total["facilities_counted"] == 2
    assert found.rows["facilities_inside"][0] == 2
    assert found.rows["covered_area_m2"][0] == alone.rows["covered_area_m2"][0]


@pytest.mark.parametrize("radius", [0.0, 30.0])
def test_people_and_land_in_a_wide_site_are_covered_on_foot(radius):
    """Kind: somebody inside a site walks while somebody inside a park has 0.

    A campus of 400 m by 400 m that no street comes near: 30 people in a cell inside, 20 in a
    cell that it holds in part (its point is in), 50 outside, all off the streets.
    """
    cells = [(190, 190, 210, 210), (-40, 100, 100, 200), (700, 0, 720, 20)]
    where = frame([shapely.box(*one) for one in cells], population=[30.0, 20.0, 50.0], zone=0)
    far = network_of([(0, 990), (1000, 990)])
    campus = frame([shapely.box(0, 0, 400, 400)])
    found = walking_coverage(squares(100), campus, far, radius=radius, demand=where, max_snap=100)
    row = found.rows.iloc[0]
    assert row["covered_population"] == 50
    assert (row["covered_population_low"], row["covered_population_high"]) == (30, 50)
    assert row["nearest_m"] == 0
    # 50 people are off the streets and not there already.
    assert found.total["unattached_population"] == 50
    assert found.total["facilities_unattached"] == 0
    # Land: 160,000 m2 of the zone, known but for rectangles of 4 m along the edge.
    assert row["covered_area_m2"] == pytest.approx(160_000, rel=1e-3)
    assert 160_000 - 8 * 400 <= row["covered_area_m2_low"] <= 160_000 + 1e-6
    assert 160_000 - 1e-6 <= row["covered_area_m2_high"] <= 160_000 + 8 * 400


def test_a_street_enters_a_site_where_it_crosses_the_edge():
    """Kind: on foot the points of an edge miss where a street comes in.

    From (200, 500) along the street to the edge at x = 300.5 it is 100.5 m, not 105 or more to the
    points beside at 20 m.
    """
    where = homes((200, 500, 1))
    site = frame([shapely.box(300.5, 445, 500, 545)])
    found = walking_coverage(squares(9), site, MAIN_STREET, radius=100.5, demand=where)
    assert (found.rows["population_share"][0], found.rows["nearest_m"][0]) == (1, 100.5)


def test_streets_that_lead_nowhere_leave_people_unreached():
    island = [
        shapely.LineString([(0, 100), (400, 100)]),
        shapely.LineString([(0, 900), (400, 900)]),
    ]
    where = homes((100, 100, 70), (100, 900, 30))
    found = walking_coverage(
        squares(100), points((300, 100)), Network.from_lines(island), radius=20_000, demand=where
    )
    assert found.rows["population_share"][0] == pytest.approx(0.7)
    assert found.rows["unattached_population"][0] == 0
    assert found.total["unreached_population"] == pytest.approx(30)
    assert found.rows["nearest_m"][0] == 200


def test_without_facilities_nobody_is_covered_and_distances_are_no_data():
    found = walking_coverage(squares(100), points(), MAIN_STREET, radius=500)
    assert found.rows["covered_area_m2"][0] == 0
    assert math.isnan(found.rows["nearest_m"][0])
    assert math.isnan(found.total["nearest_m_p50"])
    assert math.isnan(found.total["detour_index"])


def test_facilities_outside_count_as_far_as_they_walk_in():
    facilities = points((1500, 500), (1990, 500))
    found = walking_coverage(squares(100), facilities, MAIN_STREET, radius=600)
    assert found.total["facilities_outside"] == 1
    assert found.total["facilities_ignored"] == 1
    assert found.total["facilities_counted"] == 1
    assert found.rows["covered_area_m2"][0] > 0


def test_unknown_population_stays_no_data():
    found = walking_coverage(squares(np.nan, 100), points((500, 500)), MAIN_STREET, radius=400)
    assert math.isnan(found.rows["covered_population"][0])
    assert math.isnan(found.rows["unattached_population"][0])
    assert found.total["population"] == 100
    assert found.total["unattached_population"] == 0


def test_rows_add_up_to_larger_units():
    found = walking_coverage(
        squares(60, 40), points((500, 900)), MAIN_STREET, radius=600, max_snap=300
    )
    summed = sum_rows(found.rows, found.rows.index.to_series() * 0)
    for name in ("covered_area_m2", "covered_population", "unattached_population"):
        assert summed[name].iloc[0] == pytest.approx(found.rows[name].sum())
    assert summed["unattached_population"].iloc[0] == pytest.approx(40)


def test_columns_are_those_of_straight_lines_and_more():
    given = {"radius": 500, "demand": homes((1, 1, 1))}
    straight = coverage(squares(10), points((5, 5)), **given)
    walked = walking_coverage(squares(10), points((5, 5)), MAIN_STREET, **given)
    assert set(straight.rows) <= set(walked.rows)
    assert set(straight.total) <= set(walked.total)


def test_bad_arguments_are_named():
    with pytest.raises(ShapeError, match="radius"):
        walking_coverage(squares(1), points(), MAIN_STREET, radius=-1)
    with pytest.raises(ShapeError, match="max_snap"):
        walking_coverage(squares(1), points(), MAIN_STREET, radius=1, max_snap=math.nan)
    outlines = squares(1).set_geometry(squares(1).boundary)
    with pytest.raises(ShapeError, match="facilities"):
        walking_coverage(squares(1), outlines, MAIN_STREET, radius=1)


# Many distances and laws --------------------------------------------------------------------------


def test_steps_give_what_the_whole_gives():
    zones, facilities, streets = (
        squares(10, 20),
        points((100, 100)),
        street_grid(size=1000, block=100),
    )
    walking = prepare_walking(prepare_ground(zones), streets)
    walks = measure_walks(walking, facilities)
    assert walking.nbytes > 0
    assert walks.nbytes > 0
    for radius in (0, 250, 1000):
        whole = walking_coverage(zones, facilities, streets, radius=radius)
        step = walking_coverage_within(walks, radius=radius)
        assert step.rows.equals(whole.rows)
        assert step.total == pytest.approx(whole.total, nan_ok=True)


def dijkstra(edges, sources):
    """Return the shortest distances from `sources` (node -> metres) by the plainest of codes."""
    best, queue = dict(sources), [(metres, node) for node, metres in sources.items()]
    heapq.heapify(queue)
    while queue:
        metres, node = heapq.heappop(queue)
        if metres > best[node]:
            continue
        for other, length in edges.get(node, ()):
            if metres + length < best.get(other, math.inf):
                best[other] = metres + length
                heapq.heappush(queue, (metres + length, other))
    return best


# Places in general position: no corner lies on a street that does not end there.
CORNERS = np.random.default_rng(7).uniform(0, 1000, (25, 2)).tolist()
places = st.sampled_from([tuple(corner) for corner in CORNERS])


@given(
    ways=st.lists(
        st.tuples(places, places).filter(lambda w: w[0] != w[1]), min_size=1, max_size=20
    ),
    nodes=st.lists(st.integers(0, 100), min_size=1, max_size=4),
    radius=st.floats(0, 2000),
)
@settings(max_examples=60)
def test_distances_are_those_of_a_plain_dijkstra_and_never_shorter_than_the_line(
    ways, nodes, radius
):
    corners = sorted({corner for way in ways for corner in way})
    goals = [corners[n % len(corners)] for n in nodes]
    edges = {}
    for a, b in ways:
        edges.setdefault(a, []).append((b, math.dist(a, b)))
        edges.setdefault(b, []).append((a, math.dist(a, b)))
    known = dijkstra(edges, dict.fromkeys(goals, 0.0))
    network = Network.from_lines([shapely.LineString(way) for way in ways])
    where = homes(*[(x, y, 1) for x, y in corners])
    ground = prepare_ground(squares(100), demand=where)
    found = measure_walks(prepare_walking(ground, network, spacing=100), points(*goals))
    expected = [known.get(corner, math.inf) for corner in corners]
    assert found.distance == pytest.approx(expected, abs=1e-6)
    walked = walking_coverage_within(found, radius=radius)
    line = coverage(squares(100), points(*goals), radius=radius, demand=where)
    share = walked.rows["population_share"][0]
    assert share <= line.rows["population_share"][0] + 1e-12
    assert 0 <= share <= 1


def test_the_largest_step_to_a_street_is_500_m():
    assert MAX_SNAP == 500
