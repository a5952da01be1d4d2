"""Tables that hold both coordinates in one column, or shapes under a heading of another name.

`39.9, 116.4` and `116.4 39.9` stand under `坐标`, `经纬度`, `location`, and under any heading where
every cell of one column is such a pair. The order is what the cells state (E, N, lat), else what
their size tells, else what the heading says, else open: the intake asks the area. What the user
states goes first.
"""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.formats.axes import exchanged
from layers.formats.table import headings
from layers.problems import Problem
from layers.text import Text
from layers.written.angles import Fault
from layers.written.places import Pair, PairOrder, in_degrees, order_of, pair, pair_fault

NAMES = frozenset(
    ("坐标", "坐标点", "位置坐标", "点位坐标", "地理坐标", "中心坐标", "定位", "gps", "xy", "point",
     "coordinates", "coordinate", "coords", "coord", "location", "geopoint", "geolocation")
)  # fmt: skip
"""Plain headings of such a column; one that names both axes is one as well."""
_LON, _LAT = re.compile("经|lon|lng"), re.compile("纬|lat")
ORDER_OPEN = "coordinates_order_open"
"""The finding about pairs of which nothing tells the order: they were read longitude first."""
ORDER_NAMES: dict[PairOrder, Text] = {
    "lonlat": Text("经度在前", "longitude first"),
    "latlon": Text("纬度在前", "latitude first"),
}
_SHAPE = re.compile(
    r"(?i)\s*(SRID=\d+;\s*)?(MULTI)?(POINT|LINESTRING|POLYGON)(\s*(ZM?|M))?\s*(\(|EMPTY)"
    r"|\s*01[0-9a-f]{40,}\s*$|\s*\{\s*\"(type|coordinates)\"\s*:"
)
UNREADABLE: dict[Fault | None, str] = {
    None: "coordinates_unreadable",
    "sixty": "coordinates_sixty",
    "beyond": "coordinates_beyond",
    "halves": "coordinates_halves",
}
"""What is said of a coordinate that is none, by why it is no angle."""
_LOOKED = 1000


@dataclass(frozen=True)
class JointColumn:
    """The column taken, the order its heading names, and the datum it names."""

    name: str
    order: PairOrder | None = None
    datum: str | None = None


def find(table: pd.DataFrame) -> JointColumn | None:
    """Return the column that holds the places: by its heading, else by its cells where one does."""
    for name in map(str, table.columns):
        datum, rest = headings.marked(headings.plain(name), _Joint())
        order = _named_order(rest)
        if rest in NAMES or (order and _holds_a_place(table[name])):
            return JointColumn(name, order, datum)
    found = [str(name) for name in table.columns if _holds_places(table[name])]
    return JointColumn(found[0]) if len(found) == 1 else None


def _named_order(plain: str) -> PairOrder | None:
    """Return the order of the axes in a heading that names both.

    >>> _named_order("经纬度"), _named_order("gpslat,lng"), _named_order("坐标")
    ('lonlat', 'latlon', None)
    """
    lon, lat = _LON.search(plain), _LAT.search(plain)
    if lon is None or lat is None:
        return None
    return "lonlat" if lon.start() < lat.start() else "latlon"


def names_both(name: str) -> bool:
    """Return whether a heading, whatever datum it names, is that of a column of both axes."""
    axis = headings.marked(headings.plain(name), _Joint())[1]
    return axis in _Joint()


class _Joint(Container[str]):
    """The plain headings of such a column, without the datum that they may name."""

    def __contains__(self, plain: object) -> bool:
        return isinstance(plain, str) and (plain in NAMES or _named_order(plain) is not None)


def _holds_a_place(column: pd.Series) -> bool:
    """Whether one of the first cells is a shape or a pair."""
    cells = column.dropna().tolist()[:_LOOKED]
    return any(_SHAPE.match(str(cell)) or pair(str(cell)) for cell in cells)


def _holds_places(column: pd.Series) -> bool:
    """Whether every cell is a shape, or a pair of fractions that can be degrees."""
    cells = column.dropna().tolist()[:_LOOKED]
    if not cells or not all(isinstance(cell, str) for cell in cells):
        return False
    if all(_SHAPE.match(cell) for cell in cells):
        return True
    pairs = [pair(cell) for cell in cells]
    known = [one for one in pairs if one is not None]
    fractions = all(one.stated or not (_whole(one.first) or _whole(one.second)) for one in known)
    return len(known) == len(pairs) and fractions and in_degrees(known)


def _whole(number: float) -> bool:
    return float(number).is_integer()


def geometry(
    column: pd.Series,
    orders: tuple[PairOrder | None, PairOrder | None],
    notes: list[Problem],
    shape_of: Callable[[str], BaseGeometry | None],
) -> np.ndarray:
    """Return the points and shapes of a column; `orders` are what the user and the heading say.

    `shape_of` reads a shape written as text. Rows without a place are noted, and so is the order.
    """
    shapes = np.full(len(column), None, dtype=object)
    pairs: dict[int, tuple[str, Pair]] = {}
    for row, cell in enumerate(column):
        text = "" if cell is None or pd.isna(cell) else str(cell)
        if not text.strip():
            notes.append(Problem(row + 1, str(column.name), "coordinates_missing", "error"))
            continue
        found = None if _SHAPE.match(text) else pair(text)
        if found is not None:
            pairs[row] = text, found
            continue
        shapes[row] = shape_of(text)
        if orders[0] == "latlon" and shapes[row] is not None:
            shapes[row] = exchanged([shapes[row]])[0]
        if shapes[row] is None:
            values = {"value": text[:40]}
            code = UNREADABLE[pair_fault(text)]
            notes.append(Problem(row + 1, str(column.name), code, "error", values))
    if pairs:
        order = _column_order([one for _, one in pairs.values()], *orders)
        _say_order(str(column.name), pairs, order, notes)
        for row, (_, one) in pairs.items():
            shapes[row] = _point(one, _own(one, order))
    return shapes


def _column_order(
    pairs: Iterable[Pair], asked: PairOrder | None, named: PairOrder | None
) -> PairOrder | None:
    """Return the order of the pairs that do not state their own; None where nothing tells it."""
    silent = [one for one in pairs if not one.stated]
    if asked or not silent:
        return asked or "lonlat"
    told = {one.order for one in silent} - {None}
    if len(told) > 1:
        return None
    # what is no degrees is east and north, as it is written: the intake looks at its grid
    written: PairOrder | None = None if in_degrees(silent) else "lonlat"
    return order_of(silent) or named or written


def _own(one: Pair, order: PairOrder | None) -> PairOrder:
    return one.order if one.order and (one.stated or order is None) else order or "lonlat"


def _say_order(
    name: str, pairs: dict[int, tuple[str, Pair]], order: PairOrder | None, notes: list[Problem]
) -> None:
    """Say how the pairs were read, or that nothing tells the order of some."""
    for row, (text, one) in pairs.items():
        if order is None and one.order is None:
            values = {"value": text[:40]}
            notes.append(Problem(row + 1, name, ORDER_OPEN, "error", values))
    shown: dict[PairOrder, Problem] = {}
    for text, one in sorted(pairs.values(), key=lambda cell: cell[1].stated):
        if order is not None or one.order is not None:
            own = _own(one, order)
            shown.setdefault(own, said(name, text, one, own))
    notes += shown.values()


def said(name: str, text: str, one: Pair, order: PairOrder) -> Problem:
    """Return the finding that says in which order the pairs of a column were read."""
    lon, lat = one.in_order(order)
    values = {
        "value": text[:40],
        "order": ORDER_NAMES[order],
        "lon": f"{lon:.10g}",
        "lat": f"{lat:.10g}",
    }
    return Problem(None, name, "coordinates_joint", "warning", values)


def _point(one: Pair, order: PairOrder) -> BaseGeometry:
    lon, lat = one.in_order(order)
    return shapely.Point(lon, lat) if one.height is None else shapely.Point(lon, lat, one.height)
