"""TopoJSON: shapes put together from arcs that neighbors share; every arc named has to be there.

Format: Bostock and Metcalf, The TopoJSON Format Specification, 1.0. GDAL leaves out arcs that are
not there without a word, so they are put together here, and the shapes judged as those of GeoJSON.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from layers.arrays import Floats
from layers.formats import gdal
from layers.formats.options import Limits, ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.vector import geojson
from layers.formats.vector.geojson_shapes import FaultyShapeError
from layers.problems import Problem

NAME = "TopoJSON"
_PLANE, _HEIGHT = 2, 3
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""Type -> how many lists lie around a list of arcs."""
_COLLECTION = "GeometryCollection"


def is_topology(document: Any) -> bool:
    """Return whether the document says that it is a topology."""
    return isinstance(document, dict) and document.get("type") == "Topology"


def read_document(document: dict[str, Any], encoding: str, options: ReadOptions) -> RawLayer:
    """Read the only object of a topology, or the one named; coordinates are WGS 84.

    Raises
    ------
    Refusal
        When its arcs, objects or transform are not what the format asks for, an object is not
        there, or the shapes come to too many vertices: shared arcs weigh little in a file.
    """
    objects = document.get("objects")
    if not isinstance(objects, dict):
        raise Refusal("topology", part="objects")
    name = gdal.choose_layer(list(objects), options.layer_name)
    rows = _geometries(objects[name])
    if len(rows) > options.limits.rows:
        raise Refusal("too_many_rows", limit=options.limits.rows)
    notes: list[Problem] = []
    crs = geojson.stated_crs(document, notes)
    arcs = _Arcs(document, options.limits)
    arcs.require_vertices(rows)
    features = _features(rows, arcs, notes)
    layer = geojson.layer_of(features, options, crs=crs, encoding=encoding, notes=notes)
    return dataclasses.replace(layer, format=NAME)


def _geometries(found: Any) -> list[Any]:
    """Return the geometries of an object, each of which becomes a row."""
    if not isinstance(found, dict):
        raise Refusal("topology", part="objects")
    if found.get("type") != _COLLECTION:
        return [found]
    geometries = found.get("geometries")
    if not isinstance(geometries, list):
        raise Refusal("topology", part="geometries")
    return geometries


def _features(rows: list[Any], arcs: "_Arcs", notes: list[Problem]) -> Iterator[dict[str, Any]]:
    for row, geometry in enumerate(rows, start=1):
        held = geometry if isinstance(geometry, dict) else {}
        feature = {"type": "Feature", "properties": held.get("properties"), "geometry": None}
        if "id" in held:
            feature["id"] = held["id"]
        try:
            feature["geometry"] = arcs.shape(geometry)
        except FaultyShapeError as error:
            values = {"reason": error.reason}
            notes.append(Problem(row, None, "row_unreadable", "error", values))
        yield feature


class _Arcs:
    """The arcs of a topology, put into degrees when they are first asked for."""

    def __init__(self, document: dict[str, Any], limits: Limits) -> None:
        arcs = document.get("arcs")
        if not isinstance(arcs, list):
            raise Refusal("topology", part="arcs")
        self._arcs: list[Any] = arcs
        self._known: dict[int, Floats] = {}
        self._transform = _transform(document.get("transform"))
        self._limit = limits.vertices

    def require_vertices(self, rows: list[Any]) -> None:
        """Refuse rows whose arcs come to too many vertices, before any is put together."""
        total = 0
        left = list(rows)
        while left:
            one = left.pop()
            if isinstance(one, dict):
                left += [one.get("arcs"), one.get("geometries")]
            elif isinstance(one, list):
                left += one
            elif isinstance(one, int) and -len(self._arcs) <= one < len(self._arcs):
                arc = self._arcs[~one if one < 0 else one]
                total += len(arc) if isinstance(arc, list) else 0
                if total > self._limit:
                    raise Refusal("too_many_vertices", found=f"> {self._limit}", limit=self._limit)

    def shape(self, geometry: Any) -> dict[str, Any] | None:
        """Return a geometry with its coordinates, as GeoJSON has it; None for one of no shape."""
        if not isinstance(geometry, dict):
            raise FaultyShapeError("几何图形不是对象", "its geometry is not an object")
        kind = geometry.get("type")
        if kind is None:
            return None
        if kind == _COLLECTION:
            members = geometry.get("geometries")
            if not isinstance(members, list):
                raise FaultyShapeError(
                    "缺少 geometries 列表", "its collection has no list 'geometries'"
                )
            return {"type": kind, "geometries": [self.shape(member) for member in members]}
        if kind == "Point":
            return {"type": kind, "coordinates": self._position(geometry.get("coordinates"))}
        if kind == "MultiPoint":
            points = geometry.get("coordinates")
            if not isinstance(points, list):
                raise FaultyShapeError(
                    "缺少 coordinates 列表", "its geometry has no list 'coordinates'"
                )
            return {"type": kind, "coordinates": [self._position(one) for one in points]}
        if not isinstance(kind, str) or kind not in _DEPTH:
            found = str(kind)[:40]
            raise FaultyShapeError(
                f"没有“{found}”这种几何类型（区分大小写）",
                f"there is no geometry type '{found}' (case matters)",
            )
        return {"type": kind, "coordinates": self._joined(geometry.get("arcs"), _DEPTH[kind])}

    def _position(self, value: Any) -> Any:
        """Return a point in degrees; what is no position is left for the reader of shapes."""
        try:
            array = np.asarray([value], dtype=np.float64)
        except (TypeError, ValueError):
            return value
        if array.ndim != _PLANE or array.shape[1] < _PLANE or self._transform is None:
            return value
        scale, move = self._transform
        return [*(array[0, :_PLANE] * scale + move).tolist(), *array[0, _PLANE:].tolist()]

    def _joined(self, value: Any, depth: int) -> list[Any]:
        if not isinstance(value, list):
            raise FaultyShapeError("缺少 arcs 列表", "its geometry has no list 'arcs'")
        if depth:
            return [self._joined(one, depth - 1) for one in value]
        if any(isinstance(one, bool) or not isinstance(one, int) for one in value):
            raise FaultyShapeError("弧段编号不是整数", "the number of an arc is no whole number")
        pieces: list[Floats] = []
        for number in value:
            arc = self._arc(~number if number < 0 else number, number)
            pieces.append((arc[::-1] if number < 0 else arc)[1 if pieces else 0 :])
        width = min((piece.shape[1] for piece in pieces), default=_PLANE)
        return [position for piece in pieces for position in piece[:, :width].tolist()]

    def _arc(self, number: int, said: int) -> Floats:
        """Return one arc in degrees, (n, 2) or (n, 3)."""
        if number >= len(self._arcs):
            count = len(self._arcs)
            raise FaultyShapeError(
                f"弧段 {said} 不存在；文件只有 {count} 段",
                f"there is no arc {said}: the file holds {count}",
            )
        if number not in self._known:
            self._known[number] = self._decoded(self._arcs[number], number)
        return self._known[number]

    def _decoded(self, arc: Any, number: int) -> Floats:
        try:
            array = np.asarray(arc, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.empty(0)
        if array.ndim != _PLANE or array.shape[1] < _PLANE or not np.isfinite(array).all():
            raise FaultyShapeError(
                f"弧段 {number} 不是坐标列表", f"arc {number} is no list of positions"
            )
        array = array[:, :_HEIGHT].copy()
        if self._transform is not None:
            scale, move = self._transform
            array[:, :_PLANE] = np.cumsum(array[:, :_PLANE], axis=0) * scale + move
        return array


def _transform(value: Any) -> tuple[Floats, Floats] | None:
    """Return scale and translation, (2,) each, or None where positions are written as they are."""
    if value is None:
        return None
    held = value if isinstance(value, dict) else {}
    try:
        scale = np.asarray(held.get("scale"), dtype=np.float64)
        move = np.asarray(held.get("translate"), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Refusal("topology", part="transform") from error
    if scale.shape != (_PLANE,) or move.shape != (_PLANE,):
        raise Refusal("topology", part="transform")
    if not (np.isfinite(scale).all() and np.isfinite(move).all()):
        raise Refusal("topology", part="transform")
    return scale, move
