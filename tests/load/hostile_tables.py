# ruff: noqa: S311, S608 - made files: nothing here guards or asks anything
"""Tables that are small or plain to look at and cost a reader far more than they weigh."""

import random
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

POINT = shapely.Point(116.4, 39.9)
MEGABYTE = 1_000_000


def _as_parquet(folder: Path, name: str, columns: dict[str, pa.Array], **settings: Any) -> Path:
    """Write columns and a point in every row, so that the table is a GeoParquet."""
    path = folder / name
    gpd.GeoDataFrame({"a": [1]}, geometry=[POINT], crs=4326).to_parquet(path)
    metadata = pq.read_schema(path).metadata
    kept = {b"geo": metadata[b"geo"]}
    rows = len(next(iter(columns.values())))
    if "geometry" not in columns:
        one = pa.array([shapely.to_wkb(POINT)])
        columns |= {"geometry": pa.DictionaryArray.from_arrays(np.zeros(rows, "i4"), one)}
    table = pa.table(columns).replace_schema_metadata(kept)
    groups = settings.pop("row_group_size", None)
    with pq.ParquetWriter(path, table.schema, compression="zstd", **settings) as writer:
        writer.write_table(table, row_group_size=groups)
        writer.add_key_value_metadata(kept)
    return path


def parquet_dictionary(folder: Path, rows: int = 200_000, size: int = MEGABYTE) -> Path:
    """One value of 1 MB that 200,000 rows point to: 10 kB on disk, 200 GB once expanded."""
    word = pa.array(["x" * size])
    column = pa.DictionaryArray.from_arrays(np.zeros(rows, "i4"), word)
    return _as_parquet(folder, "dictionary.parquet", {"name": column})


def parquet_small_words(folder: Path) -> Path:
    """The same with a word that is allowed in a cell: 60 kB in each of 200,000 rows."""
    word = pa.array(["x" * 60_000])
    column = pa.DictionaryArray.from_arrays(np.zeros(200_000, "i4"), word)
    return _as_parquet(folder, "words.parquet", {"name": column}, store_schema=False)


def parquet_shape(folder: Path) -> Path:
    """One polygon of 60,000 vertices in each of 200,000 rows."""
    angle = np.linspace(0, 2 * np.pi, 60_000)
    ring = shapely.Polygon(np.column_stack([116.4 + np.cos(angle), 39.9 + np.sin(angle)]))
    words = pa.array([shapely.to_wkb(ring)])
    column = pa.DictionaryArray.from_arrays(np.zeros(200_000, "i4"), words)
    columns = {"a": pa.nulls(200_000, pa.int8()), "geometry": column}
    return _as_parquet(folder, "shape.parquet", columns, store_schema=False)


def parquet_columns(folder: Path, columns: int = 5_000) -> Path:
    """A heading of 5,000 names over one row."""
    names = {f"c{number}": pa.array([1], pa.int8()) for number in range(columns)}
    return _as_parquet(folder, "columns.parquet", names)


def parquet_row_groups(folder: Path) -> Path:
    """Ten thousand groups of one row, 20 columns each: 200,000 pieces to open."""
    names = {f"c{number}": pa.array(np.zeros(10_000, "i1")) for number in range(20)}
    return _as_parquet(folder, "groups.parquet", names, row_group_size=1)


def parquet_nothing(folder: Path) -> Path:
    """A million rows of 300 columns without any value: 300 million empty cells."""
    empty = pa.nulls(1_000_000, pa.int8())
    return _as_parquet(folder, "nothing.parquet", {f"c{n}": empty for n in range(300)})


def workbook(folder: Path, name: str, sheet: str, strings: bytes = b"<sst/>") -> Path:
    """Write the parts that a workbook needs, around the XML of one sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = {
        "workbook": "sheet.main",
        "worksheets/s": "worksheet",
        "sharedStrings": "sharedStrings",
    }
    parts = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{kind}.{what}+xml"/>'
        for part, what in types.items()
    )
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types xmlns="{package}/content-types">{parts}</Types>'
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="data" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        links = {"r1": ("worksheet", "worksheets/s"), "r2": ("sharedStrings", "sharedStrings")}
        relations = "".join(
            f'<Relationship Id="{key}" Type="{office}/{what}" Target="{target}.xml"/>'
            for key, (what, target) in links.items()
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/sharedStrings.xml", strings.replace(b"<sst", f'<sst xmlns="{main}"'.encode())
        )
        archive.writestr("xl/worksheets/s.xml", f'<worksheet xmlns="{main}">{sheet}</worksheet>')
    return path


HEADING = (
    '<row r="1"><c t="str"><v>lon</v></c><c t="str"><v>lat</v></c><c t="str"><v>name</v></c></row>'
)
ROW = '<row r="{row}"><c><v>116.4</v></c><c><v>39.9</v></c>{more}</row>'


def workbook_last_cell(folder: Path) -> Path:
    """One cell in the last column of the last row."""
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'
    return workbook(folder, "xfd.xlsx", f"<sheetData>{HEADING}{far}</sheetData>")


def workbook_row_number(folder: Path) -> Path:
    """A row that says it is the hundred-billionth."""
    far = ROW.format(row=10**11, more="")
    return workbook(folder, "row.xlsx", f"<sheetData>{HEADING}{far}</sheetData>")


def workbook_styles(folder: Path) -> Path:
    """Sixteen million cells that hold a format and no value."""
    chance = random.Random(1)
    cells = ["".join(f'<c s="{chance.randrange(9)}"/>' for _ in range(16_384)) for _ in range(9)]
    rows = "".join(f'<row r="{row + 2}">{cells[row % 9]}</row>' for row in range(1_000))
    return workbook(folder, "styles.xlsx", f"<sheetData>{HEADING}{rows}</sheetData>")


def workbook_strings(folder: Path, count: int = 12_000_000) -> Path:
    """Twelve million texts that no cell shows."""
    chance = random.Random(1)
    few = b"".join(b"<si><t>%d</t></si>" % chance.randrange(10**6) for _ in range(100_000))
    strings = b"<sst>" + few * (count // 100_000) + b"</sst>"
    sheet = f"<sheetData>{HEADING}{ROW.format(row=2, more='')}</sheetData>"
    return workbook(folder, "strings.xlsx", sheet, strings)


def workbook_one_string(folder: Path) -> Path:
    """One text of 60 kB that 50,000 cells show: 3 GB once written out."""
    more = '<c t="s"><v>0</v></c>'
    rows = "".join(ROW.format(row=row, more=more) for row in range(2, 50_002))
    strings = b"<sst><si><t>" + b"x" * 60_000 + b"</t></si></sst>"
    return workbook(folder, "one.xlsx", f"<sheetData>{HEADING}{rows}</sheetData>", strings)


def workbook_doctype(folder: Path) -> Path:
    """Entities in a part of the workbook that is written in UTF-16."""
    strings = "<!DOCTYPE sst [<!ENTITY a 'b'>]><sst><si><t>&a;</t></si></sst>".encode("utf-16")
    path = workbook(folder, "doctype.xlsx", f"<sheetData>{HEADING}</sheetData>", b"<sst/>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (parts | {"xl/sharedStrings.xml": strings}).items():
            archive.writestr(name, body)
    return path


def csv_columns(folder: Path) -> Path:
    """A heading of 60,002 names over a hundred rows."""
    path = folder / "columns.csv"
    names = ",".join(f"c{number}" for number in range(60_000))
    row = "116.4,39.9," + "," * 59_999
    path.write_text("\n".join([f"lon,lat,{names}", *[row] * 100]) + "\n")
    return path


def csv_line(folder: Path) -> Path:
    """A line of 200 MB."""
    path = folder / "line.csv"
    path.write_bytes(b"lon,lat,name\n116.4,39.9," + b"x" * (200 * MEGABYTE) + b"\n")
    return path


def csv_quote(folder: Path) -> Path:
    """A quotation mark that nothing closes in 200 MB."""
    path = folder / "quote.csv"
    path.write_bytes(b'lon,lat,name\n116.4,39.9,"' + b"116.4,39.9,some name\n" * 10_000_000)
    return path


def csv_nul(folder: Path) -> Path:
    """A hundred megabytes of NUL below a heading."""
    path = folder / "nul.csv"
    path.write_bytes(b"lon,lat,name\n116.4,39.9,a\n" + b"\0" * 4096 + b"\0" * (100 * MEGABYTE))
    return path


def csv_empty_rows(folder: Path) -> Path:
    """Ten million lines without anything."""
    path = folder / "empty.csv"
    path.write_bytes(b"lon,lat,name\n116.4,39.9,a\n" + b"\n" * 10_000_000)
    return path


def csv_commas(folder: Path) -> Path:
    """Ten million lines of commas."""
    path = folder / "commas.csv"
    path.write_bytes(b"lon,lat,name\n116.4,39.9,a\n" + b",,\n" * 10_000_000)
    return path


def csv_rows(folder: Path, rows: int = 1_500_000) -> Path:
    """A million and a half points in 20 MB, none of them odd."""
    path = folder / "rows.csv"
    path.write_text("name,lon,lat\n" + "a,116.4,39.9\n" * rows)
    return path


def csv_communities(folder: Path) -> Path:
    """Forty thousand communities of long names that are not there: each is compared with all."""
    path = folder / "communities.csv"
    chance = random.Random(1)
    names = ("".join(chance.choices("abcdefgh", k=60)) for _ in range(40_000))
    rows = (f"{name},{name},116.4,39.9" for name in names)
    path.write_text("\n".join(["name,community,lon,lat", *rows]) + "\n")
    return path


def _database(folder: Path, name: str) -> Path:
    path = folder / name
    frame = gpd.GeoDataFrame({"name": ["a"] * 3}, geometry=[POINT] * 3, crs=4326)
    frame.to_file(path, driver="GPKG", layer="layer")
    return path


def _changed(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA trusted_schema=OFF")
        dropped = database.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall()
        for (name,) in dropped:
            database.execute(f'DROP TRIGGER "{name}"')  # they call functions of GDAL
        for statement in statements:
            database.execute(statement)
    database.close()
    return path


def geopackage_text(folder: Path) -> Path:
    """A cell of 200 MB of text."""
    path = _database(folder, "text.gpkg")
    grown = (
        f"UPDATE layer SET name = replace(hex(zeroblob({100 * MEGABYTE})), '0', 'x') WHERE fid = 1"
    )
    return _changed(path, grown)


def geopackage_blob(folder: Path) -> Path:
    """A shape of 300 MB that is no shape."""
    path = _database(folder, "blob.gpkg")
    return _changed(path, f"UPDATE layer SET geom = zeroblob({300 * MEGABYTE}) WHERE fid = 1")


def geopackage_view(folder: Path) -> Path:
    """A view that never ends."""
    path = _database(folder, "view.gpkg")
    view = (
        "CREATE VIEW endless AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n)"
        " SELECT n.fid AS fid, layer.geom AS geom FROM n JOIN layer WHERE layer.fid = 1"
    )
    return _changed(
        path,
        view,
        "UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless'",
        "UPDATE gpkg_geometry_columns SET table_name = 'endless'",
        "DELETE FROM gpkg_ogr_contents",
    )


def geopackage_product(folder: Path) -> Path:
    """A view of a table joined with itself eight times, no word of recursion in it."""
    path = _database(folder, "product.gpkg")
    many = "INSERT INTO layer (geom, name) SELECT geom, name FROM layer"
    places = " + ".join(f"t{number}.fid" for number in range(8))
    tables = ", ".join(f"layer t{number}" for number in range(8))
    return _changed(
        path,
        *[many] * 5,
        f"CREATE VIEW product AS SELECT t0.fid AS fid, t0.geom AS geom FROM {tables}"
        f" WHERE {places} < 0",
        "UPDATE gpkg_contents SET table_name = 'product', identifier = 'product'",
        "UPDATE gpkg_geometry_columns SET table_name = 'product'",
        "DELETE FROM gpkg_ogr_contents",
    )


def geopackage_columns(folder: Path) -> Path:
    """A table of 1,900 columns."""
    path = _database(folder, "columns.gpkg")
    return _changed(path, *[f"ALTER TABLE layer ADD COLUMN c{n} INTEGER" for n in range(1_900)])


def geopackage_layers(folder: Path) -> Path:
    """Two thousand layers."""
    path = _database(folder, "layers.gpkg")
    statements = []
    for number in range(2_000):
        name = f"t{number}"
        contents = (
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
            f" VALUES ('{name}', 'features', '{name}', 4326)"
        )
        statements += [
            f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom BLOB)",
            contents,
            f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'POINT', 4326, 0, 0)",
        ]
    return _changed(path, *statements)


def geopackage_shape(folder: Path) -> Path:
    """A shape that says it has four billion rings."""
    path = _database(folder, "wkb.gpkg")
    bomb = "47500003E6100000" + "0103000000FFFFFFFF" + "FFFFFFFF" * 4
    return _changed(path, f"UPDATE layer SET geom = x'{bomb}'")


FILES = {
    function.__name__: function
    for function in (
        parquet_dictionary,
        parquet_small_words,
        parquet_shape,
        parquet_columns,
        parquet_row_groups,
        parquet_nothing,
        workbook_last_cell,
        workbook_row_number,
        workbook_styles,
        workbook_strings,
        workbook_one_string,
        workbook_doctype,
        csv_columns,
        csv_line,
        csv_quote,
        csv_nul,
        csv_empty_rows,
        csv_commas,
        csv_communities,
        csv_rows,
        geopackage_text,
        geopackage_blob,
        geopackage_view,
        geopackage_product,
        geopackage_columns,
        geopackage_layers,
        geopackage_shape,
    )
}
