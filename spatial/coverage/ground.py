"""What coverage rests on before a radius is named: the ground, and its distances to facilities.

Neither depends on the radius, and the ground does not depend on the facilities, so both can be
kept while only the radius changes.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.arrays import Floats, Ints, Shapes
from spatial.checks import (
    POINTLIKE,
    POLYGONAL,
    require_columns,
    require_kinds,
    require_metric,
    require_same_crs,
    require_unique_index,
)
from spatial.coverage.discs import MeasuredPolygons, measured_polygons
from spatial.coverage.site_cover import SiteCover, cover_by_sites
from spatial.population import (
    DistanceBounds,
    PeopleShapes,
    Whereabouts,
    ZonePoints,
    assign_zones,
    land_pieces,
    placed_people,
    straight_bounds,
    whereabouts_of,
    zone_points,
)
from spatial.site_points import DRAWN, SITES, SitePoints, sites_of

Basis = Literal["area", "residential", "demand"]
_SHAPE_BYTES, _VERTEX_BYTES = 250, 16


@dataclass(frozen=True, eq=False)
class Ground:
    """Zones with their land and people, measured: what does not depend on the facilities.

    Attributes
    ----------
    zones : GeoDataFrame
    population : (n,) float
        Persons in each zone; NaN where that is not known.
    places : PeopleShapes
        What is known of where the people live, for brackets.
    points : ZonePoints
        Where they stand, as in every other analysis.
    land_owner : (k,) int or None
        Row of the zone of each piece of residential land; None when no land was given.
    polygons : MeasuredPolygons
        The zones, then the pieces of land.
    basis : str
        The finest data that placed people.
    """

    zones: gpd.GeoDataFrame
    population: Floats
    places: PeopleShapes
    points: ZonePoints
    land_owner: Ints | None
    polygons: MeasuredPolygons
    basis: Basis

    @property
    def nbytes(self) -> int:
        """About the memory it takes, shapes included."""
        places, points, polygons = self.places, self.points, self.polygons
        arrays = (points.points, points.zone, points.people, points.weight, places.zone)
        numbers = sum(a.nbytes for a in (*arrays, polygons.area, polygons.middle, polygons.size))
        vertices = int(shapely.get_num_coordinates(polygons.shapes).sum())
        return numbers + len(polygons.shapes) * _SHAPE_BYTES + vertices * _VERTEX_BYTES

    @property
    def whereabouts(self) -> Whereabouts:
        """Where the people of each place may be."""
        return whereabouts_of(self.places, self.land_owner, self.polygons.shapes[len(self.zones) :])

    def parts(self, values: Floats) -> tuple[Floats, Floats]:
        """Return `values` of the polygons as those of zones and of pieces of land."""
        return values[: len(self.zones)], values[len(self.zones) :]


class Nearness(Protocol):
    """How far a ground lies from facilities by any way of measuring: `Proximity`, or on foot."""

    @property
    def ground(self) -> Ground:
        """What was measured."""
        ...

    @property
    def distance(self) -> Floats:
        """From each point of the ground to the nearest facility in metres, (s,)."""
        ...

    @property
    def inside(self) -> Ints:
        """Facilities in each zone, (n,)."""
        ...

    @property
    def nearest_by_zone(self) -> Floats:
        """Mean of `distance` over the people of each zone, (n,)."""
        ...

    @property
    def percentiles(self) -> dict[str, float]:
        """Of `distance` over all people."""
        ...

    @property
    def bounds(self) -> DistanceBounds:
        """Between which distances from a facility the people of each place live."""
        ...

    def covered(self, reach: float) -> Floats:
        """Return the area (m²) of each polygon of the ground within `reach` (m), as (3, q).

        At least, as it is thought to be, and at most.
        """
        ...

    def counts(self, reach: float) -> dict[str, Any]:
        """Return how many facilities are counted within `reach` (m), and how many lie outside."""
        ...


@dataclass(frozen=True, eq=False)
class Proximity:
    """How far a ground lies from facilities: what does not depend on the radius.

    Attributes
    ----------
    ground : Ground
    sites : SitePoints
        The facilities, in metres: points, entrances, or areas.
    distance : (s,) float
        From each point to the nearest facility in metres; NaN without facilities.
    cover : SiteCover
        How far the polygons of the ground lie from the facilities.
    apart : (f,) float
        From each facility outside all zones to the nearest zone in metres.
    inside : (n,) int
        Facilities in each zone.
    nearest_by_zone : (n,) float
        Mean of `distance` over the people of each zone.
    percentiles : dict
        Of `distance` over all people.
    """

    ground: Ground
    sites: SitePoints
    distance: Floats
    cover: SiteCover
    apart: Floats
    inside: Ints
    nearest_by_zone: Floats
    percentiles: dict[str, float]

    @cached_property
    def bounds(self) -> DistanceBounds:
        """Between which distances the people of each place live; measured when first asked for."""
        return straight_bounds(self.ground.whereabouts, self.sites.points, self.sites.areas)

    @property
    def nbytes(self) -> int:
        """The memory of its numbers, those of `bounds` included, without that of the ground."""
        arrays = (self.distance, self.apart, self.inside)
        numbers = sum(a.nbytes for a in arrays) + 2 * self.distance.nbytes
        return numbers + self.cover.nbytes

    def covered(self, reach: float) -> Floats:
        """Return the area (m²) of each polygon of the ground within `reach` (m): it is exact."""
        area = self.cover.within(reach)
        return np.stack([area, area, area])

    def counts(self, reach: float) -> dict[str, Any]:
        """Return how many facilities are counted within `reach` (m), and how many lie outside."""
        reaching = int((self.apart <= reach).sum())
        ignored = len(self.apart) - reaching
        return {
            "facilities_counted": self.sites.count - ignored,
            "facilities_outside": reaching,
            "facilities_ignored": ignored,
        }


def prepare_ground(
    zones: gpd.GeoDataFrame,
    *,
    demand: gpd.GeoDataFrame | None = None,
    residential: gpd.GeoDataFrame | None = None,
    standing: gpd.GeoDataFrame | None = None,
) -> Ground:
    """Measure zones, demand and land (as in `spatial.coverage.coverage`) for any facilities.

    `standing` are the points at which the people of zones without demand stand, if not spread over
    land (`spatial.population.PlacedPeople`).

    Raises
    ------
    NotMetricError, MissingColumnError, ShapeError
        When a frame is not in metres of the same system, lacks a column, or holds other shapes.
    """
    require_metric(zones, "zones")
    require_same_crs("zones", zones, demand=demand, residential=residential)
    require_columns(zones, "zones", ["population"])
    require_unique_index(zones, "zones")
    require_kinds(zones, "zones", POLYGONAL)
    if demand is not None:
        require_columns(demand, "demand", ["population", "zone"])
        require_kinds(demand, "demand", (*POINTLIKE, *POLYGONAL))
    if residential is not None:
        require_kinds(residential, "residential", POLYGONAL)
    population = zones["population"].to_numpy(dtype=float, na_value=np.nan)
    places = placed_people(zones, demand, population)
    shapes = zones.geometry.to_numpy()
    owner, land = np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    if residential is not None:
        owner, land = land_pieces(zones, residential)
    points = zone_points(
        places, population, (owner, land), shapes, standing=_standing(zones, standing)
    )
    return Ground(
        zones=zones,
        population=points.population,
        places=places,
        points=points,
        land_owner=None if residential is None else owner,
        polygons=measured_polygons(np.concatenate([shapes, land])),
        basis=_basis(demand, residential),
    )


def measure_proximity(ground: Ground, facilities: gpd.GeoDataFrame) -> Proximity:
    """Measure how far `ground` lies from `facilities`, also from those outside the zones.

    A facility is a point, its entrances, or an area whose edge counts; who stands in its area is at
    distance 0 (`spatial.site_points`).

    Raises
    ------
    NotMetricError, ShapeError
        When the facilities are no sites in the metric system of the ground.
    """
    zones, people = ground.zones, ground.points
    require_same_crs("zones", zones, facilities=facilities)
    require_kinds(facilities, "facilities", SITES)
    sites = sites_of(facilities)
    owner = zones.index.get_indexer(pd.Index(assign_zones(facilities, zones)))
    distance, site = sites.straight(people.points)
    distance = np.where(site >= 0, distance, np.nan)
    return Proximity(
        ground=ground,
        sites=sites,
        distance=distance,
        cover=cover_by_sites(ground.polygons, sites),
        apart=_apart(facilities.loc[owner < 0], zones.geometry.to_numpy()),
        inside=np.bincount(owner[owner >= 0], minlength=len(zones)),
        nearest_by_zone=people.mean_by_zone(distance),
        percentiles=people.percentiles(distance),
    )


def _apart(facilities: gpd.GeoDataFrame, zones: Shapes) -> Floats:
    """Return the distance (m) from each facility to the nearest zone; infinite without zones."""
    apart = np.full(len(facilities), np.inf)
    tree = shapely.STRtree(zones)
    for name in ("geometry", DRAWN):
        shapes = facilities.geometry if name == "geometry" else facilities.get(name)
        if len(facilities) and shapes is not None:
            found, distance = tree.query_nearest(
                shapes.to_numpy(), return_distance=True, all_matches=False
            )
            apart[found[0]] = np.minimum(apart[found[0]], distance)
    return apart


def _standing(
    zones: gpd.GeoDataFrame, standing: gpd.GeoDataFrame | None
) -> tuple[Floats, Ints, Floats] | None:
    """Return the points at which people stand, the rows of their zones, and how many they are."""
    if standing is None:
        return None
    row = zones.index.get_indexer(pd.Index(standing["zone"])).astype(np.int64)
    points = shapely.get_coordinates(standing.geometry.to_numpy())[row >= 0]
    people = standing["population"].to_numpy(dtype=float)[row >= 0]
    return points, row[row >= 0], people


def _basis(demand: gpd.GeoDataFrame | None, residential: gpd.GeoDataFrame | None) -> Basis:
    """Return the name of the finest data given."""
    if demand is not None:
        return "demand"
    return "area" if residential is None else "residential"
