"""Coverage of zones by facilities: area, residential land and people within a radius.

Formulas and sources: docs/methods/coverage.md. Facilities outside all zones count as far as they
reach in; `d <= r` is covered; people are placed by demand points or cells, else on residential
land, else evenly (areal weighting: Goodchild and Lam 1980, Geo-Processing 1:297-312).
"""

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial.checks import (
    POINTLIKE,
    POLYGONAL,
    require_columns,
    require_distance,
    require_kinds,
    require_metric,
    require_same_crs,
    require_unique_index,
)
from spatial.coverage_people import covered_land, placed_people
from spatial.coverage_sums import share_of, sum_all, sum_rows
from spatial.discs import disc_coverage
from spatial.nearest import nearest_distance
from spatial.population import assign_zones
from spatial.service_areas import service_areas

__all__ = [
    "Coverage",
    "coverage",
    "disc_coverage",
    "nearest_distance",
    "service_areas",
    "sum_rows",
]

Basis = Literal["area", "residential", "demand"]


@dataclass(frozen=True, eq=False)
class Coverage:
    """What `coverage` found.

    Attributes
    ----------
    rows : DataFrame
        One row a zone, index of the zones: `area_m2, covered_area_m2, area_share, population,
        covered_population, population_share, facilities_inside, nearest_m`, and
        `residential_area_m2, covered_residential_m2, residential_share` when land was given.
        Shares are 0 to 1; NaN where there is no data or nothing to take a share of.
    total : dict
        The same for all zones, plus `facilities_counted` (inside or in reach),
        `facilities_outside` (outside all zones, in reach), `facilities_ignored` (beyond reach),
        `zones_without_population`, `presence_rate` (share of zones with a facility inside) and
        `nearest_m_p50`, `_p75`, `_p90`, `_p95`, `_max` weighted by people.
    population_basis : str
        The finest data that placed people: "demand", "residential" or "area".
    """

    rows: pd.DataFrame
    total: dict[str, Any]
    population_basis: Basis


def coverage(
    zones: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    radius: float,
    demand: gpd.GeoDataFrame | None = None,
    residential: gpd.GeoDataFrame | None = None,
) -> Coverage:
    """Return how much of each zone, and how many of its people, are within `radius` of a facility.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons with `population` (persons; missing = no data). They may overlap or leave gaps.
    facilities : GeoDataFrame
        Points: all that exist, also those outside the zones.
    radius : float
        In metres, 0 or more.
    demand : GeoDataFrame, optional
        Points or polygons with `population` (weight 0 or more, missing = 0) and `zone` (label of
        the owning zone; rows without one are left out). Points count when d <= radius, polygons by
        their covered share of area. Only proportions inside a zone matter: the people of a zone
        are those of its `population`.
    residential : GeoDataFrame, optional
        Polygons of residential land, which may overlap and cross zones; or the result of
        `spatial.coverage_people.land_by_zone`, which need not be cut again.

    Returns
    -------
    Coverage

    Notes
    -----
    `nearest_m` of a zone is the mean over its demand places (polygons: a point on their surface),
    weighted by people; without any, the distance from a point on the surface of the zone. NaN
    when there are no facilities. That of the total is weighted by the people of the zones.

    Raises
    ------
    NotMetricError, MissingColumnError, ShapeError
        When a frame is not in metres of the same system, lacks a column, or holds other shapes.
    """
    reach = require_distance(radius, "radius")
    _check(zones, facilities, demand=demand, residential=residential)
    goals = shapely.get_coordinates(facilities.geometry.to_numpy())
    shapes = zones.geometry.to_numpy()
    area = shapely.area(shapes)
    covered = disc_coverage(shapes, goals, radius=reach)
    share = area_share = share_of(covered, area)
    land = None
    if residential is not None:
        land = covered_land(zones, residential, goals, reach)
        lived_on = land["residential_area_m2"] > 0
        share = np.where(lived_on, land["residential_share"], area_share)
    population = zones["population"].to_numpy(dtype=float, na_value=np.nan)
    places = placed_people(zones, demand, population)
    distance = places.distance(goals)
    people = population * places.covered_share(goals, reach, distance, otherwise=share)
    owner = zones.index.get_indexer(pd.Index(assign_zones(facilities, zones)))
    columns = {
        "area_m2": area,
        "covered_area_m2": covered,
        "area_share": area_share,
        "population": population,
        "covered_population": people,
        "population_share": share_of(people, population),
        "facilities_inside": np.bincount(owner[owner >= 0], minlength=len(zones)),
        "nearest_m": places.mean_by_zone(distance),
        **(land or {}),
    }
    total = sum_all(columns)
    total |= _facility_counts(facilities.geometry.to_numpy(), owner, shapes, reach)
    total |= places.percentiles(distance)
    return Coverage(pd.DataFrame(columns, index=zones.index), total, _basis(demand, residential))


def _check(
    zones: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, **optional: gpd.GeoDataFrame | None
) -> None:
    """Refuse frames that are not what `coverage` needs."""
    require_metric(zones, "zones")
    require_same_crs("zones", zones, facilities=facilities, **optional)
    require_columns(zones, "zones", ["population"])
    require_unique_index(zones, "zones")
    require_kinds(zones, "zones", POLYGONAL)
    require_kinds(facilities, "facilities", POINTLIKE)
    demand, residential = optional["demand"], optional["residential"]
    if demand is not None:
        require_columns(demand, "demand", ["population", "zone"])
        require_kinds(demand, "demand", (*POINTLIKE, *POLYGONAL))
    if residential is not None:
        require_kinds(residential, "residential", POLYGONAL)


def _facility_counts(
    facilities: NDArray[np.object_],
    owner: NDArray[np.int64],
    shapes: NDArray[np.object_],
    reach: float,
) -> dict[str, int]:
    """Return how many facilities were counted, and how many of them lie outside all zones."""
    outside = facilities[owner < 0]
    tree = shapely.STRtree(shapes)
    reaching = np.unique(tree.query(outside, predicate="dwithin", distance=reach)[0])
    return {
        "facilities_counted": len(facilities) - len(outside) + len(reaching),
        "facilities_outside": len(reaching),
        "facilities_ignored": len(outside) - len(reaching),
    }


def _basis(demand: gpd.GeoDataFrame | None, residential: gpd.GeoDataFrame | None) -> Basis:
    """Return the name of the finest data given."""
    if demand is not None:
        return "demand"
    return "area" if residential is None else "residential"
