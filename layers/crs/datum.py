"""Notice GCJ-02 and BD-09: by the marks that web-map files carry, and by the offset itself.

The offset moves every place the same way, 22 to 712 m within China (about 550 m in central
Beijing), which no error of drawing does. So the data are compared with what is already there three
ways: as given, and with either offset undone. When undoing one brings nearly everything into place,
it is reported. Nothing is ever converted unasked.
"""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats, Shapes
from layers.crs.china import TO_WGS84
from layers.crs.systems import METRES_A_DEGREE, in_china
from layers.problems import Problem
from layers.text import Text

TITLES = {"gcj02": "GCJ-02", "bd09": "BD-09"}
_ECHARTS = frozenset({"cp", "childnum"})
_DATAV = frozenset({"adcode", "acroutes"}), frozenset({"adcode", "centroid", "center"})
_GCJ_FIELD = re.compile(r"gcj.?02|gcj[_-]?(lng|lon|lat|x|y)|(lng|lon|lat)[_-]?gcj|火星|高德|amap")
_BD_FIELD = re.compile(
    r"(?<![a-z])bd.?09|(?<![a-z])bd[_-](lng|lon|lat|x|y)|(lng|lon|lat)[_-]?bd|百度|baidu"
)
_SAMPLE = 400
_FEWEST = 8  # places below which a fit may be chance
_FEWEST_STRICT = 4
_REMOVED = 0.3  # what may remain of the distance once the offset is undone
_REMOVED_STRICT = 0.08
_LEAST_M = 20.0
_MOST_M = 1500.0
_OVERLAP = 0.5  # of the union: the same district drawn twice


@dataclass(frozen=True)
class Fit:
    """Median distance in metres to what is there: as given, and with each offset undone."""

    as_given: float
    undone: dict[str, float]
    places: int

    def best(self) -> str | None:
        """Return the offset that explains the distance, or None."""
        if self.places < _FEWEST_STRICT or not _LEAST_M <= self.as_given <= _MOST_M:
            return None
        name = min(self.undone, key=lambda one: self.undone[one])
        allowed = _REMOVED if self.places >= _FEWEST else _REMOVED_STRICT
        return name if self.undone[name] <= allowed * self.as_given else None


def notice(
    frame: gpd.GeoDataFrame,
    *,
    boundary: BaseGeometry | None = None,
    existing: gpd.GeoDataFrame | None = None,
    by_name: bool = True,
) -> list[Problem]:
    """Return a warning when a lon/lat frame is probably in GCJ-02 or BD-09.

    `existing` is what is already there (the same layer, or another that should coincide);
    `boundary` serves when polygons cover about the same ground. `by_name` is False where the
    names of the columns say nothing more, because a pair of coordinates was chosen by them.
    """
    shapes = _present(frame)
    if not len(shapes) or not _lies_in_china(shapes):
        return []
    fits = _fits(shapes, boundary, existing)
    for fit in fits:
        found = fit.best()
        if found is None:
            continue
        remains = fit.undone[found]
        reason = Text(
            f"与已有数据相距中位数 {fit.as_given:.0f} 米，换算后为 {remains:.0f} 米",
            f"a median of {fit.as_given:.0f} m from what is already there, "
            f"{remains:.0f} m once converted",
        )
        return [_warning(found, reason)]
    if any(fit.as_given < _LEAST_M for fit in fits):
        return []  # it lies where it should, whatever its field names say
    return _by_signature([str(name) for name in frame.columns]) if by_name else []


def stated_offset(notes: list[Problem]) -> str | None:
    """Return the offset that the headings of a table state, or None."""
    return next((one.values["option"] for one in notes if one.code == "datum_stated"), None)


def contradiction(notes: list[Problem], asked: str | None) -> Problem | None:
    """Return an error where the user asks to undo an offset that the chosen columns do not have."""
    for one in notes:
        fields = one.values.get("fields") or one.values.get("taken")
        stated = one.values.get("option") or one.values.get("datum")
        if (
            one.code in ("datum_stated", "coordinates_chosen")
            and asked is not None
            and stated not in (None, asked)
        ):
            values = {"fields": fields, "crs": asked}
            return Problem(None, None, "datum_contradicted", "error", values)
    return None


def _by_signature(names: list[str]) -> list[Problem]:
    """Return a warning when the fields are those of files made for Chinese web maps."""
    lower = frozenset(name.lower() for name in names)
    if lower >= _ECHARTS:
        reason = Text("字段 cp、childNum 是 ECharts 地图", "fields cp, childNum mark ECharts maps")
        return [_warning("gcj02", reason)]
    if any(lower >= marks for marks in _DATAV):
        reason = Text("字段 adcode 等是 DataV/高德地图", "fields such as adcode mark DataV maps")
        return [_warning("gcj02", reason)]
    for datum, pattern in (("bd09", _BD_FIELD), ("gcj02", _GCJ_FIELD)):
        marked = next((name for name in sorted(lower) if pattern.search(name)), None)
        if marked:
            reason = Text(f"字段名“{marked}”", f"the field is called '{marked}'")
            return [_warning(datum, reason)]
    return []


def _warning(datum: str, reason: Text) -> Problem:
    values = {"datum": TITLES[datum], "option": datum, "reason": reason}
    return Problem(None, None, "datum_noticed", "warning", values)


def _present(frame: gpd.GeoDataFrame) -> Shapes:
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    good = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    bounds = shapely.bounds(shapes)
    return np.asarray(shapes[good & np.isfinite(bounds).all(axis=1)], dtype=object)


def _lies_in_china(shapes: Shapes) -> bool:
    bounds = shapely.bounds(shapes)
    lon, lat = np.median((bounds[:, :2] + bounds[:, 2:]) / 2, axis=0)
    return in_china(float(lon), float(lat))


def _fits(
    shapes: Shapes, boundary: BaseGeometry | None, existing: gpd.GeoDataFrame | None
) -> list[Fit]:
    """Compare with the existing layer when there is one, and with the area's boundary."""
    fits = []
    if existing is not None and len(existing):
        fits.append(_measure(_places(shapes), _linework(_present(existing))))
    outline = _same_ground(shapes, boundary) if boundary is not None else None
    if outline is not None:
        border = _linework(np.array([boundary], dtype=object))
        fits.append(_measure(_places(np.array([outline], dtype=object)), border))
    return [fit for fit in fits if fit is not None]


def _same_ground(shapes: Shapes, boundary: BaseGeometry) -> BaseGeometry | None:
    """Return the data's outline of the area: all polygons together, or the one that matches."""
    polygons = shapes[shapely.get_dimensions(shapes) == 2]  # noqa: PLR2004 - polygons
    if not len(polygons):
        return None
    polygons = shapely.make_valid(polygons, method="structure", keep_collapsed=False)
    near = polygons[shapely.intersects(polygons, boundary)]
    # what covers half of the ground has half of its area at least: buildings never do
    areas, least = shapely.area(near), _OVERLAP * boundary.area
    if areas.sum() <= least:
        return None
    alone = near[areas > least].tolist()
    best = max((shapely.union_all(near), *alone), key=lambda one: _share(one, boundary))
    return best if _share(best, boundary) > _OVERLAP else None


def _share(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return the area of the intersection over that of the union."""
    common = one.intersection(other).area
    return float(common / (one.area + other.area - common))


def _linework(shapes: Shapes) -> Shapes:
    """Return polygons as their outlines, all else as it is; collections have no outline."""
    polygonal = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - polygons
    lines = np.where(polygonal, shapely.boundary(shapes), shapes)
    return np.asarray(lines[~shapely.is_missing(lines)], dtype=object)


def _places(shapes: Shapes) -> Floats:
    """Return up to 400 places on the shapes: points, or spots spread evenly along lines."""
    lines = _linework(shapes)
    if np.all(shapely.get_dimensions(lines) == 0):
        places = shapely.get_coordinates(lines)
        chosen = np.linspace(0, len(places) - 1, min(len(places), _SAMPLE)).astype(int)
        return np.asarray(places[chosen], dtype=float)
    lines = lines[shapely.length(lines) > 0]
    ends = np.cumsum(shapely.length(lines))
    spots = (np.arange(_SAMPLE) + 0.5) / _SAMPLE * (ends[-1] if len(ends) else 0.0)
    owner = np.searchsorted(ends, spots) if len(ends) else np.empty(0, dtype=int)
    if not len(owner):
        return np.empty((0, 2))
    along = spots - np.concatenate([[0.0], ends[:-1]])[owner]
    return np.asarray(shapely.get_coordinates(_at(lines[owner], along)))


def _at(lines: Shapes, along: Floats) -> Shapes:
    """Return the point a length along each line; lines of several parts are one after another."""
    several = shapely.get_num_geometries(lines) > 1
    simple = lines.copy()
    simple[several] = None
    placed = shapely.line_interpolate_point(simple, along)
    for at in np.flatnonzero(several):
        left = along[at]
        for part in shapely.get_parts(lines[at]):
            if left <= part.length:
                break
            left -= part.length
        placed[at] = shapely.line_interpolate_point(part, min(left, part.length))
    return np.asarray(placed, dtype=object)


def _measure(places: Floats, reference: Shapes) -> Fit | None:
    """Return the median distances of the three readings, on a plane around the places."""
    if not len(places) or not len(reference):
        return None
    scale = np.array([np.cos(np.radians(np.median(places[:, 1]))), 1.0]) * METRES_A_DEGREE
    tree = shapely.STRtree(shapely.transform(reference, lambda points: points * scale))

    def median(points: Floats) -> float:
        spots = shapely.points(points * scale)
        nearest, distances = tree.query_nearest(spots, return_distance=True, all_matches=False)
        return float(np.median(distances)) if len(nearest[0]) else float("inf")

    undone = {
        name: median(np.column_stack(convert(places[:, 0], places[:, 1])))
        for name, convert in TO_WGS84.items()
    }
    return Fit(median(places), undone, len(np.unique(places, axis=0)))
