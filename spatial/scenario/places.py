"""Places attached to streets, held in the order of nodes: those of a neighborhood lie together."""

from collections.abc import Callable

import numpy as np

from spatial.arrays import Floats, Ints, Rows
from spatial.network import Attachment, ranges

NOBODY = np.empty(0, dtype=np.int64)


class PlacesByNode:
    """What is known of attached places, in an order of its own.

    Attributes
    ----------
    row : (n,) int
        Row of the attachment that each held place is.
    place : (n,) int
        Where each row is held.
    edge : (n,) int
        The edge each held place is attached to; -1 = none.
    """

    def __init__(self, demand: Attachment, nodes: int) -> None:
        self.row = np.argsort(demand.ends[0], kind="stable")
        self.place = np.empty_like(self.row)
        self.place[self.row] = np.arange(len(self.row))
        self.edge = demand.edge[self.row]
        self._ends = demand.ends.T[self.row]
        self._metres = np.column_stack([*demand.to_ends, demand.leg, demand.offset])[self.row]
        self._second = np.argsort(self._ends[:, 1], kind="stable")
        bounds = np.arange(nodes + 1)
        self._from_first = np.searchsorted(self._ends[:, 0], bounds)
        self._from_second = np.searchsorted(self._ends[self._second, 1], bounds)
        self._moved = np.empty(0, dtype=np.int64)
        self._taken = np.zeros(len(self.row), dtype=bool)
        self._owned = True

    def copy(self) -> "PlacesByNode":
        """Return one that goes its own way; what is shared is copied before it changes."""
        twin = object.__new__(PlacesByNode)
        twin.__dict__ |= self.__dict__
        twin._taken = np.zeros(len(self.row), dtype=bool)
        self._owned = twin._owned = False
        return twin

    def by(self, nodes: Rows) -> Rows:
        """Return the held places whose edge ends at one of `nodes`, each once, and maybe others.

        `nodes` are ascending, each once.
        """
        start = self._from_first[nodes]
        one = ranges(start, self._from_first[nodes + 1] - start)
        start = self._from_second[nodes]
        two = self._second[ranges(start, self._from_second[nodes + 1] - start)]
        if len(self._moved):
            two = np.append(two, self._moved[np.isin(self._ends[self._moved], nodes).any(axis=1)])
            two = np.unique(two)
        self._taken[one] = True
        two = two[~self._taken[two]]
        self._taken[one] = False
        return np.append(one, two)

    def attachment(self, at: Rows) -> Attachment:
        """Return the attachment of held places; their points are left out."""
        metres = self._metres[at].T
        return Attachment(
            np.empty((len(at), 0)),
            self.edge[at],
            metres[3],
            metres[2],
            self._ends[at].T,
            metres[:2],
        )

    def move(self, rows: Rows, demand: Attachment) -> None:
        """Take note that some rows are attached elsewhere."""
        if not len(rows):
            return
        at = self.place[rows]
        if not self._owned:
            self.edge, self._ends, self._metres = (
                one.copy() for one in (self.edge, self._ends, self._metres)
            )
            self._owned = True
        self.edge[at] = demand.edge[rows]
        self._ends[at] = demand.ends[:, rows].T
        self._metres[at] = np.column_stack(
            [*demand.to_ends[:, rows], demand.leg[rows], demand.offset[rows]]
        )
        self._moved = np.union1d(self._moved, at)

    def more_nodes(self, nodes: int) -> None:
        """Take note that the network has `nodes` nodes by now; new ones stand behind."""
        for name in ("_from_first", "_from_second"):
            known = getattr(self, name)
            more = nodes + 1 - len(known)
            setattr(self, name, np.append(known, np.full(more, known[-1])))


class AttachedPlaces:
    """Places and where they stand on streets that change: `demand` by rows, `held` by nodes."""

    def __init__(self, demand: Attachment, nodes: int) -> None:
        self.demand = demand
        self.held = PlacesByNode(demand, nodes)
        # Whether the arrays of `demand` belong to nobody else.
        self._owned = False

    def copy(self) -> "AttachedPlaces":
        """Return places that go their own way; what is shared is copied before it changes."""
        twin = object.__new__(AttachedPlaces)
        twin.demand, twin.held = self.demand, self.held.copy()
        self._owned = twin._owned = False
        return twin

    def on(self, edges: Rows, edge_ends: Ints) -> Rows:
        """Return the rows of the places attached to `edges`, ascending.

        `edge_ends` (e, 2) are the nodes where all edges end.
        """
        at = self.held.by(np.unique(edge_ends[edges, 0]))
        rows: Rows = np.sort(self.held.row[at[np.isin(self.held.edge[at], edges)]])
        return rows

    def reattach(
        self,
        again: Rows,
        attach: Callable[[Floats], Attachment],
        rows: Rows = NOBODY,
        there: Attachment | None = None,
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
            _put(self.demand, again, attach(self.demand.points[again]))
        moved: Rows = touched[left != self.demand.edge[touched]]
        self.held.move(moved, self.demand)
        return moved


def _put(held: Attachment, rows: Rows, other: Attachment) -> None:
    """Write `other` into rows of an attachment, in place."""
    held.edge[rows], held.offset[rows], held.leg[rows] = other.edge, other.offset, other.leg
    held.ends[:, rows], held.to_ends[:, rows] = other.ends, other.to_ends
