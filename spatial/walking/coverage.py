"""Coverage on foot: zones, land and people within a walking distance along streets.

The counterpart of `spatial.coverage` with a `spatial.network.Network` for the straight line. A
place walks straight to the nearest point of a street, along streets, and straight to the facility;
all three legs count. What is further than `max_snap` from every street does not walk: it is counted
as not covered and listed, never taken to be at distance 0. Formulas: docs/methods/walking.md.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.arrays import Flags, Floats, Ints
from spatial.checks import require_distance, require_kinds, require_same_crs
from spatial.coverage import Coverage, Ground, coverage_within, prepare_ground
from spatial.network import MAX_SNAP, Attachment, Network, opened_to_main, with_crossings
from spatial.population import LEAST_DWELLING, DistanceBounds, assign_zones
from spatial.site_points import SITES, SitePoints, sites_of
from spatial.walking.land_bounds import LandWalks, land_walks
from spatial.walking.land_cells import Land, land_of
from spatial.walking.land_points import lattice, mean_by_owner, spacing_for
from spatial.walking.people_bounds import Portions, portions_of, walking_bounds
from spatial.walking.street_cells import Start

SPACING = 20.0
"""In metres: between the points that stand for land."""
MOST_POINTS = 400_000
"""Points that stand for land, at most: beyond, they stand further apart."""
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class WalkingGround:
    """A ground with its places and land attached to the streets, for any facilities.

    Attributes
    ----------
    ground : Ground
    network : Network
    places : Attachment
        Of the points at which the people of the ground stand, in their order.
    land : Attachment
        Of the points that stand for land, each once.
    owner, point : (k,) int
        Which polygon of the ground is stood for by which point; every polygon with an area has one.
    spacing : float
        Between those points, in metres.
    max_snap : float
        Furthest from a street that anything may walk from, in metres.
    portions : Portions
        The parts of streets that the people of each place may start from.
    squares : Land
        Zones and land in rectangles, between whose walks their covered area is known.
    """

    ground: Ground
    network: Network
    places: Attachment
    land: Attachment
    owner: Ints
    point: Ints
    spacing: float
    max_snap: float
    portions: Portions
    squares: Land

    @property
    def nbytes(self) -> int:
        """About the memory of what is attached, without that of ground and network."""
        held = sum(
            part.nbytes
            for at in (self.places, self.land)
            for part in (at.points, at.edge, at.offset, at.leg, at.ends, at.to_ends)
        )
        known = self.portions.nbytes + self.squares.nbytes
        return held + self.owner.nbytes + self.point.nbytes + known

    def areas(self, reached: Flags) -> Floats:
        """Return the area (m²) of each polygon of the ground whose points are `reached`."""
        polygons = self.ground.polygons
        share = mean_by_owner(reached[self.point], self.owner, size=len(polygons.area))
        return np.asarray(polygons.area * share)

    def lacking(self, near: Flags) -> Floats:
        """Return the people of each zone at the points that are not `near`."""
        return self.ground.points.within(~near)


@dataclass(frozen=True, eq=False)
class WalkingProximity:
    """How far a ground is on foot from facilities: what does not depend on the distance asked for.

    Stands where `spatial.coverage.ground.Proximity` stands.

    Attributes
    ----------
    walking : WalkingGround
    facilities : Attachment
        The points of the facilities, on the streets.
    sites : SitePoints
        Which points belong to which facility.
    distance : (s,) float
        From each point to the nearest facility on foot, in metres; infinite where none is reached.
    facility : (s,) int
        Row of the point of that facility; -1 where none is walked to.
    land_distance : (t,) float
        The same for the points that stand for land.
    apart : (f,) float
        From each facility outside all zones to the nearest place or land of the zones.
    inside : (n,) int
        Facilities in each zone.
    nearest_by_zone : (n,) float
        Mean of `distance` over the people of each zone that reach one; NaN where nobody does.
    percentiles : dict
        Of `distance` over all people; NaN where it falls on those who reach none.
    squares : LandWalks
        Between which distances people walk from rectangles of land.
    """

    walking: WalkingGround
    facilities: Attachment
    sites: SitePoints
    distance: Floats
    facility: Ints
    land_distance: Floats
    apart: Floats
    inside: Ints
    nearest_by_zone: Floats
    percentiles: dict[str, float]
    squares: LandWalks

    @cached_property
    def bounds(self) -> DistanceBounds:
        """Between which distances the people of each place walk; measured when first asked for."""
        walking = self.walking
        return walking_bounds(walking.portions, walking.network, self.facilities, self.sites.areas)

    @property
    def lost(self) -> Ints:
        """Rows of the facilities that serve nobody, off every street and with nobody in them."""
        held = np.zeros(self.sites.count, dtype=bool)
        held[self.sites.standing(self.ground.points.points).site] = True
        held[self.sites.owner[self.facilities.attached]] = True
        return np.flatnonzero(~held)

    @property
    def ground(self) -> Ground:
        """The ground that was walked on."""
        return self.walking.ground

    @property
    def nbytes(self) -> int:
        """The memory of its numbers, without those of the ground."""
        held = (self.distance, self.facility, self.land_distance, self.squares)
        return sum(a.nbytes for a in held)

    def covered(self, reach: float) -> Floats:
        """Return the area (m²) of each polygon of the ground within a walk of `reach` (m), (3, q).

        At least, by the points of the grid, and at most.
        """
        found = self.walking.areas(self.land_distance <= reach)
        known = slice(0, self.walking.squares.size)
        area = self.ground.polygons.area
        least, most = np.zeros(len(found)), area.copy()
        least[known], most[known] = self.squares.within(reach)
        # Rectangles add up to their polygon but for rounding.
        least, most = (np.where(x > area * (1 - _ROUNDING), area, x) for x in (least, most))
        return np.stack([least, np.clip(found, least, most), most])

    def counts(self, reach: float) -> dict[str, Any]:
        """Return how many facilities are counted within `reach` (m), and how many lie outside."""
        reaching = int((self.apart <= reach).sum())
        ignored = len(self.apart) - reaching
        return {
            "facilities_counted": self.sites.count - ignored,
            "facilities_outside": reaching,
            "facilities_ignored": ignored,
            "facilities_unattached": len(self.lost),
        }


def prepare_walking(
    ground: Ground,
    network: Network,
    *,
    max_snap: float = MAX_SNAP,
    spacing: float = SPACING,
    freedom: float = 0.0,
) -> WalkingGround:
    """Attach the places and the land of a ground to streets, for any facilities.

    Parameters
    ----------
    ground : Ground
        From `prepare_ground`, in the metric system of the network.
    network : Network
    max_snap : float
        In metres; what is further from every street does not walk.
    spacing : float
        In metres, above 0: between the points that stand for land; more where there would be too
        many of them.
    freedom : float
        In metres, 0 or more: brackets hold also where people start from another street, within
        `max_snap` and at most so much further than the nearest one. Facilities beside a piece of
        street that reaches nothing stand on the largest part as well where it is so near.
    """
    shapes = ground.polygons.shapes
    step = spacing_for(shapes, spacing, most=MOST_POINTS)
    points, owner = lattice(shapes, spacing=step)
    # The same point stands for a zone and its residential land: it walks once.
    distinct, point = np.unique(points.view(complex).ravel(), return_inverse=True)
    land = distinct.view(float).reshape(-1, 2)
    return WalkingGround(
        ground=ground,
        network=network,
        places=network.attach(ground.points.points, max_snap=max_snap),
        land=network.attach(land, max_snap=max_snap),
        owner=owner.astype(np.int64),
        point=point.astype(np.int64).ravel(),
        spacing=step,
        max_snap=require_distance(max_snap, "max_snap"),
        portions=portions_of(ground.whereabouts, network, max_snap=max_snap, freedom=freedom),
        squares=land_of(shapes, network, start=Start(max_snap, freedom)),
    )


def measure_walks(walking: WalkingGround, facilities: gpd.GeoDataFrame) -> WalkingProximity:
    """Measure how far `walking` is on foot from facilities, also from those outside the zones.

    A facility is a point, its entrances, or an area that is entered along its edge and where
    streets meet it; who stands in its area walks 0 m (`spatial.site_points`).

    Raises
    ------
    NotMetricError, ShapeError
        When the facilities are no sites in the metric system of the ground.
    """
    ground, network = walking.ground, walking.network
    zones, people = ground.zones, ground.points
    require_same_crs("zones", zones, facilities=facilities)
    require_kinds(facilities, "facilities", SITES)
    sites, goals = _goals(walking, with_crossings(network, sites_of(facilities)))
    owner = zones.index.get_indexer(pd.Index(assign_zones(facilities, zones)))
    distance, facility = network.nearest(walking.places, goals)
    inside = sites.standing(people.points)
    distance, _ = inside.nearest(distance, sites.rows(facility))
    facility[inside.place] = -1
    land_distance, row = network.nearest(walking.land, goals)
    on_site = sites.standing(walking.land.points)
    land_distance, _ = on_site.nearest(land_distance, sites.rows(row))
    # NaN where there are no facilities at all, as with straight lines.
    known = people.percentiles(distance if len(goals) else distance * np.nan)
    return WalkingProximity(
        walking=walking,
        facilities=goals,
        sites=sites,
        distance=distance,
        facility=facility,
        land_distance=land_distance,
        apart=_apart(walking, goals, sites, owner < 0),
        inside=np.bincount(owner[owner >= 0], minlength=len(zones)),
        nearest_by_zone=people.mean_by_zone(distance),
        percentiles={name: x if np.isfinite(x) else np.nan for name, x in known.items()},
        squares=land_walks(walking.squares, network, goals, sites.areas),
    )


def _goals(walking: WalkingGround, sites: SitePoints) -> tuple[SitePoints, Attachment]:
    """Return facilities on the streets, with a further point where they may open to the main."""
    network, snap = walking.network, walking.max_snap
    at = network.attach(sites.points, max_snap=snap)
    freedom = walking.portions.start.freedom
    goals, row = opened_to_main(network, at, freedom=freedom, max_snap=snap)
    return sites.of_points(row), goals


def walking_coverage_within(
    proximity: WalkingProximity, *, radius: float, least_dwelling: float = LEAST_DWELLING
) -> Coverage:
    """Return `walking_coverage` of a ground whose walks to the facilities are measured.

    For many distances: `prepare_walking` once, `measure_walks` once for each set of facilities.
    """
    found = coverage_within(proximity, radius=radius, least_dwelling=least_dwelling)
    walking = proximity.walking
    # Who stands in a site is there, near a street or not.
    attached = walking.places.attached | (proximity.distance == 0)
    lost = walking.lacking(attached)
    total = found.total | {
        "unattached_population": float(np.nansum(lost)),
        "places_unattached": int((~attached).sum()),
        "detour_index": _detour(proximity),
        "ground_spacing_m": walking.spacing,
    }
    rows = found.rows.assign(unattached_population=lost)
    return Coverage(rows, total, found.population_basis)


def walking_coverage(  # noqa: PLR0913 - the arguments of coverage, and the streets
    zones: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    network: Network,
    *,
    radius: float,
    demand: gpd.GeoDataFrame | None = None,
    residential: gpd.GeoDataFrame | None = None,
    max_snap: float = MAX_SNAP,
    spacing: float = SPACING,
) -> Coverage:
    """Return how much of each zone, and how many of its people, walk at most `radius` metres.

    Parameters
    ----------
    zones, facilities, demand, residential
        As in `spatial.coverage.coverage`.
    network : Network
        The streets, in metres of the same system.
    radius : float
        Walking distance in metres, 0 or more; `d <= radius` is covered.
    max_snap : float
        In metres; what is further from every street does not walk.
    spacing : float
        In metres: between the points that stand for land.

    Returns
    -------
    Coverage
        The columns of `coverage`, `unattached_population` for each zone (people further than
        `max_snap` from every street, not covered; `unreached_population` holds those as well as
        people whom no street leads to a facility), and in the total also `places_unattached`,
        `facilities_unattached`, `detour_index` (metres walked to the nearest facility over the
        straight line to it, by people) and `ground_spacing_m`. `nearest_m` is in metres walked, by
        those who reach a facility.

    Notes
    -----
    People are covered when their point walks at most `radius`; zones and land by the share of the
    points of a fixed grid inside them that do, at least one for each. The grid has an
    error of some spacing^1.5 x (length of the border of what is covered)^0.5 m² for each polygon.

    Raises
    ------
    NotMetricError, MissingColumnError, ShapeError
        As `coverage`.
    """
    reach = require_distance(radius, "radius")
    ground = prepare_ground(zones, demand=demand, residential=residential)
    walking = prepare_walking(ground, network, max_snap=max_snap, spacing=spacing)
    return walking_coverage_within(measure_walks(walking, facilities), radius=reach)


def _apart(walking: WalkingGround, goals: Attachment, sites: SitePoints, outside: Flags) -> Floats:
    """Return the walk (m) from each facility outside to what it reaches first in the zones."""
    if not outside.any():
        return np.empty(0)
    network, beyond = walking.network, goals.rows(outside[sites.owner])
    distance, _ = network.nearest(beyond, walking.places)
    land, _ = network.nearest(beyond, walking.land)
    walked = np.full(len(sites.points), np.inf)
    walked[outside[sites.owner]] = np.minimum(distance, land)
    least = sites.least(walked)
    met, _ = shapely.STRtree(walking.ground.zones.geometry.to_numpy()).query(
        sites.areas, predicate="intersects"
    )
    least[sites.area_owner[met]] = 0.0
    return least[outside]


def _detour(proximity: WalkingProximity) -> float:
    """Return the metres that people walk for each metre of the straight line to the same place."""
    points, at = proximity.ground.points, np.flatnonzero(proximity.facility >= 0)
    goals = proximity.facilities.points[proximity.facility[at]]
    straight = np.hypot(*(points.points[at] - goals).T)
    # Where nobody has counted people, points count by what they weigh.
    people = (points.people if points.people.any() else points.weight)[at]
    line = float((people * straight).sum())
    return float((people * proximity.distance[at]).sum()) / line if line > 0 else float("nan")
