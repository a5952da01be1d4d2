"""How much of a standard a table of gaps judges, which rules not, and why."""

from collections.abc import Iterator
from typing import Any

from pandas import DataFrame, Series

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
BY_HAND = Text(
    "{why}；没有图层可存此数据，请另行核查", "{why}; no layer holds that: check it by other means"
)
MENDS = {
    "needs_walking_network": Text(
        "{why}；请导入：flask layers import-osm {area} 文件，"
        "或 flask layers import {area} streets 文件",
        "{why}; import them: flask layers import-osm {area} FILE, or"
        " flask layers import {area} streets FILE",
    ),
    "needs_canopy": Text(
        "{why}；请导入：flask rasters import {area} canopy 文件",
        "{why}; import one: flask rasters import {area} canopy FILE",
    ),
    "canopy_unclear": Text(
        "{why}；请导入覆盖全区的栅格：flask rasters import {area} canopy 文件",
        "{why}; import a raster that covers the area: flask rasters import {area} canopy FILE",
    ),
    "needs_visible_trees": BY_HAND,
    "needs_shadow_line": BY_HAND,
    "needs_greenways": BY_HAND,
    "needs_designation": BY_HAND,
    "no_population": Text(
        "{why}；请导入带人口列的社区，或人口栅格（flask rasters import {area} population 文件）",
        "{why}; import communities with people, or a population raster"
        " (flask rasters import {area} population FILE)",
    ),
    "no_green_class": Text(
        "{why}；请重新导入：flask layers import {area} green_spaces 文件 --replace"
        " --rename 列=green_class",
        "{why}; import them again: flask layers import {area} green_spaces FILE --replace"
        " --rename COLUMN=green_class",
    ),
    "no_grade": Text(
        "{why}；请重新导入：flask layers import {area} {layer} 文件 --replace --rename 列=grade",
        "{why}; import them again: flask layers import {area} {layer} FILE --replace"
        " --rename COLUMN=grade",
    ),
    "no_residential_land": Text(
        "{why}；请导入：flask layers import {area} land_use 文件",
        "{why}; import it: flask layers import {area} land_use FILE",
    ),
    "no_road_land": Text(
        "{why}；请导入含道路用地（land_class=road）的图层："
        "flask layers import {area} land_use 文件 --replace",
        "{why}; import a layer with it (land_class=road): flask layers import {area} land_use FILE"
        " --replace",
    ),
}
"""By the reason: what would tell, where it is no layer of the rule."""
COLUMN = Text(
    "{why}：{column}；请填写，或说明对应哪一列："
    "flask layers import {area} {layer} 文件 --replace --rename 列={column}",
    "{why}: {column}; fill it in, or say which column it is:"
    " flask layers import {area} {layer} FILE --replace --rename COLUMN={column}",
)
NONE = Text(
    "此标准没有一条规则可在此判定：{why}", "no rule of this standard can be judged here: {why}"
)


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


def told_reasons(table: DataFrame, standard: Standard, *, inputs: Inputs) -> DataFrame:
    """Return a table of gaps whose reasons name what is missing and what would mend it.

    Parameters
    ----------
    table
        From `spatial.standards.gaps`.
    """
    rules = {rule.id: rule for rule in standard.rules}
    pairs = list(zip(table["rule"], table["reason"], strict=True))
    told = {
        (rule, reason): _with_mend(rules[rule], reason, inputs)
        for rule, reason in dict.fromkeys(pairs)
        if isinstance(reason, str)
    }
    return table.assign(
        reason_zh=Series([told[p].zh if p in told else None for p in pairs], table.index, object),
        reason_en=Series([told[p].en if p in told else None for p in pairs], table.index, object),
    )


def none_judged(table: DataFrame) -> tuple[Text, ...]:
    """Say why not one rule of a table of told reasons is judged, where so; the usual reason."""
    if not len(table) or table["met"].notna().any():
        return ()
    usual = table["reason"].mode()
    if not len(usual):
        return ()
    row = table[table["reason"] == usual.iloc[0]].iloc[0]
    return (NONE.filled(why=Text(row["reason_zh"], row["reason_en"])),)


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
    return _with_mend(rule, str(reasons.mode().iloc[0]), inputs)


def _with_mend(rule: Rule, reason: str, inputs: Inputs) -> Text:
    """Say why a rule is not measured, and what would mend it where anything would."""
    why, area = Text(*REASONS[reason]), inputs.area.slug
    if reason in MENDS:
        return MENDS[reason].filled(why=why, area=area, layer=rule.layer or "")
    column = rule.attribute or MEASURES[rule.measure].reads
    if reason == "no_value" and column:
        layer = "communities" if rule.attribute else rule.layer
        return COLUMN.filled(why=why, column=column, area=area, layer=layer or "")
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
    if rule.denominator == "residential_land":
        yield "land_use"
    if rule.measure.startswith(("green", "open_space")):
        yield "green_spaces"
    if rule.metric == "walking":
        yield "streets"
