"""Geometry objects of RFC 7946: what is allowed is read exactly, what is not says why."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.formats.vector.geojson_shapes import FaultyShapeError, shape_of

RING = [[0, 0], [2, 0], [2, 2], [0, 0]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "wkt"),
    [
        ("Point", [116.4, 39.9], "POINT (116.4 39.9)"),
        ("Point", [1, 2, 3], "POINT Z (1 2 3)"),
        ("Point", [1, 2, 3, 4], "POINT Z (1 2 3)"),
        ("Point", [], "POINT EMPTY"),
        ("MultiPoint", [[1, 2], [3, 4]], "MULTIPOINT ((1 2), (3 4))"),
        ("LineString", [[1, 2], [3, 4]], "LINESTRING (1 2, 3 4)"),
        ("LineString", [], "LINESTRING EMPTY"),
        ("MultiLineString", [[[1, 2], [3, 4]]], "MULTILINESTRING ((1 2, 3 4))"),
        ("Polygon", [RING], "POLYGON ((0 0, 2 0, 2 2, 0 0))"),
        ("Polygon", [], "POLYGON EMPTY"),
        ("MultiPolygon", [[RING]], "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 0)))"),
    ],
)
def test_every_kind_is_read(kind, coordinates, wkt):
    assert shape_of({"type": kind, "coordinates": coordinates}).wkt == wkt


def test_null_is_no_geometry_and_collections_nest():
    assert shape_of(None) is None
    inner = {"type": "Point", "coordinates": [1, 2]}
    once = {"type": "GeometryCollection", "geometries": [inner]}
    twice = {"type": "GeometryCollection", "geometries": [once]}
    assert shape_of(twice).wkt == "GEOMETRYCOLLECTION (GEOMETRYCOLLECTION (POINT (1 2)))"


@pytest.mark.parametrize(
    ("geometry", "cause"),
    [
        (7, "geometry is not an object"),
        ({"type": "point", "coordinates": [1, 2]}, "case matters"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "case matters"),
        ({"coordinates": [1, 2]}, "no geometry type 'None'"),
        ({"type": "Point"}, "no list 'coordinates'"),
        ({"type": "Point", "coordinates": {"0": 1}}, "no list 'coordinates'"),
        ({"type": "Point", "coordinates": ["1", 2]}, "vertex 1 holds no numbers"),
        ({"type": "Point", "coordinates": [True, 2.5]}, "holds no numbers"),
        ({"type": "Point", "coordinates": [None, 2]}, "holds no numbers"),
        ({"type": "Point", "coordinates": [1]}, "fewer than two coordinates"),
        ({"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], []]}, "its part 2 is empty"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "its part 1 is empty"),
        ({"type": "Point", "coordinates": [10**400, 1]}, "too large"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "fewer than two positions"),
        ({"type": "LineString", "coordinates": [[1, 2], 3]}, "vertex 2 is not a position"),
        ({"type": "LineString", "coordinates": [[1, 2], [1, 2, 3]]}, "two and three dimensions"),
        ({"type": "MultiLineString", "coordinates": [7]}, "not a list"),
        (
            {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[1, 2, 3], [3, 4, 5]]]},
            "parts mix",
        ),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "ring 1 has fewer"),
        ({"type": "Polygon", "coordinates": [RING, [[0, 0], [1, 0], [1, 1], [0, 1]]]},
         "ring 2 is not closed"),
        ({"type": "GeometryCollection"}, "no list 'geometries'"),
        ({"type": "GeometryCollection", "geometries": [False]}, "not an object"),
        ({"type": "GeometryCollection", "geometries": [None]}, "null member"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_says_why(geometry, cause):
    with pytest.raises(FaultyShapeError, match=cause) as caught:
        shape_of(geometry)
    assert caught.value.reason.en == str(caught.value) != caught.value.reason.zh
    assert caught.value.vertex is None


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_the_vertex_that_is_not_finite_is_counted_from_one(number):
    with pytest.raises(FaultyShapeError) as caught:
        shape_of({"type": "LineString", "coordinates": [[1, 2], [3, 4], [number, 5]]})
    assert caught.value.vertex == 3


FINITE = st.floats(-180, 180)
POINTS = st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=6)


@given(POINTS)
def test_every_number_is_kept_exactly(places):
    line = shape_of({"type": "LineString", "coordinates": [list(place) for place in places]})
    assert shapely.get_coordinates(line).tolist() == [list(place) for place in places]
