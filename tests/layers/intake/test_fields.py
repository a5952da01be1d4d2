"""Which heading stands for which column: the user's word, the name, then the aliases."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from layers.catalogue import LAYER_TYPES, layer_type
from layers.intake.fields import Match, as_headed, match, safe_name, unique_names
from tests.builders.processes import within

POLICE = layer_type("police_stations")


def codes(matching):
    return [(one.field, one.code, one.severity) for one in matching.problems]


@pytest.mark.parametrize("layer", LAYER_TYPES.values(), ids=LAYER_TYPES)
def test_each_name_alias_and_title_means_one_column_only(layer):
    for column in layer.columns:
        for heading in (column.name, column.name.upper(), *column.aliases, *column.title):
            matching = match([heading], layer, {})
            assert matching.by_column == {column.name: Match(heading)}, heading
            assert (matching.extra, matching.problems) == ([], [])


@pytest.mark.parametrize(
    ("names", "rename", "field", "problems"),
    [
        (["机构名称"], {}, "机构名称", []),
        (["ＮＡＭＥ"], {}, "ＮＡＭＥ", []),
        ([" name "], {}, " name ", []),
        (["name", "机构名称"], {}, "name", [("机构名称", "field_duplicate", "warning")]),
        (["NAME", "name"], {}, "name", [("NAME", "field_duplicate", "warning")]),
        (
            ["name", "机构名称"],
            {"机构名称": "name"},
            "机构名称",
            [("name", "field_duplicate", "warning")],
        ),
        (["NAME", "Name"], {}, "NAME", [("Name", "field_duplicate", "error")]),
        (["a", "b"], {"a": "name", "b": "name"}, "a", [("b", "field_duplicate", "error")]),
    ],
)
def test_the_surest_heading_wins(names, rename, field, problems):
    matching = match(names, POLICE, rename)
    assert matching.by_column["name"].field == field
    assert matching.extra == [name for name in names if name != field]
    assert codes(matching) == problems


@pytest.mark.parametrize(
    ("rename", "named"),
    [({"y": "name"}, "'y' that is not there; there are: x"), ({"x": "nom"}, "'nom'")],
)
def test_a_rename_that_names_nothing_is_an_error(rename, named):
    matching = match(["x"], POLICE, rename)
    assert [(one.code, one.severity) for one in matching.problems] == [("field_unknown", "error")]
    assert named in matching.problems[0].text("en")
    assert matching.extra == ["x"]


@pytest.mark.parametrize(
    ("heading", "column", "factor"),
    [
        ("建筑面积(公顷)", "floor_area_m2", 1e4),
        ("建筑面积（万平方米）", "floor_area_m2", 1e4),
        ("用地面积 [亩]", "site_area_m2", 2000 / 3),
        ("建筑面积(㎡)", "floor_area_m2", 1.0),
        ("工作人员（人）", "staff", 1.0),
        ("藏书量(万册)", "volumes", 1e4),
        ("建筑面积(约)", "floor_area_m2", 1.0),
        ("名称(万)", "name", 1.0),
    ],
)
def test_a_unit_in_the_heading_becomes_a_factor(heading, column, factor):
    assert match([heading], POLICE, {}).by_column == {column: Match(heading, factor)}


def test_unknown_headings_are_left_over_in_their_order():
    matching = match(["z", "名称", "a"], POLICE, {})
    assert (matching.extra, list(matching.by_column)) == (["z", "a"], ["name"])


def _frame(*names, geometry="geometry"):
    table = gpd.GeoDataFrame(
        {str(at): [at] for at in range(len(names))}, geometry=[Point(1, 2)], crs=4326
    )
    return table.set_axis([*names, geometry], axis=1).set_geometry(geometry)


@pytest.mark.parametrize(
    ("names", "wanted", "doubles"),
    [
        (["a", "a", "a"], ["a", "a_2", "a_3"], 2),
        (["a", " a "], ["a", "a_2"], 1),
        (["a_2", "a", "a"], ["a_2", "a", "a_3"], 1),
        (["e\u0301", "\u00e9"], ["\u00e9", "\u00e9_2"], 1),
        (["", 7], ["field", "7"], 0),
    ],
)
def test_repeated_headings_are_numbered_and_reported(names, wanted, doubles):
    frame, problems = unique_names(_frame(*names))
    assert frame.columns.tolist() == [*wanted, "geometry"]
    assert [(one.code, one.severity) for one in problems] == [
        ("field_duplicate", "warning")
    ] * doubles
    assert frame.iloc[0, : len(names)].tolist() == list(range(len(names)))


@pytest.mark.parametrize(
    ("given", "kept"), [("a\x1b[31m", "a[31m"), ("\ufeff=1+1", "=1+1"), ("\x00", "field")]
)
def test_headings_lose_control_characters_as_values_do(given, kept):
    """Kind: what holds for the values of a row and not for the names of its columns."""
    frame, problems = unique_names(_frame(given))
    assert frame.columns.tolist() == [kept, "geometry"]
    assert [(one.field, one.code, one.severity) for one in problems] == [
        (kept, "text_control", "repaired")
    ]


def test_the_shapes_stand_in_geometry_and_a_field_of_that_name_gives_way():
    frame, problems = unique_names(_frame("geometry", geometry="geom"))
    assert frame.columns.tolist() == ["geometry_", "geometry"]
    assert frame.geometry.name == "geometry"
    assert frame.crs == "EPSG:4326"
    (told,) = problems
    assert (told.field, told.code, told.values["kept"]) == (
        "geometry",
        "field_renamed",
        "geometry_",
    )


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", " a", "b"]), max_size=8))
def test_headings_always_differ_and_none_is_lost(names):
    frame, _ = unique_names(_frame(*names))
    assert frame.columns.is_unique
    assert frame.iloc[0, : len(names)].tolist() == list(range(len(names)))


@pytest.mark.parametrize(
    ("name", "taken", "kept"),
    [
        ("x", set(), "x"),
        ("id", set(), "source_id"),
        ("ID", {"source_id"}, "source_id_"),
        ("name", {"name", "name_"}, "name__"),
    ],
)
def test_extra_fields_take_no_name_of_the_store(name, taken, kept):
    assert safe_name(name, taken) == kept


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("建筑面积（公顷）", 1e4),
        ("建筑面积 [ 亩 ]", 2000 / 3),
        ("建筑面积(m2]", 1.0),
        ("建筑面积()", 1.0),
        ("建筑面积(a)b)", 1.0),
    ],
)
def test_the_unit_stands_in_the_last_brackets(heading, factor):
    column = POLICE.column("floor_area_m2")
    found = match([heading], POLICE, {}).by_column.get(column.name)
    assert (found.factor if found else 1.0) == pytest.approx(factor)


@pytest.mark.parametrize("heading", ["(" + " " * 60_000 + "x", "( " * 30_000, "x(" + "a " * 30_000])
def test_no_heading_holds_the_reader(heading):
    """Kind: a pattern whose parts can share what they match; 8,000 spaces took over 5 minutes."""
    with within(0.5):
        assert match([heading], POLICE, {}).extra == [heading]


def test_what_a_user_writes_finds_the_heading_that_looks_like_it():
    """The kind: a name on the command line that the file writes with signs nobody sees."""
    names = ["机\u200b构", "建筑\n面积", "a", "A"]
    assert as_headed({"机构": "name", "建筑面积": "x"}, names) == {
        "机\u200b构": "name",
        "建筑\n面积": "x",
    }
    assert as_headed({"A": "x", "b": "y"}, names) == {"A": "x", "b": "y"}
    assert as_headed({"Ａ": "x"}, names) == {"Ａ": "x"}


def test_a_unit_in_the_heading_that_is_not_known_is_said():
    """Kind: square feet under a heading that says so are silently taken as square meters."""
    area, staff = (POLICE.column(name).title.zh for name in ("floor_area_m2", "staff"))
    known = match([f"{area} (sqft)", f"{staff}（2020年）"], POLICE, {})
    assert known.by_column["floor_area_m2"].factor == pytest.approx(0.09290304, rel=1e-12)
    assert [one.code for one in known.problems] == ["heading_unit_converted"]
    (problem,) = match([f"{area}（坪）"], POLICE, {}).problems
    assert (problem.code, problem.severity) == ("heading_unit_unknown", "warning")
    assert "坪" in problem.text("zh")
