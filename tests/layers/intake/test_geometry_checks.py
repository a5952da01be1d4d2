"""Shapes as programs export them: each fault by row, each repair said with its size."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from layers.intake.geometry_checks import check_shapes

HERE = Point(116.4, 39.9)
SQUARE = box(116.4, 39.9, 116.41, 39.91)
BOW = Polygon([(116.4, 39.9), (116.42, 39.92), (116.42, 39.9), (116.4, 39.92)])
FLAT = Polygon([(116, 39), (117, 40), (116, 39)])
LEAP = Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])
TWO_POINTS = MultiPoint([(116.4, 39.9), (116.5, 39.9)])
TWO_LINES = MultiLineString([[(116.4, 39.9), (116.41, 39.9)], [(116.42, 39.9), (116.43, 39.9)]])
MEETING = MultiLineString([[(116.4, 39.9), (116.41, 39.9)], [(116.41, 39.9), (116.43, 39.9)]])
MIXED = GeometryCollection([HERE, LineString([(0, 0), (1, 1)])])


def checked(*shapes, geometry="polygon", max_vertices=1000):
    array = np.array(shapes, dtype=object)
    rows = np.arange(1, len(shapes) + 1)
    return check_shapes(array, rows, geometry=geometry, max_vertices=max_vertices)


def codes(state):
    return [(one.row, one.code, one.severity) for one in state.problems]


@pytest.mark.parametrize(
    ("geometry", "shape", "code"),
    [
        ("polygon", None, "geometry_missing"),
        ("polygon", Polygon(), "geometry_empty"),
        ("polygon", FLAT, "geometry_unrepairable"),
        ("polygon", HERE, "geometry_wrong_family"),
        ("polygon", GeometryCollection([HERE]), "geometry_wrong_family"),
        ("polygon", box(179, -17, 181, -16), "antimeridian"),
        ("polygon", LEAP, "antimeridian"),
        ("polygon", box(448789, 4418908, 448889, 4419008), "coordinates_range"),
        ("point", Point(np.inf, 39.9), "geometry_not_finite"),
        ("point", Point(39.9, 116.4), "coordinates_range"),
        ("point", Point(180.1, 0), "coordinates_range"),
        ("point", TWO_POINTS, "geometry_wrong_family"),
        ("point", MIXED, "geometry_wrong_family"),
        ("line", LineString([(116.4, 39.9), (116.4, 39.9)]), "geometry_unrepairable"),
        ("line", LineString([(179, 0), (-179, 0)]), "antimeridian"),
        ("line", SQUARE, "geometry_wrong_family"),
        ("point_or_polygon", LineString([(0, 0), (1, 1)]), "geometry_wrong_family"),
    ],
)
def test_a_fault_takes_the_shape_away_and_no_row(geometry, shape, code):
    good = {"line": LineString([(0, 0), (1, 1)]), "point": Point(0, 0)}.get(geometry, SQUARE)
    state = checked(good, shape, geometry=geometry)
    assert (2, code, "error") in codes(state)
    assert shapely.is_missing(state.shapes).tolist() == [False, True]


@pytest.mark.parametrize(
    ("geometry", "shape", "code"),
    [
        ("polygon", BOW, "geometry_invalid"),
        ("polygon", GeometryCollection([SQUARE, HERE]), "geometry_collection"),
        ("point", MultiPoint([(116.4, 39.9)]), "geometry_single"),
        ("line", TWO_LINES, "geometry_split"),
        ("line", GeometryCollection([LineString([(0, 0), (1, 1)])]), "geometry_collection"),
    ],
)
def test_a_repair_is_reported_and_leaves_a_valid_shape(geometry, shape, code):
    state = checked(shape, geometry=geometry)
    assert codes(state) == [(1, code, "repaired")]
    assert shapely.is_valid(state.shapes).all()


@pytest.mark.parametrize(
    ("geometry", "shape", "kind"),
    [
        ("polygon", SQUARE, "MultiPolygon"),
        ("polygon", MultiPolygon([SQUARE]), "MultiPolygon"),
        ("point_or_polygon", SQUARE, "MultiPolygon"),
        ("point_or_polygon", HERE, "Point"),
        ("line", LinearRing([(0, 0), (1, 0), (1, 1)]), "LineString"),
        ("line", MEETING, "LineString"),
    ],
)
def test_shapes_of_one_family_get_one_type_without_a_word(geometry, shape, kind):
    state = checked(shape, geometry=geometry)
    assert state.problems == []
    assert state.shapes[0].geom_type == kind
    assert shapely.normalize(state.shapes[0]).equals(shapely.normalize(shape))


@pytest.mark.parametrize(
    ("shape", "passes"),
    [
        (Point(180, 90), True),
        (Point(-180, -90), True),
        (Point(180.0000005, 0), True),  # rounding of files that end on the meridian
        (Point(180.00001, 0), False),
        (Point(0, 90.00001), False),
    ],
)
def test_the_ends_of_the_earth_belong_to_it(shape, passes):
    assert (checked(shape, geometry="point").problems == []) == passes


def test_a_polygon_around_the_pole_along_the_frame_of_the_map_passes():
    cap = Polygon([(-180, -90), (-180, -60), (180, -60), (180, -90)])
    assert checked(cap).problems == []


def test_the_repair_of_a_bow_tie_says_how_the_area_changed():
    state = checked(BOW)
    # two triangles of half the square each way: 0.02 x 0.02 / 2 square degrees
    assert shapely.area(state.shapes[0]) == pytest.approx(0.0002, rel=1e-9)
    (problem,) = state.problems
    assert "Self-intersection" in problem.text("en")
    assert "自相交[116.41 39.91]" in problem.text("zh")
    # 0.0002 x 111319.5 m squared x cos 39.91 degrees = 1,901,071 m2, from a signed area of nought
    change = float(problem.values["change"].split(" m")[0].replace(",", ""))
    assert change == pytest.approx(0.0002 * 111_319.5**2 * np.cos(np.radians(39.91)), rel=1e-6)


def test_the_vertex_that_is_no_number_is_named():
    with np.errstate(invalid="ignore"):
        line = shapely.from_wkt("LINESTRING (116.4 39.9, 116.5 39.9, 116.6 nan)")
    state = checked(LineString([(0, 0), (1, 1)]), line, geometry="line")
    (problem,) = state.problems
    assert (problem.row, problem.code, problem.values) == (2, "geometry_not_finite", {"vertex": 3})


def test_heights_go_and_are_counted_once():
    state = checked(shapely.force_3d(SQUARE, 5), SQUARE, shapely.force_3d(SQUARE, 6))
    assert codes(state) == [(None, "geometry_dimension", "repaired")]
    assert state.problems[0].values == {"count": 2}
    assert not shapely.has_z(state.shapes).any()


def test_points_and_areas_of_a_kind_that_is_both_are_not_worth_a_word():
    assert checked(HERE, SQUARE, geometry="point_or_polygon").problems == []


def test_areas_in_a_layer_of_points_become_points_inside_them_and_are_counted():
    """Kind: shapes that differ from what the layer holds, but from which it can be taken."""
    court = box(116.4, 39.9, 116.44, 39.94) - box(116.41, 39.91, 116.43, 39.93)
    drawn = [HERE, SQUARE, court, GeometryCollection([SQUARE]), BOW]
    state = checked(*drawn, geometry="point")
    assert set(shapely.get_type_id(state.shapes)) == {shapely.GeometryType.POINT}
    assert state.shapes[0] == HERE
    assert all(shapely.contains(drawn[1:4], state.shapes[1:4]))
    assert not court.contains(court.centroid)
    assert (None, "geometry_area_point", "repaired") in codes(state)
    assert {p.code: p for p in state.problems}["geometry_area_point"].values == {"count": 4}
    assert not [one for one in state.problems if one.severity != "repaired"]


def test_areas_of_a_kind_that_takes_both_stay_areas():
    state = checked(SQUARE, geometry="point_or_polygon")
    assert state.shapes[0].equals(SQUARE)


def test_mixed_shapes_are_summed_up():
    state = checked(HERE, SQUARE, HERE)
    assert codes(state) == [
        (1, "geometry_wrong_family", "error"),
        (3, "geometry_wrong_family", "error"),
        (None, "geometry_mixed", "warning"),
    ]
    assert state.problems[2].values["counts"].en == "point 2, polygon 1"


@pytest.mark.parametrize(("limit", "passes"), [(5, True), (4, False)])
def test_as_many_vertices_as_the_limit_are_accepted(limit, passes):
    # a square has five: its first stands again at the end
    state = checked(SQUARE, max_vertices=limit)
    assert codes(state) == ([] if passes else [(1, "geometry_too_large", "error")])


def test_the_given_array_stays_as_it_was():
    given_shapes = np.array([BOW, HERE], dtype=object)
    check_shapes(given_shapes, np.array([1, 2]), geometry="polygon", max_vertices=100)
    assert given_shapes.tolist() == [BOW, HERE]


PLACES = st.tuples(st.floats(100, 110), st.floats(20, 30))


@given(st.lists(st.lists(PLACES, min_size=3, max_size=7).map(Polygon), min_size=1, max_size=4))
def test_any_polygon_ends_valid_or_with_its_cause(shapes):
    state = checked(*shapes)
    refused = {one.row for one in state.problems if one.severity == "error"}
    for row, shape in enumerate(state.shapes.tolist(), start=1):
        assert (shape is None) == (row in refused)
        assert shape is None or (shape.geom_type == "MultiPolygon" and shape.is_valid)


@pytest.mark.parametrize(
    ("geometry", "taken"), [("point", "a point"), ("point_or_polygon", "a point or polygon")]
)
def test_several_points_are_refused_naming_what_the_layer_takes(geometry, taken):
    """Kind: advice that is not that of the layer at hand."""
    shapes = np.array([MultiPoint([(116.4, 39.9), (116.5, 39.9)])], dtype=object)
    state = check_shapes(shapes, np.array([1]), geometry=geometry, max_vertices=100)
    (found,) = state.problems
    assert found.text("en") == f"the geometry is a multi-point, the layer takes {taken}"
