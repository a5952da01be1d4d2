import datetime as dt

from layers.written.conventions import Conventions
from layers.written.zones import Clocks


def test_nothing_is_decided_unless_it_is_said():
    told = Conventions()
    assert (told.decimal, told.comma_elsewhere, told.date_order) == (None, False, None)
    assert (told.clocks, told.day_start) == (Clocks(None, None), dt.date(1899, 12, 30))
