import datetime as dt

from layers.written.conventions import Conventions
from layers.written.zones import Clocks


def test_nothing_is_decided_unless_it_is_said():
    assert Conventions() == Conventions(None, Clocks(None, None), dt.date(1899, 12, 30))
