"""A GeoJSON geometry object -> shapely, refusing whatever RFC 7946 does not allow."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats
from layers.text import Text

_PLANE, _HEIGHT = 2, 3
_RING = 4
_LINE = 2


class FaultyShapeError(ValueError):
    """The geometry object is not allowed; `vertex` counts from 1 when a number is not finite."""

    def __init__(self, zh: str, en: str, vertex: int | None = None) -> None:
        super().__init__(en)
        self.reason = Text(zh, en)
        self.vertex = vertex


def shape_of(value: Any) -> BaseGeometry | None:
    """Return the geometry, None for null; raise `FaultyShapeError` saying what is wrong."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise FaultyShapeError("geometry 不是对象", "its geometry is not an object")
    kind = value.get("type")
    if kind == "GeometryCollection":
        return _collection(value.get("geometries"))
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        found = str(kind)[:40]
        raise FaultyShapeError(
            f"没有“{found}”这种几何类型（区分大小写）",
            f"there is no geometry type '{found}' (case matters)",
        )
    if not isinstance(value.get("coordinates"), list):
        raise FaultyShapeError("缺少 coordinates 列表", "its geometry has no list 'coordinates'")
    return build(value["coordinates"])


def _collection(members: Any) -> BaseGeometry:
    if not isinstance(members, list):
        raise FaultyShapeError("缺少 geometries 列表", "its collection has no list 'geometries'")
    if any(member is None for member in members):
        raise FaultyShapeError("几何集合中有空成员", "its collection holds a null member")
    return shapely.GeometryCollection([shape_of(member) for member in members])


def _positions(value: Any) -> Floats:
    """Return positions as an (n, 2) or (n, 3) array; later numbers of a position are left off."""
    if not isinstance(value, list):
        raise FaultyShapeError("坐标不是列表", "its coordinates are not a list")
    if not value:
        return np.empty((0, _PLANE))
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.empty(0)
    if array.ndim != _PLANE or array.dtype.kind not in "if" or array.shape[1] < _PLANE:
        raise _why(value)
    if bool in set(map(type, itertools.chain.from_iterable(value))):  # numpy takes true for 1
        raise _why(value)
    faulty = np.flatnonzero(~np.isfinite(array).all(axis=1))
    if len(faulty):
        vertex = int(faulty[0]) + 1
        raise FaultyShapeError("坐标不是有限数值", "a coordinate is not finite", vertex=vertex)
    return array[:, :_HEIGHT].astype(np.float64)


def _why(value: list[Any]) -> FaultyShapeError:
    """Return what is wrong with positions that are no plain array of numbers."""
    sizes = set()
    for number, position in enumerate(value, start=1):
        at_zh, at_en = f"第 {number} 个顶点", f"vertex {number}"
        if not isinstance(position, list):
            return FaultyShapeError(f"{at_zh}不是坐标列表", f"{at_en} is not a position")
        if len(position) < _PLANE:
            return FaultyShapeError(
                f"{at_zh}少于两个坐标", f"{at_en} has fewer than two coordinates"
            )
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in position):
            return FaultyShapeError(f"{at_zh}的坐标不是数字", f"{at_en} holds no numbers")
        sizes.add(len(position))
    if len(sizes) > 1:
        return FaultyShapeError(
            "同一图形混用二维与三维坐标", "it mixes positions of two and three dimensions"
        )
    return FaultyShapeError("坐标数值过大", "a coordinate is too large")


def _point(value: list[Any]) -> BaseGeometry:
    return shapely.Point(_positions([value])[0]) if value else shapely.Point()


def _multipoint(value: list[Any]) -> BaseGeometry:
    return shapely.MultiPoint(_positions(value))


def _line(value: Any) -> BaseGeometry:
    line = _positions(value)
    if len(line) == 1:
        raise FaultyShapeError("线少于两个顶点", "a line has fewer than two positions")
    return shapely.LineString(line) if len(line) >= _LINE else shapely.LineString()


def _polygon(value: Any) -> BaseGeometry:
    if not isinstance(value, list):
        raise FaultyShapeError("坐标不是列表", "its coordinates are not a list")
    rings = [_ring(ring, number) for number, ring in enumerate(value, start=1)]
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


def _ring(value: Any, number: int) -> Floats:
    ring = _positions(value)
    if len(ring) < _RING:
        raise FaultyShapeError(
            f"第 {number} 个环少于四个顶点", f"ring {number} has fewer than four positions"
        )
    if not np.array_equal(ring[0, :_PLANE], ring[-1, :_PLANE]):
        raise FaultyShapeError(
            f"第 {number} 个环未闭合", f"ring {number} is not closed: its ends differ"
        )
    return ring


def _multiline(value: list[Any]) -> BaseGeometry:
    return _same_dimension([_line(part) for part in value], shapely.MultiLineString)


def _multipolygon(value: list[Any]) -> BaseGeometry:
    return _same_dimension([_polygon(part) for part in value], shapely.MultiPolygon)


def _same_dimension(
    parts: list[BaseGeometry], build: Callable[[Any], BaseGeometry]
) -> BaseGeometry:
    if len({part.has_z for part in parts}) > 1:
        raise FaultyShapeError(
            "各部件混用二维与三维坐标", "its parts mix positions of two and three dimensions"
        )
    empty = next((number for number, part in enumerate(parts, 1) if part.is_empty), None)
    if empty is not None:
        raise FaultyShapeError(f"第 {empty} 个部件是空的", f"its part {empty} is empty")
    return build(parts)


_BUILDERS: dict[str, Callable[[list[Any]], BaseGeometry]] = {
    "Point": _point,
    "MultiPoint": _multipoint,
    "LineString": _line,
    "MultiLineString": _multiline,
    "Polygon": _polygon,
    "MultiPolygon": _multipolygon,
}
