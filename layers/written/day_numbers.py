"""Numbers that stand for dates: day numbers of workbooks, and time since 1970.

Spreadsheets count days, day 1 being 1 January 1900 with a 29 February 1900 that never was, so that
from March 1900 on the count begins at 30 December 1899; workbooks of old Macs count from 1904.
Web maps and databases count seconds or milliseconds since 1970-01-01T00:00Z.
"""

import datetime as dt
import re

SPREADSHEET_START = dt.date(1899, 12, 30)
MAC_START = dt.date(1904, 1, 1)
DAYS_FROM_1904 = "days_from_1904"
"""The finding about a workbook whose days count from 1904."""
_DAYS = range(10_000, 73_051)  # 1927 to 2099: five digits, so that none is a year
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# how many digits a count since 1970 has from 1973 to 2099, by its unit
_UNITS = ((9, 10, 1), (12, 13, 1_000), (15, 16, 1_000_000), (18, 19, 1_000_000_000))
_LATEST_SECONDS = 4_102_444_800  # 2100
_NUMBER = re.compile(r"(-?)(\d{1,19})(?:\.(\d*))?")


def of_spreadsheet(text: str, start: dt.date = SPREADSHEET_START) -> dt.date | None:
    """Return the date of a day number, its time of day cut off; None where it is none."""
    matched = _NUMBER.fullmatch(text)
    if matched is None or matched[1] or int(matched[2]) not in _DAYS:
        return None
    return start + dt.timedelta(days=int(matched[2]))


def since_1970(text: str) -> dt.datetime | None:
    """Return the instant of a count of seconds or of parts of them, told by its digits."""
    matched = _NUMBER.fullmatch(text)
    if matched is None or (len(matched[2]) > _UNITS[0][1] and (matched[3] or "").strip("0")):
        return None
    digits = matched[2]
    for least, most, unit in _UNITS:
        if least <= len(digits) <= most and not digits.startswith("0"):
            count = int(digits) // (unit // 1_000_000 or 1)
            seconds = count / min(unit, 1_000_000)
            if seconds >= _LATEST_SECONDS:
                return None
            return _EPOCH + dt.timedelta(seconds=-seconds if matched[1] else seconds)
    return None
