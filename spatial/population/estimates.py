"""People of units that state none: those who stand in them already, as they were placed elsewhere.

A unit that crosses communities holds some of the people of each. Who was placed in it from its
community stays where that placed them, and counts for as many as there: spreading their sum anew by
raw counts would mix the proportions of one community into another.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike

from spatial.population.places import PeopleShapes
from spatial.population.placing import PlacedPeople
from spatial.population.points import ZonePoints

DWELLING = "dwelling_m2"
"""Column of demand: m² of dwelling of a place where `population` is no floor area; infinite where
it is not certain."""


@dataclass(frozen=True, eq=False)
class StandingPeople:
    """People of units, where they stand.

    Attributes
    ----------
    places : GeoDataFrame
        Points and polygons in metres with `population` (persons), `zone` (label of the unit) and,
        where people were placed by it, `dwelling_m2` and `certain`.
    points : GeoDataFrame
        Points that stand for land, with `population` and `zone`, of units without such a place.
    source : str
        What placed them: a key of `SOURCES`, "residential" or "area".
    layers : tuple of str
        The layers that they come from.
    """

    places: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    source: str
    layers: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """About the memory it takes."""
        return 300 * (len(self.places) + len(self.points))

    def totals(self, labels: pd.Index) -> pd.Series:
        """Return the people of each unit; 0 where none stand in it."""
        both = pd.concat([part[["zone", "population"]] for part in (self.places, self.points)])
        sums = both.groupby("zone")["population"].sum()
        return sums.reindex(labels).fillna(0.0).astype(float)

    def of(self, labels: ArrayLike) -> "StandingPeople":
        """Return only the people of some units."""
        parts = (part[part["zone"].isin(np.asarray(labels))] for part in (self.places, self.points))
        places, points = parts
        return replace(self, places=places, points=points)


def standing_in(
    units: gpd.GeoDataFrame,
    ground: tuple[PeopleShapes, ZonePoints],
    *,
    source: str,
    layers: tuple[str, ...] = (),
) -> StandingPeople:
    """Return who of the people of zones stands in which unit.

    Parameters
    ----------
    units : GeoDataFrame
        Polygons in the metric system of the ground; who stands in several counts in each.
    ground : PeopleShapes and ZonePoints
        What is known of where the people of the zones live, and the points at which they stand.
    source, layers
        As of `PlacedPeople`.
    """
    shapes, points = ground
    count = int(shapes.given.sum())
    spots = np.asarray(shapely.points(points.points), dtype=object)
    unit, spot = shapely.STRtree(spots).query(units.geometry.to_numpy(), predicate="contains")
    real = points.people[spot] > 0
    unit, spot = unit[real], spot[real]
    label, people = units.index.to_numpy()[unit], points.people[spot]
    given = spot < count
    # Of a unit with places all are places, also those that stand for land of its other zones.
    among = given | np.isin(unit, unit[given])
    where = spots[spot].copy()
    where[given] = shapes.shapes[spot[given]]
    frame = gpd.GeoDataFrame({"population": people, "zone": label}, geometry=where, crs=units.crs)
    if shapes.dwelling is not None:
        area = np.full(len(spot), np.inf)
        area[given] = shapes.dwelling[spot[given]]
        frame = frame.assign(**{DWELLING: area, "certain": np.isfinite(area)})
    return StandingPeople(frame[among], frame[~among], source, layers)


def with_standing(placed: PlacedPeople, standing: StandingPeople) -> PlacedPeople:
    """Return placed people with those of some units where they stand, whatever else places them."""
    units = np.union1d(standing.places["zone"].unique(), standing.points["zone"].unique())
    demand = placed.demand
    if demand is not None:
        demand = demand[~demand["zone"].isin(units)]
        if "certain" in demand:
            demand = demand.assign(**{DWELLING: demand["population"]})
    if len(standing.places):
        parts = [part for part in (demand, standing.places) if part is not None and len(part)]
        demand = pd.concat(parts)
    layers = tuple(dict.fromkeys((*placed.layers, *standing.layers)))
    points = standing.points if len(standing.points) else None
    # Nobody else is placed by more than land: what placed these is the finest there is.
    source = standing.source if placed.demand is None else placed.source
    return replace(placed, demand=demand, standing=points, layers=layers, source=source)
