"""Areas among the streets of a plain file are crossed, as from an extract.

The kind of fault: the same plaza is walked over from one format, around from another, or dropped.
"""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiPolygon, Polygon

from layers.catalogue import LAYER_TYPES
from layers.crs import to_metric
from layers.intake.schema import check
from spatial.network import walkable_streets, walking_network

# Degrees: 0.001 are 85.4 m to the east and 111.0 m to the north.
X, Y, STEP = 116.4, 39.92, 0.001
RING = [(2, 0), (4, 0), (4, 1), (4, 2), (2, 2), (2, 1), (2, 0)]


def at(*places):
    return [(round(X + x * STEP, 7), round(Y + y * STEP, 7)) for x, y in places]


IN, OUT = LineString(at((0, 1), (2, 1))), LineString(at((4, 1), (6, 1)))


def streets(shape, **fields):
    table = {name: [value, None, None] for name, value in fields.items()}
    table = {"highway": ["pedestrian", "residential", "residential"]} | table
    frame = gpd.GeoDataFrame(table, geometry=[shape, IN, OUT], crs="EPSG:4326")
    return check(frame, LAYER_TYPES["streets"])


def metres(clean):
    flat = to_metric(walkable_streets(clean), "EPSG:4548")
    ends = to_metric(
        gpd.GeoDataFrame(
            geometry=gpd.points_from_xy(*zip(*at((0, 1), (6, 1)), strict=True)), crs=4326
        ),
        "EPSG:4548",
    )
    places = np.array([[point.x, point.y] for point in ends.geometry])
    return walking_network(flat).nearest(places[:1], places[1:])[0][0]


@pytest.mark.parametrize(
    ("shape", "fields"),
    [
        (LineString(at(*RING)), {"area": "yes"}),
        (LineString(at(*RING)), {"AREA": " Yes"}),
        (Polygon(at(*RING)), {}),
        (MultiPolygon([Polygon(at(*RING))]), {"area": None}),
    ],
)
def test_an_area_is_crossed_and_a_ring_is_walked_around(shape, fields):
    """Straight: 6 steps of 85.4 m; around: 111.0 m up and down more."""
    clean, problems = streets(shape, **fields)
    assert ("areas_crossed", {"count": 1}) in [(one.code, one.values) for one in problems]
    assert not any(one.severity == "error" for one in problems)
    assert len([name for name in clean if name.lower() == "area"]) == 1
    assert metres(clean) == pytest.approx(512.4, abs=1)
    ring, _ = streets(LineString(at(*RING)))
    assert metres(ring) == pytest.approx(512.4 + 222.0, abs=1)


def test_what_is_no_plaza_stays_what_it_is():
    clean, problems = streets(LineString(at(*RING)), area="no")
    assert problems == []
    assert len(clean) == 3
    clean, problems = streets(LineString(at(*RING)), area="yes", foot="no")
    assert [one.code for one in problems] == ["streets_closed"]
    assert len(clean) == 3
    _, problems = streets(Polygon(at(*RING)), highway="motorway", foot="no")
    assert "geometry_wrong_family" in [one.code for one in problems]


def test_what_comes_back_is_crossed_once():
    """A plaza exported and read again has the same lines."""
    clean, _ = streets(LineString(at(*RING)), area="yes")
    again, _ = check(clean, LAYER_TYPES["streets"])
    assert sorted(again.geometry.to_wkt()) == sorted(clean.geometry.to_wkt())


def test_holes_are_walked_around():
    hole = at((2.5, 0.5), (3.5, 0.5), (3.5, 1.5), (2.5, 1.5))
    clean, _ = streets(Polygon(at(*RING), [hole]))
    # From the west side over a corner of the hole to the east: half a step aside.
    way = 2 * np.hypot(0.5 * 85.4, 0.5 * 111.0) + 85.4 + 4 * 85.4
    assert metres(clean) == pytest.approx(way, abs=1)
