"""Merged ranges by the row in which they begin."""

import pytest

from layers.formats import read
from layers.formats.refusal import Refusal
from layers.formats.table.merges import fill_down, in_rows
from tests.builders.sheets import sheet


def test_ranges_begin_in_their_first_row():
    assert in_rows(["B1:C1", "A1:A2", "AA3:AB4"]) == {1: [(1, 2), (0, 0)], 3: [(26, 27)]}


def test_what_is_no_range_is_passed_over():
    assert in_rows(["", "A0:B1", "A1", "nonsense:B2"]) == {}


def test_text_of_cells_merged_downwards_is_of_each_row_and_told():
    """The kind: a subdistrict merged over its communities, which only the first of them kept."""
    rows = {2: ["东四", "甲", 30], 3: [None, "乙"], 5: [], 6: ["安定门", "丁"]}
    notes = fill_down(rows, 1, ["A2:A5", "C2:C3", "B1:B3", "A6:B6"])
    assert rows == {2: ["东四", "甲", 30], 3: ["东四", "乙"], 5: ["东四"], 6: ["安定门", "丁"]}
    assert [(note.code, note.values["cells"]) for note in notes] == [
        ("merged_texts", "A2:A5 (东四)"),
        ("merged_numbers", "C2:C3 (30)"),
    ]


def test_what_stands_in_a_row_by_itself_stays():
    rows = {2: ["东四"], 3: ["安定门"]}
    assert fill_down(rows, 1, ["A2:A3"]) == []
    assert rows[3] == ["安定门"]


def test_ranges_over_each_other_end():
    with pytest.raises(Refusal, match="damaged"):
        fill_down({2: ["a"]}, 1, ["A2:A1048576"] * 10_000)


def test_a_sheet_with_merged_subdistricts_comes_in_whole(tmp_path):
    rows = [["街道", "名称", "经度", "纬度", "人口"], ["东四", "甲", 116.4, 39.9, 500],
            [None, "乙", 116.41, 39.91, None], ["安定门", "丙", 116.42, 39.92, 7]]  # fmt: skip
    layer = read(sheet(tmp_path / "a.xlsx", rows, ["A2:A3", "E2:E3"]))
    assert layer.frame["街道"].tolist() == ["东四", "东四", "安定门"]
    assert layer.frame["人口"].isna().tolist() == [False, True, False]
    assert [note.code for note in layer.notes] == ["merged_texts", "merged_numbers"]
