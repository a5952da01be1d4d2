"""Files that break importers: each ends as rows or as a refusal with a cause, never as a trace."""

import json
import os
from pathlib import Path

import pytest

from layers.catalogue import layer_type
from layers.errors import LayerError
from layers.intake.examine import Intake, IntakeContext, ReadOptions, examine

TRIAL_DATA = "SHEQU_TRIAL_DATA"
POINT = {"type": "Point", "coordinates": [116.4, 39.9]}


def feature(geometry=POINT, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def features(*members):
    return json.dumps({"type": "FeatureCollection", "features": list(members)})


def point(x, y):
    text = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%s,%s]}}'
    return '{"type":"FeatureCollection","features":[%s]}' % (text % (x, y))


# name -> (content, whether anything may be imported)
NASTY = {
    "empty.geojson": ("", False),
    "none.geojson": (features(), False),
    "null_feature.geojson": ('{"type":"FeatureCollection","features":[null]}', False),
    "null_geometry.geojson": (features(feature(None)), False),
    "nan.geojson": (point("NaN", 39.9), False),
    "infinity.geojson": (point("Infinity", 39.9), False),
    "huge.geojson": (point("1e400", 39.9), False),
    "text.geojson": (point('"116.4"', 39.9), False),
    "swapped.geojson": (point(39.9, 116.4), False),
    "metres.geojson": (point(448789.4, 4418908.9), False),
    "nested.geojson": (
        '{"type":"Feature","properties":' + '{"a":' * 5000 + "1" + "}" * 5001,
        False,
    ),
    "vrt.geojson": ("<OGRVRTDataSource></OGRVRTDataSource>", False),
    "html.csv": ("<html><script>alert(1)</script></html>", False),
    "ragged.csv": ("name,lon,lat\na,116.4,39.9,7,8\n", False),
    "headless.csv": ("116.4,39.9\n116.5,39.9\n", False),
    "hostile_names.csv": ('"a""; drop table x;--",lon,lat\n{0.__class__},116.4,39.9\n', True),
    "formula.csv": ("name,lon,lat\n=1+1,116.4,39.9\n", True),
    "quoted_line.csv": ('name,lon,lat\n"a\nb",116.4,39.9\n', True),
    "deep_property.geojson": (features(feature(a={"b": {"c": [1, {"d": None}]}})), True),
    "good.geojson": (features(feature(name="x")), True),
}


@pytest.mark.parametrize("name", NASTY)
def test_made_files_end_as_rows_or_as_a_refusal(tmp_path, name):
    content, good = NASTY[name]
    path = tmp_path / name
    path.write_text(content, "utf-8")
    ended = end_of(path)
    assert isinstance(ended, Intake) == good, ended
    if isinstance(ended, LayerError):
        for language in ("zh", "en"):
            assert name in ended.text(language)
            assert str(tmp_path) not in ended.text(language)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_chinese_text_is_read_in_the_encodings_of_the_country(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("名称,经度,纬度\n东四街道㟃社区,116.4,39.9\n".encode(encoding))
    ended = end_of(path)
    assert isinstance(ended, Intake)
    assert ended.frame["name"].tolist() == ["东四街道㟃社区"]


def test_a_hostile_file_dies_in_a_process_of_its_own(tmp_path):
    path = tmp_path / "nan.geojson"
    path.write_text(point("NaN", 39.9), "utf-8")
    ended = end_of(path)
    assert isinstance(ended, LayerError)
    assert "nan.geojson" in str(ended)


def end_of(path: Path, layer: str = "police_stations") -> Intake | LayerError:
    """Return what a file ends as; any other exception fails the test."""
    try:
        intake = examine(path, layer_type(layer), IntakeContext(), ReadOptions())
        intake.accept()
    except LayerError as refusal:
        return refusal
    return intake


def trial_files() -> list[Path]:
    folder = os.environ.get(TRIAL_DATA)
    if not folder:
        return []
    aside = {".shx", ".dbf", ".prj", ".cpg", ".qpj", ".md"}
    files = (Path(folder) / "nasty").rglob("*")
    return sorted(path for path in files if path.is_file() and path.suffix not in aside)


@pytest.mark.slow
@pytest.mark.skipif(not trial_files(), reason=f"{TRIAL_DATA} names no folder with nasty/ in it")
@pytest.mark.parametrize("path", trial_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_nasty_files_end_as_rows_or_as_a_refusal(path):
    for layer in ("police_stations", "green_spaces", "streets"):
        ended = end_of(path, layer)
        assert isinstance(ended, (Intake, LayerError))
        assert path.name in (ended.name if isinstance(ended, Intake) else ended.text("zh"))
