"""Measures of green: area per person, share of the land, land and people that parks serve."""

import geopandas as gpd
import numpy as np

from spatial.arrays import Floats
from spatial.green import (
    area_inside,
    dissolve,
    reached_points,
    served_land,
    service_area,
    sized_parks,
)
from spatial.rules import Rule, SizeClass
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import (
    Measured,
    NotMeasurableError,
    column,
    loaded,
    per_people,
    with_reason,
)
from spatial.standards.measures.walking import park_share

# Exact shares of cells come in single precision: from this on a zone counts as wholly seen.
WHOLE = 1.0 - 1e-5


def counted_greens(layers: MeasureLayers, rule: Rule) -> gpd.GeoDataFrame:
    """Return the green spaces; a rule about classes needs a layer that tells them."""
    found = loaded(layers, "green_spaces")
    if rule.green_classes:
        column(found, "green_class", "no_green_class")
    return found


def park_coverage(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Floats:
    """Return the share of the rule's denominator within the radius of parks, by size of park."""
    classes = rule.size_classes
    if not classes and rule.radius_m is not None:
        low, high = rule.min_area_m2 or 0.0, rule.max_area_m2
        classes = (SizeClass(min_m2=low, max_m2=high, radius_m=rule.radius_m),)
    parks = sized_parks(counted_greens(layers, rule), classes=rule.green_classes)
    if rule.metric == "walking":
        return park_share(zones, layers, rule, parks, classes)
    if rule.denominator == "population":
        kind = rule.population or "resident"
        points = layers.people(kind, zones).points
        reached = np.asarray(reached_points(points, parks, classes).any(axis=0))
        return layers.share_of_people(kind, zones, reached)
    served = service_area(parks, classes)
    if rule.denominator == "residential_land":
        ground = layers.occupied(zones)
        share = served_land(ground.geometry.to_numpy(), served)
        share[~ground["on_land"].to_numpy()] = np.nan
        return share
    return served_land(zones.geometry.to_numpy(), served)


def _green_area(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Floats:
    parts = sized_parks(
        counted_greens(layers, rule),
        classes=rule.green_classes,
        min_area_m2=rule.min_area_m2,
        max_area_m2=rule.max_area_m2,
    )
    return area_inside(zones.geometry.to_numpy(), parts)


def green_per_person(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Green area inside the zone for each person."""
    return per_people(zones, rule, _green_area(zones, layers, rule), 1.0)


def green_ratio(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Green area inside the zone as a share of its land."""
    area = zones.geometry.area.to_numpy()
    return with_reason(
        _green_area(zones, layers, rule) / np.where(area > 0, area, np.nan), "no_value"
    )


def canopy_share(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Share of the zone under trees, of the cells of a raster that have a value.

    It is not measured where the cells without a value could turn the verdict on any of the rule's
    values.

    Raises
    ------
    NotMeasurableError
        When no raster shows trees.
    """
    cover = layers.tree_cover(zones)
    if cover is None:
        raise NotMeasurableError("needs_canopy")
    low, high, share, valid = (
        cover[name].to_numpy(dtype=float)
        for name in ("canopy_ratio_low", "canopy_ratio_high", "canopy_ratio", "valid_share")
    )
    partial = valid < WHOLE
    open_verdict = np.isnan(share)
    for value in (rule.required, rule.required_old, rule.required_new):
        if value is not None:
            passes = {"<=": np.less_equal, ">": np.greater}.get(rule.comparison, np.greater_equal)
            open_verdict |= partial & (passes(low, value) != passes(high, value))
    return with_reason(np.where(open_verdict, np.nan, share), "canopy_unclear")


def open_space_share(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Streets and green open to all as a share of the zone less its water (SDG 11.7.1).

    Raises
    ------
    NotMeasurableError
        When no land of roads is loaded.
    """
    land = loaded(layers, "land_use")
    roads = land[land["land_class"] == "road"]
    if len(roads) == 0:
        raise NotMeasurableError("no_road_land")
    greens = sized_parks(counted_greens(layers, rule), classes=rule.green_classes)
    shapes = zones.geometry.to_numpy()
    opened = dissolve(np.concatenate([roads.geometry.to_numpy(), greens]))
    water = dissolve(land[land["land_class"] == "water"].geometry.to_numpy())
    built = zones.geometry.area.to_numpy() - area_inside(shapes, water)
    return with_reason(area_inside(shapes, opened) / np.where(built > 0, built, np.nan), "no_value")
