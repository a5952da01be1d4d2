"""What if: facilities, streets and people change one by one, and the nearest facility with them.

A scenario holds, for every place where people live, the distance to the nearest facility and which
it is, and for every zone the sums that follow. An edit renews only what it touches. What it leaves
is equal, to the last bit, to computing everything anew: `recompute` does that, and nothing here
keeps a number that depends on the order of edits. Why that is so: docs/adr/0011.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, Self, assert_never

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Rows
from spatial.checks import as_points, require_distance
from spatial.errors import ShapeError
from spatial.scenario.edits import (
    AddFacility,
    ChangePopulation,
    CloseFacility,
    CloseStreet,
    Edit,
    MoveFacility,
    OpenStreet,
    ResizeFacility,
)
from spatial.scenario.straight import StraightNearest
from spatial.scenario.sums import Sums, ZoneRows, zone_sums

NOBODY = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Places:
    """Where people live.

    Attributes
    ----------
    points : (n, 2) float
        In metres.
    people : (n,) float
        Persons at each, 0 or more.
    zone : (n,) int
        Row of the zone that each belongs to, 0 to `zones` - 1.
    zones : int
    """

    points: Floats
    people: Floats
    zone: Rows
    zones: int

    def __post_init__(self) -> None:
        """Refuse arrays that do not go together."""
        points = as_points(self.points, "points")
        if not len(points) == len(self.people) == len(self.zone):
            raise ShapeError(
                f"points has {len(points)} rows, people {len(self.people)}, zone {len(self.zone)};"
                " accepted: as many of each"
            )
        if not (np.isfinite(self.people) & (self.people >= 0)).all():
            raise ShapeError("people holds negative or missing numbers; accepted: 0 or more")


class Nearest(Protocol):
    """The nearest facility of every place by one metric, mended in place."""

    @property
    def distance(self) -> Floats:
        """Metres from each place to its nearest facility; infinite without one."""
        ...

    @property
    def facility(self) -> Rows:
        """Row of the nearest facility of each place, of equally near ones the lowest; -1 = none."""
        ...

    @property
    def sites(self) -> Floats:
        """One point (metres) of each facility, those that are closed too."""
        ...

    @property
    def open(self) -> Flags:
        """Whether each facility serves."""
        ...

    def add(self, facility: int, point: ArrayLike) -> Rows:
        """Let a facility serve at `point`; return the places that changed."""
        ...

    def close(self, facility: int) -> Rows:
        """Let a facility serve no longer; return the places that changed."""
        ...

    def move(self, facility: int, point: ArrayLike) -> Rows:
        """Let a facility serve at `point` instead; return the places that changed."""
        ...

    def recompute(self) -> tuple[Floats, Rows]:
        """Return distance and facility of every place, made anew."""
        ...

    def costs(self, limit: float, *, anew: bool = False) -> csr_array:
        """Return the metres from every place to each open facility within `limit`, (n, open)."""
        ...

    def copy(self) -> Self:
        """Return a state of its own."""
        ...


class Streets(Nearest, Protocol):
    """The nearest facility on foot, where streets can change too."""

    def close_street(self, edges: ArrayLike) -> Rows:
        """Take edges out; return the places that changed."""
        ...

    def open_street(self, line: object) -> Rows:
        """Add a street; return the places that changed."""
        ...


class Touched(NamedTuple):
    """What an edit changed: rows of places and of zones, ascending."""

    places: Rows
    zones: Rows


class Values(NamedTuple):
    """All that a scenario knows: of each place, and the sums of each zone."""

    distance: Floats
    facility: Rows
    sums: Sums


class Scenario:
    """The state of a scenario; `apply` changes it in place, `copy` gives one to go on with.

    Parameters
    ----------
    places : Places
    nearest : Nearest
        Of the same places, such as `StraightNearest(places.points, facilities)`.
    radius : float
        In metres; `distance <= radius` is covered.
    capacity : (m,) float, optional
        Of each facility, in persons or another unit; NaN where not known.

    Raises
    ------
    ShapeError
        When lengths differ or a number is not accepted.
    """

    def __init__(
        self,
        places: Places,
        nearest: Nearest,
        *,
        radius: float,
        capacity: ArrayLike | None = None,
    ) -> None:
        if len(nearest.distance) != len(places.points):
            raise ShapeError(
                f"nearest is of {len(nearest.distance)} places; accepted: {len(places.points)}"
            )
        facilities = len(nearest.sites)
        known = np.full(facilities, np.nan) if capacity is None else np.array(capacity, dtype=float)
        if known.shape != (facilities,) or (known < 0).any() or np.isinf(known).any():
            raise ShapeError(f"capacity is not accepted: {facilities} numbers, 0 or more, or NaN")
        self.places = replace(places, people=np.array(places.people, dtype=float))
        self.radius = require_distance(radius, "radius")
        self.capacity = known
        self.nearest = nearest
        self._rows = ZoneRows(places.zone, places.zones)
        self.sums = _sums_of(self.places, self.distance, self.radius)

    @classmethod
    def straight(
        cls,
        places: Places,
        facilities: ArrayLike,
        *,
        radius: float,
        capacity: ArrayLike | None = None,
    ) -> "Scenario":
        """Return a scenario of straight-line distances to `facilities`, (m, 2) metres."""
        nearest = StraightNearest(places.points, facilities)
        return cls(places, nearest, radius=radius, capacity=capacity)

    @property
    def distance(self) -> Floats:
        """Metres from each place to its nearest facility; infinite without one."""
        return self.nearest.distance

    @property
    def facility(self) -> Rows:
        """Row of the nearest facility of each place, of equally near ones the lowest; -1 = none."""
        return self.nearest.facility

    @property
    def people(self) -> Floats:
        """Persons at each place."""
        return self.places.people

    @property
    def serving(self) -> Rows:
        """Rows of the facilities that have not been closed."""
        return np.flatnonzero(self.nearest.open)

    @property
    def values(self) -> Values:
        """What is known now; the arrays change with the next edit."""
        return Values(self.distance, self.facility, self.sums)

    def recompute(self) -> Values:
        """Return what is known now, computed anew from facilities, streets and people."""
        distance, facility = self.nearest.recompute()
        return Values(distance, facility, _sums_of(self.places, distance, self.radius))

    def costs(self, limit: float, *, anew: bool = False) -> csr_array:
        """Return the metres from every place to the facilities in `serving`, (n, s), sparse.

        What is further than `limit` is not stored. With `anew`, places and facilities are attached
        anew first, which changes nothing.
        """
        return self.nearest.costs(limit, anew=anew)

    def same_ways(self, other: "Scenario") -> bool:
        """Say whether facilities and streets are those of `other`: only sizes and people differ."""
        # Of sites with several points the state of all of those tells, not one point of each.
        mine, theirs = (getattr(one, "points", one) for one in (self.nearest, other.nearest))
        return (
            np.array_equal(mine.open, theirs.open)
            and np.array_equal(mine.sites, theirs.sites)
            and getattr(mine, "network", None) is getattr(theirs, "network", None)
        )

    def copy(self) -> "Scenario":
        """Return a scenario that goes on from here by itself."""
        twin = object.__new__(Scenario)
        twin.__dict__ |= self.__dict__
        twin.places = replace(self.places, people=self.people.copy())
        twin.nearest = self.nearest.copy()
        twin.capacity = self.capacity.copy()
        twin.sums = Sums(*(column.copy() for column in self.sums))
        return twin

    def loads(self) -> Floats:
        """Return the persons whose nearest facility each one is; 0 for those that are closed."""
        served = self.facility >= 0
        owner, people = self.facility[served], self.people[served]
        return np.bincount(owner, weights=people, minlength=len(self.nearest.sites)).astype(float)

    def apply(self, edit: Edit) -> Touched:
        """Change the scenario by one edit; return which places and zones it touched.

        Raises
        ------
        ShapeError
            When it names a facility, zone or street that is not there, or changes streets of a
            scenario that has none. The scenario stays as it was.
        """
        places, zones = self._change(edit)
        touched = np.union1d(np.unique(self.places.zone[places]), zones)
        self._rows.renew(self.sums, touched, self.people, self.distance, self.radius)
        return Touched(np.sort(places), touched)

    def _change(self, edit: Edit) -> tuple[Rows, Rows]:
        """Change what the edit names; return the places it touched, and zones beyond theirs."""
        places, zones = NOBODY, NOBODY
        match edit:
            case AddFacility(point, capacity):
                places = self.nearest.add(len(self.nearest.sites), point)
                self.capacity = np.append(self.capacity, capacity)
            case MoveFacility(facility, point):
                places = self.nearest.move(_require_serving(self.nearest, facility), point)
            case CloseFacility(facility):
                places = self.nearest.close(_require_serving(self.nearest, facility))
            case ResizeFacility(facility, capacity):
                self.capacity[_require_serving(self.nearest, facility)] = capacity
            case CloseStreet(edges):
                places = _with_streets(self.nearest).close_street(edges)
            case OpenStreet(line):
                places = _with_streets(self.nearest).open_street(line)
            case ChangePopulation():
                zones = self._populate(edit)
            case _:
                assert_never(edit)
        return places, zones

    def _populate(self, edit: ChangePopulation) -> Rows:
        count = self.places.zones
        if edit.zone is not None and not 0 <= edit.zone < count:
            raise ShapeError(f"zone is {edit.zone}; accepted: 0 to {count - 1}, or none for all")
        zones = np.arange(count) if edit.zone is None else np.array([edit.zone])
        rows = np.arange(len(self.people)) if edit.zone is None else self._rows.of(zones)
        if not len(rows):
            raise ShapeError(f"zone {edit.zone} has no place where people could live")
        people = self.people[rows]
        self.people[rows] = (
            people * edit.factor
            if edit.factor is not None
            else _shared_out(people, float(edit.total or 0))
        )
        return zones


def _shared_out(people: Floats, total: float) -> Floats:
    """Return `total` in the proportions of `people`, evenly where there are none."""
    largest = people.max()
    share = people / largest if largest > 0 else np.ones(len(people))
    shared: Floats = share * (total / share.sum())
    return shared


def _require_serving(nearest: Nearest, facility: int) -> int:
    """Return the row of a facility; refused when it does not serve."""
    count = len(nearest.open)
    if not 0 <= facility < count or not nearest.open[facility]:
        raise ShapeError(
            f"facility {facility} does not serve; accepted: rows 0 to {count - 1}, not closed"
        )
    return facility


def _with_streets(nearest: Nearest) -> Streets:
    """Return the state on foot; refused where streets change nothing."""
    if not hasattr(nearest, "close_street"):
        raise ShapeError("streets change nothing in a straight line; accepted: walking")
    streets: Streets = nearest  # type: ignore[assignment]
    return streets


def _sums_of(places: Places, distance: Floats, radius: float) -> Sums:
    return zone_sums(places.zone, places.people, distance, zones=places.zones, radius=radius)
