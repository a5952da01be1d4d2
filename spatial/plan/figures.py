"""The figures a plan document states, beside what the data give: consistent or not, and why.

The facts are data (`data/reference/plan_figures.toml`): quantities, and for each fact what the
plan states, which quantity answers it, and how the two are compared.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from spatial.errors import StandardError
from spatial.plan.quantities import Value, take_quantities

Computed = float | str | tuple[float, float] | None
COLUMNS = (
    "id", "title_zh", "title_en", "quote", "stated", "unit", "computed", "computed_unit",
    "consistent", "stated_text_zh", "stated_text_en", "computed_text_zh", "computed_text_en",
    "reason_zh", "reason_en",
)  # fmt: skip
LANGUAGES = ("zh", "en")
VERDICTS: dict[bool | None, dict[str, str]] = {
    True: {"zh": "与规划所述一致。", "en": "Agrees with the plan."},
    False: {"zh": "与规划所述不一致。", "en": "Does not agree with the plan."},
    None: {"zh": "无法判定。", "en": "Cannot be decided."},
}
RESTATED = {
    "zh": "不能由图层计算，取自区域的规划数据。",
    "en": "Cannot be computed from the layers; taken from the area's figures.",
}
MISSING = {
    "zh": "所需图层或数据缺失，无法计算。",
    "en": "A layer or figure that it needs is missing.",
}


def plan_figures(
    facts: Mapping[str, Any],
    frames: Mapping[str, gpd.GeoDataFrame],
    figures: Mapping[str, Any],
) -> pd.DataFrame:
    """Compare each stated fact with the data.

    Parameters
    ----------
    facts
        The mapping of the facts file: `units`, `quantities` and `facts`.
    frames
        Layer id -> frame in one metric CRS.
    figures
        The area's figures that no layer holds.

    Returns
    -------
    DataFrame
        One row a fact with `COLUMNS`. `computed` is a number, text, a pair (low, high) or None;
        `consistent` is True, False, or None where it cannot be decided.

    Raises
    ------
    StandardError
        When the facts file names something unknown.
    NotMetricError
        When a frame that is measured has no metric CRS.
    """
    known = take_quantities(facts["quantities"], frames, figures)
    rows = [_row(fact, known, facts["units"]) for fact in facts["facts"]]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"stated": object, "computed": object, "consistent": object}
    )


def _row(
    fact: Mapping[str, Any], known: Mapping[str, Value], units: Mapping[str, Any]
) -> dict[str, Any]:
    check = CHECKS.get(fact["check"])
    if check is None:
        raise StandardError(f"facts.{fact['id']}.check: accepted: {', '.join(CHECKS)}")
    computed = _computed(fact, known)
    consistent = None if computed is None else check(fact, computed, known)
    row: dict[str, Any] = {
        "id": fact["id"],
        "quote": fact["quote"],
        "stated": fact["stated"],
        "unit": fact["unit"],
        "computed": computed,
        "computed_unit": fact.get("computed_unit", fact["unit"]),
        "consistent": consistent,
    }
    for language in LANGUAGES:
        row[f"title_{language}"] = fact[f"title_{language}"]
        unit = units[fact["unit"]][language]
        row[f"stated_text_{language}"] = fact.get(f"stated_{language}") or _shown(
            fact["stated"], fact.get("digits", 0), unit
        )
        row[f"computed_text_{language}"] = _computed_text(fact, computed, known, units, language)
        row[f"reason_{language}"] = _reason(fact, consistent, computed, known, language)
    return row


def _computed(fact: Mapping[str, Any], known: Mapping[str, Value]) -> Computed:
    names = fact["value"]
    try:
        if isinstance(names, str):
            return known[names]
        pair = [known[name] for name in names]
    except KeyError as error:
        raise StandardError(f"facts.{fact['id']}.value: no quantity {error}") from error
    low, high = (value if isinstance(value, float) else math.nan for value in pair)
    return None if math.isnan(low) or math.isnan(high) else (low, high)


def _rounded(fact: Mapping[str, Any], computed: Computed, _known: Mapping[str, Value]) -> bool:
    """Whether the value, rounded half up to the digits the plan prints, is what it prints."""
    half = 0.5 * 10.0 ** -fact.get("digits", 0)
    slack = half * 1e-9
    excess = _number(fact, computed) - float(fact["stated"])
    return bool(-half - slack <= excess < half - slack)


def _at_least(fact: Mapping[str, Any], computed: Computed, _known: Mapping[str, Value]) -> bool:
    return _number(fact, computed) >= float(fact["stated"])


def _more_than(fact: Mapping[str, Any], computed: Computed, _known: Mapping[str, Value]) -> bool:
    return _number(fact, computed) > float(fact["stated"])


def _separates(
    fact: Mapping[str, Any], computed: Computed, known: Mapping[str, Value]
) -> bool | None:
    """Whether the stated threshold parts the value from the next one in rank."""
    following = known[fact["next"]]
    if not isinstance(following, float):
        return None
    return bool(_number(fact, computed) >= fact["stated"] > following)


def _other(fact: Mapping[str, Any], _computed: Computed, known: Mapping[str, Value]) -> bool | None:
    """Compare another quantity than the one shown: the shown one answers a wider question."""
    value = known[fact["compare"]]
    return None if value is None else _rounded(fact, value, known)


def _restated(
    fact: Mapping[str, Any], computed: Computed, known: Mapping[str, Value]
) -> bool | None:
    """Undecided: data that repeat the plan prove nothing, but they can contradict it."""
    compared = known[fact["compare"]] if "compare" in fact else computed
    return None if compared == fact["stated"] else False


Check = Callable[[Mapping[str, Any], Computed, Mapping[str, Value]], bool | None]
CHECKS: dict[str, Check] = {
    "rounded": _rounded,
    "at_least": _at_least,
    "more_than": _more_than,
    "separates": _separates,
    "other": _other,
    "restated": _restated,
}


def _number(fact: Mapping[str, Any], computed: Computed) -> float:
    if not isinstance(computed, float):
        raise StandardError(f"facts.{fact['id']}.value: check '{fact['check']}' needs a number")
    return computed


def _shown(value: Computed, digits: int, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return f"{value[0]:,.{digits}f}–{value[1]:,.{digits}f} {unit}".strip()
    return f"{value:,.{digits}f} {unit}".strip()


def _computed_text(
    fact: Mapping[str, Any],
    computed: Computed,
    known: Mapping[str, Value],
    units: Mapping[str, Any],
    language: str,
) -> str:
    template = fact.get(f"show_{language}")
    if template is not None and computed is not None:
        filled = _filled(fact, template, known)
        if filled is not None:
            return filled
    unit = units[fact.get("computed_unit", fact["unit"])][language]
    return _shown(computed, fact.get("show_digits", fact.get("digits", 0)), unit)


def _reason(
    fact: Mapping[str, Any],
    consistent: bool | None,  # noqa: FBT001 - one of three verdicts, not a switch
    computed: Computed,
    known: Mapping[str, Value],
    language: str,
) -> str:
    if computed is None:
        return MISSING[language]
    repeated = fact["check"] == "restated" and consistent is None
    parts = [RESTATED[language] if repeated else VERDICTS[consistent][language]]
    note = fact.get(f"note_{language}")
    filled = None if note is None else _filled(fact, note, known)
    if filled:
        parts.append(filled)
    return ("" if language == "zh" else " ").join(parts)


def _filled(fact: Mapping[str, Any], template: str, known: Mapping[str, Value]) -> str | None:
    """Fill a text with quantities; None when one of them is missing."""
    try:
        return template.format(**known)
    except KeyError as error:
        raise StandardError(f"facts.{fact['id']}: no quantity {error}") from error
    except TypeError:  # None has no number format: the data for the remark are missing
        return None
