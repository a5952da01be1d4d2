"""The nearest facility of every place on foot, kept up while facilities and streets change.

Node distances are mended by `spatial.scenario.streets`; a place follows from the two ends of its
edge and from facilities on the same edge, by the arithmetic of `spatial.network.distances`. A
closed street sends who was attached to it to the nearest open edge, an opened one attracts who is
nearer.
"""

from dataclasses import replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Rows
from spatial.checks import as_points
from spatial.network import Attachment, Network, drawn_away, nearest_from_nodes, reattached
from spatial.scenario.blocks import PointBlocks
from spatial.scenario.places import AttachedPlaces
from spatial.scenario.streets import ChangingStreets, DynamicPaths

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
        self._streets = ChangingStreets(network, max_snap)
        demand: Attachment = (
            places if isinstance(places, Attachment) else network.attach(places, max_snap=max_snap)
        )
        self.attached = AttachedPlaces(demand, len(network.nodes))
        self.sites = as_points(facilities, "facilities")
        self.open = np.ones(len(self.sites), dtype=bool)
        self.goals = network.attach(self.sites, max_snap=max_snap)
        starts = {row: starts_of(self.goals, row) for row in range(len(self.sites))}
        self.ways = DynamicPaths(network.graph, starts)
        self._blocks = PointBlocks(network.nodes, NODES_IN_BLOCK, reached=True)
        self._blocks.renew(None, self.ways.distance)
        metres, owner = self._measure(np.arange(len(demand)))
        self.distance, self.facility = np.empty_like(metres), np.empty_like(owner)
        rows = self.attached.held.row
        self.distance[rows], self.facility[rows] = metres, owner

    def copy(self) -> Self:
        """Return a state of its own; what no edit of facilities changes is shared."""
        twin = object.__new__(type(self))
        twin.__dict__ |= self.__dict__
        for name in ("open", "distance", "facility", "ways", "attached", "_streets", "_blocks"):
            twin.__dict__[name] = getattr(self, name).copy()
        return twin

    @property
    def nbytes(self) -> int:
        """About the memory it takes in bytes, without the network."""
        return self.attached.demand.points.nbytes * 13 + self.network.nodes.nbytes * 4

    @property
    def network(self) -> Network:
        """The streets as they are now."""
        return self._streets.network

    def recompute(self) -> tuple[Floats, Rows]:
        """Return distance and facility of every place, attached and measured anew."""
        rows = np.flatnonzero(self.open)
        distance, found = self.network.nearest(
            self.attached.demand.points, self.sites[rows], max_snap=self._streets.max_snap
        )
        return distance, np.where(found >= 0, np.append(rows, NONE)[found], NONE)

    def costs(self, limit: float, *, anew: bool = False) -> csr_array:
        """Return the metres from places to the open facilities within `limit`, (n, open)."""
        rows = np.flatnonzero(self.open)
        if anew:
            places, sites = self.attached.demand.points, self.sites[rows]
            return self.network.costs(places, sites, limit=limit, max_snap=self._streets.max_snap)
        return self.network.costs(self.attached.demand, self.goals.rows(rows), limit=limit)

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
        shut, left = self._streets.close(edges)
        nodes = self.ways.cut(left)
        places = self.attached.reattach(
            self.attached.on(shut, self.network.edge_ends), self._streets.attach
        )
        sites = np.flatnonzero(np.isin(self.goals.edge, shut))
        return self._reattach(self.goals, sites, nodes, places)

    def open_street(self, line: shapely.LineString) -> Rows:
        """Add a street along `line`; return the places that changed."""
        limit = np.inf if self._streets.max_snap is None else self._streets.max_snap
        opened = self._streets.open(line)
        nodes = self.ways.cut(opened.cut) if opened.cut else NOBODY
        self.attached.held.more_nodes(len(self.network.nodes))
        joined = self.ways.join(opened.joined, len(self.network.nodes))
        self._blocks.extend(self.network.nodes)
        edges = self.network.edges
        again, rows, there = drawn_away(self.attached.demand, opened.closed, edges, limit)
        places = self.attached.reattach(again, self._streets.attach, rows, there)
        sites, goals = reattached(self.goals, opened.closed, edges, limit)
        return self._reattach(goals, sites, np.append(nodes, joined), places)

    def _start(self, facility: int, point: ArrayLike) -> Rows:
        """Attach a facility and let it start; return the nodes that changed."""
        # A copy may hold the same array: what it knows of its facilities stays.
        self.sites = self.sites.copy()
        self.sites[facility] = np.asarray(point, dtype=float)
        goal = self._streets.attach(self.sites[[facility]])
        if facility == len(self.goals):
            self.goals = _joined(self.goals, goal)
        self.goals = replace(self.goals.replaced(np.array([facility]), goal), points=self.sites)
        starts = starts_of(self.goals, facility)
        ends = [node for node, start in starts if start < np.inf]
        among = None
        if np.isfinite(self.ways.distance[ends]).all():
            # Where one end is reached all of its component is; what is not lies apart from it.
            near = self._blocks.within_reach(self.sites[facility], self.ways.distance)
            among = np.sort(near)
        return self.ways.add(facility, starts, among=among)

    def _reattach(self, goals: Attachment, sites: Rows, nodes: Rows, places: Rows) -> Rows:
        """Attach facilities `sites` anew, as well as those that came nearer; measure all anew."""
        if len(sites):
            goals = goals.replaced(sites, self._streets.attach(goals.points[sites]))
        left, came = self.goals.edge, goals.edge
        moved = np.flatnonzero((left != came) | (self.goals.leg != goals.leg))
        self.goals = goals
        touched = [nodes]
        for facility in moved[self.open[moved]].tolist():
            touched += [
                self.ways.close(facility),
                self.ways.add(facility, starts_of(self.goals, facility)),
            ]
        edges = np.concatenate([left[moved], came[moved]])
        return self._follow(np.concatenate(touched), edges, places)

    def _follow(self, nodes: Rows, edges: Rows, places: Rows = NOBODY) -> Rows:
        """Measure the places by changed nodes and edges anew; return those that changed."""
        nodes = np.unique(nodes)
        self._blocks.renew(nodes, self.ways.distance)
        known = np.unique(edges[edges >= 0])
        # Both ends of an edge lead to all who are attached to it.
        nodes = np.union1d(nodes, self.network.edge_ends[known, 0])
        at = self.attached.held.by(nodes)
        if len(places):
            at = np.union1d(at, self.attached.held.place[places])
        distance, facility = self._measure(at)
        rows = self.attached.held.row[at]
        changed = (distance != self.distance[rows]) | (facility != self.facility[rows])
        found: Rows = rows[changed]
        self.distance[found], self.facility[found] = distance[changed], facility[changed]
        return found

    def _measure(self, at: Rows) -> tuple[Floats, Rows]:
        """Return distance and facility of held places: by the ends of their edge, or along it."""
        held = self.attached.held.attachment(at)
        distance, facility = nearest_from_nodes(self.ways.distance, self.ways.label, held)
        better_along_edges(held, (distance, facility), self.goals, self.open)
        facility[np.isinf(distance)] = NONE
        return distance, facility


def starts_of(goals: Attachment, facility: int) -> list[tuple[int, float]]:
    """Return the nodes at both ends of the edge of a facility, and the metres from it to them."""
    start = goals.leg[facility] + goals.to_ends[:, facility]
    return list(zip(goals.ends[:, facility].tolist(), start.tolist(), strict=True))


def better_along_edges(
    held: Attachment, best: tuple[Floats, Rows], goals: Attachment, serving: Flags
) -> None:
    """Better what places have by the facilities on their own edge, the lower rows first.

    `best` are distance and facility of the places `held`, written to in place; `serving` are the
    flags of the facilities `goals` that are open.
    """
    rows = np.flatnonzero(serving & goals.attached)
    rows = rows[np.argsort(goals.edge[rows], kind="stable")]
    edges = goals.edge[rows]
    first = np.searchsorted(edges, held.edge)
    beside = np.flatnonzero(np.append(edges, NONE - 1)[first] == held.edge)
    if not len(beside):
        return
    distance, facility = best
    first = np.searchsorted(edges, held.edge[beside])
    counts = np.searchsorted(edges, held.edge[beside], side="right") - first
    for turn in range(int(counts.max())):
        some = np.flatnonzero(counts > turn)
        row, goal = beside[some], rows[first[some] + turn]
        apart = np.abs(held.offset[row] - goals.offset[goal])
        metres = (goals.leg[goal] + apart) + held.leg[row]
        now = distance[row]
        nearer = (metres < now) | ((metres == now) & (goal < facility[row]))
        distance[row[nearer]], facility[row[nearer]] = metres[nearer], goal[nearer]


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
