import datetime as dt

from layers.written.conventions import AskedMarks, Conventions, stating
from layers.written.zones import Clocks


def test_nothing_is_decided_unless_it_is_said():
    told = Conventions()
    assert (told.decimal, told.comma_elsewhere, told.date_order) == (None, None, None)
    assert (told.clocks, told.day_start) == (Clocks(None, None), dt.date(1899, 12, 30))


def test_a_column_has_its_own_mark_else_that_of_all():
    asked = AskedMarks("comma", {"人口 （人）": "point"})
    assert (asked.of("人口(人)"), asked.of("面积")) == ("point", "comma")
    assert (asked.names("人口（人）"), asked.names("面积")) == (True, False)
    told = Conventions(decimal="comma", decimals={"a": "point"})
    assert (told.of_column("a").decimal, told.of_column("b").decimal) == ("point", "comma")


def test_the_option_is_written_as_a_shell_takes_it():
    assert stating("it's", "comma") == """--decimal 'it'"'"'s=comma'"""
