"""Demand points: points with people that add up to the total of every community.

Scaling to totals keeps the mass of each zone: Tobler (1979), Journal of the American Statistical
Association 74:519-530.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from spatial.checks import require_columns, require_metric, require_same_crs, require_unique_index
from spatial.population.places import land_pieces
from spatial.population.squares import cut_squares
from spatial.population.zones import scale_to_totals

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
        Persons, above 0; those of each community add up to its total.
    zone : (n,)
        Label of the community that owns each point.
    source : str
        The finest data that placed people, see `docs/methods/population.md`.
    """

    points: NDArray[np.float64]
    people: NDArray[np.float64]
    zone: NDArray[np.generic]
    source: str

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self.points.nbytes + self.people.nbytes + self.zone.nbytes


def people_at_points(
    zones: GeoDataFrame,
    *,
    demand: GeoDataFrame | None = None,
    residential: GeoDataFrame | None = None,
    source: str = "area",
    spacing: float = SPACING,
) -> DemandPoints:
    """Return points with the people of all zones whose population is known.

    A zone with places in `demand` has its people there, in proportion; one without has them spread
    evenly on its residential land, or on all its land where it has none of that, at one point a
    square of `spacing` metres.

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
    totals = pd.Series(zones["population"].to_numpy(dtype=float, na_value=np.nan), zones.index)
    points, weight, row = _places(zones, demand)
    known = (totals > 0).to_numpy()
    lonely = np.setdiff1d(np.flatnonzero(known), row)
    spread = _on_land(zones.iloc[lonely], residential, spacing)
    points = np.concatenate([points, spread[0]])
    weight = np.concatenate([weight, spread[1]])
    row = np.concatenate([row, lonely[spread[2]]])
    placed = known[row]
    points, weight, row = points[placed], weight[placed], row[placed]
    labels = zones.index.to_numpy()[row]
    people = scale_to_totals(pd.Series(weight), pd.Series(labels), totals).to_numpy(dtype=float)
    return DemandPoints(points, people, labels, source)


def _places(
    zones: GeoDataFrame, demand: GeoDataFrame | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return point, weight and row of the zone of the places that weigh anything."""
    if demand is None:
        return np.empty((0, 2)), np.empty(0), np.empty(0, dtype=np.int64)
    require_columns(demand, "demand", ["population", "zone"])
    row = zones.index.get_indexer(pd.Index(demand["zone"]))
    weight = np.nan_to_num(demand["population"].to_numpy(dtype=float, na_value=np.nan))
    used = (row >= 0) & (weight != 0)
    shapes = demand.geometry.to_numpy()[used]
    flat = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    shapes[flat] = shapely.point_on_surface(shapes[flat])
    return shapely.get_coordinates(shapes), weight[used], row[used]


def _on_land(
    zones: GeoDataFrame, residential: GeoDataFrame | None, spacing: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return point, area (m²) and row of the zone of the squares on which people live."""
    owner, shapes = np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    if residential is not None and len(zones):
        owner, shapes = land_pieces(zones, residential)
    bare = np.setdiff1d(np.arange(len(zones)), owner)
    owner = np.concatenate([owner, bare])
    pieces = cut_squares(np.concatenate([shapes, zones.geometry.to_numpy()[bare]]), spacing=spacing)
    return pieces.points, pieces.area, owner[pieces.owner]
