"""Why a unit fails a rule: what serves it is too far, too small, or not there at all.

The cause tells what would help: a new site, an enlargement, or a first facility. Definitions for
every measure: docs/methods/gaps.md.
"""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Indices, Shapes
from spatial.green import size_members, sized_parks
from spatial.rules import Rule, SizeClass
from spatial.site_points import sites_of
from spatial.standards.measures.facilities import counted_facilities, presence
from spatial.standards.measures.green import counted_greens
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.table import measure
from spatial.standards.measures.values import Measured, NotMeasurableError
from spatial.standards.measures.walking import facility_excess, park_excess
from spatial.walking import lattice

CAUSES: dict[str, tuple[str, str]] = {
    "none": ("没有设施", "there is none"),
    "too_far": ("距离过远", "too far away"),
    "too_small": ("规模不足", "too small or too few"),
    "too_large": (
        "有绿地，但属更大一级，条文计入更大的生活圈",
        "there is green, but its parks are of a larger class, which counts at a wider level",
    ),
}
# Between the points that stand for land, in m.
SPACING = 50.0
_STOCK = {
    "facilities_per_10k",
    "floor_area_per_1000",
    "site_area_per_person",
    "largest_floor_area",
    "largest_library",
}


def gap_causes(
    zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule, measured: Measured, failing: Flags
) -> tuple[Shapes, Floats]:
    """Return the cause of each failing unit and by how many meters it is too far.

    Parameters
    ----------
    zones, layers, rule
        As for `spatial.standards.measures.table.measure`.
    measured
        What it gave.
    failing : (n,) array of bool
        Units that fail the rule.

    Returns
    -------
    cause : (n,) array of str or None
        A key of `CAUSES` where the unit fails.
    too_far_m : (n,) array
        For coverage: how much longer the radius would have to be for the unit to pass, by the
        places where its people live (or points on its land); NaN otherwise, and where there is
        no such facility at all.
    """
    found: Shapes = np.full(len(zones), None, dtype=object)
    too_far = np.full(len(zones), np.nan)
    if not failing.any():
        return found, too_far
    larger = replace(rule, max_area_m2=None)
    if rule.measure == "coverage":
        any_size = _amounts(zones, layers, rule, measured.amounts, _of_any_size(rule))
        enough = failing & _passes(any_size, rule)
        nobody = failing & ~enough & ~(np.fmax(measured.amounts, any_size) > 0)
        found[failing] = "too_far"
        found[enough] = "too_small"
        found[enough & _passes(_amounts(zones, layers, rule, measured.amounts, larger), rule)] = (
            "too_large"
        )
        found[nobody] = "none"
        too_far[failing] = _too_far(zones, layers, rule)[failing]
        return found, too_far
    found[failing] = "too_small"
    found[failing & (_stock(zones, layers, rule, measured) == 0)] = "none"
    if rule.measure == "green_per_person":
        # Only what is larger than the class makes up for what lacks, or there is nothing else.
        with_larger = _amounts(zones, layers, rule, measured.amounts, larger)
        smaller = _amounts(zones, layers, rule, measured.amounts, _of_any_smaller(rule))
        only = (with_larger > measured.amounts) & ~(smaller > measured.amounts)
        found[failing & (_passes(with_larger, rule) | only)] = "too_large"
    return found, too_far


def _stock(
    zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule, measured: Measured
) -> Floats:
    """Return what the unit has of the kind, whatever its size or grade; 0 is none."""
    if rule.measure == "presence" or rule.measure in _STOCK:
        plain = replace(rule, measure="presence", floor_area_m2=None, grades=())
        return presence(zones, layers, plain).amounts
    if rule.measure == "green_per_person":
        return _amounts(zones, layers, rule, measured.amounts, _of_any_size(rule))
    return measured.amounts


def _of_any_size(rule: Rule) -> Rule:
    """Return the rule as if facilities and parks counted however small or large they are."""
    return replace(_of_any_smaller(rule), max_area_m2=None)


def _of_any_smaller(rule: Rule) -> Rule:
    """Return the rule as if facilities and parks counted however small they are."""
    classes = rule.size_classes
    if classes:
        least = min(classes, key=lambda one: one.min_m2)
        small = SizeClass(min_m2=0.0, max_m2=least.min_m2, radius_m=least.radius_m)
        classes = (*classes, small) if least.min_m2 > 0 else classes
    return replace(rule, floor_area_m2=None, grades=(), min_area_m2=None, size_classes=classes)


def _amounts(
    zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule, known: Floats, other: Rule
) -> Floats:
    """Return what the rule would measure as `other`; `known` where that is the same."""
    if other == rule:
        return known
    relaxed = measure(zones, layers, other).amounts
    return np.where(np.isnan(relaxed), known, relaxed)


def _passes(amounts: Floats, rule: Rule) -> Flags:
    target = rule.required or 0.0
    return amounts > target if rule.comparison == ">" else amounts >= target


def _too_far(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Floats:
    """Return how many more meters of radius the unit needs; NaN where nothing can be reached."""
    points, weight, owner = _places(zones, layers, rule)
    try:
        excess = _excess(points, layers, rule)
    except NotMeasurableError:
        return np.full(len(zones), np.nan)
    order = np.lexsort((excess, owner))
    excess, weight, owner = excess[order], weight[order], owner[order]
    found = np.full(len(zones), np.nan)
    share = min(rule.required or 0.0, 1.0)
    bounds = np.searchsorted(owner, np.arange(len(zones) + 1))
    for unit in np.unique(owner):
        held = slice(bounds[unit], bounds[unit + 1])
        people = np.cumsum(weight[held])
        if people[-1] > 0:
            at = np.searchsorted(people, share * people[-1] * (1 - 1e-12))
            found[unit] = max(excess[held][min(at, len(people) - 1)], 0.0)
    return np.where(np.isfinite(found), found, np.nan)


def _places(
    zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule
) -> tuple[Floats, Floats, Indices]:
    """Return points, what they weigh, and the position of the unit that holds each."""
    if rule.denominator == "population":
        kind = rule.population or "resident"
        where, owner = layers.people(kind, zones), layers.unit_of_people(kind, zones)
        kept = owner >= 0
        return where.points[kept], where.people[kept], owner[kept]
    land = layers.occupied(zones) if rule.denominator == "residential_land" else zones
    points, owner = lattice(land.geometry.to_numpy(), spacing=SPACING)
    return points, np.ones(len(points)), owner.astype(np.intp)


def _excess(points: Floats, layers: MeasureLayers, rule: Rule) -> Floats:
    """Return by how much each point is further than the radius from what serves it."""
    on_foot = rule.metric == "walking"
    if rule.layer != "green_spaces":
        facilities = counted_facilities(layers, rule)
        if on_foot:
            return facility_excess(points, layers, rule, facilities)
        return sites_of(facilities).straight(points)[0] - (rule.radius_m or 0.0)
    parks = sized_parks(counted_greens(layers, rule), classes=rule.green_classes)
    classes = rule.size_classes or (
        SizeClass(
            min_m2=rule.min_area_m2 or 0.0, max_m2=rule.max_area_m2, radius_m=rule.radius_m or 0.0
        ),
    )
    if on_foot:
        return park_excess(points, layers, parks, classes)
    places = shapely.points(points)
    excess = np.full(len(points), np.inf)
    for one, member in zip(classes, size_members(parks, classes), strict=True):
        if member.any():
            tree: Any = shapely.STRtree(parks[member])
            _, away = tree.query_nearest(places, return_distance=True, all_matches=False)
            excess = np.minimum(excess, away - one.radius_m)
    return excess
