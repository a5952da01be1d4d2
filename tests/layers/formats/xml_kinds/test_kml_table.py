"""Columns of a KML: typed where its schema says so and every cell is of the type."""

import io

import pytest

from layers.formats.options import Limits
from layers.formats.xml_kinds.kml_rows import Placemarks
from layers.formats.xml_kinds.kml_table import table_of
from tests.builders.packed import kml_text


def _table(more: str, *, folders: bool = True):
    places = Placemarks(Limits())
    places.feed(io.BytesIO(kml_text(more=more).encode()))
    return table_of(places.rows, places, [], folders=folders)


def _typed(kind: str, *values: str):
    fields = f'<Schema id="s"><SimpleField type="{kind}" name="n"/></Schema>'
    rows = "".join(
        f'<Placemark><ExtendedData><SchemaData><SimpleData name="n">{value}</SimpleData>'
        "</SchemaData></ExtendedData></Placemark>"
        for value in values
    )
    return _table(fields + rows)["n"]


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("int", ("12", "", " 7 "), [12, None, 7]),
        ("uint", ("110101001001000123",), [110101001001000123]),
        ("int", ("12", "about 7"), ["12", "about 7"]),
        ("int", ("9223372036854775808",), ["9223372036854775808"]),
        ("double", ("0.5", "-1"), [0.5, -1.0]),
        ("float", ("0,5",), ["0,5"]),
        ("bool", ("true", "0", ""), [True, False, None]),
        ("bool", ("perhaps",), ["perhaps"]),
        ("string", ("0101", ""), ["0101", ""]),
    ],
)
def test_cells_are_of_the_type_of_the_schema_or_stay_text(kind, values, expected):
    """The kind: GDAL made 0 of a cell that is no number, without a word."""
    column = _typed(kind, *values)
    found = column.astype(object).where(column.notna(), None).tolist()
    assert [str(one) for one in found] == [str(one) for one in expected]
    assert list(map(type, found)) == list(map(type, expected))


def test_data_without_a_schema_stays_text():
    data = '<ExtendedData><Data name="代码"><value>0101</value></Data></ExtendedData>'
    assert _table(f"<Placemark>{data}</Placemark>")["代码"].tolist() == ["0101"]


def test_two_values_of_one_name_are_two_columns():
    data = "".join(f'<Data name="a"><value>{n}</value></Data>' for n in (1, 2))
    table = _table(f"<Placemark><ExtendedData>{data}</ExtendedData></Placemark>")
    assert [str(one) for one in table.columns] == ["a", "a", "geometry"]
    assert table.iloc[0, :2].tolist() == ["1", "2"]


def test_folders_are_a_column_where_there_are_any():
    inner = "<Folder><name>社区</name><Placemark/></Folder>"
    outer = f"<Folder><name>卫生</name>{inner}<Placemark/></Folder><Placemark/>"
    assert _table(outer)["folder"].fillna("-").tolist() == ["卫生/社区", "卫生", "-"]
    assert "folder" not in _table(outer, folders=False)
    assert list(_table("<Placemark/>").columns) == ["geometry"]


def test_a_value_called_geometry_is_no_shape():
    data = '<ExtendedData><Data name="geometry"><value>x</value></Data></ExtendedData>'
    table = _table(f"<Placemark>{data}</Placemark>")
    assert (table["geometry_"].tolist(), table.geometry.tolist()) == (["x"], [None])
    assert table.crs.to_epsg() == 4326
