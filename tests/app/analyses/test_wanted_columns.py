"""Kind: what an import cannot know and analyses need is told at import, with the mend."""

import pandas as pd
import pytest

from app.analyses import ANALYSES
from app.analyses.wanted_columns import lacking, wanted
from app.config import ROOT
from app.standards import Standards
from layers.catalogue import LAYER_TYPES


@pytest.fixture(scope="module")
def standards(tmp_path_factory):
    found = Standards(tmp_path_factory.mktemp("own"), ROOT / "data" / "standards")
    return list(found.all().values())


def rows(layer, count, **filled):
    columns = {column.name: [None] * count for column in LAYER_TYPES[layer].columns}
    return pd.DataFrame(columns | filled, dtype=object)


def told(layer, standards, count, **filled):
    found = lacking(rows(layer, count, **filled), LAYER_TYPES[layer], standards, area="town")
    return {one.field: one for one in found}


def test_greens_without_a_class_are_counted_with_classes_and_command(standards) -> None:
    """Kind: an import of greens without class said nothing, and park coverage was refused."""
    one = told("green_spaces", standards, 3, green_class=["plaza", None, None])["green_class"]
    text, mend = one.text("en"), one.mend("en")
    assert text.startswith("Class (green_class) is empty in 2 of 3 rows: park-coverage, catchment-")
    command = "flask layers import town green_spaces FILE --replace --rename OLD=green_class"
    assert command in mend
    assert "accepted: comprehensive_park, community_park" in mend
    assert one.text("zh").startswith("3 行中有 2 行没有“绿地类型”（green_class）：park-coverage")
    assert "comprehensive_park（综合公园）" in one.mend("zh")


def test_the_mend_fits_how_the_rows_came(standards) -> None:
    """Kind: a mend that destroys: `--replace` after `--append` removes the rows that were there."""
    greens = rows("green_spaces", 2).drop(columns="green_class")
    mends = {}
    for way in ("replace", "append", "extract"):
        (one,) = lacking(greens, LAYER_TYPES["green_spaces"], standards, area="t", way=way)
        mends[way] = one.mend("en")
    import_again = "flask layers import t green_spaces FILE"
    assert f"{import_again} --replace --rename OLD=green_class" in mends["replace"]
    assert f"{import_again} --append --rename OLD=green_class" in mends["append"]
    assert "flask layers undo t green_spaces" in mends["append"]
    assert "flask layers export t green_spaces -o FILE" in mends["extract"]
    assert "--rename" not in mends["extract"]


def test_a_whole_file_says_nothing(standards) -> None:
    assert told("green_spaces", standards, 2, green_class=["plaza", "other"]) == {}
    assert told("land_use", standards, 2) == {}
    assert lacking(rows("communities", 0), LAYER_TYPES["communities"], standards, area="t") == []


def test_people_of_either_count_are_enough(standards) -> None:
    found = told("communities", standards, 2, population_registered=[5, 6])
    assert "population_resident" not in found
    one = told("communities", standards, 2, population_registered=[5, None])["population_resident"]
    assert "(population_resident, population_registered) is empty in 1 of 2 rows" in one.text("en")
    assert "coverage" in one.text("en")
    assert "unless population cells or a raster hold them" in one.text("en")


def test_one_capacity_of_many_is_enough(standards) -> None:
    """One line a column: single cells are told by the analyses that need them."""
    assert "capacity" not in told("health_centers", standards, 2, capacity=[20, None])
    one = told("health_centers", standards, 1)["capacity"]
    assert "access (supply=capacity), what-if (supply=capacity) will lack results" in one.text("en")
    assert "is empty in 1 of 1 row: " in one.text("en")


def test_columns_that_rules_read_are_derived_from_the_standards(standards) -> None:
    asking = {
        (rule.layer, "grade"): standard.id
        for standard in standards
        for rule in standard.rules
        if rule.grades and rule.layer in LAYER_TYPES
    }
    assert asking
    for (layer, column), standard in asking.items():
        assert standard in told(layer, standards, 1)[column].text("en")


def test_buildings_and_streets_say_what_is_taken_instead(standards) -> None:
    buildings = told("buildings", standards, 2)
    assert "one floor" in buildings["floors"].text("en")
    assert "for homes" in buildings["building_use"].text("en")
    assert "motorways too" in told("streets", standards, 2)["street_class"].text("en")
    assert told("streets", standards, 2, walkable=[True, None]) == {}


def test_every_column_named_is_one_of_the_layer_and_every_analysis_there(standards) -> None:
    """Kind: what is told in two places; a name in a mend must be one that works."""
    for layer in LAYER_TYPES.values():
        for one in wanted(layer, standards):
            assert all(layer.column(name) is not None for name in one.columns)
            if "weighting" in one.effect.en or "on foot" in one.effect.en:
                continue
            named = one.effect.en.split(" will lack ")[0].split(", ")
            words = {name.split(" (")[0] for name in named if ")" not in name or "(" in name}
            known = {*ANALYSES, *(standard.id for standard in standards)}
            assert words <= known, words - known
