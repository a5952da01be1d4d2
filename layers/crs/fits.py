"""How well lon/lat data lie on what is there: as given, and with an offset undone or applied.

Where what is there is dense (streets, cells of a grid), everything is near something, wherever it
lies. So the offset is also tried in other directions: one that brings the data into place has to do
better than all of those, which are chance.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats, Shapes
from layers.crs.china import TO_WGS84, Pair, wgs84_to_bd09, wgs84_to_gcj02
from layers.crs.systems import METRES_A_DEGREE

LEAST_M = 20.0
"""Median distance below which data are where they should be, unless all around is as near."""
_SAMPLE = 400
_FEWEST = 8  # places below which a fit may be chance
_FEWEST_STRICT = 4
_FEWEST_DENSE = 50
_REMOVED = 0.3  # what may remain of the distance once the offset is undone
_REMOVED_STRICT = 0.08
_REMOVED_DENSE = 0.5  # of the best of the other directions too
_LEAST_DENSE_M = 2.0
_FEW_STROKES = 20  # below which the places along them are no evidence of their own
_MOST_M = 1500.0
_TURNS = np.radians([50.0, 90.0, 130.0, 180.0, 230.0, 270.0, 310.0])
_INSIDE = 0.985  # of data cut out along the boundary
_INSIDE_MORE = 0.02


class Shift(NamedTuple):
    """An offset, undone (the data have it) or applied (the area has it)."""

    datum: str
    undone: bool


_FORWARD = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
SHIFTS: dict[Shift, Callable[[ArrayLike, ArrayLike], Pair]] = {
    **{Shift(name, undone=True): move for name, move in TO_WGS84.items()},
    **{Shift(name, undone=False): move for name, move in _FORWARD.items()},
}


@dataclass(frozen=True)
class Fit:
    """Median distance in meters to what is there: as given, and moved by each offset.

    `elsewhere` is the least of the medians with the data moved as far in other directions.
    """

    as_given: float
    moved: dict[Shift, float]
    elsewhere: float
    places: int

    def best(self) -> Shift | None:
        """Return the offset that explains the distance, or None."""
        shift = min(self.moved, key=lambda one: self.moved[one])
        if self.places < _FEWEST_STRICT or self.as_given > _MOST_M:
            return None
        remains = self.moved[shift]
        chance = min(self.as_given, self.elsewhere)
        dense = self.places >= _FEWEST_DENSE and chance >= _LEAST_DENSE_M
        if dense and remains <= min(_REMOVED_DENSE * chance, LEAST_M):
            return shift
        allowed = _REMOVED if self.places >= _FEWEST else _REMOVED_STRICT
        sparse = self.as_given >= LEAST_M
        return shift if sparse and remains <= allowed * self.as_given else None

    def turned(self) -> "Fit":
        """Return the fit of what is there to the data as one of the data to what is there."""
        moved = {Shift(one.datum, not one.undone): value for one, value in self.moved.items()}
        return dataclasses.replace(self, moved=moved)


@dataclass(frozen=True)
class Filled:
    """The share of the data inside an area: as given, and moved by an offset."""

    shift: Shift
    as_given: float
    moved: float


def inside_once_moved(shapes: Shapes, boundary: BaseGeometry) -> Filled | None:
    """Return the offset that brings data cut out along a boundary back inside it, or None.

    Data of an area alone fill it from side to side; moved by an offset they stick out on one side
    and leave the other empty. Data that reach beyond, or lie in the middle, show nothing.
    """
    places = places_on(shapes)
    if len(np.unique(places, axis=0)) < _FEWEST_DENSE:
        return None

    def inside(points: Floats) -> float:
        return float(shapely.contains_xy(boundary, points).mean())

    given = inside(places)
    if not 0 < given < _INSIDE:
        return None
    shares = {shift: inside(_moved(places, move)) for shift, move in SHIFTS.items()}
    shift = max(shares, key=lambda one: shares[one])
    others = [inside(points) for points in _elsewhere(places, shift)]
    better = shares[shift] >= _INSIDE and shares[shift] - _INSIDE_MORE >= max(given, *others)
    if better and _fills(shapes, boundary, shift):
        return Filled(shift, given, shares[shift])
    return None


def _fills(shapes: Shapes, boundary: BaseGeometry, shift: Shift) -> bool:
    """Whether the moved data reach all four sides of the area, to a part of the offset."""
    corners = np.reshape(shapely.total_bounds(shapes), (2, 2))
    scale = _scale(corners)
    moved = _moved(corners, SHIFTS[shift])
    sides = np.reshape(boundary.bounds, (2, 2))
    length = np.hypot(*((moved - corners) * scale).T).mean()
    return bool(np.abs((moved - sides) * scale).max() <= _REMOVED * length)


def _moved(places: Floats, move: Callable[[ArrayLike, ArrayLike], Pair]) -> Floats:
    return np.column_stack(move(places[:, 0], places[:, 1]))


def _elsewhere(places: Floats, shift: Shift) -> list[Floats]:
    """Return the places moved as far as by an offset, in seven other directions."""
    scale = _scale(places)
    step = (_moved(places, SHIFTS[shift]) - places) * scale
    turned = []
    for angle in _TURNS:
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        turned.append(places + step @ turn / scale)
    return turned


def _scale(places: Floats) -> Floats:
    return np.array([np.cos(np.radians(np.median(places[:, 1]))), 1.0]) * METRES_A_DEGREE


def linework(shapes: Shapes) -> Shapes:
    """Return polygons as their outlines, all else as it is; collections have no outline."""
    polygonal = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - polygons
    lines = np.where(polygonal, shapely.boundary(shapes), shapes)
    return np.asarray(lines[~shapely.is_missing(lines)], dtype=object)


def places_on(shapes: Shapes) -> Floats:
    """Return up to 400 places on the shapes: points, or spots spread evenly along lines."""
    lines = linework(shapes)
    if np.all(shapely.get_dimensions(lines) == 0):
        places = shapely.get_coordinates(lines)
        chosen = np.linspace(0, len(places) - 1, min(len(places), _SAMPLE)).astype(int)
        return np.asarray(places[chosen], dtype=float)
    lines = lines[shapely.length(lines) > 0]
    ends = np.cumsum(shapely.length(lines))
    spots = (np.arange(_SAMPLE) + 0.5) / _SAMPLE * (ends[-1] if len(ends) else 0.0)
    owner = np.searchsorted(ends, spots) if len(ends) else np.empty(0, dtype=int)
    if not len(owner):
        return np.empty((0, 2))
    along = spots - np.concatenate([[0.0], ends[:-1]])[owner]
    return np.asarray(shapely.get_coordinates(_at(lines[owner], along)))


def _at(lines: Shapes, along: Floats) -> Shapes:
    """Return the point a length along each line; lines of several parts are one after another."""
    several = shapely.get_num_geometries(lines) > 1
    simple = lines.copy()
    simple[several] = None
    placed = shapely.line_interpolate_point(simple, along)
    for at in np.flatnonzero(several):
        left = along[at]
        for part in shapely.get_parts(lines[at]):
            if left <= part.length:
                break
            left -= part.length
        placed[at] = shapely.line_interpolate_point(part, min(left, part.length))
    return np.asarray(placed, dtype=object)


def strokes(shapes: Shapes) -> int:
    """Return about how many straight strokes lines are drawn with; of all else, how many corners.

    Hundreds of places along four straight streets are no more evidence than four streets.
    """
    corners = shapely.get_coordinates(shapes)
    count = len(np.unique(corners, axis=0))
    return count // 2 if np.all(shapely.get_dimensions(shapes) == 1) else count


def measure(places: Floats, reference: Shapes, *, drawn: int | None = None) -> Fit | None:
    """Return the median distances of the readings, on a plane around the places.

    `drawn` is how many strokes the places were taken from (`strokes`), where these are fewer.
    """
    if not len(places) or not len(reference):
        return None
    scale = _scale(places)
    tree = shapely.STRtree(shapely.transform(reference, lambda points: points * scale))

    def median(points: Floats) -> float:
        spots = shapely.points(points * scale)
        nearest, distances = tree.query_nearest(spots, return_distance=True, all_matches=False)
        return float(np.median(distances)) if len(nearest[0]) else float("inf")

    moved = {shift: median(_moved(places, move)) for shift, move in SHIFTS.items()}
    best = min(moved, key=lambda one: moved[one])
    elsewhere = min(median(points) for points in _elsewhere(places, best))
    found = Fit(median(places), moved, elsewhere, len(np.unique(places, axis=0)))
    few = drawn is not None and drawn < _FEW_STROKES
    return dataclasses.replace(found, places=min(found.places, drawn or 0)) if few else found
