"""How much of a standard a table of gaps judges, which rules not, and why."""

from typing import Any

from pandas import DataFrame

from layers.text import Text
from spatial.rules import Rule, Standard
from spatial.standards.measures.values import REASONS

PARTLY = Text(
    "标准共 {rules} 条，此表判定 {judged} 条；未判定的 {rest} 条及原因见 rules_not_judged",
    "{judged} of the {rules} rules of the standard are judged here; the other {rest} and why:"
    " rules_not_judged",
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


def not_judged(standard: Standard, table: DataFrame, setting: str) -> list[dict[str, Any]]:
    """Return the rules of a standard that no row of a table of gaps judges, and why.

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
        for why in [_why(rule, table, setting)]
    ]


def judged_note(standard: Standard, rest: list[dict[str, Any]]) -> tuple[Text, ...]:
    """Say how many rules are judged, where these are not all."""
    if not rest:
        return ()
    rules = len(standard.rules)
    return (PARTLY.filled(rules=rules, judged=rules - len(rest), rest=len(rest)),)


def _why(rule: Rule, table: DataFrame, setting: str) -> Text:
    if not rule.applies(setting):
        return OTHER_SETTING.filled(setting=rule.applies_to or "")
    reasons = table.loc[table["rule"] == rule.id, "reason"].dropna()
    if not len(reasons):
        levels = Text(
            "、".join(LEVELS[level].zh for level in rule.levels),
            " and ".join(LEVELS[level].en for level in rule.levels),
        )
        return OTHER_LEVEL.filled(levels=levels)
    return Text(*REASONS[str(reasons.mode().iloc[0])])
