"""GeoJSON (RFC 7946): strict reading with a finding for each faulty feature, and writing."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.crs import LONLAT
from layers.formats import json_text, writing
from layers.formats.judging import cells, wholeness
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer, beside_shape
from layers.formats.refusal import Refusal
from layers.formats.vector.geojson_shapes import FaultyShapeError, shape_of
from layers.problems import Problem
from layers.text import Text

NAME = "GeoJSON"
DECIMALS = 7
_INT64 = 2**63 - 1
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
     "GeometryCollection"}
)  # fmt: skip
_CRS84 = re.compile(r"(urn:ogc:def:crs:)?ogc:[0-9.]*:?crs84", re.IGNORECASE)
_LONLAT = CRS.from_user_input(LONLAT)


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a FeatureCollection, a Feature or a bare geometry; a faulty feature becomes a note.

    A `crs` member by name (GeoJSON of 2008) is honored, one by link is never followed.

    Raises
    ------
    Refusal
        When it is damaged or holds too many features.
    """
    text, reading = json_text.decoded(path.read_bytes(), options.encoding, options.limits)
    layer = read_document(json_text.parsed(text), reading.name, options)
    layer.notes[:0] = [] if reading.note is None else [reading.note]
    return layer


def read_document(document: Any, encoding: str, options: ReadOptions) -> RawLayer:
    """Read a document that is parsed already, or raise `Refusal` as `read` does."""
    features = features_of(document)
    if len(features) > options.limits.rows:
        raise Refusal("too_many_rows", limit=options.limits.rows)
    notes = wholeness.notes_of(document, len(features))
    crs = stated_crs(document, notes)
    layer = layer_of(features, options, crs=crs, encoding=encoding, notes=notes)
    keyed = isinstance(document, dict) and document.get(json_text.KEY) == "id"
    return replace(layer, key="id") if keyed else layer


def layer_of(
    features: Iterable[Any],
    options: ReadOptions,
    *,
    crs: CRS | None,
    encoding: str,
    notes: list[Problem],
) -> RawLayer:
    """Return the rows of features; a faulty one becomes a note beside those there are."""
    limits = options.limits
    geometries = []
    records = []
    names: set[str] = set()
    for row, feature in enumerate(features, start=1):
        geometry, record = _read_feature(feature, row, notes)
        geometries.append(geometry)
        records.append(record)
        names |= record.keys()
        cells.require_counts(row, len(names), limits)
        for name, value in record.items():
            if isinstance(value, (str, list, dict)):
                cells.require_cell(value, row, name, limits)
    table = _table(records)
    table = beside_shape(table, notes)
    frame = GeoDataFrame(table, geometry=GeoSeries(geometries, index=table.index), crs=crs)
    return RawLayer(frame, NAME, encoding, notes)


def features_of(document: Any) -> list[Any]:
    """Return the features of a collection, a Feature or a geometry, or raise `Refusal`."""
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise Refusal("no_features")
        return features
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise Refusal("not_geojson", found=json_text.shown(document if kind is None else kind))


def stated_crs(document: dict[str, Any], notes: list[Problem]) -> CRS | None:
    """Return WGS 84, the system named, or None where it is left open; refuse an unknown one."""
    if "crs" not in document:
        return _LONLAT
    stated = document["crs"]
    if stated is None:
        return None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    if not isinstance(properties, dict) or stated.get("type") != "name":
        notes.append(Problem(None, None, "crs_link", "warning"))
        return None
    name = properties.get("name")
    if isinstance(name, str) and _CRS84.fullmatch(name):
        return _LONLAT
    # only codes: WKT, PROJ strings and JSON in this place are no GeoJSON, and PROJ may fetch grids
    if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9:._-]{1,80}", name):
        try:
            return CRS.from_user_input(name)
        except CRSError as error:
            raise Refusal("crs_unreadable", crs=name) from error
    raise Refusal("crs_unreadable", crs=json_text.shown(name))


def _read_feature(feature: Any, row: int, notes: list[Problem]) -> tuple[Any, dict[str, Any]]:
    """Return geometry and properties of one feature; add a note where it is faulty."""

    def fault(zh: str, en: str) -> None:
        notes.append(Problem(row, None, "row_unreadable", "error", {"reason": Text(zh, en)}))

    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        found = json_text.shown(feature.get("type") if isinstance(feature, dict) else feature)
        fault(f"应是 Feature，而这里是 {found}", f"it must be a Feature, not {found}")
        return None, {}
    properties = feature.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        fault("properties 不是对象", "its properties are not an object")
        properties = {}
    _check_numbers(properties, row, notes)
    identifier = feature.get("id")
    if isinstance(identifier, str | int) and "id" not in properties:
        properties = {"id": identifier, **properties}
    if "geometry" not in feature:
        fault("缺少 geometry", "it has no member 'geometry'")
        return None, properties
    try:
        return shape_of(feature["geometry"]), properties
    except FaultyShapeError as error:
        if error.vertex is None:
            fault(error.reason.zh, error.reason.en)
        else:
            values = {"vertex": error.vertex}
            notes.append(Problem(row, None, "geometry_not_finite", "error", values))
        return None, properties


def _table(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return records as columns; whole numbers beside gaps stay whole, of any length."""
    names = dict.fromkeys(name for record in records for name in record)
    rows = pd.RangeIndex(len(records))
    columns = {
        name: _column(pd.Series([record.get(name) for record in records], rows, dtype=object))
        for name in names
    }
    return pd.DataFrame(columns, index=rows)


def _column(cells: pd.Series) -> pd.Series:
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    if kind == "integer":
        known = cells.dropna()
        return cells.astype("Int64") if known.between(-_INT64, _INT64).all() else cells
    return cells.astype("float64") if kind == "floating" else cells.infer_objects()


def _check_numbers(properties: dict[str, Any], row: int, notes: list[Problem]) -> None:
    for name, value in properties.items():
        if isinstance(value, float) and not np.isfinite(value):
            values = {"value": str(value)}
            notes.append(Problem(row, name, "value_not_finite", "error", values))
            properties[name] = None


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write RFC 7946: longitude and latitude, 7 decimals (about 1 cm), counterclockwise shells.

    Numbers that are not finite become null; other objects their ISO or plain text.
    """
    keyed = frame.index.name == "id" and "id" not in frame.columns
    flat = writing.spread(writing.in_lonlat(frame))
    if keyed:
        flat = flat.set_index("id")
    json_text.write_collection(flat, path, decimals=DECIMALS)
