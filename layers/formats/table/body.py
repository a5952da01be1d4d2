"""The rows of a table below its headings, and what is to be said of the table as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from layers.arrays import Ints
from layers.formats.judging import cells as judge
from layers.formats.options import Limits
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.table.heading_rows import Headings
from layers.formats.table.headings import CoordinateColumns
from layers.formats.table.merges import letters
from layers.formats.table.remarks import Remarks
from layers.problems import Problem
from layers.written.padding import Trimmer

_NAMED = 10


@dataclass(frozen=True)
class Table:
    """The cells of a table under their headings.

    `numbers` (n,) counts each row of `cells` from 1 below the headings where rows between were left
    out, else it is None; `heading_row` is the row of the file that holds the last of the headings,
    and `pairs` are the columns of coordinates that headings in several rows name.
    """

    cells: pd.DataFrame
    numbers: Ints | None
    heading_row: int
    short: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    pairs: tuple[CoordinateColumns, ...] = ()

    def layer(
        self, frame: GeoDataFrame, name: str, encoding: str, notes: list[Problem]
    ) -> RawLayer:
        """Return the layer that `frame`, made of the cells, is: with its notes and rows."""
        kept = set(map(str, frame.columns))
        return RawLayer(
            frame,
            name,
            encoding,
            [*self.notes, *notes],
            self.numbers,
            self.heading_row,
            self.short,
            places=tuple(one for one in map(str, self.cells.columns) if one not in kept),
        )


class Body:
    """Takes the rows below the headings one by one; `table` gives them all."""

    def __init__(self, headings: Headings, limits: Limits) -> None:
        self._headings = headings
        self._limits = limits
        self._width = len(headings.names)
        self._remarks = Remarks(headings)
        self._rows: list[Sequence[Any]] = []
        self._numbers: list[int] = []
        judge.require_counts(0, self._width, limits)

    def wants(self, number: int, cells: Sequence[Any]) -> bool:
        """Return whether row `number` of the file is data; a total or a remark is kept in mind."""
        return not self._remarks.take(number, cells)

    def add(self, number: int, cells: Sequence[Any]) -> None:
        """Take a row: as many cells as there are headings; raise `Refusal` for one too many."""
        if len(self._rows) == self._limits.rows:
            raise Refusal("too_many_rows", limit=self._limits.rows)
        judge.require_counts(len(self._rows) + 1, self._width, self._limits)
        self._rows.append(cells[: self._width])
        self._numbers.append(number - self._headings.last)

    def table(self, trim: Trimmer) -> Table:
        """Return all rows, without the columns that have no heading."""
        names = self._headings.names
        frame = pd.DataFrame(self._rows, columns=range(len(names)), dtype=object)
        bare = [at for at, name in enumerate(names) if not name]
        lost = [letters(at) for at in bare if frame[at].notna().any()]
        frame = frame.drop(columns=bare)
        frame.columns = pd.Index([name for name in names if name], dtype=object)
        notes = [*self._headings.notes, *self._remarks.said()]
        if lost:
            shown = ", ".join(lost[:_NAMED])
            values: dict[str, object] = {"count": len(lost), "columns": shown}
            notes.append(Problem(None, None, "columns_unnamed", "warning", values))
        if trim.count:
            values = {"count": trim.count, "example": trim.example}
            notes.append(Problem(None, None, "text_padding", "repaired", values))
        of = self._headings
        return Table(frame, _numbered(self._numbers), of.last, of.short, notes, of.pairs)


def _numbered(numbers: list[int]) -> Ints | None:
    """Return the numbers of rows as an array; None where none is left out."""
    whole = not numbers or numbers[-1] == len(numbers)
    return None if whole else np.array(numbers, dtype=np.int64)
