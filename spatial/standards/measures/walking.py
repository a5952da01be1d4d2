"""Coverage that a rule measures on foot: of facilities, and of parks from their entrances."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from spatial.arrays import Floats, Shapes
from spatial.coverage import shares_within
from spatial.green import (
    Entrances,
    Walk,
    park_coverage,
    park_entrances,
    reached_points,
    size_members,
)
from spatial.network import MAX_SNAP, Attachment, Network, walked_to_sites
from spatial.rules import Rule, SizeClass
from spatial.site_points import SitePoints, sites_of
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import NotMeasurableError
from spatial.walking import measure_walks

SHARE = {
    "residential_land": "residential_share",
    "area": "area_share",
}
"""The column of a coverage that answers each denominator of a rule that is land."""


def streets(layers: MeasureLayers) -> Network:
    """Return the network; a rule on walking cannot be measured without.

    Raises
    ------
    NotMeasurableError
        When there are no streets to walk on.
    """
    found = layers.network()
    if found is None:
        raise NotMeasurableError("needs_walking_network")
    return found


def places_of(sites: SitePoints) -> tuple[int, bytes, bytes]:
    """Return what tells one set of facilities from another: how many, and where."""
    areas = b"".join(shapely.to_wkb(sites.areas).tolist())
    return sites.count, sites.points.tobytes(), areas


def facility_share(
    zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule, facilities: gpd.GeoDataFrame
) -> Floats:
    """Return the share of the rule's denominator within its distance of facilities, on foot.

    Raises
    ------
    NotMeasurableError
        When the rule states no radius, or there are no streets.
    """
    if rule.radius_m is None:
        raise NotMeasurableError("no_value")
    network, sites = streets(layers), sites_of(facilities)
    where = places_of(sites)
    if rule.denominator == "population":
        kind = rule.population or "resident"
        away = layers.kept(
            ("walked", kind, *where),
            zones,
            lambda: walked_to_sites(
                network, attached(zones, layers, kind), sites, max_snap=MAX_SNAP
            )[0],
        )
        return layers.share_of_people(kind, zones, away <= rule.radius_m)
    walks = layers.kept(
        ("walks", *where), zones, lambda: measure_walks(layers.walking(zones), facilities)
    )
    return shares_within(walks, radius=rule.radius_m)[SHARE[str(rule.denominator)]]


def attached(zones: gpd.GeoDataFrame, layers: MeasureLayers, kind: str) -> Attachment:
    """Return the people attached to the streets, once for all rules."""
    points = layers.people(kind, zones).points
    return layers.kept(
        ("attached", kind), zones, lambda: streets(layers).attach(points, max_snap=MAX_SNAP)
    )


def park_share(
    zones: gpd.GeoDataFrame,
    layers: MeasureLayers,
    rule: Rule,
    parks: Shapes,
    classes: Sequence[SizeClass],
) -> Floats:
    """Return the share of the rule's denominator within a walk of an entrance of the parks."""
    walk = Walk(streets(layers), _entrances(layers, parks), MAX_SNAP)
    if rule.denominator == "population":
        kind = rule.population or "resident"
        points = layers.people(kind, zones).points
        reached = np.asarray(reached_points(points, parks, classes, walk=walk).any(axis=0))
        return layers.share_of_people(kind, zones, reached)
    found = park_coverage(layers.ground(zones), parks, classes, walk=walk)
    share: Floats = found.rows.reindex(zones.index)[SHARE[str(rule.denominator)]].to_numpy(float)
    return share


def facility_excess(
    points: Floats, layers: MeasureLayers, rule: Rule, facilities: gpd.GeoDataFrame
) -> Floats:
    """Return by how many metres each point walks more than the rule allows; maybe infinite."""
    sites = sites_of(facilities)
    distance, _ = walked_to_sites(streets(layers), points, sites, max_snap=MAX_SNAP)
    return np.asarray(distance - (rule.radius_m or 0.0))


def park_excess(
    points: Floats, layers: MeasureLayers, parks: Shapes, classes: Sequence[SizeClass]
) -> Floats:
    """Return the same for parks, each by the distance of its own class of size."""
    network, doors = streets(layers), _entrances(layers, parks)
    at = network.attach(points, max_snap=MAX_SNAP)
    excess = np.full(len(points), np.inf)
    for one, member in zip(classes, size_members(parks, classes), strict=True):
        goals = network.attach(doors.of(member).points, max_snap=MAX_SNAP)
        distance, _ = network.nearest(at, goals)
        excess = np.minimum(excess, distance - one.radius_m)
    return excess


def _entrances(layers: MeasureLayers, parks: Shapes) -> Entrances:
    lines = layers.walkable()
    return park_entrances(parks, [] if lines is None else lines.geometry.to_numpy())
