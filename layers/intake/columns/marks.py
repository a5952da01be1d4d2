"""Which of two readings a number has: the evidence of its column, then that of the file.

`1,234` is 1234 or 1.234. What decides, in this order: the other cells of the column; that the
column holds whole numbers and only one reading is whole; a decimal comma in another column of a
file that shows no decimal point. What decides nothing is an error that names both readings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from layers.intake.columns.reading import BadValueError, shown
from layers.problems import Problem
from layers.text import Text
from layers.written.conventions import Conventions, stating
from layers.written.numbers import Decimal, Evidence, Quantity

MARK_NAMES = {
    "point": Text("小数点为“.”", "a decimal point"),
    "comma": Text("小数点为“,”", "a decimal comma"),
}
Why = Literal["number_mark_found", "number_mark_of_file", "number_whole_only"]
_OTHER: dict[Decimal, Decimal] = {"point": "comma", "comma": "point"}


@dataclass(frozen=True)
class Numerals:
    """What is known of a column of numbers.

    `counts` is whether it holds whole numbers that no unit scales; `holds` tells whether the column
    takes the number of a quantity for a whole one, and always of a column of fractions.
    `thousands` is whether a cell such as `1,234` can only be a whole number of thousands.
    """

    evidence: Evidence
    conventions: Conventions
    counts: bool
    holds: Callable[[Quantity], bool]
    thousands: bool = False


def shows_thousands(
    found: Iterable[dict[Decimal, Quantity]], holds: Callable[[Quantity], bool]
) -> bool:
    """Whether a cell with a comma has two readings of which only that of thousands is whole."""
    return any(
        len(one) > 1
        and one["point"].number > one["comma"].number
        and holds(one["point"])
        and not holds(one["comma"])
        for one in found
    )


@dataclass(frozen=True)
class Decided:
    """A reading, its mark, and why it was taken where that should be said."""

    quantity: Quantity
    mark: Decimal
    why: Why | None = None


def decided(found: dict[Decimal, Quantity], column: Numerals) -> Decided:
    """Return one of the two readings of a cell; raise `BadValueError` where nothing decides."""
    evidence = column.evidence
    # a point alone is the usual mark, which needs no evidence and no word
    usual = abs(found["point"].number) < abs(found["comma"].number)
    whole: list[Decimal] = [mark for mark, one in found.items() if column.holds(one)]
    only = whole[0] if len(whole) == 1 else None
    own = evidence.decimal
    if own is not None and only in (None, own):
        return Decided(found[own], own, None if usual and own == "point" else "number_mark_found")
    if evidence.comma is None and evidence.point is None:
        mark, why = _of_the_file(column, only, usual=usual)
        if mark is not None:
            return Decided(found[mark], mark, why)
    readings = " / ".join(f"{one.number:.15g}" for one in found.values())
    raise BadValueError("number_two_readings", readings=readings)


def _of_the_file(
    column: Numerals, only: Decimal | None, *, usual: bool
) -> tuple[Decimal | None, Why | None]:
    """Return the mark of a column whose own cells show none, and why; None where it stays open.

    A program writes points beside commas that a person typed: a point in another column tells
    nothing. A comma there does, in a file without a point: who writes 12,5 does not
    set thousands apart by commas. Whether he does by points is open, but for counts.
    """
    conventions, counts = column.conventions, column.counts
    if conventions.comma_elsewhere is None:
        if usual:
            return (None if only == "comma" else "point"), None
        # nobody writes 2 people as 2,000
        return ("point" if only == "point" or (counts and only is None) else None), None
    if only == "point" or (only is None and column.thousands):
        return (None, None) if usual else ("point", "number_whole_only")
    if conventions.point_elsewhere or (usual and not counts) or (counts and not usual):
        return None, None
    return "comma", "number_mark_of_file"


def said(found: Decided, cell: object, column: Numerals, field: str) -> Problem:
    """Say how a cell of two readings was read, and which cell shows it."""
    elsewhere = column.conventions.comma_elsewhere
    values: dict[str, object] = {
        "mark": MARK_NAMES[found.mark],
        "value": shown(cell),
        "number": f"{found.quantity.number:.15g}",
        "option": stating(field, _OTHER[found.mark]),
    }
    if found.why == "number_mark_found" or elsewhere is None:
        values["shown"] = shown(column.evidence.of(found.mark))
    else:
        values |= {"shown": shown(elsewhere.cell), "column": elsewhere.column}
    return Problem(None, field, found.why or "number_mark_found", "warning", values)
