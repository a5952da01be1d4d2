"""How a file writes what can be read in two ways: what the user said, and what is known of it."""

import datetime as dt
from dataclasses import dataclass, field

from layers.written.dates import Order
from layers.written.day_numbers import SPREADSHEET_START
from layers.written.numbers import Decimal
from layers.written.zones import Clocks


@dataclass(frozen=True)
class Conventions:
    """What decides between readings; None is left to the cells of each column.

    Attributes
    ----------
    decimal
        The decimal mark of numbers such as 1,234.
    comma_elsewhere
        Whether another column of the file shows a decimal comma.
    date_order
        The order of day, month and year in dates such as 03/04/2026.
    clocks
        The clocks of the place, which tell the day of a time stamp with a zone.
    day_start
        The day from which the workbook counts days.
    """

    decimal: Decimal | None = None
    comma_elsewhere: bool = False
    date_order: Order | None = None
    clocks: Clocks = field(default_factory=Clocks)
    day_start: dt.date = SPREADSHEET_START
