"""Kind of fault: a date in another spelling is refused, or read as another date than is meant."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.written import dates
from layers.written.dates import Moment, ZoneUnreadError, readings
from tests.builders.processes import within

SPRING = dt.date(2026, 3, 5)
NEW_YEAR = dt.datetime(2019, 12, 31, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "written",
    ["2026-03-05", "2026/3/5", "2026.3.5", "2026.3.5.", "2026 3 5", "2026年3月5日",
     "2026 年 3 月 5 日", "２０２６年３月５日", "2026年3月5号",
     "2026年03月05日 星期四", "2026年3月5日（周四）", "26年3月5日",
     "二〇二六年三月五日", "二零二六年三月五日", "2026－03－05", "2026—03—05", "2026-03-05\u200b",
     "\u200e2026\u200e/3/5", "20260305", "20260305083000", "2026-03-05 08:30", "2026-03-05T24:00",
     "2026年3月5日8时30分", "2026-03-05 下午3:30", "2026-03-05 3:30 PM", "5 March 2026", "5-Mar-26",
     "Mar 5, 2026", "March 5th, 2026", "Thursday, 5 March 2026", "2026-Mar-05", "2026-03-05Z",
     "2026-03-05+08:00"],
)  # fmt: skip
def test_one_date_in_the_spellings_of_planners_files(written):
    assert readings(written) == (Moment(SPRING),)


@pytest.mark.parametrize(
    ("written", "date"),
    [("2026", (2026, 1, 1)), ("2026年", (2026, 1, 1)), ("2026年3月", (2026, 3, 1)),
     ("202603", (2026, 3, 1)), ("March 2026", (2026, 3, 1)),
     ("二〇二六年十二月三十一日", (2026, 12, 31)),
     ("二〇二六年十月二十日", (2026, 10, 20)), ("99年1月2日", (1999, 1, 2))],
)  # fmt: skip
def test_months_years_and_numerals(written, date):
    assert readings(written) == (Moment(dt.date(*date)),)


@pytest.mark.parametrize(
    "written",
    ["2019-12-31T16:00:00.000Z", "2020-01-01T00:00:00+08:00", "2020-01-01 00:00:00 +0800",
     "2019/12/31 16:00:00+00", "20191231T160000Z", "2020-01-01T00:00+08:00[Asia/Shanghai]",
     "Wed Jan 01 2020 00:00:00 GMT+0800 (中国标准时间)", "Wed, 01 Jan 2020 00:00:00 +0800",
     "2019-12-31 10:00 UTC-6", "2020-01-01 上午12:00 +08:00", "2019-12-31T24:00+08:00"],
)  # fmt: skip
def test_one_instant_in_the_spellings_of_programs(written):
    assert readings(written) == (Moment(None, NEW_YEAR),)


@pytest.mark.parametrize("written", ["1577808000000", "1577808000", "/Date(1577808000000)/"])
def test_counts_since_1970_are_instants(written):
    assert readings(written) == (Moment(None, NEW_YEAR, "since_1970"),)


def test_day_numbers_of_spreadsheets_are_dates():
    assert readings("43831") == (Moment(dt.date(2020, 1, 1), form="spreadsheet"),)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("03/04/2026", {"dmy": (2026, 4, 3), "mdy": (2026, 3, 4)}),
        ("3.4.2026", {"dmy": (2026, 4, 3), "mdy": (2026, 3, 4)}),
        ("13/04/2026", {"dmy": (2026, 4, 13)}),
        ("04/13/2026 12:00:00 AM", {"mdy": (2026, 4, 13)}),
        ("26/3/4", {"ymd": (2026, 3, 4)}),
        ("26-03-04", {"ymd": (2026, 3, 4), "dmy": (2004, 3, 26)}),
        ("02-03-04", {"ymd": (2002, 3, 4), "dmy": (2004, 3, 2), "mdy": (2004, 2, 3)}),
    ],
)
def test_every_reading_of_an_open_order_is_kept(written, found):
    assert readings(written) == {order: Moment(dt.date(*day)) for order, day in found.items()}


def test_what_may_be_a_month_or_a_day_or_a_count_keeps_both():
    assert readings("200305") == (Moment(dt.date(2003, 5, 1)), Moment(dt.date(2020, 3, 5)))
    assert [one.form for one in readings("202603050830")] == ["date", "since_1970"]


@pytest.mark.parametrize(
    "written",
    ["", "昨天", "2005-13", "2005-02-29", "民国99年", "3/4/6", "32/13/2026", "2026年十三月",
     "2026.3-2027.5", "12", "123", "1e5", "约2015年", "2026-03-05x"],
)  # fmt: skip
def test_what_is_no_date_has_no_reading(written):
    assert not readings(written)


@pytest.mark.parametrize("written", ["2026-03-05 08:30 CST", "2026-03-05 08:30 -25:00x"])
def test_a_zone_that_several_places_use_is_not_guessed(written):
    with pytest.raises(ZoneUnreadError):
        readings(written)


def test_a_column_decides_where_one_order_is_left():
    cells = [readings(one) for one in ("03/04/2026", "13/04/2026", "2026-01-01")]
    assert dates.decide(cells) == ("dmy",)
    assert dates.decide(cells[:1]) == ("dmy", "mdy")
    assert dates.decide([readings("13/04/2026"), readings("04/13/2026")]) == ()


def test_time_stamps_of_libraries():
    assert dates.of_value(dt.datetime(2026, 3, 5, 23)) == Moment(SPRING)  # noqa: DTZ001 - as held
    assert dates.of_value(NEW_YEAR) == Moment(None, NEW_YEAR)


@given(st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2029, 12, 31)))
def test_every_date_is_among_its_readings(date):
    for written in (f"{date:%d/%m/%Y}", f"{date:%m/%d/%y}", f"{date:%y-%m-%d}", f"{date:%d %b %Y}"):
        found = readings(written)
        moments = found.values() if isinstance(found, dict) else found
        assert Moment(date) in moments


@pytest.mark.parametrize("unit", [" ", "1 ", "年", "（", "2026-03-05 ", "9"])
def test_a_long_cell_takes_no_time(unit):
    with within(1):
        assert not readings("2026-03-05 08:30" + unit * 30_000 + "x")
