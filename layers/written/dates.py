"""Dates as people and programs write them, with every reading that one cell admits.

`2026年3月5日`, `2026-03-05`, `5 March 2026` have one reading; `03/04/2026` has two, and `26/3/4`
three. Years of two digits are taken as spreadsheets take them: 00 to 29 are 2000 to 2029. A stamp
with a time and a zone is an instant, whose day `layers.written.zones` tells.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from layers.written import day_numbers
from layers.written.plain import plain, with_hyphens

Order = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
Form = Literal["date", "spreadsheet", "since_1970"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.\s]\s*"
    r"|\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
)
# how a cell begins; what follows is a time of day or nothing
_FORMS = (
    # 2026-03-05, 2026/3, 2026年3月5日, 2026; and 26年3月5日
    r"(?P<y>\d{4})(?:(?:\s*[-/.年]\s*|\s+)(?P<m>\d{1,2})(?:(?:\s*[-/.月]\s*|\s+)(?P<d>\d{1,2})\s*[日号]?|\s*月)?|\s*年)?",
    r"(?P<y>\d{2})\s*年\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*[日号])?",
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    # 5 March 2026, 5-Mar-26, Mar 5 2026, March 2026, 2026-Mar-5
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*(?P<n>{_MONTH})[-\s./,]*(?P<y>\d{{4}}|\d{{2}})",
    rf"(?P<n>{_MONTH})[\s./-]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<y>\d{{4}})",
    rf"(?P<n>{_MONTH})[-\s./,]*(?P<y>\d{{4}})",
    rf"(?P<y>\d{{4}})[-\s./]*(?P<n>{_MONTH})(?:[-\s./]*(?P<d>\d{{1,2}}))?",
)
_TIME = (
    r"(?:z|[+-]\d{2}:\d{2}|(?:[t,\s]\s*|(?<=[日号])\s*)(?:(?P<half>am|pm|上午|下午)\s*)?(?P<hour>\d{1,2})"
    r"(?:[:时点]\s*(?:(?P<minute>\d{1,2})分?(?::?\s*(?P<second>\d{1,2})(?:[.,]\d*)?秒?)?)?)?"
    r"\s*(?P<after>am|pm)?\s*(?P<zone>[a-z+\-][^\s(\[]*)?(?:\s*[(\[].*)?)?"
)
_COMPACT_TIME = (
    r"(?:t(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?(?:[.,]\d*)?"
    r"(?P<zone>[z+\-]\S*)?)"
)
_WHOLE = (
    *(re.compile(form + _TIME) for form in _FORMS),
    re.compile(_FORMS[2] + _COMPACT_TIME),
)
_OPEN = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})" + _TIME)
_ZONE = re.compile(r"(?:z|utc|gmt)|(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?")
_DIGITS = re.compile(r"\d+")
_ASP = re.compile(r"/date\((-?\d+)(?:[+-]\d{4})?\)/")
_HAN = {character: str(digit) for digit, character in enumerate("〇一二三四五六七八九")} | {
    "零": "0", "○": "0"
}  # fmt: skip
_HAN_TENS = re.compile("([一二三])?十([一二三四五六七八九])?")
_PIVOT = 30
_LONGEST = 120  # a longer cell is no date, and would be tried in many splits
_YEARS = range(1800, 2200)
_LAST_HOUR = 24


class ZoneUnreadError(ValueError):
    """A time stamp whose zone is none that is known for sure, such as `CST`."""


@dataclass(frozen=True)
class Moment:
    """One reading: a date, or an instant with its zone, and the form it was written in."""

    date: dt.date | None
    instant: dt.datetime | None = None
    form: Form = "date"

    @property
    def key(self) -> dt.date | dt.datetime | None:
        """Return what two readings of one day have in common."""
        return self.date or self.instant


Readings = tuple[Moment, ...] | Mapping[Order, Moment]


def of_value(value: dt.date) -> Moment:
    """Return the moment of a date or a time stamp as libraries hold it."""
    if isinstance(value, dt.datetime):
        if value.tzinfo is None or value.utcoffset() is None:
            return Moment(value.date())
        return Moment(None, dt.datetime.fromtimestamp(value.timestamp(), tz=dt.UTC))
    return Moment(value)


def readings(text: str, start: dt.date = day_numbers.SPREADSHEET_START) -> Readings:
    """Return what a cell can mean.

    A dictionary by the order of day, month and year where the order matters, else a tuple: of one
    moment, of several where only the user can tell, or of none where the text is no date.
    `start` is the day from which spreadsheets count.

    Raises
    ------
    ZoneUnreadError
        Where a time of day has a zone that cannot be told.
    """
    if len(text) > _LONGEST:
        return ()
    text = _narrow(text)
    if _DIGITS.fullmatch(text) and len(text) not in (4, 8):
        return tuple(_of_digits(text, start))
    matched = _OPEN.fullmatch(text)
    if matched:
        return _of_open(matched)
    for form in _WHOLE:
        matched = form.fullmatch(text)
        if matched:
            return _of_named(matched)
    counted = _counted(text, start)
    return (counted,) if counted else ()


def _narrow(text: str) -> str:
    """Return plain text with Chinese numerals of dates as digits."""
    text = with_hyphens(plain(text)).replace("\u2014", "-")
    text = _WEEKDAY.sub("", text).strip().rstrip(".。")
    if "年" not in text:
        return text
    text = _HAN_TENS.sub(
        lambda ten: f"{_HAN.get(ten[1] or '', '1')}{_HAN.get(ten[2] or '', '0')}", text
    )
    return "".join(_HAN.get(character, character) for character in text)


def _of_digits(text: str, start: dt.date) -> Iterator[Moment]:
    """Yield what bare digits can mean: 202603, 20260305083000, 46086, 1772668800000."""
    tried: list[tuple[str, str, str]] = []
    if len(text) == 6:  # noqa: PLR2004 - yyyymm or yymmdd
        tried = [(text[:4], text[4:], "1"), (text[:2], text[2:4], text[4:])]
    elif len(text) in (10, 12, 14):
        tried = [(text[:4], text[4:6], text[6:8])]
    for year, month, day in tried:
        date = _date(year, month, day)
        if date is not None and date.year in _YEARS:
            yield Moment(date)
    counted = _counted(text, start)
    if counted:
        yield counted


def _counted(text: str, start: dt.date) -> Moment | None:
    matched = _ASP.fullmatch(text)
    date = day_numbers.of_spreadsheet(text, start)
    if date is not None:
        return Moment(date, form="spreadsheet")
    instant = day_numbers.since_1970(matched[1] if matched else text)
    return Moment(None, instant, "since_1970") if instant is not None else None


def _of_open(matched: re.Match[str]) -> dict[Order, Moment]:
    """Return the readings of three numbers, of which the last or the first is the year."""
    first, middle, last = matched[1], matched[3], matched[4]
    found: dict[Order, Moment] = {}
    tried: dict[Order, tuple[str, str, str]] = {}
    if len(last) > 1:
        tried = {"dmy": (last, middle, first), "mdy": (last, first, middle)}
    if len(first) == 2 and len(last) <= 2:  # noqa: PLR2004 - a year of two digits
        tried["ymd"] = (first, middle, last)
    for order, parts in tried.items():
        date = _date(*parts)
        if date is not None:
            found[order] = _stamped(date, matched)
    return found


def _of_named(matched: re.Match[str]) -> tuple[Moment, ...]:
    parts = matched.groupdict()
    month = str(_MONTHS[parts["n"]]) if parts.get("n") else parts.get("m") or "1"
    date = _date(parts["y"], month, parts.get("d") or "1")
    return () if date is None else (_stamped(date, matched),)


def _date(year: str, month: str, day: str) -> dt.date | None:
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 - as spreadsheets take it
        number += 2000 if number < _PIVOT else 1900
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        return None


def _stamped(date: dt.date, matched: re.Match[str]) -> Moment:
    """Return the date, or the instant where a time of day and its zone follow."""
    parts = matched.groupdict()
    if not parts.get("zone"):
        return Moment(date)
    zone = _ZONE.fullmatch(parts["zone"])
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    if zone is None or hour > _LAST_HOUR or minute > 59:  # noqa: PLR2004 - minutes
        raise ZoneUnreadError(parts["zone"])
    half = parts.get("half") or parts.get("after")
    if half in ("pm", "下午") and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half in ("am", "上午") and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    offset = dt.timedelta(hours=int(zone[2] or 0), minutes=int(zone[3] or 0))
    offset = -offset if zone[1] == "-" else offset
    midnight = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    past = dt.timedelta(hours=hour, minutes=minute, seconds=int(parts["second"] or 0))
    try:
        return Moment(None, midnight + past - offset)
    except OverflowError:
        return Moment(date)


def decide(cells: Iterable[Readings]) -> tuple[Order, ...]:
    """Return the orders that every cell of a column admits; none where they contradict."""
    left = ORDERS
    for one in cells:
        if isinstance(one, Mapping):
            left = tuple(order for order in left if order in one)
    return left
