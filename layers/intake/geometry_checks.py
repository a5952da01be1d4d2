"""Checks of shapes in longitude and latitude: each fault by row, each repair reported.

All functions take an array of geometries and the row number of each; none drops a row. A fault
leaves the geometry null so that later checks skip it.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely

from layers.arrays import Ints, Shapes
from layers.catalogue import Geometry
from layers.crs import METRES_A_DEGREE
from layers.problems import Problem, Severity
from layers.text import Text

MAX_VERTICES = 1_000_000
_HALF_TURN = 180.0
_SLACK = 1e-6  # degrees: rounding of files that end on the meridian itself
_RIGHT_ANGLE = 90.0
_COLLECTION = 7

_FAMILY = np.array(
    ["point", "line", "line", "polygon", "point", "line", "polygon", "collection"], dtype=object
)
FAMILY_TITLES = {
    "point": Text("点", "point"),
    "line": Text("线", "line"),
    "polygon": Text("面", "polygon"),
    "point_or_polygon": Text("点或面", "point or polygon"),
    "collection": Text("几何集合", "collection"),
}
_REASONS = {
    "Self-intersection": "自相交",
    "Ring Self-intersection": "环自相交",
    "Hole lies outside shell": "洞在外环之外",
    "Holes are nested": "洞相互嵌套",
    "Interior is disconnected": "内部不连通",
    "Nested shells": "外环相互嵌套",
    "Duplicate Rings": "环重复",
    "Too few points in geometry component": "顶点过少",
}
_DIMENSION = {"point": 0, "line": 1, "polygon": 2}


@dataclass
class Shaped:
    """Geometries under check (`shapes`), the row of each, and what was found so far."""

    shapes: Shapes
    rows: Ints
    problems: list[Problem] = field(default_factory=list)

    def report(self, at: int, code: str, severity: Severity, **values: object) -> None:
        """Note a problem of the row at position `at`; an error takes its geometry away."""
        self.problems.append(Problem(int(self.rows[at]), None, code, severity, dict(values)))
        if severity == "error":
            self.shapes[at] = None


def check_shapes(shapes: Shapes, rows: Ints, *, geometry: Geometry, max_vertices: int) -> Shaped:
    """Return the shapes of one family: Point, LineString or MultiPolygon, valid, in degrees.

    Lines of several parts stay MultiLineString here; `explode_lines` splits them.
    """
    state = Shaped(np.array(shapes, dtype=object), rows)
    with np.errstate(invalid="ignore"):  # coordinates may be no numbers until found out
        _require_present(state)
        _require_finite(state)
        _require_degrees(state)
    _limit_vertices(state, max_vertices)
    _flatten(state)
    _open_collections(state, geometry)
    _require_family(state, geometry)
    _repair(state)
    if geometry == "point":
        _points_of_areas(state)
    _unify(state, geometry)
    return state


def _require_present(state: Shaped) -> None:
    for at in np.flatnonzero(shapely.is_missing(state.shapes)).tolist():
        state.report(at, "geometry_missing", "error")
    for at in np.flatnonzero(shapely.is_empty(state.shapes)).tolist():
        not_finite = not np.isfinite(shapely.get_coordinates(state.shapes[at])).all()
        if not_finite:
            state.report(at, "geometry_not_finite", "error", vertex=1)
        else:
            state.report(at, "geometry_empty", "error")


def _require_finite(state: Shaped) -> None:
    coordinates, owner = shapely.get_coordinates(state.shapes, return_index=True)
    bad = np.flatnonzero(~np.isfinite(coordinates).all(axis=1))
    if not len(bad):
        return
    starts = np.searchsorted(owner, owner[bad])
    owners, first = np.unique(owner[bad], return_index=True)
    for at, one in zip(owners, first, strict=True):
        vertex = int(bad[one] - starts[one]) + 1
        state.report(int(at), "geometry_not_finite", "error", vertex=vertex)


def _require_degrees(state: Shaped) -> None:
    bounds = shapely.bounds(state.shapes)
    west, south, east, north = bounds.T
    lon, lat = np.maximum(np.abs(west), np.abs(east)), np.maximum(np.abs(south), np.abs(north))
    points = shapely.get_dimensions(state.shapes) == _DIMENSION["point"]
    far = (lon > 2 * _HALF_TURN) | (lat > _RIGHT_ANGLE + _SLACK)
    beyond = ~far & (lon > _HALF_TURN + _SLACK)
    wide = ~far & ~beyond & (east - west > _HALF_TURN)
    for at in np.flatnonzero(far | (beyond & points)).tolist():
        x, y = shapely.get_coordinates(state.shapes[at])[0]
        state.report(at, "coordinates_range", "error", x=f"{x:.10g}", y=f"{y:.10g}")
    for at in np.flatnonzero(beyond & ~points).tolist():
        state.report(at, "antimeridian", "error")
    for at in np.flatnonzero(wide).tolist():
        if _jumps(state.shapes[at]):
            state.report(at, "antimeridian", "error")


def _jumps(shape: shapely.Geometry) -> bool:
    """Whether a ring or line leaps more than half around the earth between two vertices.

    A leap of exactly 360 degrees runs along the frame of the map (a cap around a pole) and is fine.
    """
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = parts[shapely.get_dimensions(parts) == _DIMENSION["polygon"]]
    lines = parts[shapely.get_dimensions(parts) == _DIMENSION["line"]]
    pieces = np.concatenate([shapely.get_rings(polygons), lines])
    coordinates, owner = shapely.get_coordinates(pieces, return_index=True)
    leap = np.abs(np.diff(coordinates[:, 0]))
    same = owner[1:] == owner[:-1]
    return bool(np.any(same & (leap > _HALF_TURN) & (leap < 2 * _HALF_TURN - _SLACK)))


def _limit_vertices(state: Shaped, limit: int) -> None:
    counts = shapely.get_num_coordinates(state.shapes)
    for at in np.flatnonzero(counts > limit).tolist():
        state.report(at, "geometry_too_large", "error", vertices=int(counts[at]), limit=limit)


def _flatten(state: Shaped) -> None:
    """Drop heights and measures, and say once how many had them."""
    has_more = shapely.has_z(state.shapes) | shapely.has_m(state.shapes)
    if has_more.any():
        state.shapes = np.asarray(shapely.force_2d(state.shapes), dtype=object)
        values = {"count": int(has_more.sum())}
        state.problems.append(Problem(None, None, "geometry_dimension", "repaired", values))


def _open_collections(state: Shaped, geometry: Geometry) -> None:
    """Take the part that the layer asks for out of geometry collections."""
    for at in np.flatnonzero(shapely.get_type_id(state.shapes) == _COLLECTION).tolist():
        areas_only = _dimensions(state.shapes[at]) == {_DIMENSION["polygon"]}
        areas_taken = geometry == "point_or_polygon" or (geometry == "point" and areas_only)
        wanted = "polygon" if areas_taken else geometry
        kept = _of_dimension(state.shapes[at], _DIMENSION[wanted])
        if kept is not None and (wanted == "polygon" or _is_pure(state.shapes[at])):
            state.shapes[at] = kept
            state.report(at, "geometry_collection", "repaired", kept=FAMILY_TITLES[wanted])


def _is_pure(collection: shapely.Geometry) -> bool:
    return len(_dimensions(collection)) == 1


def _dimensions(shape: shapely.Geometry) -> set[int]:
    return set(shapely.get_dimensions(_leaves(shape)).tolist())


def _leaves(shape: shapely.Geometry) -> Shapes:
    """Return the single parts of a geometry, however deep its collections are."""
    parts = shapely.get_parts(shape)
    while np.any(shapely.get_type_id(parts) > 3):  # noqa: PLR2004 - 4 to 7 are of several parts
        parts = shapely.get_parts(parts)
    return np.asarray(parts, dtype=object)


def _of_dimension(shape: shapely.Geometry, dimension: int) -> shapely.Geometry | None:
    """Return the parts of one dimension as one geometry, or None when there is none."""
    parts = _leaves(shape)
    parts = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    if not len(parts):
        return None
    if dimension == _DIMENSION["point"]:
        return shapely.MultiPoint(parts)
    if dimension == _DIMENSION["line"]:
        return shapely.MultiLineString(parts.tolist())
    together = shapely.MultiPolygon(parts.tolist())
    if shapely.is_valid(parts).all() and not shapely.is_valid(together):
        return shapely.union_all(parts)
    return together


def _require_family(state: Shaped, geometry: Geometry) -> None:
    types = shapely.get_type_id(state.shapes)
    present = np.flatnonzero(types >= 0).tolist()
    families = np.array([_FAMILY[min(types[at], _COLLECTION)] for at in present], dtype=object)
    accepted = ["point", "polygon"] if geometry == "point" else geometry.split("_or_")
    for at, family in zip(present, families, strict=True):
        if family not in accepted:
            expected = FAMILY_TITLES[geometry]
            found = FAMILY_TITLES[family]
            state.report(at, "geometry_wrong_family", "error", found=found, expected=expected)
    names, counts = np.unique(families.astype(str), return_counts=True)
    if len(names) > 1 and not set(names) <= set(accepted):
        zh = "，".join(f"{FAMILY_TITLES[n].zh} {c}" for n, c in zip(names, counts, strict=True))
        en = ", ".join(f"{FAMILY_TITLES[n].en} {c}" for n, c in zip(names, counts, strict=True))
        values = {"counts": Text(zh, en)}
        state.problems.append(Problem(None, None, "geometry_mixed", "warning", values))


def _repair(state: Shaped) -> None:
    """Make invalid shapes valid, keep what has the right dimension, say how the area changed."""
    invalid = np.flatnonzero(~shapely.is_valid(state.shapes) & ~shapely.is_missing(state.shapes))
    for at in invalid.tolist():
        shape = state.shapes[at]
        dimension = int(shapely.get_dimensions(shape))
        reason = _reason(shape)
        mended = _of_dimension(_made_valid(shape), dimension)
        if mended is None or (dimension == _DIMENSION["polygon"] and shapely.area(mended) == 0):
            state.report(at, "geometry_unrepairable", "error", reason=reason)
            continue
        state.shapes[at] = mended
        change = _change(shape, mended)
        state.report(at, "geometry_invalid", "repaired", reason=reason, change=change)


def _points_of_areas(state: Shaped) -> None:
    """Put a point inside each area drawn for a layer of points, and say once how many.

    The point lies within the area, also where its centroid does not (a court, a crescent).
    """
    areas = np.flatnonzero(shapely.get_dimensions(state.shapes) == _DIMENSION["polygon"])
    if not len(areas):
        return
    state.shapes[areas] = shapely.point_on_surface(state.shapes[areas])
    values = {"count": len(areas)}
    state.problems.append(Problem(None, None, "geometry_area_point", "repaired", values))


def _reason(shape: shapely.Geometry) -> Text:
    """Return why a shape is invalid and where, in both languages."""
    english = str(shapely.is_valid_reason(shape))
    cause, bracket, place = english.partition("[")
    return Text(_REASONS.get(cause, cause) + bracket + place, english)


def _made_valid(shape: shapely.Geometry) -> shapely.Geometry:
    """Repair by structure (keeps the area of overlapping rings right), else by line work."""
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return shapely.make_valid(shape) if mended.is_empty else mended


def _change(before: shapely.Geometry, after: shapely.Geometry) -> str:
    """Return the change of area in m2 and percent; areas on a local sphere, good to 1 %."""
    latitude = np.radians(float(np.mean(shapely.bounds(after)[1::2])))
    scale = METRES_A_DEGREE**2 * float(np.cos(latitude))
    old, new = float(shapely.area(before)), float(shapely.area(after))
    changed = f"{(new - old) * scale:+,.1f} m²"
    return f"{changed} ({new / old - 1:+.2%})" if old > 0 else changed


def _unify(state: Shaped, geometry: Geometry) -> None:
    """Make polygons MultiPolygon, single-part lines and points single."""
    types = shapely.get_type_id(state.shapes)
    polygons = np.flatnonzero(types == shapely.GeometryType.POLYGON)
    if len(polygons):
        state.shapes[polygons] = shapely.multipolygons(
            state.shapes[polygons], indices=np.arange(len(polygons))
        )
    for at in np.flatnonzero(types == shapely.GeometryType.MULTIPOINT).tolist():
        if shapely.get_num_geometries(state.shapes[at]) == 1:
            state.shapes[at] = shapely.get_geometry(state.shapes[at], 0)
            state.report(at, "geometry_single", "repaired")
        else:
            found = Text("多点", "multi-point")
            expected = FAMILY_TITLES[geometry]
            state.report(at, "geometry_wrong_family", "error", found=found, expected=expected)
    for at in np.flatnonzero(types == shapely.GeometryType.LINEARRING).tolist():
        state.shapes[at] = shapely.linestrings(shapely.get_coordinates(state.shapes[at]))
    for at in np.flatnonzero(types == shapely.GeometryType.MULTILINESTRING).tolist():
        _join_parts(state, int(at))


def _join_parts(state: Shaped, at: int) -> None:
    """Join a line's parts where they meet end to end; report when several stay."""
    joined = shapely.line_merge(state.shapes[at])
    state.shapes[at] = joined
    parts = int(shapely.get_num_geometries(joined))
    if parts > 1:
        state.report(at, "geometry_split", "repaired", parts=parts)
