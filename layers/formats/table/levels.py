"""Headings in several rows: groups above, parts or units below, one name for each column.

A group stands over its columns once: as a merged cell, or with empty cells to its right.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from layers.formats.judging.cells import repeated

Row = tuple[int, Sequence[Any]]
"""The number of a row in the file, counted from 1, and its cells."""
Merges = Mapping[int, Sequence[tuple[int, int]]]
"""Row of the file -> first and last column, from 0, of each run of merged cells in it."""

_LONGEST = 30
_YEARS = range(1900, 2101)
_FEWEST_NUMBERED = 4
_STEMS = ("甲", "乙", "丙", "丁", "戊", "己")
_UNITS = (
    "度 ° deg degree degrees 米 m 千米 公里 km 平方米 平米 ㎡ m² m2 公顷 ha hm2 hm² 亩 万平方米"
    " 平方公里 km² km2 人 万人 户 万户 个 处 所 座 张 床 间 层 名 册 万册 年 元 万元 % 岁"
)
_UNIT = re.compile(
    rf"[（(\[【]?\s*(?:单位[:：])?({'|'.join(map(re.escape, _UNITS.split()))})\s*[）)\]】]?"
)
_OF_PLACES = frozenset({"度", "°", "deg", "degree", "degrees", "米", "m"})
_DATUM = re.compile(
    r"wgs-?_?84|cgcs-?_?2000|gcj-?_?0?2|bd-?_?0?9(?:ll)?|火星|高德|腾讯|百度|天地图", re.IGNORECASE
)
_Places = Callable[[Sequence[Any]], tuple[int, ...]]


def heads(above: Row, below: Row, merges: Merges) -> bool:
    """Return whether a row holds groups of the headings right below it, and is no title.

    It does where a column has its name there only, where names below stand twice, or where some of
    its cells are merged over several columns, in a row of at least two short words.
    """
    if above[0] + 1 != below[0]:
        return False
    cells = [_text(one) for one in above[1]]
    filled = [at for at, one in enumerate(cells) if one]
    under = [_text(one) for one in below[1]]
    if len(filled) < 2 or not all(_is_word(above[1][at]) for at in filled):  # noqa: PLR2004
        return False
    alone = any(at >= len(under) or not under[at] for at in filled)
    twice = repeated(one for one in under if one) is not None
    return alone or twice or any(last > first for first, last in merges.get(above[0], ()))


def parts_below(rows: Sequence[Row], at: int, place: tuple[int, ...]) -> bool:
    """Return whether the row below `at` holds parts of groups, and no data.

    Each of its cells is a word and lies below a group, and the columns of the place are empty in it
    and not in the next row.
    """
    if not _goes_on(rows, at, place):
        return False
    heading = [_text(one) for one in rows[at][1]]
    cells = rows[at + 1][1]
    filled = [column for column, one in enumerate(cells) if _text(one)]
    free = [column for column in filled if column >= len(heading) or not heading[column]]
    if not free or any(column in place for column in filled):
        return False
    starts = {column for column in filled if column + 1 in free and column not in free}
    after = all(column - 1 in filled for column in free)
    grouped = set(filled) == starts | set(free)
    return after and grouped and all(_is_word(cells[column]) for column in filled)


def units_below(rows: Sequence[Row], at: int, place: tuple[int, ...]) -> bool:
    """Return whether the row below `at` holds units only: of places none, or degrees or meters."""
    if not _goes_on(rows, at, place):
        return False
    cells = [_text(one) for one in rows[at + 1][1]]
    units = {column: _UNIT.fullmatch(one) for column, one in enumerate(cells) if one}
    if not units or not all(units.values()):
        return False
    return all(found[1] in _OF_PLACES for at, found in units.items() if found and at in place)


def is_numbering(cells: Sequence[Any], width: int) -> bool:
    """Return whether a row numbers the columns: 1, 2, 3..., perhaps with 甲, 乙 in front.

    >>> is_numbering(["甲", "1", "2", "3"], 4), is_numbering([1, 2, 3], 3)
    (True, False)
    """
    texts = [_text(one).strip("()（）[] ") for one in cells]
    if len(texts) < max(width, _FEWEST_NUMBERED) or not all(texts[:width]):
        return False
    stems = next((at for at, one in enumerate(texts[:width]) if one not in _STEMS), width)
    numbers = [str(number) for number in range(1, width - stems + 1)]
    return (
        tuple(texts[:stems]) == _STEMS[:stems] and texts[stems:width] == numbers and stems < width
    )


def joined(
    rows: Sequence[Row], merges: Merges, place_of: _Places
) -> tuple[list[str], dict[str, str]]:
    """Return one name a column, and for each that was joined the name in its lowest row.

    Columns of the place keep the name by which they are known, with the datum of their group.
    """
    width = max(len(cells) for _, cells in rows)
    levels = [[_text(one) for one in cells] + [""] * (width - len(cells)) for _, cells in rows]
    for at in range(len(levels) - 2, -1, -1):
        _spread(levels[at], levels[at + 1 :], merges.get(rows[at][0]))
    parts = [_stack([level[column] for level in levels]) for column in range(width)]
    names = [_join(part) for part in parts]
    known = place_of(names)
    for column in () if known else _of_place(levels, place_of):
        names[column] = _of_datum(parts[column], levels, column, place_of)
    short = {
        name: part[-1]
        for name, part in zip(names, parts, strict=True)
        if len(part) > 1 and part[-1] != name and not _UNIT.fullmatch(part[-1])
    }
    return names, short


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


def _join(parts: list[str]) -> str:
    name = ""
    for part in parts:
        if not name:
            name = part
        elif _UNIT.fullmatch(part):
            name += part if part[0] in "（([【" else f"（{part}）"
        else:
            name += part if _wide(name[-1]) or _wide(part[0]) else f" {part}"
    return name


def _of_place(levels: list[list[str]], place_of: _Places) -> tuple[int, ...]:
    """Return the columns that name the place in one of the rows."""
    return next((found for level in reversed(levels) if (found := place_of(level))), ())


def _of_datum(parts: list[str], levels: list[list[str]], column: int, place_of: _Places) -> str:
    """Return the name of a coordinate by itself, with the datum that its group names."""
    at = next(number for number in range(len(levels) - 1, -1, -1) if place_of(levels[number]))
    name = levels[at][column]
    found = _DATUM.search(" ".join(one for one in parts if one != name))
    return f"{name}({found[0]})" if found and not _DATUM.search(name) else name


def _goes_on(rows: Sequence[Row], at: int, place: tuple[int, ...]) -> bool:
    """Return whether a row comes right below, and then one with all of the place."""
    if at + 2 >= len(rows) or rows[at][0] + 1 != rows[at + 1][0]:
        return False
    after = rows[at + 2][1]
    return all(column < len(after) and _text(after[column]) for column in place)


def _is_word(cell: Any) -> bool:
    """Return whether a cell may be a heading: short, no number but a year, no `单位：…`."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell in _YEARS
    if not isinstance(cell, str) or len(cell) > _LONGEST or re.search("[:：]", cell):
        return False
    return not re.fullmatch(r"[-+]?[\d.,]+%?", cell) or (cell.isdigit() and int(cell) in _YEARS)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\uffef"
