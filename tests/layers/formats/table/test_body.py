"""The rows below the headings: nothing of them is lost without a word."""

import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read
from tests.builders.sheets import sheet, table


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_columns_without_a_heading_are_told_where_they_hold_anything(tmp_path, suffix):
    """The kind: cells of a column that vanished without a word."""
    rows = [["lon", None, "lat", None, "name"], [1, "note", 2, None, "a"], [3, None, 4, None, "b"]]
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert list(layer.frame.columns) == ["name", "geometry"]
    (note,) = layer.notes
    assert (note.code, note.values["columns"]) == ("columns_unnamed", "B")


def test_a_row_that_is_too_wide_is_named_by_its_row_in_the_sheet(tmp_path):
    """The kind: a row that is named and is another, here after a blank one."""
    path = sheet(tmp_path / "a.xlsx", [["lon", "lat"], [1, 2], [], [1, 2, 3]])
    with pytest.raises(FileRefusedError, match="row 4 has 3 cells"):
        read(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_limits_count_rows_below_the_headings(tmp_path, suffix):
    rows = [["表名"], ["lon", "lat"], [1, 2], [3, 4]]
    path = table(tmp_path / f"a.{suffix}", rows)
    assert len(read(path, ReadOptions(limits=Limits(rows=2))).frame) == 2
    with pytest.raises(FileRefusedError, match="more rows than the limit of 1"):
        read(path, ReadOptions(limits=Limits(rows=1)))
