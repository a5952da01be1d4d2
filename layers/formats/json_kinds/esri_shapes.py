"""An Esri geometry object -> a GeoJSON geometry: rings go into polygons by what lies in what.

Source: Esri, ArcGIS REST API, "Geometry objects": a polygon lists outer rings and holes without
saying which hole lies in which ring.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from layers.arrays import Floats
from layers.formats.vector.geojson_shapes import FaultyShapeError

_PLANE, _HEIGHT = 2, 3
_RING = 4
# rings that lie in one another, and how many are looked at together: bounds on pairs
_DEEPEST, _CHUNK = 64, 32
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_CURVES = ("curvePaths", "curveRings")


def as_geojson(geometry: Any) -> dict[str, Any] | None:
    """Return the geometry as GeoJSON; None for null and empty ones.

    Raises
    ------
    FaultyShapeError
        For curves, and for what is no geometry object.
    """
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise FaultyShapeError("geometry 不是对象", "its geometry is not an object")
    if any(name in geometry for name in _CURVES):
        raise FaultyShapeError(
            "含曲线；请以 returnTrueCurves=false 重新下载",
            "it holds curves; download it with returnTrueCurves=false",
        )
    height = _HEIGHT if geometry.get("hasZ") else _PLANE
    for name, build in _BUILDERS.items():
        if name in geometry:
            return build(geometry, height)
    if not set(geometry) - {"spatialReference", "hasZ", "hasM"}:
        return None
    raise FaultyShapeError("没有可识别的几何图形", "its geometry is of no known kind")


def _area(geometry: dict[str, Any], height: int) -> dict[str, Any] | None:
    return _polygons(_lists(geometry["rings"], "rings", height))


def _lines(geometry: dict[str, Any], height: int) -> dict[str, Any] | None:
    lines = [line for line in _lists(geometry["paths"], "paths", height) if line]
    return {"type": "MultiLineString", "coordinates": lines} if lines else None


def _points(geometry: dict[str, Any], height: int) -> dict[str, Any] | None:
    points = _positions(geometry["points"], "points", height)
    return {"type": "MultiPoint", "coordinates": points} if points else None


def _point(geometry: dict[str, Any], _height: int) -> dict[str, Any] | None:
    """Return a point; Esri writes an empty one with x null or "NaN"."""
    x, y = geometry["x"], geometry.get("y")
    if x is None or x == "NaN":
        return None
    height = geometry.get("z")
    place = [x, y] if height in (None, "NaN") else [x, y, height]
    return {"type": "Point", "coordinates": place}


def _envelope(geometry: dict[str, Any], _height: int) -> dict[str, Any] | None:
    corners = [geometry.get(name) for name in _CORNERS]
    if corners[0] in (None, "NaN"):
        return None
    west, south, east, north = corners
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _lists(value: Any, name: str, height: int) -> list[list[Any]]:
    if not isinstance(value, list):
        raise FaultyShapeError(f"{name} 不是列表", f"'{name}' is not a list")
    return [_positions(one, name, height) for one in value]


def _positions(value: Any, name: str, height: int) -> list[Any]:
    """Return positions without measures; what is no position is left for the reader of shapes."""
    if not isinstance(value, list):
        raise FaultyShapeError(f"{name} 不是坐标列表", f"'{name}' holds no list of positions")
    if any(isinstance(one, dict) for one in value):
        raise FaultyShapeError(
            "含曲线；请以 returnTrueCurves=false 重新下载",
            "it holds curves; download it with returnTrueCurves=false",
        )
    return [one[:height] if isinstance(one, list) else one for one in value]


def _polygons(rings: list[list[Any]]) -> dict[str, Any] | None:
    """Return rings as polygons: one that lies in no other or in two is outer, in one it is a hole.

    So it comes out right too where a program turned its rings the other way.
    """
    rings = [ring for ring in rings if ring]
    if not rings:
        return None
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings}
    known = [array for array in map(_ring, rings) if array is not None]
    if len(known) < len(rings):
        return {"type": "Polygon", "coordinates": rings}  # its reader names the fault
    around = _around(known)
    outer = [number for number, rings_around in enumerate(around) if len(rings_around) % 2 == 0]
    parts = {number: [rings[number]] for number in outer}
    areas = [abs(_signed_area(array)) for array in known]
    for number, rings_around in enumerate(around):
        if number not in parts:
            parts[min(rings_around, key=areas.__getitem__)].append(rings[number])
    return {"type": "MultiPolygon", "coordinates": list(parts.values())}


def _around(rings: list[Floats]) -> list[list[int]]:
    """Return for each ring the numbers of the larger ones that it lies in."""
    found: list[list[int]] = [[] for _ in rings]
    areas = np.array([abs(_signed_area(ring)) for ring in rings])
    filled = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    inside = shapely.point_on_surface(filled)
    tree = shapely.STRtree(filled)
    for start in range(0, len(rings), _CHUNK):
        inner, outer = tree.query(inside[start : start + _CHUNK], "within")
        larger = areas[outer] > areas[inner + start]
        inner, outer = inner[larger] + start, outer[larger]
        if np.bincount(inner, minlength=1).max() > _DEEPEST:
            raise FaultyShapeError(
                f"环嵌套超过 {_DEEPEST} 层",
                f"its rings lie in one another more than {_DEEPEST} deep",
            )
        for one, other in zip(inner.tolist(), outer.tolist(), strict=True):
            found[one].append(other)
    return found


def _ring(ring: list[Any]) -> Floats | None:
    """Return the corners of a ring, (n, 2), or None where they are none."""
    try:
        array = np.asarray(ring, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    closed = array.ndim == _PLANE and len(array) >= _RING and array.shape[1] >= _PLANE
    if not closed or not np.isfinite(array).all() or (array[0, :2] != array[-1, :2]).any():
        return None
    return array[:, :_PLANE]


def _signed_area(ring: Floats) -> float:
    """Return the area, negative for a ring that turns clockwise (shoelace formula)."""
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


_BUILDERS: dict[str, Callable[[dict[str, Any], int], dict[str, Any] | None]] = {
    "rings": _area,
    "paths": _lines,
    "points": _points,
    "xmin": _envelope,
    "x": _point,
}
"""What a geometry has to have -> what builds it."""
