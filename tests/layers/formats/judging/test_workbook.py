"""Workbooks: no part is believed, each is read once as a stream."""

import zipfile

import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read
from layers.formats.archives import check
from layers.formats.judging.workbook import require_workbook
from layers.formats.refusal import Refusal
from tests.load.hostile_tables import (
    HEADING,
    ROW,
    workbook,
    workbook_doctype,
    workbook_last_cell,
    workbook_one_string,
    workbook_row_number,
)


def judged(path, **limits):
    with zipfile.ZipFile(path) as archive:
        return require_workbook(archive, check(archive, Limits()), Limits(**limits))


def refused(path, **limits):
    with pytest.raises(Refusal) as caught:
        judged(path, **limits)
    return caught.value.code, caught.value.values


def sheet(tmp_path, rows, strings=b"<sst/>"):
    return workbook(tmp_path, "a.xlsx", f"<sheetData>{HEADING}{rows}</sheetData>", strings)


def test_a_cell_in_the_last_column_is_refused_by_its_column(tmp_path):
    values = {"found": 16_384, "limit": 1_000}
    assert refused(workbook_last_cell(tmp_path)) == ("too_many_columns", values)


def test_a_row_beyond_the_last_one_is_refused(tmp_path):
    code, values = refused(workbook_row_number(tmp_path))
    assert (code, values["found"]) == ("row_number", 10**11)
    assert refused(sheet(tmp_path, '<row r="x"/>'))[0] == "row_number"


def test_a_value_in_the_last_row_is_read_without_the_million_rows_between(tmp_path):
    frame = read(sheet(tmp_path, ROW.format(row=1_048_576, more=""))).frame
    assert len(frame) == 1


def test_cells_that_hold_a_format_only_are_neither_columns_nor_rows(tmp_path):
    styled = '<row r="2"><c r="A2" s="1"/><c r="XFD2" s="1"/></row>'
    path = sheet(tmp_path, styled + ROW.format(row=3, more=""))
    assert judged(path) == 3
    assert len(read(path).frame) == 1
    assert refused(path, workbook_cells=6)[0] == "too_many_parts"


def test_what_the_sheet_says_of_its_size_is_not_believed(tmp_path):
    lie = '<dimension ref="A1:XFD1048576"/>'
    rows = f"{lie}<sheetData>{HEADING}{ROW.format(row=2, more='')}</sheetData>"
    assert len(read(workbook(tmp_path, "a.xlsx", rows)).frame) == 1


def test_entities_are_refused_in_every_part_and_encoding(tmp_path):
    with pytest.raises(FileRefusedError) as caught:
        read(workbook_doctype(tmp_path))
    assert caught.value.code == "xml_entities"


def test_a_text_longer_than_a_cell_is_refused_where_it_stands(tmp_path):
    long = '<row r="7"><c r="C7" t="str"><v>' + "x" * 70_000 + "</v></c></row>"
    code, values = refused(sheet(tmp_path, long))
    assert (code, values["row"], values["column"]) == ("cell_too_long", 7, "3")
    shared = b"<sst><si><t>a</t></si><si><t>" + b"x" * 70_000 + b"</t></si></sst>"
    code, values = refused(sheet(tmp_path, "", shared))
    assert (code, values["row"], values["column"]) == ("cell_too_long", 2, "sharedStrings.xml")


def test_a_text_that_many_cells_show_counts_in_each(tmp_path):
    path = workbook_one_string(tmp_path)  # 50,000 x 60 kB = 3 GB
    limits = Limits().for_size(path.stat().st_size)
    with pytest.raises(FileRefusedError, match="cells together"):
        read(path, ReadOptions(limits=limits))


def test_texts_and_other_elements_are_counted(tmp_path):
    strings = b"<sst>" + b"<si><t>a</t></si>" * 6 + b"</sst>"
    assert refused(sheet(tmp_path, "", strings), workbook_cells=10)[0] == "too_many_parts"
    merged = '<mergeCell ref="A1:B1"/>' * 60
    assert refused(sheet(tmp_path, merged), workbook_parts=50)[0] == "too_many_parts"


def test_an_ordinary_workbook_tells_how_wide_it_is(tmp_path):
    assert judged(sheet(tmp_path, ROW.format(row=2, more="<c/><c><v>1</v></c>"))) == 4
