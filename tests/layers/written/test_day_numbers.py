"""Kind of fault: a number that stands for a date is refused, or taken for another date."""

import datetime as dt

import pytest

from layers.written.day_numbers import MAC_START, of_spreadsheet, since_1970


@pytest.mark.parametrize(
    ("text", "date"),
    [("43831", dt.date(2020, 1, 1)), ("43831.75", dt.date(2020, 1, 1)),
     ("38717", dt.date(2005, 12, 31)), ("10000", dt.date(1927, 5, 18)),
     ("73050", dt.date(2099, 12, 31))],
)  # fmt: skip
def test_day_numbers_of_spreadsheets(text, date):
    assert of_spreadsheet(text) == date


@pytest.mark.parametrize("text", ["2020", "9999", "73051", "-43831", "438310", "4e4", ""])
def test_years_and_what_lies_beyond_are_no_day_numbers(text):
    assert of_spreadsheet(text) is None


def test_workbooks_of_old_macs_count_from_1904():
    assert of_spreadsheet("42369", MAC_START) == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    "text", ["1577808000", "1577808000000", "1577808000000000", "1577808000000000000",
             "1577808000.0"]
)  # fmt: skip
def test_counts_since_1970_by_their_digits(text):
    assert since_1970(text) == dt.datetime(2019, 12, 31, 16, tzinfo=dt.UTC)


def test_milliseconds_before_1970():
    assert since_1970("-315619200000") == dt.datetime(1960, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["15778", "15778080000", "9999999999", "1577808000000.5", "x"])
def test_other_numbers_count_nothing(text):
    assert since_1970(text) is None
