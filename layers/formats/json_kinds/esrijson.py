"""EsriJSON: the answer of an ArcGIS service, saved as a file; no address in it is ever followed.

Format: Esri, ArcGIS REST API, "Feature object", "Geometry objects" and "FeatureSet". Shapes are
judged as those of GeoJSON. GDAL leaves out, without a word, attributes that `fields` does not list,
curves, and that an answer was cut, so the features are put together here.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.formats import json_text
from layers.formats.json_kinds import esri_shapes
from layers.formats.judging import wholeness
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.vector import geojson
from layers.formats.vector.geojson_shapes import FaultyShapeError
from layers.problems import Problem

NAME = "EsriJSON"
_DATE_FIELD = "esriFieldTypeDate"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MOST_WKT = 10_000
_CODES_SHOWN = 10


def is_feature_set(document: Any) -> bool:
    """Return whether a document holds features as ArcGIS writes them."""
    if not isinstance(document, dict) or document.get("type") == "FeatureCollection":
        return False
    features = document.get("features")
    if not isinstance(features, list):
        return False
    kind = document.get("geometryType")
    first = features[0] if features and isinstance(features[0], dict) else {}
    return (
        (isinstance(kind, str) and kind.startswith("esriGeometry"))
        or isinstance(document.get("spatialReference"), dict)
        or "attributes" in first
    )


def read_document(document: dict[str, Any], encoding: str, options: ReadOptions) -> RawLayer:
    """Read the features; dates that the service keeps as milliseconds become dates.

    Raises
    ------
    Refusal
        When there are too many rows, or the coordinate system that is stated is unknown.
    """
    features: list[Any] = document["features"]
    if len(features) > options.limits.rows:
        raise Refusal("too_many_rows", limit=options.limits.rows)
    notes = wholeness.notes_of(document, len(features))
    notes += _coded(document.get("fields"))
    stated = _stated(document, features)
    rows = _features(features, stated, _date_fields(document.get("fields")), notes)
    crs = _crs(stated)
    layer = geojson.layer_of(rows, options, crs=crs, encoding=encoding, notes=notes)
    return dataclasses.replace(layer, format=NAME)


def _features(
    features: list[Any], stated: Any, dates: frozenset[str], notes: list[Problem]
) -> Iterator[Any]:
    for row, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            yield feature  # its reader names the fault
            continue
        attributes = feature.get("attributes")
        made = {"type": "Feature", "properties": attributes, "geometry": None}
        if isinstance(attributes, dict):
            made["properties"] = _dated(attributes, dates)
        geometry = feature.get("geometry")
        try:
            _require_same(geometry, stated)
            made["geometry"] = esri_shapes.as_geojson(geometry)
        except FaultyShapeError as error:
            reason = {"reason": error.reason}
            notes.append(Problem(row, None, "row_unreadable", "error", reason))
        yield made


def _stated(document: dict[str, Any], features: list[Any]) -> Any:
    """Return the spatial reference of the set, or that of its first geometry."""
    stated = document.get("spatialReference")
    if stated is not None:
        return stated
    for feature in features:
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if isinstance(geometry, dict):
            return geometry.get("spatialReference")
    return None


def _require_same(geometry: Any, stated: Any) -> None:
    own = geometry.get("spatialReference") if isinstance(geometry, dict) else None
    if own is None or own == stated:
        return
    if _crs(own) != _crs(stated):
        found = json_text.shown(own.get("wkid") if isinstance(own, dict) else own)
        raise FaultyShapeError(
            f"坐标系（{found}）与文件的不同",
            f"its coordinate system ({found}) is not that of the file",
        )


def _crs(stated: Any) -> CRS | None:
    """Return the system of a spatial reference: by its latest number, its number or its text.

    Numbers below 32,768 are mostly EPSG's, others Esri's own; `latestWkid` is EPSG's where there
    is one (102100 and 3857).
    """
    if not isinstance(stated, dict) or not stated:
        return None
    for name in ("latestWkid", "wkid"):
        number = stated.get(name)
        if isinstance(number, bool) or not isinstance(number, int):
            continue
        for authority in ("EPSG", "ESRI"):
            try:
                return CRS.from_authority(authority, number)
            except CRSError:
                continue
    text = next((stated[name] for name in ("wkt2", "wkt") if isinstance(stated.get(name), str)), "")
    if 0 < len(text) <= _MOST_WKT:
        try:
            return CRS.from_wkt(text)
        except CRSError:
            pass
    shown = next((stated[name] for name in ("latestWkid", "wkid") if name in stated), stated)
    raise Refusal("crs_unreadable", crs=json_text.shown(shown))


def _date_fields(fields: Any) -> frozenset[str]:
    if not isinstance(fields, list):
        return frozenset()
    return frozenset(
        str(field.get("name"))
        for field in fields
        if isinstance(field, dict) and field.get("type") == _DATE_FIELD
    )


def _coded(fields: Any) -> Iterator[Problem]:
    """Give a note for each field whose values are codes that the service has names for."""
    for field in fields if isinstance(fields, list) else ():
        domain = field.get("domain") if isinstance(field, dict) else None
        listed = domain.get("codedValues") if isinstance(domain, dict) else None
        codes = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        if codes:
            told = [
                f"{json_text.shown(one.get('code'))} = {json_text.shown(one.get('name'))}"
                for one in codes[:_CODES_SHOWN]
            ]
            more = ["…"] if len(codes) > _CODES_SHOWN else []
            values = {"codes": ", ".join([*told, *more])}
            yield Problem(None, str(field.get("name")), "codes_kept", "warning", values)


def _dated(attributes: dict[str, Any], dates: frozenset[str]) -> dict[str, Any]:
    return {name: _moment(value) if name in dates else value for name, value in attributes.items()}


def _moment(value: Any) -> Any:
    """Return milliseconds since 1970 UTC as a date, or a moment where they are no midnight."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    try:
        moment = _EPOCH + dt.timedelta(milliseconds=value)
    except (OverflowError, ValueError):
        return value
    midnight = moment.time() == dt.time.min
    return moment.date().isoformat() if midnight else moment.isoformat()
