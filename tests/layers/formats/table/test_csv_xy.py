"""CSV and Excel tables: coordinates by any usual name, each faulty row named."""

import openpyxl
import pandas as pd
import pytest
import shapely

from layers.formats import FileRefusedError, Limits, ReadOptions, read, write
from layers.formats.table.text_rows import delimiter_of
from tests.builders.frames import lonlat_frame


def _read(tmp_path, text, encoding="utf-8", **options):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    return read(path, ReadOptions(**options))


@pytest.mark.parametrize(
    "heading",
    ["lon,lat", "Longitude,Latitude", "lng,lat", "经度,纬度", "X,Y", "X_COORD,Y_COORD", "东经,北纬",
     "经度(GCJ-02),纬度(GCJ-02)", "x坐标,y坐标"],
)  # fmt: skip
def test_coordinate_columns_by_their_usual_names(tmp_path, heading):
    layer = _read(tmp_path, f"名称,{heading}\n东四,116.4,39.9\n")
    assert layer.frame.geometry.to_wkt().tolist() == ["POINT (116.4 39.9)"]
    assert list(layer.frame.columns) == ["名称", "geometry"]
    assert layer.frame.crs is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_delimiter_and_encoding_are_found_out(tmp_path, delimiter, encoding):
    rows = [["名称", "经度", "纬度"], ["东四，街道", "116.4", "39.9"], ["安定门", "116.5", "39.8"]]
    layer = _read(tmp_path, "\n".join(delimiter.join(row) for row in rows), encoding)
    assert layer.frame["名称"].tolist() == ["东四，街道", "安定门"]
    assert [note.code for note in layer.notes] == ["encoding_guessed"] * (encoding == "gb18030")


def test_line_ends_in_quotes_stay(tmp_path):
    layer = _read(tmp_path, 'name,lon,lat\r\n"a\r\nb",1,2\r\nc,3,4\r\n')
    assert layer.frame["name"].tolist() == ["a\r\nb", "c"]


def test_rows_with_bad_coordinates_are_named(tmp_path):
    text = 'name,lon,lat\na,1,2\nb,,2\nc,1,zwei\nd,inf,2\ne,"1,234.5",2\nf,nan,2\n'
    layer = _read(tmp_path, text)
    assert [(note.row, note.field, note.code) for note in layer.notes] == [
        (2, "lon", "coordinates_missing"),
        (3, "lat", "coordinates_unreadable"),
        (4, "lon", "value_not_finite"),
        (6, "lon", "coordinates_unreadable"),
    ]
    assert layer.frame.geometry.isna().tolist() == [False, True, True, True, False, True]
    assert layer.frame.geometry[4].x == 1234.5


def test_well_known_text_is_read_and_bad_text_named(tmp_path):
    layer = _read(tmp_path, "name;wkt\na;POLYGON ((0 0,1 0,1 1,0 0))\nb;POINT (1\nc;\n")
    assert layer.frame.geometry[0].area == 0.5
    assert [(note.row, note.code) for note in layer.notes] == [
        (2, "coordinates_unreadable"),
        (3, "coordinates_missing"),
    ]


def test_a_table_without_coordinates_names_its_columns(tmp_path):
    with pytest.raises(FileRefusedError, match="社区, 床位"):
        _read(tmp_path, "社区,床位\n东四,10\n")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name,lon,lat\na,1,2\nb,1\n", "row 3 has 2 cells"),
        ("name,lon,lat\na,1,2,x\n", "row 2 has 4 cells"),
        ("name,name,lon,lat\na,b,1,2\n", "'name' stands twice, in the columns A, B"),
        ('name,lon,lat\n"a,1,2\n', "line 2: a quotation is not closed"),
        ('name,lon,lat\na,1,2\n"b"c,1,2\n', "line 3: a quotation"),
        ("\n", "empty"),
        ("na\0me,lon,lat\n", "NUL character"),
    ],
)
def test_broken_tables_are_refused(tmp_path, text, cause):
    with pytest.raises(FileRefusedError, match=cause):
        _read(tmp_path, text)


def test_caps_on_rows_and_columns(tmp_path):
    with pytest.raises(FileRefusedError, match="more rows than the limit of 2"):
        _read(tmp_path, "lon,lat\n" + "1,2\n" * 3, limits=Limits(rows=2))
    with pytest.raises(FileRefusedError, match="3 columns"):
        _read(tmp_path, "lon,lat,a\n1,2,3\n", limits=Limits(columns=2))


def test_delimiter_needs_rows_of_equal_length():
    assert delimiter_of("a;b\n1,5;2,5\n") == ";"
    assert delimiter_of("name\nx\n") == ","


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']


@pytest.fixture
def formulas():
    values = [*FORMULAS, "plain"]
    shapes = shapely.points([[1.0, 2.0]] * len(values))
    return lonlat_frame(shapes, name=values, change=-1.5)


def test_csv_quotes_formulas_and_leaves_numbers(tmp_path, formulas):
    path = tmp_path / "a.csv"
    write(formulas, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert table["name"].tolist() == [f"'{text}" for text in FORMULAS] + ["plain"]
    assert (table["change"] == -1.5).all()


def test_excel_holds_no_formula_and_no_link(tmp_path, formulas):
    path = tmp_path / "a.xlsx"
    write(formulas, path)
    sheet = openpyxl.load_workbook(path).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_column_called_as_a_coordinate_keeps_its_values(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    frame = lonlat_frame([shapely.Point(116, 39)], X=["kept"], x_=["too"])
    write(frame, path)
    found = read(path).frame
    assert found.drop(columns="geometry").iloc[0].to_dict() == {"X": "kept", "x_": "too"}
    assert found.geometry.to_wkt().tolist() == ["POINT (116 39)"]
