"""What may be changed in a scenario: facilities, streets and people, one frozen class an edit.

Coordinates are metres. A facility is named by its row: those of the base come first, each one that
is added gets the next row, and a row is never given again, not even after closing.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from spatial.checks import MOST_METRES
from spatial.errors import ShapeError

Point = tuple[float, float]
AXES = 2


@dataclass(frozen=True)
class AddFacility:
    """A new facility at `point`; `capacity` in persons (or another unit), NaN when not known."""

    point: Point
    capacity: float = math.nan

    def __post_init__(self) -> None:
        """Refuse coordinates and capacities that are no numbers."""
        _require_point(self.point)
        _require_capacity(self.capacity)


@dataclass(frozen=True)
class MoveFacility:
    """Facility `facility` moves to `point`; it keeps its row and its capacity."""

    facility: int
    point: Point

    def __post_init__(self) -> None:
        """Refuse coordinates that are no numbers."""
        _require_point(self.point)


@dataclass(frozen=True)
class CloseFacility:
    """Facility `facility` serves nobody any longer."""

    facility: int


@dataclass(frozen=True)
class ResizeFacility:
    """Facility `facility` gets another capacity; distances stay."""

    facility: int
    capacity: float

    def __post_init__(self) -> None:
        """Refuse capacities that are no numbers."""
        _require_capacity(self.capacity)


@dataclass(frozen=True)
class CloseStreet:
    """Nobody passes the edges `edges` any longer; who lived on them goes to the nearest other."""

    edges: tuple[int, ...]


@dataclass(frozen=True)
class OpenStreet:
    """A new street along `line`; it joins the network wherever it shares a vertex with it."""

    line: shapely.LineString

    def __post_init__(self) -> None:
        """Refuse what is no line of finite coordinates with a length."""
        places = shapely.get_coordinates(self.line)
        kind = shapely.get_type_id(self.line)
        usable = np.isfinite(places).all() and shapely.length(self.line) > 0
        if kind != shapely.GeometryType.LINESTRING or not usable:
            raise ShapeError("line is not usable; accepted: a LineString of finite metres")


@dataclass(frozen=True)
class ChangePopulation:
    """The people of `zone` (a row; None: of every zone) times `factor`, or to `total` persons.

    A total is shared out in the proportions of before, evenly where nobody lived.
    """

    zone: int | None
    factor: float | None = None
    total: float | None = None

    def __post_init__(self) -> None:
        """Refuse anything but one number of 0 or more."""
        given = [value for value in (self.factor, self.total) if value is not None]
        if len(given) != 1 or not (math.isfinite(given[0]) and given[0] >= 0):
            raise ShapeError(
                f"factor is {self.factor!r}, total {self.total!r}; accepted: one of them, 0 or more"
            )


FacilityEdit = AddFacility | MoveFacility | CloseFacility | ResizeFacility
StreetEdit = CloseStreet | OpenStreet
Edit = FacilityEdit | StreetEdit | ChangePopulation


def _require_point(point: Point) -> None:
    if len(point) != AXES or not all(abs(metres) <= MOST_METRES for metres in point):
        raise ShapeError(
            f"point is {point!r}; accepted: two finite numbers of metres, {MOST_METRES:g} at most"
        )


def _require_capacity(capacity: float) -> None:
    if capacity < 0 or math.isinf(capacity):
        raise ShapeError(f"capacity is {capacity!r}; accepted: 0 or more, NaN when not known")
