"""Plazas are crossed where streets enter; the same ring without an area is walked around."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from layers.crs import to_metric
from layers.formats.osm.extract import read_osm
from layers.formats.osm.plazas import MOST_CORNERS, ways_across
from spatial.network import walkable_streets, walking_network
from tests.builders.extracts import STEP, Extract

SQUARE = np.array([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)])


def flags(*where, count=4):
    found = np.zeros(count, dtype=bool)
    found[list(where)] = True
    return found


def test_one_walks_straight_from_entry_to_entry():
    (way,) = ways_across([SQUARE], [flags(0, 2)])
    assert sorted(map(tuple, way.tolist())) == [(0, 0), (4, 4)]
    # Neighbors on the edge are joined by the edge.
    assert len(ways_across([SQUARE], [flags(0, 1)])) == 0


def test_ways_bend_at_corners_that_stand_inwards_and_at_holes():
    bend = np.array([(0.0, 0), (4, 0), (4, 4), (3, 4), (3, 1), (0, 1)])
    ways = ways_across([bend], [flags(0, 3, count=6)])
    # The inner corner (3, 1) sees (0, 0); from (3, 4) the edge leads there.
    assert {tuple(sorted(map(tuple, way))) for way in ways.tolist()} == {((0, 0), (3, 1))}
    hole = np.array([(1.0, 1), (3, 1), (3, 3), (1, 3)])
    around = ways_across([SQUARE, hole], [flags(0, 2), flags()])
    lines = shapely.linestrings(around)
    assert not shapely.crosses(shapely.Polygon(hole), lines).any()
    assert {(0.0, 0.0), (3.0, 1.0)} in [set(map(tuple, way)) for way in around.tolist()]


def test_too_many_corners_and_broken_rings_leave_the_edge_alone():
    angle = np.linspace(0, 2 * np.pi, MOST_CORNERS + 2)[:-1]
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    assert len(ways_across([ring], [np.ones(len(ring), dtype=bool)])) == 0
    bow = np.array([(0.0, 0), (1, 1), (1, 0), (0, 1)])
    assert len(ways_across([bow], [flags(0, 2)])) == 0


def metres(extract, path, a, b):
    """Return the metres on foot between two places of the grid."""
    streets = to_metric(
        walkable_streets(read_osm(extract.write(path), None)["streets"]), "EPSG:4548"
    )
    frame = shapely.points([(116.4 + x * STEP, 39.9 + y * STEP) for x, y in (a, b)])
    points = to_metric(streets.iloc[:2].set_geometry(frame, crs=4326), "EPSG:4548").geometry
    ends = shapely.get_coordinates(points.to_numpy())
    return walking_network(streets).nearest(ends[:1], ends[1:])[0][0]


@pytest.mark.parametrize("drawn", ["way", "relation"])
def test_a_plaza_is_crossed_and_a_ring_is_not(tmp_path, drawn):
    """A square of 2 x 2 steps, streets enter in the middle of the west and the east side."""
    corners = [(2, 0), (4, 0), (4, 1), (4, 2), (2, 2), (2, 1), (2, 0)]
    found = {}
    for area in (True, False):
        extract = Extract()
        tags = {"highway": "pedestrian"} | ({"area": "yes"} if area and drawn == "way" else {})
        extract.way(1, corners, **(tags if drawn == "way" or not area else {}))
        extract.way(2, [(0, 1), (2, 1)], highway="residential")
        extract.way(3, [(4, 1), (6, 1)], highway="residential")
        if area and drawn == "relation":
            extract.relation(9, {1: "outer"}, type="multipolygon", highway="pedestrian")
        found[area] = metres(extract, tmp_path / "a.osm", (0, 1), (6, 1))
    # Straight: 6 steps of 85.4 m. Around: one step of 111.0 m up and one down more.
    assert found[True] == pytest.approx(512.4, abs=1)
    assert found[False] - found[True] == pytest.approx(2 * 111.0, abs=1)


def test_a_terrace_that_no_street_meets_is_no_part_of_a_walk(tmp_path):
    """Kind: what was added to walk over makes pieces that reach nothing. Two of three are met."""
    extract = Extract()
    extract.way(1, [(0, 1), (2, 1)], highway="residential")
    for number, west in ((2, 2), (3, 4), (4, 9)):
        corners = [(west + x, y) for x, y in ((0, 0), (2, 0), (2, 2), (0, 2), (0, 1), (0, 0))]
        extract.way(number, corners, highway="pedestrian", area="yes")
    found = read_osm(extract.write(tmp_path / "a.osm"), None)["streets"]["properties"]
    # The second is met over a corner of the first; nothing leads to the third.
    assert {one["osm_id"] for one in found} == {"way/1", "way/2", "way/3"}


def test_gardens_clinics_and_estates(tmp_path):
    """Private and residential gardens and members' parks are no parks, nor what is disused."""
    extract = Extract()
    for number, tags in enumerate(
        (
            {"leisure": "park"},
            {"leisure": "garden", "garden:type": "residential"},
            {"leisure": "park", "access": "private", "fee": "yes"},
            {"leisure": "park", "disused": "yes"},
            {"leisure": "garden", "construction": "yes"},
        )
    ):
        square = [(9 * number + x, y) for x, y in ((0, 20), (2, 20), (2, 22), (0, 22), (0, 20))]
        extract.way(number + 1, square, **tags)
    extract.node(50, 1, healthcare="clinic", name="A")
    extract.node(51, 1, amenity="clinic", name="B", disused="yes")
    extract.node(52, 1, amenity="clinic", name="C", disused="no")
    extract.node(53, 1, amenity="clinic", name="D", abandoned="hospital")
    layers = read_osm(extract.write(tmp_path / "a.osm"), None)
    assert sorted(layers["green_spaces"]["green_class"]) == [
        "attached", "attached", "comprehensive_park",
    ]  # fmt: skip
    assert layers["health_centers"]["name"].tolist() == ["A", "C"]


def _between(ring, ways, entries):
    """Return how far the entries are apart along the edge of a plaza and the ways across."""
    ends = np.concatenate([np.stack([ring, np.roll(ring, -1, axis=0)], axis=1), ways])
    nodes, at = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    one, other = at.reshape(-1, 2).T
    length = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    graph = sparse.coo_array((length, (one, other)), shape=(len(nodes), len(nodes))).tocsr()
    starts = [int(np.flatnonzero((nodes == ring[i]).all(axis=1))[0]) for i in entries]
    return dijkstra(graph, directed=False, indices=starts)[:, starts]


def _stars():
    """Draw plazas of any shape around a middle, and two or more corners where streets enter."""
    reach = st.lists(st.floats(0.3, 3.0), min_size=5, max_size=14)
    return reach.flatmap(
        lambda one: st.tuples(
            st.just(one),
            st.sets(st.integers(0, len(one) - 1), min_size=2, max_size=len(one)),
        )
    )


@given(_stars())
def test_ways_that_no_shortest_way_takes_are_left_out_and_nothing_gets_longer(drawn):
    """Law: entries are as far apart by the ways kept as by every straight way there is."""
    reach, entries = drawn
    angle = np.linspace(0, 2 * np.pi, len(reach), endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * np.array(reach)[:, None]
    plaza = shapely.Polygon(ring)
    assume(plaza.is_valid)
    one, other = np.triu_indices(len(ring), 1)
    every = np.stack([ring[one], ring[other]], axis=1)
    apart = (other - one > 1) & (other - one < len(ring) - 1)  # the edge is there already
    every = every[apart & shapely.covers(plaza, shapely.linestrings(every))]
    kept = ways_across([ring], [flags(*entries, count=len(ring))])
    assert len(kept) <= len(every)
    assert _between(ring, kept, sorted(entries)) == pytest.approx(
        _between(ring, every, sorted(entries)), rel=1e-9
    )
