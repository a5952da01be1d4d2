"""Kind of fault: one instant, written in two zones, becomes two dates."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.written.zones import CHINA, Clocks, days, zone_of

NEW_YEAR = dt.date(2020, 1, 1)
CHICAGO, SINGAPORE, LAS_PALMAS = -87.6, 103.8, -15.4


def at(text):
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "written",
    ["2019-12-31T16:00+00:00", "2020-01-01T00:00+08:00", "2019-12-31T10:00-06:00",
     "2020-01-01T00:00+00:00", "2020-01-01T15:59+00:00"],
)  # fmt: skip
def test_the_day_in_china_is_that_of_beijing_time(written):
    assert days([at(written)], Clocks(zone_of(CHINA))).of == {at(written): (NEW_YEAR,)}


@given(
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),  # noqa: DTZ001 - naive for st
    st.integers(-12, 14),
)
def test_the_zone_it_is_written_in_makes_no_difference(naive, hours):
    instant = naive.replace(tzinfo=dt.UTC)
    moved = instant.astimezone(dt.timezone(dt.timedelta(hours=hours)))
    clocks = Clocks(ZoneInfo("America/Chicago"))
    assert list(days([instant], clocks).of.values()) == list(days([moved], clocks).of.values())


def test_midnights_of_utc_are_dates_wherever_they_are():
    stamps = [at("2020-01-01T00:00+00:00"), at("2020-07-01T00:00+00:00")]
    assert list(days(stamps, Clocks(longitude=CHICAGO)).of.values()) == [
        (NEW_YEAR,),
        (dt.date(2020, 7, 1),),
    ]


def test_midnights_of_one_zone_of_the_place_tell_that_zone():
    stamps = [at("2019-12-31T16:00+00:00"), at("2020-06-30T16:00+00:00")]
    found = days(stamps, Clocks(longitude=SINGAPORE))
    assert found.offset == dt.timedelta(hours=8)
    assert list(found.of.values()) == [(NEW_YEAR,), (dt.date(2020, 7, 1),)]


def test_a_day_that_the_place_leaves_open_is_not_guessed():
    """05:00 UTC is midnight in Chicago in summer and 23:00 the day before in winter."""
    stamps = [at("2020-01-01T06:00+00:00"), at("2020-07-01T05:00+00:00")]
    open_days = days(stamps, Clocks(longitude=CHICAGO)).of
    assert open_days[stamps[0]] == (dt.date(2019, 12, 31), NEW_YEAR)
    told = days(stamps, Clocks(zone_of("America/Chicago"))).of
    assert told == {stamps[0]: (NEW_YEAR,), stamps[1]: (dt.date(2020, 7, 1),)}


def test_noon_is_one_day_in_every_zone_of_the_place():
    stamps = [at("2020-01-01T12:00+00:00"), at("2020-01-01T13:30+00:00")]
    assert set(days(stamps, Clocks(longitude=LAS_PALMAS)).of.values()) == {(NEW_YEAR,)}


def test_nothing_known_of_the_place_leaves_most_days_open():
    found = days([at("2020-01-01T06:00+00:00")], Clocks()).of
    assert list(found.values()) == [(dt.date(2019, 12, 31), NEW_YEAR)]


def test_the_ends_of_the_calendar_have_no_day():
    assert days([dt.datetime.max.replace(tzinfo=dt.UTC)], Clocks(zone_of(CHINA))).of == {}


@pytest.mark.parametrize(
    ("text", "hours"),
    [("UTC", 0), ("+08:00", 8), ("UTC+8", 8), ("-0600", -6), ("Asia/Shanghai", 8)],
)
def test_zones_as_users_name_them(text, hours):
    there = at("2020-01-01T00:00+00:00").astimezone(zone_of(text))
    assert there.utcoffset() == dt.timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "Beijing", "+25:00", "../etc/passwd", "Asia", "8"])
def test_what_is_no_zone_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        zone_of(text)
