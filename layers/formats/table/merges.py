"""Merged cells of a sheet, as the workbook writes them (`B1:C2`), and the letters of columns.

A sheet keeps the value of merged cells in the first of them. A text stands for each row (the
subdistrict of several communities) and is given to each; a number stands for all of them together
(their people), and stays where it is. Both are told.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from layers.formats.refusal import Refusal
from layers.problems import Problem

_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?")
_MOST_CELLS = 5_000_000
_NAMED = 5
_SHOWN = 20


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


def fill_down(rows: dict[int, list[Any]], above: int, ranges: Iterable[str]) -> list[Problem]:
    """Write the text of cells that were merged downwards into each row, in place; return notes.

    `rows` gives the cells by the row of the file; those up to row `above` hold the headings.

    Raises
    ------
    Refusal
        When ranges lie over each other so that they hold more cells than a sheet can.
    """
    texts: list[tuple[str, str]] = []
    numbers: list[tuple[str, str]] = []
    left = _MOST_CELLS
    for one in ranges:
        place = _RANGE.fullmatch(one)
        first, last = (int(place[2]), int(place[4])) if place else (0, 0)
        if place is None or first not in rows or not above < first < last:
            continue
        left -= last - first
        if left < 0:
            raise Refusal("damaged", format="Excel")
        column = _column(place[1])
        value = _cell(rows[first], column)
        found = (rows[row] for row in range(first + 1, last + 1) if row in rows)
        below = [row for row in found if _cell(row, column) is None]
        if value is None or not below:
            continue
        if not isinstance(value, str) or _NUMBER.fullmatch(value):
            numbers.append((one, str(value)))
            continue
        texts.append((one, value))
        for row in below:
            row.extend([None] * (column + 1 - len(row)))
            row[column] = value
    notes = [
        Problem(None, None, "merged_texts", "repaired", _told(texts)),
        Problem(None, None, "merged_numbers", "warning", _told(numbers)),
    ]
    return [note for note in notes if note.values["count"]]


def _told(found: list[tuple[str, str]]) -> dict[str, object]:
    shown = ", ".join(f"{where} ({value[:_SHOWN]})" for where, value in found[:_NAMED])
    return {"count": len(found), "cells": shown + (", …" if len(found) > _NAMED else "")}


def _cell(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters(at: int) -> str:
    """Return the letters of a column as a spreadsheet writes them.

    >>> letters(0), letters(26)
    ('A', 'AA')
    """
    name, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name
