"""The nearest facility of every place on foot, kept up while facilities and streets change.

Node distances are mended by `spatial.scenario.dynamic_paths`; a place follows from the two ends of
its edge and from facilities on the same edge, by the arithmetic of `spatial.network.distances`. A
closed street sends who was attached to it to the nearest open edge, an opened one attracts who is
nearer.
"""

import itertools
from dataclasses import replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Floats, Rows
from spatial.checks import as_points
from spatial.errors import ShapeError
from spatial.network import Attachment, Network, drawn_away, nearest_from_nodes, reattached
from spatial.scenario.attachment import EdgesAround
from spatial.scenario.blocks import PointBlocks
from spatial.scenario.dynamic_paths import Arc, DynamicPaths
from spatial.scenario.places import PlacesByNode

NONE = -1
NOBODY = np.empty(0, dtype=np.int64)
NODES_IN_BLOCK = 64


class WalkingNearest:
    """State of a scenario on foot: `distance` (n,) in m and `facility` (n,), a row.

    Parameters
    ----------
    network : Network
    places : (n, 2) array, or an Attachment of this network
    facilities : (m, 2) array
        In metres.
    max_snap : float, optional
        Places and facilities further from every street are not reached and serve nobody.
    """

    def __init__(
        self,
        network: Network,
        places: ArrayLike | Attachment,
        facilities: ArrayLike,
        *,
        max_snap: float | None = None,
    ) -> None:
        self.network = network
        self.max_snap = max_snap
        self.demand: Attachment = (
            places if isinstance(places, Attachment) else network.attach(places, max_snap=max_snap)
        )
        self.sites = as_points(facilities, "facilities")
        self.open = np.ones(len(self.sites), dtype=bool)
        self.goals = network.attach(self.sites, max_snap=max_snap)
        self._untouched = network
        self._around: EdgesAround | None = None
        # Whether the arrays of `demand` belong to nobody else.
        self._owned = False
        self._prepare()

    def _prepare(self) -> None:
        """Compute everything from network, demand and goals."""
        serving = np.flatnonzero(self.open).tolist()
        self.ways = DynamicPaths(self.network.graph, {row: self._starts(row) for row in serving})
        self._blocks = self._node_blocks()
        self._held = PlacesByNode(self.demand, len(self.network.nodes))
        self.distance, self.facility = np.empty(0), NOBODY
        metres, owner = self._measure(np.arange(len(self.demand)))
        self.distance, self.facility = np.empty_like(metres), np.empty_like(owner)
        self.distance[self._held.row], self.facility[self._held.row] = metres, owner

    def _node_blocks(self) -> PointBlocks:
        blocks = PointBlocks(self.network.nodes, NODES_IN_BLOCK, reached=True)
        blocks.renew(None, self.ways.distance)
        return blocks

    def copy(self) -> Self:
        """Return a state of its own; what no edit of facilities changes is shared."""
        twin = object.__new__(type(self))
        twin.__dict__ |= self.__dict__
        self._owned = twin._owned = False
        for name in ("open", "distance", "facility", "ways", "_blocks", "_held"):
            twin.__dict__[name] = getattr(self, name).copy()
        return twin

    @property
    def nbytes(self) -> int:
        """About the memory it takes in bytes, without the network."""
        return self.demand.points.nbytes * 13 + self.network.nodes.nbytes * 4

    @property
    def unattached(self) -> Rows:
        """Rows of the places that are too far from every street."""
        return self.demand.unattached

    def recompute(self) -> tuple[Floats, Rows]:
        """Return distance and facility of every place, attached and measured anew."""
        rows = np.flatnonzero(self.open)
        distance, found = self.network.nearest(
            self.demand.points, self.sites[rows], max_snap=self.max_snap
        )
        return distance, np.where(found >= 0, np.append(rows, NONE)[found], NONE)

    def costs(self, limit: float, *, anew: bool = False) -> csr_array:
        """Return the metres from places to the open facilities within `limit`, (n, open)."""
        rows = np.flatnonzero(self.open)
        if anew:
            places, sites = self.demand.points, self.sites[rows]
            return self.network.costs(places, sites, limit=limit, max_snap=self.max_snap)
        return self.network.costs(self.demand, self.goals.rows(rows), limit=limit)

    def add(self, facility: int, point: ArrayLike) -> Rows:
        """Let `facility`, the next row or a closed one, serve at `point`; return what changed."""
        if facility == len(self.sites):
            self.sites = np.vstack([self.sites, np.zeros((1, 2))])
            self.open = np.append(self.open, np.False_)
        self.open[facility] = True
        nodes = self._start(facility, point)
        return self._follow(nodes, self.goals.edge[[facility]])

    def close(self, facility: int) -> Rows:
        """Let `facility` serve no longer; return the places that changed."""
        self.open[facility] = False
        nodes = self.ways.close(facility)
        return self._follow(nodes, self.goals.edge[[facility]])

    def move(self, facility: int, point: ArrayLike) -> Rows:
        """Let `facility` serve at `point` instead; return the changed places, each once."""
        left = self.goals.edge[[facility]]
        nodes = self.ways.close(facility)
        self._blocks.renew(nodes, self.ways.distance)
        nodes = np.concatenate([nodes, self._start(facility, point)])
        return self._follow(nodes, np.append(left, self.goals.edge[facility]))

    def close_street(self, edges: ArrayLike) -> Rows:
        """Take `edges` out; return the places that changed.

        Raises
        ------
        ShapeError
            When an edge is not there or closed already.
        """
        shut, known = np.unique(np.asarray(edges, dtype=np.int64)), self.network.edge_open
        if not len(shut) or shut[0] < 0 or shut[-1] >= len(known) or not known[shut].all():
            raise ShapeError(f"edges is {edges!r}; accepted: open edges, 0 to {len(known) - 1}")
        self.network = self.network.without_edges(shut)
        nodes = self.ways.cut(self._arcs(shut))
        places = self._reattach_places(self._on(shut))
        return self._reattach(self.goals, self._goals_on(shut), nodes, places)

    def open_street(self, line: shapely.LineString) -> Rows:
        """Add a street along `line`; return the places that changed."""
        before, limit = self.network, np.inf if self.max_snap is None else self.max_snap
        self.network = before.with_lines(np.array([line], dtype=object))
        if self._around is not None:
            self._around = EdgesAround(self.network, self._around)
        number = len(before.edge_open)
        closed = before.edge_open & ~self.network.edge_open[:number]
        split = np.flatnonzero(closed)
        nodes = self.ways.cut(self._arcs(split, number)) if len(split) else split
        self._held.more_nodes(len(self.network.nodes))
        joined = self.ways.join(self._fresh(number), len(self.network.nodes))
        self._blocks.extend(self.network.nodes)
        edges = self.network.edges
        again, rows, there = drawn_away(self.demand, closed, edges, limit)
        places = self._reattach_places(again, rows, there)
        sites, goals = reattached(self.goals, closed, edges, limit)
        return self._reattach(goals, sites, np.append(nodes, joined), places)

    def _start(self, facility: int, point: ArrayLike) -> Rows:
        """Attach a facility and let it start; return the nodes that changed."""
        # A copy may hold the same array: what it knows of its facilities stays.
        self.sites = self.sites.copy()
        self.sites[facility] = np.asarray(point, dtype=float)
        goal = self._attach(self.sites[[facility]])
        if facility == len(self.goals):
            self.goals = _joined(self.goals, goal)
        self.goals = replace(self.goals.replaced(np.array([facility]), goal), points=self.sites)
        starts = self._starts(facility)
        ends = [node for node, start in starts if start < np.inf]
        among = None
        if np.isfinite(self.ways.distance[ends]).all():
            # Where one end is reached all of its component is; what is not lies apart from it.
            near = self._blocks.within_reach(self.sites[facility], self.ways.distance)
            among = np.sort(near)
        return self.ways.add(facility, starts, among=among)

    def _starts(self, facility: int) -> list[tuple[int, float]]:
        goals = self.goals
        start = goals.leg[facility] + goals.to_ends[:, facility]
        return list(zip(goals.ends[:, facility].tolist(), start.tolist(), strict=True))

    def _attach(self, points: Floats) -> Attachment:
        """Attach points to the streets as they are now."""
        if self.network is self._untouched:
            return self.network.attach(points, max_snap=self.max_snap)
        if self._around is None:
            self._around = EdgesAround(self.network)
        return self._around.attach(points, self.network.edge_open, max_snap=self.max_snap)

    def _fresh(self, number: int) -> list[Arc]:
        """Return the arcs of the edges from `number` on."""
        ends, length = self.network.edge_ends[number:], self.network.edge_length[number:]
        pairs = zip(*ends.T.tolist(), length.tolist(), strict=True)
        return list(itertools.starmap(Arc, pairs))

    def _arcs(self, shut: Rows, number: int | None = None) -> list[Arc]:
        """Return the pairs of nodes that edges joined, with the shortest way left between them.

        Only edges up to `number` count: those behind are joined later.
        """
        beside, left = self._between(shut, number), self.network.edge_open[:number]
        low, high = np.sort(self.network.edge_ends[beside], axis=1).T
        key = low * np.int64(len(self.network.nodes)) + high
        keys = np.unique(key[np.isin(beside, shut) & (low != high)])
        rest = np.isin(key, keys) & left[beside]
        length = np.full(len(keys), np.inf)
        lengths = self.network.edge_length[beside[rest]]
        np.minimum.at(length, np.searchsorted(keys, key[rest]), lengths)
        one, other = np.divmod(keys, len(self.network.nodes))
        return list(map(Arc, one.tolist(), other.tolist(), length.tolist()))

    def _between(self, shut: Rows, number: int | None) -> Rows:
        """Return the edges, `shut` among them, with both ends at nodes where one of them ends."""
        ends = self.network.edge_ends[:number]
        at = np.zeros(len(self.network.nodes), dtype=bool)
        at[ends[shut]] = True
        beside = np.flatnonzero(at[ends[:, 0]])
        found: Rows = beside[at[ends[beside, 1]]]
        return found

    def _reattach_places(
        self, again: Rows, rows: Rows = NOBODY, there: Attachment | None = None
    ) -> Rows:
        """Attach places `again` anew, and `rows` as they are in `there`; return who moved."""
        touched = np.union1d(again, rows)
        if not len(touched):
            return touched
        if not self._owned:
            self.demand = self.demand.replaced(NOBODY, self.demand.rows(NOBODY))
            self._owned = True
        left = self.demand.edge[touched]
        if there is not None:
            _put(self.demand, rows, there)
        if len(again):
            _put(self.demand, again, self._attach(self.demand.points[again]))
        moved: Rows = touched[left != self.demand.edge[touched]]
        self._held.move(moved, self.demand)
        return moved

    def _reattach(self, goals: Attachment, sites: Rows, nodes: Rows, places: Rows) -> Rows:
        """Attach facilities `sites` anew, as well as those that came nearer; measure all anew."""
        if len(sites):
            goals = goals.replaced(sites, self._attach(goals.points[sites]))
        left, came = self.goals.edge, goals.edge
        moved = np.flatnonzero((left != came) | (self.goals.leg != goals.leg))
        self.goals = goals
        touched = [nodes]
        for facility in moved[self.open[moved]].tolist():
            touched += [self.ways.close(facility), self.ways.add(facility, self._starts(facility))]
        edges = np.concatenate([left[moved], came[moved]])
        return self._follow(np.concatenate(touched), edges, places)

    def _follow(self, nodes: Rows, edges: Rows, places: Rows = NOBODY) -> Rows:
        """Measure the places by changed nodes and edges anew; return those that changed."""
        nodes = np.unique(nodes)
        self._blocks.renew(nodes, self.ways.distance)
        known = np.unique(edges[edges >= 0])
        # Both ends of an edge lead to all who are attached to it.
        nodes = np.union1d(nodes, self.network.edge_ends[known, 0])
        at = self._held.by(nodes)
        if len(places):
            at = np.union1d(at, self._held.place[places])
        distance, facility = self._measure(at)
        rows = self._held.row[at]
        changed = (distance != self.distance[rows]) | (facility != self.facility[rows])
        found: Rows = rows[changed]
        self.distance[found], self.facility[found] = distance[changed], facility[changed]
        return found

    def _on(self, edges: Rows) -> Rows:
        """Return the places attached to `edges`, ascending."""
        at = self._held.by(np.unique(self.network.edge_ends[edges, 0]))
        rows: Rows = np.sort(self._held.row[at[np.isin(self._held.edge[at], edges)]])
        return rows

    def _goals_on(self, edges: Rows) -> Rows:
        return np.flatnonzero(np.isin(self.goals.edge, edges))

    def _measure(self, at: Rows) -> tuple[Floats, Rows]:
        """Return distance and facility of held places: by the ends of their edge, or along it."""
        held = self._held.attachment(at)
        distance, facility = nearest_from_nodes(self.ways.distance, self.ways.label, held)
        serving = np.flatnonzero(self.open & self.goals.attached)
        serving = serving[np.argsort(self.goals.edge[serving], kind="stable")]
        edges = self.goals.edge[serving]
        first = np.searchsorted(edges, held.edge)
        beside = np.flatnonzero(np.append(edges, NONE - 1)[first] == held.edge)
        if len(beside):
            self._along(beside, held, (distance, facility), serving, edges)
        facility[np.isinf(distance)] = NONE
        return distance, facility

    def _along(
        self,
        rows: Rows,
        held: Attachment,
        best: tuple[Floats, Rows],
        serving: Rows,
        edges: Rows,
    ) -> None:
        """Better what places have by the facilities on their own edge, the lower rows first."""
        distance, facility = best
        first = np.searchsorted(edges, held.edge[rows])
        counts = np.searchsorted(edges, held.edge[rows], side="right") - first
        for turn in range(int(counts.max())):
            some = np.flatnonzero(counts > turn)
            row, goal = rows[some], serving[first[some] + turn]
            apart = np.abs(held.offset[row] - self.goals.offset[goal])
            metres = (self.goals.leg[goal] + apart) + held.leg[row]
            now = distance[row]
            nearer = (metres < now) | ((metres == now) & (goal < facility[row]))
            distance[row[nearer]], facility[row[nearer]] = metres[nearer], goal[nearer]


def _put(held: Attachment, rows: Rows, other: Attachment) -> None:
    """Write `other` into rows of an attachment, in place."""
    held.edge[rows], held.offset[rows], held.leg[rows] = other.edge, other.offset, other.leg
    held.ends[:, rows], held.to_ends[:, rows] = other.ends, other.to_ends


def _joined(one: Attachment, other: Attachment) -> Attachment:
    """Return two attachments one after the other."""
    return Attachment(
        np.concatenate([one.points, other.points]),
        np.concatenate([one.edge, other.edge]),
        np.concatenate([one.offset, other.offset]),
        np.concatenate([one.leg, other.leg]),
        np.concatenate([one.ends, other.ends], axis=1),
        np.concatenate([one.to_ends, other.to_ends], axis=1),
    )
