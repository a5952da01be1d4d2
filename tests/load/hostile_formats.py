"""Files of formats that are only read which cost a reader far more than they weigh."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.builders.packed import GML, gdb_zip, gml, gml_member, gml_point, kml_text

PLACE = "<Placemark><name>x</name><Point><coordinates>116.4,39.9</coordinates></Point></Placemark>"


def kmz_bomb(folder: Path) -> Path:
    """A KML of 300 MB of blanks in 300 kB."""
    path = folder / "bomb.kmz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("doc.kml", "w") as member,
    ):
        for _ in range(300):
            member.write(b" " * 1_000_000)
    return path


def kmz_documents(folder: Path) -> Path:
    """An archive of 3,000 documents."""
    path = folder / "documents.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3_000):
            archive.writestr(f"{number}.kml", kml_text("x"))
    return path


def kmz_lies(folder: Path) -> Path:
    """A document of 100 MB that the directory says has 100 bytes."""
    path = folder / "lies.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", PLACE * 1_000_000)
        size = archive.infolist()[0].file_size
    data = path.read_bytes()
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    return path


def gdb_rows(folder: Path) -> Path:
    """A geodatabase whose tables promise two thousand million rows each."""
    path = gdb_zip(folder / "rows.gdb.zip", inside="x.gdb/")
    with zipfile.ZipFile(path) as archive:
        files = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if name.endswith((".gdbtable", ".gdbtablx")) and "a0000000" in name:
                data[4:8] = (2_000_000_000).to_bytes(4, "little")
            archive.writestr(name, bytes(data))
    return path


def topojson_nested(folder: Path) -> Path:
    """A million lists in one another where arcs should be."""
    path = folder / "nested.topojson"
    path.write_text(
        '{"type":"Topology","objects":{},"arcs":' + "[" * 1_000_000 + "]" * 1_000_000 + "}"
    )
    return path


def topojson_shared(folder: Path) -> Path:
    """An arc of 50,000 vertices that 50,000 shapes name: 2,500 million vertices in 3 MB."""
    path = folder / "shared.topojson"
    arc = ",".join(["[1,1]"] * 50_000)
    shapes = ",".join(['{"type":"LineString","arcs":[0]}'] * 50_000)
    path.write_text(
        '{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":['
        f'{shapes}]}}}},"arcs":[[{arc}]]}}'
    )
    return path


def esrijson_rings(folder: Path) -> Path:
    """A polygon of 20,000 rings in one another: 200 million pairs."""
    path = folder / "rings.json"
    rings = (f"[[{n},{n}],[{n},-{n}],[-{n},-{n}],[-{n},{n}],[{n},{n}]]" for n in range(1, 20_001))
    path.write_text(
        '{"geometryType":"esriGeometryPolygon","spatialReference":{"wkid":3857},"features":'
        f'[{{"attributes":{{}},"geometry":{{"rings":[{",".join(rings)}]}}}}]}}'
    )
    return path


def lines_deep(folder: Path) -> Path:
    """A second line of 100,000 lists in one another."""
    path = folder / "deep.ndjson"
    first = '{"type":"Feature","properties":{},"geometry":null}'
    path.write_text(f"{first}\n" + "[" * 100_000)
    return path


def lines_many(folder: Path) -> Path:
    """Three million lines of two bytes."""
    path = folder / "many.ndjson"
    path.write_text('{"a":1}\n' + "{}\n" * 3_000_000)
    return path


def gml_entities(folder: Path) -> Path:
    """Entities of entities in UTF-16: a thousand million words."""
    path = folder / "entities.gml"
    bodies = ["ha", *(f"&e{n};" * 10 for n in range(8))]
    entities = "".join(f'<!ENTITY e{n} "{body}">' for n, body in enumerate(bodies))
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [{entities}]>{GML.split("?>")[1]}'
    path.write_bytes(text.format("", "&e8;").encode("utf-16"))
    return path


def gml_outside(folder: Path) -> Path:
    """An entity that stands for a file of the machine."""
    path = folder / "outside.gml"
    head = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    text = GML.format("", gml_member(gml_point("39.9 116.4"), name="&e;"))
    path.write_text(text.replace("?>", f"?>{head}"))
    return path


def gml_columns(folder: Path) -> Path:
    """Two thousand features of 50 properties of names of their own."""
    rows = ({f"k{50 * n + one}": 1 for one in range(50)} for n in range(2_000))
    point = gml_point("39.9 116.4")
    return gml(folder / "columns.gml", *(gml_member(point, **row) for row in rows))


def gml_classes(folder: Path) -> Path:
    """Twenty thousand features, each of a class of its own."""
    point = gml_point("39.9 116.4")
    return gml(folder / "classes.gml", *(gml_member(point, kind=f"K{n}") for n in range(20_000)))


def gml_text(folder: Path) -> Path:
    """A name of 50 MB."""
    return gml(folder / "text.gml", gml_member(gml_point("39.9 116.4"), name="x" * 50_000_000))


def gml_systems(folder: Path) -> Path:
    """A hundred thousand coordinate systems."""
    places = (gml_point("39.9 116.4", f"EPSG:{n}") for n in range(100_000))
    return gml(folder / "systems.gml", *map(gml_member, places))


FILES: dict[str, Callable[[Path], Path]] = {
    "kmz_bomb": kmz_bomb,
    "kmz_documents": kmz_documents,
    "kmz_lies": kmz_lies,
    "gdb_rows": gdb_rows,
    "topojson_nested": topojson_nested,
    "topojson_shared": topojson_shared,
    "esrijson_rings": esrijson_rings,
    "lines_deep": lines_deep,
    "lines_many": lines_many,
    "gml_entities": gml_entities,
    "gml_outside": gml_outside,
    "gml_columns": gml_columns,
    "gml_classes": gml_classes,
    "gml_text": gml_text,
    "gml_systems": gml_systems,
}
