"""Priorities: which units come first by a standard, and how sure that order is."""

from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.ground.choices import By, Population, population_option
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import communities, groups, names, zones
from app.analyses.standards.gaps import GapParameters, gap_table
from app.analyses.standards.gaps import cost as gap_cost
from app.analyses.standards.judged import not_judged
from app.params import accepted_values, option, refuse
from app.problems.errors import ImpossibleError
from layers.text import Text
from spatial.arrays import Floats
from spatial.equity import SAMPLES, priorities
from spatial.population import in_parts
from spatial.rules import Standard

VULNERABLE = ("share_65_and_over", "share_under_6", "share_low_income")
EQUAL = Text("所有规则等权", "all rules weigh the same")
NOT_KNOWN = Text(
    "没有老年、幼儿或低收入人口比例，脆弱性按 1 计；可在社区图层中加入字段"
    " share_65_and_over、share_under_6、share_low_income（0 至 1）",
    "shares of the old, the young or the poor are not known: vulnerability counts as 1; the fields"
    " share_65_and_over, share_under_6 and share_low_income (0 to 1) of communities would tell",
)
NO_SHARE = Text(
    "脆弱人口比例中有 {count} 个数不在 0 与 1 之间，按未知处理",
    "{count:share|shares} of vulnerable people not between 0 and 1: taken as unknown",
)
UNMEASURED = Text(
    "没有计量的规则不参与排序：{names}", "rules that could not be measured do not count: {names}"
)
NO_RULE = Text(
    "标准 {standard} 中没有一条规则可在这些单元上计量：{reasons}",
    "no rule of {standard} can be measured for these units: {reasons}",
)
UNWEIGHTED = Text("可计量的条目权重为 0", "those that can be have no weight")
SHOWN = 3
"""Reasons that are told."""
WEIGHTS = Text(
    "如 rule-a=2,rule-b=1；只计入列出的规则", "such as rule-a=2,rule-b=1; only rules named count"
)
NO_REACH = Text(
    "{count} 个单元没有可测的覆盖条目，未服务人口留空；排序时按其全部人口计",
    "in {count:unit|units} no rule of coverage could be measured: uncovered people are left"
    " empty, and"
    " the ranking counts all who live there",
)


class PriorityParameters(GapParameters):
    """Which standard, for whom, and what weighs how much."""

    population: Population = population_option()
    weights: str = option(Text("权重", "Weights"), default="", note=WEIGHTS)
    top: int = option(
        Text("前几位", "First places"),
        default=10,
        limits=(1, 1000),
        note=Text("用于稳定性统计", "for how often a unit is among them"),
    )


def compute(inputs: Inputs, parameters: PriorityParameters) -> Outcome:
    """Rank the units by people x vulnerability x weighted gaps.

    Raises
    ------
    ImpossibleError
        When no rule of the standard can be measured.
    """
    standard = inputs.standard(parameters.standard)
    units = zones(inputs, parameters.by)
    table = gap_table(inputs, standard, units.frame, parameters)
    judged = table[table["required"].notna()]
    lack = lacking(judged, units.frame.index)
    given = read_weights(parameters.weights, tuple(lack.columns))
    known = lack.columns[lack.notna().any() & (given > 0)]
    if known.empty:
        raise ImpossibleError(reason=_no_rule(inputs, standard, table, parameters.setting))
    people = numbers(units.frame[f"population_{parameters.population}"])
    without = uncovered(judged, standard, units.frame.index)
    lacking_any = in_parts(people * without, people)
    # Where nobody measured who is in reach, all of a unit weigh: nobody is known to be served.
    affected = np.where(np.isnan(without), people, lacking_any)
    factor, wrong = vulnerability(inputs, parameters.by, parameters.population)
    found = priorities(
        lack[known].to_numpy(),
        affected,
        weights=given[known].to_numpy(),
        vulnerability=factor,
        top=parameters.top,
    )
    rows = pd.DataFrame(
        {
            "name": names(inputs, parameters.by).reindex(units.frame.index),
            "population": people,
            "uncovered_population": lacking_any,
            "vulnerability": np.where(np.isnan(factor), 1.0, factor),
            **found.rows.set_index(units.frame.index),
            "rules_failed": (lack[known] > 0).sum(axis=1),
            "rules_unknown": lack[known].isna().sum(axis=1),
            **_main_gap(found.contributions, standard, list(known)),
            **{f"gap_{rule.replace('-', '_')}": lack[rule] for rule in known},
        },
        index=units.frame.index,
    )
    rows.index.name = "id"
    rows = rows.sort_values("rank", kind="stable")
    weights = dict(zip(known, found.weights.tolist(), strict=True))
    return Outcome(
        rows,
        total=_total(rows, weights, parameters.top),
        stated={
            **parameters.model_dump(),
            "standard_title_zh": standard.title_zh,
            "standard_title_en": standard.title_en,
            "weightings_tried": SAMPLES + len(known) + 1,
        },
        geometry=units.lonlat,
        notes=(*_notes(parameters, lack, factor, wrong), *_reach_told(without)),
    )


def _no_rule(inputs: Inputs, standard: Standard, table: pd.DataFrame, setting: str) -> Text:
    """Say that no rule can be measured, with the reasons and what would mend them."""
    rest = not_judged(standard, table, setting, inputs=inputs)
    zh, en = (list(dict.fromkeys(one[name] for one in rest)) for name in ("reason_zh", "reason_en"))
    reasons = Text("；".join(zh[:SHOWN]), "; ".join(en[:SHOWN])) if rest else UNWEIGHTED
    return NO_RULE.filled(standard=standard.id, reasons=reasons)


def lacking(table: pd.DataFrame, units: pd.Index) -> pd.DataFrame:
    """Return units by rules: the shortfall over what is required, 0 to 1; NaN = not measured."""
    share = (table["shortfall"] / table["required"].where(table["required"] > 0)).clip(0.0, 1.0)
    wide = table.assign(gap=share).pivot_table(
        index="id", columns="rule", values="gap", dropna=False, sort=False
    )
    return wide.reindex(index=units, columns=list(dict.fromkeys(table["rule"])))


def uncovered(table: pd.DataFrame, standard: Standard, units: pd.Index) -> Floats:
    """Return the share of each unit's people who lack at least one service in reach.

    By the rule of coverage that reaches the fewest; NaN where no such rule was measured.
    """
    reach = {rule.id for rule in standard.rules if rule.measure == "coverage"}
    rows = table[table["rule"].isin(reach) & (table["unit"] == "share")]
    worst = (1 - rows["measured"]).clip(0.0, 1.0).groupby(rows["id"]).max()
    return numbers(worst.reindex(units))


def vulnerability(inputs: Inputs, by: By, population: Population) -> tuple[Floats, int]:
    """Return 1 + the known shares of vulnerable people of each unit, and how many are no shares.

    The shares are fields of the communities; of larger units, the mean by people. NaN where none
    is known. What is not between 0 and 1 counts as unknown.
    """
    frame = communities(inputs)
    known = pd.DataFrame({name: _field(frame, name) for name in VULNERABLE}, index=frame.index)
    wrong = known.notna() & ~known.apply(lambda share: share.between(0.0, 1.0))
    known = known.mask(wrong)
    owner = groups(inputs, by)
    people = pd.Series(numbers(frame[f"population_{population}"]), index=frame.index)
    weight = known.notna().mul(people.fillna(0.0), axis=0).groupby(owner).sum()
    mean = known.mul(people, axis=0).groupby(owner).sum(min_count=1) / weight.where(weight > 0)
    if by == "community":
        mean = known
    factor = 1 + mean.sum(axis=1, min_count=1)
    index = zones(inputs, by).frame.index
    return numbers(factor.reindex(index)), int(wrong.to_numpy().sum())


def _field(frame: GeoDataFrame, name: str) -> pd.Series:
    """Return a field of the communities as numbers: a column, or a further property."""
    if name in frame:
        return pd.Series(numbers(frame[name]), index=frame.index)
    if "properties" not in frame:
        return pd.Series(np.nan, index=frame.index)
    held = [one.get(name) if isinstance(one, dict) else None for one in frame["properties"]]
    return pd.Series(numbers(pd.Series(held, dtype=object)), index=frame.index)


def read_weights(text: str, rules: tuple[str, ...]) -> pd.Series:
    """Return the weight of each rule: 1 each when none is given, else 0 for those not named.

    Raises
    ------
    ParameterError
        When a rule does not exist, or a weight is not a number of 0 or more, or all are 0.
    """
    if not text.strip():
        return pd.Series(1.0, index=list(rules))
    weights = pd.Series(0.0, index=list(rules))
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        rule, _, number = (one.strip() for one in part.partition("="))
        if rule not in weights.index:
            raise refuse("weights", rule, accepted_values(rules))
        try:
            weights[rule] = float(number)
        except ValueError:
            raise refuse("weights", part, WEIGHTS, code="malformed") from None
    if not (np.isfinite(weights) & (weights >= 0)).all() or weights.sum() == 0:
        raise refuse("weights", text, WEIGHTS)
    return weights


def numbers(column: pd.Series) -> Floats:
    """Return a column as floats, NaN where missing."""
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return values


def _main_gap(parts: Floats, standard: Standard, known: list[str]) -> dict[str, list[str | None]]:
    """Name the rule that adds most to the score of each unit."""
    titles = [standard.rule(rule) for rule in known]
    most = [
        titles[at] if row[at] > 0 else None for row, at in zip(parts, parts.argmax(1), strict=True)
    ]
    return {
        "main_gap": [one and one.id for one in most],
        "main_gap_zh": [one and one.title_zh for one in most],
        "main_gap_en": [one and one.title_en for one in most],
    }


def _total(rows: pd.DataFrame, weights: dict[str, float], top: int) -> dict[str, Any]:
    return {
        "units": len(rows),
        "population": float(rows["population"].sum()),
        "uncovered_population": float(rows["uncovered_population"].sum(min_count=1)),
        "always_among_the_first": int((rows["top_share"] >= 1).sum()),
        "never_among_the_first": int((rows["rank_best"] > top).sum()),
        "weights": weights,
    }


def _reach_told(without: Floats) -> tuple[Text, ...]:
    """Say in how many units nobody measured who is within reach."""
    count = int(np.isnan(without).sum())
    return (NO_REACH.filled(count=count),) if count else ()


def _notes(
    parameters: PriorityParameters, lack: pd.DataFrame, factor: Floats, wrong: int
) -> tuple[Text, ...]:
    notes = [] if parameters.weights else [EQUAL]
    if np.isnan(factor).all():
        notes.append(NOT_KNOWN)
    if wrong:
        notes.append(NO_SHARE.filled(count=wrong))
    lost = [str(rule) for rule in lack.columns if lack[rule].isna().all()]
    if lost:
        named = ", ".join(lost)
        notes.append(Text(UNMEASURED.zh.format(names=named), UNMEASURED.en.format(names=named)))
    return tuple(notes)


def cost(sizes: Sizes, parameters: PriorityParameters) -> Cost:
    """Estimate the cost: the gaps, and the ranks by every weighting that is tried."""
    units = sizes.count("communities", "subdistricts")
    return gap_cost(sizes, parameters) + Cost(0.3e-6, 40) * (SAMPLES * units)


PRIORITIES = Analysis(
    id="priorities",
    title=Text("优先次序", "Priorities"),
    summary=Text(
        "按未覆盖人口、脆弱性与缺口排序，并说明次序对权重的敏感性",
        "units ranked by people, vulnerability and gaps, and how the ranks depend on the weights",
    ),
    parameters=PriorityParameters,
    compute=compute,
    cost=cost,
    path="priorities",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "units",
            "population",
            "uncovered_population",
            "always_among_the_first",
            "never_among_the_first",
        ),
        (
            "rank",
            "name",
            "score",
            "uncovered_population",
            "population",
            "composite",
            "rules_failed",
            "main_gap",
            "rank_best",
            "rank_worst",
            "top_share",
        ),
    ),
)
