"""Numbers as people write them, with every reading that one cell admits.

`1,234` is 1234 where the comma sets thousands apart and 1.234 where it is the decimal mark;
`12,5`, `1.234.567` and `1,234.5` have one reading. Thousands may be set apart by a comma, a point,
a space of any width or an apostrophe, in groups of three.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from layers.written.plain import plain, with_hyphens

Decimal = Literal["point", "comma"]
DECIMALS: tuple[Decimal, ...] = ("point", "comma")
COORDINATES_COMMA = "coordinates_comma"
"""The finding about coordinates that are written with a decimal comma."""
_MARKS: dict[Decimal, str] = {"point": ".", "comma": ","}
_LONGEST = 400  # a longer cell is no number
# no two parts next to each other take the same sign: else a long cell is tried in every split
_CELL = re.compile(
    r"(?P<sign>[+-]?)(?P<body>[.,]?\d[\d.,'\u2019]*(?: \d{3}[\d.,'\u2019]*)*)"
    r"(?P<power>e[+-]?\d+)?\s*(?P<unit>[^\d\s.,'\u2019+-]\S*)?"
)
# the first group has no leading zero: `0,500` is no thousand
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ ,.'\u2019])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True)
class Quantity:
    """A number, perhaps infinite, and the unit written behind it, or nothing."""

    number: float
    unit: str = ""


def readings(text: str) -> dict[Decimal, Quantity]:
    """Return what a cell can mean by its decimal mark; nothing where it is no number."""
    if len(text) > _LONGEST:
        return {}
    matched = _CELL.fullmatch(with_hyphens(plain(text)))
    if matched is None:
        return {}
    found: dict[Decimal, Quantity] = {}
    for decimal in DECIMALS:
        digits = _digits(matched["body"], _MARKS[decimal])
        grouped = digits is not None and len(digits) < len(matched["body"])
        if digits is not None and not (grouped and matched["power"]):
            number = float(f"{matched['sign']}{digits}{matched['power'] or ''}")
            found[decimal] = Quantity(number, matched["unit"] or "")
    return found


def _digits(body: str, mark: str) -> str | None:
    """Return a body without what sets thousands apart and with a decimal point, or None."""
    whole, _, fraction = body.partition(mark)
    if fraction and not fraction.isdecimal():
        return None
    if mark == "," and not fraction and "," in body:
        return None  # `5,` is an enumeration
    if whole.isdecimal():
        return f"{whole}.{fraction}"
    if not whole:
        return f"0.{fraction}" if fraction else None
    grouped = _GROUPED.fullmatch(whole)
    if grouped is None or grouped[1] == mark:
        return None
    return f"{whole.replace(grouped[1], '')}.{fraction}"


def is_open(found: dict[Decimal, Quantity]) -> bool:
    """Whether a cell has two readings that differ."""
    return len({one.number for one in found.values()}) > 1


@dataclass(frozen=True)
class Evidence:
    """The first cells of a column that have one reading only, by their decimal mark."""

    point: str | None = None
    comma: str | None = None

    @property
    def decimal(self) -> Decimal | None:
        """Return the mark that the column shows; None where it shows none or both."""
        if (self.point is None) == (self.comma is None):
            return None
        return "comma" if self.point is None else "point"

    def of(self, decimal: Decimal) -> str:
        """Return the cell that shows a mark."""
        return (self.point if decimal == "point" else self.comma) or ""


def decide(cells: Iterable[str]) -> Evidence:
    """Return what the cells of a column show of its decimal mark."""
    shown: dict[Decimal, str] = {}
    for cell in cells:
        found = readings(cell)
        if len(found) == 1:
            shown.setdefault(next(iter(found)), cell)
            if len(shown) == len(DECIMALS):
                break
    return Evidence(shown.get("point"), shown.get("comma"))
