"""Edits of single features for every door: read, checked, stored, taken back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from shapely.errors import ShapelyError
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from app.jsonable import plain
from app.params import REQUIRED, UNKNOWN, accepted_values, short
from app.problems.errors import Fault, ParameterError
from layers import store
from layers.catalogue import layer_type
from layers.crs import LONLAT, transform_geometries
from layers.edits import (
    Draft,
    Examined,
    FeatureChange,
    StoredFeature,
    add_feature,
    change_feature,
    examine_draft,
    read_feature,
)
from layers.intake import IntakeContext
from layers.problems import Problem
from layers.text import Text

MEMBERS = ("type", "id", "properties", "geometry")
MOST_POSITIONS = 100_000
FEATURE = Text(
    '可用：GeoJSON 要素，如 {"type": "Feature", "properties": {…}, "geometry": {…}}',
    'accepted: a GeoJSON feature such as {"type": "Feature", "properties": {…}, "geometry": {…}}',
)
SHAPE = Text(
    "可用：GeoJSON 几何，经度、纬度（WGS 84）",
    "accepted: a GeoJSON geometry in longitude and latitude (WGS 84)",
)
PAIRS = Text("可用：JSON 对象", "accepted: a JSON object")


@dataclass(frozen=True)
class Edited:
    """A feature as it was stored, what was noticed on the way, and how far it moved (m)."""

    feature: StoredFeature
    problems: tuple[Problem, ...]
    moved_m: float | None = None


def read_draft(body: Any) -> Draft:
    """Read what a feature is to be from a GeoJSON feature, whole or in part.

    A property that is null is emptied. The id of the body does not count: the address has it.

    Raises
    ------
    ParameterError
        The body is no such feature; says which member is at fault.
    """
    if not isinstance(body, Mapping):
        raise ParameterError(Fault("body", REQUIRED, FEATURE, "malformed"))
    faults = [
        Fault(short(str(name)), UNKNOWN, accepted_values(MEMBERS), "unknown")
        for name in body
        if name not in MEMBERS
    ]
    if body.get("type", "Feature") != "Feature":
        faults.append(Fault("type", Text("不是要素", "is no feature"), FEATURE, "malformed"))
    properties = {} if body.get("properties") is None else body["properties"]
    if not isinstance(properties, Mapping):
        faults.append(Fault("properties", Text("不是对象", "is no object"), PAIRS, "malformed"))
    if faults:
        raise ParameterError(*faults)
    given = {name: value for name, value in properties.items() if name != "id"}
    return Draft(given, _shape(body.get("geometry")))


def _shape(value: Any) -> BaseGeometry | None:
    if value is None:
        return None
    fault = Fault("geometry", Text("无法读取", "cannot be read"), SHAPE, "malformed")
    if not isinstance(value, Mapping) or "coordinates" not in value:
        raise ParameterError(fault)
    try:
        shape = shapely.from_geojson(json.dumps(value))
    except (ShapelyError, ValueError, TypeError) as error:
        raise ParameterError(fault) from error
    if shapely.get_num_coordinates(shape) > MOST_POSITIONS:
        told = Text(f"超过 {MOST_POSITIONS} 个点", f"has more than {MOST_POSITIONS} positions")
        raise ParameterError(Fault("geometry", told, SHAPE))
    return shape


def add(connection: Connection, slug: str, layer: str, draft: Draft, *, actor: str) -> Edited:
    """Add a feature.

    Raises
    ------
    UnknownAreaError, UnknownLayerError, FeatureRefusedError
    """
    found = examine_draft(layer_type(layer), draft, _context(connection, slug, draft))
    feature = add_feature(connection, slug, layer, found.draft, actor=actor)
    store.fingerprint(connection, slug, layer)
    return Edited(feature, found.problems)


def change(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    draft: Draft,
    actor: str,
    tags: frozenset[str] | None,
) -> Edited:
    """Change the values or the shape of a feature that is as `tags` say.

    Raises
    ------
    UnknownFeatureError, FeatureChangedError, FeatureRefusedError
    """
    before = read_feature(connection, slug, layer, feature_id)
    present = Draft(before.cells, before.geometry)
    kind = layer_type(layer)
    found: Examined = examine_draft(kind, draft, _context(connection, slug, draft), present=present)
    feature = change_feature(
        connection, slug, layer, feature_id, draft=found.draft, actor=actor, tags=tags
    )
    store.fingerprint(connection, slug, layer)
    moved = None
    if draft.geometry is not None:
        crs = store.read_area(connection, slug).crs
        moved = _distance(before.geometry, feature.geometry, crs)
    return Edited(feature, found.problems, moved)


def _distance(before: BaseGeometry, after: BaseGeometry, crs: str) -> float:
    """Return the meters between the centers of two shapes (EPSG:4326) in the area's system."""
    ends = np.array([before.centroid, after.centroid], dtype=object)
    start, end = transform_geometries(ends, CRS(LONLAT), CRS(crs))
    return float(shapely.distance(start, end))


def _context(connection: Connection, slug: str, draft: Draft) -> IntakeContext:
    area = store.read_area(connection, slug)
    names: frozenset[str] = frozenset()
    if "community" in draft.cells:
        named = store.read_layer(connection, slug, "communities")
        names = frozenset(name for name in named["name"] if isinstance(name, str))
    return IntakeContext(boundary=area.boundary, crs=area.crs, community_names=names)


def members(feature: StoredFeature) -> dict[str, Any]:
    """Return a feature as GeoJSON, with who changed it last and when."""
    return {
        **geojson(feature.id, feature.cells, feature.geometry),
        "changed": {"at": plain(feature.at), "actor": feature.actor},
        "tag": feature.tag,
    }


def geojson(
    identifier: int, cells: Mapping[str, Any], geometry: BaseGeometry | None
) -> dict[str, Any]:
    """Return cells and a geometry (EPSG:4326) as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": identifier,
        "properties": {**cells, "id": identifier},
        "geometry": plain(mapping(geometry)) if geometry is not None else None,
    }


def change_members(identifier: int, change: FeatureChange) -> dict[str, Any]:
    """Return one change of a feature: who, when, and what it was before and after."""
    sides = (
        (change.before, change.before_geometry),
        (change.after, change.after_geometry),
    )
    before, after = (
        None if cells is None else geojson(identifier, cells, shape) for cells, shape in sides
    )
    return {
        "version": change.version,
        "at": plain(change.at),
        "actor": change.actor,
        "source": change.source,
        "operation": change.operation,
        "before": before,
        "after": after,
    }
