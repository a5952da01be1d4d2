"""Where a table begins: the rows that hold its headings, and what stands above them.

The row of the headings is the first that names a place: a pair of coordinates, or shapes as text.
Titles above it are told and not read. A row of groups above it (`位置` over `经度` and `纬度`), of
parts or of units below it belongs to the headings: each column gets one name of both. Where two
rows could be the headings the file is refused with both named, and the user chooses.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from layers.formats.judging.cells import repeated
from layers.formats.refusal import Refusal
from layers.formats.table import headings
from layers.formats.table.coordinates import is_shape
from layers.formats.table.levels import (
    Heading,
    Merges,
    Row,
    heads,
    is_numbering,
    is_units,
    joined,
    parts_below,
)
from layers.formats.table.merges import letters
from layers.problems import Problem
from layers.text import Text
from layers.written import units

LOOKED = 40
"""How many rows with cells are looked at."""
LAST = 1_000
"""The last row of a file in which headings may be chosen."""
_LEVELS = 4
_EXTRAS = 3
"""How many rows of units and numbers may stand below the headings."""
_NAMED = 5
_SHOWN = 60
_SPAN = re.compile(r"\s*([1-9]\d{0,8})\s*(?:[-–—~～至到:]\s*([1-9]\d{0,8})\s*)?")
_ONE_COLUMN = frozenset(
    ("坐标", "经纬度", "经纬度坐标", "坐标点", "位置坐标", "纬度经度", "经度纬度",
     "lonlat", "latlon", "lnglat", "latlng", "coordinates", "coordinate", "coords")
)  # fmt: skip
# what a title says of the units of numbers below, where it is not the one they are stored in
_SCALED = "公顷|亩|万平方米|平方公里|平方千米|ha|hm2|km2|万人|千人|万户|公里|千米|万册"
_UNIT = re.compile(
    rf"单位[:：]\s*[^）)]{{0,12}}?({_SCALED})|[（(]\s*({_SCALED})\s*[）)]", re.IGNORECASE
)
# what a title or a remark may say of the coordinates: their offset, as `--crs` takes it
_OFFSETS = {
    "gcj02": re.compile(r"gcj-?_?0?2|火星坐标|高德坐标|腾讯坐标", re.IGNORECASE),
    "bd09": re.compile(r"bd-?_?0?9|百度坐标", re.IGNORECASE),
}


@dataclass(frozen=True)
class Headings:
    """The headings of a table: `first` and `last` are rows of the file, counted from 1.

    `names` (one a column) are empty where a column has none; `short` gives for a name that was
    joined of several rows those of its lower rows, the longest first. `left_out` are rows between
    or right below that are no data. `pairs` are the pairs of coordinates that headings in several
    rows name, the one to take first; of headings in one row the names say it. `block` are the rows
    as they stand in the file, which may come again below.
    """

    first: int
    last: int
    names: list[str]
    short: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    left_out: tuple[Row, ...] = ()
    pairs: tuple[headings.CoordinateColumns, ...] = ()
    block: tuple[Row, ...] = ()

    def place(self) -> tuple[int, ...]:
        """Return the columns that hold the place."""
        if self.pairs:
            return tuple(self.names.index(name) for name in (self.pairs[0].x, self.pairs[0].y))
        return place_columns(self.names)


def needed(wanted: str | None) -> int:
    """Return up to which row of the file the rows are needed to find the headings."""
    return 0 if wanted is None else _span(wanted)[1]


def find(
    rows: Sequence[Row], wanted: str | None, merges: Merges | None = None, *, begin: int = 1
) -> Headings:
    """Return the headings among the first rows with cells: those wanted, else those that are clear.

    `wanted` is `3`, or `3-4` for headings in two rows. `merges` gives for a row of the file the
    columns (from, to) of each run of cells that were merged in it; row `begin` is the first that
    may belong to the table.

    Raises
    ------
    Refusal
        When there is no row with cells, or no one row is clear; it names those that could be.
    """
    if not rows:
        raise Refusal("empty")
    merges = merges or {}
    if wanted is not None:
        return _chosen(rows, _span(wanted), merges)
    at = _clear(rows)
    place = place_columns(rows[at][1]) or _one_column(rows[at][1])
    top, bottom = at, at
    if place:
        while top and at - top < _LEVELS and heads(rows[top - 1], rows[top], merges):
            top -= 1
        while bottom - top < _LEVELS and parts_below(rows, bottom, place):
            bottom += 1
    return _made(rows, _Block(top, bottom, place), merges, begin)


def place_columns(names: Sequence[Any]) -> tuple[int, ...]:
    """Return which of the headings name the place: shapes as text, or a pair of coordinates.

    >>> place_columns(["名称", "经度", "纬度"]), place_columns(["a", "WKT"]), place_columns(["lon"])
    ((1, 2), (1,), ())
    """
    texts = [name if isinstance(name, str) else "" for name in names]
    shapes = [at for at, name in enumerate(texts) if name and is_shape(name)]
    if shapes:
        return (shapes[0],)
    pair = headings.find_pair(texts)
    found = [pair.x, pair.y] if pair else headings.half_pairs(texts)
    return tuple(texts.index(name) for name in found)


def _one_column(cells: Sequence[Any]) -> tuple[int, ...]:
    texts = [headings.plain(one) if isinstance(one, str) else "" for one in cells]
    return tuple(at for at, one in enumerate(texts) if one in _ONE_COLUMN)[:1]


def _clear(rows: Sequence[Row]) -> int:
    """Return which of the rows is the one of the headings; the first where none names a place."""
    looked = rows[:LOOKED]
    for named in (place_columns, _one_column):
        found = [at for at, (_, cells) in enumerate(looked) if named(cells)]
        if not found:
            continue
        place = named(rows[found[0]][1])
        rivals = [
            at
            for at in found[1:]
            if not _has_place(rows[at][1], place) and _texts(rows[at]) != _texts(rows[found[0]])
        ]
        if rivals:
            raise Refusal("headings_unclear", rows=_shown([rows[at] for at in (found[0], *rivals)]))
        above = [row for row in rows[: found[0]] if not is_numbering(row[1], len(row[1]))]
        data = next((row for row in above if _is_data(row[1], place)), None)
        if data is not None:
            raise Refusal("headings_below_data", rows=_shown([rows[found[0]]]), row=data[0])
        return found[0]
    widest = max(_filled(cells) for _, cells in looked)
    if _filled(rows[0][1]) == 1 and widest > 1:
        raise Refusal("headings_not_found", rows=_shown(looked))
    return 0


def _is_data(cells: Sequence[Any], place: tuple[int, ...]) -> bool:
    """Return whether a row holds numbers in each column of the place: it is no title."""
    return all(at < len(cells) and _is_number(cells[at]) for at in place)


def _has_place(cells: Sequence[Any], place: tuple[int, ...]) -> bool:
    """Return whether a row holds digits in each column of the place: it is data, whatever else."""
    held = [str(cells[at]) for at in place if at < len(cells) and cells[at] is not None]
    return len(held) == len(place) and all(any(map(str.isdigit, one)) for one in held)


def _is_number(cell: Any) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, int | float)
    return bool(re.fullmatch(r"[-+]?\d+([.,]\d+)?", cell))


def _chosen(rows: Sequence[Row], span: tuple[int, int], merges: Merges) -> Headings:
    first, last = span
    within = [at for at, (number, _) in enumerate(rows) if first <= number <= last]
    if not within:
        raise Refusal("heading_row_blank", row=first, rows=_shown(rows))
    top, bottom = within[0], within[-1]
    named = (place_columns(rows[at][1]) for at in reversed(within))
    place = next((found for found in named if found), ())
    if not place:
        _require_whole(rows, within, last)
    # the user may count what stands below the headings as one of their rows
    while bottom > top and _is_extra(rows[bottom][1], place):
        bottom -= 1
    made = _made(rows, _Block(top, bottom, place), merges)
    said = {"headings_found"} if made.last > last else {"headings_found", "headings_joined"}
    return replace(made, notes=[one for one in made.notes if one.code not in said])


def _require_whole(rows: Sequence[Row], within: Sequence[int], last: int) -> None:
    """Refuse rows without a place where the next one names it: the headings go on there."""
    if within[-1] + 1 == len(rows):
        return
    number, cells = rows[within[-1] + 1]
    place = place_columns(cells) or _one_column(cells)
    if not place or _is_data(cells, place):
        return
    first = rows[within[0]][0]
    named = ", ".join(str(cells[at]) for at in place)[:_SHOWN]
    row = first if first == last else f"{first}-{last}"
    whole = f"{first}-{number}"
    raise Refusal("headings_continue", row=row, below=number, cells=named, rows=whole)


@dataclass(frozen=True)
class _Block:
    """The first and the last row of the headings, and the columns of the place in one of them."""

    top: int
    bottom: int
    place: tuple[int, ...]


def _is_extra(cells: Sequence[Any], place: tuple[int, ...]) -> bool:
    return is_units(cells, place) or is_numbering(cells, len(cells))


def _extras(rows: Sequence[Row], block: _Block) -> tuple[Row | None, list[Row]]:
    """Return the row of units and the rows of numbers that stand right below the headings."""
    below: Row | None = None
    numbered: list[Row] = []
    for row in rows[block.bottom + 1 : block.bottom + 1 + _EXTRAS]:
        width = max(len(cells) for _, cells in rows[block.top : block.bottom + 1])
        if below is None and is_units(row[1], block.place):
            below = row
        elif not numbered and is_numbering(row[1], width):
            numbered.append(row)
        else:
            break
    return below, numbered


def _made(rows: Sequence[Row], block: _Block, merges: Merges, begin: int = 1) -> Headings:
    """Return the headings of the rows of a block, and what is to be said of them."""
    top, bottom = block.top, block.bottom
    below, numbered = _extras(rows, block)
    stacks = joined(rows[top : bottom + 1], merges, below)
    while stacks and not stacks[-1].parts:
        stacks.pop()
    if not stacks:
        raise Refusal("empty")
    several = bottom > top or below is not None
    plain = ["" if one is None else str(one) for one in rows[top][1]][: len(stacks)]
    names, pairs = _named(stacks) if several else (plain, [])
    twice = repeated(name for name in names if name)
    if twice is not None:
        columns = ", ".join(letters(at) for at, name in enumerate(names) if name == twice)
        raise Refusal("heading_twice", key=twice, columns=columns)
    first, last = rows[top][0], max(rows[bottom][0], below[0] if below else 0)
    notes = _notes(rows[:top], (first, last), names if several else [])
    notes += _beside(stacks) if below is not None else []
    if first == begin:
        notes = [one for one in notes if one.code != "headings_found"]
    short = {
        name: lower
        for name, one in zip(names, stacks, strict=True)
        if name == one.name() and (lower := one.lower())
    }
    every = (*rows[top : bottom + 1], *numbered, *([below] if below else []))
    return Headings(first, last, names, short, notes, tuple(numbered), tuple(pairs), every)


def _named(stacks: Sequence[Heading]) -> tuple[list[str], list[headings.CoordinateColumns]]:
    """Return the names of the columns, and the pairs of coordinates among them.

    Columns of the only pair, and of shapes, keep the name by which they are known, with the datum
    of their group; those of several pairs have their groups in their names.
    """
    whole = [one.name() for one in stacks]
    angles = [_angle(one) for one in stacks]
    if any(headings.angle_part(name)[1] not in ("", "°") for name in angles):
        return [angle or name for angle, name in zip(angles, whole, strict=True)], []
    shapes = [at for at, one in enumerate(stacks) if one.parts and is_shape(one.parts[-1])]
    if shapes:
        whole[shapes[0]] = stacks[shapes[0]].parts[-1]
        return whole, []
    pairs = headings.grouped_pairs([one.parts for one in stacks], whole)
    if len(pairs) != 1:
        return whole, pairs
    taken = [whole.index(name) for name in (pairs[0].x, pairs[0].y)]
    for at in taken:
        whole[at] = _of_datum(stacks[at], pairs[0].datum)
    x, y = (whole[at] for at in taken)
    return whole, [replace(pairs[0], x=x, y=y)]


def _beside(stacks: Sequence[Heading]) -> list[Problem]:
    """Return a warning where of two columns of one group only the left states a unit."""
    found = [
        Problem(None, None, "unit_beside", "warning", {"name": right.name(), "unit": left.unit})
        for left, right in itertools.pairwise(stacks)
        if left.unit and not units.of_place(left.unit)
        if not right.unit and len(right.parts) > 1 and left.parts[:-1] == right.parts[:-1]
        if not units.split(right.parts[-1])[1]
    ]
    return found[:_NAMED]


def _angle(stack: Heading) -> str:
    """Return the name of a column of degrees, minutes or seconds alone, or nothing."""
    axis = headings.axis_part(stack.parts)
    part = stack.unit or (stack.parts[-1] if stack.parts else "")
    name = f"{axis}（{part}）"
    return name if axis and headings.angle_part(name)[1] else ""


def _of_datum(stack: Heading, datum: str | None) -> str:
    """Return the name of a coordinate by itself, with the datum that its group names."""
    name = headings.axis_part(stack.parts) or stack.name()
    return name if datum is None or headings.datum_in(name) else f"{name}({datum.upper()})"


def _notes(above: Sequence[Row], span: tuple[int, int], names: list[str]) -> list[Problem]:
    first, last = span
    notes = [said for _, cells in above for said in datum_in_words(cells)]
    units = (_UNIT.search(" ".join(_texts(row))) for row in above)
    notes += [
        Problem(
            None, None, "unit_in_words", "warning", {"text": found[0], "unit": found[1] or found[2]}
        )
        for found in units
        if found
    ]
    shown = "; ".join(words(cells) for _, cells in above[:_NAMED])
    over = Text(f"“{shown}”", f"'{shown}'") if shown else Text("空行", "blank rows")
    where = str(first) if first == last else f"{first}-{last}"
    if first > 1:
        values: dict[str, object] = {"rows": where, "above": over}
        notes.append(Problem(None, None, "headings_found", "warning", values))
    if names:
        values = {"rows": where, "names": ", ".join(name for name in names if name)[:300]}
        notes.append(Problem(None, None, "headings_joined", "warning", values))
    return notes


def datum_in_words(cells: Sequence[Any]) -> list[Problem]:
    """Return a warning where a title or a remark says that the coordinates have an offset."""
    text = words(cells)
    return [
        Problem(None, None, "datum_in_words", "warning", {"text": text, "option": option})
        for option, pattern in _OFFSETS.items()
        if pattern.search(" ".join(str(one) for one in cells if one is not None))
    ]


def words(cells: Sequence[Any]) -> str:
    """Return what a row says, cut to what can be shown.

    >>> words(["注：", None, "2024 年"])
    '注： 2024 年'
    """
    text = " ".join(" ".join(str(one).split()) for one in cells if one not in (None, ""))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _span(wanted: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(wanted)
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not first <= last < first + _LEVELS or not first or last > LAST:
        raise Refusal("heading_row_unreadable", value=wanted[:_SHOWN], most=_LEVELS, last=LAST)
    return first, last


def _shown(rows: Sequence[Row]) -> str:
    listed = [f"{number} ({words(cells)})" for number, cells in rows[:_NAMED]]
    return "; ".join([*listed, "…"] if len(rows) > _NAMED else listed)


def _texts(row: Row) -> list[str]:
    cells = ["" if one is None else str(one) for one in row[1]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _filled(cells: Sequence[Any]) -> int:
    return sum(one not in (None, "") for one in cells)
