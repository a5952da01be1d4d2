"""Kind of fault: dates that only their column, their place or the user can tell are guessed."""

import datetime as dt

import pytest

from layers.intake.columns.dates import read_dates
from layers.written.conventions import Conventions
from layers.written.day_numbers import MAC_START
from layers.written.zones import CHINA, Clocks, zone_of

NEW_YEAR = dt.date(2020, 1, 1)
BEIJING = Conventions(clocks=Clocks(zone_of(CHINA)))


def read(*cells, conventions=BEIJING):
    """Return the dates, the causes by position, and the causes of the whole column."""
    found = read_dates(cells, "opened_on", conventions)
    faults = {position: one.code for position, one in found.faults.items()}
    return found.cells, faults, [one.code for one in found.notes]


def test_one_instant_is_one_date_from_every_kind_of_cell():
    cells = (
        "2019-12-31T16:00:00.000Z",
        "2020-01-01T00:00:00+08:00",
        "2019/12/31 16:00:00+00",
        dt.datetime(2019, 12, 31, 16, tzinfo=dt.UTC),
        dt.date(2020, 1, 1),
        dt.datetime(2020, 1, 1, 23),  # noqa: DTZ001 - a workbook knows no zone
        "1577808000000",
        "43831",
        None,
    )
    counted = {6: "date_since_1970", 7: "date_day_number"}
    assert read(*cells) == ([NEW_YEAR] * 8 + [None], counted, [])


def test_midnights_of_utc_are_dates_far_from_china_too():
    chicago = Conventions(clocks=Clocks(longitude=-87.6))
    found = read("2020-01-01T00:00:00Z", conventions=chicago)
    assert found == ([NEW_YEAR], {}, ["date_zone_found"])


def test_an_open_order_is_an_error_that_names_both_readings():
    found = read_dates(["03/04/2026"], "opened_on", BEIJING)
    text = found.faults[0].text("en")
    assert found.cells == [None]
    assert "2026-04-03 / 2026-03-04" in text
    assert "--date-order" in found.faults[0].mend("zh")


def test_the_column_decides_and_says_so():
    found = read("03/04/2026", "13/04/2026")
    assert found == ([dt.date(2026, 4, 3), dt.date(2026, 4, 13)], {}, ["date_order_found"])


def test_a_column_that_contradicts_itself_decides_nothing():
    cells, faults, notes = read("03/04/2026", "13/04/2026", "04/13/2026")
    assert cells == [None, dt.date(2026, 4, 13), dt.date(2026, 4, 13)]
    assert (faults, notes) == ({0: "date_two_readings"}, [])


def test_two_readings_of_one_day_are_one():
    assert read("1/1/2020") == ([NEW_YEAR], {}, [])


@pytest.mark.parametrize(
    ("order", "date"), [("dmy", dt.date(2026, 4, 3)), ("mdy", dt.date(2026, 3, 4))]
)
def test_the_user_decides(order, date):
    told = Conventions(date_order=order)
    assert read("03/04/2026", conventions=told) == ([date], {}, [])


def test_what_does_not_fit_the_stated_order_is_an_error():
    told = Conventions(date_order="mdy")
    assert read("13/04/2026", conventions=told)[1] == {0: "date_other_order"}


def test_a_stamp_whose_day_is_open_names_the_dates():
    chicago = Conventions(clocks=Clocks(longitude=-87.6))
    stamps = ("2020-01-01T06:00Z", "2020-07-01T05:00Z")
    assert read(*stamps, conventions=chicago)[1] == {0: "date_zone_open", 1: "date_zone_open"}
    told = Conventions(clocks=Clocks(zone_of("America/Chicago")))
    assert read(*stamps, conventions=told)[0] == [NEW_YEAR, dt.date(2020, 7, 1)]


def test_a_zone_that_the_stamps_tell_is_said():
    singapore = Conventions(clocks=Clocks(longitude=103.8))
    found = read("2019-12-31T16:00Z", "2020-06-30T16:00Z", conventions=singapore)
    assert found == ([NEW_YEAR, dt.date(2020, 7, 1)], {}, ["date_zone_found"])
    assert read("2019-12-31T16:00Z", conventions=singapore)[1] == {0: "date_zone_open"}


def test_what_is_no_date_is_named():
    cells, faults, _ = read("民国99年", "2020-01-01 8:00 CST", 2005.1, "2005.1")
    assert cells == [None, None, None, dt.date(2005, 1, 1)]
    assert faults == {0: "value_not_date", 1: "date_zone_unread", 2: "value_not_date"}


def test_days_of_old_macs():
    assert read("42369", conventions=Conventions(day_start=MAC_START))[0] == [NEW_YEAR]
