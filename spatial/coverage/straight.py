"""Coverage of zones by facilities: area, residential land and people within a radius.

Formulas and sources: docs/methods/coverage.md. Facilities outside all zones count as far as they
reach in; `d <= r` is covered; people stand at points: of demand, else spread over residential land,
else over all land (areal weighting: Goodchild and Lam 1980, Geo-Processing 1:297-312).
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.arrays import Floats
from spatial.checks import require_distance
from spatial.coverage.bands import service_areas
from spatial.coverage.discs import disc_coverage
from spatial.coverage.ground import (
    Basis,
    Ground,
    Nearness,
    Proximity,
    measure_proximity,
    prepare_ground,
)
from spatial.coverage.sums import sum_all, sum_rows
from spatial.nearest import nearest_distance
from spatial.population import LEAST_DWELLING, covered_land, people_bracket
from spatial.shares import share_of

__all__ = [
    "Coverage",
    "Ground",
    "Nearness",
    "Proximity",
    "coverage",
    "coverage_within",
    "disc_coverage",
    "measure_proximity",
    "nearest_distance",
    "prepare_ground",
    "service_areas",
    "shares_within",
    "sum_rows",
]


@dataclass(frozen=True, eq=False)
class Coverage:
    """What `coverage` found.

    Attributes
    ----------
    rows : DataFrame
        One row a zone, index of the zones: `area_m2, covered_area_m2, area_share, population,
        covered_population, population_share, facilities_inside, unreached_population` (people
        who get to no facility at all), `nearest_m` (mean over those who get to one),
        `covered_population_low, covered_population_high, population_share_low,
        population_share_high` (what can be known, see `spatial.population.brackets`), the same of
        the area (`covered_area_m2_low, ...`: on foot it is known between bounds), and
        `places, places_covered, places_share` when demand was given (how many places, of however
        many people: known also where nobody has counted those), and
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
        the owning zone; rows without one are left out). People stand at the point, or at one on
        the surface of the polygon, and count when d <= radius. Only proportions inside a zone
        matter: the people of a zone are those of its `population`.
    residential : GeoDataFrame, optional
        Polygons of residential land, which may overlap and cross zones; or the result of
        `spatial.population.places.land_by_zone`, which need not be cut again.

    Returns
    -------
    Coverage

    Notes
    -----
    People are at the points of `spatial.population.people_at_points`; where in its shape somebody
    lives is not known and tells in the brackets. `nearest_m` of a zone is the mean over its people;
    where nobody is counted, over its demand places, or from a point on the surface of the zone.
    NaN when there are no facilities. That of the total is weighted by the people of the zones.

    Raises
    ------
    NotMetricError, MissingColumnError, ShapeError
        When a frame is not in metres of the same system, lacks a column, or holds other shapes.
    """
    reach = require_distance(radius, "radius")
    ground = prepare_ground(zones, demand=demand, residential=residential)
    return coverage_within(measure_proximity(ground, facilities), radius=reach)


def coverage_within(
    proximity: Nearness, *, radius: float, least_dwelling: float = LEAST_DWELLING
) -> Coverage:
    """Return `coverage` of a ground whose distances to the facilities are measured.

    For many radii: `prepare_ground` once, `measure_proximity` once for each set of facilities.
    `least_dwelling` (m² for each person) bounds how many people a dwelling holds, where people were
    placed by dwelling floor area.

    Raises
    ------
    ShapeError
        When `radius` is not a finite number of metres, 0 or more.
    """
    reach = require_distance(radius, "radius")
    ground = proximity.ground
    area, _ = ground.parts(ground.polygons.area)
    (least, between, most), land, people = _served(proximity, reach)
    covered = between[0]
    area_share = share_of(covered, area)
    low, high = people_bracket(
        ground.places,
        ground.population,
        proximity.bounds,
        radius=reach,
        least_dwelling=least_dwelling,
    )
    low, high = np.fmin(low, people), np.fmax(high, people)
    columns = {
        "area_m2": area,
        "covered_area_m2": covered,
        "area_share": area_share,
        "covered_area_m2_low": least[0],
        "covered_area_m2_high": most[0],
        "area_share_low": share_of(least[0], area),
        "area_share_high": share_of(most[0], area),
        "population": ground.population,
        "covered_population": people,
        "population_share": share_of(people, ground.population),
        "covered_population_low": low,
        "covered_population_high": high,
        "population_share_low": share_of(low, ground.population),
        "population_share_high": share_of(high, ground.population),
        "facilities_inside": proximity.inside,
        "unreached_population": ground.points.within(~np.isfinite(proximity.distance)),
        "nearest_m": proximity.nearest_by_zone,
        **_places(proximity, reach),
        **land,
    }
    total = sum_all(columns) | proximity.counts(reach) | proximity.percentiles
    return Coverage(pd.DataFrame(columns, index=ground.zones.index), total, ground.basis)


def shares_within(proximity: Nearness, *, radius: float) -> dict[str, Floats]:
    """Return the shares of `coverage_within` alone, without its brackets, which take much longer.

    Returns
    -------
    dict
        `population_share` and `area_share`, with land also `residential_share`, each by zone.

    Raises
    ------
    ShapeError
        As `coverage_within`.
    """
    ground = proximity.ground
    parts, land, people = _served(proximity, require_distance(radius, "radius"))
    area, _ = ground.parts(ground.polygons.area)
    shares = {
        "population_share": share_of(people, ground.population),
        "area_share": share_of(parts[1][0], area),
    }
    return shares | {name: land[name] for name in ("residential_share",) if name in land}


def _served(
    proximity: Nearness, reach: float
) -> tuple[list[tuple[Floats, Floats]], dict[str, Floats], Floats]:
    """Return the covered areas (least, between, most), the columns of land, and the people."""
    ground = proximity.ground
    area, land_area = ground.parts(ground.polygons.area)
    parts = [ground.parts(part) for part in proximity.covered(reach)]
    land: dict[str, Floats] = {}
    if ground.land_owner is not None:
        on_land = (parts[1][1], parts[0][1], parts[2][1])
        land = covered_land(ground.land_owner, land_area, on_land, zones=len(area))
    return parts, land, ground.points.within(proximity.distance <= reach)


def _places(proximity: Nearness, reach: float) -> dict[str, Any]:
    """Return the columns that count demand places; none without demand."""
    ground = proximity.ground
    if ground.basis != "demand":
        return {}
    # The points of demand places come first, in the order of the places.
    near = np.zeros(len(ground.places.zone), dtype=bool)
    given = ground.places.given
    near[given] = proximity.distance[: given.sum()] <= reach
    whole, part = ground.places.counted(near)
    least, most = (
        ground.places.counted(distance <= reach)[1]
        for distance in (proximity.bounds.far, proximity.bounds.near)
    )
    least, most = np.minimum(least, part), np.maximum(most, part)
    return {
        "places": whole,
        "places_covered": part,
        "places_share": share_of(part, whole),
        "places_covered_low": least,
        "places_covered_high": most,
        "places_share_low": share_of(least, whole),
        "places_share_high": share_of(most, whole),
    }
