"""Notice GCJ-02 and BD-09: by the marks that web-map files carry, and by the offset itself.

The offset moves every place the same way, 22 to 712 m within China (about 550 m in central
Beijing), which no error of drawing does. So the data are compared with what is already there three
ways: as given, and with either offset undone; and, since an area itself may be drawn in an offset,
with either applied. When one brings nearly everything into place, it is reported. Nothing is ever
converted on likelihood alone.
"""

import re

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.arrays import Shapes
from layers.crs.fits import (
    LEAST_M,
    Fit,
    Shift,
    inside_once_moved,
    linework,
    measure,
    places_on,
    strokes,
)
from layers.crs.systems import in_china
from layers.problems import Problem
from layers.text import Text

TITLES = {"gcj02": "GCJ-02", "bd09": "BD-09"}
_ECHARTS = frozenset({"cp", "childnum"})
_DATAV = frozenset({"adcode", "acroutes"}), frozenset({"adcode", "centroid", "center"})
_GCJ_FIELD = re.compile(r"gcj.?02|gcj[_-]?(lng|lon|lat|x|y)|(lng|lon|lat)[_-]?gcj|火星|高德|amap")
_BD_FIELD = re.compile(
    r"(?<![a-z])bd.?09|(?<![a-z])bd[_-](lng|lon|lat|x|y)|(lng|lon|lat)[_-]?bd|百度|baidu"
)
_OVERLAP = 0.5  # of the union: the same district drawn twice


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
        remains = fit.moved[found]
        reason = Text(
            f"与已有数据相距中位数 {fit.as_given:.0f} 米，换算后为 {remains:.0f} 米",
            f"a median of {fit.as_given:.0f} m from what is already there, "
            f"{remains:.0f} m once converted",
        )
        return [_noticed(found, reason)]
    if any(fit.as_given < LEAST_M for fit in fits):
        return []  # it lies where it should, whatever its field names say
    filled = inside_once_moved(shapes, boundary) if boundary is not None else None
    if filled is not None:
        given, moved = filled.as_given, filled.moved
        reason = Text(
            f"区域内占 {given:.1%}，换算后占 {moved:.1%}",
            f"{given:.1%} of it lies inside the area, {moved:.1%} once converted",
        )
        return [_noticed(filled.shift, reason)]
    return _by_signature([str(name) for name in frame.columns]) if by_name else []


def differs(frame: gpd.GeoDataFrame, replaced: gpd.GeoDataFrame | None) -> list[Problem]:
    """Return a warning when a lon/lat frame lies an offset away from the rows it replaces.

    Which of both has the offset nobody can tell from them alone.
    """
    if replaced is None:
        return []
    found = notice(frame, existing=replaced, by_name=False)
    return [Problem(None, None, "datum_differs", "warning", one.values) for one in found]


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


def _noticed(shift: Shift, reason: Text) -> Problem:
    """Return the warning for data in an offset, or for data in WGS 84 where the area has one."""
    if shift.undone:
        return _warning(shift.datum, reason)
    values = {"datum": TITLES[shift.datum], "option": shift.datum, "reason": reason}
    return Problem(None, None, "datum_of_area_noticed", "warning", values)


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
        there = _present(existing)
        fits.append(measure(places_on(shapes), linework(there), drawn=strokes(shapes)))
        # outlines of communities lie on streets, while most streets lie on no outline
        back = measure(places_on(there), linework(shapes), drawn=strokes(there))
        fits.append(back and back.turned())
    outline = _same_ground(shapes, boundary) if boundary is not None else None
    if outline is not None:
        border = linework(np.array([boundary], dtype=object))
        fits.append(measure(places_on(np.array([outline], dtype=object)), border))
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
