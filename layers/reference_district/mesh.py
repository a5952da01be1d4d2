"""A planar subdivision cut by straight streets: faces tile exactly because they share their nodes.

No geometry library decides the topology. A cut puts its ends into the rings of both faces of an
edge, so neighbors share every vertex whatever is done to the coordinates afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot

Point = tuple[float, float]
Edge = tuple[int, int]

SNAP = 18.0
"""Cuts that end closer to a node than this (m) end at the node: no slivers, no stubs."""


SLIVER = 1.0
"""No cut leaves a face of this area (m2) or less."""


@dataclass(frozen=True)
class Street:
    """What runs along an edge: class as in OpenStreetMap's `highway`, and a name or None."""

    street_class: str
    name: str | None = None


@dataclass
class Mesh:
    """Nodes, counter-clockwise rings of faces, and the street along each edge."""

    points: list[Point] = field(default_factory=list)
    rings: dict[int, list[int]] = field(default_factory=dict)
    owner: dict[Edge, int] = field(default_factory=dict)
    streets: dict[Edge, Street] = field(default_factory=dict)
    spurs: list[Edge] = field(default_factory=list)

    @classmethod
    def rectangle(cls, corners: Iterable[Point], street: Street) -> "Mesh":
        """Return a mesh of one convex face with these counter-clockwise corners."""
        mesh = cls(points=list(corners))
        mesh._add_face(0, list(range(len(mesh.points))))
        for edge in list(mesh.owner):
            mesh.streets[undirected(edge)] = street
        return mesh

    def add_node(self, point: Point) -> int:
        """Add a node and return its number."""
        self.points.append(point)
        return len(self.points) - 1

    def ring_points(self, face: int) -> list[Point]:
        """Return the corners of a face."""
        return [self.points[node] for node in self.rings[face]]

    def extent(self, face: int) -> tuple[float, float, float, float]:
        """Return (min x, min y, max x, max y) of a face."""
        xs, ys = zip(*self.ring_points(face), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def edges(self) -> list[Edge]:
        """Return the undirected edges of the faces that exist, in order, then the spurs."""
        return [*sorted({undirected(edge) for edge in self.owner}), *self.spurs]

    def drop(self, face: int) -> None:
        """Remove a face; its edges become the border of the mesh."""
        for edge in ring_edges(self.rings.pop(face)):
            del self.owner[edge]

    def split_edge(self, edge: Edge, t: float) -> int:
        """Put a node at the share `t` of an edge, into the rings of both faces."""
        a, b = edge
        (ax, ay), (bx, by) = self.points[a], self.points[b]
        node = self.add_node((ax + t * (bx - ax), ay + t * (by - ay)))
        for start, end in ((a, b), (b, a)):
            face = self.owner.pop((start, end), None)
            if face is not None:
                ring = self.rings[face]
                ring.insert(ring.index(start) + 1, node)
                self.owner[start, node] = self.owner[node, end] = face
        street = self.streets.pop(undirected(edge))
        self.streets[undirected((a, node))] = self.streets[undirected((node, b))] = street
        return node

    def cut(
        self, face: int, point: Point, direction: Point, street: Street
    ) -> tuple[int, int] | None:
        """Cut a convex face along a line; return the faces (left, right) of it.

        None when the line misses the face or would leave a sliver. The left part keeps the number.
        """
        ends = self._crossings(face, point, direction)
        if ends is None:
            return None
        into, out = (self._node_at(edge, t) for edge, t in ends)
        ring = self.rings[face]
        i, j = ring.index(into), ring.index(out)
        turned = ring[i:] + ring[:i]
        width = (j - i) % len(ring)
        left, right = turned[: width + 1], [*turned[width:], into]
        for edge in ring_edges(ring):
            del self.owner[edge]
        other = max(self.rings) + 1
        self._add_face(face, left)
        self._add_face(other, right)
        self.streets[undirected((into, out))] = street
        return face, other

    def add_spur(self, edge: Edge, inside: Point, street: Street) -> None:
        """Add a dead end from the middle of an edge to a point inside a face."""
        start, end = self.split_edge(edge, 0.5), self.add_node(inside)
        self.spurs.append((start, end))
        self.streets[start, end] = street

    def _add_face(self, face: int, ring: list[int]) -> None:
        self.rings[face] = ring
        for edge in ring_edges(ring):
            self.owner[edge] = face

    def _crossings(
        self, face: int, point: Point, direction: Point
    ) -> tuple[tuple[Edge, float], tuple[Edge, float]] | None:
        """Return where the line enters the left part and where it leaves it."""
        ring = self.rings[face]
        (px, py), (dx, dy) = point, direction
        side = {n: dx * (self.points[n][1] - py) - dy * (self.points[n][0] - px) for n in ring}
        into = out = None
        for a, b in ring_edges(ring):
            if (side[a] > 0) != (side[b] > 0):
                found = self._snapped((a, b), side[a] / (side[a] - side[b]))
                into, out = (found, out) if side[b] > 0 else (into, found)
        if into is None or out is None or _touch(ring, into, out):
            return None
        return (into, out) if self._parts_are_faces(ring, into, out) else None

    def _snapped(self, edge: Edge, t: float) -> tuple[Edge, float]:
        (ax, ay), (bx, by) = self.points[edge[0]], self.points[edge[1]]
        length = hypot(bx - ax, by - ay)
        if t * length < SNAP:
            return edge, 0.0
        return edge, 1.0 if (1 - t) * length < SNAP else t

    def _parts_are_faces(
        self, ring: list[int], into: tuple[Edge, float], out: tuple[Edge, float]
    ) -> bool:
        """Whether both parts turn counter-clockwise: a snapped end may fold one along a side."""
        at = ring.index(into[0][1])
        turned = ring[at:] + ring[:at]
        width = turned.index(out[0][1])
        start, end = self._place(into), self._place(out)
        left = [self.points[node] for node in turned[:width]]
        right = [self.points[node] for node in turned[width:]]
        return min(ring_area([start, *left, end]), ring_area([end, *right, start])) > SLIVER

    def _place(self, end: tuple[Edge, float]) -> Point:
        (a, b), t = end
        (ax, ay), (bx, by) = self.points[a], self.points[b]
        return ax + t * (bx - ax), ay + t * (by - ay)

    def _node_at(self, edge: Edge, t: float) -> int:
        if t == 0.0:
            return edge[0]
        return edge[1] if t == 1.0 else self.split_edge(edge, t)


def undirected(edge: Edge) -> Edge:
    """Return the edge with its smaller node first."""
    return edge if edge[0] < edge[1] else (edge[1], edge[0])


def ring_area(points: list[Point]) -> float:
    """Return the area of a closed ring of points, positive when it turns counter-clockwise."""
    turns = zip(points, points[1:] + points[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in turns) / 2


def ring_edges(ring: list[int]) -> list[Edge]:
    """Return the directed edges of a closed ring of nodes."""
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def _touch(ring: list[int], first: tuple[Edge, float], second: tuple[Edge, float]) -> bool:
    """Whether both ends lie on one edge, so that the cut would enclose nothing."""

    def on_edges(end: tuple[Edge, float]) -> set[Edge]:
        edge, t = end
        if 0.0 < t < 1.0:
            return {edge}
        node = edge[0] if t == 0.0 else edge[1]
        at = ring.index(node)
        return {(ring[at - 1], node), (node, ring[(at + 1) % len(ring)])}

    return bool(on_edges(first) & on_edges(second))
