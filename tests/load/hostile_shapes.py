"""Documents, shapes, extracts and rasters that cost a reader far more than they weigh."""

import json
import struct
import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely

POINT = shapely.Point(116.4, 39.9)
FEATURE = (
    '{"type":"Feature","properties":%s,"geometry":{"type":"Point","coordinates":[116.4,39.9]}}'
)
COLLECTION = '{"type":"FeatureCollection","features":[%s]}'
MEGABYTE = 1_000_000


def _geojson(folder: Path, name: str, features: str) -> Path:
    path = folder / f"{name}.geojson"
    path.write_text(COLLECTION % features)
    return path


def geojson_keys(folder: Path) -> Path:
    """A feature with 100,000 properties."""
    keys = json.dumps({f"k{number}": 1 for number in range(100_000)})
    return _geojson(folder, "keys", FEATURE % keys)


def geojson_key_twice(folder: Path) -> Path:
    """A feature with 400,000 properties, the last of them twice."""
    keys = ",".join(f'"k{number}":1' for number in [*range(400_000), 399_999])
    return _geojson(folder, "twice", FEATURE % ("{" + keys + "}"))


def geojson_text(folder: Path) -> Path:
    """A hundred features whose name has 1 MB."""
    name = json.dumps({"name": "x" * MEGABYTE})
    return _geojson(folder, "text", ",".join([FEATURE % name] * 100))


def geojson_lists(folder: Path) -> Path:
    """Twenty million empty lists: 60 MB that become 1.4 GB."""
    return _geojson(folder, "lists", "[]," * 20_000_000 + "[]")


def geojson_sparse(folder: Path) -> Path:
    """A hundred thousand features of one property each, all of 900 names: 90 million cells."""
    names = (FEATURE % f'{{"k{number % 900}":1}}' for number in range(100_000))
    return _geojson(folder, "sparse", ",".join(names))


def geojson_crossings(folder: Path, spikes: int = 6_000) -> Path:
    """A polygon whose sides all cross one another: 36 million places to find."""
    x = 116.3 + 0.1 * np.linspace(0, 1, spikes)
    rising = np.column_stack([x, np.where(np.arange(spikes) % 2, 39.95, 39.85)])
    y = 39.85 + 0.1 * np.linspace(0, 1, spikes)
    lying = np.column_stack([np.where(np.arange(spikes) % 2, 116.4, 116.3), y])
    ring = [*rising.tolist(), *lying.tolist(), rising[0].tolist()]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    return _geojson(folder, "crossings", json.dumps(feature))


def kml_entities(folder: Path) -> Path:
    """Entities in UTF-16 without the mark of it."""
    path = folder / "entities.kml"
    bodies = ["ha", *(f"&e{n};" * 10 for n in range(8))]
    entities = "".join(f'<!ENTITY e{n} "{body}">' for n, body in enumerate(bodies))
    text = f"<?xml version='1.0'?><!DOCTYPE kml [{entities}]><kml>&e8;</kml>"
    path.write_bytes(text.encode("utf-16-le"))
    return path


def kml_folders(folder: Path) -> Path:
    """Twenty thousand folders of one place each."""
    path = folder / "folders.kml"
    place = "<Placemark><Point><coordinates>116.4,39.9</coordinates></Point></Placemark>"
    folders = "".join(f"<Folder><name>f{n}</name>{place}</Folder>" for n in range(20_000))
    start = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    path.write_text(f"{start}{folders}</Document></kml>")
    return path


def kml_text(folder: Path) -> Path:
    """A description of 50 MB."""
    path = folder / "text.kml"
    start = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    place = "<Placemark><description>%s</description><Point><coordinates>116.4,39.9</coordinates>"
    path.write_text(start + place % ("x" * 50_000_000) + "</Point></Placemark></Document></kml>")
    return path


def kml_names(folder: Path) -> Path:
    """Two thousand places, each with 50 data of names of its own."""
    path = folder / "names.kml"
    start = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    point = "<Point><coordinates>116.4,39.9</coordinates></Point>"
    data = '<Data name="{}"><value>1</value></Data>'
    lists = ["".join(data.format(50 * n + one) for one in range(50)) for n in range(2_000)]
    place = "<Placemark><ExtendedData>{}</ExtendedData>" + point + "</Placemark>"
    path.write_text(f"{start}{''.join(map(place.format, lists))}</Document></kml>")
    return path


def flatgeobuf_count(folder: Path) -> Path:
    """A header that promises 1,900,000 features where there are three."""
    path = folder / "count.fgb"
    columns = {f"c{n}": [1, 2, 3] for n in range(300)}
    frame = gpd.GeoDataFrame(columns, geometry=[POINT] * 3, crs=4326)
    frame.to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO", engine="pyogrio")
    data = path.read_bytes()
    three = struct.pack("<Q", 3)
    at = data.index(three, 8)
    path.write_bytes(data[:at] + struct.pack("<Q", 1_900_000) + data[at + 8 :])
    return path


def flatgeobuf_columns(folder: Path) -> Path:
    """Five thousand columns."""
    path = folder / "columns.fgb"
    columns = {f"c{n}": [1] for n in range(5_000)}
    gpd.GeoDataFrame(columns, geometry=[POINT], crs=4326).to_file(path, driver="FlatGeobuf")
    return path


def _shapefile(folder: Path, name: str) -> dict[str, bytes]:
    made = folder / name
    made.mkdir()
    frame = gpd.GeoDataFrame({"name": ["a"] * 3}, geometry=[POINT] * 3, crs=4326)
    frame.to_file(made / "a.shp")
    return {file.name: file.read_bytes() for file in sorted(made.iterdir())}


def _zipped(path: Path, parts: list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts:
            archive.writestr(name, body)
    return path


def shapefile_records(folder: Path) -> Path:
    """A table that promises four billion records of one byte."""
    parts = _shapefile(folder, "records")
    table = bytearray(parts["a.dbf"])
    table[4:8] = struct.pack("<I", 2**32 - 1)
    table[10:12] = struct.pack("<H", 1)
    parts["a.dbf"] = bytes(table)
    return _zipped(folder / "records.zip", list(parts.items()))


def shapefile_fields(folder: Path) -> Path:
    """A table of 2,046 fields, as many as a header of 64 kB holds."""
    parts = _shapefile(folder, "fields")
    fields = b"".join(
        f"F{n}".encode().ljust(11, b"\0") + b"C" + b"\0" * 4 + b"\x01" + b"\0" * 15
        for n in range(2_046)
    )
    start, width = 32 + len(fields) + 1, 2_047
    head = b"\x03\x01\x01\x01" + struct.pack("<IHH", 3, start, width) + b"\0" * 20
    parts["a.dbf"] = head + fields + b"\r" + b" " * width * 3
    return _zipped(folder / "fields.zip", list(parts.items()))


def shapefile_index(folder: Path) -> Path:
    """Shapes without index, of 50 million records without content."""
    parts = _shapefile(folder, "index")
    head = parts["a.shp"][:100]
    path = folder / "index.shp"
    path.write_bytes(head + bytes(8 * 50_000_000))
    return path


def archive_twice(folder: Path) -> Path:
    """The same name twice in one archive."""
    parts = list(_shapefile(folder, "twice").items())
    import warnings  # noqa: PLC0415 - the library warns of what is meant here

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _zipped(folder / "twice.zip", [*parts, *parts])


def archive_ratio(folder: Path) -> Path:
    """Half a gigabyte of zeros."""
    parts = _shapefile(folder, "ratio")
    parts["a.dbf"] += bytes(400 * MEGABYTE)
    return _zipped(folder / "ratio.zip", list(parts.items()))


def archive_nested(folder: Path) -> Path:
    """A place-mark archive that holds an archive."""
    return _zipped(folder / "nested.kmz", [("doc.kml", b"<kml/>"), ("a.kmz", b"PK\x03\x04")])


def _varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def _field(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _blob(kind: bytes, body: bytes) -> bytes:
    packed = b"\x10" + _varint(len(body)) + _field(3, zlib.compress(body))
    head = _field(1, kind) + b"\x18" + _varint(len(packed))
    return struct.pack(">I", len(head)) + head + packed


def _extract(folder: Path, name: str, blocks: list[bytes]) -> Path:
    path = folder / f"{name}.osm.pbf"
    header = _blob(b"OSMHeader", _field(4, b"OsmSchema-V0.6") + _field(4, b"DenseNodes"))
    path.write_bytes(header + b"".join(blocks))
    return path


def osm_blobs(folder: Path) -> Path:
    """Forty blobs of ten million nodes each, all alike: 1 MB that becomes 1.2 GB."""
    ids = _field(1, b"\x02" * 10_000_000)
    dense = ids + _field(8, bytes(10_000_000)) + _field(9, bytes(10_000_000))
    block = _blob(b"OSMData", _field(1, _field(1, b"")) + _field(2, _field(2, dense)))
    return _extract(folder, "blobs", [block] * 40)


def osm_tags(folder: Path) -> Path:
    """Facilities whose names have 1 kB: 400,000 of them from one string."""
    strings = b"".join(_field(1, s) for s in (b"", b"amenity", b"clinic", b"name", b"x" * 1_000))
    nodes = []
    for number in range(400_000):
        place = (
            b"\x08" + _varint(2 * (number + 1)) + _field(2, b"\x01\x03") + _field(3, b"\x02\x04")
        )
        at = b"\x40" + _varint(2 * 399_000_000) + b"\x48" + _varint(2 * 1_164_000_000)
        nodes.append(_field(1, place + at))
    block = _blob(b"OSMData", _field(1, strings) + _field(2, b"".join(nodes)))
    return _extract(folder, "tags", [block])


def osm_text(folder: Path) -> Path:
    """A facility whose name has 15 MB."""
    name = np.random.default_rng(1).integers(97, 123, 15_000_000, dtype="u1").tobytes()
    strings = b"".join(_field(1, s) for s in (b"", b"amenity", b"clinic", b"name", name))
    place = b"\x08\x02" + _field(2, b"\x01\x03") + _field(3, b"\x02\x04")
    at = b"\x40" + _varint(2 * 399_000_000) + b"\x48" + _varint(2 * 1_164_000_000)
    block = _blob(b"OSMData", _field(1, strings) + _field(2, _field(1, place + at)))
    return _extract(folder, "text", [block])


PLACE = rasterio.transform.from_origin(116.3, 39.82, 1e-6, 1e-6)


def _sparse(path: Path, width: int, height: int, **settings: object) -> Path:
    settings = {"count": 1, "dtype": "float32", "tiled": True, "SPARSE_OK": "TRUE"} | settings
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, crs="EPSG:4326", transform=PLACE,
        BIGTIFF="YES", **settings,
    ):  # fmt: skip
        pass
    return path


def raster_sparse(folder: Path) -> Path:
    """A raster of 200,000 by 200,000 cells of which none is stored."""
    return _sparse(folder / "sparse.tif", 200_000, 200_000, blockxsize=2048, blockysize=2048)


def raster_sparse_small(folder: Path) -> Path:
    """Thirty thousand by thirty thousand cells of which none is stored."""
    return _sparse(folder / "small.tif", 30_000, 30_000, blockxsize=512, blockysize=512)


def raster_bands(folder: Path) -> Path:
    """Sixty thousand bands."""
    settings = {"count": 60_000, "blockxsize": 16, "blockysize": 16, "interleave": "pixel"}
    return _sparse(folder / "bands.tif", 16, 16, dtype="uint8", **settings)


def raster_block(folder: Path) -> Path:
    """One block of 30,000 by 30,000 cells."""
    settings = {"blockxsize": 30_000, "blockysize": 30_000, "compress": "DEFLATE"}
    return _sparse(folder / "block.tif", 30_000, 30_000, **settings)


def _tags(entries: list[tuple[int, int, int, int]]) -> bytes:
    """Return a BigTIFF directory: tag, type, count, value or offset."""
    return struct.pack("<Q", len(entries)) + b"".join(struct.pack("<HHQQ", *e) for e in entries)


def raster_tag(folder: Path) -> Path:
    """A description of 1.5 GB, most of it a hole in the file."""
    path = folder / "tag.tif"
    size = 1_500_000_000
    entries = [
        (256, 3, 1, 100), (257, 3, 1, 100), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (270, 2, size, 1000), (273, 4, 1, 16), (277, 3, 1, 1), (278, 3, 1, 100),
        (279, 4, 1, 10_000),
    ]  # fmt: skip
    head = b"II+\0" + struct.pack("<HHQ", 8, 0, 16)
    with path.open("wb") as file:
        file.write(head + _tags(entries) + struct.pack("<Q", 0))
        file.truncate(size + 2_000)
    return path


def raster_directories(folder: Path) -> Path:
    """Two hundred thousand images in one file."""
    path = folder / "directories.tif"
    entries = [
        (256, 3, 1, 16), (257, 3, 1, 16), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 16), (279, 4, 1, 256),
    ]  # fmt: skip
    body, at = b"II+\0" + struct.pack("<HHQ", 8, 0, 16), 16
    parts = [body]
    directory = _tags(entries)
    for _ in range(200_000):
        at += len(directory) + 8
        parts.append(directory + struct.pack("<Q", at))
    path.write_bytes(b"".join(parts) + directory + struct.pack("<Q", 0))
    return path


LAYERS = {
    function.__name__: function
    for function in (
        geojson_keys,
        geojson_key_twice,
        geojson_text,
        geojson_lists,
        geojson_sparse,
        geojson_crossings,
        kml_entities,
        kml_folders,
        kml_text,
        kml_names,
        flatgeobuf_count,
        flatgeobuf_columns,
        shapefile_records,
        shapefile_fields,
        shapefile_index,
        archive_twice,
        archive_ratio,
        archive_nested,
    )
}
EXTRACTS = {function.__name__: function for function in (osm_blobs, osm_tags, osm_text)}
RASTERS = {
    function.__name__: function
    for function in (
        raster_sparse,
        raster_sparse_small,
        raster_bands,
        raster_block,
        raster_tag,
        raster_directories,
    )
}
