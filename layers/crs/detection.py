"""Which coordinate system a file is in when it does not say, or says wrongly.

Nothing is decided here behind the user's back: apart from plain degrees, the answer is a list of
systems that would put the rows inside the area, for the user to choose from with `--crs`.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats, Shapes
from layers.crs import survey
from layers.crs.measuring import middle, utm_crs, zone_crs
from layers.crs.systems import (
    LONLAT,
    in_china,
    name_of,
    refusal_reason,
    transform_geometries,
    transform_points,
)
from layers.errors import CrsError
from layers.problems import Problem
from layers.text import Count, Text

_SAMPLE = 500
_NAMED = 3  # candidates shown
_MARGIN = 3.0  # degrees beyond its area of use before a stated system is doubted
_INSIDE_SHARE = 0.5


@dataclass(frozen=True)
class Candidate:
    """A coordinate system that would put `inside` of the sampled rows into the area."""

    code: str
    name: str
    inside: int


def sample_points(frame: gpd.GeoDataFrame) -> Floats:
    """Return up to 500 finite representative coordinates (n, 2) of the frame, evenly spread."""
    geometries = frame.geometry.to_numpy()
    geometries = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    finite = np.isfinite(coordinates).all(axis=1)
    coordinates, owner = coordinates[finite], owner[finite]
    _, first = np.unique(owner, return_index=True)
    points = coordinates[first]
    if len(points) > _SAMPLE:
        points = points[np.linspace(0, len(points) - 1, _SAMPLE).astype(int)]
    return points


def looks_geographic(points: Floats) -> bool:
    """Whether all points could be degrees of longitude and latitude."""
    return bool(np.all(np.abs(points[:, 0]) <= 180) and np.all(np.abs(points[:, 1]) <= 90))  # noqa: PLR2004 - degrees


def candidates(points: Floats, boundary: BaseGeometry) -> list[Candidate]:
    """Return the systems that put more than half of the points inside the boundary, best first."""
    found = []
    for code in _codes_to_try(boundary):
        inside = _count_inside(points, code, boundary)
        if inside > _INSIDE_SHARE * len(points):
            found.append(Candidate(code, CRS.from_user_input(code).name, inside))
    return sorted(found, key=lambda one: -one.inside)


def _codes_to_try(boundary: BaseGeometry) -> list[str]:
    """List codes worth trying: degrees, the area's own grids, then what is registered there.

    Registered systems come with the shortest name first, so that the plain NAD83 grid stands
    before its later realizations, which differ by a metre or two.
    """
    west, south, east, north = boundary.bounds
    lon, lat = middle(boundary)
    codes = [LONLAT, zone_crs(boundary)]
    if in_china(lon, lat):
        codes += _china_grids(lon)
    codes += [utm_crs(lon, lat), "EPSG:3857"]
    registered = query_crs_info(
        "EPSG",
        pj_types=[PJType.PROJECTED_CRS],
        area_of_interest=AreaOfInterest(west, south, east, north),
        contains=True,
    )
    named = sorted(registered, key=lambda info: (len(info.name), info.code))
    codes += [f"EPSG:{info.code}" for info in named]
    return list(dict.fromkeys(codes))


def _china_grids(lon: float) -> list[str]:
    """List CGCS2000 grids around a longitude: 3- and 6-degree, plain and zone-prefixed."""
    codes = []
    for meridian in (3 * round(lon / 3) + step for step in (0, -3, 3)):
        if 75 <= meridian <= 135:  # noqa: PLR2004 - the grids' range
            codes += [f"EPSG:{4513 + meridian // 3 - 25}", f"EPSG:{4534 + (meridian - 75) // 3}"]
    zone = int(lon // 6) + 1
    return [*codes, f"EPSG:{4491 + zone - 13}", f"EPSG:{4502 + zone - 13}"]


def _count_inside(points: Floats, code: str, boundary: BaseGeometry) -> int:
    """Count the points that lie inside the boundary when read as `code`."""
    crs = CRS.from_user_input(code)
    if crs.is_geographic:
        moved = points
    elif refusal_reason(crs):
        return 0
    else:
        try:
            moved = transform_points(points, crs)
        except ProjError:
            return 0
    good = np.isfinite(moved).all(axis=1)
    return int(shapely.contains_xy(boundary, moved[good]).sum())


def hint(points: Floats, boundary: BaseGeometry | None) -> Text:
    """Return a sentence naming the systems that fit, or what else is known of the numbers."""
    fits = candidates(points, boundary) if boundary is not None and len(points) else []
    if fits:
        shown = fits[:_NAMED]
        zh = "；".join(
            f"--crs {one.code}（{one.name}）使 {len(points)} 行中的 {one.inside} 行落入区域"
            for one in shown
        )
        en = "; ".join(
            f"--crs {one.code} ({one.name}) puts {one.inside} of {Count(len(points)):row|rows}"
            " inside the area"
            for one in shown
        )
        return Text(zh + "。", en + ".")
    return _grid_hint(points)


def _grid_hint(points: Floats) -> Text:
    """Say what the size of the numbers tells when no area is known or nothing fits."""
    if not len(points):
        return Text("", "")
    if survey.north_first(points):
        return _survey_hint(points)
    x, y = np.median(points, axis=0)
    zone = int(x // 1_000_000)
    north = survey.NORTHINGS[0] <= y <= survey.NORTHINGS[1]
    code = survey.prefixed_grid(points)
    if north and code:
        width = 3 if zone in survey.GK3 else 6
        return Text(
            f"东坐标为 8 位，像是 {width} 度带第 {zone} 带：若为 CGCS2000 则用 --crs {code}。",
            f"8-digit eastings look like {width}-degree zone {zone}: --crs {code} if CGCS2000.",
        )
    if north and 2.5e5 <= x <= 7.5e5:  # noqa: PLR2004 - eastings within a zone
        return Text(
            "东坐标为 6 位，像是不带带号的高斯-克吕格坐标，带号未知：请查明中央子午线。",
            "6-digit eastings look like Gauss-Kruger without zone number: find out its meridian.",
        )
    return Text("没有常见坐标系能使数据落入区域。", "No common system puts the rows in the area.")


def _survey_hint(points: Floats) -> Text:
    """Say what is known of a survey table whose zone is not."""
    code = survey.prefixed_grid(points[:, ::-1])
    start = Text("像测量成果表：X 为北、Y 为东", "like a survey table, X is north and Y is east")
    if code:
        return Text(
            f"{start.zh}，带号指 {code}，但各行不在区域内：请核对区域与基准。",
            f"{start.en}; the zone names {code}, but the rows are not in the area: check both.",
        )
    return Text(
        f"{start.zh}，带号未知：请查明中央子午线后用 --crs 指定，坐标轴会自动对调。",
        f"{start.en}, its zone unknown: find out its meridian and state it with --crs; "
        "the axes are then exchanged.",
    )


@dataclass(frozen=True)
class Settled:
    """A frame in EPSG:4326 with what was found on the way; `frame` is None when refused.

    `offset` names the shift that was undone in its shapes ("gcj02" or "bd09"); empty for none.
    """

    frame: gpd.GeoDataFrame | None
    problems: list[Problem]
    offset: str = ""


def settle(
    frame: gpd.GeoDataFrame, *, chosen: CRS | None, boundary: BaseGeometry | None
) -> Settled:
    """Bring a raw frame to lon/lat: by the user's choice, the file's statement, or plain degrees.

    Anything doubtful comes back as an error that names the systems which would fit.
    """
    notes = _heights(frame)
    points = sample_points(frame)
    stated = chosen or frame.crs
    if boundary is not None and (stated is None or stated.is_geographic):
        inside = _inside_when_exchanged(points, boundary)
        if inside:
            x, y = (f"{one:.10g}" for one in _first_inside(points, boundary))
            return _refused("crs_swapped", found=len(points), count=inside, x=x, y=y)
    if stated is None:
        settled = _settle_unstated(frame, points, boundary)
        return Settled(settled.frame, notes + settled.problems)
    reason = refusal_reason(stated)
    if reason:
        return _refused("crs_refused", crs=name_of(stated), reason=reason)
    doubt = _doubt(points, stated)
    if doubt:
        if survey.north_first(points) and not _doubt(points[:, ::-1], stated):
            frame, notes = _turned(frame, stated, notes)
        else:
            values = {"crs": name_of(stated), "reason": doubt, "hint": hint(points, boundary)}
            return _refused("crs_suspicious", **values)
    try:
        moved = transform_geometries(frame.geometry.to_numpy(), stated, CRS.from_user_input(LONLAT))
    except (ProjError, CrsError) as error:
        reason = Text("无法转换", f"cannot be transformed ({type(error).__name__})")
        return _refused("crs_refused", crs=name_of(stated), reason=reason)
    return Settled(_with_geometry(frame, moved), notes)


def _inside_when_exchanged(points: Floats, boundary: BaseGeometry) -> int:
    """Return how many points fall inside with x and y exchanged, when most do and none does now."""
    if not len(points) or shapely.contains_xy(boundary, points).any():
        return 0
    inside = int(shapely.contains_xy(boundary, points[:, ::-1]).sum())
    return inside if inside > _INSIDE_SHARE * len(points) else 0


def _first_inside(points: Floats, boundary: BaseGeometry) -> Floats:
    """Return the first point that falls inside when its axes are exchanged."""
    inside = shapely.contains_xy(boundary, points[:, ::-1])
    return np.asarray(points[np.argmax(inside)])


def _heights(frame: gpd.GeoDataFrame) -> list[Problem]:
    """Say how many shapes carry heights or measures, which do not go further."""
    shapes = frame.geometry.to_numpy()
    count = int((shapely.has_z(shapes) | shapely.has_m(shapes)).sum())
    if not count:
        return []
    return [Problem(None, None, "geometry_dimension", "repaired", {"count": count})]


def _settle_unstated(
    frame: gpd.GeoDataFrame, points: Floats, boundary: BaseGeometry | None
) -> Settled:
    if len(points) and not looks_geographic(points):
        grids = survey.grids(points, boundary)
        if len(grids) == 1:
            grid = CRS.from_user_input(grids[0])
            turned, said = _turned(frame, grid, [])
            shapes = transform_geometries(
                turned.geometry.to_numpy(), grid, CRS.from_user_input(LONLAT)
            )
            return Settled(_with_geometry(frame, shapes), said)
        return _refused("crs_missing", hint=hint(points, boundary))
    geometries = np.asarray(shapely.force_2d(frame.geometry.to_numpy()))
    moved = _with_geometry(frame, geometries)
    if not len(points):
        return Settled(moved, [])
    reason = Text("数值在经纬度范围内", "the numbers are within degrees")
    values = {"crs": LONLAT, "reason": reason}
    return Settled(moved, [Problem(None, None, "crs_assumed", "warning", values)])


def _turned(
    frame: gpd.GeoDataFrame, grid: CRS, notes: list[Problem]
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Exchange the axes of a table whose X is north and Y is east in a grid, and say so."""
    turned = gpd.GeoSeries(survey.exchanged(frame.geometry.to_numpy()), index=frame.index)
    values = {"crs": name_of(grid), "name": grid.name}
    said = Problem(None, None, "survey_axes", "repaired", values)
    return frame.set_geometry(turned), [*notes, said]


def _with_geometry(frame: gpd.GeoDataFrame, geometries: Shapes) -> gpd.GeoDataFrame:
    series = gpd.GeoSeries(geometries, index=frame.index, crs=LONLAT)
    return frame.set_geometry(series, crs=LONLAT)


def _refused(code: str, **values: object) -> Settled:
    return Settled(None, [Problem(None, None, code, "error", dict(values))])


def _doubt(points: Floats, stated: CRS) -> Text | None:
    """Return why the points cannot be in the stated system, or None."""
    if not len(points):
        return None
    degrees = looks_geographic(points)
    x, y = points[0]
    if stated.is_geographic and np.median(np.abs(points).max(axis=1)) > 360:  # noqa: PLR2004
        return Text(
            f"({x:.0f}, {y:.0f}) 不是经纬度", f"({x:.0f}, {y:.0f}) is no longitude and latitude"
        )
    if stated.is_projected and degrees and len(np.unique(points, axis=0)) > 1:
        return Text(f"({x:.5f}, {y:.5f}) 像是度", f"({x:.5f}, {y:.5f}) looks like degrees")
    return _outside_use(points, stated)


def _outside_use(points: Floats, stated: CRS) -> Text | None:
    """Return a reason when most points lie far outside of where the system is used."""
    use = stated.area_of_use
    if use is None or stated.is_geographic:
        return None
    moved = transform_points(points, stated)
    east = use.east if use.east >= use.west else use.east + 360
    lon = np.where(moved[:, 0] < use.west - _MARGIN, moved[:, 0] + 360, moved[:, 0])
    inside = (
        (lon <= east + _MARGIN)
        & (moved[:, 1] >= use.south - _MARGIN)
        & (moved[:, 1] <= use.north + _MARGIN)
    )
    if inside.mean() >= _INSIDE_SHARE:
        return None
    return Text(
        f"{len(points) - int(inside.sum())} 行在其适用范围（{use.name}）之外",
        f"{Count(len(points) - int(inside.sum())):row lies|rows lie} outside of where it is"
        f" used ({use.name})",
    )
