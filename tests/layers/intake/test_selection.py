import numpy as np
import openpyxl
import pytest
from shapely.geometry import Point

from layers.catalogue import LAYER_TYPES
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.intake.examine import IntakeContext, examine
from layers.intake.selection import renumber, select
from layers.problems import Problem
from tests.builders.frames import lonlat_frame


def _raw(notes: list[Problem] | None = None) -> RawLayer:
    frame = lonlat_frame(
        [Point(at, 0) for at in range(4)], year=[2018, 2020, 2018, 2020], kind=["a", "a", "b", "b"]
    )
    return RawLayer(frame, "geojson", notes=notes or [])


@pytest.mark.parametrize(
    ("where", "rows"),
    [({}, [1, 2, 3, 4]), ({"year": "2020"}, [2, 4]), ({"year": "2020", "kind": "b"}, [4])],
)
def test_rows_are_taken_by_value_and_keep_their_numbers(
    where: dict[str, str], rows: list[int]
) -> None:
    raw, kept = select(_raw(), where)
    assert kept.tolist() == rows
    assert raw.frame.geometry.x.tolist() == [row - 1 for row in rows]


def test_whole_numbers_read_as_floats_are_found() -> None:
    raw = _raw()
    raw.frame["year"] = raw.frame["year"].astype(float)
    assert select(raw, {"year": "2020"})[1].tolist() == [2, 4]


def test_a_column_that_is_not_there_is_an_error_that_names_the_others() -> None:
    raw, _ = select(_raw(), {"jahr": "2020"})
    (fault,) = raw.notes
    assert (fault.code, fault.severity, fault.field) == ("where_unknown", "error", "jahr")
    assert "year, kind" in fault.mend("en")


def test_notes_of_rows_left_out_vanish_and_the_others_move_there_and_back() -> None:
    notes = [Problem(row, None, "geometry_missing", "error") for row in (1, 4)]
    raw, kept = select(_raw(notes), {"year": "2020"})
    assert [note.row for note in raw.notes] == [None, 2]
    assert [problem.row for problem in renumber(raw.notes, kept)] == [None, 4]


def test_the_other_row_of_a_duplicate_is_renumbered_too() -> None:
    found = [Problem(2, None, "duplicate_geometry", "error", {"other": 1})]
    (moved,) = renumber(found, np.array([2, 4]))
    assert (moved.row, moved.values["other"]) == (4, 2)


def test_an_import_takes_one_year_of_a_long_table(tmp_path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("name,lon,lat,year\nA,116.4,39.9,2018\nA,116.4,39.9,2020\nB,,39.9,2020\n")
    intake = examine(
        path, LAYER_TYPES["police_stations"], IntakeContext(), ReadOptions(where={"year": "2020"})
    )
    assert "duplicate_geometry" not in {problem.code for problem in intake.problems}
    assert {problem.row for problem in intake.problems if problem.severity == "error"} == {3}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_blank_rows_do_not_shift_the_numbers_of_rows(tmp_path, suffix) -> None:
    """The kind: a row that is named and is another. Rows 2 and 4 are blank, row 5 is at fault."""
    cells = [["name", "lon", "lat", "capacity"], ["A", 116.40, 39.92, 5], [None] * 4,
             ["B", 116.41, 39.92, 6], [None] * 4, ["-1层", 116.42, 39.92, "many"]]  # fmt: skip
    path = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        rows = [",".join("" if cell is None else str(cell) for cell in row) for row in cells]
        path.write_text("\n".join(rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in cells:
            book.active.append(row)
        book.save(path)
    found = examine(path, LAYER_TYPES["health_centers"], IntakeContext())
    assert [(one.row, one.code) for one in found.problems if one.severity == "error"] == [
        (5, "value_not_number")
    ]
    taken = examine(
        path, LAYER_TYPES["health_centers"], IntakeContext(), ReadOptions(where={"name": "-1层"})
    )
    assert [one.row for one in taken.problems if one.severity == "error"] == [5]
