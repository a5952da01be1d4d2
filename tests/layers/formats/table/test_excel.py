"""Excel: the one filled sheet, values as typed, caps whatever the sheet claims."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read


def _workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_excel_reads_the_only_filled_sheet_or_the_one_named(tmp_path):
    rows = [["名称", "经度", "纬度", None], ["东四", 116.4, 39.9], [None, None, None], ["南", 1, 2]]
    one = _workbook(tmp_path / "a.xlsx", {"说明": [], "数据": rows})
    frame = read(one).frame
    assert frame["名称"].tolist() == ["东四", "南"]
    two = _workbook(tmp_path / "b.xlsx", {"a": rows, "b": rows})
    with pytest.raises(FileRefusedError, match="several layers: a, b"):
        read(two)
    assert len(read(two, ReadOptions(layer_name="b")).frame) == 2
    with pytest.raises(FileRefusedError, match="no 'c'"):
        read(two, ReadOptions(layer_name="c"))


def test_excel_caps_hold_whatever_the_sheet_claims(tmp_path):
    path = _workbook(tmp_path / "a.xlsx", {"a": [["lon", "lat", *range(20)], [1, 2]]})
    with pytest.raises(FileRefusedError, match="columns"):
        read(path, ReadOptions(limits=Limits(columns=10)))
    path = _workbook(tmp_path / "a.xlsx", {"a": [["lon", "lat"]] + [[1, 2]] * 20})
    with pytest.raises(FileRefusedError, match="rows"):
        read(path, ReadOptions(limits=Limits(rows=10)))


def test_excel_rows_wider_than_the_heading_are_refused(tmp_path):
    path = _workbook(tmp_path / "a.xlsx", {"a": [["lon", "lat"], [1, 2, 3]]})
    with pytest.raises(FileRefusedError, match="row 2 has 3 cells"):
        read(path)


def test_cells_keep_their_kind(tmp_path):
    rows = [
        ["代码", "启用", "面积", "名称", "lon", "lat"],
        ["0101", dt.date(2005, 12, 31), 12.5, "  东四 ", 116.4, 39.9],
        ["0102", None, None, "  ", 116.5, 39.8],
    ]
    frame = read(_workbook(tmp_path / "a.xlsx", {"a": rows})).frame
    assert frame["代码"].tolist() == ["0101", "0102"]
    assert frame["启用"].tolist()[0] == dt.date(2005, 12, 31)
    assert frame["面积"].sum() == 12.5
    assert frame["名称"].tolist()[0] == "东四"
    assert frame["名称"].isna().tolist() == [False, True]


def test_columns_without_heading_are_left_out(tmp_path):
    path = _workbook(tmp_path / "a.xlsx", {"a": [["lon", None, "lat"], [1, "note", 2]]})
    assert read(path).frame.columns.tolist() == ["geometry"]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [({"a": []}, "empty"), ({"a": [["lon", "lat", "lon"], [1, 2, 3]]}, "heading_twice")],
)
def test_sheets_that_are_no_table_are_refused(tmp_path, sheets, code):
    with pytest.raises(FileRefusedError) as caught:
        read(_workbook(tmp_path / "a.xlsx", sheets))
    assert caught.value.code == code


def test_a_workbook_with_macros_is_refused(tmp_path):
    path = _workbook(tmp_path / "a.xlsx", {"a": [["lon", "lat"], [1, 2]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(FileRefusedError, match="macros") as caught:
        read(path)
    assert "另存为" in caught.value.text("zh")


def test_the_only_sheet_that_names_a_place_is_read_and_the_others_told(tmp_path):
    """The kind: a workbook with a sheet of remarks, for which the sheet had to be named."""
    rows = [["表一"], ["名称", "经度", "纬度"], ["东四", 116.4, 39.9]]
    sheets = {"说明": [["\u200b本表由各街道填报"], ["单位", "人"]], "数据": rows}
    layer = read(_workbook(tmp_path / "a.xlsx", sheets))
    assert layer.frame["名称"].tolist() == ["东四"]
    assert [note.code for note in layer.notes] == ["headings_found", "sheets_ignored"]
    assert "说明" in layer.notes[1].text("en")
    named = read(tmp_path / "a.xlsx", ReadOptions(layer_name="数据"))
    assert [note.code for note in named.notes] == ["headings_found"]


def test_a_workbook_whose_days_count_from_1904_says_so(tmp_path):
    """Kind: plain numbers that are days would be four years off."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (["lon", "lat", "opened_on"], [116.4, 39.9, 42369]):
        book.active.append(row)
    book.save(tmp_path / "mac.xlsx")
    notes = read(tmp_path / "mac.xlsx").notes
    assert [one.code for one in notes] == ["days_from_1904"]
