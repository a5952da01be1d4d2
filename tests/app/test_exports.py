import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pyogrio
from geopandas import GeoDataFrame
from shapely.geometry import Point

from app.exports import flatten, title_of, to_csv, to_file, to_xlsx, write_result
from app.services import Result
from layers.text import Text

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://example.org", "plain"]


def _result() -> Result:
    rows = GeoDataFrame(
        {"name": NASTY, "area_share": [0.5] * 6 + [None]},
        geometry=[Point(116, 39)] * 7,
        index=pd.Index(range(1, 8), name="id"),
        crs="EPSG:4326",
    )
    note = Text("注意", "take note")
    receipt = {"layers": [{"layer": "communities", "version": 3}]}
    return Result(
        "coverage", Text("覆盖", "Cover"), rows, {"n": 7}, {"radius": 500}, receipt, (note,)
    )


def test_no_cell_of_csv_starts_a_formula_and_excel_reads_it_as_utf8() -> None:
    data = to_csv(_result().table)
    assert data.startswith(b"\xef\xbb\xbfid,name,area_share\r\n")
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[1] == "1,'=1+1,0.5"
    assert lines[7] == "7,plain,"


def test_excel_holds_text_as_text_and_says_what_it_rests_on() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(_result(), language="zh")))
    rows, notes = book.worksheets
    assert [cell.value for cell in rows["B"]][1:] == NASTY
    assert {cell.data_type for cell in rows["B"]} == {"s"}
    assert rows.freeze_panes == "C2"
    assert rows["C2"].number_format == "0.0%"
    assert rows["C8"].value is None
    assert notes.title == "说明"
    said = {row[0].value: row[1].value for row in notes.iter_rows()}
    assert said["radius"] == 500
    assert said["layers.1.version"] == 3
    assert "注意" in said


def test_headers_carry_units() -> None:
    assert title_of("area_m2", "zh") == "面积 (m²)"
    assert title_of("area_share", "en") == "Share of area covered"
    assert title_of("anything", "en") == "anything"


def test_a_geopackage_keeps_rows_and_coordinates(tmp_path) -> None:
    path = tmp_path / "found.gpkg"
    path.write_bytes(write_result(_result(), "gpkg", language="en"))
    frame = pyogrio.read_dataframe(path)
    assert frame["name"].tolist() == NASTY
    assert frame.crs == "EPSG:4326"
    assert to_file(GeoDataFrame(_result().rows), suffix=".geojson", name="x").startswith(b"{")


def test_nested_members_become_lines() -> None:
    assert flatten({"a": {"b": 1}, "c": [2, 3]}) == [("a.b", 1), ("c.1", 2), ("c.2", 3)]


def test_lists_of_rows_in_the_total_are_sheets_of_their_own() -> None:
    total = {"n": 7, "communities": [{"id": 1, "share_after": 0.5}, {"id": 2, "share_after": 1.0}]}
    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx(replace(_result(), total=total), language="en"))
    )
    _, second, notes = book.worksheets
    assert second.title == "Communities"
    assert [row[1].value for row in second.iter_rows(min_row=2)] == [0.5, 1.0]
    assert "n" in {row[0].value for row in notes.iter_rows()}
    assert not any("communities" in str(row[0].value) for row in notes.iter_rows())
