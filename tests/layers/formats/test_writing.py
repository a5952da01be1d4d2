"""What all exports share."""

import json

import pytest
import shapely

from layers import formats
from layers.catalogue import layer_type
from layers.formats import writing
from tests.builders.frames import lonlat_frame


def _frame(**columns):
    return lonlat_frame(shapely.points([[1, 2], [3, 4]]), **columns)


def test_properties_spread_into_columns_without_hiding_any():
    flat = writing.flat(_frame(name=["a", "b"], properties=[{"name": "x", "n": 1}, {}]))
    assert flat["name"].tolist() == ["a", "b"]
    assert flat["name_"].tolist()[0] == "x"
    assert flat["n"].tolist()[0] == 1
    assert "properties" not in flat


def test_more_properties_than_an_import_takes_stay_one_column():
    wide = [{f"a{at}": at for at in range(600)}, {f"b{at}": at for at in range(600)}]
    flat = writing.flat(_frame(properties=wide))
    assert [json.loads(cell) for cell in flat["properties"]] == wide
    assert len(flat.columns) == 2
    assert len(writing.flat(_frame(properties=[wide[0], {}])).columns) == 601


def test_properties_that_are_no_objects_become_text():
    flat = writing.flat(_frame(properties=[{"a": "二"}, [1, 2]]))
    assert flat["properties"].tolist() == ['{"a": "二"}', "[1, 2]"]


@pytest.mark.parametrize("start", writing.FORMULA_STARTS)
def test_only_text_is_guarded(start):
    assert writing.without_formula(f"{start}1") == f"'{start}1"
    assert writing.without_formula(-1.5) == -1.5
    assert writing.without_formula(f"a{start}") == f"a{start}"


def test_names_are_made_free_by_low_lines():
    assert writing.free_names(["a", "A", "a_"], ()) == ["a", "A_", "a__"]
    assert writing.free_names(["name", 7], ["NAME", "other"]) == ["name_", "7"]


@pytest.mark.parametrize("suffix", ["csv", "gpkg", "xlsx", "geojson", "kml"])
def test_a_whole_number_that_no_format_holds_is_written_as_text(tmp_path, suffix):
    """Kind: one value that keeps a whole layer from being exported; JSON's 1e400 did."""
    frame = _frame(properties=[{"x": 10**400, "y": 2}, {"x": 3, "y": None}])
    flat = writing.flat(frame)
    assert flat["x"].tolist() == [str(10**400), "3"]
    assert flat["y"].tolist()[0] == 2
    path = tmp_path / f"a.{suffix}"
    formats.write(frame, path, layer_type("libraries"))
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    "text", ["-1层", "=1+1", "'=x", "''@y", "'s-Hertogenbosch", "'", "a'", "+86"]
)
def test_what_is_guarded_comes_back_as_it_was(text):
    """The kind: a value that comes back changed. Spreadsheets run nothing of it meanwhile."""
    guarded = writing.without_formula(text)
    assert not guarded.startswith(writing.FORMULA_STARTS)
    assert writing.with_formula(guarded) == text
