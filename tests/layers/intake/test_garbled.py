"""Text garbled before it came here. The kind: names that are none, imported as they are."""

import shapely

from layers.catalogue import LAYER_TYPES
from layers.formats import write
from layers.intake.examine import IntakeContext, examine
from layers.intake.garbled import find_garbled
from tests.builders.frames import lonlat_frame

SHAPES = shapely.points([[116.4, 39.9], [116.5, 39.8]])


def _once_read(text, actual, taken):
    return text.encode(actual).decode(taken)


def test_a_column_is_told_with_what_it_should_read(tmp_path):
    names = [_once_read(one, "gbk", "latin-1") for one in ("东四社区", "安定门警务站")]
    write(lonlat_frame(SHAPES, name=names), tmp_path / "a.geojson")
    found = examine(tmp_path / "a.geojson", LAYER_TYPES["health_centers"], IntakeContext())
    (told,) = [one for one in found.problems if one.code == "text_garbled"]
    assert (told.field, told.severity, told.values["after"]) == ("name", "warning", "东四社区")
    assert "gb18030" in told.mend("zh")
    assert found.frame["name"].tolist() == names


def test_columns_that_read_well_are_not_told():
    frame = lonlat_frame(SHAPES, a=["Café", None], b=["东四", "Ñuñoa"], c=[1, 2], d=["x", "y"])
    assert find_garbled(frame) == []
    utf8 = lonlat_frame(SHAPES, a=["Café", _once_read("São", "utf-8", "cp1252")])
    assert find_garbled(utf8) == []
    whole = lonlat_frame(SHAPES, a=[_once_read("São", "utf-8", "cp1252")] * 2)
    assert [one.values["after"] for one in find_garbled(whole)] == ["São"]
