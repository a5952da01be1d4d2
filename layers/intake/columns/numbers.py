"""Numbers of a column: units undone, and no decimal mark that is guessed."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from layers.catalogue import Column
from layers.intake.columns import marks
from layers.intake.columns.marks import MARK_NAMES, Decided, Numerals
from layers.intake.columns.reading import BadValueError, ColumnRead, shown
from layers.problems import Problem
from layers.written import numbers
from layers.written.conventions import Conventions, stating
from layers.written.inexact import inexact
from layers.written.numbers import Quantity
from layers.written.plain import plain
from layers.written.units import unit_factor

INTEGER_MAXIMUM = 2_147_483_647
NUMBER_MAXIMUM = 1e15
_NOT_FINITE = re.compile(r"[+-]?(nan|inf(inity)?)")
_NOISE = 1e-6


def read_numbers(
    cells: Sequence[Any], column: Column, field: str, factor: float, conventions: Conventions
) -> ColumnRead:
    """Return the numbers of a column's distinct cells in its unit; None is no data.

    `factor` scales numbers without a unit of their own. A number of which the decimal mark is open
    is read as the user says, else as `layers.intake.columns.marks` decides. What decides nothing is
    an error that names both readings and the option that states the mark of this column.
    """
    read = ColumnRead([None] * len(cells))
    numerals = _numerals(cells, column, factor, conventions.of_column(field))
    told: set[str] = set()
    for position, cell in enumerate(cells):
        if cell is None:
            continue
        try:
            found = _quantity(cell, numerals)
            number, unit_scale = _in_unit(
                found.quantity, column, factor, written=isinstance(cell, str)
            )
        except BadValueError as bad:
            values = {"value": shown(cell), **bad.extra, **_options(bad, field, numerals)}
            read.faults[position] = Problem(None, field, bad.code, "error", values)
            continue
        read.cells[position] = number
        if found.why is not None and found.why not in told:
            told.add(found.why)
            read.notes.append(marks.said(found, cell, numerals, field))
        if unit_scale != 1.0:
            values = {
                "value": shown(cell),
                "converted": f"{number:,.10g}",
                "unit": column.unit,
            }
            read.faults[position] = Problem(None, field, "unit_converted", "repaired", values)
    return read


def _numerals(
    cells: Sequence[Any], column: Column, factor: float, conventions: Conventions
) -> Numerals:
    """Return what is known of a column before its cells are read."""

    def holds(quantity: Quantity) -> bool:
        try:
            _in_unit(quantity, column, factor, written=True)
        except BadValueError as bad:
            return bad.code != "value_not_integer"
        return True

    texts = [cell for cell in cells if isinstance(cell, str)]
    whole = column.kind == "integer"
    found = [numbers.readings(text) for text in texts] if whole else []
    units = {one.unit for cell in found for one in cell.values()} - {""}
    scaled = factor != 1.0 or any(unit_factor(unit, column.unit) != 1.0 for unit in units)
    counts = whole and not scaled
    thousands = counts and marks.shows_thousands(found, holds)
    return Numerals(numbers.decide(texts), conventions, counts, holds, thousands)


def _options(bad: BadValueError, field: str, numerals: Numerals) -> dict[str, str]:
    """Return the options that would mend a number of which the mark is open, or another."""
    if bad.code == "number_two_readings":
        return {"point": stating(field, "point"), "comma": stating(field, "comma")}
    if bad.code == "number_other_mark":
        return {
            "option": stating(
                field, "comma" if numerals.conventions.decimal == "point" else "point"
            )
        }
    return {}


def _quantity(cell: object, numerals: Numerals) -> Decided:
    """Return the reading of a cell, its decimal mark, and why where that should be said."""
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, (str, int, float, np.number)):
        raise BadValueError("value_not_number")
    if not isinstance(cell, str):
        return Decided(Quantity(float(cell)), "point")
    if _NOT_FINITE.fullmatch(plain(cell)):
        raise BadValueError("value_not_finite")
    found = numbers.readings(cell)
    if not found:
        raise _no_number(cell)
    asked = numerals.conventions.decimal
    if asked is not None and asked not in found:
        raise BadValueError("number_other_mark", mark=MARK_NAMES[asked])
    if asked is not None:
        return Decided(found[asked], asked)
    if not numbers.is_open(found):
        mark, quantity = next(iter(found.items()))
        return Decided(quantity, mark, "number_mark_found" if mark == "comma" else None)
    return marks.decided(found, numerals)


def _no_number(cell: str) -> BadValueError:
    """Return the fault of a cell that is no number: what it says of one, where it does."""
    said = inexact(cell)
    if said is None:
        return BadValueError("value_not_number")
    return BadValueError("number_inexact", what=said.what, mend=said.mend)


def _in_unit(
    quantity: Quantity, column: Column, factor: float, *, written: bool
) -> tuple[float, float]:
    """Return the number in the column's unit, and the factor of the unit in the cell."""
    own = unit_factor(quantity.unit, column.unit) if quantity.unit else 1.0
    if own is None:
        raise _no_number(f"{quantity.number:.15g}{quantity.unit}")
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
