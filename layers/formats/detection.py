"""Which format a file has: decided by its content; the suffix only tells tables from noise."""

import re
from pathlib import Path
from typing import Literal

from layers.formats import archives, encoding
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.text import Text

Kind = Literal[
    "json", "geopackage", "shapefile", "shapefile_zip", "flatgeobuf", "geoparquet", "csv",
    "excel", "kml", "kmz", "filegdb", "gml",
]  # fmt: skip
ACCEPTED = (
    "GeoJSON, GeoPackage, Shapefile (zip), FlatGeobuf, GeoParquet, CSV, Excel (.xlsx), KML, KMZ,"
    " FileGDB (zip), GeoJSON in lines, TopoJSON, EsriJSON, GML"
)
HEAD_BYTES = 4096
CATALOG = "a00000001.gdbtable"
"""The table of tables of a file geodatabase, by which its folder is known."""
_CONVERT = Text(
    "请在原软件中另存为 GeoPackage、GeoJSON 或 CSV",
    "save it as GeoPackage, GeoJSON or CSV in the program it came from",
)
_UNPACK = Text("请解压后改用 zip", "unpack it and use zip")
# magic bytes of formats that users try: what they are, and the way out
_REFUSED: tuple[tuple[bytes, Text, Text], ...] = (
    (b"\xd0\xcf\x11\xe0", Text("旧版 Office 文件（.xls）", "an old Office file (.xls)"),
     Text("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV")),
    (b"Rar!", Text("RAR 压缩包", "a RAR archive"), _UNPACK),
    (b"7z\xbc\xaf", Text("7z 压缩包", "a 7z archive"), _UNPACK),
    (b"\x1f\x8b", Text("gzip 压缩包", "a gzip archive"), _UNPACK),
    (b"\x00\x01\x00\x00Standard", Text("Access 数据库（.mdb）", "an Access database"), _CONVERT),
    (b"%PDF", Text("PDF 文件", "a PDF"), _CONVERT),
    (b"AC10", Text("AutoCAD 图纸（.dwg）", "an AutoCAD drawing (.dwg)"), _CONVERT),
    (b"II*\x00", Text("栅格影像", "a raster image"), _CONVERT),
    (b"MM\x00*", Text("栅格影像", "a raster image"), _CONVERT),
    (b"\x89PNG", Text("图片", "an image"), _CONVERT),
    (b"\xff\xd8\xff", Text("图片", "an image"), _CONVERT),
)  # fmt: skip
# the first words of text formats that users try: they are known by these, whatever the suffix
_REFUSED_TEXT: tuple[tuple[re.Pattern[bytes], Text], ...] = (
    (re.compile(rb"0\s+SECTION\b|999\s.*\n\s*0\s+SECTION\b|AutoCAD Binary DXF"),
     Text("AutoCAD 图纸（.dxf）", "an AutoCAD drawing (.dxf)")),
    (re.compile(rb"(?i)version\s+\d+\s+(charset|delimiter|unique|index|coordsys|columns)\b"),
     Text("MapInfo 交换文件（.mif）", "a MapInfo interchange file (.mif)")),
    (re.compile(rb"(?i)!table\s+!version\b"), Text("MapInfo 表（.tab）", "a MapInfo table (.tab)")),
)  # fmt: skip
_GML = (b"opengis.net/gml", b"opengis.net/wfs")
_OSM = Text("OpenStreetMap 数据", "OpenStreetMap data")
_OSM_MEND = Text("请用 flask layers import-osm 导入", "import it with: flask layers import-osm")
_CONVERT_TABLE = Text("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV")
# documents in XML that users try, by a word of their first lines: what they are, and the way out
_REFUSED_XML: tuple[tuple[re.Pattern[bytes], Text, Text], ...] = (
    (re.compile(rb"<gpx[\s>]"), Text("GPX 轨迹（.gpx）", "a GPX track (.gpx)"), _CONVERT),
    (re.compile(rb"<osm(Change)?[\s>]"), _OSM, _OSM_MEND),
    (re.compile(rb"schemas-microsoft-com:office:spreadsheet|Excel\.Sheet"),
     Text("Excel 2003 XML 表格", "an Excel 2003 XML spreadsheet"), _CONVERT_TABLE),
    (re.compile(rb"(?i)<table[\s>]|schemas-microsoft-com:office:excel"),
     Text("网页表格（HTML）", "a table of a web page (HTML)"), _CONVERT_TABLE),
    (re.compile(rb"<svg[\s>]"), Text("SVG 图形", "an SVG drawing"), _CONVERT),
    (re.compile(rb"<LandXML[\s>]"), Text("LandXML", "LandXML"), _CONVERT),
)  # fmt: skip
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"SQLite format 3\x00", "geopackage"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"PAR1", "geoparquet"),
    (b"\x00\x00\x27\x0a", "shapefile"),
)
# what a member of an archive ends in, and what the archive then is: the first that is there
_PACKED: tuple[tuple[str, Kind, str], ...] = (
    (".shp", "shapefile_zip", "Shapefile"),
    (f"/{CATALOG}", "filegdb", "FileGDB"),
    (".kml", "kmz", "KML"),
)
_PARTS = (".dbf", ".shx", ".prj", ".cpg")
# text under `.xls` is what many web pages export as "Excel"
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".tab", ".xls")
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1f]|\0\0")
_JSON_SUFFIXES = (
    ".json", ".geojson", ".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".topojson",
)  # fmt: skip


def kind_of(path: Path, suffix: str, limits: Limits) -> Kind:
    """Return the format of the file, or raise `Refusal` saying what it is and the way out.

    `suffix` is that of the name the user knows, in lower case with its dot.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if suffix in _PARTS:
        raise Refusal("missing_part", part=".shp")
    for magic, what, mend in _REFUSED:
        if head.startswith(magic):
            raise Refusal("not_accepted", what=what, mend=mend)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"OSMHeader" in head[:64]:
        raise Refusal("not_accepted", what=_OSM, mend=_OSM_MEND)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path, limits)
    return _kind_of_text(head, suffix)


def _kind_of_zip(path: Path, limits: Limits) -> Kind:
    with archives.opened(path) as archive:
        members = archives.check(archive, limits)
    names = {name.lower() for name in members if not archives.is_clutter(name)}
    if "xl/workbook.xml" in names:
        return "excel"
    held = {
        kind: what
        for suffix, kind, what in _PACKED
        if any(name == suffix.removeprefix("/") or name.endswith(suffix) for name in names)
    }
    if {"shapefile_zip", "filegdb"} <= set(held):
        raise Refusal("archive_kinds", kinds=" + ".join(held.values()))
    return next(iter(held), "shapefile_zip")


def _kind_of_text(head: bytes, suffix: str) -> Kind:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\v\f\x1e")
    wide = encoding.marked(head)
    if wide is not None:
        start = head.decode(wide, "ignore").lstrip("\ufeff \t\r\n\v\f\x1e").encode()
    for words, what in _REFUSED_TEXT:
        if words.match(start):
            raise Refusal("not_accepted", what=what, mend=_CONVERT)
    if start.startswith((b"{", b"[")) and suffix not in _TEXT_SUFFIXES:
        return "json"
    if start.startswith(b"<"):
        return _kind_of_xml(start, suffix)
    if suffix in _JSON_SUFFIXES:
        return "json"
    if suffix in _TEXT_SUFFIXES and b"\0" not in start:
        return "csv"
    line = _line_of_nul(head)
    if suffix in _TEXT_SUFFIXES and line is not None:
        raise Refusal("text_nul", line=line)
    raise Refusal("unknown_format", accepted=ACCEPTED)


def _line_of_nul(head: bytes) -> int | None:
    """Return the line of the first NUL within what is text otherwise; None for other bytes."""
    if _BINARY.search(head) or b"\0" not in head:
        return None
    return head[: head.index(b"\0")].count(b"\n") + 1


def _kind_of_xml(start: bytes, suffix: str) -> Kind:
    if b"<kml" in start[:HEAD_BYTES] or suffix == ".kml":
        return "kml"
    if b"ExceptionReport" in start:
        raise Refusal("service_error", said="ExceptionReport")
    for words, what, mend in _REFUSED_XML:
        if words.search(start):
            raise Refusal("not_accepted", what=what, mend=mend)
    if suffix == ".gml" or any(one in start for one in _GML):
        return "gml"
    raise Refusal("not_accepted", what=Text("XML 或 HTML", "XML or HTML"), mend=_CONVERT)
