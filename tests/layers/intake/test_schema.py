"""The checks of a frame: values as people write them, shapes as programs export them."""

import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import (
    LineString,
    Point,
    Polygon,
    box,
)

from layers.catalogue import LAYER_TYPES, layer_type
from layers.intake.schema import Place, check
from layers.written.conventions import Conventions
from tests.builders.frames import lonlat_frame

AREA = box(116.30, 39.80, 116.50, 40.00)
HERE = Point(116.4, 39.9)
SQUARE = box(116.4, 39.9, 116.41, 39.91)


def frame(shapes=(HERE,), **columns):
    return lonlat_frame(list(shapes), **columns)


def codes(problems):
    return [(one.row, one.code, one.severity) for one in problems]


def value_of(layer, column, value, heading=None):
    shape = box(116.4, 39.9, 116.41, 39.91) if layer != "police_stations" else HERE
    clean, problems = check(frame([shape], **{heading or column: [value]}), layer_type(layer))
    return (clean[column].iloc[0] if len(clean) else None), problems


def test_a_unit_in_the_heading_scales_the_column():
    value, problems = value_of("police_stations", "floor_area_m2", "0.02", "建筑面积（公顷）")
    assert (value, [one.code for one in problems]) == (200, ["heading_unit_converted"])


def test_a_wrong_or_missing_choice_is_an_error():
    assert value_of("land_use", "land_class", "沙漠")[1][0].code == "value_not_choice"
    assert value_of("land_use", "land_class", None)[1][0].code == "value_missing"
    assert value_of("land_use", "name", "x")[1][0].code == "field_missing"


def test_other_fields_are_kept_safe_for_json():
    clean, problems = check(
        frame([HERE, Point(116.41, 39.9)], id=[1, 2], x=[np.nan, np.inf], y=[{"a": [1.5]}, None]),
        layer_type("police_stations"),
    )
    assert clean["source_id"].tolist() == [1, 2]
    assert clean["x"].tolist() == [None, None]
    assert clean["y"].tolist() == [{"a": [1.5]}, None]
    assert codes(problems) == [
        (None, "field_renamed", "repaired"),
        (2, "value_not_finite", "warning"),
    ]


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


@pytest.mark.parametrize(("degrees", "refused"), [(0.05, False), (0.39, False), (10.0, True)])
def test_a_site_far_larger_than_its_area_is_refused_by_row(degrees, refused):
    """Kind: one row that drives every analysis to the limit of memory. The area: 0.2 degrees."""
    half = degrees / 2
    site = box(116.4 - half, 39.9 - half, 116.4 + half, 39.9 + half)
    kinds = layer_type("kindergartens")
    clean, problems = check(frame([HERE, site]), kinds, place=Place(AREA))
    found = [one for one in problems if one.code == "site_too_large"]
    assert [(one.row, one.severity) for one in found] == ([(2, "error")] if refused else [])
    assert len(clean) == (1 if refused else 2)
    if refused:
        # 10 degrees of latitude are 1,113 km, 0.2 are 22.3 km.
        assert "1,113" in found[0].text("zh")
        assert "22.3 km" in found[0].text("en")
    assert len(check(frame([site]), kinds)[0]) == 1


def test_a_decimal_comma_anywhere_puts_a_point_in_doubt():
    """Kind: 1.234 of a file with decimal commas is read a thousand times too small."""
    frame = gpd.GeoDataFrame(
        {"name": ["a", "b"], "floor_area_m2": ["12,5", "7"], "site_area_m2": ["1.234", "8"]},
        geometry=[Point(116.40, 39.90), Point(116.41, 39.91)],
        crs=4326,
    )
    _, problems = check(frame, layer_type("police_stations"))
    told = [(one.row, one.field, one.code) for one in problems]
    assert told == [
        (None, "floor_area_m2", "number_mark_found"),
        (1, "site_area_m2", "number_two_readings"),
    ]
    clean, problems = check(
        frame, layer_type("police_stations"), conventions=Conventions(decimal="comma")
    )
    assert problems == []
    assert clean["site_area_m2"].tolist() == [1234, 8]


def test_every_field_that_gets_another_name_is_told():
    """Kind: a property `ID` becomes `source_id_`, and nobody is told."""
    frame = gpd.GeoDataFrame(
        {"name": ["a"], "source_id": ["s"], "ID": ["A1"]}, geometry=[Point(116.4, 39.9)], crs=4326
    )
    clean, problems = check(frame, layer_type("police_stations"))
    assert (clean["source_id"][0], clean["source_id_"][0]) == ("s", "A1")
    told = [(one.field, one.code, one.values["kept"]) for one in problems]
    assert told == [("ID", "field_renamed", "source_id_")]
    again, problems = check(clean, layer_type("police_stations"))
    assert (again["source_id_"][0], problems) == ("A1", [])
