"""What is known of where people live: the shapes of demand, and land by zone."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.arrays import Flags, Floats, Ints, Shapes
from spatial.errors import ShapeError
from spatial.shares import share_of


@dataclass(frozen=True, eq=False)
class PeopleShapes:
    """What is known of where the people of zones live: the shapes that brackets go by.

    Attributes
    ----------
    shapes : (n,) points or polygons
    zone : (n,) int
        Row of the owning zone.
    weight : (n,) float
        People relative to the other places of the zone.
    given : (n,) bool
        Whether the place comes from demand data; otherwise it stands for a zone without any. The
        given ones come first.
    zones : int
        Number of zones.
    dwelling : (n,) float or None
        Dwelling floor area (m²) where people were placed by it, infinite where it is not certain;
        None where the weights are counts of people, or nothing but the zone is known.
    """

    shapes: Shapes
    zone: Ints
    weight: Floats
    given: Flags
    zones: int
    dwelling: Floats | None = None

    def counted(self, near: Flags) -> tuple[Floats, Floats]:
        """Return how many demand places each zone has, and how many of them are `near`."""
        whole, part = (
            np.bincount(self.zone, weights=flags, minlength=self.zones).astype(float)
            for flags in (self.given, self.given & near)
        )
        return whole, part


def placed_people(
    zones: gpd.GeoDataFrame, demand: gpd.GeoDataFrame | None, population: Floats
) -> PeopleShapes:
    """Return the demand places of all zones; a zone without any is one place of its own.

    Raises
    ------
    ShapeError
        When a population in `demand` or `zones` is negative or infinite.
    """
    _refuse_negative(population, "zones")
    shapes: Shapes = np.empty(0, dtype=object)
    zone, weight, dwelling = np.empty(0, dtype=np.int64), np.empty(0), None
    if demand is not None:
        zone = zones.index.get_indexer(pd.Index(demand["zone"]))
        weight = np.nan_to_num(demand["population"].to_numpy(dtype=float, na_value=np.nan))
        _refuse_negative(weight, "demand")
        used = (zone >= 0) & (weight > 0)
        shapes, zone, weight = demand.geometry.to_numpy()[used], zone[used], weight[used]
        if "certain" in demand:
            area = demand.get("dwelling_m2", demand["population"]).to_numpy(dtype=float)[used]
            dwelling = np.where(demand["certain"].to_numpy(dtype=bool)[used], area, np.inf)
    lonely = np.setdiff1d(np.arange(len(zones)), zone)
    if dwelling is not None:
        dwelling = np.concatenate([dwelling, np.full(len(lonely), np.inf)])
    return PeopleShapes(
        shapes=np.concatenate([shapes, zones.geometry.to_numpy()[lonely]]),
        zone=np.concatenate([zone, lonely]),
        weight=np.concatenate([weight, np.ones(len(lonely))]),
        given=np.arange(len(zone) + len(lonely)) < len(zone),
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


def land_pieces(zones: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> tuple[Ints, Shapes]:
    """Return the row of the owning zone and the shape of each piece of `land`.

    Land that `land_by_zone` has cut is taken as it is.
    """
    pieces = land if "zone" in land.columns else land_by_zone(zones, land)
    owner = zones.index.get_indexer(pd.Index(pieces["zone"]))
    return owner[owner >= 0], pieces.geometry.to_numpy()[owner >= 0]


def covered_land(
    owner: Ints,
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


def _refuse_negative(population: Floats, name: str) -> None:
    """Refuse counts of people below 0 or without end; missing ones pass."""
    if (population < 0).any() or np.isinf(population).any():
        raise ShapeError(f"population of {name} is negative or infinite; accepted: 0 or more")
