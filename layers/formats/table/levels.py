"""Headings in several rows: groups above, parts or units below, one name for each column.

A group stands over its columns once: as a merged cell, or with empty cells to its right. Its unit
in brackets is that of its columns that state none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.formats.judging.cells import repeated
from layers.formats.table.headings import datum_in
from layers.written import units
from layers.written.angles import angle
from layers.written.places import pair
from layers.written.plain import plain

Row = tuple[int, Sequence[Any]]
"""The number of a row in the file, counted from 1, and its cells."""
Merges = Mapping[int, Sequence[tuple[int, int]]]
"""Row of the file -> first and last column, from 0, of each run of merged cells in it."""

_LONGEST = 30
_YEARS = range(1900, 2101)
_FEWEST_NUMBERED = 4
_NEAR = 4
"""How many rows below parts of headings are looked at for a place."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LABELS = frozenset({"", "-", "—", "——", "/", "栏次", "列次", "列号", "栏号", "序号", "no", "no."})
_NUMBERED = re.compile(rf"[(\[<【]?([a-z\d]{{1,3}}|[{_STEMS}])[)\]>】]?(?:=.*)?")


@dataclass(frozen=True)
class Heading:
    """What stands over one column from top to bottom, and the unit it states or nothing."""

    parts: tuple[str, ...]
    unit: str = ""

    def name(self, top: int = 0) -> str:
        """Return one name of the parts from `top` down, with the unit in brackets."""
        name = ""
        for part in self.parts[top:]:
            between = "" if not name or _wide(name[-1]) or _wide(part[0]) else " "
            name += between + part
        return f"{name}（{self.unit}）" if self.unit and name else name

    def lower(self) -> list[str]:
        """Return the names without the groups, the longest first."""
        whole = self.name()
        names = [self.name(top) for top in range(1, len(self.parts))]
        return [name for name in names if name != whole]


def heads(above: Row, below: Row, merges: Merges) -> bool:
    """Return whether a row holds groups of the headings right below it, and is no title.

    It does where a column has its name there only, where names below stand twice, where it states a
    unit or a datum over some columns, or where some of its cells are merged over several columns.
    One word by itself does where it begins beside the first column.
    """
    if above[0] + 1 != below[0]:
        return False
    cells = [_text(one) for one in above[1]]
    filled = [at for at, one in enumerate(cells) if one]
    under = [_text(one) for one in below[1]]
    if not filled or not all(_is_word(above[1][at]) for at in filled):
        return False
    wide = any(last > first for first, last in merges.get(above[0], ()))
    tells = any(units.unit_in(units.split(cells[at])[1]) for at in filled)
    if len(filled) == 1:
        return filled[0] > 0 and filled[0] < len(under) and (wide or tells)
    alone = any(at >= len(under) or not under[at] for at in filled)
    twice = repeated(one for one in under if one) is not None
    datum = any(datum_in(cells[at]) for at in filled)
    return alone or twice or wide or tells or datum


def parts_below(rows: Sequence[Row], at: int, place: tuple[int, ...]) -> bool:
    """Return whether the row below `at` holds parts of groups, and no data.

    Each of its cells is a word below a group or right of one, or a unit; one at least stands where
    the row above has none. No cell can be a coordinate, and a row with a place follows.
    """
    if at + 1 >= len(rows) or rows[at][0] + 1 != rows[at + 1][0]:
        return False
    if not any(_holds(row, place) for row in rows[at + 2 : at + 2 + _NEAR]):
        return False
    heading = [_text(one) for one in rows[at][1]]
    cells = rows[at + 1][1]
    filled = [column for column, one in enumerate(cells) if _text(one)]
    free = [column for column in filled if column >= len(heading) or not heading[column]]
    if not free or any(_is_place(_text(cells[column])) for column in filled if column in place):
        return False
    starts = {column for column in filled if column + 1 in free and column not in free}
    single = {
        column
        for column in filled
        if (starts and column > min(starts)) or units.unit_in(_text(cells[column])) is not None
    }
    after = all(column - 1 in filled for column in free)
    grouped = set(filled) == starts | set(free) | single
    return after and grouped and all(_is_word(cells[column]) for column in filled)


def is_units(cells: Sequence[Any], place: tuple[int, ...]) -> bool:
    """Return whether a row holds units only: of places none, or degrees or meters.

    Dashes stand for none, and one cell may say that these are units.
    """
    found = {}
    for column, cell in enumerate(cells):
        text = _text(cell)
        unit = units.unit_in(text) if isinstance(cell, str) else None
        if unit is None and text and not (isinstance(cell, str) and units.is_blank_unit(text)):
            return False
        if unit is not None:
            found[column] = unit
    return bool(found) and all(units.of_place(found[at]) for at in place if at in found)


def is_numbering(cells: Sequence[Any], width: int) -> bool:
    """Return whether a row numbers the columns: 1, 2, 3..., perhaps with 甲, 乙 in front.

    The numbers may stand in brackets, say how they are computed (`3=1+2`), or be letters; the
    columns before them may have none, and those behind them too.

    >>> is_numbering(["甲", "1", "2", "3"], 4), is_numbering([1, 2, 3], 3)
    (True, False)
    >>> is_numbering(["—", "(1)", "(2)", "(3)=(1)+(2)"], 4), is_numbering(["甲", "乙", "丙"], 3)
    (True, True)
    """
    texts = [plain(_text(one)) for one in cells[:width]]
    while texts and not texts[-1]:
        texts.pop()
    signs = [_NUMBERED.fullmatch("".join(one.split())) for one in texts]
    lead = next((at for at, one in enumerate(texts) if one not in _LABELS), len(texts))
    named = [found[1] for found in signs[lead:] if found]
    if len(named) < len(texts) - lead:
        return False
    stems = next((at for at, one in enumerate(named) if one not in _STEMS), len(named))
    rest = named[stems:]
    counted = [str(number) for number in range(1, len(rest) + 1)]
    in_order = named[:stems] == list(_STEMS[:stems])
    # plain numbers under few headings can be a place: 甲 at 1, 2
    if any(one.isdigit() for one in texts):
        enough = (len(rest) if lead else len(texts)) >= _FEWEST_NUMBERED
    else:
        enough = len(named) >= _FEWEST_NUMBERED - 1
    return enough and in_order and rest in (counted, list(_LETTERS[: len(rest)]))


def joined(rows: Sequence[Row], merges: Merges, below: Row | None = None) -> list[Heading]:
    """Return the heading of each column: `rows` from top to bottom, and the row of units below."""
    every = [*rows, below] if below is not None else list(rows)
    width = max(len(cells) for _, cells in every)
    levels = [[_text(one) for one in cells] + [""] * (width - len(cells)) for _, cells in every]
    for at in range(len(levels) - 2, -1, -1):
        _spread(levels[at], levels[at + 1 :], merges.get(every[at][0]))
    if below is not None and merges.get(below[0]):
        _spread(levels[-1], [], merges[below[0]])
    stated = levels.pop() if below is not None else [""] * width
    return [_heading([level[at] for level in levels], stated[at]) for at in range(width)]


def _heading(cells: list[str], stated: str) -> Heading:
    """Return what stands in a column; `stated` is its cell in the row of units."""
    parts = _stack(cells)
    unit = units.unit_in(stated) or ""
    if not unit and len(parts) > 1 and units.unit_in(parts[-1]):
        unit = units.unit_in(parts.pop()) or ""
    own = units.unit_in(units.split(parts[-1])[1]) if parts else None
    if unit and own:
        # both are shown where they differ, which is then told as no unit that is known
        both = plain(own) == plain(unit)
        parts[-1] = units.split(parts[-1])[0]
        unit = own if both else f"{own}；{unit}"
    for at in range(len(parts) - 2, -1, -1):
        name, group = units.split(parts[at])
        if units.unit_in(group):
            parts[at] = name
            unit = unit or ("" if own else group)
    return Heading(tuple(part for part in parts if part), unit)


def _spread(
    level: list[str], below: list[list[str]], merged: Sequence[tuple[int, int]] | None
) -> None:
    """Write each group over all of its columns, in place."""
    if merged:
        for first, last in merged:
            for column in range(first + 1, min(last + 1, len(level))):
                level[column] = level[column] or level[first]
        return
    for column in range(1, len(level)):
        under = [any(one[at] for one in below) for at in (column - 1, column)]
        if not level[column] and all(under):
            level[column] = level[column - 1]


def _stack(cells: list[str]) -> list[str]:
    """Return what stands in a column from top to bottom, what is repeated once."""
    found: list[str] = []
    for cell in cells:
        if cell and (not found or found[-1] != cell):
            found.append(cell)
    return found


def _holds(row: Row, place: tuple[int, ...]) -> bool:
    """Return whether a row has something in each column of the place."""
    return all(column < len(row[1]) and _text(row[1][column]) for column in place)


def _is_place(text: str) -> bool:
    return angle(text) is not None or pair(text) is not None


def _is_word(cell: Any) -> bool:
    """Return whether a cell may be a heading: short, no number but a year, no `单位：…`."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell in _YEARS
    if not isinstance(cell, str) or len(cell) > _LONGEST or re.search("[:：]", cell):
        return False
    return not re.fullmatch(r"[-+]?[\d.,]+%?", cell) or (cell.isdigit() and int(cell) in _YEARS)


def _text(cell: Any) -> str:
    """Return a cell as one line: `建筑`, line end, `面积` is one word."""
    text = "" if cell is None else str(cell)
    return text if text.isalnum() else (" " if text.isascii() else "").join(text.split())


def _wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\uffef"
