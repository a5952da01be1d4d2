"""The nearest facility on foot where streets are no way through: measured anew by each edit.

What an edit changes is mended by walking from node to node both ways (`spatial.scenario.streets`).
Into an estate and out of it ways are one-way (`spatial.network.own_end`): there all is measured.
"""

from dataclasses import replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import ArrayLike

from spatial.arrays import Floats, Rows
from spatial.checks import as_points
from spatial.network import Attachment, Network
from spatial.scenario.places import AttachedPlaces
from spatial.scenario.streets import ChangingStreets
from spatial.scenario.walking import WalkingNearest

NONE = -1


class MeasuredAnew(WalkingNearest):
    """The same answers as `WalkingNearest`, with the same edits; each takes one measurement."""

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
        self.distance, self.facility = self._walked()

    def copy(self) -> Self:
        """Return a state of its own; what no edit changes is shared."""
        twin = object.__new__(type(self))
        twin.__dict__ |= self.__dict__
        for name in ("open", "distance", "facility", "_streets"):
            twin.__dict__[name] = getattr(self, name).copy()
        return twin

    def add(self, facility: int, point: ArrayLike) -> Rows:
        """Let `facility`, the next row or a closed one, serve at `point`; return what changed."""
        if facility == len(self.sites):
            self.sites = np.vstack([self.sites, np.zeros((1, 2))])
            self.open = np.append(self.open, np.False_)
        self.open[facility] = True
        return self.move(facility, point)

    def close(self, facility: int) -> Rows:
        """Let `facility` serve no longer; return the places that changed."""
        self.open[facility] = False
        return self._renewed()

    def move(self, facility: int, point: ArrayLike) -> Rows:
        """Let `facility` serve at `point` instead; return the changed places, each once."""
        # A copy may hold the same array: what it knows of its facilities stays.
        self.sites = self.sites.copy()
        self.sites[facility] = np.asarray(point, dtype=float)
        goal = self._streets.attach(self.sites[[facility]])
        if facility == len(self.goals):
            self.goals = self.goals.and_then(goal)
        self.goals = self.goals.replaced(np.array([facility]), goal)
        self.goals = replace(self.goals, points=self.sites)
        return self._renewed()

    def close_street(self, edges: ArrayLike) -> Rows:
        """Take `edges` out; return the places that changed.

        Raises
        ------
        ShapeError
            When an edge is not there or closed already.
        """
        before = self.network
        self._streets.close(edges)
        return self._reattached(before)

    def open_street(self, line: shapely.LineString) -> Rows:
        """Add a street along `line`; return the places that changed."""
        before = self.network
        self._streets.open(line)
        return self._reattached(before)

    def _reattached(self, before: Network) -> Rows:
        """Attach anew what the streets that changed may have moved, and measure."""
        now, snap = self.network, self._streets.max_snap
        demand = now.reattach(self.attached.demand, before, max_snap=snap)
        self.attached = AttachedPlaces(demand, len(now.nodes))
        self.goals = now.reattach(self.goals, before, max_snap=snap)
        return self._renewed()

    def _walked(self) -> tuple[Floats, Rows]:
        """Return distance and facility of every place, as they are attached."""
        rows = np.flatnonzero(self.open)
        distance, found = self.network.nearest(self.attached.demand, self.goals.rows(rows))
        return distance, np.where(found >= 0, np.append(rows, NONE)[found], NONE)

    def _renewed(self) -> Rows:
        distance, facility = self._walked()
        found = np.flatnonzero((distance != self.distance) | (facility != self.facility))
        self.distance, self.facility = distance, facility
        return found


def walking_nearest(
    network: Network,
    places: ArrayLike | Attachment,
    facilities: ArrayLike,
    *,
    max_snap: float | None = None,
) -> WalkingNearest:
    """Return the state of a scenario on foot: mended by edits, measured anew where need be.

    Parameters are those of `WalkingNearest`.
    """
    kind = WalkingNearest if network.line_private is None else MeasuredAnew
    return kind(network, places, facilities, max_snap=max_snap)
