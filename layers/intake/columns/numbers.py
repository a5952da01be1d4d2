"""Numbers of a column: units undone, and no decimal mark that is guessed."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from layers.catalogue import Column
from layers.intake.columns.reading import BadValueError, ColumnRead, shown
from layers.problems import Problem
from layers.text import Text
from layers.written import numbers
from layers.written.conventions import Conventions
from layers.written.numbers import Decimal, Evidence, Quantity
from layers.written.plain import plain
from layers.written.units import unit_factor

INTEGER_MAXIMUM = 2_147_483_647
NUMBER_MAXIMUM = 1e15
_NOT_FINITE = re.compile(r"[+-]?(nan|inf(inity)?)")
_NOISE = 1e-6
MARK_NAMES = {
    "point": Text("小数点为“.”", "a decimal point"),
    "comma": Text("小数点为“,”", "a decimal comma"),
}


def read_numbers(
    cells: Sequence[Any], column: Column, field: str, factor: float, conventions: Conventions
) -> ColumnRead:
    """Return the numbers of a column's distinct cells in its unit; None is no data.

    `factor` scales numbers without a unit of their own. A number of which the decimal mark is open
    is read as the user says, else as the other cells of the column show; among whole numbers, with
    the only mark that gives one. Else it is an error that names both readings.
    """
    read = ColumnRead([None] * len(cells))
    evidence = numbers.decide(cell for cell in cells if isinstance(cell, str))
    for position, cell in enumerate(cells):
        if cell is None:
            continue
        try:
            quantity, mark = _quantity(cell, column, factor, evidence, conventions)
            number, unit_scale = _in_unit(quantity, column, factor, written=isinstance(cell, str))
        except BadValueError as bad:
            values = {"value": shown(cell), **bad.extra}
            read.faults[position] = Problem(None, field, bad.code, "error", values)
            continue
        read.cells[position] = number
        if mark is not None and not read.notes and conventions.decimal is None:
            read.notes.append(_said(evidence.of(mark), mark, cell, quantity, field))
        if unit_scale != 1.0:
            values = {
                "value": shown(cell),
                "converted": f"{number:,.10g}",
                "unit": column.unit,
            }
            read.faults[position] = Problem(None, field, "unit_converted", "repaired", values)
    return read


def _quantity(
    cell: object, column: Column, factor: float, evidence: Evidence, conventions: Conventions
) -> tuple[Quantity, Decimal | None]:
    """Return the reading of a cell, and its decimal mark where that should be said."""
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, (str, int, float, np.number)):
        raise BadValueError("value_not_number")
    if not isinstance(cell, str):
        return Quantity(float(cell)), None
    if _NOT_FINITE.fullmatch(plain(cell)):
        raise BadValueError("value_not_finite")
    found = numbers.readings(cell)
    if not found:
        raise BadValueError("value_not_number")
    asked = conventions.decimal
    if asked is not None and asked not in found:
        raise BadValueError("number_other_mark", mark=MARK_NAMES[asked])
    if asked is not None:
        return found[asked], None
    if not numbers.is_open(found):
        mark, quantity = next(iter(found.items()))
        return quantity, mark if mark == "comma" else None
    return _decided(found, column, factor, evidence, conventions)


def _decided(
    found: dict[Decimal, Quantity],
    column: Column,
    factor: float,
    evidence: Evidence,
    conventions: Conventions,
) -> tuple[Quantity, Decimal | None]:
    """Return one of two readings, and the mark that the column shows; raise where it shows none."""
    # a point alone is the usual mark, which needs no evidence and no word
    usual = abs(found["point"].number) < abs(found["comma"].number)
    counts = column.kind == "integer" and float(found["comma"].number).is_integer()
    if counts and not usual and evidence.comma is None:
        return found["point"], None  # nobody writes 2 people as 2,000
    whole = _whole_only(found, column, factor)
    shows = evidence.decimal
    if shows is not None and whole in (None, shows):
        return found[shows], None if usual and shows == "point" else shows
    unseen = evidence.comma is None and not conventions.comma_elsewhere
    if unseen and whole == (None if usual else "point"):
        return found["point"], None
    readings = " / ".join(f"{one.number:.15g}" for one in found.values())
    raise BadValueError("number_two_readings", readings=readings)


def _whole_only(found: dict[Decimal, Quantity], column: Column, factor: float) -> Decimal | None:
    """Return the only mark that gives a column of whole numbers one, or None."""
    if column.kind != "integer":
        return None
    good: list[Decimal] = []
    for decimal, quantity in found.items():
        try:
            _in_unit(quantity, column, factor, written=True)
        except BadValueError as bad:
            if bad.code == "value_not_integer":
                continue
        good.append(decimal)
    return good[0] if len(good) == 1 else None


def _in_unit(
    quantity: Quantity, column: Column, factor: float, *, written: bool
) -> tuple[float, float]:
    """Return the number in the column's unit, and the factor of the unit in the cell."""
    own = unit_factor(quantity.unit, column.unit) if quantity.unit else 1.0
    if own is None:
        raise BadValueError("value_not_number")
    scale = own if quantity.unit else factor
    number = quantity.number * scale
    if written or scale != 1.0:
        number = _whole_number(number, column)
    return _bounded(number, column), own


def _whole_number(number: float, column: Column) -> float:
    """Round away what binary fractions add to a converted count (1.1 万 is 11 000)."""
    near = round(number) if math.isfinite(number) and column.kind == "integer" else number
    return float(near) if abs(near - number) < _NOISE else number


def _bounded(number: float, column: Column) -> float:
    if not math.isfinite(number):
        raise BadValueError("value_not_finite")
    if column.kind == "integer" and number != math.floor(number):
        raise BadValueError("value_not_integer")
    maximum = INTEGER_MAXIMUM if column.kind == "integer" else NUMBER_MAXIMUM
    if abs(number) > maximum:
        raise BadValueError("value_too_large", maximum=f"{maximum:g}")
    if column.minimum is not None and number < column.minimum:
        raise BadValueError("value_below_minimum", minimum=f"{column.minimum:g}")
    return number


def _said(shows: str, mark: Decimal, cell: object, quantity: Quantity, field: str) -> Problem:
    """Say which decimal mark a cell shows the column to have, and how another cell was read."""
    values = {
        "shown": shown(shows),
        "mark": MARK_NAMES[mark],
        "value": shown(cell),
        "number": f"{quantity.number:.15g}",
        "other": "comma" if mark == "point" else "point",
    }
    return Problem(None, field, "number_mark_found", "warning", values)
