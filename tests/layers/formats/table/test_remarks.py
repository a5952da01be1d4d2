"""Rows below the table. The kind: totals and signatures that were rows of data, or errors."""

import pytest

from layers.formats import read
from layers.formats.table.heading_rows import find
from layers.formats.table.remarks import Remarks
from tests.builders.sheets import table

NAMES = ["名称", "经度", "纬度", "床位"]
ROWS = [["站0", 116.394, 39.922, 100], ["站1", 116.404, 39.913, 101]]


@pytest.fixture
def remarks():
    return Remarks(find([(1, NAMES)], None))


@pytest.mark.parametrize(
    "first",
    ["合计", "合　计", "总计：", "东四街道小计", "合计（张）", "Total", "Grand total", "平均",
     "注：数据截至 2024 年", "备注1：略", "资料来源：统计局", "Source: census", "Notes: none",
     "注1、某某", "※注：某", "注释：某",
     "填表人：张三", "审核人", "单位负责人：李四", "填报日期:2024-05-01", "\ufeff名称"],
)  # fmt: skip
def test_totals_remarks_and_signatures_are_no_data(remarks, first):
    cells = NAMES if "名称" in first else [first, None, None, 7]
    assert remarks.take(9, [first, *cells[1:]])
    assert remarks.said()[0].values["count"] == 1


@pytest.mark.parametrize(
    "cells",
    [["合计", 116.4, 39.9, 7], ["注册中心", None, None, 7], ["总部", None, None, 7],
     ["单位大院", None, None, 1],
     ["注：甲", 116.4, None, 1], ["站9", None, None, None], [7, None, None, None]],
)  # fmt: skip
def test_what_may_be_data_stays_data(remarks, cells):
    assert not remarks.take(9, cells)
    assert remarks.said() == []


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_they_are_left_out_and_told_with_their_rows(tmp_path, suffix):
    rows = [NAMES, *ROWS, ["合计", None, None, 201], [], ["注：不含门诊部；坐标系 GCJ-02"],
            ["填表人：张三", None, "审核人：李四"]]  # fmt: skip
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert layer.frame["床位"].tolist() == [100, 101]
    assert [note.code for note in layer.notes] == ["rows_no_data", "datum_in_words"]
    told = layer.notes[0].text("en")
    assert told.startswith("3 rows are no data")
    assert "row 4 '合计 201'; row 6 '注：不含门诊部；坐标系 GCJ-02'; row 7" in told
    assert "第 4 行“合计 201”" in layer.notes[0].text("zh")


@pytest.mark.parametrize("dash", ["—", "-", "/", "——"])
def test_a_total_with_dashes_for_its_place_is_no_data(remarks, dash):
    """The kind: `合计` with dashes under the coordinates, refused as no numbers."""
    assert remarks.take(9, ["合计", dash, dash, 7])
    assert not remarks.take(10, ["站9", dash, dash, 7])


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_remarks_in_several_rows_are_left_out_together(tmp_path, suffix):
    """The kind: the second line of a remark, refused for lack of coordinates."""
    rows = [NAMES, *ROWS, ["注：1.不含门诊部。"], ["　　2.床位为核定数。"], ["（3）截至2024年"]]
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert layer.frame["床位"].tolist() == [100, 101]
    assert layer.notes[0].values["count"] == 3


@pytest.mark.parametrize("cells", [["2.5"], ["2.站", None, None, 5], ["二院"]])
def test_below_a_remark_data_stays_data(remarks, cells):
    assert remarks.take(8, ["注：略"])
    assert not remarks.take(9, cells)


def test_subtotals_and_headings_that_come_again_do_not_shift_the_rows(tmp_path):
    """The kind: tables joined one below the other, each with its headings."""
    rows = [NAMES, ROWS[0], ["小计", None, None, 100], NAMES, ["站1", None, 39.9, 1]]
    layer = read(table(tmp_path / "a.csv", rows))
    assert layer.numbers.tolist() == [1, 4]
    assert [(note.row, note.code) for note in layer.notes] == [
        (None, "rows_no_data"),
        (2, "coordinates_missing"),
    ]
