"""Esri rings become polygons by what lies in what; curves are named and never dropped."""

import pytest
import shapely

from layers.formats.json_kinds.esri_shapes import as_geojson
from layers.formats.vector.geojson_shapes import FaultyShapeError, shape_of


def ring(x, y, size, *, clockwise=True):
    corners = [[x, y], [x, y + size], [x + size, y + size], [x + size, y], [x, y]]
    return corners if clockwise else corners[::-1]


def shape(geometry):
    return shape_of(as_geojson(geometry))


def test_holes_lie_in_their_rings_in_any_order_and_islands_in_holes():
    rings = [
        ring(2, 2, 2, clockwise=False),  # a hole of the large one
        ring(0, 0, 10),
        ring(20, 0, 4),
        ring(21, 1, 1, clockwise=False),  # a hole of the small one
        ring(2.5, 2.5, 1),  # an island in the first hole
    ]
    found = shape({"rings": rings})
    assert found.is_valid
    assert found.geom_type == "MultiPolygon"
    assert found.area == pytest.approx((100 - 4) + (16 - 1) + 1)
    assert sorted(len(part.interiors) for part in found.geoms) == [0, 1, 1]


@pytest.mark.parametrize("clockwise", [True, False])
def test_rings_that_turn_the_other_way_come_out_the_same(clockwise):
    rings = [ring(0, 0, 10, clockwise=clockwise), ring(2, 2, 2, clockwise=not clockwise)]
    assert shape({"rings": rings}).area == 96
    assert shape({"rings": rings[:1]}).area == 100


def test_rings_in_one_another_without_end_are_refused():
    rings = [ring(-n, -n, 2 * n) for n in range(1, 67)]
    assert len(shape({"rings": rings[:65]}).geoms) == 33  # the outermost, and every second inside
    with pytest.raises(FaultyShapeError, match="more than 64 deep"):
        shape({"rings": rings})


def test_the_other_kinds():
    assert shape({"x": 1, "y": 2}).wkt == "POINT (1 2)"
    assert shape({"x": 1, "y": 2, "z": 3}).wkt == "POINT Z (1 2 3)"
    assert shape({"points": [[1, 2], [3, 4]]}).wkt == "MULTIPOINT ((1 2), (3 4))"
    assert shape({"paths": [[[0, 0], [1, 1]]]}).wkt == "MULTILINESTRING ((0 0, 1 1))"
    assert shape({"xmin": 0, "ymin": 0, "xmax": 2, "ymax": 1}).equals(shapely.box(0, 0, 2, 1))


def test_measures_are_no_heights():
    assert not shape({"hasM": True, "paths": [[[0, 0, 7], [1, 1, 8]]]}).has_z
    assert (
        shape({"hasZ": True, "hasM": True, "points": [[1, 2, 3, 4]]}).wkt
        == "MULTIPOINT Z ((1 2 3))"
    )


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"x": None},
        {"x": "NaN", "y": "NaN"},
        {"rings": []},
        {"paths": []},
        {"paths": [[]]},
        {"rings": [[]]},
        {"points": []},
        {"spatialReference": {}},
        {"xmin": "NaN"},
    ],
)
def test_empty_ones_are_none(geometry):
    assert shape(geometry) is None


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"curveRings": [[[0, 0], {"c": [[1, 1], [0.5, 0.6]]}, [0, 0]]]}, "returnTrueCurves=false"),
        ({"rings": [[[0, 0], {"b": [[1, 1]]}, [0, 0]]]}, "returnTrueCurves=false"),
        ({"rings": 7}, "'rings' is not a list"),
        ({"rings": [[[0, 0], [1, 0], [0, 0]]]}, "fewer than four"),
        ({"rings": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "not closed"),
        ({"rings": [["x"]]}, "vertex 1 is not a position"),
        ({"paths": ["x"]}, "no list of positions"),
        ({"x": "a", "y": 2}, "holds no numbers"),
        ({"a": 1}, "no known kind"),
        ([], "not an object"),
    ],
)
def test_what_cannot_be_a_shape_says_why(geometry, reason):
    with pytest.raises(FaultyShapeError) as caught:
        shape(geometry)
    assert reason in caught.value.reason.en
