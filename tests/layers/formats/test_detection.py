"""Formats are told by content, and what is not accepted comes with the way out."""

import re
import zipfile
from pathlib import Path

import pytest

from layers.causes.refusals import REASONS
from layers.formats import FileRefusedError, detection, read, write


@pytest.mark.parametrize(
    ("name", "head", "cause"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"save it as \.xlsx"),
        ("a.rar", b"Rar!\x1a\x07", "use zip"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "use zip"),
        ("a.mdb", b"\x00\x01\x00\x00Standard Jet DB", "Access"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.dwg", b"AC1027", "AutoCAD"),
        ("a.dxf", b"  0\nSECTION\n  2\nENTITIES\n", r"\.dxf"),
        ("a.csv", b'Version 300\nCharset "Neutral"\n', r"\.mif"),
        ("a.tab", b"!table\n!version 300\n!charset Neutral\n", "MapInfo table"),
        ("a.gml", b"<ows:ExceptionReport>", "a server's answer of an error"),
        ("a.geojson", b"<html><script>", "XML or HTML"),
        ("a.tif", b"II*\x00", "raster"),
        ("a.bin", b"\x00\x01\x02", "GeoPackage"),
        ("a.csv", b"\x00\x01\x02", "GeoPackage"),
        ("a.csv", b"name,lon,lat\na\x00b,1,2\n", "line 2 of the file holds a NUL"),
        ("a.gpx", b'<?xml version="1.0"?><gpx version="1.1">', r"GPX track \(\.gpx\)"),
        ("a.osm", b'<?xml version="1.0"?><osm version="0.6">', "import-osm"),
        ("a.xls", b'<?mso-application progid="Excel.Sheet"?><Workbook>', "Excel 2003 XML.*xlsx"),
        ("a.xls", b"<html><body><table><tr><td>name</td>", "web page.*xlsx or CSV"),
        ("a.xml", b"<LandXML version='1.2'>", "LandXML"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>", "an SVG drawing"),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18", "import-osm"),
    ],
)
def test_other_formats_are_named_with_the_way_out(tmp_path, name, head, cause):
    path = tmp_path / name
    path.write_bytes(head + b" " * 100)
    with pytest.raises(FileRefusedError, match=cause):
        read(path)


def test_the_page_lists_what_is_accepted():
    """What is accepted is told in the refusal and on the page, and nowhere else."""
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "import.md").read_text("utf-8")
    assert detection.ACCEPTED in " ".join(page.split())


def test_the_suffix_does_not_matter(tmp_path, points):
    for suffix in (".gpkg", ".geojson", ".zip", ".fgb", ".parquet", ".xlsx"):
        path = tmp_path / f"a{suffix}"
        write(points, path)
        other = path.rename(tmp_path / "b.dat")
        assert len(read(other).frame) == len(points), suffix


def test_workbooks_with_macros_are_refused(tmp_path, points):
    path = tmp_path / "a.xlsx"
    write(points, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(FileRefusedError, match="macros"):
        read(path)


def test_every_reason_is_given_in_both_languages_with_the_same_values():
    for code, reason in REASONS.items():
        fields = [{re.split("[:}]", part)[0] for part in text.split("{")[1:]} for text in reason]
        assert fields[0] == fields[1], code
