"""Lines of streets as edges and nodes: split at every shared vertex, as arrays.

Two lines meet where they share a vertex, at its end or inside it. Lines that cross without a
shared vertex do not meet: a bridge is no crossing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from spatial.arrays import Flags, Floats, Ints
from spatial.checks import MOST_METRES
from spatial.errors import ShapeError

NONE = -1
_MULTI = 5
_LINEAR = (NONE, 1, 2, _MULTI)
"""Types of geometry that are read: none, LineString, LinearRing, MultiLineString."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Edges:
    """Polylines that touch others only at their ends.

    Attributes
    ----------
    nodes : (n, 2) float
        Places where edges end.
    ends : (e, 2) int
        Rows of `nodes` where each edge begins and ends.
    line : (e,) int
        Row of the lines each edge came from.
    vertices : (v, 2) float
        All polylines one after another.
    first : (e + 1,) int
        Where each polyline begins in `vertices`.
    along : (v,) float
        Metres from the beginning of its polyline, summed from vertex to vertex.
    """

    nodes: Floats
    ends: Ints
    line: Ints
    vertices: Floats
    first: Ints
    along: Floats

    @property
    def length(self) -> Floats:
        """The length of each edge in m."""
        return self.along[self.first[1:] - 1]


def edges_of(
    lines: ArrayLike,
    *,
    tolerance: float = 0.0,
    also: Floats | None = None,
    levels: Ints | None = None,
) -> Edges:
    """Split lines at every vertex that stands twice or more in all of them together.

    Parameters
    ----------
    lines : (l,) array of LineString, MultiLineString or None
        In metres. None and empty lines are skipped; heights are ignored.
    tolerance : float
        Vertices so near (m) become one, that which stands first. 0: equal coordinates only.
    also : (a, 2) float
        More places to split at.
    levels : (l,) int
        Of each line; 0 is the ground. What only crosses on another level is not met
        (`parted_by_level`).

    Raises
    ------
    ShapeError
        When a geometry is of another kind or a coordinate is not finite.
    """
    places, part, line_of_part = _read(lines)
    if tolerance > 0:
        places = _gathered(places, tolerance)
    new = np.ones(len(places), dtype=bool)
    new[1:] = (part[1:] != part[:-1]) | ~_equal(places[1:], places[:-1])
    long = np.bincount(part[new], minlength=len(line_of_part)) > 1
    new &= long[part]
    if not new.all():
        places, part = places[new], part[new]
    numbers, count = identify(places if also is None else np.concatenate([places, also]))
    place = numbers[: len(places)]
    border = part[1:] != part[:-1]
    if levels is not None and levels.any():
        ends = np.ones(len(place), dtype=bool)
        ends[1:-1] = border[1:] | border[:-1]
        level = levels[line_of_part[part]]
        parted, _ = parted_by_level(place, len(count), level, ends)
        again = numbers[len(places) :]
        count = np.bincount(np.concatenate([parted, again]))
        place = parted
    cut = count[place] > 1
    cut[1:] |= border
    cut[:-1] |= border
    if len(cut):
        cut[[0, -1]] = True
    return _between_cuts(places, place, cut, line_of_part[part], part)


def _read(lines: ArrayLike) -> tuple[Floats, Ints, Ints]:
    """Return all coordinates, the part each belongs to, and the line of each part."""
    shapes = np.asarray(lines, dtype=object)
    if shapes.ndim != 1:
        raise ShapeError(f"lines has shape {shapes.shape}; accepted: one row of geometries")
    others = np.flatnonzero(~(shapely.is_geometry(shapes) | shapely.is_missing(shapes)))
    if len(others):
        rows = ", ".join(map(str, others[:_SHOWN]))
        raise ShapeError(
            f"lines holds what is no geometry in rows {rows}; accepted: LineString, MultiLineString"
        )
    kinds = shapely.get_type_id(shapes)
    faulty = ~np.isin(kinds, _LINEAR)
    if faulty.any():
        rows = ", ".join(map(str, np.flatnonzero(faulty)[:_SHOWN]))
        raise ShapeError(
            f"lines holds other geometries in rows {rows}; accepted: LineString, MultiLineString"
        )
    if (kinds == _MULTI).any():
        parts, owner = shapely.get_parts(shapes, return_index=True)
    else:
        parts, owner = shapes, np.arange(len(shapes))
    places, part = shapely.get_coordinates(parts, return_index=True)
    if not np.isfinite(places).all():
        finite = np.isfinite(places).all(axis=1)
        rows = ", ".join(map(str, np.unique(owner[part[~finite]])[:_SHOWN]))
        raise ShapeError(
            f"lines has coordinates that are not finite in rows {rows}; accepted: metres"
        )
    if (np.abs(places) > MOST_METRES).any():
        beyond = (np.abs(places) > MOST_METRES).any(axis=1)
        rows = ", ".join(map(str, np.unique(owner[part[beyond]])[:_SHOWN]))
        raise ShapeError(
            f"lines has coordinates beyond {MOST_METRES:g} in rows {rows};"
            " accepted: metres of a projected system"
        )
    return places + 0.0, part.astype(np.int64), owner.astype(np.int64)  # -0.0 becomes 0.0


def _gathered(places: Floats, tolerance: float) -> Floats:
    """Move every place to the first of those it hangs together with, in steps of `tolerance`."""
    place, _ = identify(places)
    first = np.full(place.max(initial=NONE) + 1, len(places), dtype=np.int64)
    np.minimum.at(first, place, np.arange(len(places)))
    pairs = cKDTree(places[first]).query_pairs(tolerance, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(first), len(first)))
    number, group = connected_components(links, directed=False)
    lead = np.full(number, len(places), dtype=np.int64)
    np.minimum.at(lead, group, first)
    moved: Floats = places[lead[group[place]]]
    return moved


def identify(places: Floats) -> tuple[Ints, Ints]:
    """Return a number for each place, the same for the same, and how often each number stands."""
    bits = places.view(np.uint64)
    key = bits[:, 0] * _MIX
    key ^= key >> np.uint64(29)
    key += bits[:, 1]
    key *= _MIX
    key ^= key >> np.uint64(32)
    order = np.argsort(key)
    key, ordered = key[order], places[order]
    same = _equal(ordered[1:], ordered[:-1])
    if (same != (key[1:] == key[:-1])).any():  # two places share a key
        order = np.lexsort((places[:, 1], places[:, 0]))
        same = _equal(places[order[1:]], places[order[:-1]])
    number = np.concatenate([np.zeros(min(1, len(places)), np.int64), np.cumsum(~same)])
    place = np.empty(len(places), dtype=np.int64)
    place[order] = number
    return place, np.bincount(number)


def _equal(places: Floats, others: Floats) -> Flags:
    """Return which places are the same as those beside them in `others`."""
    same: Flags = places[:, 0] == others[:, 0]
    same &= places[:, 1] == others[:, 1]
    return same


def _between_cuts(places: Floats, place: Ints, cut: Flags, line: Ints, part: Ints) -> Edges:
    """Return the edges from one cut to the next within each part."""
    stops = np.flatnonzero(cut)
    edge = np.flatnonzero(part[stops[1:]] == part[stops[:-1]])
    begin, end = stops[edge], stops[edge + 1]
    at = np.full(place.max(initial=NONE) + 1, NONE, dtype=np.int64)
    at[place[begin]], at[place[end]] = begin, end
    known = np.flatnonzero(at >= 0)
    nodes = places[at[known]]
    order = in_squares(nodes)
    rank = at  # of each place among the nodes
    rank[known[order]] = np.arange(len(order))
    counts = end - begin + 1
    first = np.concatenate([[0], np.cumsum(counts)])
    vertices = places[ranges(begin, counts)]
    return Edges(
        nodes[order],
        np.column_stack([rank[place[begin]], rank[place[end]]]),
        line[begin],
        vertices,
        first,
        lengths_along(vertices, first),
    )


def ranges(begin: Ints, counts: Ints) -> Ints:
    """Return begin[0], begin[0] + 1, ... (counts[0] of them), begin[1], ... and so on.

    >>> ranges(np.array([5, 1]), np.array([2, 3])).tolist()
    [5, 6, 1, 2, 3]
    """
    last = np.cumsum(counts)
    return np.arange(last[-1] if len(last) else 0) + np.repeat(begin - last + counts, counts)


def lengths_along(vertices: Floats, first: Ints) -> Floats:
    """Return the metres from the beginning of each polyline to each of its vertices.

    Summed from vertex to vertex for each polyline by itself, so that a length does not depend on
    what stands before it in the arrays.
    """
    along = np.zeros(len(vertices))
    step = np.hypot(*np.diff(vertices, axis=0).T) if len(vertices) else np.empty(0)
    counts = np.diff(first)
    edges = np.flatnonzero(counts > 1)
    for position in range(1, counts.max(initial=0)):
        here = first[edges] + position
        along[here] = along[here - 1] + step[here - 1]
        edges = edges[counts[edges] > position + 1]
    return along


def in_squares(places: Floats) -> Ints:
    """Return an order of places in which neighbors stand near each other (Morton 1966).

    Walks over the graph then stay in the cache of the processor; nothing else depends on it.
    """
    if not len(places):
        return np.empty(0, dtype=np.int64)
    low = places.min(axis=0)
    span = max(float((places.max(axis=0) - low).max()), 1e-300)
    x, y = ((places - low) * (65535.0 / span)).astype(np.uint64).T
    order: Ints = np.argsort(_spread(x) | _spread(y) << np.uint64(1), kind="stable")
    return order


def _spread(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the lower 16 bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | bits << np.uint64(shift)) & np.uint64(mask)
    return bits


def graph_of(ends: Ints, length: Floats, number: int) -> csr_array:
    """Return the metres from node to node by the shortest edge between them, both ways.

    Edges from a node to itself lead nowhere and are left out.
    """
    low, high = np.sort(ends, axis=1).T
    proper = low != high
    low, high, length = low[proper], high[proper], length[proper]
    key = low * np.int64(number) + high
    order = np.argsort(key, kind="stable")
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.diff(key[order]) > 0
    if not new.all():
        length = np.minimum.reduceat(length[order], np.flatnonzero(new))
        low, high = low[order][new], high[order][new]
    rows, columns = np.concatenate([low, high]), np.concatenate([high, low])
    graph = coo_array(
        (np.concatenate([length, length]), (rows, columns)), shape=(number, number)
    ).tocsr()
    graph.sort_indices()
    return graph


def least_arcs(tail: Ints, head: Ints, length: Floats, number: int) -> csr_array:
    """Return the metres from node to node by the shortest of several arcs, one way each."""
    proper = tail != head
    tail, head, length = tail[proper], head[proper], length[proper]
    key = tail * np.int64(number) + head
    order = np.lexsort((length, key))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(key[order]) > 0
    kept = order[first]
    graph = coo_array((length[kept], (tail[kept], head[kept])), shape=(number, number)).tocsr()
    graph.sort_indices()
    return graph


def components_of(ends: Ints, length: Floats, number: int) -> Ints:
    """Return the component of each node, 0 being the longest; -1 for nodes without an edge."""
    if not number:
        return np.empty(0, dtype=np.int64)
    links = coo_array((np.ones(len(ends), np.int8), tuple(ends.T)), shape=(number, number))
    parts, group = connected_components(links, directed=False)
    total = np.bincount(group[ends[:, 0]], weights=length, minlength=parts)
    rank = np.empty(parts, dtype=np.int64)
    rank[np.argsort(-total, kind="stable")] = np.arange(parts)
    rank[total == 0] = NONE
    component: Any = rank[group]
    return np.asarray(component, dtype=np.int64)


def parted_by_level(place: Ints, count: int, level: Ints, is_end: Flags) -> tuple[Ints, int]:
    """Return numbers of places in which what only crosses on another level has its own.

    A vertex inside a line meets what stands on its own level. Ends of lines meet each other
    whatever their level, as a bridge does its ramp: with an end goes all of that level.

    Parameters
    ----------
    place : (v,) int
        Number of the place of each vertex, 0 to `count` - 1.
    level : (v,) int
        Of its line; 0 is the ground.
    is_end : (v,) bool
        Whether the line ends there.

    Returns
    -------
    place : (v,) int
    count : int
        How many numbers there are now.
    """
    levels, at = np.unique(level, return_inverse=True)
    key = place * np.int64(len(levels)) + at
    keys, which = np.unique(key, return_inverse=True)
    joined = np.zeros(len(keys), dtype=bool)
    np.logical_or.at(joined, which, is_end)
    # Where only one level stands there is nothing to part.
    of_place = keys // len(levels)
    joined |= np.bincount(of_place, minlength=count)[of_place] == 1
    number = np.where(joined, of_place, 0)
    loose = np.flatnonzero(~joined)
    number[loose] = count + np.arange(len(loose))
    found: Ints = number[which].astype(np.int64)
    return found, count + len(loose)
