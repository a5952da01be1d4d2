"""Text tables: the delimiter is stated or unmistakable, and rows are counted as they are seen."""

import csv

import pytest

from layers.catalogue import LAYER_TYPES
from layers.formats import FileRefusedError, read
from layers.formats.table.text_rows import delimiter_of
from layers.intake.examine import IntakeContext, examine

ROWS = [["名称", "经度", "纬度"], ["甲", "116,4", "39,9"], ["乙", "116,5", "39,8"]]


def _read(tmp_path, text, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read(path)


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;", "\ufeffsep=;"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_first_line_that_states_the_delimiter_is_no_row(tmp_path, line, end):
    """The kind: Excel's `sep=;` line, which was the only heading."""
    text = end.join([line, "name;lon;lat", "S0;116.394;39.922", "S1;116.404;39.913", ""])
    layer = _read(tmp_path, text)
    assert layer.frame["name"].tolist() == ["S0", "S1"]
    assert layer.frame.geometry.y.tolist() == [39.922, 39.913]
    assert (layer.notes, layer.heading_row) == ([], 2)


def test_a_stated_tab_may_be_written_out(tmp_path):
    for stated in ("sep=\t", "sep=\\t"):
        assert len(_read(tmp_path, f"{stated}\nname\tlon\tlat\na\t1\t2\n").frame) == 1


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "；"])
def test_the_delimiter_is_found_below_a_title(delimiter):
    """The kind: a title without delimiters made every delimiter look alike."""
    lines = ["某区机构一览表，2024", *(delimiter.join(row) for row in ROWS), "注：无，略"]
    assert delimiter_of("\n".join(lines)) == delimiter


def test_the_delimiter_is_the_one_that_names_a_place():
    assert delimiter_of("name;lon;lat\na;116,400;39,920\nb;116,5;39,8\n") == ";"
    assert delimiter_of("a;b,lon,lat\n1;2,3,4\n") == ","


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_line_ends_in_quotes_do_not_shift_the_numbers_of_rows(tmp_path, delimiter):
    """The kind: a row that is named and is another, after cells of several lines."""
    rows = ['"名\n称"', "lon", "lat", "capacity"], ['"a\r\nb\r\nc"', "1", "2", "5"], [], \
        ["d", "3", "4", "many"]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(delimiter.join(row) for row in rows).encode())
    found = examine(path, LAYER_TYPES["health_centers"], IntakeContext())
    assert [(one.row, one.file_row) for one in found.problems if one.severity == "error"] == [
        (3, 4)
    ]
    assert found.frame["name"].tolist() == ["a\r\nb\r\nc"]


def test_a_title_and_remarks_of_one_field_are_no_rows_of_the_wrong_length(tmp_path):
    layer = _read(tmp_path, "表一\n名称,经度,纬度\n甲,116.4,39.9\n注：数据截至2024年\n")
    assert layer.frame["名称"].tolist() == ["甲"]
    assert [note.code for note in layer.notes] == ["headings_found", "rows_no_data"]


def test_a_stated_delimiter_that_names_no_place_gives_way_to_one_that_does(tmp_path):
    assert _read(tmp_path, "sep=;\nname,lon,lat\na,1,2\n").frame["name"].tolist() == ["a"]
    assert delimiter_of("a;b\n1,2;3\n", ";") == ";"


def test_spaces_and_carets_are_delimiters_where_names_split_by_them(tmp_path):
    """The kind: lists of survey points as text, set apart by spaces."""
    text = "name   lon   lat\na      1.5   2\nb      3     4\n"
    assert _read(tmp_path, text, "a.txt").frame.geometry.x.tolist() == [1.5, 3.0]
    assert delimiter_of("name^lon^lat\na b^1^2\n") == "^"
    assert delimiter_of("my name,beds\na b,1\n") == ","


@pytest.mark.parametrize("end", ["\r", "\n\x1a", "\r\n\x1a\r\n"])
def test_ends_of_lines_and_files_of_old_programs(tmp_path, end):
    text = f"name,lon,lat{end[0]}a,1,2{end[0]}b,3,4{end}"
    assert _read(tmp_path, text).frame["name"].tolist() == ["a", "b"]


def test_a_field_beyond_the_limit_decides_no_delimiter():
    csv.field_size_limit(100)
    try:
        assert delimiter_of('name;lon;lat\n"' + "x" * 200) == ","
    finally:
        csv.field_size_limit(131_072)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "name,lon,lat\na,1,2,3,x\n",
            "row 2 has 5 cells, the heading row 3: too many: 3 x; put text that holds ','",
        ),
        (
            'name\tlon\tlat\n"a\nb"\t1\t2\na\t1\t2\t7\n',
            "row 3 (line 4 of the text) has 4 cells, the heading row 3: too many: 7; put",
        ),
        (
            "name;lon;lat\na;1\n",
            "row 2 has 2 cells, the heading row 3: set empty cells apart by ';' too",
        ),
    ],
)
def test_a_row_of_the_wrong_length_is_named_with_its_mend(tmp_path, text, said):
    """The kind: `line 2 has 5 fields`, without what is too much and what to do."""
    with pytest.raises(FileRefusedError) as caught:
        _read(tmp_path, text)
    assert caught.value.code == "ragged"
    assert said in caught.value.text("en")
    assert "标题有 3 格" in caught.value.text("zh")


@pytest.mark.parametrize("name", ["a.xls", "a.tsv", "a.txt", "a.tab"])
def test_text_that_is_called_otherwise_is_a_table(tmp_path, name):
    """The kind: text with tabs that a web page exports under `.xls`, refused as no known format."""
    assert _read(tmp_path, "名称\t经度\t纬度\n甲\t1\t2\n", name).frame["名称"].tolist() == ["甲"]


def test_a_cell_that_is_too_long_is_named_by_its_row_after_blank_ones(tmp_path):
    text = "表一\nname,lon,lat\na,1,2\n\n\n" + "x" * 70_000 + ",3,4\n"
    with pytest.raises(FileRefusedError, match="row 4, column 'name'"):
        _read(tmp_path, text)
