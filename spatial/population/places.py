"""Where the people of each zone are, for coverage: at demand places, on residential land."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial.errors import ShapeError
from spatial.nearest import QUANTILES, nearest_distance, weighted_percentiles
from spatial.shares import share_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Places:
    """Places that stand for the people of zones.

    Attributes
    ----------
    shapes : (n,) points or polygons
    points : (n, 2) float
        The point itself, or one on the surface of the polygon, in metres.
    zone : (n,) int
        Row of the owning zone.
    weight : (n,) float
        People relative to the other places of the zone.
    people : (n,) float
        Persons, so that those of a zone add up to its population; 0 where that is not known.
    given : (n,) bool
        Whether the place comes from demand data; otherwise it stands for a zone without any.
    flat : (f,) int
        The given places that are polygons with an area.
    zones : int
        Number of zones.
    dwelling : (n,) float or None
        Dwelling floor area (m²) where people were placed by it, infinite where it is not certain;
        None where the weights are counts of people, or nothing but the zone is known.
    """

    shapes: NDArray[np.object_]
    points: Floats
    zone: NDArray[np.int64]
    weight: Floats
    people: Floats
    given: NDArray[np.bool_]
    flat: NDArray[np.int64]
    zones: int
    dwelling: Floats | None = None

    def covered_share(
        self, reach: float, distance: Floats, flat_share: Floats, *, otherwise: Floats
    ) -> Floats:
        """Return the share of the people of each zone within `reach` (m) of a facility.

        `distance` is that of the places, `flat_share` the covered share of the area of those that
        are polygons; zones without demand data have the share `otherwise`.
        """
        inside = (distance <= reach).astype(float)
        inside[self.flat] = flat_share
        total = self._sum(self.weight * self.given)
        covered = self._sum(self.weight * self.given * inside)
        share = otherwise.copy()
        np.divide(covered, total, out=share, where=total > 0)
        return share

    def counted(self, reach: float, distance: Floats) -> tuple[Floats, Floats]:
        """Return how many demand places each zone has, and how many lie within `reach` (m)."""
        near = self.given & (distance <= reach)
        return self._sum(self.given.astype(float)), self._sum(near.astype(float))

    def distance(self, goals: Floats) -> Floats:
        """Return the distance (m) of each place to the nearest of `goals`; NaN without goals."""
        distance, index = nearest_distance(self.points, goals)
        return np.where(index >= 0, distance, np.nan)

    def mean_by_zone(self, distance: Floats) -> Floats:
        """Return the mean of `distance` (m) over the places of each zone, weighted by people."""
        mean: Floats = self._sum(self.weight * distance) / self._sum(self.weight)
        return mean

    def percentiles(self, distance: Floats) -> dict[str, float]:
        """Return percentiles and maximum of `distance` (m) over all people; NaN without people."""
        found = weighted_percentiles(distance, self.people, list(QUANTILES.values()))
        return {f"nearest_m_{name}": float(x) for name, x in zip(QUANTILES, found, strict=True)}

    def _sum(self, values: Floats) -> Floats:
        sums: Floats = np.bincount(self.zone, weights=values, minlength=self.zones).astype(float)
        return sums


def placed_people(
    zones: gpd.GeoDataFrame, demand: gpd.GeoDataFrame | None, population: Floats
) -> Places:
    """Return the demand places of all zones; a zone without any is stood for by one of its points.

    Raises
    ------
    ShapeError
        When a population in `demand` or `zones` is negative or infinite.
    """
    _refuse_negative(population, "zones")
    shapes: NDArray[np.object_] = np.empty(0, dtype=object)
    zone, weight, dwelling = np.empty(0, dtype=np.int64), np.empty(0), None
    if demand is not None:
        zone = zones.index.get_indexer(pd.Index(demand["zone"]))
        weight = np.nan_to_num(demand["population"].to_numpy(dtype=float, na_value=np.nan))
        _refuse_negative(weight, "demand")
        used = (zone >= 0) & (weight > 0)
        shapes, zone, weight = demand.geometry.to_numpy()[used], zone[used], weight[used]
        if "certain" in demand:
            dwelling = np.where(demand["certain"].to_numpy(dtype=bool)[used], weight, np.inf)
    lonely = np.setdiff1d(np.arange(len(zones)), zone)
    given = np.arange(len(zone) + len(lonely)) < len(zone)
    shapes = np.concatenate([shapes, zones.geometry.to_numpy()[lonely]])
    zone = np.concatenate([zone, lonely])
    weight = np.concatenate([weight, np.ones(len(lonely))])
    if dwelling is not None:
        dwelling = np.concatenate([dwelling, np.full(len(lonely), np.inf)])
    sums = np.bincount(zone, weights=weight, minlength=len(zones))
    return Places(
        shapes=shapes,
        points=_representative(shapes),
        zone=zone,
        weight=weight,
        people=np.nan_to_num(population)[zone] * weight / sums[zone],
        given=given,
        flat=np.flatnonzero(given & (shapely.area(shapes) > 0)),
        zones=len(zones),
        dwelling=dwelling,
    )


def land_by_zone(zones: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land of each zone as one geometry a row, with the label of the zone in `zone`.

    Overlapping land is dissolved; land that zones share is counted in each. Zones without land
    have no row.
    """
    shapes, parts = zones.geometry.to_numpy(), land.geometry.to_numpy()
    zone, part = shapely.STRtree(parts).query(shapes, predicate="intersects")
    pieces = shapely.intersection(shapes[zone], parts[part])
    # Pieces that only touch are lines and points: they have no area to live on.
    real = shapely.area(pieces) > 0
    zone, pieces = zone[real], pieces[real]
    owners, first = np.unique(zone, return_index=True)
    united = (
        [shapely.union_all(group) for group in np.split(pieces, first[1:])] if len(zone) else []
    )
    return gpd.GeoDataFrame(
        {"zone": zones.index[owners]}, geometry=[_polygonal(one) for one in united], crs=zones.crs
    )


def land_pieces(
    zones: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return the row of the owning zone and the shape of each piece of `land`.

    Land that `land_by_zone` has cut is taken as it is.
    """
    pieces = land if "zone" in land.columns else land_by_zone(zones, land)
    owner = zones.index.get_indexer(pd.Index(pieces["zone"]))
    return owner[owner >= 0], pieces.geometry.to_numpy()[owner >= 0]


def covered_land(
    owner: NDArray[np.int64],
    area: Floats,
    covered: tuple[Floats, Floats, Floats],
    *,
    zones: int,
) -> dict[str, Floats]:
    """Return area, covered area (m²) and covered share of the land of each zone, as columns.

    `owner`, `area` and `covered` (as it is thought to be, at least, and at most) are those of the
    pieces; `zones` is the number of zones.
    """
    whole, part, least, most = (
        np.bincount(owner, weights=values, minlength=zones).astype(float)
        for values in (area, *covered)
    )
    return {
        "residential_area_m2": whole,
        "covered_residential_m2": part,
        "residential_share": share_of(part, whole),
        "covered_residential_m2_low": least,
        "covered_residential_m2_high": most,
        "residential_share_low": share_of(least, whole),
        "residential_share_high": share_of(most, whole),
    }


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """Return only the polygons of `shape`: cutting may leave lines where borders coincide."""
    parts = shapely.get_parts(shape)
    if isinstance(shape, shapely.GeometryCollection):
        parts = shapely.get_parts(parts)
    return shapely.union_all(parts[shapely.area(parts) > 0])


def _representative(shapes: NDArray[np.object_]) -> Floats:
    """Return points as they are and a point on the surface of polygons, as (n, 2) metres."""
    points = shapes.copy()
    flat = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    points[flat] = shapely.point_on_surface(shapes[flat])
    return shapely.get_coordinates(points)


def _refuse_negative(population: Floats, name: str) -> None:
    """Refuse counts of people below 0 or without end; missing ones pass."""
    if (population < 0).any() or np.isinf(population).any():
        raise ShapeError(f"population of {name} is negative or infinite; accepted: 0 or more")
