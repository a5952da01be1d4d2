"""How a file writes what can be read in two ways: what the user said, and what is known of it."""

import dataclasses
import datetime as dt
import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from layers.text import INVISIBLE, Text
from layers.written.dates import Order
from layers.written.day_numbers import SPREADSHEET_START
from layers.written.numbers import Decimal
from layers.written.zones import Clocks


@dataclass(frozen=True)
class AskedMarks:
    """The decimal mark that the user states: of every column, and of some by their headings."""

    every: Decimal | None = None
    columns: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, name: str) -> Decimal | None:
        """Return what was asked of the column `name`: its own mark first; None for nothing."""
        own = self._own(name)
        return self.every if own is None else own

    def names(self, name: str) -> bool:
        """Return whether the user states a mark for this very column."""
        return self._own(name) is not None

    def _own(self, name: str) -> Decimal | None:
        if name in self.columns:
            return self.columns[name]
        alike = {_key(asked): mark for asked, mark in self.columns.items()}
        return alike.get(_key(name)) if alike else None


NOTHING_ASKED = AskedMarks()


def stating(name: str, mark: Decimal) -> str:
    """Return the option that states the mark of one column, as a shell takes it.

    >>> stating("population", "point"), stating("建筑 面积", "comma")
    ('--decimal population=point', "--decimal '建筑 面积=comma'")
    """
    return f"--decimal {shlex.quote(f'{name}={mark}')}"


def _key(name: str) -> str:
    """Return a heading without case, width, spaces and signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(one for one in plain if not one.isspace() and one not in INVISIBLE).casefold()


@dataclass(frozen=True)
class Shown:
    """A cell that shows something of the file, and the column where it stands."""

    column: str | Text
    cell: str


@dataclass(frozen=True)
class Conventions:
    """What decides between readings; None is left to the cells of each column.

    Attributes
    ----------
    decimal
        The decimal mark of numbers such as 1,234.
    decimals
        The decimal mark of single columns, by their headings: it goes before `decimal`.
    comma_elsewhere
        A cell of another column of the file that shows a decimal comma.
    point_elsewhere
        Whether another column, in which numbers are written as text, shows a decimal point.
    date_order
        The order of day, month and year in dates such as 03/04/2026.
    clocks
        The clocks of the place, which tell the day of a time stamp with a zone.
    day_start
        The day from which the workbook counts days.
    """

    decimal: Decimal | None = None
    decimals: Mapping[str, Decimal] = field(default_factory=dict)
    comma_elsewhere: Shown | None = None
    point_elsewhere: bool = False
    date_order: Order | None = None
    clocks: Clocks = field(default_factory=Clocks)
    day_start: dt.date = SPREADSHEET_START

    def of_column(self, name: str) -> Self:
        """Return the conventions of one column: `decimal` is what was asked of it."""
        asked = AskedMarks(self.decimal, self.decimals).of(name)
        return dataclasses.replace(self, decimal=asked)
