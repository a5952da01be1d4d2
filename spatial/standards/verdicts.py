"""Gap tables: each unit against each rule of a standard, measured, required, met and by how much.

A rule meant for a smaller unit than the one asked for is rolled up: the measured value is then the
share of the smaller units that meet it, and all of them are required to.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.arrays import Flags, Floats, Indices, Shapes
from spatial.checks import require_metric, require_unique_index
from spatial.errors import ShapeError
from spatial.population import assign_zones
from spatial.rules import LEVELS, SETTINGS, Rule, Standard
from spatial.standards.measures.inputs import MeasureLayers, Prepared
from spatial.standards.measures.table import REASONS, Measured, measure
from spatial.standards.measures.values import nowhere
from spatial.standards.reasons import CAUSES, gap_causes

Level = Literal["community", "subdistrict", "area"]
# Floating areas: a park of 2.0 m2 per person drawn with coordinates of 1e-9 m is meant to be met.
TOLERANCE = 1e-9
POPULATIONS = ("population_resident", "population_registered")
LAYER_OF_LEVEL = {"community": "communities", "subdistrict": "subdistricts"}
COLUMNS = (
    "id", "name", "rule", "clause", "certainty", "measured", "required", "unit", "met",
    "shortfall", "reason", "comparison", "measured_alt_radius", "measured_any_size",
    "rule_zh", "rule_en",
    "reason_zh", "reason_en", "cause", "cause_zh", "cause_en", "too_far_m",
)  # fmt: skip


def gaps(
    standard: Standard,
    zones: gpd.GeoDataFrame,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    level: Level,
    setting: str = "general",
    prepared: Prepared | None = None,
) -> pd.DataFrame:
    """Compare each zone with each rule of the standard.

    Parameters
    ----------
    standard
        From `spatial.standards.parse_standard`.
    zones
        The units of `level` in a metric CRS with `name`; populations and attributes where known.
        Populations that are absent are summed from `layers["communities"]`.
    layers
        Layer id -> frame in the same CRS; `communities` and `subdistricts` are needed to roll up
        rules to a wider level: without them such rules are listed as not measured.
    level
        What `zones` are. Rules meant only for wider units are left out.
    setting
        "general", "old" (renewal, eased values), "new" or "historic".
    prepared
        What the caller has made already: streets, people, tree cover, who owns which community.

    Returns
    -------
    DataFrame
        One row a zone and rule with `COLUMNS`. `met` is True, False or None (not measured, or no
        value required); `shortfall` is in `unit`, 0 when met, NaN when not measured; `reason` is
        a key of `measures.REASONS` where `met` is None; `measured_any_size` is what parks of all
        sizes would give where the rule counts some sizes only; `cause` is a key of
        `gap_causes.CAUSES` where `met` is False, and `too_far_m` how many more meters of radius
        coverage would take to be enough. Comparisons allow 1e-9 relative.

    Raises
    ------
    NotMetricError, ShapeError
        When a frame has no metric CRS, or level or setting is unknown.
    """
    require_metric(zones, "zones")
    require_unique_index(zones, "zones")
    if level not in LEVELS:
        raise ShapeError(f"level is {level!r}; accepted: {', '.join(LEVELS)}")
    if setting not in SETTINGS:
        raise ShapeError(f"setting is {setting!r}; accepted: {', '.join(SETTINGS)}")
    ground = MeasureLayers(layers, prepared)
    units: dict[str, gpd.GeoDataFrame] = {level: with_population(zones, layers)}
    ground.own(units[level], level)
    tables = []
    for rule in standard.rules:
        base = _level_of(rule, level)
        if base is None or not rule.applies(setting):
            continue
        if base not in units:
            if layers.get(LAYER_OF_LEVEL[base]) is None:
                tables.append(_unmeasured(_with_default(rule, standard), units[level], setting))
                continue
            units[base] = with_population(_units(layers, base), layers)
            ground.own(units[base], base)
        table = _rows(_with_default(rule, standard), units[base], ground, setting)
        if base != level:
            inner, outer = units[base], units[level]
            # The communities of a unit are those whose people it counts.
            known = base == "community"
            owner = ground.owners(outer) if known else assign_zones(inner, outer)
            rows = outer.index.get_indexer(pd.Index(owner.reindex(inner.index)))
            table = _roll_up(table, rule, outer, rows, setting)
        tables.append(table)
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(tables, ignore_index=True)


def with_population(
    zones: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """Return zones with both populations; absent columns are summed from the communities.

    A zone sums the communities it owns; it has no data when none of them has.
    """
    absent = [name for name in POPULATIONS if name not in zones]
    communities = layers.get("communities")
    if not absent:
        return zones
    if communities is None or len(communities) == 0:
        return zones.assign(**dict.fromkeys(absent, np.nan))
    owner = assign_zones(communities, zones)
    sums = {
        name: communities[name].astype(float).groupby(owner).sum(min_count=1)
        if name in communities
        else pd.Series(dtype=float)
        for name in absent
    }
    return zones.assign(
        **{name: column.reindex(zones.index).to_numpy(float) for name, column in sums.items()}
    )


def _with_default(rule: Rule, standard: Standard) -> Rule:
    """Return the rule with the standard's kind of population where it names none."""
    return rule if rule.population else replace(rule, population=standard.population)


def _level_of(rule: Rule, level: str) -> str | None:
    """Return the level at which the rule is measured for a table by `level`; None: left out."""
    if level in rule.levels:
        return level
    narrower = [one for one in LEVELS[: LEVELS.index(level)] if one in rule.levels]
    return narrower[-1] if narrower else None


def _units(layers: Mapping[str, gpd.GeoDataFrame], level: str) -> gpd.GeoDataFrame:
    name = LAYER_OF_LEVEL[level]
    found = layers[name]
    require_unique_index(found, name)
    return found


def _rows(rule: Rule, zones: gpd.GeoDataFrame, layers: MeasureLayers, setting: str) -> pd.DataFrame:
    measured = measure(zones, layers, rule)
    alternative = np.full(len(zones), np.nan)
    if rule.alt_radius_m is not None:
        other = replace(rule, radius_m=rule.alt_radius_m, alt_radius_m=None)
        alternative = measure(zones, layers, other).amounts
    table = _judged(measured, rule.target(setting), rule.comparison)
    failing = (table["met"] == False).to_numpy()  # noqa: E712 - None is not a failure
    asked = replace(rule, required=rule.target(setting))
    cause, too_far = gap_causes(zones, layers, asked, measured, failing)
    table = table.assign(
        measured_alt_radius=alternative,
        measured_any_size=_of_any_size(zones, layers, rule),
        unit=rule.unit,
        comparison=rule.comparison,
        cause=pd.Series(cause, dtype=object),
        too_far_m=too_far,
    )
    return _described(table, rule, zones)


def _unmeasured(rule: Rule, zones: gpd.GeoDataFrame, setting: str) -> pd.DataFrame:
    """Return a rule that is measured in narrower units, of which there are none."""
    unknown = np.full(len(zones), np.nan)
    table = _judged(nowhere(len(zones), "no_units"), rule.target(setting), rule.comparison)
    table = table.assign(
        measured_alt_radius=unknown,
        measured_any_size=unknown,
        unit=rule.unit,
        comparison=rule.comparison,
        cause=pd.Series(np.full(len(zones), None, dtype=object), dtype=object),
        too_far_m=unknown,
    )
    return _described(table, rule, zones)


def _of_any_size(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Floats:
    """Return what a rule about parks of some sizes would measure of all sizes; NaN elsewhere."""
    limited = rule.min_area_m2 is not None or rule.max_area_m2 is not None
    if not limited or rule.size_classes:
        return np.full(len(zones), np.nan)
    return measure(zones, layers, replace(rule, min_area_m2=None, max_area_m2=None)).amounts


def _judged(measured: Measured, required: float | None, comparison: str) -> pd.DataFrame:
    values = measured.amounts
    known = ~np.isnan(values)
    reasons = measured.reasons.copy()
    met: Shapes = np.full(len(values), None, dtype=object)
    shortfall = np.full(len(values), np.nan)
    if required is None:
        reasons[known] = "no_target"
    else:
        good = _meets(values, required, comparison)
        met[known] = good[known]
        lacking = values - required if comparison == "<=" else required - values
        shortfall = np.where(good, 0.0, np.maximum(lacking, 0.0))
    return pd.DataFrame(
        {
            "measured": values,
            "required": np.nan if required is None else required,
            "met": met,
            "shortfall": shortfall,
            "reason": pd.Series(reasons, dtype=object),
        }
    )


def _meets(values: Floats, required: float, comparison: str) -> Flags:
    slack = TOLERANCE * abs(required)
    if comparison == "<=":
        return values <= required + slack
    if comparison == ">":
        return values > required + slack
    return values >= required - slack


def _roll_up(
    table: pd.DataFrame,
    rule: Rule,
    outer: gpd.GeoDataFrame,
    owner: Indices,
    setting: str,
) -> pd.DataFrame:
    """Return the share of the measured inner units that meet the rule, one row an outer unit.

    `owner` is the row of the outer unit of each inner one; -1 for none.
    """
    size = len(outer)
    judged = table["met"].notna().to_numpy() & (owner >= 0)
    passed = judged & (table["met"] == True).to_numpy()  # noqa: E712 - None must not count as met
    count = np.bincount(owner[judged], minlength=size).astype(float)
    good = np.bincount(owner[passed], minlength=size)
    share = good / np.where(count > 0, count, np.nan)
    reasons: Shapes = np.full(size, None, dtype=object)
    for i in np.flatnonzero(count == 0):
        found = table["reason"][owner == i].mode()
        reasons[i] = found.iloc[0] if len(found) else "no_value"
    # Where the rule sets no value there is nothing to meet, in its units or in wider ones.
    required = None if rule.target(setting) is None else 1.0
    result = _judged(Measured(share, reasons), required, ">=")
    (layer,) = [LAYER_OF_LEVEL[one] for one in LAYER_OF_LEVEL if one in rule.levels][-1:]
    result = result.assign(
        measured_alt_radius=np.nan,
        measured_any_size=np.nan,
        unit=f"share_of_{layer}",
        comparison=">=",
        cause=_usual_cause(table["cause"], owner, result["met"]),
        too_far_m=np.nan,
    )
    return _described(result, rule, outer)


def _usual_cause(cause: pd.Series, owner: Indices, met: pd.Series) -> Shapes:
    """Return the cause of most of the failing inner units; the first of `CAUSES` if equal."""
    found: Shapes = np.full(len(met), None, dtype=object)
    for i in np.flatnonzero((met == False).to_numpy()):  # noqa: E712 - None is not a failure
        count = cause[owner == i].value_counts()
        found[i] = max(CAUSES, key=lambda one: count.get(one, 0)) if len(count) else None
    return found


def _described(table: pd.DataFrame, rule: Rule, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    texts = [REASONS.get(code or "", (None, None)) for code in table["reason"]]
    why = [CAUSES.get(code or "", (None, None)) for code in table["cause"]]
    table = table.assign(
        id=zones.index,
        name=zones["name"].to_numpy() if "name" in zones else None,
        rule=rule.id,
        clause=rule.clause,
        certainty=rule.certainty,
        rule_zh=rule.title_zh,
        rule_en=rule.title_en,
        reason_zh=pd.Series([zh for zh, _ in texts], dtype=object),
        reason_en=pd.Series([en for _, en in texts], dtype=object),
        cause_zh=pd.Series([zh for zh, _ in why], dtype=object),
        cause_en=pd.Series([en for _, en in why], dtype=object),
    )
    return table[list(COLUMNS)]
