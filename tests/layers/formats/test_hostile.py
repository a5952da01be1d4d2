"""Files that attack the reader: none reads another file, fetches a URL, or ends the process."""

import http.server
import json
import subprocess
import sys
import threading
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from layers.formats import FileRefusedError, Limits, ReadOptions, read, write
from layers.formats.isolation import isolated as isolation
from layers.formats.isolation.isolated import read_isolated
from tests.builders.frames import lonlat_frame

CANARY = "canary-4711"
NAMES = ["a.geojson", "a.json", "a.shp", "a.gpkg", "a.csv", "a.txt", "a.kml", "a.fgb", "a.xlsx"]


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "secret" / "canary.csv"
    path.parent.mkdir()
    path.write_text(f"name,lon,lat\n{CANARY},1,2\n")
    return path


@pytest.fixture
def server():
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listener.server_port}", hits
    listener.shutdown()
    thread.join()
    listener.server_close()


def _refusal(path, *, reader=read, **options):
    """Read in this process unless the attack is one on the process itself."""
    with pytest.raises(FileRefusedError) as caught:
        reader(path, ReadOptions(**options))
    text = caught.value.text("en") + caught.value.text("zh")
    assert str(path.parent) not in text
    assert CANARY not in text
    return caught.value


def _vrt(target):
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="canary">'
        f"<SrcDataSource>{target}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_virtual_document_under_any_name_reads_no_other_file(tmp_path, canary, name):
    path = tmp_path / name
    path.write_text(_vrt(canary))
    assert _refusal(path).code in {"not_accepted", "xml_entities", "damaged", "no_layer"}


def test_gdal_itself_is_confined_in_the_reading_process(tmp_path, canary, server):
    address, hits = server
    for name in NAMES:
        (tmp_path / name).write_text(_vrt(canary))
    link = {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}}
    (tmp_path / "link.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "crs": link, "features": []})
    )
    (tmp_path / "wfs.xml").write_text(f"<OGRWFSDataSource><URL>{address}</URL></OGRWFSDataSource>")
    script = """
import pathlib, sys, pyogrio
from layers.formats import gdal
gdal.require_allow_list()
for path in [*pathlib.Path(sys.argv[1]).iterdir(), sys.argv[2], "/vsicurl/" + sys.argv[2]]:
    try:
        print(pyogrio.read_dataframe(path).to_json() if "link" not in str(path) else "",
              pyogrio.read_info(path) if "link" in str(path) else "")
    except (pyogrio.errors.DataSourceError, IsADirectoryError):
        print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), f"{address}/a.geojson"],
        env=isolation.environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("refused") >= len(NAMES) + 3
    assert CANARY not in done.stdout
    assert hits == []


def test_a_virtual_document_in_an_archive_reads_no_other_file(tmp_path, canary):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", _vrt(canary))
    assert _refusal(path).code == "damaged"


def test_a_virtual_document_behind_a_shapefile_header_reads_no_other_file(tmp_path, canary):
    path = tmp_path / "a.shp"
    path.write_bytes(b"\x00\x00\x27\x0a" + _vrt(canary).encode() + b"\0" * 200)
    assert _refusal(path).code == "damaged"


def test_no_url_is_ever_fetched(tmp_path, server):
    address, hits = server
    feature = {"type": "Feature", "properties": {}, "geometry": None}
    link = {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}}
    (tmp_path / "a.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "crs": link, "features": [feature]})
    )
    assert [note.code for note in read(tmp_path / "a.geojson").notes] == ["crs_link"]
    (tmp_path / "b.geojson").write_text(
        f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>"
    )
    assert _refusal(tmp_path / "b.geojson").code == "not_accepted"
    (tmp_path / "c.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<NetworkLink><Link><href>{address}/n.kml</href></Link></NetworkLink>"
        f"<Placemark><styleUrl>{address}/s.kml#a</styleUrl><name>x</name>"
        "<Point><coordinates>1,2</coordinates></Point></Placemark></Document></kml>"
    )
    assert len(read_isolated(tmp_path / "c.kml").frame) == 1
    (tmp_path / "d.kml").write_text(
        f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{address}/x">]><kml><name>&x;</name></kml>'
    )
    assert _refusal(tmp_path / "d.kml").code == "xml_entities"
    assert hits == []


def test_a_bomb_of_entities_is_refused(tmp_path):
    path = tmp_path / "a.kml"
    bodies = ["ha", *(f"&e{n};" * 10 for n in range(8))]
    entities = "".join(f'<!ENTITY e{n} "{body}">' for n, body in enumerate(bodies))
    path.write_text(f"<?xml version='1.0'?><!DOCTYPE kml [{entities}]><kml>&e8;</kml>")
    assert _refusal(path).code == "xml_entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_entities_hidden_by_an_encoding_are_refused(tmp_path, encoding):
    path = tmp_path / "a.kml"
    path.write_bytes("<!DOCTYPE kml [<!ENTITY a 'b'>]><kml>&a;</kml>".encode(encoding))
    assert _refusal(path).code in {"xml_entities", "unknown_format", "damaged"}


def test_deep_nesting_is_refused_before_any_parser(tmp_path):
    path = tmp_path / "a.geojson"
    shape = '{"type":"GeometryCollection","geometries":['
    path.write_text(shape * 100_000 + "]}" * 100_000)
    assert _refusal(path).code == "too_deep"
    kml = tmp_path / "a.kml"
    kml.write_text('<kml xmlns="http://www.opengis.net/kml/2.2">' + "<Folder>" * 50_000)
    assert _refusal(kml).code == "too_deep"
    csv = tmp_path / "a.csv"
    csv.write_text('name,wkt\nx,"' + "GEOMETRYCOLLECTION(" * 20_000 + ")" * 20_000 + '"\n')
    (note,) = read(csv).notes
    assert (note.row, note.code) == (1, "coordinates_unreadable")


def test_a_shape_that_ends_the_reading_process_is_a_refusal(tmp_path):
    # 12,000 nested collections, 108 kB: GEOS before 3.15 overflows its stack on them
    head, empty = b"\x01\x07\x00\x00\x00\x01\x00\x00\x00", b"\x01\x07" + b"\x00" * 7
    path = tmp_path / "a.parquet"
    shape = lonlat_frame([shapely.Point(1, 2)], a=[1])
    shape.to_parquet(path)
    table = pq.read_table(path)
    column = table.schema.get_field_index("geometry")
    nested = pa.array([head * 12_000 + empty], pa.binary())
    pq.write_table(table.set_column(column, table.schema.field(column), nested), path)
    assert _refusal(path, reader=read_isolated).code in {"crashed", "damaged"}


def test_too_much_memory_or_time_is_a_refusal(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"FeatureCollection","features":[' + "[1]," * 3_000_000 + "1]}")
    small = Limits(memory_bytes=300 * 1024**2)
    assert _refusal(path, reader=read_isolated, limits=small).code == "memory"
    assert _refusal(path, reader=read_isolated, limits=Limits(seconds=1)).code == "time"


def test_truncated_files_of_every_format_are_refused(tmp_path, polygons):
    for suffix in (".gpkg", ".zip", ".fgb", ".parquet", ".xlsx"):
        whole = tmp_path / f"a{suffix}"
        write(polygons, whole)
        cut = tmp_path / f"cut{suffix}"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        assert _refusal(cut).code == "damaged", suffix
