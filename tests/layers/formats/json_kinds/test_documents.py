"""The content of a document decides what it is, whatever its name ends in."""

import json

import pytest

from layers.formats import FileRefusedError, read
from tests.builders import packed

KINDS = {
    "GeoJSONSeq": packed.geojson_lines,
    "TopoJSON": packed.topojson,
    "EsriJSON": packed.esrijson,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.json", "a.geojson", "a.topojson", "a.ndjson", "a.dat"])
def test_the_ending_is_not_trusted(tmp_path, kind, name):
    layer = read(KINDS[kind](tmp_path / name))
    assert layer.format == kind
    assert layer.frame["name"].tolist() == packed.STATIONS["name"].tolist()
    assert layer.frame.geometry.x.round(9).tolist() == [116.4, 116.401]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"type": "Topology"}, "topology"),
        ({"type": "Topology", "objects": {}}, "no_layer"),
        ({"features": []}, "not_geojson"),
        ({"type": "Feature Layer", "fields": []}, "not_geojson"),
        ({"error": {"code": 498, "message": "Invalid Token"}}, "service_error"),
        ([1], "not_geojson"),
    ],
)
def test_what_is_none_of_them_is_refused_by_what_it_is(tmp_path, document, code):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document))
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == code


def test_the_error_of_a_server_is_shown(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"error": {"code": 498, "message": "Invalid Token"}}')
    with pytest.raises(FileRefusedError, match="Invalid Token"):
        read(path)
