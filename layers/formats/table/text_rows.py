"""The rows of a text table (CSV): its delimiter, its headings, its records one by one.

Records are counted as a spreadsheet counts them: a line end in quotation marks begins no row,
a blank line is one.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from layers.formats.judging import cells as judge
from layers.formats.options import MEBIBYTE, Limits, ReadOptions
from layers.formats.refusal import Refusal
from layers.formats.table import coordinates, heading_rows
from layers.formats.table.body import Body, Table
from layers.text import Text
from layers.written.padding import Trimmer

DELIMITERS = (",", "\t", ";", "|", "，", "；")
_ONLY_WITH_A_PLACE = (" ", "^")
"""Delimiters that stand in names too: taken where a row of names splits by them and no other."""
_SAMPLE = 60
_HEAD = MEBIBYTE
_BYTES_A_CHARACTER = 4
# what Excel takes a first line for: it says the delimiter and is no row of the table
_STATED = re.compile(r'"?sep=(\\t|.)"?[ ,;\t]*', re.IGNORECASE)
_LONGEST_STATED = 20
_END = "\x1a"
"""What programs of DOS write behind the last line."""


class Record(NamedTuple):
    """One record: its number among the rows of the file, its last line, its length, its cells."""

    number: int
    line: int
    size: int
    cells: list[str | None]


def table_of(path: Path, encoding: str, options: ReadOptions) -> Table:
    """Return the table of a text file.

    Raises
    ------
    Refusal
        When a quotation is not closed, a row is longer or shorter than the headings, or a limit
        is exceeded.
    """
    csv.field_size_limit(options.limits.record_bytes)
    trim = Trimmer()
    with path.open(encoding=encoding, newline="") as file:
        delimiter, skipped = _stated(file)
        start = file.tell()
        delimiter = delimiter_of(_head(file), delimiter)
        file.seek(start)
        lines = Lines(file, options.limits, skipped)
        reader = _reader(iter(lines), delimiter, strict=True)
        try:
            records = _records(reader, lines, trim, options.limits)
            return _table(records, trim, options, delimiter, begin=skipped + 1)
        except csv.Error as error:
            raise Refusal("quotation_broken", line=lines.number) from error


class Lines:
    """The lines of a file for `csv.reader`, none of them and no record longer than allowed."""

    def __init__(self, file: TextIO, limits: Limits, number: int = 0) -> None:
        self._file = file
        self._limit = limits.record_bytes
        self.number = number
        self._first = number + 1
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        """Yield line by line; raise `Refusal` where a line or a quotation goes on too long."""
        while line := self._file.readline(self._limit + 1):
            self.number += 1
            self.taken += len(line)
            if self.taken > self._limit:
                limit = self._limit // MEBIBYTE
                raise Refusal("row_too_long", line=self._first, limit=limit)
            yield line

    def end_record(self) -> int:
        """Begin a new record; return how many characters the last one had."""
        size, self.taken, self._first = self.taken, 0, self.number + 1
        return size


def _stated(file: TextIO) -> tuple[str | None, int]:
    """Return the delimiter that a first line `sep=;` states, and how many lines that took."""
    line = file.readline(_LONGEST_STATED)
    found = _STATED.fullmatch(line.rstrip("\r\n")) if line.endswith(("\n", "\r")) else None
    if found is None:
        file.seek(0)
        return None, 0
    return ("\t" if found[1] == "\\t" else found[1]), 1


def _head(file: TextIO) -> str:
    """Return the first lines of a file, none of them cut off unless it is the only one."""
    text = file.read(_HEAD)
    whole, end, _ = text.rpartition("\n")
    return whole + end if len(text) == _HEAD and whole else text


def delimiter_of(text: str, stated: str | None = None) -> str:
    """Return the delimiter by which one of the first lines names a place, and most rows agree.

    Where none does: the one that is stated, or that splits the lines into the most fields of equal
    number.
    """
    if stated is not None and _score(text, stated)[0]:
        return stated
    scores = {one: _score(text, one) for one in (*DELIMITERS, *_ONLY_WITH_A_PLACE)}
    fitting = {one: found for one, found in scores.items() if found[0] or one in DELIMITERS}
    best = max(fitting, key=fitting.__getitem__)
    if stated is not None and not fitting[best][0]:
        return stated
    return best if fitting[best][2] > 1 else ","


def _score(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Return whether a row names a place, the share of rows as wide as it, and its width."""
    trim = Trimmer()
    try:
        read = _reader(io.StringIO(text, newline=""), delimiter)
        rows = [row for row in itertools.islice(read, _SAMPLE) if any(map(str.strip, row))]
    except csv.Error:  # a field beyond the limit: not by this delimiter
        return False, 0.0, 0
    sizes = [len(row) for row in rows]
    for row in rows:
        if heading_rows.place_columns([trim(one) for one in row]):
            return True, sizes.count(len(row)) / len(sizes), len(row)
    return False, float(len(set(sizes)) == 1), min(sizes, default=0)


def _reader(lines: Iterable[str], delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    """Return the records; several spaces that set fields apart count as one."""
    spaces = delimiter == " "
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=spaces, strict=strict)


def _records(
    reader: Iterable[list[str]], lines: Lines, trim: Trimmer, limits: Limits
) -> Iterator[Record]:
    """Yield the records that hold anything; raise `Refusal` for too many columns."""
    skipped = lines.number
    for number, row in enumerate(reader, start=skipped + 1):
        size = lines.end_record()
        if number > limits.rows + heading_rows.LAST:  # blank ones take their time too
            raise Refusal("too_many_rows", limit=limits.rows)
        if not row or row == [_END]:
            continue
        found = [
            one or None  # most cells need no more
            if (one := cell.strip()).isascii()
            else trim(one) or None
            for cell in row
        ]
        if any(found):
            judge.require_counts(0, len(found), limits)
            yield Record(number, lines.number, size, found)


def _table(
    records: Iterator[Record], trim: Trimmer, options: ReadOptions, delimiter: str, *, begin: int
) -> Table:
    limits = options.limits
    needed = heading_rows.needed(options.heading_row)
    head: list[Record] = []
    for record in records:
        head.append(record)
        if len(head) >= heading_rows.LOOKED and record.number >= needed:
            break
    rows = [(one.number, one.cells) for one in head]
    headings = heading_rows.find(rows, options.heading_row, begin=begin)
    body = Body(headings, limits)
    for record in itertools.chain(head, records):
        if record.number - headings.last > limits.rows:
            raise Refusal("too_many_rows", limit=limits.rows)
        if record.number <= headings.last or not body.wants(record.number, record.cells):
            continue
        _require_width(record, len(headings.names), delimiter)
        if record.size > limits.cell_bytes // _BYTES_A_CHARACTER:
            _require_short(record, headings, limits)
        body.add(record.number, record.cells)
    return body.table(trim)


def _require_width(record: Record, expected: int, delimiter: str) -> None:
    found = len(record.cells)
    if found >= expected and not any(record.cells[expected:]):
        return
    sign = {"\t": Text("制表符", "a tab"), " ": Text("空格", "a space")}.get(
        delimiter, Text(f"“{delimiter}”", f"'{delimiter}'")
    )
    if found > expected:
        more = heading_rows.words(record.cells[expected:])
        mend = Text(
            f'多出：{more}；文字中含{sign.zh}的格须加引号（"…"），或为多出的列补上标题',
            f"too many: {more}; put text that holds {sign.en} in quotation marks, or write headings"
            " over the further columns",
        )
    else:
        mend = Text(
            f'空格也要以{sign.zh}分开；若格内有换行，须加引号（"…"）',
            f"set empty cells apart by {sign.en} too, and put a cell with a line end in quotation"
            " marks",
        )
    # cells of several lines set rows and lines apart
    told = Text(f"（文本第 {record.line} 行）", f" (line {record.line} of the text)")
    line, row = "" if record.line == record.number else told, record.number
    raise Refusal("ragged", row=row, line=line, found=found, expected=expected, mend=mend)


def _require_short(record: Record, headings: heading_rows.Headings, limits: Limits) -> None:
    """Refuse a cell that is too long, unless it is a shape written as text."""
    for name, cell in zip(headings.names, record.cells, strict=False):
        if not coordinates.is_shape(name):
            judge.require_cell(cell, record.number - headings.last, name, limits)
