"""A place in one cell: `116.4, 39.9`, `39°54′N 116°24′E`, `lat: 39.9, lng: 116.4`.

Which of two numbers is the longitude is told by what the cell states (E, N, lat, 经度), else by
their size: beyond 90 only a longitude goes. What tells neither is left to the column, its heading,
or the area.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from layers.written.angles import Axis, Fault, angle, fault
from layers.written.numbers import readings
from layers.written.plain import plain, with_hyphens

PairOrder = Literal["lonlat", "latlon"]
PAIR_ORDERS: tuple[PairOrder, ...] = ("lonlat", "latlon")
_LONGEST = 200
_EDGES = "()[]{}<> "
_SEPARATORS = (r"[;|]", r",\s+", r"[,、]", r"/", r"&", r"\s+")
_KEYED = re.compile(r"\W*(?:lat|lng|lon)")
_USUAL = re.compile(r"(-?\d{1,3}\.\d+)(?:[,;] ?| )(-?\d{1,3}\.\d+)", re.ASCII)
_BROKEN = re.compile(r"\d\s+\d")
_GLUED = (
    r"(?<=[ensw东南西北])(?=[\d+-])",
    r"(?<=[\d°'\"′″分秒度])(?=[ensw东南西北经纬])",
)
_LATITUDES = 90.0
_LONGITUDES = 180.0


@dataclass(frozen=True)
class Pair:
    """Two numbers in the order they are written, and their height or None.

    `order` is what the cell itself states or the size of the numbers tells, None where they tell
    nothing; `stated` is whether it states it.
    """

    first: float
    second: float
    height: float | None = None
    order: PairOrder | None = None
    stated: bool = False

    def in_order(self, order: PairOrder) -> tuple[float, float]:
        """Return longitude and latitude where the column is written in `order`."""
        return (self.first, self.second) if order == "lonlat" else (self.second, self.first)


def pair(text: str) -> Pair | None:
    """Return the pair of coordinates that a cell is; None where it is none."""
    if len(text) > _LONGEST:
        return None
    # the usual case, without trying every separator
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        first, second = float(usual[1]), float(usual[2])
        return Pair(first, second, None, _by_size(first, second))
    # the marks of minutes and seconds are no edges
    cell = with_hyphens(plain(text)).strip(_EDGES + ",;")
    geo = cell.startswith("geo:")
    if geo:  # RFC 5870: latitude first
        cell = cell.removeprefix("geo:").split(";", 1)[0]
    for parts in _split(cell):
        found = _of(parts)
        if found is not None:
            return replace(found, order="latlon", stated=True) if geo else found
    return None


def pair_fault(text: str) -> Fault | None:
    """Return why a text that is written as one angle, or as two, is no place.

    >>> pair_fault("39°60′N 116°24′E"), pair_fault("39d60m0s"), pair_fault("39.9, 116.4")
    ('sixty', 'sixty', None)
    """
    alone = fault(text)
    if alone is not None or len(text) > _LONGEST:
        return alone
    cell = with_hyphens(plain(text)).strip(_EDGES + ",;")
    for parts in _split(cell):
        faults = [fault(part) for part in parts[:2]]
        read = (
            found is not None or angle(part) is not None
            for part, found in zip(parts, faults, strict=False)
        )
        if any(faults) and all(read):
            return next(found for found in faults if found)
    return None


def _split(cell: str) -> Iterator[list[str]]:
    """Yield the ways in which a cell falls into two parts, or three with a height."""
    for separator in _SEPARATORS:
        parts = [part.strip(_EDGES) for part in re.split(separator, cell)]
        if len(parts) in (2, 3) and all(parts):
            yield parts
    for border in _GLUED:
        parts = [part.strip(" ,;") for part in re.split(border, cell)]
        if len(parts) == 2:  # noqa: PLR2004 - two halves
            yield parts
    words = cell.replace(",", " ").split()
    half = len(words) // 2
    if len(words) in (6, 8):
        yield [" ".join(words[:half]), " ".join(words[half:])]


def _of(parts: list[str]) -> Pair | None:
    angles = [angle(part.replace('"', "") if _KEYED.match(part) else part) for part in parts[:2]]
    found = [
        [one.degrees] if one is not None else _numbers(part)
        for one, part in zip(angles, parts[:2], strict=True)
    ]
    heights = _numbers(parts[2]) if len(parts) > 2 else [None]  # noqa: PLR2004 - a third part
    axes = [one.axis if one is not None else None for one in angles]
    stated = _stated(axes)
    if not heights or (stated is None and any(axes)):
        return None
    small = [[one for one in numbers if abs(one) <= _LONGITUDES] for numbers in found]
    numbers = small if all(small) else found
    if any(len(one) != 1 for one in numbers):
        return None
    first, second = numbers[0][0], numbers[1][0]
    order = stated or _by_size(first, second)
    return Pair(first, second, heights[0], order, stated=stated is not None)


def _numbers(part: str) -> list[float]:
    """Return the readings of a coordinate written as a number."""
    if _BROKEN.search(part):
        return []
    found = {one.number for one in readings(part).values() if not one.unit}
    return [one for one in found if math.isfinite(one)]


def _stated(axes: list[Axis | None]) -> PairOrder | None:
    """Return the order that the parts state; None where they state none, or the same axis twice."""
    if axes[0] == axes[1]:
        return None
    return "lonlat" if axes[0] == "lon" or axes[1] == "lat" else "latlon"


def _by_size(first: float, second: float) -> PairOrder | None:
    if _LATITUDES < abs(first) <= _LONGITUDES and abs(second) <= _LATITUDES:
        return "lonlat"
    if _LATITUDES < abs(second) <= _LONGITUDES and abs(first) <= _LATITUDES:
        return "latlon"
    return None


def order_of(pairs: Iterable[Pair]) -> PairOrder | None:
    """Return the order that the pairs of a column tell; None where they tell none or both."""
    told = {one.order for one in pairs} - {None}
    return next(iter(told)) if len(told) == 1 else None


def in_degrees(pairs: Iterable[Pair]) -> bool:
    """Whether all numbers could be degrees, in one order or the other."""
    return all(
        max(abs(one.first), abs(one.second)) <= _LONGITUDES
        and min(abs(one.first), abs(one.second)) <= _LATITUDES
        for one in pairs
    )
