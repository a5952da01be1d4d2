"""Service areas as the parts of streets within a walking distance, cut inside edges."""

from dataclasses import dataclass

import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Ints, Shapes
from spatial.network.attachment import Attachment
from spatial.network.distances import seeds_of
from spatial.network.graph import Edges, ranges
from spatial.network.shortest_paths import distances_within
from spatial.network.ways import Ways


@dataclass(frozen=True, eq=False)
class ServiceArea:
    """Reached parts of edges, sorted by facility, edge and place; parts of one edge do not touch.

    Attributes
    ----------
    facility : (p,) int
        Row of the facility that reaches the part.
    edge : (p,) int
    start, end : (p,) float
        Metres along the edge; start < end. The way to each place of the part, access leg of the
        facility included, is at most the limit.
    facilities : int
        How many were asked for; some may reach nothing.
    edges : Edges
        The geometry that parts are cut from.
    """

    facility: Ints
    edge: Ints
    start: Floats
    end: Floats
    facilities: int
    edges: Edges

    @property
    def length_by_facility(self) -> Floats:
        """Metres of street each facility reaches; what several reach counts for each of them."""
        metres = self.end - self.start
        # a count of nothing would be whole numbers
        return np.bincount(self.facility, metres, self.facilities).astype(np.float64)

    def part_lines(self) -> Shapes:
        """Return each part as a LineString along the true course of its edge."""
        edges = self.edges
        begin, last = edges.first[self.edge], edges.first[self.edge + 1]
        counts = last - begin
        part = np.repeat(np.arange(len(self.edge)), counts)
        row = ranges(begin, counts)
        inside = (edges.along[row] > self.start[part]) & (edges.along[row] < self.end[part])
        ends = [self._place(metres) for metres in (self.start, self.end)]
        owner = np.concatenate([np.arange(len(self.edge)), part[inside], np.arange(len(self.edge))])
        places = np.concatenate([ends[0], edges.vertices[row[inside]], ends[1]])
        order = np.argsort(owner, kind="stable")
        return np.asarray(shapely.linestrings(places[order], indices=owner[order]), dtype=object)

    def lines(self) -> Shapes:
        """Return one MultiLineString a facility, empty where it reaches nothing."""
        found: Shapes = np.full(self.facilities, None)
        found[:] = shapely.MultiLineString()
        if len(self.facility):
            shapely.multilinestrings(self.part_lines(), indices=self.facility, out=found)
        return found

    def _place(self, metres: Floats) -> Floats:
        """Return the places so many metres along the edges of the parts."""
        edges = self.edges
        row = edges.first[self.edge]
        last = edges.first[self.edge + 1] - 2
        # bisection in all edges at once: the last vertex that is not beyond
        low, high = row.copy(), last.copy()
        while (low < high).any():
            middle = (low + high + 1) // 2
            before = edges.along[middle] <= metres
            low, high = np.where(before, middle, low), np.where(before, high, middle - 1)
        span = edges.along[low + 1] - edges.along[low]
        # pieces too short to lengthen the sum have no span: their beginning is as good as their end
        beyond = np.divide(metres - edges.along[low], span, out=np.zeros_like(span), where=span > 0)
        share = np.clip(beyond, 0, 1)[:, None]
        begin, end = edges.vertices[low], edges.vertices[low + 1]
        found: Floats = np.where(share == 1, end, begin + share * (end - begin))
        return found


def reached_streets(
    ways: Ways,
    edges: Edges,
    facilities: Attachment,
    *,
    limit: float,
    open_edge: Flags,
) -> ServiceArea:
    """Return the parts of streets within `limit` metres of each facility by itself.

    From a node reached after d metres an edge is walked limit - d metres on; from a facility on
    it limit - leg metres to both sides. What overlaps on one edge is united.
    """
    graph = ways.graph
    incident = _incident(ways.edge_nodes, open_edge, graph.shape[0])
    length = edges.length
    found: list[tuple[Ints, Ints, Floats, Floats]] = []
    begin = 0
    for last, source, node, metres in distances_within(
        graph, seeds_of(facilities, ways.leaving), sources=len(facilities), limit=limit
    ):
        own = begin + np.flatnonzero(facilities.leg[begin:last] <= limit)
        found.append(
            _united(
                _from_nodes(incident, length, (source, node, limit - metres)),
                _from_own(facilities, own, length, limit),
                len(length),
            )
        )
        begin = last
    if not found:
        none, nowhere = np.empty(0, np.int64), np.empty(0)
        return ServiceArea(none, none, nowhere, nowhere, len(facilities), edges)
    facility, edge, start, end = (np.concatenate(part) for part in zip(*found, strict=True))
    return ServiceArea(facility, edge, start, end, len(facilities), edges)


def _incident(ends: Ints, open_edge: Flags, number: int) -> tuple[Ints, Ints]:
    """Return the half edges that leave each node: edge, or edge + e from its other end."""
    half = np.flatnonzero(np.tile(open_edge, 2))
    node = ends.T.ravel()[half]
    first = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=number))])
    return first, half[np.argsort(node, kind="stable")]


def _from_nodes(
    incident: tuple[Ints, Ints], length: Floats, reached: tuple[Ints, Ints, Floats]
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the parts walked from reached nodes on."""
    first, halves = incident
    source, node, left = reached
    counts = first[node + 1] - first[node]
    half = halves[ranges(first[node], counts)]
    source, left = np.repeat(source, counts), np.repeat(left, counts)
    backward = half >= len(length)
    edge = np.where(backward, half - len(length), half)
    whole = length[edge]
    start = np.where(backward, np.maximum(whole - left, 0), 0)
    end = np.where(backward, whole, np.minimum(left, whole))
    return source, edge, start, end


def _from_own(
    facilities: Attachment, own: Ints, length: Floats, limit: float
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the parts walked from facilities on along their own edge."""
    left, offset = limit - facilities.leg[own], facilities.offset[own]
    edge = facilities.edge[own]
    start, end = np.maximum(offset - left, 0), np.minimum(offset + left, length[edge])
    return own, edge, start, end


def _united(
    one: tuple[Ints, Ints, Floats, Floats], two: tuple[Ints, Ints, Floats, Floats], edges: int
) -> tuple[Ints, Ints, Floats, Floats]:
    """Unite the parts, at most three to an edge and facility, that overlap or touch."""
    source, edge, start, end = (np.concatenate(part) for part in zip(one, two, strict=True))
    key = source * np.int64(edges) + edge
    order = np.lexsort((start, key))
    order = order[(start < end)[order]]
    key, start, end = key[order], start[order], end[order]
    before = np.full(len(key), -np.inf)
    for back in (1, 2):
        same = key[back:] == key[:-back]
        before[back:][same] = np.maximum(before[back:][same], end[:-back][same])
    begins = np.flatnonzero(start > before)
    if not len(begins):
        return source[:0], edge[:0], start, end
    return (
        source[order][begins],
        edge[order][begins],
        start[begins],
        np.maximum.reduceat(end, begins),
    )
