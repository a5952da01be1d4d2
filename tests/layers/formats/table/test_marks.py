"""Marks of written tables: places and formulas, put on and taken off."""

import pytest
import shapely

from layers.formats import read, write
from layers.formats.table import marks
from tests.builders.frames import lonlat_frame


@pytest.mark.parametrize(
    "name",
    ["geom", "wkt", "LAT", "x", "经度", "further.geom", "further.x", "-1层", "=a", "'=a", "备注"],
)
def test_a_heading_comes_back(name):
    assert marks.read(marks.written(name)) == name
    assert not marks.written(name).startswith(("=", "-"))


def test_names_that_need_no_mark_have_none():
    assert marks.written("further.name") == "further.name"
    assert marks.read("further.name") == "further.name"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_column_named_as_a_shape_is_not_read_as_the_place(tmp_path, suffix):
    """Names that the format uses itself: a column `geom` made every row unreadable."""
    path = tmp_path / f"a{suffix}"
    write(lonlat_frame([shapely.Point(116, 39)], geom=["kept"], lat=["too"]), path)
    found = read(path)
    assert found.frame.geometry.to_wkt().tolist() == ["POINT (116 39)"]
    assert found.frame.drop(columns="geometry").iloc[0].to_dict() == {"geom": "kept", "lat": "too"}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_guarded_text_comes_back_and_is_told(tmp_path, suffix):
    """Guards that change the value: `-1层` came back as `'-1层`."""
    names = ["-1层", "=1+1", "'=1", "plain"]
    path = tmp_path / f"a{suffix}"
    write(lonlat_frame(shapely.points([[1, 2]] * 4), name=names), path)
    found = read(path)
    assert found.frame["name"].tolist() == names
    assert [(note.code, note.values) for note in found.notes] == [("formula_guard", {"count": 3})]
    if suffix == ".csv":
        assert "'-1层" in path.read_text("utf-8-sig")
