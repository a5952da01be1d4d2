"""The checks of a frame: values as people write them, shapes as programs export them."""

import datetime as dt
import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    Point,
    Polygon,
    box,
)

from layers.catalogue import LAYER_TYPES, layer_type
from layers.schema import Place, check

AREA = box(116.30, 39.80, 116.50, 40.00)
HERE = Point(116.4, 39.9)


def frame(shapes=(HERE,), **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def codes(problems):
    return [(one.row, one.code, one.severity) for one in problems]


def value_of(layer, column, value, heading=None):
    shape = box(116.4, 39.9, 116.41, 39.91) if layer != "police_stations" else HERE
    clean, problems = check(frame([shape], **{heading or column: [value]}), layer_type(layer))
    return (clean[column].iloc[0] if len(clean) else None), problems


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("１２３", 123),
        ("1,234.5", 1234.5),
        (" 12 ", 12),
        ("1.2公顷", 12000),
        ("2ha", 20000),
        ("3亩", 2000),
        ("0.5万平方米", 5000),
        ("80㎡", 80),
        ("80 m²", 80),
        ("1e2", 100),
        (80, 80),
    ],
)
def test_areas_as_people_write_them(written, number):
    value, problems = value_of("police_stations", "floor_area_m2", written)
    assert value == pytest.approx(number, rel=1e-12)
    assert all(one.code == "unit_converted" for one in problems)


@pytest.mark.parametrize(
    ("written", "number"), [("1.1万", 11000), ("96055人", 96055), ("3万人", 30000)]
)
def test_counts_as_people_write_them(written, number):
    value, _ = value_of("communities", "volunteers", written)
    assert value == number


def test_a_unit_in_the_heading_scales_the_column():
    value, problems = value_of("police_stations", "floor_area_m2", "0.02", "建筑面积（公顷）")
    assert (value, problems) == (200, [])


@pytest.mark.parametrize("written", ["", "—", "－", "/", "-", "无", None, np.nan])
def test_marks_for_no_data_are_null(written):
    value, problems = value_of("police_stations", "staff", written)
    assert np.isnan(value)
    assert problems == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NaN", "value_not_finite"),
        ("Infinity", "value_not_finite"),
        ("1e400", "value_not_finite"),
        (np.inf, "value_not_finite"),
        ("很多", "value_not_number"),
        ("12,34", "value_not_number"),
        ("0x10", "value_not_number"),
        ("5公里", "value_not_number"),
        ("2.5", "value_not_integer"),
        (-3, "value_below_minimum"),
        ("99999999999", "value_too_large"),
        (True, "value_not_number"),
    ],
)
def test_what_is_no_count_names_row_and_field(written, code):
    _, problems = value_of("police_stations", "staff", written, "工作人员")
    assert [(one.row, one.field, one.code) for one in problems] == [(1, "工作人员", code)]


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2005", dt.date(2005, 1, 1)),
        (2005, dt.date(2005, 1, 1)),
        (20051231, dt.date(2005, 12, 31)),
        ("2005-12", dt.date(2005, 12, 1)),
        ("2005/12/31", dt.date(2005, 12, 31)),
        ("2005年12月", dt.date(2005, 12, 1)),
        ("2005年1月2日", dt.date(2005, 1, 2)),
        ("2005-12-31T08:00:00", dt.date(2005, 12, 31)),
        (dt.datetime(2005, 12, 31, 8, tzinfo=dt.UTC), dt.date(2005, 12, 31)),
        ("2005-13", "value_not_date"),
        ("31.12.2005", "value_not_date"),
        ("昨天", "value_not_date"),
    ],
)
def test_dates(written, date):
    value, problems = value_of("police_stations", "opened_on", written)
    assert (value or problems[0].code) == date


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("是", True),
        ("否", False),
        ("TRUE", True),
        (0, False),
        (1.0, True),
        (True, True),
        ("—", None),
    ],
)
def test_yes_and_no(written, expected):
    value, problems = value_of("communities", "has_party_organization", written)
    assert (value, problems) == (expected, [])


@pytest.mark.parametrize("written", ["residential", "居住用地", "Residential", "RESIDENTIAL"])
def test_choices_are_known_by_key_and_by_title(written):
    assert value_of("land_use", "land_class", written) == ("residential", [])


def test_a_wrong_or_missing_choice_is_an_error():
    assert value_of("land_use", "land_class", "沙漠")[1][0].code == "value_not_choice"
    assert value_of("land_use", "land_class", None)[1][0].code == "value_missing"
    assert value_of("land_use", "name", "x")[1][0].code == "field_missing"


def test_codes_read_as_numbers_stay_text():
    assert value_of("communities", "code", 110101001001.0)[0] == "110101001001"
    assert value_of("communities", "name", " 东\u0000城 ")[0] == "东城"


def test_fields_are_matched_by_the_user_then_by_name_then_by_alias():
    clean, problems = check(frame(name=["a"], 机构名称=["b"]), layer_type("police_stations"))
    assert clean["name"].tolist() == ["a"]
    assert clean["机构名称"].tolist() == ["b"]
    assert codes(problems) == [(None, "field_duplicate", "warning")]
    clean, problems = check(
        frame(name=["a"], 机构名称=["b"]),
        layer_type("police_stations"),
        rename={"机构名称": "name"},
    )
    assert clean["name"].tolist() == ["b"]
    _, problems = check(frame(NAME=["a"], Name=["b"]), layer_type("police_stations"))
    assert codes(problems) == [(None, "field_duplicate", "error")]
    _, problems = check(frame(x=[1]), layer_type("police_stations"), rename={"y": "name"})
    assert codes(problems) == [(None, "field_unknown", "error")]


def test_other_fields_are_kept_safe_for_json():
    clean, problems = check(
        frame([HERE, Point(116.41, 39.9)], id=[1, 2], x=[np.nan, np.inf], y=[{"a": [1.5]}, None]),
        layer_type("police_stations"),
    )
    assert clean["source_id"].tolist() == [1, 2]
    assert clean["x"].tolist() == [None, None]
    assert clean["y"].tolist() == [{"a": [1.5]}, None]
    assert codes(problems) == [(2, "value_not_finite", "warning")]


def test_the_clean_frame_has_the_columns_of_the_catalogue_first():
    for layer in LAYER_TYPES.values():
        shape = {"point": HERE, "line": LineString([(116.4, 39.9), (116.41, 39.9)])}.get(
            layer.geometry, box(116.4, 39.9, 116.41, 39.91)
        )
        clean, _ = check(frame([shape], land_class=["green"], z=[1]), layer)
        wanted = [column.name for column in layer.columns]
        assert clean.columns.tolist()[: len(wanted)] == wanted
        assert clean.columns[-1] == "geometry"
        assert clean.crs == "EPSG:4326"


BOW = Polygon([(116.4, 39.9), (116.42, 39.92), (116.42, 39.9), (116.4, 39.92)])
SQUARE = box(116.4, 39.9, 116.41, 39.91)
FLAT = Polygon([(116, 39), (117, 40), (116, 39)])
LEAP = Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])
TWO_POINTS = MultiPoint([(116.4, 39.9), (116.5, 39.9)])
TWO_LINES = MultiLineString([[(116.4, 39.9), (116.41, 39.9)], [(116.42, 39.9), (116.43, 39.9)]])
MIXED = GeometryCollection([HERE, LineString([(0, 0), (1, 1)])])


@pytest.mark.parametrize(
    ("layer", "shape", "code", "severity"),
    [
        ("green_spaces", None, "geometry_missing", "error"),
        ("green_spaces", Polygon(), "geometry_empty", "error"),
        ("green_spaces", BOW, "geometry_invalid", "repaired"),
        ("green_spaces", FLAT, "geometry_unrepairable", "error"),
        ("green_spaces", HERE, "geometry_wrong_family", "error"),
        ("green_spaces", GeometryCollection([SQUARE, HERE]), "geometry_collection", "repaired"),
        ("green_spaces", shapely.force_3d(SQUARE, 5), "geometry_dimension", "repaired"),
        ("green_spaces", box(179, -17, 181, -16), "antimeridian", "error"),
        ("green_spaces", LEAP, "antimeridian", "error"),
        ("green_spaces", box(448789, 4418908, 448889, 4419008), "coordinates_range", "error"),
        ("police_stations", Point(np.inf, 39.9), "geometry_not_finite", "error"),
        ("police_stations", Point(39.9, 116.4), "coordinates_range", "error"),
        ("police_stations", MultiPoint([(116.4, 39.9)]), "geometry_single", "repaired"),
        ("police_stations", TWO_POINTS, "geometry_wrong_family", "error"),
        ("police_stations", MIXED, "geometry_wrong_family", "error"),
        ("streets", LineString([(116.4, 39.9), (116.4, 39.9)]), "geometry_unrepairable", "error"),
        ("streets", "LINESTRING (116.4 39.9, 116.4 nan)", "geometry_not_finite", "error"),
        ("streets", TWO_LINES, "geometry_split", "repaired"),
    ],
)
def test_shapes(layer, shape, code, severity):
    if isinstance(shape, str):
        with np.errstate(invalid="ignore"):
            shape = shapely.from_wkt(shape)
    clean, problems = check(frame([shape], name=["a"]), layer_type(layer))
    assert code in [one.code for one in problems]
    assert {one.severity for one in problems if one.code == code} == {severity}
    assert (len(clean) == 0) == (severity == "error")
    if len(clean):
        assert clean.geometry.is_valid.all()
        assert not clean.geometry.has_z.any()


def test_the_repair_of_a_bow_tie_says_how_the_area_changed():
    (clean, problems) = check(frame([BOW]), layer_type("green_spaces"))
    # two triangles of half the square each way: 0.02 x 0.02 / 2 square degrees
    assert clean.geometry.iloc[0].area == pytest.approx(0.0002, rel=1e-9)
    assert "Self-intersection" in problems[0].text("en")
    assert "自相交[116.41 39.91]" in problems[0].text("zh")


def test_a_polygon_around_the_pole_along_the_frame_of_the_map_passes():
    cap = Polygon([(-180, -90), (-180, -60), (180, -60), (180, -90)])
    assert check(frame([cap]), layer_type("green_spaces"))[1] == []


def test_mixed_shapes_are_summed_up_and_listed():
    _, problems = check(frame([HERE, SQUARE]), layer_type("green_spaces"))
    assert codes(problems) == [
        (None, "geometry_mixed", "warning"),
        (1, "geometry_wrong_family", "error"),
    ]


def test_shapes_with_too_many_vertices_are_refused():
    shape = HERE.buffer(0.01, quad_segs=64)
    _, problems = check(frame([shape]), layer_type("green_spaces"), max_vertices=100)
    assert codes(problems) == [(1, "geometry_too_large", "error")]


@pytest.mark.parametrize(
    ("layer", "severity"), [("communities", "error"), ("green_spaces", "warning")]
)
def test_the_same_shape_twice(layer, severity):
    turned = Polygon(list(SQUARE.exterior.coords)[2:] + list(SQUARE.exterior.coords)[1:3])
    _, problems = check(frame([SQUARE, turned]), layer_type(layer))
    assert codes(problems) == [(2, "duplicate_geometry", severity)]


def test_the_same_code_twice():
    shapes = [SQUARE, box(116.41, 39.9, 116.42, 39.91)]
    _, problems = check(frame(shapes, 代码=["1", "1"]), layer_type("communities"))
    assert [(one.row, one.code, one.values["other"]) for one in problems] == [
        (2, "duplicate_code", 1)
    ]


def test_outside_is_a_warning_until_all_is_far_away():
    away = Point(116.6, 39.9)
    _, problems = check(frame([HERE, away]), layer_type("police_stations"), place=Place(AREA))
    assert codes(problems) == [(2, "outside_area", "warning")]
    # 0.1 degrees of longitude at 39.9 N: 8.5 km
    assert float(problems[0].values["distance"]) == pytest.approx(8.5, abs=0.1)
    _, problems = check(frame([away]), layer_type("police_stations"), place=Place(AREA))
    assert codes(problems) == [(None, "all_outside", "error")]
    near = Point(116.51, 39.9)
    _, problems = check(frame([near]), layer_type("police_stations"), place=Place(AREA))
    assert codes(problems) == [(1, "outside_area", "warning")]


def test_a_community_that_is_not_there_is_named_with_the_closest():
    place = Place(community_names=frozenset({"东四社区", "朝阳门社区"}))
    table = frame([HERE, Point(116.41, 39.9)], 社区=["东四社区", "东四社區"])
    _, problems = check(table, layer_type("police_stations"), place=place)
    assert [(one.row, one.values["closest"]) for one in problems] == [(2, "东四社区")]


def test_an_empty_file_is_an_error():
    assert codes(check(frame([]), layer_type("streets"))[1]) == [(None, "file_empty", "error")]


def test_repeated_headings_are_numbered():
    table = frame(a=[1], b=[2]).set_axis(["a", "a", "geometry"], axis=1).set_geometry("geometry")
    clean, problems = check(table, layer_type("police_stations"))
    assert (clean["a"].iloc[0], clean["a_2"].iloc[0]) == (1, 2)
    assert codes(problems) == [(None, "field_duplicate", "warning")]


@settings(deadline=None)  # the clock of a busy machine proves nothing
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(max_size=8), st.floats(), st.integers(), st.booleans()),
            st.one_of(st.none(), st.just(Point()), st.builds(Point, st.floats(), st.floats())),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_comes_ends_as_clean_rows_or_as_a_row_with_its_cause(rows):
    values, shapes = zip(*rows, strict=True)
    table = frame(shapes, staff=list(values), opened_on=list(values), x=list(values))
    clean, problems = check(table, layer_type("police_stations"))
    at_fault = {one.row for one in problems if one.severity == "error"}
    assert len(clean) == len(rows) - len(at_fault)
    for problem in problems:
        assert problem.text("zh")
        assert problem.mend("en")


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_seconds():
    rng = np.random.default_rng(0)
    count = 100_000
    shapes = shapely.points(rng.uniform((116.3, 39.8), (116.5, 40), (count, 2)))
    table = frame(shapes, 名称=[f"站{n}" for n in range(count)], staff=["1,0"] * count)
    table["staff"] = rng.integers(0, 50, count).astype(str)
    started = time.process_time()
    clean, problems = check(table, layer_type("police_stations"), place=Place(AREA))
    assert time.process_time() - started < 10
    assert (len(clean), problems) == (count, [])
