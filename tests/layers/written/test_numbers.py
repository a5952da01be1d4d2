"""Kind of fault: a number that can be read in two ways is read in one, a thousand times off."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.written.numbers import Evidence, Quantity, decide, is_open, readings
from tests.builders.processes import within


def both(written):
    return {mark: one.number for mark, one in readings(written).items()}


@pytest.mark.parametrize(
    ("written", "point", "comma"),
    [("1,234", 1234, 1.234), ("1.234", 1.234, 1234), ("１，２３４", 1234, 1.234),
     ("-1,234", -1234, -1.234), ("116,400", 116_400, 116.4)],
)  # fmt: skip
def test_one_separator_before_three_digits_has_two_readings(written, point, comma):
    assert both(written) == {"point": point, "comma": comma}
    assert is_open(readings(written))


@pytest.mark.parametrize(
    ("written", "mark", "number"),
    [("12,5", "comma", 12.5), ("12.5", "point", 12.5), ("1,234.5", "point", 1234.5),
     ("1.234,5", "comma", 1234.5), ("1,234,567", "point", 1_234_567),
     ("1.234.567", "comma", 1_234_567), ("0,875", "comma", 0.875), ("0.875", "point", 0.875),
     ("1234,567", "comma", 1234.567), ("1 234,5", "comma", 1234.5), ("1'234.5", "point", 1234.5),
     ("1,5e3", "comma", 1500), (".5", "point", 0.5), (",5", "comma", 0.5), ("5.", "point", 5)],
)  # fmt: skip
def test_most_numbers_show_their_decimal_mark(written, mark, number):
    assert both(written) == {mark: number}


@pytest.mark.parametrize(
    ("written", "number"),
    [("1 234", 1234), ("1\u00a0234", 1234), ("12\u202f345\u2009678", 12_345_678), ("1'234", 1234),
     ("1\u2019234", 1234), ("−5", -5), ("–5", -5), ("＋５", 5), ("39\u200b", 39), ("1e3", 1000)],
)  # fmt: skip
def test_whole_numbers_in_any_dress_are_one(written, number):
    assert both(written) == {"point": number, "comma": number}
    assert not is_open(readings(written))


def test_the_unit_stays_beside_the_number():
    assert readings("1.5 万㎡") == {"point": Quantity(1.5, "万m2")}
    assert readings("12人")["comma"] == Quantity(12, "人")


@pytest.mark.parametrize(
    "written",
    ["", "-", "5,", "1,23,456", "1.5,000", "1,,234", "1.2.3", "12 34", "1 2345", "3-5", "约5",
     "1234.567.890", "1,234,56"],
)  # fmt: skip
def test_what_is_no_number_has_no_reading(written):
    assert readings(written) == {}


@given(st.integers(1000, 10**12), st.sampled_from([",", " ", "'", "\u202f"]))
def test_a_number_is_among_its_readings_however_it_is_grouped(number, sign):
    grouped = f"{number:,}".replace(",", sign)
    assert readings(grouped)["point"].number == number


@given(st.floats(0.001, 1e9).map(lambda number: round(number, 2)))
def test_a_fraction_is_among_its_readings_with_either_mark(number):
    written = f"{number:,.2f}"
    turned = written.translate(str.maketrans(",.", ".,"))
    assert math.isclose(both(written)["point"], float(f"{number:.2f}"))
    assert both(turned)["comma"] == both(written)["point"]


def test_a_column_shows_its_mark_by_the_numbers_that_have_one_reading():
    assert decide(["1,234", "7"]) == Evidence()
    assert decide(["1,234", "12,5"]).decimal == "comma"
    assert decide(["1,234", "12.5"]).decimal == "point"
    torn = decide(["1,234", "12,5", "12.5"])
    assert (torn.decimal, torn.of("comma"), torn.of("point")) == (None, "12,5", "12.5")


@pytest.mark.parametrize("unit", ["1", "1,", "1 234", "1 ", ".", "e"])
def test_a_long_cell_takes_no_time(unit):
    with within(1):
        readings("1" + unit * 20_000 + "\u0000")
        readings("1" + unit * (399 // len(unit)) + "\u0000")
