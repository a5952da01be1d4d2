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

from layers.arrays import Flags, Floats, Ints, Shapes
from layers.crs import METRES_A_DEGREE
from layers.formats.osm.streets import SHUT
from layers.intake.streets.tags import stated
from layers.problems import Problem

TOLD = 0.01
"""Share of the length outside the largest connected part from which on it is told."""
SHORT = 1.0
"""Metres that an end may stop short of the line it was meant to meet."""
NO = frozenset({"", "no", "false", "0", "f", "n", "否", "none", "nan"})


class Joins(NamedTuple):
    """How lines join: connected parts, the share of the length outside the largest, crossings.

    `crossings` (k, 2) are the rows of lines of one level that cross without a shared vertex;
    `ends` (e, 3) are line, end (0 or -1) and the line that it stops on or just short of, at most
    `SHORT` metres, away from its vertices.
    """

    parts: int
    outside: float
    crossings: Ints
    ends: Ints

    @property
    def apart(self) -> int:
        """How many places there are where streets meet and do not join."""
        return len(self.crossings) + len(self.ends)


def joins_of(lines: Shapes, levels: Ints, shut: Flags | None = None) -> Joins:
    """Return how lines in degrees join at shared vertices; those `shut` end where nobody passes."""
    known = ~shapely.is_missing(lines)
    places, line = shapely.get_coordinates(lines, return_index=True)
    if not len(places):
        return Joins(0, 0.0, np.empty((0, 2), dtype=np.int64), np.empty((0, 3), dtype=np.int64))
    group = _connected(places, line, levels)
    count = len(lines)
    shrink = np.array([np.cos(np.radians(places[:, 1].mean())), 1.0])
    flat = shapely.transform(lines[known], lambda points: points * shrink)
    length = np.bincount(group[:count][known], weights=shapely.length(flat))
    parts = int(np.count_nonzero(length))
    whole = float(length.sum())
    outside = 1.0 - float(length.max()) / whole if whole > 0 else 0.0
    return Joins(parts, outside, _crossings(lines, levels), _loose_ends(lines, levels, shut))


def _connected(places: Floats, line: Ints, levels: Ints) -> Ints:
    """Return the connected part of each line: vertices join on one level, ends on all."""
    _, number = np.unique(places, axis=0, return_inverse=True)
    place, count = number.ravel(), len(levels)
    _, at = np.unique(np.column_stack([place, levels[line]]), axis=0, return_inverse=True)
    on_level = count + at.ravel()
    of_ends = count + int(at.max()) + 1 + place
    border = line[1:] != line[:-1]
    is_end = np.append(True, border) | np.append(border, True)
    one = np.concatenate([line, on_level[is_end]])
    other = np.concatenate([on_level, of_ends[is_end]])
    size = int(of_ends.max()) + 1
    links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(size, size))
    _, group = connected_components(links, directed=False)
    found: Ints = group.astype(np.int64)
    return found


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


def _loose_ends(lines: Shapes, levels: Ints, shut: Flags | None) -> Ints:
    """Return the ends that stop on a line of their level, or just short of it, at no vertex."""
    places, owner = shapely.get_coordinates(lines, return_index=True)
    scale = np.array([np.cos(np.radians(places[:, 1].mean())), 1.0]) * METRES_A_DEGREE
    flat = shapely.transform(lines, lambda points: points * scale)
    _, number, count = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    alone = count[number.ravel()] == 1
    if shut is not None:
        alone &= ~shut[owner]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    last = np.append(first[1:] - 1, len(owner) - 1)
    found: list[tuple[int, int, int]] = []
    tree = shapely.STRtree(flat)
    for side, rows in ((0, first), (-1, last)):
        loose = rows[alone[rows]]
        spots = shapely.points(places[loose] * scale)
        which, other = tree.query(spots, predicate="dwithin", distance=SHORT)
        mine = owner[loose[which]]
        kept = (mine != other) & (levels[mine] == levels[other])
        pairs = {int(one): int(two) for one, two in zip(mine[kept], other[kept], strict=True)}
        found += [(one, side, two) for one, two in pairs.items()]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


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


def noded(lines: Shapes, joins: Joins) -> Shapes:
    """Return lines with a vertex wherever two cross, the same in both; loose ends are put on it."""
    points: dict[int, list[tuple[float, float]]] = {}
    lines, crossings = lines.copy(), joins.crossings
    for one, side, other in joins.ends.tolist():
        places = shapely.get_coordinates(lines[one])
        along = shapely.line_locate_point(lines[other], shapely.Point(places[side]))
        places[side] = shapely.get_coordinates(shapely.line_interpolate_point(lines[other], along))
        lines[one] = shapely.LineString(places)
        points.setdefault(other, []).append((places[side][0], places[side][1]))
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
    shut = (stated(frame, SHUT) == "yes").to_numpy()
    found = joins_of(lines, levels, shut)
    problems: list[Problem] = []
    if node and found.apart:
        lines = noded(lines, found)
        count = {"count": found.apart}
        problems.append(Problem(None, None, "streets_noded", "repaired", count))
        frame = frame.set_geometry(gpd.GeoSeries(lines, index=frame.index, crs=frame.crs))
        found = joins_of(lines, levels, shut)
    if found.outside > TOLD:
        told = {
            "parts": found.parts,
            "share": f"{found.outside:.1%}",
            "crossings": found.apart,
        }
        code = "streets_unjoined" if found.apart else "streets_apart"
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
