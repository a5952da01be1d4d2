"""Two columns of coordinates read together: numbers with either decimal mark, and angles."""

from collections.abc import Iterable
from dataclasses import dataclass

from layers.written import numbers
from layers.written.angles import Axis, angle
from layers.written.numbers import Decimal, Evidence

_METERS = frozenset({"", "m", "米"})
_DEGREES = 180.0


@dataclass(frozen=True)
class Coordinate:
    """A number of degrees or meters, what its cell states, and how it was written.

    `angle` is whether with minutes, `comma` whether with a decimal comma.
    `readings` are those of a number whose decimal mark is open: then there is no number.
    """

    number: float | None
    axis: Axis | None = None
    angle: bool = False
    comma: bool = False
    readings: tuple[float, ...] = ()


@dataclass(frozen=True)
class Marks:
    """What decides between a decimal point and a comma in columns of coordinates.

    `degrees` is whether the headings name degrees, so that no number can lie beyond 180.
    """

    asked: Decimal | None
    evidence: Evidence
    degrees: bool


def marks_of(cells: Iterable[str], *, asked: Decimal | None, degrees: bool) -> Marks:
    """Return what the cells that are no plain numbers show of the decimal mark."""
    left = [cell for cell in cells if angle(cell) is None]
    return Marks(asked, numbers.decide(left), degrees)


def coordinate(text: str, marks: Marks) -> Coordinate | None:
    """Return the coordinate that a cell is; None where it is none."""
    turned = angle(text)
    if turned is not None:
        return Coordinate(turned.degrees, turned.axis, angle=turned.parts > 1)
    found = {
        mark: one.number for mark, one in numbers.readings(text).items() if one.unit in _METERS
    }
    if marks.asked is not None:
        found = {mark: number for mark, number in found.items() if mark == marks.asked}
    elif marks.degrees:
        small = {mark: one for mark, one in found.items() if abs(one) <= _DEGREES}
        found = small or found
    if not found:
        return None
    if len(set(found.values())) == 1:
        mark, number = next(iter(found.items()))
        return Coordinate(number, comma=mark == "comma")
    shows = marks.evidence.decimal
    if shows is None and marks.evidence.comma is None and found["point"] < found["comma"]:
        shows = "point"  # a point alone is the usual mark
    if shows is None:
        return Coordinate(None, readings=tuple(found.values()))
    return Coordinate(found[shows], comma=shows == "comma")
