import copy
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from spatial.errors import StandardError
from spatial.rules import Rule
from spatial.standards.measures.table import MEASURES, REASONS, UNITS
from spatial.standards.parser import TO_BE_CHECKED, VERIFIED, SizeClass, describe, parse_standard

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "standards"
FILES = sorted(FOLDER.glob("*.toml"))
GOOD = {
    "id": "sample",
    "title_zh": "示例",
    "title_en": "Sample",
    "source": "A planner's own file",
    "population": "resident",
    "rules": [
        {
            "id": "room",
            "title_zh": "文化室",
            "title_en": "Culture room",
            "clause": "3.1",
            "certainty": "verified",
            "measure": "presence",
            "levels": ["community"],
            "unit": "count",
            "comparison": ">=",
            "required": 1,
            "layer": "culture_rooms",
        },
        {
            "id": "park",
            "title_zh": "公园",
            "title_en": "Park",
            "clause": "3.2",
            "certainty": "to be checked",
            "measure": "coverage",
            "levels": ["community", "area"],
            "unit": "share",
            "comparison": ">",
            "required": 0.8,
            "layer": "green_spaces",
            "denominator": "residential_land",
            "metric": "euclidean",
            "size_classes": [{"min_m2": 5000, "radius_m": 500}],
        },
    ],
}


def changed(rule=None, **keys):
    mapping = copy.deepcopy(GOOD)
    target = mapping if rule is None else mapping["rules"][rule]
    for key, value in keys.items():
        if value is None:
            del target[key]
        else:
            target[key] = value
    return mapping


def test_a_planners_file_is_accepted():
    standard = parse_standard(GOOD)
    assert [rule.id for rule in standard.rules] == ["room", "park"]
    assert standard.rule("park").size_classes == (
        SizeClass(min_m2=5000.0, max_m2=None, radius_m=500.0),
    )
    assert standard.rule("room").required == 1.0
    with pytest.raises(KeyError):
        standard.rule("theatre")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_standard_of_the_project_is_accepted(path):
    standard = parse_standard(tomllib.loads(path.read_text(encoding="utf-8")))
    assert standard.id == path.stem
    assert {rule.certainty for rule in standard.rules} <= {VERIFIED, TO_BE_CHECKED}


def test_the_shipped_standards_are_there():
    assert [path.stem for path in FILES] == [
        "angst",
        "city-check-2021",
        "garden-city-2016",
        "gb50180-2018",
        "gb55014-2021",
        "gbt51346-2019",
        "plan-2006",
        "sdg-11-7-1",
        "three-thirty-300",
    ]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (changed(colour="red"), "colour: unknown key; accepted: id, title_zh"),
        (changed(title_zh=None), "title_zh: missing"),
        (changed(id="Sample Standard"), "id: is 'Sample Standard'; accepted: lower-case"),
        (changed(issued="last year"), "issued: is 'last year'; accepted: a year"),
        (changed(population="tourists"), "population: is 'tourists'; accepted: resident"),
        (changed(rules=[]), "rules: is []; accepted: an array of tables"),
        (changed(rules="many"), "rules: is 'many'; accepted: an array of tables"),
        (changed(rules=[7]), "rules[0]: is 7; accepted: a table"),
        (changed(rule=0, clause=None), "rules[0].clause: missing"),
        (changed(rule=0, clause="  "), "rules[0].clause: is '  '; accepted: text"),
        (changed(rule=0, certainty="sure"), "rules[0].certainty: is 'sure'; accepted: verified"),
        (changed(rule=0, measure="beauty"), "rules[0].measure: is 'beauty'; accepted: coverage"),
        (changed(rule=0, unit="m2"), "rules[0].unit: is 'm2'; measure 'presence' is in count"),
        (changed(rule=0, unit="acre"), "rules[0].unit: is 'acre'; accepted: share, count"),
        (changed(rule=0, levels=["village"]), "rules[0].levels[0]: is 'village'"),
        (changed(rule=0, levels="area"), "rules[0].levels: is 'area'; accepted: an array"),
        (changed(rule=0, layer=None), "rules[0].layer: missing; measure 'presence' needs it"),
        (
            changed(rule=0, layer="green_spaces"),
            "rules[0].layer: is 'green_spaces'; accepted: a kind of facility",
        ),
        (changed(rule=0, radius_m=500), "rules[0].radius_m: measure 'presence' does not use it"),
        (changed(rule=0, required=True), "rules[0].required: is True; accepted: a number"),
        (changed(rule=0, required=float("nan")), "rules[0].required: is nan"),
        (changed(rule=0, required=-1), "rules[0].required: is -1; accepted: a number of 0 or more"),
        (changed(rule=1, required=80), "rules[1].required: is 80.0; accepted: a share from 0 to 1"),
        (changed(rule=1, required=1), "rules[1].comparison: no share is more than 1"),
        (changed(rule=1, radius_m=-3), "rules[1].radius_m: is -3; accepted: a number above 0"),
        (changed(rule=1, radius_m=300), "rules[1].radius_m: give either radius_m or size_classes"),
        (changed(rule=1, size_classes=None), "rules[1].radius_m: give either"),
        (changed(rule=1, layer="elder_homes"), "rules[1].size_classes: only for layer green_s"),
        (changed(rule=1, id="room"), "rules[1].id: 'room' is used by rules[0] already"),
        (changed(rule=1, min_area_m2=5, max_area_m2=5), "rules[1].max_area_m2: must be above"),
        (
            changed(rule=1, size_classes=[{"min_m2": 9, "max_m2": 5, "radius_m": 1}]),
            "rules[1].size_classes[0].max_m2: must be above min_m2",
        ),
        (
            changed(rule=1, size_classes=[{"min_m2": -9, "radius": 1}]),
            "rules[1].size_classes[0].min_m2: is -9",
        ),
    ],
)
def test_a_fault_is_named_with_its_path_and_what_is_accepted(mapping, said):
    with pytest.raises(StandardError) as caught:
        parse_standard(mapping)
    assert said in str(caught.value)


def test_eased_value_needs_the_general_one():
    mapping = changed(rule=0, required=None)
    mapping["rules"][0]["required_old"] = 1
    with pytest.raises(StandardError, match=r"rules\[0\].required: missing"):
        parse_standard(mapping)


def test_all_faults_are_reported_at_once():
    mapping = changed(rule=0, clause=None, measure="beauty")
    mapping["rules"][1]["radius_m"] = -1
    mapping["surprise"] = 1
    with pytest.raises(StandardError) as caught:
        parse_standard(mapping)
    lines = str(caught.value).splitlines()
    assert lines[0] == "standard 'sample':"
    assert len(lines) == 1 + 4
    assert all(": " in line for line in lines[1:])


def test_not_even_a_mapping_is_a_clear_refusal():
    with pytest.raises(StandardError, match="accepted: a table of keys and values"):
        parse_standard(["id"])


def test_values_by_setting():
    rule = parse_standard(changed(rule=1, required_old=0.5, required_new=0.9)).rule("park")
    assert [rule.target(one) for one in ("general", "old", "new", "historic")] == [
        0.8,
        0.5,
        0.9,
        0.5,
    ]
    assert rule.applies("old")
    assert parse_standard(GOOD).rule("park").target("old") == 0.8


def test_description_follows_the_fields():
    schema = describe()
    rule = schema["properties"]["rules"]["items"]
    assert set(rule["properties"]) == {one.name for one in fields(Rule)}
    assert rule["properties"]["measure"]["enum"] == list(MEASURES)
    assert rule["properties"]["radius_m"]["exclusiveMinimum"] == 0
    assert rule["properties"]["levels"]["items"]["enum"] == ["community", "subdistrict", "area"]
    assert "clause" in rule["required"]
    assert rule["additionalProperties"] is False


def test_measures_name_units_and_fields_that_exist():
    names = {one.name for one in fields(Rule)}
    for measure in MEASURES.values():
        assert measure.unit in {*UNITS, ""}
        assert set(measure.needs) | set(measure.takes) <= names
        assert measure.about_zh
        assert measure.about_en


def test_every_missing_data_set_has_a_reason_in_both_languages():
    needed = next(one for one in fields(Rule) if one.name == "needs").metadata["choices"]
    assert {f"needs_{one}" for one in needed} <= set(REASONS)
    assert all(zh and en for zh, en in REASONS.values())


EASED = {"public-green-15min": 1.4, "public-green-10min": 0.7, "public-green-total": 2.8}


@pytest.mark.parametrize(("rule", "eased"), EASED.items())
def test_old_areas_are_eased_to_70_percent(rule, eased):
    text = (FOLDER / "gb50180-2018.toml").read_text(encoding="utf-8")
    found = parse_standard(tomllib.loads(text)).rule(rule)
    assert found.target("old") == eased == pytest.approx(0.7 * found.target())


def test_the_example_of_the_guide_is_accepted():
    guide = (ROOT / "docs" / "how-to" / "add-a-standard.md").read_text(encoding="utf-8")
    example = guide.split("```toml")[1].split("```")[0]
    assert len(parse_standard(tomllib.loads(example)).rules) == 4


def test_the_guide_to_measures_lists_them_all():
    page = (ROOT / "docs" / "methods" / "gaps.md").read_text(encoding="utf-8")
    assert [name for name in (*MEASURES, *REASONS) if f"`{name}`" not in page] == []


def test_the_list_of_data_counts_the_verified_rules():
    rules = [
        rule
        for path in FILES
        for rule in parse_standard(tomllib.loads(path.read_text(encoding="utf-8"))).rules
    ]
    verified = sum(rule.certainty == VERIFIED for rule in rules)
    listed = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"Of {len(rules)} rules {verified} are\nverified" in listed
    assert [path.name for path in FILES if f"`standards/{path.name}`" not in listed] == []
