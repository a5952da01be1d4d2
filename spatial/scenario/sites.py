"""The nearest facility where facilities are sites with several points, kept up by edits.

A site drawn as an area is near wherever its edge or an entrance is (`spatial.site_points`): each
of those points is a row of the state beneath, `points`, and what is told is told of facilities.
Who stands in the area of an open site is at distance 0. What is added or moved is one point. The
state beneath is exact to the last bit, and the least over the points of a facility leaves no
freedom, so what an edit mends equals what is made anew.
"""

from collections.abc import Callable
from typing import Generic, Self, TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Indices, Rows
from spatial.errors import ShapeError
from spatial.network import Network, line_crossings
from spatial.scenario.straight import StraightNearest
from spatial.scenario.walking import WalkingNearest
from spatial.site_points import SitePoints, Standing

NONE = -1
Beneath = TypeVar("Beneath", StraightNearest, WalkingNearest)


class SitesNearest(Generic[Beneath]):
    """State of a scenario whose facilities are sites, by the state of their points.

    Parameters
    ----------
    points : StraightNearest or WalkingNearest
        Of the points of the sites, in their order.
    sites : SitePoints

    Raises
    ------
    ShapeError
        When `points` is not of as many points as the sites have.
    """

    def __init__(self, points: Beneath, sites: SitePoints) -> None:
        if len(points.sites) != len(sites.points):
            raise ShapeError(
                f"points is of {len(points.sites)} points; accepted: {len(sites.points)}"
            )
        self.points: Beneath = points
        self._owner: Indices = sites.owner
        self._count = sites.count
        self._areas = sites
        self._standing = sites.standing(_places(points))

    @property
    def distance(self) -> Floats:
        """Metres from each place to the nearest facility."""
        return self._settled(self.points.distance, self.points.facility)[0]

    @property
    def facility(self) -> Rows:
        """Row of the nearest facility of each place; -1 = none."""
        return self._settled(self.points.distance, self.points.facility)[1]

    @property
    def sites(self) -> Floats:
        """Where the first point of each facility is, (m, 2) metres."""
        first = np.unique(self._owner, return_index=True)[1]
        found: Floats = self.points.sites[first]
        return found

    @property
    def open(self) -> Flags:
        """Whether each facility serves."""
        found = np.zeros(self._count, dtype=bool)
        found[self._owner[self.points.open]] = True
        return found

    @property
    def nbytes(self) -> int:
        """About the memory it takes in bytes."""
        beneath = getattr(self.points, "nbytes", self.points.distance.nbytes * 4)
        return int(beneath) + self._owner.nbytes

    def recompute(self) -> tuple[Floats, Rows]:
        """Return distance and facility of every place, made anew."""
        return self._settled(*self.points.recompute())

    def costs(self, limit: float, *, anew: bool = False) -> csr_array:
        """Return the metres from every place to each open facility within `limit`, (n, open)."""
        serving, owner = np.unique(self._owner[self.points.open], return_inverse=True)
        held = SitePoints(self.points.sites[self.points.open], owner, len(serving))
        table = held.least_costs(self.points.costs(limit, anew=anew))
        own = np.searchsorted(serving, self._standing.site).astype(np.intp)
        return Standing(self._standing.place, own).costs(table)

    def copy(self) -> Self:
        """Return a state of its own; what no edit changes is shared."""
        twin = object.__new__(type(self))
        twin.__dict__ |= self.__dict__
        twin.points = self.points.copy()
        return twin

    def add(self, facility: int, point: ArrayLike) -> Rows:
        """Let a facility, the next row or a closed one, serve at one point; return what changed."""
        if facility < self._count:
            self._leave_area(facility)
            return self._changed(lambda: self.points.add(_rows_of(self._owner, facility)[0], point))
        self._owner = np.append(self._owner, np.intp(facility))
        self._count += 1
        return self._changed(lambda: self.points.add(len(self.points.sites), point))

    def close(self, facility: int) -> Rows:
        """Let a facility serve no longer; return the places that changed."""

        def closed() -> None:
            self._leave_area(facility)
            _close(self.points, _rows_of(self._owner, facility))

        return self._changed(closed)

    def move(self, facility: int, point: ArrayLike) -> Rows:
        """Let a facility serve at one point instead; return the places that changed."""

        def moved() -> None:
            self._leave_area(facility)
            first, *others = _rows_of(self._owner, facility)
            _close(self.points, others)
            if self.points.open[first]:
                self.points.move(first, point)
            else:
                self.points.add(first, point)

        return self._changed(moved)

    def _leave_area(self, facility: int) -> None:
        """Let nobody be at a facility by standing in its area: it is closed, or a point by now."""
        stays = np.arange(self._count) != facility
        self._standing = self._standing.of(stays)
        self._areas = self._areas.without_area(facility)

    def _settled(self, distance: Floats, point: Rows) -> tuple[Floats, Rows]:
        """Return distance and facility by those of the points: 0 for who stands in an area."""
        away, row = self._standing.nearest(distance, _owners(self._owner, point))
        return away, row.astype(np.int64, copy=False)

    def _changed(self, change: Callable[[], object]) -> Rows:
        """Change the state beneath; return the places whose distance or facility is another."""
        distance, facility = self.distance.copy(), self.facility
        change()
        other = (distance != self.distance) | (facility != self.facility)
        return np.flatnonzero(other)


class WalkingSitesNearest(SitesNearest[WalkingNearest]):
    """The same on foot, where streets can change too."""

    @property
    def network(self) -> Network:
        """The streets as they are now."""
        return self.points.network

    def close_street(self, edges: ArrayLike) -> Rows:
        """Take `edges` out; return the places that changed.

        Raises
        ------
        ShapeError
            When an edge is not there or closed already.
        """
        return self._changed(lambda: self.points.close_street(edges))

    def open_street(self, line: shapely.LineString) -> Rows:
        """Add a street along `line`, also into areas; return the places that changed."""

        def opened() -> None:
            self.points.open_street(line)
            points, owner = line_crossings(self._areas, line)
            for place, facility in zip(points, owner.tolist(), strict=True):
                self._owner = np.append(self._owner, np.intp(facility))
                self.points.add(len(self.points.sites), place)

        return self._changed(opened)


def _places(points: StraightNearest | WalkingNearest) -> Floats:
    """Return where the places of a state are, (n, 2) metres."""
    return points.places if isinstance(points, StraightNearest) else points.attached.demand.points


def _rows_of(owner: Indices, facility: int) -> list[int]:
    """Return the rows of the points of a facility."""
    found: list[int] = np.flatnonzero(owner == facility).tolist()
    return found


def _close(points: StraightNearest | WalkingNearest, rows: list[int]) -> None:
    """Close those of the points that are open."""
    for row in rows:
        if points.open[row]:
            points.close(row)


def _owners(owner: Indices, points: Rows) -> Rows:
    """Return the facilities of points by their rows; -1 stays -1."""
    found: Rows = np.append(owner, NONE)[points].astype(np.int64)
    return found
