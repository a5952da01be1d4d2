"""Ways become segments that meet end to end; who may walk there is read from the tags."""

from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.formats.osm.streets import GAP, Way, frame_of, segments, shared_nodes, way_of


def _way(identifier, ids, *, name=None, oneway=None):
    """Return a way through nodes that lie on a line: node n at (n, 0)."""
    nodes = np.array(ids, dtype=np.int64)
    places = np.column_stack([nodes.astype(float), np.zeros(len(nodes))])
    told = {} if oneway is None else {"oneway": oneway}
    return Way(identifier, "residential", name, walkable=True, told=told, nodes=nodes,
               places=places)  # fmt: skip


@pytest.mark.parametrize(
    ("ways", "shared"),
    [
        ([], []),
        ([[1, 2, 3]], [[False, False, False]]),
        ([[1, 2, 3], [4, 2, 5]], [[False, True, False], [False, True, False]]),
        ([[1, 2, 3, 2]], [[False, True, False, True]]),
        ([[1, 2], [], [2, 1]], [[True, True], [], [True, True]]),
    ],
)
def test_nodes_that_stand_twice_are_shared(ways, shared):
    found = shared_nodes([np.array(way, dtype=np.int64) for way in ways])
    assert [flags.tolist() for flags in found] == shared


NAN = (np.nan, np.nan)


@pytest.mark.parametrize(
    ("places", "cut", "expected"),
    [
        ([(0, 0), (1, 0), (2, 0)], [0, 0, 0], [(0, 2)]),
        ([(0, 0), (1, 0), (2, 0)], [0, 1, 0], [(0, 1), (1, 2)]),
        ([(0, 0), (1, 0), (2, 0)], [1, 1, 1], [(0, 1), (1, 2)]),
        ([(0, 0), (1, 0), NAN, (3, 0), (4, 0)], [0] * 5, [(0, 1), (3, 4)]),
        ([NAN, (1, 0), NAN, (3, 0), (4, 0), NAN], [0] * 6, [(3, 4)]),
        ([(0, 0), (0, 0), (1, 0)], [0, 1, 0], [(1, 2)]),  # two nodes in one place
        ([(0, 0)], [0], []),
        ([], [], []),
    ],
)
def test_segments_end_at_cuts_and_gaps(places, cut, expected):
    table = np.array(places, dtype=float).reshape(-1, 2)
    assert segments(table, np.array(cut, dtype=bool)) == expected


@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=8), min_size=1, max_size=4))
def test_splitting_keeps_every_meter_and_no_junction_inside(ids):
    ways = [_way(number, nodes) for number, nodes in enumerate(ids)]
    frame = frame_of(ways, "test")
    length = sum(float(np.abs(np.diff(way.places[:, 0])).sum()) for way in ways)
    walked = shapely.length(frame.geometry.to_numpy()).sum()
    # a piece that only stands still on one node has no length and is no segment
    assert walked == pytest.approx(length)
    counts = np.bincount(np.concatenate(ids))
    for line in frame.geometry:
        inner = shapely.get_coordinates(line)[1:-1, 0].astype(int)
        assert (counts[inner] == 1).all()


def test_segments_carry_what_the_way_says():
    ways = [_way(7, [1, 2, 3], name="东四大街", oneway="-1"), _way(8, [2, 9])]
    frame = frame_of(ways, "extract of 2026")
    assert frame["properties"].tolist() == [
        {"osm_id": "way/7", "part": 0, "oneway": "-1"},
        {"osm_id": "way/7", "part": 1, "oneway": "-1"},
        {"osm_id": "way/8", "part": 0},
    ]
    assert frame["name"].tolist()[:2] == ["东四大街"] * 2
    assert frame["name"].isna().tolist() == [False, False, True]
    assert set(frame["source"]) == {"extract of 2026"}
    assert frame.geometry.to_wkt().tolist() == [
        "LINESTRING (1 0, 2 0)", "LINESTRING (2 0, 3 0)", "LINESTRING (2 0, 9 0)"
    ]  # fmt: skip


def test_no_ways_make_an_empty_layer():
    frame = frame_of([], "x")
    assert frame.empty
    assert frame.crs == "EPSG:4326"
    assert "walkable" in frame.columns


def _element(tags, *nodes):
    """Return what the reader hands over: node ids with places, None where the extract ends."""
    members = [
        SimpleNamespace(
            ref=ref,
            lon=(place or NAN)[0],
            lat=(place or NAN)[1],
            location=SimpleNamespace(valid=lambda place=place: place is not None),
        )
        for ref, place in nodes
    ]
    return SimpleNamespace(id=5, tags=tags, nodes=members)


@pytest.mark.parametrize("tags", [{"building": "yes"}, {"highway": "pedestrian", "area": "yes"}])
def test_what_is_no_line_of_a_street_is_left_out(tags):
    assert way_of(_element(tags, (1, (0, 0)), (2, (1, 0)))) is None


def test_a_way_keeps_ids_beyond_32_bits_and_marks_missing_places():
    big = 12_345_678_901
    way = way_of(
        _element(
            {"highway": "service", "name": "A", "name:zh": "甲", "access": "no"},
            (big, (116.4, 39.9)),
            (2, None),
        )
    )
    assert (way.osm_id, way.name, way.walkable) == (5, "甲", False)
    assert way.nodes.tolist() == [big, 2]
    assert way.places[0].tolist() == [116.4, 39.9]
    assert np.isnan(way.places[1]).all()


def test_a_street_ends_short_of_a_locked_gate():
    """Nodes 1, 2, 3 in a row; nobody passes 2: two lines with a gap of 2 x 0.2 m between them."""
    way = _way(7, [1, 2, 3])
    shut = Way(**{**vars(way), "blocked": np.array([False, True, False])})
    lines = frame_of([shut], "s").geometry
    ends = [list(line.coords) for line in lines]
    assert ends == [[(1, 0), (2 - GAP, 0)], [(2 + GAP, 0), (3, 0)]]
