"""How streets of a plain file join, and vertices put where they cross, on request.

Streets join where they share a vertex. Files drawn for maps often let lines cross without one: a
network of such lines falls into pieces, and walks get longer or impossible without a word.
"""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from layers.arrays import Ints, Shapes
from layers.problems import Problem

TOLD = 0.01
"""Share of the length outside the largest connected part from which on it is told."""
NO = frozenset({"", "no", "false", "0", "f", "n", "否", "none", "nan"})


class Joins(NamedTuple):
    """How lines join: connected parts, the share of the length outside the largest, crossings.

    `crossings` (k, 2) are the rows of lines of one level that cross without a shared vertex.
    """

    parts: int
    outside: float
    crossings: Ints


def joins_of(lines: Shapes, levels: Ints) -> Joins:
    """Return how lines in degrees join at shared vertices."""
    known = ~shapely.is_missing(lines)
    places, line = shapely.get_coordinates(lines, return_index=True)
    if not len(places):
        return Joins(0, 0.0, np.empty((0, 2), dtype=np.int64))
    _, place = np.unique(places, axis=0, return_inverse=True)
    count = len(lines)
    links = coo_array(
        (np.ones(len(place), np.int8), (line, count + place.ravel())),
        shape=(count + int(place.max()) + 1,) * 2,
    )
    _, group = connected_components(links, directed=False)
    shrink = np.array([np.cos(np.radians(places[:, 1].mean())), 1.0])
    flat = shapely.transform(lines[known], lambda points: points * shrink)
    length = np.bincount(group[:count][known], weights=shapely.length(flat))
    parts = int(np.count_nonzero(length))
    whole = float(length.sum())
    outside = 1.0 - float(length.max()) / whole if whole > 0 else 0.0
    return Joins(parts, outside, _crossings(lines, levels))


def _crossings(lines: Shapes, levels: Ints) -> Ints:
    """Return pairs of rows that cross on one level, away from a vertex that both have."""
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    pairs = np.column_stack([one, other])[(one < other) & (levels[one] == levels[other])]
    points = shapely.intersection(lines[pairs[:, 0]], lines[pairs[:, 1]])
    first, second = (shapely.extract_unique_points(lines[pairs[:, side]]) for side in (0, 1))
    # Where all that they share is a vertex of both they are joined already.
    shared = shapely.intersection(first, second)
    apart = ~shapely.is_empty(shapely.difference(_points(points), shared))
    found: Ints = pairs[apart].astype(np.int64)
    return found


def _points(shapes: Shapes) -> Shapes:
    """Return the points at which lines meet, without stretches that they share."""
    return np.array(
        [
            shapely.MultiPoint(
                [part for part in shapely.get_parts(shape) if part.geom_type == "Point"]
            )
            for shape in shapes
        ],
        dtype=object,
    )


def noded(lines: Shapes, crossings: Ints) -> Shapes:
    """Return lines with a vertex wherever two rows of `crossings` cross: the same in both."""
    points: dict[int, list[tuple[float, float]]] = {}
    met = _points(shapely.intersection(lines[crossings[:, 0]], lines[crossings[:, 1]]))
    for (one, other), shape in zip(crossings.tolist(), met, strict=True):
        found = [tuple(place) for place in shapely.get_coordinates(shape).tolist()]
        points.setdefault(one, []).extend(found)
        points.setdefault(other, []).extend(found)
    result = lines.copy()
    for row, found in points.items():
        result[row] = _with_vertices(lines[row], np.array(found))
    return result


def _with_vertices(line: shapely.LineString, points: np.ndarray) -> shapely.LineString:
    """Return a line with further vertices, each in the segment that it lies nearest to."""
    places = shapely.get_coordinates(line)
    known = {tuple(place) for place in places.tolist()}
    segments = shapely.linestrings(np.stack([places[:-1], places[1:]], axis=1))
    inserted: dict[int, list[tuple[float, tuple[float, float]]]] = {}
    for place in {tuple(point) for point in points.tolist()} - known:
        at = int(shapely.distance(segments, shapely.Point(place)).argmin())
        along = float(np.hypot(*(np.array(place) - places[at])))
        inserted.setdefault(at, []).append((along, place))
    drawn: list[tuple[float, float]] = []
    for at, place in enumerate(map(tuple, places.tolist())):
        drawn.append(place)
        drawn += [point for _, point in sorted(inserted.get(at, []))]
    return shapely.LineString(drawn)


def check_joins(frame: gpd.GeoDataFrame, *, node: bool) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Put vertices where streets cross, where that is asked for, and tell what stays apart.

    Levels (`layer`, `bridge`, `tunnel` among the file's fields) are kept apart.
    """
    if not len(frame):
        return frame, []
    lines, levels = np.array(frame.geometry.to_numpy(), dtype=object), _levels(frame)
    found = joins_of(lines, levels)
    problems: list[Problem] = []
    if node and len(found.crossings):
        lines = noded(lines, found.crossings)
        count = {"count": len(found.crossings)}
        problems.append(Problem(None, None, "streets_noded", "repaired", count))
        frame = frame.set_geometry(gpd.GeoSeries(lines, index=frame.index, crs=frame.crs))
        found = joins_of(lines, levels)
    if found.outside > TOLD:
        told = {
            "parts": found.parts,
            "share": f"{found.outside:.1%}",
            "crossings": len(found.crossings),
        }
        code = "streets_unjoined" if len(found.crossings) else "streets_apart"
        problems.append(Problem(None, None, code, "warning", told))
    return frame, problems


def _levels(frame: gpd.GeoDataFrame) -> Ints:
    """Return the level of each street: `layer`, else 1 on a bridge and -1 in a tunnel."""
    fields = {str(name).lower(): name for name in frame.columns}
    level = np.zeros(len(frame), dtype=np.int64)
    for key, stands in (("tunnel", -1), ("bridge", 1)):
        if key in fields:
            said = frame[fields[key]].map(lambda one: str(one or "no").strip().lower() not in NO)
            level[said.to_numpy(dtype=bool)] = stands
    if "layer" in fields:
        stated = pd.to_numeric(frame[fields["layer"]], errors="coerce")
        known = stated.notna().to_numpy()
        level[known] = stated.to_numpy()[known].astype(np.int64)
    return level
