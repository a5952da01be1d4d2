"""Small files in the formats that are read and not written, with the same two stations in each."""

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd

from tests.builders.frames import named_points

STATIONS = named_points("东四站", "安定门站")
"""At 116.400 and 116.401 E, 39.9 N."""
_KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    "{}</Document></kml>"
)


def zip_of(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write an archive of the members and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def geodatabase(folder: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, bytes]:
    """Return the files of a file geodatabase with these layers, by their names."""
    place = folder / "made.gdb"
    for name, frame in layers.items():
        frame.to_file(
            place,
            layer=name,
            driver="OpenFileGDB",
            engine="pyogrio",
            mode="a" if place.exists() else "w",
        )
    files = {one.name: one.read_bytes() for one in place.iterdir()}
    shutil.rmtree(place)
    return files


def gdb_zip(path: Path, *, inside: str = "站点.gdb/", **layers: gpd.GeoDataFrame) -> Path:
    """Write a zipped geodatabase; its files lie below `inside`."""
    files = geodatabase(path.parent, layers or {"站点": STATIONS})
    return zip_of(path, {f"{inside}{name}": data for name, data in files.items()})


def kml_text(*names: str, more: str = "") -> str:
    """Return a KML of one place for each name, from 116.400 E, 39.9 N every 0.001 degrees east."""
    places = (
        f"<Placemark><name>{name}</name><Point><coordinates>{116.4 + n / 1e3:.3f},39.9,0"
        "</coordinates></Point></Placemark>"
        for n, name in enumerate(names)
    )
    return _KML.format("".join(places) + more)


def kmz(path: Path) -> Path:
    """Write a KMZ of the stations, with an icon as map sites add it."""
    text = kml_text(*STATIONS["name"])
    return zip_of(path, {"doc.kml": text, "files/icon.png": b"\x89PNG"})


GML = (
    '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection{}'
    ' xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:app="http://localhost/app">{}'
    "</wfs:FeatureCollection>"
)


def gml_member(geometry: str, *, kind: str = "Station", **properties: object) -> str:
    """Return a member of a collection; `geometry` is written as it is."""
    values = "".join(f"<app:{name}>{value}</app:{name}>" for name, value in properties.items())
    shape = f"<app:shape>{geometry}</app:shape>" if geometry else ""
    return f"<wfs:member><app:{kind}>{values}{shape}</app:{kind}></wfs:member>"


def gml_point(place: str, system: str = "urn:ogc:def:crs:EPSG::4326") -> str:
    """Return a point; in EPSG's own order latitude comes first."""
    name = f' srsName="{system}"' if system else ""
    return f"<gml:Point{name}><gml:pos>{place}</gml:pos></gml:Point>"


def gml(path: Path, *members: str, root: str = "") -> Path:
    """Write a GML of these members, or of the stations."""
    stations = [
        gml_member(gml_point(f"{shape.y} {shape.x}"), name=name)
        for name, shape in zip(STATIONS["name"], STATIONS.geometry, strict=True)
    ]
    path.write_text(GML.format(root, "".join(members or stations)), "utf-8")
    return path


def _features() -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": [shape.x, shape.y]},
        }
        for name, shape in zip(STATIONS["name"], STATIONS.geometry, strict=True)
    ]


def geojson_lines(path: Path) -> Path:
    """Write one feature a line."""
    path.write_text("".join(f"{json.dumps(one)}\n" for one in _features()), "utf-8")
    return path


def geojson_sequence(path: Path) -> Path:
    """Write features after marks, each spread over lines (RFC 8142)."""
    path.write_text("".join(f"\x1e{json.dumps(one, indent=1)}\n" for one in _features()), "utf-8")
    return path


def topojson(path: Path) -> Path:
    """Write a topology whose positions are whole steps of 0.001 degrees from 116 E, 39 N."""
    geometries = [
        {"type": "Point", "coordinates": [400 + n, 900], "properties": {"name": name}}
        for n, name in enumerate(STATIONS["name"])
    ]
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [116, 39]},
        "objects": {"站点": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [],
    }
    path.write_text(json.dumps(topology), "utf-8")
    return path


def esrijson(path: Path) -> Path:
    """Write the answer of an ArcGIS service."""
    features = [
        {
            "attributes": one["properties"],
            "geometry": dict(zip("xy", one["geometry"]["coordinates"], strict=True)),
        }
        for one in _features()
    ]
    answer = {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 4326, "latestWkid": 4326},
        "features": features,
    }
    path.write_text(json.dumps(answer), "utf-8")
    return path


FORMATS: dict[str, Callable[[Path], Path]] = {
    "站点.kmz": kmz,
    "站点.gdb.zip": gdb_zip,
    "站点.geojsonl": geojson_lines,
    "站点.ndjson": geojson_lines,
    "站点.geojsons": geojson_sequence,
    "站点.topojson": topojson,
    "站点.json": esrijson,
    "站点.gml": gml,
    "站点.xml": gml,
}
"""Name of a file -> what writes it: the two stations, in degrees of WGS 84."""
