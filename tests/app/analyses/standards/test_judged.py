"""A standard of which only part is judged says so: how many rules, which not, and why."""

from app.analyses.standards.gaps import GapParameters, compute
from app.analyses.standards.judged import MENDS, judged_note, none_judged, not_judged
from spatial.standards.measures.values import REASONS

NO_MEND = {"zero_population", "no_target", "no_facility"}
"""True of the ground itself: no data that could be loaded would change them."""
BY_LAYER = {"no_units", "layer_missing", "no_value"}
"""What would mend them follows from the rule: the layer or the column that it stands on."""


def test_what_is_not_judged_is_listed_with_its_reason(town):
    standard = town.standard("gb50180-2018")
    found = compute(town, GapParameters(standard="gb50180-2018"))
    rest = found.total["rules_not_judged"]
    judged = set(found.rows.loc[found.rows["met"].notna(), "rule"])
    assert found.total["rules_of_standard"] == len(standard.rules)
    assert found.total["rules_judged"] == len(judged) == len(standard.rules) - len(rest)
    assert {row["rule"] for row in rest} == {rule.id for rule in standard.rules} - judged
    why = {row["rule"]: row["reason_en"] for row in rest}
    # Subdistricts are not asked about here; no walkable streets, no land use are loaded.
    assert (
        why["public-green-10min"] == "the rule is for subdistricts and the whole area, not for"
        " these units"
    )
    assert all(row["reason_zh"] and row["clause"] for row in rest)
    (note,) = found.notes
    assert note.en.startswith(
        f"of {len(standard.rules)} rules of the standard {len(judged)} are judged"
    )


def test_a_rule_of_another_setting_says_so(town):
    standard = town.standard("gbt51346-2019")
    found = compute(town, GapParameters(standard="gbt51346-2019"))
    why = {row["rule"]: row["reason_en"] for row in found.total["rules_not_judged"]}
    other = [rule for rule in standard.rules if not rule.applies("general")]
    assert other
    assert all("only where the setting is" in why[rule.id] for rule in other)


def test_all_judged_needs_no_word(town):
    standard = town.standard("gb50180-2018")
    assert judged_note(standard, []) == ()
    none = compute(town, GapParameters(standard="gb50180-2018")).rows.iloc[:0]
    assert len(not_judged(standard, none, "general", inputs=town)) == len(standard.rules)


def test_a_layer_that_is_missing_is_named_with_the_command_that_fills_it(town):
    # Kind: "a layer that it needs holds no data" names neither the layer nor the mend.
    town.frames.pop("green_spaces", None)
    found = compute(town, GapParameters(standard="gb50180-2018"))
    rest = found.total["rules_not_judged"]
    named = [row for row in rest if "flask layers import" in row["reason_en"]]
    assert named
    for row in named:
        assert f"flask layers import {town.area.slug} " in row["reason_zh"]
    rule = next(
        one for one in town.standard("gb50180-2018").rules if one.layer == "culture_stations"
    )
    why = {row["rule"]: row["reason_en"] for row in rest}
    assert why[rule.id].endswith("flask layers import town culture_stations FILE")


def test_rules_of_subdistricts_are_listed_where_there_are_none(town):
    # Kind: a whole table refused where most of it can be measured.
    town.frames.pop("subdistricts", None)
    town.frames["communities"] = town.frames["communities"].assign(subdistrict=None)
    found = compute(town, GapParameters(standard="gb50180-2018", by="area"))
    assert found.total["rules_judged"] > 0
    why = {row["reason_en"] for row in found.total["rules_not_judged"]}
    assert any(one.startswith("it is measured in subdistricts or communities") for one in why)
    assert any("flask layers import town subdistricts FILE" in one for one in why)


def test_facilities_without_grades_are_named_with_the_command_that_gives_them(town):
    """The same kind: "the facilities carry no grade", and no word on how they would."""
    town.frames["health_centers"]["grade"] = None
    found = compute(town, GapParameters(standard="gb50180-2018"))
    why = {row["rule"]: row for row in found.total["rules_not_judged"]}["health-center-1000m"]
    assert why["reason_en"].endswith(
        "layers import town health_centers FILE --replace --rename COLUMN=grade"
    )
    assert why["reason_zh"].endswith(
        "layers import town health_centers 文件 --replace --rename 列=grade"
    )


def test_each_reason_has_its_mend():
    """Kind: a value that was not measured tells why, and not what would tell it."""
    assert set(REASONS) == {*MENDS, *BY_LAYER, *NO_MEND}


def test_rows_without_a_verdict_name_the_mend(town):
    """Kind: rows said "the population is not known", and only the total said what would mend it."""
    people = {"population_resident": None, "population_registered": None}
    town.frames["communities"] = town.frames["communities"].assign(**people)
    found = compute(town, GapParameters(standard="gb50180-2018"))
    unknown = found.rows[found.rows["met"].isna()]
    assert len(unknown)
    police = unknown[unknown["rule"] == "police-800m"]
    assert police["reason_en"].str.contains("flask layers import town police_stations FILE").all()
    assert police["reason_zh"].str.contains("flask layers import town police_stations 文件").all()
    of_people = unknown[unknown["reason"] == "no_population"]
    assert len(of_people)
    assert of_people["reason_en"].str.contains("flask rasters import town population FILE").all()


def test_not_one_rule_judged_is_said_first_with_the_usual_reason(town):
    """Kind: ten rules of ten read "no data", and no sentence said why."""
    people = {"population_resident": None, "population_registered": None}
    town.frames["communities"] = town.frames["communities"].assign(**people)
    found = compute(town, GapParameters(standard="gb50180-2018"))
    assert found.total["rules_judged"] == 0
    assert found.notes[0].en.startswith("no rule of this standard can be judged here: ")
    assert "flask " in found.notes[0].en
    assert "flask " in found.notes[0].zh
    assert none_judged(found.rows.assign(met=True)) == ()
    assert none_judged(found.rows.iloc[:0]) == ()


def test_a_missing_column_is_named(town):
    """The same kind: "the attribute is not known" named neither column nor layer."""
    found = compute(town, GapParameters(standard="plan-2006"))
    why = set(found.rows.loc[found.rows["reason"] == "no_value", "reason_en"])
    assert any(
        "flask layers import town communities FILE --replace --rename COLUMN=office_area_m2" in one
        for one in why
    )
