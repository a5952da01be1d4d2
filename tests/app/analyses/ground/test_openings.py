"""What is said of facilities: not open on the day, never imported, none."""

import datetime as dt

import pytest
from shapely.geometry import Point

from app.analyses.ground.facilities import on_day
from app.analyses.ground.openings import facilities_told, require_known
from app.problems.errors import MissingLayerError


def test_a_kind_never_imported_is_refused_with_the_command(town):
    require_known(town, "health_centers")
    with pytest.raises(MissingLayerError, match="flask layers import town libraries FILE"):
        require_known(town, "libraries")


def test_who_is_not_open_is_named_with_the_day_that_keeps_them_out(town):
    places = [Point(10 * i, 0) for i in range(7)]
    opened = [dt.date(2035, 1, 1), *[None] * 6]
    closed = [None, *[dt.date(2020, 5, 1)] * 5, None]
    names = ["{{7*7}}", None, "C", "D", "E", "F", "G"]
    town.put("libraries", places, name=names, opened_on=opened, closed_on=closed)
    with on_day(dt.date(2026, 3, 1)):
        (told,) = facilities_told(town, ["libraries", "streets"], "libraries")
    assert told.en == (
        "6 of 7 Libraries are not open on 2026-03-01 and do not count: {{7*7}} (opens 2035-01-01),"
        " id 2 (closed 2020-05-01), C (closed 2020-05-01), D (closed 2020-05-01),"
        " E (closed 2020-05-01), …"
    )
    assert "{{7*7}}（2035-01-01 启用）" in told.zh
    with on_day(dt.date(2020, 4, 30)):
        (told,) = facilities_told(town, ["libraries"], "libraries")
    assert told.en.startswith("1 of 7 Libraries")


def test_none_and_never_are_told_apart(town):
    (never,) = facilities_told(town, [], "libraries")
    assert "were never imported" in never.en
    town.put("libraries", [])
    (none,) = facilities_told(town, [], "libraries")
    assert "is empty" in none.en
