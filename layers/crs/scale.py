"""How far lengths and areas in a projection are from those on the ground, over a whole area.

A metre of a projection is `k` metres of the ground, and `k` differs from place to place (Snyder
1987, "Map Projections: A Working Manual", USGS Professional Paper 1395). PROJ computes it.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from pyproj import CRS, Proj
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats

_STEP = 0.25  # degrees between places along straight stretches of a boundary
_GRID = 25  # places across an area, each way
_MOST = 4000  # places along a boundary


@dataclass(frozen=True)
class ScaleError:
    """The greatest error of a projection within an area, as shares: 0.001 is a meter a kilometer.

    `lengths` is infinite where the projection does not reach a part of the area.
    """

    lengths: float
    areas: float

    @property
    def told(self) -> dict[str, float | None]:
        """Return the shares to six decimals; None where they have no bound."""
        pairs = {"lengths": self.lengths, "areas": self.areas}
        return {
            name: round(value, 6) if np.isfinite(value) else None for name, value in pairs.items()
        }


@lru_cache(maxsize=128)
def scale_error(crs: str, boundary: BaseGeometry) -> ScaleError:
    """Return the greatest errors of lengths and areas in `crs` within a lon/lat boundary."""
    factors = Proj(CRS.from_user_input(crs)).get_factors(*places_within(boundary).T)
    lengths = np.array([factors.tissot_semimajor, factors.tissot_semiminor])
    return ScaleError(_greatest(lengths), _greatest(np.asarray(factors.areal_scale)))


def scale_range(crs: str, places: Floats) -> tuple[float, float]:
    """Return the least and the greatest length of a ground meter at lon/lat places (n, 2)."""
    factors = Proj(CRS.from_user_input(crs)).get_factors(*places.T)
    lengths = np.array([factors.tissot_semimajor, factors.tissot_semiminor])
    if not np.isfinite(lengths).all():
        return 0.0, float("inf")
    return float(lengths.min()), float(lengths.max())


def _greatest(values: Floats) -> float:
    """Return how far the values are from 1 at most; what is not finite has no bound."""
    if not np.isfinite(values).all():
        return float("inf")
    return float(np.abs(values - 1.0).max())


def places_within(boundary: BaseGeometry) -> Floats:
    """Return lon/lat places (n, 2) along a boundary and evenly spread inside of it."""
    along = shapely.get_coordinates(shapely.segmentize(boundary, _STEP))
    chosen = along[np.linspace(0, len(along) - 1, min(len(along), _MOST)).astype(int)]
    # the extremes are kept: an even choice may step over the farthest corner
    corners = along[np.concatenate([along.argmin(axis=0), along.argmax(axis=0)])]
    west, south, east, north = boundary.bounds
    x, y = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
    grid = np.column_stack([x.ravel(), y.ravel()])
    inside = grid[shapely.contains_xy(boundary, grid)]
    return np.concatenate([chosen, corners, inside])
