"""The intake in a child: the same rows and findings, and limits over the checks too."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from layers.catalogue import layer_type
from layers.errors import CrsError
from layers.formats import FileRefusedError, Limits, ReadOptions
from layers.intake.examine import IntakeContext, RefusedError, examine, read_boundary
from layers.intake.isolated import examine_isolated, read_boundary_isolated
from tests.builders.frames import frame, lonlat_frame
from tests.load import hostile_shapes, hostile_tables

AREA = box(116.37, 39.86, 116.45, 39.97)
CONTEXT = IntakeContext(boundary=AREA, crs="EPSG:4548", community_names=frozenset({"东四社区"}))
STATIONS = layer_type("police_stations")
ROWS = """名称,社区,启用日期,床位,是否,备注,经度,纬度
甲,东四社区,2005-12-31,1,是,a,116.40,39.90
乙,东西社区,2005,2.5,,,116.41,39.91
丙,,,,否,"c,d",116.4,50
丁,东四社区,x,3,否,e,,
"""


def same(one, other):
    assert (one.name, one.format, one.problems) == (other.name, other.format, other.problems)
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.frame.drop(columns="geometry")),
        pd.DataFrame(other.frame.drop(columns="geometry")),
        check_column_type=False,
    )
    for name in one.frame.columns:
        assert [type(cell) for cell in one.frame[name]] == [type(c) for c in other.frame[name]]
    assert one.frame.geometry.geom_equals_exact(other.frame.geometry, 0).all()
    assert one.frame.crs == other.frame.crs


@pytest.mark.parametrize("skip", [True, False])
def test_rows_and_findings_are_those_of_the_intake_itself(tmp_path, skip):
    path = tmp_path / "表.csv"
    path.write_text(ROWS, "utf-8")
    existing = lonlat_frame(shapely.points([[116.4, 39.9]] * 9))
    context = IntakeContext(AREA, "EPSG:4548", existing, frozenset({"东四社区"}))
    options = ReadOptions(skip_errors=skip)
    here = examine(path, STATIONS, context, options)
    there = examine_isolated(path, STATIONS, context, options)
    assert here.frame["name"].tolist() == ["甲", "丙"]
    assert here.refused is not skip
    same(there, here)


def test_nested_and_mixed_values_come_back_as_they_are(tmp_path):
    point = {"type": "Point", "coordinates": [116.4, 39.9]}
    members = [{"a": [1, {"b": None}], "c": 1}, {"a": "x", "c": "y"}, {"a": None, "c": True}]
    features = [{"type": "Feature", "properties": one, "geometry": point} for one in members]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = examine_isolated(path, STATIONS, CONTEXT)
    assert found.frame["a"].tolist() == [[1, {"b": None}], "x", None]
    assert found.frame["c"].tolist() == [1, "y", True]
    same(found, examine(path, STATIONS, CONTEXT))


def test_an_unknown_system_is_the_askers_error(tmp_path):
    with pytest.raises(CrsError):
        examine_isolated(tmp_path / "a", STATIONS, CONTEXT, ReadOptions(crs="EPSG:1"))
    with pytest.raises(CrsError):
        read_boundary_isolated(tmp_path / "a", ReadOptions(crs="nonsense"))


def test_the_users_name_is_shown_and_no_folder(tmp_path):
    path = tmp_path / "0f8e"
    path.write_text("nothing")
    with pytest.raises(FileRefusedError, match=r"规划\.csv") as caught:
        examine_isolated(path, STATIONS, CONTEXT, name="规划.csv")
    assert str(tmp_path) not in str(caught.value)


def test_a_polygon_that_crosses_itself_everywhere_ends_the_child_and_not_us(tmp_path):
    path = hostile_shapes.geojson_crossings(tmp_path)  # 36 million crossings in 340 kB
    with pytest.raises(FileRefusedError) as caught:
        examine_isolated(path, layer_type("green_spaces"), CONTEXT)
    assert caught.value.code in {"memory", "time"}


def test_a_boundary_comes_back_with_its_findings(tmp_path):
    path = tmp_path / "a.geojson"
    two = lonlat_frame([box(0, 0, 1, 1), box(1, 0, 2, 1)])
    two.to_file(path, driver="GeoJSON")
    shape, problems = read_boundary_isolated(path)
    assert (shape.geom_type, shape.area) == ("MultiPolygon", 2.0)
    here, found = read_boundary(path)
    assert shape.equals_exact(here, 0)
    assert problems == found
    point = tmp_path / "b.geojson"
    lonlat_frame([shapely.Point(1, 2)]).to_file(point, driver="GeoJSON")
    with pytest.raises(RefusedError) as caught:
        read_boundary_isolated(point)
    assert caught.value.problems[0].code == "geometry_wrong_family"


def test_of_many_findings_the_first_are_listed_and_the_others_counted(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat\n" + "a,116.9,39.9\n" * 30 + "b,116.4,39.9\n")
    found = examine_isolated(path, STATIONS, CONTEXT, ReadOptions(limits=Limits(findings=10)))
    outside = [one.row for one in found.problems if one.code == "outside_area"]
    assert outside == list(range(1, 11))
    cut = [vars(one)["values"] for one in found.problems if one.code == "findings_cut"]
    assert {"code": "outside_area", "count": 20} in cut
    assert len(found.frame) == 31


@pytest.mark.slow
def test_a_layer_of_more_rows_than_a_file_may_hold_still_takes_more(tmp_path):
    path = tmp_path / "stations.csv"
    path.write_text("name,lon,lat\na,116.4,39.9\n")
    points = np.random.default_rng(1).uniform(400_000, 4_400_000, (Limits().rows + 1, 2))
    there = frame(shapely.points(points), crs="EPSG:4548")
    context = dataclasses.replace(CONTEXT, existing=there)
    assert len(examine_isolated(path, STATIONS, context).frame) == 1


@pytest.mark.slow
def test_a_million_and_a_half_rows_are_refused_by_their_number(tmp_path):
    path = hostile_tables.csv_rows(tmp_path)
    with pytest.raises(FileRefusedError, match="1000000"):
        examine_isolated(path, STATIONS, CONTEXT)


def test_the_columns_of_the_layer_do_not_count_against_the_file(tmp_path):
    path = tmp_path / "stations.csv"
    path.write_text("name,lon,lat\n" + "a,116.4,39.9\n" * 5)
    options = ReadOptions(limits=Limits(rows=5, columns=3, cells=15))
    found = examine_isolated(path, STATIONS, CONTEXT, options)
    assert len(found.frame) * len(found.frame.columns) > 15
    tight = ReadOptions(limits=Limits(rows=5, columns=3, cells=14))
    with pytest.raises(FileRefusedError, match="5 rows times 3 columns"):
        examine_isolated(path, STATIONS, CONTEXT, tight)
