"""The day of a time stamp: one instant has one day, whatever zone it is written in.

`2019-12-31T16:00Z` and `2020-01-01T00:00+08:00` are one instant. Its day is that of the place the
data are about. Where the zone of the place is not known, the stamps of a column often tell it:
programs that hold dates as time stamps write the midnight of UTC or of their own place.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CHINA = "Asia/Shanghai"
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_MOST_HOURS = 14
_HOUR = 15.0  # degrees of longitude
_AT_MOST = -2.0, 3.5  # hours by which clocks differ from the sun anywhere
_MOSTLY = -1.0, 2.0  # and in most places, summer time included
_QUARTER = dt.timedelta(minutes=15)
_EARLIEST, _LATEST = dt.datetime(1, 1, 3, tzinfo=dt.UTC), dt.datetime(9999, 12, 29, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Clocks:
    """What is known of the clocks where the data are: a zone, or a longitude, or nothing."""

    zone: dt.tzinfo | None = None
    longitude: float | None = None

    def offsets(self, window: tuple[float, float] = _AT_MOST) -> list[dt.timedelta]:
        """Return the differences from UTC that clocks may have there, by quarters of an hour.

        `window` holds the hours by which clocks may be behind and ahead of the sun.
        """
        least, most = -12.0, float(_MOST_HOURS)
        if self.longitude is not None:
            sun = self.longitude / _HOUR
            least, most = max(sun + window[0], least), min(sun + window[1], most)
        first, last = math.ceil(least * 4), math.floor(most * 4)
        return [step * _QUARTER for step in range(first, last + 1)]


def zone_of(text: str) -> dt.tzinfo:
    """Return the zone that a user names: `Asia/Shanghai`, `UTC`, `+08:00`, `UTC+8`.

    Raises `ValueError` for what names none.
    """
    given = text.strip()
    if given.lower() in ("utc", "gmt", "z"):
        return dt.UTC
    matched = _OFFSET.fullmatch(given)
    if matched:
        offset = dt.timedelta(hours=int(matched[2]), minutes=int(matched[3] or 0))
        if offset > dt.timedelta(hours=_MOST_HOURS):
            raise ValueError(text)
        return dt.timezone(-offset if matched[1] == "-" else offset)
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(text) from None


@dataclass(frozen=True)
class Days:
    """The days of instants; several where the place leaves them open.

    `offset` is the difference from UTC that the stamps themselves told, None where they did not.
    """

    of: dict[dt.datetime, tuple[dt.date, ...]]
    offset: dt.timedelta | None = None


def days(instants: Iterable[dt.datetime], clocks: Clocks) -> Days:
    """Return the days of instants, each with a zone.

    By the zone of the clocks; else by the one zone in which all of them are midnights (UTC, or,
    where there are several of them, one that the longitude admits); else by every zone it admits,
    which often agree. What lies at the very ends of the calendar has no day.
    """
    known = [one for one in dict.fromkeys(instants) if _EARLIEST < one < _LATEST]
    if clocks.zone is not None:
        return Days({one: (one.astimezone(clocks.zone).date(),) for one in known})
    tried = clocks.offsets()
    told = _midnights(known, [dt.timedelta(0)])
    if not told and clocks.longitude is not None and len(known) > 1:
        told = _midnights(known, clocks.offsets(_MOSTLY))
    offset = told[0] if len(told) == 1 else None
    zones = [dt.timezone(one) for one in (tried if offset is None else told)]
    found = {one: tuple(sorted({one.astimezone(zone).date() for zone in zones})) for one in known}
    return Days(found, offset)


def _midnights(instants: list[dt.datetime], offsets: list[dt.timedelta]) -> list[dt.timedelta]:
    """Return the offsets with which every instant is a midnight."""
    times = {one.astimezone(dt.UTC).time() for one in instants}
    if len(times) != 1:
        return []
    (time,) = times
    past = dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
    if time.microsecond:
        return []
    return [one for one in offsets if (past + one) % dt.timedelta(days=1) == dt.timedelta(0)]
