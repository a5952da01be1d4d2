"""Measures of facilities: how many, how large, how near, for how many people."""

import geopandas as gpd
import numpy as np

from spatial.arrays import Floats
from spatial.checks import require_distance
from spatial.coverage import measure_proximity, shares_within
from spatial.rules import Rule
from spatial.site_points import sites_of
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import (
    Measured,
    NotMeasurableError,
    column,
    loaded,
    numbers,
    owners,
    per_people,
    with_reason,
)
from spatial.standards.measures.walking import SHARE, facility_share, places_of


def counted_facilities(layers: MeasureLayers, rule: Rule) -> gpd.GeoDataFrame:
    """Return the facilities that count for the rule: by grade and by floor area."""
    found = loaded(layers, rule.layer)
    if rule.grades:
        found = found[column(found, "grade", "no_grade").isin(rule.grades)]
    if rule.floor_area_m2 is not None and rule.measure != "size_compliance" and len(found):
        found = found[column(found, "floor_area_m2", "no_value") >= rule.floor_area_m2]
    return found


def facility_coverage(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Floats:
    """Return the share of the rule's denominator within its radius of the facilities.

    Raises
    ------
    NotMeasurableError
        When the rule states no radius, or its layer holds nothing to measure.
    """
    if rule.radius_m is None:
        raise NotMeasurableError("no_value")
    facilities = counted_facilities(layers, rule)
    if rule.metric == "walking":
        return facility_share(zones, layers, rule, facilities)
    reach, sites = require_distance(rule.radius_m, "radius"), sites_of(facilities)
    where = places_of(sites)
    if rule.denominator == "population":
        kind = rule.population or "resident"
        people = layers.people(kind, zones)
        away = layers.kept(
            ("straight", kind, *where),
            zones,
            lambda: sites.straight(people.points)[0],
        )
        return layers.share_of_people(kind, zones, away <= reach)
    near = layers.kept(
        ("straight", *where), zones, lambda: measure_proximity(layers.ground(zones), facilities)
    )
    return shares_within(near, radius=reach)[SHARE[str(rule.denominator)]]


def presence(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Count of facilities located in the zone."""
    owner = owners(zones, counted_facilities(layers, rule))
    count: Floats = np.bincount(owner[owner >= 0], minlength=len(zones)).astype(float)
    return with_reason(count, "no_facility")


def facilities_per_10k(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Facilities located in the zone for each 10,000 people."""
    return per_people(zones, rule, presence(zones, layers, rule).amounts, 10_000.0)


def floor_area_per_1000(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Floor area of the facilities in the zone for each 1,000 people; all must be known."""
    return _area_per_people(zones, layers, rule, "floor_area_m2", 1_000.0)


def site_area_per_person(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Site area (m2) of the facilities in the zone for each person; all must be known."""
    return _area_per_people(zones, layers, rule, "site_area_m2", 1.0)


def _area_per_people(
    zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule, name: str, scale: float
) -> Measured:
    """Return the sum of an area of the facilities in each zone for each `scale` people."""
    found = counted_facilities(layers, rule)
    owner, area = owners(zones, found), numbers(found, name)
    held = owner >= 0
    amount = np.bincount(owner[held], weights=area[held], minlength=len(zones)).astype(float)
    result = per_people(zones, rule, amount, scale)
    result.reasons[np.isnan(amount)] = "no_value"
    return result


def largest_floor_area(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Floor area of the largest facility in the zone; 0 where there is none."""
    return _largest(zones, layers, rule, "floor_area_m2")


def largest_library(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Volumes of the largest library in the zone; 0 where there is none."""
    return _largest(zones, layers, rule, "volumes")


def _largest(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule, name: str) -> Measured:
    found = counted_facilities(layers, rule)
    owner, value = owners(zones, found), numbers(found, name)
    held, known = owner >= 0, np.isfinite(value)
    largest = np.zeros(len(zones))
    np.maximum.at(largest, owner[held & known], value[held & known])
    blank = np.bincount(owner[held & ~known], minlength=len(zones)) > 0
    # A facility whose value is missing may be the largest: unknown unless another one decides.
    target = rule.required or 0.0
    largest[blank & (largest < target)] = np.nan
    return with_reason(largest, "no_value")


def size_compliance(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Share of the facilities in the zone that reach the floor area; all must be known."""
    found = counted_facilities(layers, rule)
    owner, area = owners(zones, found), numbers(found, "floor_area_m2")
    held = owner >= 0
    size = len(zones)
    count = np.bincount(owner[held], minlength=size).astype(float)
    large = np.where(np.isnan(area), np.nan, area >= (rule.floor_area_m2 or 0.0))
    good = np.bincount(owner[held], weights=large[held], minlength=size)
    share = good / np.where(count > 0, count, np.nan)
    reasons = np.where(count > 0, "no_value", "no_facility").astype(object)
    return with_reason(share, reasons)


def zone_attribute(zones: gpd.GeoDataFrame, _layers: MeasureLayers, rule: Rule) -> Measured:
    """Value of a column of the zone itself.

    Raises
    ------
    NotMeasurableError
        When the rule names no column, or the zones lack it.
    """
    if rule.attribute is None or rule.attribute not in zones:
        raise NotMeasurableError("no_value")
    return with_reason(numbers(zones, rule.attribute), "no_value")
