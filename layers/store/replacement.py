"""A layer replaced by the rows of a file: which features stay where they are.

A row that did not change is neither removed nor written, so that importing the same file again
costs no history. What a layer holds afterwards is the file, row by row in its order: features are
read in the order of their ids, and the hash of a layer follows that order. So a feature stays only
as far as those before it leave it room: behind a row that is new in the middle, all are new.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import shapely

from layers.catalogue import LayerType
from layers.store.rows import attributes, geometries


@dataclass(frozen=True)
class Row:
    """What a row holds, and by what it is known again when something of it has changed."""

    content: Hashable
    place: Hashable
    name: Hashable


def rows_of(layer: LayerType, frame: gpd.GeoDataFrame) -> list[Row]:
    """Return the rows of a frame such that equal content is equal, whatever frame holds it.

    Raises
    ------
    CrsError, RowsRefusedError
        The frame does not fit the layer.
    """
    if not len(frame):
        return []
    texts = attributes(layer, frame)
    places = shapely.to_wkb(geometries(layer, frame))
    given = texts.get("name", [None] * len(frame))
    # A name that several rows have tells nothing about which of them is meant.
    uses = Counter(given)
    names = [name if uses[name] == 1 else None for name in given]
    cells = zip(*texts.values(), strict=True)
    return [
        Row((place, *row), place, name)
        for row, place, name in zip(cells, places, names, strict=True)
    ]


def kept_ids(
    old: Sequence[Row], ids: Sequence[int], new: Sequence[Row]
) -> tuple[list[int | None], set[int]]:
    """Return an id for each new row that is a feature of old, and the ids that stay untouched.

    Parameters
    ----------
    old, ids
        The rows that are there, in the order of their ids.
    new
        The rows that take their place.

    Returns
    -------
    ids : list
        The id of the feature that the row is or was; None from the first row on that is none.
    same : set
        Those of them whose row has not changed at all.
    """
    anchors = _anchors(old, new)
    found: list[int | None] = [None] * len(new)
    same: set[int] = set()
    last_old = last_new = -1
    for at_old, at_new in [*anchors, (len(old), len(new))]:
        gap = _known_again(old, new, range(last_old + 1, at_old), range(last_new + 1, at_new))
        for position, match in zip(range(last_new + 1, at_new), gap, strict=True):
            if match is None:
                return found, same
            found[position] = ids[match]
        if at_new < len(new):
            found[at_new] = ids[at_old]
            same.add(ids[at_old])
        last_old, last_new = at_old, at_new
    return found, same


def _anchors(old: Sequence[Row], new: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the most pairs of equal rows whose order is the same in both.

    Equal rows are told apart by which of them it is, so that every row has at most one partner: the
    longest increasing run of partners is what stays.
    """
    there = {key: at for at, key in enumerate(_numbered(old))}
    pairs = [(there[key], at) for at, key in enumerate(_numbered(new)) if key in there]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (at_old, _) in enumerate(pairs):
        place = bisect_left(tails, at_old)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [at_old]
        ends[place : place + 1] = [number]
    run = []
    number = ends[-1] if ends else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _numbered(rows: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    seen: Counter[Hashable] = Counter()
    for row in rows:
        seen[row.content] += 1
        yield row.content, seen[row.content]


def _known_again(
    old: Sequence[Row], new: Sequence[Row], left: range, right: range
) -> list[int | None]:
    """Return for each new row of a gap the old row that it was: of the same place or name."""
    found: list[int | None] = []
    at = left.start
    for position in right:
        row = new[position]
        match = next((i for i in range(at, left.stop) if _is_same(old[i], row)), None)
        found.append(match)
        if match is None:
            return found + [None] * (len(right) - len(found))
        at = match + 1
    return found


def _is_same(one: Row, other: Row) -> bool:
    return one.place == other.place or (bool(one.name) and one.name == other.name)
