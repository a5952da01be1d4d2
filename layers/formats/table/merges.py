"""Merged cells of a sheet, as the workbook writes them (`B1:C2`)."""

import re
from collections.abc import Iterable

_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})")


def in_rows(ranges: Iterable[str]) -> dict[int, list[tuple[int, int]]]:
    """Return for each row the first and last column, from 0, of each range that begins in it.

    >>> in_rows(["B1:C1", "A1:A2"])
    {1: [(1, 2), (0, 0)]}
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for one in ranges:
        place = _RANGE.fullmatch(one)
        if place:
            found.setdefault(int(place[2]), []).append((_column(place[1]), _column(place[3])))
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
