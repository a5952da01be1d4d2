import csv
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyogrio
from geopandas import GeoDataFrame
from hypothesis import Phase, given, settings
from shapely.geometry import Point

from app.answers.files import flatten, title_of, to_csv, to_file, to_xlsx, write_result
from app.services.run import Result
from layers.catalogue import LAYER_TYPES
from layers.formats.table.marks import KEY_HEADING
from layers.formats.writing import free_names, without_formula
from layers.text import Text
from tests.app.hostile import texts

# Files take long to write; a failure names its text, and making that shorter would take minutes.
FEW = settings(max_examples=30, phases=[Phase.explicit, Phase.reuse, Phase.generate])
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


def _named(*names: str) -> Result:
    rows = GeoDataFrame(
        {"name": list(names)},
        geometry=[Point(116, 39)] * len(names),
        index=pd.RangeIndex(1, len(names) + 1, name="id"),
        crs="EPSG:4326",
    )
    about = {"scenario": names[0], names[-1]: names[0]}
    return Result("coverage", Text(*names[:2]), rows, about, about, about, (Text(*names[:2]),))


@given(texts(), texts())
def test_any_text_comes_back_from_csv(one: str, other: str) -> None:
    data = write_result(_named(one, other), "csv", language="en").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[1:] == [["1", without_formula(one)], ["2", without_formula(other)]]


@given(texts(), texts())
def test_any_text_comes_back_from_json(one: str, other: str) -> None:
    for form in ("json", "geojson"):
        body = json.loads(write_result(_named(one, other), form, language="en"))
        rows = body.get("rows") or [feature["properties"] for feature in body["features"]]
        assert [row["name"] for row in rows] == [one, other]
        assert body["notes"] == [{"zh": one, "en": other}]
        assert body["parameters"]["scenario"] == one


def _held(data: bytes) -> list[list[str]]:
    """Return the texts of each sheet as Excel reads them, row by row."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    archive = zipfile.ZipFile(io.BytesIO(data))
    shared = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - written here
    known = ["".join(part.text or "" for part in one.iter(f"{main}t")) for one in shared]
    known = [re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), one) for one in known]
    names = sorted(one for one in archive.namelist() if one.startswith("xl/worksheets/sheet"))
    sheets = [ET.fromstring(archive.read(name)) for name in names]  # noqa: S314 - written here
    cells = [sheet.iter(f"{main}c") for sheet in sheets]
    return [[known[int(c[0].text)] for c in sheet if c.get("t") == "s"] for sheet in cells]


@FEW
@given(texts(), texts())
def test_any_text_comes_back_from_excel(one: str, other: str) -> None:
    """Also as a title of a sheet, a note, a parameter: a workbook opens and holds the text."""
    data = write_result(_named(one, other), "xlsx", language="zh")
    rows, notes = _held(data)
    assert [text for text in rows[2:] if text] == [text for text in (one, other) if text]
    assert notes[0] == one
    assert notes.count(one) >= 4
    openpyxl.load_workbook(io.BytesIO(data))


@FEW
@given(texts(), texts())
def test_any_text_comes_back_from_a_layer_in_excel(one: str, other: str) -> None:
    frame = GeoDataFrame(_named(one, other).rows)
    frame["properties"] = [{other: one}, {}]
    kind = LAYER_TYPES["elder_homes"]
    data = to_file(frame, suffix=".xlsx", name="x", layer_type=kind)
    (found,) = _held(data)
    head = found[: found.index("lat", 2)]
    # What is called as a column of the file is called otherwise.
    (called,) = free_names(
        [other], [KEY_HEADING, "name", "geometry", "lon", "lat", "x", "y", "wkt"]
    )
    assert head == [KEY_HEADING, "name", without_formula(called), "lon"]
    cells = [without_formula(one), without_formula(one), without_formula(other)]
    assert [text for text in found[len(head) + 1 :] if text] == [text for text in cells if text]


@FEW
@given(texts(), texts())
def test_any_text_comes_back_from_a_geopackage(one: str, other: str) -> None:
    frame = GeoDataFrame(_named(one, other).rows)
    frame["properties"] = [{other: one}, {}]
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        kind = LAYER_TYPES["elder_homes"]
        Path(file.name).write_bytes(to_file(frame, suffix=".gpkg", name="x", layer_type=kind))
        assert pyogrio.read_dataframe(file.name)["name"].tolist() == [one, other]


def test_names_of_sheets_are_made_fit_for_excel() -> None:
    long = "[a]:*?/\\" + "x" * 40
    total = {
        long: [{"n": 1}],
        long + "y": [{"n": 2}],
        "": [{"n": 3}],
        "it's": [{"n": 6}],
        "History": [{"n": 4}],
    }
    total["😀" * 20] = [{"n": 5}]
    result = replace(_result(), total=total)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(result, language="en")))
    assert book.sheetnames == [
        "Cover",
        "_a______" + "x" * 23,
        "_a______" + "x" * 21 + " 2",
        " 2",
        "it’s",
        "History 2",
        "😀" * 15,
        "Notes",
    ]


def test_what_excel_cannot_hold_is_cut_and_counted() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx(_named("a" * 32_767, "b" * 32_768), language="en"))
    )
    rows, notes = book.worksheets
    assert [len(cell.value) for cell in rows["B"][1:]] == [32_767, 32_767]
    said = " ".join(str(cell.value)[:100] for cell in notes["A"])
    assert (
        "1 cell holds more than the 32767 characters that Excel takes; the rest was cut off" in said
    )
    assert "cut" not in str([row[0].value for row in _notes(_named("a", "b"))])


def _notes(result: Result) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(result, language="en")))
    return list(book.worksheets[-1].iter_rows())
