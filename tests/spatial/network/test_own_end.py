"""Private streets lead to whoever lives or stands on them, and nobody passes through them.

The kind of fault: an estate that is closed altogether, a shortcut for all, or whose own people walk
around it.
"""

import geopandas as gpd
import numpy as np
import pytest
from scipy.sparse.csgraph import floyd_warshall
from shapely import LineString

from spatial.network import Network, walkers, walking_network
from spatial.network.own_end import estates_of

NORTH, SOUTH = LineString([(0, 300), (900, 300)]), LineString([(0, 0), (900, 0)])
AROUND = LineString([(0, 0), (0, 300)])
ESTATE = [
    LineString([(600, 0), (600, 100)]),
    LineString([(600, 100), (600, 200)]),
    LineString([(600, 200), (600, 300)]),
]


def network(private):
    south = LineString([(0, 0), (600, 0), (900, 0)])
    north = LineString([(0, 300), (600, 300), (900, 300)])
    lines = np.array([south, north, AROUND, *ESTATE], dtype=object)
    flags = np.array([False] * 3 + [private] * 3)
    return Network.from_lines(lines, private=flags)


def walk(streets, a, b):
    return streets.nearest([a], [b])[0][0]


def test_a_way_through_an_estate_leads_around_it():
    """From (900, 0) to (900, 300): 900 m through the gates, 2,100 m around."""
    assert walk(network(private=False), (900, 0), (900, 300)) == 900
    assert walk(network(private=True), (900, 0), (900, 300)) == 2100


@pytest.mark.parametrize(
    ("home", "goal", "metres"),
    [
        ((600, 80), (700, 0), 180),
        ((600, 80), (700, 300), 320),  # by the farther gate, where that is the way to go
        ((600, 220), (700, 300), 180),
        ((600, 140), (600, 0), 140),
        ((600, 80), (600, 250), 170),  # a kindergarten inside serves all of the estate
    ],
)
def test_who_lives_inside_walks_freely_inside_and_leaves_by_the_best_gate(home, goal, metres):
    shut = network(private=True)
    assert walk(shut, home, goal) == metres
    # Who goes there comes in as who lives there goes out.
    assert walk(shut, goal, home) == metres
    assert shut.costs([home], [goal], limit=2000).toarray()[0, 0] == metres
    found, named = shut.nearest([home], [goal, (0, 300)], k=2)
    assert (found[0][0], named[0][0]) == (metres, 0)


def test_a_service_area_enters_estates_and_does_not_pass_through():
    """From (600, 0), 400 m: 300 m to the west, 300 m to the east, and the estate to its gate."""
    area = network(private=True).service_area([(600, 0)], limit=400)
    assert area.length_by_facility[0] == pytest.approx(400 + 300 + 300)
    # A facility inside reaches all of the estate, and both streets: 300 - 100 - 2 x 50 m.
    inside = network(private=True).service_area([(600, 150)], limit=200)
    assert inside.length_by_facility[0] == pytest.approx(300 + 4 * 50)


def test_an_estate_joins_no_part_of_the_streets_to_another():
    """Two streets whose only link is private: nobody gets from one to the other."""
    south = LineString([(0, 0), (600, 0), (900, 0)])
    north = LineString([(0, 300), (600, 300), (800, 300)])
    lines = np.array([south, north, *ESTATE], dtype=object)
    shut = Network.from_lines(lines, private=np.array([False, False, True, True, True]))
    assert shut.components["length_m"].tolist() == [900 + 300, 800]
    assert not np.isfinite(walk(shut, (0, 0), (0, 300)))
    assert walk(shut, (600, 290), (0, 300)) == 610
    assert walk(shut, (600, 290), (0, 0)) == 890
    assert set(shut.ways.of_edges.tolist()) == {0, 1}


def test_one_gate_and_no_gate_change_nothing():
    lines = np.array([SOUTH, LineString([(300, 0), (300, 90)])], dtype=object)
    whole = Network.from_lines(lines, private=np.array([False, True]))
    plain = Network.from_lines(lines)
    assert whole.ways.leaving is None
    assert (whole.graph != plain.graph).nnz == 0
    alone = Network.from_lines(lines[1:], private=np.array([True]))
    assert len(alone.edge_ends) == 1
    assert alone.ways.leaving is None


def test_streets_closed_and_opened_move_the_gates():
    shut = network(private=True)
    # The south gate's street closed at both sides: one gate is left, and no way around.
    south = np.flatnonzero((shut.edge_line == 0) & shut.edge_open)
    closed = shut.without_edges(south)
    assert closed.ways.leaving is None
    # A public path beside the estate: nobody needs to pass through.
    opened = shut.with_lines(np.array([LineString([(900, 0), (900, 300)])], dtype=object))
    assert walk(opened, (900, 0), (900, 300)) == 300
    # A street that meets the estate inside opens a further gate, and no way through.
    met = shut.with_lines(np.array([LineString([(600, 100), (900, 0)])], dtype=object))
    assert walk(met, (600, 90), (900, 0)) == pytest.approx(10 + np.hypot(300, 100))
    assert walk(met, (900, 0), (900, 300)) == 2100


def test_gates_are_where_the_private_meets_the_public():
    ends = np.array([[0, 1], [1, 2], [2, 3], [4, 5], [0, 6], [6, 7]])
    private = np.array([False, True, True, True, True, False])
    inside, gate, _ = estates_of(ends, private, 8)
    # Edges 1 and 2 have one gate, node 1; edge 3 none; edge 4 has both ends at public ones.
    assert np.flatnonzero(inside).tolist() == [4]
    assert np.flatnonzero(gate).tolist() == [0, 6]


def random_town(rng):
    """A grid of 5 x 5 corners, 100 m apart, with streets left out and others private."""
    lines, private = [], []
    for x in range(5):
        for y in range(5):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < 5 and y + dy < 5 and rng.random() < 0.8:
                    lines.append(LineString([(100 * x, 100 * y), (100 * (x + dx), 100 * (y + dy))]))
                    private.append(rng.random() < 0.45)
    return np.array(lines, dtype=object), np.array(private)


def by_hand(lines, private, one, other):
    """Return the metres between the middles of two lines: out, along public streets, and in.

    With tables of all shortest ways: over private lines alone, and over public lines alone.
    """
    corners = np.array([[line.coords[0], line.coords[-1]] for line in lines]) // 100
    ends = (corners[..., 0] * 5 + corners[..., 1]).astype(int)

    def table(rows):
        metres = np.full((25, 25), np.inf)
        for a, b in ends[rows]:
            metres[a, b] = metres[b, a] = 100.0
        np.fill_diagonal(metres, 0.0)
        return floyd_warshall(metres)

    within, about = table(private), table(~private)
    # An end of a way: all corners that it may be, after how many metres.
    starts = [
        (50 + (within if private[row] else about)[ends[row]]).min(axis=0) for row in (one, other)
    ]
    out = [np.where(np.isfinite(away), away, np.inf) for away in starts]
    least = (out[0][:, None] + about + out[1][None, :]).min()
    if one == other:
        return 0.0
    if private[one] and private[other]:
        least = min(least, 100 + within[np.ix_(ends[one], ends[other])].min())
    return least


@pytest.mark.parametrize("seed", range(12))
def test_random_towns_are_walked_as_by_hand(seed):
    rng = np.random.default_rng(seed)
    lines, private = random_town(rng)
    streets = Network.from_lines(lines, private=private)
    middles = np.array([line.interpolate(50).coords[0] for line in lines])
    rows = rng.permutation(len(lines))[:9]
    expected = np.array([[by_hand(lines, private, a, b) for b in rows] for a in rows])
    found = streets.costs(middles[rows], middles[rows], limit=1e5).toarray()
    found[~np.isfinite(expected)] = np.inf
    assert np.allclose(found, expected)
    for k in (1, 3):
        near = np.asarray(streets.nearest(middles[rows], middles[rows[::2]], k=k)[0])
        least = np.sort(expected[:, ::2], axis=1)[:, :k]
        assert np.allclose(near.reshape(len(rows), -1), least)


def test_the_properties_of_streets_tell():
    frame = gpd.GeoDataFrame(
        {
            "properties": [
                {"access": "private"},
                {"access": "private", "foot": "yes"},
                {"bridge": "yes"},
                {"layer": "-2", "tunnel": "yes"},
                None,
                {"layer": "ground", "bridge": "no"},
            ]
        },
        geometry=[LineString([(0, i), (1, i)]) for i in range(6)],
        crs="EPSG:4548",
    )
    assert len(walking_network(frame).edge_ends) == 6
    told = [walkers._told(one) for one in frame["properties"]]
    assert walkers._private(told).tolist() == [True, False, False, False, False, False]
    assert walkers._levels(told).tolist() == [0, 0, 1, -2, 0, 0]
