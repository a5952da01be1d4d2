"""GeoJSON line by line and after marks: each faulty line is a row with its line named."""

import json

import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read
from layers.formats.json_kinds.sequences import parts_of

CRS = {"type": "name", "properties": {"name": "EPSG:4490"}}


def feature(name, **members):
    shape = {"type": "Point", "coordinates": [116.4, 39.9]}
    return {"type": "Feature", "properties": {"name": name}, "geometry": shape, **members}


def lines(tmp_path, *rows, name="a.ndjson", end="\n"):
    path = tmp_path / name
    texts = (one if isinstance(one, str) else json.dumps(one) for one in rows)
    path.write_bytes(end.join(texts).encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_each_line_is_a_feature(tmp_path, end):
    layer = read(lines(tmp_path, feature("甲"), feature("乙", id=7), end=end))
    assert (layer.format, layer.encoding, layer.notes) == ("GeoJSONSeq", "utf-8", [])
    assert layer.frame["name"].tolist() == ["甲", "乙"]
    assert layer.frame["id"].tolist()[1] == 7


def test_a_line_that_was_cut_off_is_a_row_with_its_line_and_no_silent_loss(tmp_path):
    path = lines(tmp_path, feature("甲"), "", json.dumps(feature("乙"))[:-9], feature("丙"))
    layer = read(path)
    assert [(note.row, note.code) for note in layer.notes] == [(2, "row_unreadable")]
    assert "line 3 is not valid JSON" in layer.notes[0].text("en")
    assert layer.frame.geometry.isna().tolist() == [False, True, False]


def test_marked_features_may_be_spread_over_lines(tmp_path):
    rows = (f"\x1e{json.dumps(feature(name), indent=2)}\n" for name in "甲乙")
    path = tmp_path / "a.geojsons"
    path.write_text("".join(rows), "utf-8")
    assert read(path).frame["name"].tolist() == ["甲", "乙"]


def test_a_mark_before_a_part_that_is_cut_off_names_the_line_it_begins_at(tmp_path):
    path = tmp_path / "a.geojsons"
    path.write_text(f'\x1e{json.dumps(feature("甲"))}\n\x1e{{"type":\n', "utf-8")
    layer = read(path)
    assert [note.row for note in layer.notes] == [2]
    assert "line 2" in layer.notes[0].text("en")


def test_bare_geometries_and_collections_are_rows_too(tmp_path):
    whole = {"type": "FeatureCollection", "features": [feature("乙"), feature("丙")]}
    layer = read(lines(tmp_path, feature("甲"), whole, {"type": "Point", "coordinates": [1, 2]}))
    assert len(layer.frame) == 4
    assert layer.frame["name"].tolist()[:3] == ["甲", "乙", "丙"]
    assert layer.notes == []


def test_what_is_no_feature_is_named_by_its_row(tmp_path):
    layer = read(lines(tmp_path, feature("甲"), {"a": 1}, feature("丙"), '{"a":1,"a":2}'))
    assert [(note.row, note.code) for note in layer.notes] == [
        (4, "row_unreadable"),
        (2, "row_unreadable"),
    ] or [note.row for note in layer.notes] == [2, 4]
    assert "'a' stands twice" in " ".join(note.text("en") for note in layer.notes)


def test_one_coordinate_system_for_all(tmp_path):
    same = read(lines(tmp_path, feature("甲", crs=CRS), feature("乙", crs=CRS)))
    assert (same.frame.crs.to_epsg(), same.notes) == (4490, [])
    mixed = read(lines(tmp_path, feature("甲"), feature("乙", crs=CRS)))
    assert [note.row for note in mixed.notes] == [2]
    assert "another coordinate system" in mixed.notes[0].text("en")


def test_a_document_spread_over_lines_is_no_sequence():
    assert parts_of(json.dumps(feature("甲"), indent=1)) == []
    assert parts_of(json.dumps(feature("甲"))) == []
    assert parts_of("[1,\n2]") == []


def test_lines_are_counted_before_they_are_read(tmp_path):
    path = lines(tmp_path, *[feature("甲")] * 4)
    assert len(read(path, ReadOptions(limits=Limits(rows=4))).frame) == 4
    with pytest.raises(FileRefusedError, match="limit of 3"):
        read(path, ReadOptions(limits=Limits(rows=3)))
    whole = {"type": "FeatureCollection", "features": [feature("乙")] * 3}
    with pytest.raises(FileRefusedError, match="limit of 3"):
        read(lines(tmp_path, feature("甲"), whole), ReadOptions(limits=Limits(rows=3)))


def test_encodings_are_told_as_for_any_text(tmp_path):
    path = tmp_path / "a.ndjson"
    text = "\n".join(json.dumps(feature(name), ensure_ascii=False) for name in ("东四", "安定门"))
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        path.write_bytes(text.encode(encoding))
        assert read(path).frame["name"].tolist() == ["东四", "安定门"]
