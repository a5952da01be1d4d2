"""CSV with coordinates: delimiter and encoding are found out, quoted line ends are kept."""

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.arrays import Ints
from layers.formats import encoding, writing
from layers.formats.judging import cells
from layers.formats.options import MEBIBYTE, Limits, ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.table import coordinates as tables
from layers.problems import Problem

NAME = "CSV"
DELIMITERS = (",", "\t", ";", "|", "，")
DECIMALS = 7
_SAMPLE = 20
_HEAD = MEBIBYTE
_BYTES_A_CHARACTER = 4


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a table with a heading; coordinates as in `layers.formats.table`."""
    name, guessed = encoding.of_file(path, options.encoding)
    csv.field_size_limit(options.limits.record_bytes)
    with path.open(encoding=name, newline="") as file:
        delimiter = delimiter_of(_head(file))
        file.seek(0)
        table, numbers = _rows(Lines(file, options.limits), delimiter, options.limits)
    frame, notes = tables.frame_of(table, options.limits, options.decimal, options.coordinate_order)
    name = encoding.UTF8 if name == "utf-8-sig" else name
    if guessed:
        values = {"encoding": name}
        notes.insert(0, Problem(None, None, "encoding_guessed", "warning", values))
    return RawLayer(frame, NAME, name, notes, numbers)


class Lines:
    """The lines of a file for `csv.reader`, none of them and no record longer than allowed."""

    def __init__(self, file: TextIO, limits: Limits) -> None:
        self._file = file
        self._limit = limits.record_bytes
        self.number = 0
        self._first = 1
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


def _head(file: TextIO) -> str:
    """Return the first lines of a file, none of them cut off unless it is the only one."""
    text = file.read(_HEAD)
    whole, end, _ = text.rpartition("\n")
    return whole + end if len(text) == _HEAD and whole else text


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the first lines into the most fields of equal number."""

    def score(delimiter: str) -> tuple[bool, int]:
        rows = itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), _SAMPLE)
        sizes = [len(row) for row in rows if row]
        return len(set(sizes)) == 1, min(sizes, default=0)

    best = max(DELIMITERS, key=score)
    return best if score(best)[1] > 1 else ","


def _rows(lines: Lines, delimiter: str, limits: Limits) -> tuple[pd.DataFrame, Ints | None]:
    try:
        return _checked(csv.reader(iter(lines), delimiter=delimiter, strict=True), lines, limits)
    except csv.Error as error:
        raise Refusal("damaged", format=NAME) from error


def _checked(
    reader: Iterator[list[str]], lines: Lines, limits: Limits
) -> tuple[pd.DataFrame, Ints | None]:
    """Return the rows, and their numbers below the heading where blank ones stand between."""
    heading = [name.strip() for name in next(reader, [])]
    lines.end_record()
    while heading and not heading[-1]:
        heading.pop()
    if not heading:
        raise Refusal("empty")
    cells.require_counts(0, len(heading), limits)
    twice = cells.repeated(heading)
    if twice is not None:
        raise Refusal("key_twice", key=twice)
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    for number, row in enumerate(reader, start=1):
        if number > limits.rows:
            raise Refusal("too_many_rows", limit=limits.rows)
        cells.require_counts(number, len(heading), limits)
        size = lines.end_record()
        if not any(cell.strip() for cell in row):
            continue
        extra = [cell for cell in row[len(heading) :] if cell.strip()]
        if extra or len(row) < len(heading):
            raise Refusal("ragged", line=lines.number, found=len(row), expected=len(heading))
        rows.append([writing.as_written(cell.strip()) or None for cell in row[: len(heading)]])
        numbers.append(number)
        if size > limits.cell_bytes // _BYTES_A_CHARACTER:
            _require_short(rows[-1], heading, len(rows), limits)
    cells.require_counts(len(rows), len(heading), limits)
    heading = [writing.as_written(name) for name in heading]
    return pd.DataFrame(rows, columns=heading, dtype=object), numbered(numbers)


def _require_short(row: list[str | None], heading: list[str], number: int, limits: Limits) -> None:
    """Refuse a cell that is too long, unless it is a shape written as text."""
    for name, cell in zip(heading, row, strict=True):
        if not tables.is_shape(name):
            cells.require_cell(cell, number, name, limits)


def numbered(numbers: list[int]) -> Ints | None:
    """Return the numbers of rows as an array; None where none is left out."""
    whole = not numbers or numbers[-1] == len(numbers)
    return None if whole else np.array(numbers, dtype=np.int64)


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write UTF-8 with a byte order mark, for Excel; text that looks like a formula is quoted.

    Points get the columns `lon` and `lat` (degrees) or `x` and `y` (meters); other geometry is
    written as WKT.
    """
    cells_of(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def cells_of(frame: GeoDataFrame) -> pd.DataFrame:
    """Return the frame as a table with its coordinates in columns and no formulas."""
    flat = writing.flat(frame)
    shapes = flat.geometry
    cells = pd.DataFrame(flat.drop(columns=shapes.name))
    # A column of the same name as a coordinate keeps its values under another one.
    taken = ("lon", "lat", "x", "y", *tables.GEOMETRY)
    named = (str(name) for name in cells.columns)
    cells.columns = [f"{name}_1" if name.lower() in taken else name for name in named]
    cells.columns = writing.free_names(cells.columns, (), folded=False)
    for name in cells.columns:
        cells[name] = cells[name].map(writing.without_formula, na_action="ignore")
    cells.columns = [writing.without_formula(str(name)) for name in cells.columns]
    if (shapes.geom_type.dropna() == "Point").all():
        geographic = shapes.crs is None or shapes.crs.is_geographic
        for name, axis in zip(("lon", "lat") if geographic else ("x", "y"), "xy", strict=True):
            cells[name] = getattr(shapes, axis).round(DECIMALS)
    else:
        cells["wkt"] = shapely.to_wkt(shapes.to_numpy(), rounding_precision=DECIMALS)
    return cells
