"""From a file to rows: what is placed, what is converted on request, what refuses the whole."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.testing import assert_allclose
from shapely.geometry import box, mapping

from layers.catalogue import layer_type
from layers.crs import china
from layers.errors import CrsError
from layers.intake.examine import IntakeContext, ReadOptions, RefusedError, examine, read_boundary

AREA = box(116.37, 39.86, 116.45, 39.97)
CONTEXT = IntakeContext(boundary=AREA, crs="EPSG:4548", community_names=frozenset({"东四社区"}))
STATIONS = layer_type("police_stations")


def table(tmp_path, *lines, name="表.csv"):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def collection(tmp_path, shapes, properties=None, name="a.geojson"):
    features = [
        {"type": "Feature", "properties": (properties or {}), "geometry": mapping(shape)}
        for shape in shapes
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def codes(problems):
    return [(one.row, one.code, one.severity) for one in problems]


GOOD = ("名称,社区,经度,纬度", "甲,东四社区,116.40,39.90", "乙,东四社区,116.41,39.91")


def test_a_good_table_becomes_rows(tmp_path):
    intake = examine(table(tmp_path, *GOOD), STATIONS, CONTEXT)
    assert not intake.refused
    frame = intake.accept()
    assert frame["name"].tolist() == ["甲", "乙"]
    assert shapely.get_coordinates(frame.geometry).tolist() == [[116.40, 39.90], [116.41, 39.91]]
    assert codes(intake.problems) == [(None, "crs_assumed", "warning")]


def test_one_bad_row_refuses_the_whole_and_is_named(tmp_path):
    intake = examine(table(tmp_path, *GOOD, "丙,东四社区,x,39.9"), STATIONS, CONTEXT)
    with pytest.raises(RefusedError, match=r"row 3 \(row 4 of the file\), field '经度'") as refusal:
        intake.accept()
    assert codes(refusal.value.problems)[-1] == (3, "coordinates_unreadable", "error")


def test_bad_rows_are_left_out_and_reported_when_asked(tmp_path):
    path = table(tmp_path, *GOOD, "丙,东四社区,x,39.9", "丁,东四社区,,")
    intake = examine(path, STATIONS, CONTEXT, ReadOptions(skip_errors=True))
    assert intake.accept()["name"].tolist() == ["甲", "乙"]
    assert (None, "rows_left_out", "warning") in codes(intake.problems)
    left_out = next(one for one in intake.problems if one.code == "rows_left_out")
    assert left_out.values["count"] == 2  # noqa: PD011 - a finding's
    assert {one.row for one in intake.problems} == {None, 3, 4}


def test_errors_of_the_whole_file_are_never_skipped(tmp_path):
    path = table(tmp_path, "名称,经度,纬度", "甲,16.40,39.90")
    intake = examine(path, STATIONS, CONTEXT, ReadOptions(skip_errors=True))
    assert intake.refused


@pytest.mark.parametrize("offset", ["gcj02", "bd09"])
def test_offsets_are_undone_on_request_and_said(tmp_path, offset):
    forward = getattr(china, f"wgs84_to_{offset}")
    lon, lat = forward([116.40, 116.41], [39.90, 39.91])
    rows = [f"站,{x!r},{y!r}" for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    path = table(tmp_path, "名称,经度,纬度", *rows)
    intake = examine(path, STATIONS, CONTEXT, ReadOptions(crs=offset))
    assert codes(intake.problems) == [(None, "datum_converted", "repaired")]
    places = shapely.get_coordinates(intake.accept().geometry)
    assert_allclose(places, [(116.40, 39.90), (116.41, 39.91)], rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("heading", "offset"),
    [
        ("lng_gcj02,lat_gcj02", "gcj02"),
        ("高德经度,高德纬度", "gcj02"),
        ("bd09_lng,bd09_lat", "bd09"),
    ],
)
def test_an_offset_that_the_headings_state_is_undone_and_said(tmp_path, heading, offset):
    """Kind: a datum stated by a heading was read as WGS 84, 500 m off, without a word."""
    lon, lat = getattr(china, f"wgs84_to_{offset}")(116.40, 39.90)
    path = table(tmp_path, f"名称,{heading}", f"甲,{float(lon)!r},{float(lat)!r}")
    intake = examine(path, STATIONS, CONTEXT)
    assert [code for _, code, _ in codes(intake.problems)] == ["datum_stated", "datum_converted"]
    place = shapely.get_coordinates(intake.accept().geometry)[0]
    assert_allclose(place, (116.40, 39.90), rtol=0, atol=1e-10)
    as_given = examine(path, STATIONS, CONTEXT, ReadOptions(crs="EPSG:4326")).accept()
    assert shapely.get_coordinates(as_given.geometry)[0].tolist() == [float(lon), float(lat)]
    other = "bd09" if offset == "gcj02" else "gcj02"
    asked = examine(path, STATIONS, CONTEXT, ReadOptions(crs=other))
    assert codes(asked.problems)[-1] == (None, "datum_contradicted", "error")


@pytest.mark.parametrize("beside", ["lng_gcj02,lat_gcj02", "lng,lat", "百度经度,百度纬度"])
def test_of_two_pairs_in_a_table_the_wgs84_one_is_taken_and_said(tmp_path, beside):
    """Kind: the first pair of a table was taken, or one column of each."""
    path = table(tmp_path, f"名称,{beside},wgs84_lng,wgs84_lat", "甲,116.4062,39.9014,116.4,39.9")
    intake = examine(path, STATIONS, CONTEXT)
    assert [code for _, code, _ in codes(intake.problems)] == ["coordinates_chosen", "crs_assumed"]
    assert shapely.get_coordinates(intake.accept().geometry).tolist() == [[116.4, 39.9]]
    asked = examine(path, STATIONS, CONTEXT, ReadOptions(crs="gcj02"))
    assert (None, "datum_contradicted", "error") in codes(asked.problems)


def test_an_offset_file_is_noticed_and_left_as_it_is(tmp_path):
    move = lambda p: np.column_stack(china.wgs84_to_gcj02(p[:, 0], p[:, 1]))  # noqa: E731
    path = collection(tmp_path, [shapely.transform(AREA, move)])
    intake = examine(path, layer_type("subdistricts"), CONTEXT)
    assert codes(intake.problems) == [(None, "datum_noticed", "warning")]
    assert not shapely.equals(intake.accept().geometry.iloc[0], AREA)


def test_exchanged_coordinates_are_recognized(tmp_path):
    path = table(tmp_path, "名称,x,y", "甲,39.90,116.40", "乙,39.91,116.41")
    intake = examine(path, STATIONS, CONTEXT)
    assert codes(intake.problems) == [(None, "crs_swapped", "error")]
    assert "2 of 2 rows inside when exchanged" in intake.problems[0].text("en")


def test_metres_of_a_zone_are_asked_about_and_read_when_stated(tmp_path):
    rows = ("name,x,y", "甲,39448789.4368,4418908.8679")
    path = table(tmp_path, *rows)
    intake = examine(path, STATIONS, CONTEXT)
    assert codes(intake.problems) == [(None, "crs_missing", "error")]
    assert "--crs EPSG:4527" in intake.problems[0].mend("en")
    intake = examine(path, STATIONS, CONTEXT, ReadOptions(crs="EPSG:4527"))
    place = shapely.get_coordinates(intake.accept().geometry)[0]
    assert_allclose(place, (116.4011517, 39.9028057), rtol=0, atol=1e-9)


def test_an_unknown_system_is_refused_before_reading(tmp_path):
    with pytest.raises(CrsError):
        examine(tmp_path / "not there", STATIONS, CONTEXT, ReadOptions(crs="EPSG:1"))


def test_the_name_shown_is_the_users(tmp_path):
    path = table(tmp_path, "名称,经度,纬度", name="b3f1.csv")
    intake = examine(path, STATIONS, CONTEXT, name="规划.csv")
    with pytest.raises(RefusedError, match=r"规划\.csv"):
        intake.accept()


def test_a_boundary_of_several_polygons_is_dissolved(tmp_path):
    path = collection(tmp_path, [box(116.3, 39.8, 116.4, 39.9), box(116.4, 39.8, 116.5, 39.9)])
    shape, problems = read_boundary(path)
    assert shape.equals(box(116.3, 39.8, 116.5, 39.9))
    assert shape.geom_type == "MultiPolygon"
    assert problems == ()


def test_an_invalid_boundary_is_repaired_and_said_and_a_mark_noticed(tmp_path):
    bow = shapely.Polygon([(116.4, 39.9), (116.42, 39.92), (116.42, 39.9), (116.4, 39.92)])
    path = collection(tmp_path, [bow], {"cp": [1, 2], "childNum": 1})
    shape, problems = read_boundary(path)
    assert shape.is_valid
    assert codes(problems) == [
        (None, "datum_noticed", "warning"),
        (1, "geometry_invalid", "repaired"),
    ]


def test_a_boundary_of_points_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="takes a polygon"):
        read_boundary(collection(tmp_path, [shapely.Point(1, 2)]))


def test_one_instant_is_one_date_in_every_format(tmp_path):
    """Kind: the same time stamp becomes the day before in some formats."""
    stamps = ["2019-12-31T16:00:00Z", "2020-01-01T00:00:00Z", "2020-01-01T15:59:59Z"]
    points = [shapely.Point(116.40, 39.90 + step / 1000) for step in range(3)]
    typed = gpd.GeoDataFrame(
        {"name": ["a", "b", "c"], "opened_on": pd.to_datetime(stamps)}, geometry=points, crs=4326
    )
    for suffix in ("gpkg", "fgb", "geojson"):
        typed.to_file(tmp_path / f"t.{suffix}", engine="pyogrio")
    typed.to_parquet(tmp_path / "t.parquet")
    rows = [f"{row},116.40,39.90{row},{stamp}" for row, stamp in enumerate(stamps)]
    table(tmp_path, "name,lon,lat,opened_on", *rows, name="t.csv")
    for path in sorted(tmp_path.iterdir()):
        intake = examine(path, STATIONS, CONTEXT)
        assert {str(day) for day in intake.accept()["opened_on"]} == {"2020-01-01"}, path.name


def test_outside_of_china_the_stated_zone_tells_the_day(tmp_path):
    chicago = IntakeContext(boundary=box(-87.7, 41.8, -87.6, 41.9), crs="EPSG:32616")
    path = table(tmp_path, "name,lon,lat,opened_on", "a,-87.65,41.85,2020-01-01T03:00Z")
    intake = examine(path, STATIONS, chicago)
    assert "2019-12-31 / 2020-01-01" in intake.problems[-1].text("en")
    told = examine(path, STATIONS, chicago, ReadOptions(time_zone="America/Chicago"))
    assert [str(day) for day in told.accept()["opened_on"]] == ["2019-12-31"]


def test_a_table_of_decimal_commas_comes_in_or_asks(tmp_path):
    """Kind: a file of another country is read a thousand times off."""
    path = table(tmp_path, "名称;lon;lat;floor_area_m2", "甲;116,400;39,920;1.234")
    intake = examine(path, STATIONS, CONTEXT)
    assert ("number_two_readings", 1) in [(one.code, one.row) for one in intake.problems]
    told = examine(path, STATIONS, CONTEXT, ReadOptions(decimal="comma")).accept()
    assert told["floor_area_m2"].tolist() == [1234]
    assert shapely.get_coordinates(told.geometry).tolist() == [[116.4, 39.92]]


def test_columns_of_two_marks_come_in_by_an_option_for_each(tmp_path):
    """Kind: a file whose columns differ cannot be mended by one option for all."""
    lines = "name;lon;lat;floor_area_m2;staff", "a;116,40;39,92;1.234;1.234", "b;116,41;39.92;5;2"
    path = table(tmp_path, *lines)
    intake = examine(path, STATIONS, CONTEXT)
    asked = [one for one in intake.problems if one.code == "number_two_readings"]
    assert [(one.row, one.field) for one in asked] == [(1, "floor_area_m2")]
    assert "--decimal floor_area_m2=point" in asked[0].mend("en")
    for mark, number in (("point", 1.234), ("comma", 1234)):
        told = ReadOptions(decimals={"Floor_Area_m2": mark})
        assert examine(path, STATIONS, CONTEXT, told).accept()["floor_area_m2"][0] == number
    wrong = ReadOptions(decimals={"area": "point", "name": "comma", "lon": "comma"})
    found = [one.code for one in examine(path, STATIONS, CONTEXT, wrong).problems]
    assert ("decimal_unknown" in found, "decimal_no_number" in found) == (True, True)


def test_a_decimal_comma_decides_in_a_file_that_shows_no_point(tmp_path):
    """Kind: 1,234 is asked about though every other number of the file has a decimal comma."""
    lines = "name;lon;lat;floor_area_m2;staff", "a;116,40;39,92;1,234;1,234"
    intake = examine(table(tmp_path, *lines), STATIONS, CONTEXT)
    assert intake.accept()[["floor_area_m2", "staff"]].to_numpy().tolist() == [[1.234, 1234]]
    said = {one.code for one in intake.problems}
    assert {"number_mark_of_file", "number_whole_only"} <= said
    mixed = table(tmp_path, "name;lon;lat;floor_area_m2;site_area_m2", "a;116.40;39.92;12,5;1,234")
    codes_found = [(one.row, one.code) for one in examine(mixed, STATIONS, CONTEXT).problems]
    assert (1, "number_two_readings") in codes_found


def test_a_column_of_both_coordinates_is_placed_by_the_area(tmp_path):
    """Kind: places are silently put where longitude and latitude are exchanged."""
    path = table(tmp_path, "name,location", 'a,"28.10, -15.40"', 'b,"28.12, -15.42"')
    there = IntakeContext(boundary=box(-15.5, 28.0, -15.3, 28.2), crs="EPSG:32628")
    intake = examine(path, STATIONS, there)
    points = shapely.get_coordinates(intake.accept().geometry)
    assert points.tolist() == [[-15.40, 28.10], [-15.42, 28.12]]
    assert "coordinates_joint" in [one.code for one in intake.problems]
    asked = examine(path, STATIONS, IntakeContext())
    assert [one.row for one in asked.problems if one.code == "coordinates_order_open"] == [1, 2]
    told = examine(path, STATIONS, IntakeContext(), ReadOptions(coordinate_order="latlon"))
    assert shapely.get_coordinates(told.accept().geometry).tolist() == points.tolist()


def test_a_column_of_survey_coordinates_is_read_as_its_columns_would_be(tmp_path):
    path = table(tmp_path, "名称,坐标", "甲,4421118.681 448203.776", "乙,4420118.681 449103.776")
    area = IntakeContext(boundary=box(116.37, 39.86, 116.45, 39.97), crs="EPSG:4548")
    intake = examine(path, STATIONS, area)
    assert "survey_axes" in [one.code for one in intake.problems]
    assert len(intake.accept()) == 2


def test_shapes_in_a_system_that_is_not_accepted_are_refused(tmp_path):
    path = table(tmp_path, "name,geom", "a,SRID=4214;POINT (116.40 39.90)")
    intake = examine(path, STATIONS, CONTEXT)
    assert "crs_refused" in [one.code for one in intake.problems]
