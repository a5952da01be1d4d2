"""The walking network: streets as edges and nodes, what attaches to them, and ways along them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Ints
from spatial.checks import as_points, require_distance
from spatial.costs import as_below
from spatial.errors import ShapeError
from spatial.network.attachment import NONE, Attachment, attach
from spatial.network.changes import opened, reattached
from spatial.network.distances import nearest_facilities, nearest_facility, table_within
from spatial.network.edge_grid import EdgeGrid
from spatial.network.graph import Edges, edges_of
from spatial.network.service_area import ServiceArea, reached_streets
from spatial.network.ways import Ways

Places = ArrayLike | Attachment

__all__ = ["Attachment", "Network"]

_MOST_NEAREST = 1_000_000


@dataclass(frozen=True, eq=False)
class Network:
    """Streets that people walk on, both ways, as arrays that nothing changes.

    Attributes
    ----------
    nodes : (n, 2) float
        Places where edges end, in metres.
    edge_ends : (e, 2) int
        Nodes where each edge begins and ends.
    edge_length : (e,) float
        Metres along its polyline.
    edge_line : (e,) int
        Row of the lines it came from.
    edge_open : (e,) bool
        Whether it may be walked; closed edges keep their number.
    vertices, edge_first, along
        The polylines: all vertices (v, 2), where each edge begins in them (e + 1,), and the
        metres from the beginning of its edge (v,).
    line_private : (l,) bool or None
        Lines that lead to whoever lives or stands on them, and are no way through.
    """

    nodes: Floats
    edge_ends: Ints
    edge_length: Floats
    edge_line: Ints
    edge_open: Flags
    vertices: Floats
    edge_first: Ints
    along: Floats
    line_private: Flags | None = None

    @classmethod
    def from_lines(
        cls,
        lines: ArrayLike,
        *,
        tolerance: float = 0.0,
        levels: Ints | None = None,
        private: Flags | None = None,
    ) -> "Network":
        """Build the network of lines, split at every vertex they share on one level.

        Parameters
        ----------
        lines : (l,) array of LineString, MultiLineString or None
            In metres. None, empty lines and pieces without length are skipped.
        tolerance : float
            Vertices within so many metres count as one; 0 asks for equal coordinates.
        levels : (l,) int, optional
            Of each line; 0 is the ground, 1 a bridge. All 0 when not given.
        private : (l,) bool, optional
            Lines that are no way through (`spatial.network.own_end`).

        Raises
        ------
        ShapeError
            When a geometry is of another kind or not finite.
        """
        snap = require_distance(tolerance, "tolerance")
        edges = edges_of(lines, tolerance=snap, levels=levels)
        known = edges.line.max(initial=-1) + 1
        held = None if private is None or not private.any() else private[:known]
        return _network(edges, np.ones(len(edges.ends), dtype=bool), held)

    @cached_property
    def ways(self) -> Ways:
        """Where the open edges lead."""
        private = None
        if self.line_private is not None:
            # Lines opened later are public.
            added = self.edge_line.max(initial=-1) + 1 - len(self.line_private)
            private = np.append(self.line_private, np.zeros(added, dtype=bool))[self.edge_line]
        return Ways(self.edge_ends, self.edge_length, self.edge_open, private, len(self.nodes))

    @property
    def component(self) -> Ints:
        """The connected part of each node, (n,): 0 is the longest; -1 without an open edge."""
        return self.ways.of_nodes

    @property
    def components(self) -> pd.DataFrame:
        """The connected parts, the longest first: component, nodes, edges, length_m, share."""
        of_edge = self.ways.of_edges[self.edge_open]
        number = int(self.component.max(initial=-1)) + 1
        length = np.bincount(of_edge, weights=self.edge_length[self.edge_open], minlength=number)
        total = length.sum()
        return pd.DataFrame(
            {
                "component": np.arange(number),
                "nodes": np.bincount(self.component[self.component >= 0], minlength=number),
                "edges": np.bincount(of_edge, minlength=number),
                "length_m": length,
                "share": length / total if total else length,
            }
        )

    @property
    def nbytes(self) -> int:
        """The memory held in bytes, with what has been prepared for searching."""
        held = sum(part.nbytes for part in vars(self).values() if isinstance(part, np.ndarray))
        ways, grid = (vars(self).get(name) for name in ("ways", "grid"))
        held += 0 if ways is None else ways.nbytes
        return held + (grid.nbytes if grid is not None else 0)

    @property
    def graph(self) -> csr_array:
        """Metres from node to node along single open edges, as in `Ways`."""
        return self.ways.graph

    @cached_property
    def grid(self) -> EdgeGrid:
        """The index that finds the nearest edge."""
        return EdgeGrid(self.vertices, self.edge_first)

    @cached_property
    def edges(self) -> Edges:
        """Ends and polylines of all edges in one."""
        return Edges(
            self.nodes,
            self.edge_ends,
            self.edge_line,
            self.vertices,
            self.edge_first,
            self.along,
        )

    def attach(self, points: ArrayLike, *, max_snap: float | None = None) -> Attachment:
        """Attach points to the nearest place on an open edge.

        Parameters
        ----------
        points : (n, 2) array
            In metres.
        max_snap : float, optional
            Points further from every edge stay unattached and are listed as such.

        Raises
        ------
        ShapeError
            When an argument has another shape or is not finite.
        """
        places = as_points(points, "points")
        limit = np.inf if max_snap is None else require_distance(max_snap, "max_snap")
        open_edge = None if self.edge_open.all() else self.edge_open
        return attach(self.grid, self.edges, places, limit=limit, open_edge=open_edge)

    def nearest(
        self,
        demand: Places,
        facilities: Places,
        *,
        k: int = 1,
        limit: float | None = None,
        max_snap: float | None = None,
    ) -> tuple[Floats, Ints]:
        """Return the walking distance (m) from demand to the nearest facilities, and their rows.

        Parameters
        ----------
        demand, facilities : (n, 2) arrays or Attachments of this network
        k : int
            How many different facilities; above 1 the answers have shape (n, k).
        limit : float, optional
            Facilities further away are not reached.
        max_snap : float, optional
            As in `attach`; not for what is attached already.

        Returns
        -------
        distance, facility
            (n,) or (n, k); infinite and -1 where none is reached.

        Raises
        ------
        ShapeError
            When `k` is no whole number from 1, or places are not finite or of another network.
        """
        if not isinstance(k, Integral | float) or not 1 <= k <= _MOST_NEAREST or k != int(k):
            raise ShapeError(f"k is {k!r}; accepted: 1, 2, 3, ... {_MOST_NEAREST}")
        places = _attached(self, demand, "demand", max_snap)
        goals = _attached(self, facilities, "facilities", max_snap)
        reach = np.inf if limit is None else require_distance(limit, "limit")
        if k == 1:
            return nearest_facility(
                self.graph, places, goals, limit=reach, leaving=self.ways.leaving
            )
        known = min(int(k), max(len(goals), 1))  # there are no more: the rest is left blank
        metres, named = nearest_facilities(
            self.graph, places, goals, k=known, limit=reach, leaving=self.ways.leaving
        )
        blank = ((0, 0), (0, int(k) - known))
        return (
            np.pad(metres, blank, constant_values=np.inf),
            np.pad(named, blank, constant_values=NONE),
        )

    def costs(
        self,
        demand: Places,
        sites: Places,
        *,
        limit: float,
        max_snap: float | None = None,
        below: ArrayLike | None = None,
    ) -> csr_array:
        """Return the walking metres (n, m) from demand to every site within `limit`.

        A table as in `spatial.costs`: what is not stored is out of reach. With `below`, (n,) in
        metres, only ways below that of their row are kept.
        """
        places = _attached(self, demand, "demand", max_snap)
        goals = _attached(self, sites, "sites", max_snap)
        reach = require_distance(limit, "limit")
        least = None if below is None else as_below(below, len(places))
        return table_within(
            self.graph, places, goals, limit=reach, below=least, leaving=self.ways.leaving
        )

    def service_area(
        self, facilities: Places, *, limit: float, max_snap: float | None = None
    ) -> ServiceArea:
        """Return the parts of streets within `limit` metres of each facility, cut inside edges."""
        return reached_streets(
            self.ways,
            self.edges,
            _attached(self, facilities, "facilities", max_snap),
            limit=require_distance(limit, "limit"),
            open_edge=self.edge_open,
        )

    def without_edges(self, edges: Sequence[int] | Ints) -> "Network":
        """Return the network with some edges closed; all edges and nodes keep their numbers.

        Raises
        ------
        ShapeError
            When an edge is not one of the network.
        """
        rows = np.asarray(edges, dtype=np.int64)
        open_edge = self.edge_open.copy()
        if rows.min(initial=0) < 0 or rows.max(initial=-1) >= len(open_edge):
            raise ShapeError(f"edges is {edges!r}; accepted: edges from 0 to {len(open_edge) - 1}")
        open_edge[rows] = False
        closed = replace(self, edge_open=open_edge)
        if "grid" in vars(self):  # holds all edges, and is told which are open
            vars(closed)["grid"] = self.grid
        return closed

    def with_lines(self, lines: ArrayLike) -> "Network":
        """Return the network with more streets, that meet the old ones where they share a vertex.

        Edges and nodes keep their numbers and new ones are added behind. An edge that is met
        inside is closed, and its parts are added as well. `edge_line` counts on for new lines.

        Raises
        ------
        ShapeError
            As in `from_lines`.
        """
        edges, closed = opened(self.edges, self.edge_open, lines)
        added = len(edges.ends) - len(self.edge_open)
        open_edge = np.concatenate([self.edge_open, np.ones(added, dtype=bool)])
        open_edge[closed] = False
        return _network(edges, open_edge, self.line_private)

    def reattach(
        self, earlier: Attachment, before: "Network", *, max_snap: float | None = None
    ) -> Attachment:
        """Attach anew only what streets closed or opened since `before` may have moved.

        The same as `attach(earlier.points, max_snap=max_snap)`, to the last bit, where `earlier`
        was made by `before` with this `max_snap`, and this network came from `before` by
        `without_edges` and `with_lines`.
        """
        limit = np.inf if max_snap is None else require_distance(max_snap, "max_snap")
        closed = before.edge_open & ~self.edge_open[: len(before.edge_open)]
        rows, new = reattached(earlier, closed, self.edges, limit)
        again = self.attach(earlier.points[rows], max_snap=max_snap)
        return new.replaced(rows, again)


def _attached(streets: Network, places: Places, name: str, max_snap: float | None) -> Attachment:
    """Return places attached to a network, with the nodes of its graph."""
    if not isinstance(places, Attachment):
        return streets.ways.placed(streets.attach(as_points(places, name), max_snap=max_snap))
    edge = places.edge[places.attached]
    if edge.max(initial=-1) >= len(streets.edge_open) or not streets.edge_open[edge].all():
        raise ShapeError(
            f"{name} is attached to edges that are closed or not of this network;"
            " accepted: points, or an Attachment made with this network"
        )
    return streets.ways.placed(places)


def _network(edges: Edges, open_edge: Flags, private: Flags | None) -> Network:
    """Return the network of edges."""
    return Network(
        nodes=edges.nodes,
        edge_ends=edges.ends,
        edge_length=edges.length,
        edge_line=edges.line,
        edge_open=open_edge,
        vertices=edges.vertices,
        edge_first=edges.first,
        along=edges.along,
        line_private=private,
    )
