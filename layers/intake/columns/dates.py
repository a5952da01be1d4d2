"""Dates of a column: one day for one instant, and no order of day and month that is guessed."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from layers.intake.columns.reading import ColumnRead, shown
from layers.problems import Problem
from layers.text import Text
from layers.written import dates
from layers.written.conventions import Conventions
from layers.written.dates import Moment, Order, Readings, ZoneUnreadError
from layers.written.zones import days

ORDER_NAMES: Mapping[Order, Text] = {
    "ymd": Text("年月日", "year-month-day"),
    "dmy": Text("日月年", "day-month-year"),
    "mdy": Text("月日年", "month-day-year"),
}
_ONE_DECIMAL = re.compile(r"\d{4}\.\d")
_COUNTED = {"spreadsheet": "date_day_number", "since_1970": "date_since_1970"}


def read_dates(cells: Sequence[Any], field: str, conventions: Conventions) -> ColumnRead:
    """Return the dates of a column's distinct cells; None is no data.

    A date of which the order of day, month and year is open is read as the user says, else as
    the only order that all such cells of the column admit; else it is an error that names the
    readings. Counts of days or of time since 1970 are listed by value as repaired.
    """
    read = ColumnRead([None] * len(cells))
    admitted: dict[int, Readings] = {}
    for position, cell in enumerate(cells):
        if cell is None:
            continue
        try:
            found = _readings(cell, conventions)
        except ZoneUnreadError as error:
            values = {"value": shown(cell), "zone": shown(error)}
            read.faults[position] = Problem(None, field, "date_zone_unread", "error", values)
            continue
        if found:
            admitted[position] = found
        else:
            values = {"value": shown(cell)}
            read.faults[position] = Problem(None, field, "value_not_date", "error", values)
    chosen = _ordered(admitted, cells, field, read, conventions)
    _set_days(chosen, cells, field, read, conventions)
    return read


def _readings(cell: object, conventions: Conventions) -> Readings:
    if isinstance(cell, dt.date):
        return (dates.of_value(cell),)
    text = str(cell)
    if isinstance(cell, float) and _ONE_DECIMAL.fullmatch(text):
        return ()  # 2005.1 may be January or, as 2005.10, October
    return dates.readings(text, conventions.day_start)


def _ordered(
    admitted: dict[int, Readings],
    cells: Sequence[Any],
    field: str,
    read: ColumnRead,
    conventions: Conventions,
) -> dict[int, Moment]:
    """Return one moment for each cell, and report the cells that keep several readings."""
    left = dates.decide(admitted.values())
    order = conventions.date_order or (left[0] if len(left) == 1 else None)
    chosen: dict[int, Moment] = {}
    decided: int | None = None
    for position, found in admitted.items():
        moments = list(found.values()) if isinstance(found, Mapping) else list(found)
        if isinstance(found, Mapping) and order is not None:
            if order in found:
                open_before = len({one.key for one in moments}) > 1
                decided = position if open_before and decided is None else decided
                moments = [found[order]]
            else:
                moments = []
        if len({one.key for one in moments}) == 1:
            chosen[position] = moments[0]
            continue
        code = "date_two_readings" if moments else "date_other_order"
        values = {
            "value": shown(cells[position]),
            "readings": " / ".join(_day_text(one) for one in moments),
            "order": ORDER_NAMES[order] if order else "",
        }
        read.faults[position] = Problem(None, field, code, "error", values)
    if decided is not None and conventions.date_order is None and order is not None:
        values = {
            "value": shown(cells[decided]),
            "date": _day_text(chosen[decided]),
            "order": ORDER_NAMES[order],
            "option": order,
        }
        read.notes.append(Problem(None, field, "date_order_found", "warning", values))
    return chosen


def _set_days(
    chosen: dict[int, Moment],
    cells: Sequence[Any],
    field: str,
    read: ColumnRead,
    conventions: Conventions,
) -> None:
    """Set the day of every moment; those whose day depends on an unknown zone are errors."""
    stamps = [one.instant for one in chosen.values() if one.instant is not None]
    told = days(stamps, conventions.clocks)
    if told.offset is not None:
        hours = told.offset.total_seconds() / 3600
        values = {"zone": f"UTC{hours:+g}" if hours else "UTC"}
        read.notes.append(Problem(None, field, "date_zone_found", "warning", values))
    for position, one in chosen.items():
        tried = (one.date,) if one.instant is None else told.of.get(one.instant, ())
        value = shown(cells[position])
        if len(tried) != 1:
            values = {"value": value, "readings": " / ".join(str(day) for day in tried)}
            code = "date_zone_open" if tried else "value_not_date"
            read.faults[position] = Problem(None, field, code, "error", values)
            continue
        read.cells[position] = tried[0]
        if one.form in _COUNTED:
            values = {"value": value, "date": str(tried[0])}
            found = Problem(None, field, _COUNTED[one.form], "repaired", values)
            read.faults[position] = found


def _day_text(moment: Moment) -> str:
    return str(moment.date) if moment.instant is None else f"{moment.instant:%Y-%m-%dT%H:%MZ}"
