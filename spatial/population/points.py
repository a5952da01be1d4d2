"""The points people stand at, in every analysis; those of a community add up to its total.

Scaling to totals keeps the mass of each zone: Tobler (1979), Journal of the American Statistical
Association 74:519-530.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from spatial.arrays import Flags, Floats, Ints, Shapes
from spatial.checks import (
    POINTLIKE,
    POLYGONAL,
    require_columns,
    require_kinds,
    require_metric,
    require_same_crs,
    require_unique_index,
)
from spatial.nearest import QUANTILES, weighted_percentiles
from spatial.population.apportionment import apportioned, whole_totals
from spatial.population.places import PeopleShapes, land_pieces, placed_people
from spatial.population.squares import cut_squares
from spatial.shares import share_of

SPACING = 50.0
"""In m: the side of the squares that stand for land on which people live."""


@dataclass(frozen=True, eq=False)
class DemandPoints:
    """Points at which people live.

    Attributes
    ----------
    points : (n, 2) float
        In metres of the area's system.
    people : (n,) float
        Persons in whole parts, so that sums are exact; those of a community are its total.
    zone : (n,)
        Label of the community that owns each point.
    source : str
        The finest data that placed people, see `docs/methods/population.md`.
    """

    points: Floats
    people: Floats
    zone: NDArray[np.generic]
    source: str

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self.points.nbytes + self.people.nbytes + self.zone.nbytes


@dataclass(frozen=True, eq=False)
class ZonePoints:
    """The points that stand for zones: those of their people, and one for each without people.

    Attributes
    ----------
    points : (s, 2) float
        In metres: first those of the given places, in their order.
    zone : (s,) int
        Row of the zone.
    people : (s,) float
        Persons; those of a zone add up to its total. 0 where that is not known.
    weight : (s,) float
        Persons, or what is known of their proportions in zones whose total is not known.
    population : (n,) float
        The totals of the zones in whole parts (`whole_totals`); NaN where not known.
    """

    points: Floats
    zone: Ints
    people: Floats
    weight: Floats
    population: Floats

    def peopled(self, labels: NDArray[np.generic], source: str) -> DemandPoints:
        """Return the points of the zones that people are known to live in.

        `labels` are those of the zones, (n,); `source` names what placed people.
        """
        known = (self.population > 0)[self.zone]
        zone = labels[self.zone[known]]
        return DemandPoints(self.points[known], self.people[known], zone, source)

    def within(self, near: Flags) -> Floats:
        """Return the people of each zone at the points that are `near`; NaN where not known."""
        found = np.where(np.isnan(self.population), np.nan, 0.0)
        return found + self.sums(self.people * near)

    def sums(self, values: Floats) -> Floats:
        """Return the values of points added up by zone."""
        return np.bincount(self.zone, weights=values, minlength=len(self.population)).astype(float)

    def mean_by_zone(self, distance: Floats) -> Floats:
        """Return the mean of `distance` (m) of each zone, by people, of those who get there.

        Points whose distance is infinite get nowhere; NaN where all do, or one is not known.
        """
        gets = ~np.isinf(distance)
        metres = self.weight * np.where(gets, distance, 0.0)
        return share_of(self.sums(metres), self.sums(self.weight * gets))

    def percentiles(self, distance: Floats) -> dict[str, float]:
        """Return percentiles and maximum of `distance` (m) over all people; NaN without people."""
        found = weighted_percentiles(distance, self.people, list(QUANTILES.values()))
        return {f"nearest_m_{name}": float(x) for name, x in zip(QUANTILES, found, strict=True)}


def people_at_points(
    zones: GeoDataFrame,
    *,
    demand: GeoDataFrame | None = None,
    residential: GeoDataFrame | None = None,
    source: str = "area",
    spacing: float = SPACING,
) -> DemandPoints:
    """Return points with the people of all zones whose population is known.

    A zone with places in `demand` has its people there, in proportion (in a polygon at a point on
    its surface); one without has them spread evenly on its residential land, or on all its land
    where it has none of that, at one point a square of `spacing` metres.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons with `population` (persons; missing = no data, which gives no points).
    demand : GeoDataFrame, optional
        Points or polygons with `population` (weight) and `zone`, as for `coverage`.
    residential : GeoDataFrame, optional
        Polygons of residential land, as for `coverage`.
    source : str
        Name of what placed people; kept in the answer.

    Raises
    ------
    NotMetricError, MissingColumnError, ShapeError
        When a frame is not in metres of the same system, lacks a column, or weighs below 0.
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
    totals = zones["population"].to_numpy(dtype=float, na_value=np.nan)
    places = placed_people(zones, demand, totals)
    owner, land = np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    bare = spread_zones(places, totals)
    if residential is not None and len(bare):
        owner, land = land_pieces(zones.iloc[bare], residential)
        owner = bare[owner]
    found = zone_points(places, totals, (owner, land), zones.geometry.to_numpy(), spacing=spacing)
    return found.peopled(zones.index.to_numpy(), source)


def spread_zones(places: PeopleShapes, totals: Floats) -> Ints:
    """Return the rows of the zones whose people are spread over land: they have no demand."""
    lonely = places.zone[~places.given]
    return lonely[totals[lonely] > 0]


def zone_points(
    places: PeopleShapes,
    totals: Floats,
    land: tuple[Ints, Shapes],
    zones: Shapes,
    *,
    standing: tuple[Floats, Ints, Floats] | None = None,
    spacing: float = SPACING,
) -> ZonePoints:
    """Return the points that stand for zones in every analysis.

    Parameters
    ----------
    places : PeopleShapes
    totals : (n,) float
        Persons in each zone; NaN where not known.
    land : (k,) int and (k,) polygons
        Row of the zone of each piece of residential land, and the piece; of zones that have demand
        it is not looked at.
    zones : (n,) polygons
    standing : (t, 2) float, (t,) int and (t,) float, optional
        Points (metres), their zones and their people, for zones without demand that are not spread
        over land: their people stand there.
    spacing : float
        Side in metres of the squares that stand for land.
    """
    given = np.flatnonzero(places.given)
    at, home, count = standing or (np.empty((0, 2)), np.empty(0, dtype=np.int64), np.empty(0))
    spread = np.setdiff1d(spread_zones(places, totals), home)
    owner, shapes = land
    used = np.isin(owner, spread)
    bare = np.setdiff1d(spread, owner)
    pieces = cut_squares(np.concatenate([shapes[used], zones[bare]]), spacing=spacing)
    row = np.concatenate([owner[used], bare]).astype(np.int64)[pieces.owner]
    alone = np.setdiff1d(np.arange(len(zones)), np.concatenate([places.zone[given], home, row]))
    points = [_surface(places.shapes[given]), at, pieces.points, _surface(zones[alone])]
    zone = np.concatenate([places.zone[given], home, row, alone])
    weight = np.concatenate([places.weight[given], count, pieces.area, np.ones(len(alone))])
    population = whole_totals(totals)
    people = apportioned(weight, zone, population)
    return ZonePoints(
        points=np.concatenate(points),
        zone=zone,
        people=people,
        weight=np.where((population > 0)[zone], people, weight),
        population=population,
    )


def _surface(shapes: Shapes) -> Floats:
    """Return points as they are and a point on the surface of polygons, as (n, 2) metres."""
    found = shapes.copy()
    flat = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    found[flat] = shapely.point_on_surface(shapes[flat])
    return shapely.get_coordinates(found)
