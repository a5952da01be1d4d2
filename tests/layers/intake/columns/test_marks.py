"""Kind of fault: of two readings one is guessed, or none is taken where the column tells."""

import pytest

from layers.intake.columns.marks import Numerals, decided, said, shows_thousands
from layers.intake.columns.reading import BadValueError
from layers.written.conventions import Conventions, Shown
from layers.written.numbers import decide, readings

COMMA = Conventions(comma_elsewhere=Shown("column 'area'", "12,5"))


def fractions(*cells, conventions=COMMA):
    return Numerals(decide(cells), conventions, counts=False, holds=lambda _: True)


def test_its_own_cells_go_before_the_file():
    found = decided(readings("1,234"), fractions("1,234,567"))
    assert (found.quantity.number, found.mark, found.why) == (1234, "point", "number_mark_found")


def test_a_column_that_shows_both_marks_is_not_decided_by_the_file():
    with pytest.raises(BadValueError, match="number_two_readings"):
        decided(readings("1,234"), fractions("12,5", "12.5"))


def test_what_is_said_names_the_cell_its_column_and_the_option():
    column = fractions()
    found = said(decided(readings("1,234"), column), "1,234", column, "用地 面积")
    assert found.text("en").startswith("'12,5' of column 'area' shows that the file has a decimal")
    assert found.mend("zh") == "如该列不同，请用 --decimal '用地 面积=point' 指定"


def test_thousands_are_shown_by_what_is_whole_in_one_reading_only():
    def holds(quantity):
        return quantity.number.is_integer()

    assert shows_thousands([readings("1,234")], holds)
    assert not shows_thousands([readings("2,000"), readings("1.234"), readings("7")], holds)
