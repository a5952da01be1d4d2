"""How much of a standard a table of gaps judges, which rules not, and why."""

from collections.abc import Iterator
from typing import Any

from pandas import DataFrame

from app.analyses.ground.model import Inputs
from layers.catalogue import LAYER_TYPES
from layers.text import Text
from spatial.rules import Rule, Standard
from spatial.standards.measures.table import MEASURES
from spatial.standards.measures.values import REASONS

PARTLY = Text(
    "标准共 {rules} 条，此表判定 {judged} 条；未判定的 {rest} 条及原因见 rules_not_judged",
    "of {rules:rule|rules} of the standard {judged:is|are} judged here; which are not ({rest}) and"
    " why: rules_not_judged",
)
OTHER_LEVEL = Text(
    "该条针对{levels}，不针对此级单元", "the rule is for {levels}, not for these units"
)
OTHER_SETTING = Text(
    "该条只适用于：{setting}", "the rule holds only where the setting is {setting}"
)
LEVELS = {
    "community": Text("社区", "communities"),
    "subdistrict": Text("街道", "subdistricts"),
    "area": Text("全区", "the whole area"),
}
IMPORT = Text(
    "{why}：“{layer}”；请导入：flask layers import {area} {name} 文件",
    "{why}: '{layer}'; import it: flask layers import {area} {name} FILE",
)
MENDS = {
    "no_population": Text(
        "{why}；请导入带人口列的社区，或人口栅格（flask rasters import {area} population 文件）",
        "{why}; import communities with people, or a population raster"
        " (flask rasters import {area} population FILE)",
    ),
    "no_green_class": Text(
        "{why}；请重新导入：flask layers import {area} green_spaces 文件 --rename 列=green_class",
        "{why}; import them again: flask layers import {area} green_spaces FILE"
        " --rename COLUMN=green_class",
    ),
    "no_grade": Text(
        "{why}；请重新导入：flask layers import {area} {layer} 文件 --rename 列=grade",
        "{why}; import them again: flask layers import {area} {layer} FILE --rename COLUMN=grade",
    ),
    "no_residential_land": Text(
        "{why}；请导入：flask layers import {area} land_use 文件",
        "{why}; import it: flask layers import {area} land_use FILE",
    ),
}
"""By the reason: what would tell, where it is no layer of the rule."""


def not_judged(
    standard: Standard, table: DataFrame, setting: str, *, inputs: Inputs
) -> list[dict[str, Any]]:
    """Return the rules of a standard that no row of a table of gaps judges, why, and the mend.

    Parameters
    ----------
    table
        From `spatial.standards.gaps`.
    """
    judged = set(table.loc[table["met"].notna(), "rule"])
    rest = (rule for rule in standard.rules if rule.id not in judged)
    return [
        {
            "rule": rule.id,
            "clause": rule.clause,
            "rule_zh": rule.title_zh,
            "rule_en": rule.title_en,
            "reason_zh": why.zh,
            "reason_en": why.en,
        }
        for rule in rest
        for why in [_why(rule, table, setting, inputs)]
    ]


def judged_note(standard: Standard, rest: list[dict[str, Any]]) -> tuple[Text, ...]:
    """Say how many rules are judged, where these are not all."""
    if not rest:
        return ()
    rules = len(standard.rules)
    return (PARTLY.filled(rules=rules, judged=rules - len(rest), rest=len(rest)),)


def _why(rule: Rule, table: DataFrame, setting: str, inputs: Inputs) -> Text:
    if not rule.applies(setting):
        return OTHER_SETTING.filled(setting=rule.applies_to or "")
    reasons = table.loc[table["rule"] == rule.id, "reason"].dropna()
    if not len(reasons):
        levels = Text(
            "、".join(LEVELS[level].zh for level in rule.levels),
            " and ".join(LEVELS[level].en for level in rule.levels),
        )
        return OTHER_LEVEL.filled(levels=levels)
    reason = str(reasons.mode().iloc[0])
    why, area = Text(*REASONS[reason]), inputs.area.slug
    if reason in MENDS:
        return MENDS[reason].filled(why=why, area=area, layer=rule.layer or "")
    missing = next((one for one in _needed(rule, reason) if not inputs.holds(one)), None)
    if missing is None:
        return why
    return IMPORT.filled(why=why, layer=LAYER_TYPES[missing].title, area=area, name=missing)


def _needed(rule: Rule, reason: str) -> Iterator[str]:
    """Yield the layers that a rule stands on, where the reason is that one holds nothing."""
    if reason == "no_units":
        yield from ("communities", "subdistricts")
    if reason != "layer_missing":
        return
    asked = (rule.layer, *MEASURES[rule.measure].layers)
    yield from (layer for layer in asked if layer is not None and layer in LAYER_TYPES)
    if rule.measure.startswith("green"):
        yield "green_spaces"
    if rule.metric == "walking":
        yield "streets"
