"""GeoJSON: each faulty feature is named by row and cause; nothing is guessed."""

import json

import numpy as np
import pytest
import shapely

from layers.formats import FileRefusedError, read, write
from tests.builders.frames import lonlat_frame


def _file(tmp_path, document):
    path = tmp_path / "a.geojson"
    text = document if isinstance(document, str) else json.dumps(document)
    path.write_text(text, encoding="utf-8")
    return path


def _feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(*geometries, **members):
    features = [_feature(geometry) for geometry in geometries]
    return {"type": "FeatureCollection", "features": features, **members}


POINT = {"type": "Point", "coordinates": [116.4, 39.9]}


def test_collection_feature_and_bare_geometry_are_read(tmp_path):
    for document in (_collection(POINT), _feature(POINT), POINT):
        frame = read(_file(tmp_path, document)).frame
        assert frame.geometry.to_wkt().tolist() == ["POINT (116.4 39.9)"]
        assert frame.crs.to_epsg() == 4326


def test_a_faulty_geometry_is_named_by_row_and_kept_as_an_empty_one(tmp_path):
    faulty = {"type": "Point", "coordinates": [1]}
    layer = read(_file(tmp_path, _collection(POINT, faulty, POINT)))
    (note,) = layer.notes
    assert (note.row, note.severity) == (2, "error")
    assert "fewer than two coordinates" in note.text("en")
    assert layer.frame.geometry.isna().tolist() == [False, True, False]


@pytest.mark.parametrize("feature", [None, 3, {"type": "feature"}, {"type": "Feature"}])
def test_faulty_feature_is_named_by_row(tmp_path, feature):
    document = {"type": "FeatureCollection", "features": [_feature(POINT), feature]}
    layer = read(_file(tmp_path, document))
    assert [note.row for note in layer.notes] == [2]
    assert len(layer.frame) == 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_not_finite_name_feature_and_vertex(tmp_path, number):
    shape = '{"type":"LineString","coordinates":[[1,2],[3,4],[#,5]]}'
    text = '{"type":"Feature","properties":{"a":#},"geometry":@}'
    text = text.replace("@", shape).replace("#", number)
    found = [(n.row, n.field, n.code) for n in read(_file(tmp_path, text)).notes]
    assert found == [(1, "a", "value_not_finite"), (1, None, "geometry_not_finite")]
    assert read(_file(tmp_path, text)).notes[1].values == {"vertex": 3}


@pytest.mark.parametrize(
    ("document", "cause"),
    [
        ('{"type":"FeatureCollection","features":[', "line 1, column 41"),
        ("[1, 2]", "outermost"),
        ({"type": "featurecollection", "features": []}, "outermost"),
        ({"type": "FeatureCollection"}, "no list 'features'"),
        ({"type": {}}, "outermost"),
        ('{"type":"Point","type":"Feature"}', "'type' stands twice"),
        ('{"type":"Point","coordinates":[' + "9" * 5000 + ",1]}", "damaged"),
        ("[" * 100_000 + "]" * 100_000, "100000 levels"),
        ('{"type":"Feature","properties":' + '{"a":' * 5000, "levels deep"),
    ],
)
def test_unreadable_documents_are_refused(tmp_path, document, cause):
    with pytest.raises(FileRefusedError, match=cause) as caught:
        read(_file(tmp_path, document))
    assert caught.value.text("zh") != caught.value.text("en")


def test_a_named_crs_is_honored_and_a_linked_one_is_not_followed(tmp_path):
    def crs_of(member):
        layer = read(_file(tmp_path, _collection(POINT, crs=member)))
        return layer.frame.crs and layer.frame.crs.to_epsg(), [n.code for n in layer.notes]

    def named(name):
        return {"type": "name", "properties": {"name": name}}

    assert crs_of(named("urn:ogc:def:crs:EPSG::4548")) == (4548, [])
    assert crs_of(named("urn:ogc:def:crs:OGC:1.3:CRS84")) == (4326, [])
    assert crs_of(None) == (None, [])
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/x"}}
    assert crs_of(link) == (None, ["crs_link"])
    with pytest.raises(FileRefusedError, match="EPSG:999999"):
        crs_of(named("EPSG:999999"))
    with pytest.raises(FileRefusedError, match="unknown"):
        crs_of(named('GEOGCS["x"]'))


def test_text_in_gb18030_is_read(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_bytes(json.dumps(_feature(POINT, 名称="东四"), ensure_ascii=False).encode("gb18030"))
    layer = read(path)
    assert layer.encoding == "gb18030"
    assert layer.frame["名称"].tolist() == ["东四"]


def test_written_files_are_valid_json_without_nan_and_with_ids(tmp_path):
    frame = lonlat_frame(
        [shapely.Point(1, 2), None], v=[np.nan, np.inf], d=[{"a": [1, float("nan")]}, None]
    )
    frame.index = frame.index.rename("id") + 40
    path = tmp_path / "a.geojson"
    write(frame, path)

    def reject(constant):
        raise AssertionError(constant)

    document = json.loads(path.read_text("utf-8"), parse_constant=reject)
    assert [feature["id"] for feature in document["features"]] == [40, 41]
    assert document["features"][0]["properties"] == {"id": 40, "v": None, "d": {"a": [1, None]}}
    assert document["features"][1]["geometry"] is None


def test_exterior_rings_run_counterclockwise(tmp_path):
    frame = lonlat_frame([shapely.box(0, 0, 1, 1, ccw=False)])
    write(frame, tmp_path / "a.geojson")
    ring = read(tmp_path / "a.geojson").frame.geometry[0].exterior
    assert ring.is_ccw


def test_projected_frames_are_written_in_longitude_and_latitude(tmp_path):
    frame = lonlat_frame([shapely.Point(116.4, 39.9)]).to_crs(4548)
    write(frame, tmp_path / "a.geojson")
    assert (
        read(tmp_path / "a.geojson").frame.geometry[0].distance(shapely.Point(116.4, 39.9)) < 1e-7
    )
