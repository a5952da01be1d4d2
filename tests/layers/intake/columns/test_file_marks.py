"""Kind of fault: a mark is stated for a column that is not there, and nothing is said."""

import pandas as pd

from layers.intake.columns.file_marks import unknown_columns, with_marks_shown
from layers.written.conventions import Conventions

COLUMNS = {
    "area": pd.Series(["1,234", "12,5"]),
    "site": pd.Series(["1,234", "5,678"]),
    "staff": pd.Series([1.5, 2.5]),
}


def test_a_comma_is_shown_with_its_column_and_numbers_of_programs_show_nothing():
    told = with_marks_shown(COLUMNS, Conventions())
    assert (told.comma_elsewhere.cell, told.point_elsewhere) == ("12,5", False)
    assert told.comma_elsewhere.column.en == "column 'area'"
    rent = with_marks_shown({**COLUMNS, "rent": pd.Series(["1.5", None])}, Conventions())
    assert rent.point_elsewhere


def test_a_column_of_which_the_mark_is_stated_shows_nothing_of_others():
    told = with_marks_shown(COLUMNS, Conventions(decimals={"area": "comma"}))
    assert told.comma_elsewhere is None


def test_a_column_that_is_not_there_or_holds_no_numbers_is_refused_with_those_that_do():
    told = Conventions(decimals={"aria": "point", "name": "point", "lon": "comma", "area": "comma"})
    found = unknown_columns(told, ["name", "area"], ["area"], ["lon", "lat"])
    assert [(one.field, one.code, one.severity) for one in found] == [
        ("aria", "decimal_unknown", "error"),
        ("name", "decimal_no_number", "error"),
    ]
    assert "there are: lon, lat, name, area" in found[0].text("en")
    assert "those are: area, lon, lat" in found[1].text("en")
