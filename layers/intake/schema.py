"""Check a frame in longitude and latitude against a layer type: clean rows, and what was found.

Row numbers count from 1 in the order of the frame. Rows with an error are not in the clean frame;
whether that refuses the file or only leaves them out is for the intake to decide.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats, Ints, Shapes
from layers.catalogue import LayerType
from layers.crs import LONLAT, METRES_A_DEGREE
from layers.intake import fields, green_tags
from layers.intake.columns.file_marks import unknown_columns, with_marks_shown
from layers.intake.columns.unit_columns import untaken_units
from layers.intake.entrances import check_entrances, entrances_in_wgs84
from layers.intake.geometry_checks import MAX_VERTICES, check_shapes
from layers.intake.streets import LAYER as STREETS
from layers.intake.streets import with_areas_crossed, with_walkable
from layers.intake.values import coerce, json_safe
from layers.problems import Problem, Severity
from layers.text import Text
from layers.written.conventions import Conventions

__all__ = ["Place", "Problem", "check"]

_BOUNDARY_TABLES = frozenset({"communities", "subdistricts"})
_FAR_KM = 5.0  # all rows farther than this: the wrong area or coordinate system, not an edge
_TIMES_THE_AREA = 2.0  # a site may lie across the border, but no site is twice as long as its area
_CLOSEST = 3
_COMPARED = 100
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Place:
    """Where the rows should lie and belong: the area's boundary and its community names.

    `hint` completes the advice when all rows lie outside. `offset` names the shift that was undone
    in the shapes and has to be undone in places written as text; empty for none. `headings` are
    those of the coordinates in the file, which are no columns of the frame.
    """

    boundary: BaseGeometry | None = None
    community_names: frozenset[str] = frozenset()
    hint: Text = field(default=Text("", ""))
    offset: str = ""
    headings: tuple[str, ...] = ()


def check(
    frame: gpd.GeoDataFrame,
    layer_type: LayerType,
    *,
    place: Place | None = None,
    rename: Mapping[str, str] | None = None,
    conventions: Conventions | None = None,
    max_vertices: int = MAX_VERTICES,
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Return the clean rows with the layer type's columns in its kinds, and all problems.

    Columns come first in the catalogue's order (missing ones null), then the file's other fields
    with JSON-safe values, then `geometry` in EPSG:4326: Point, LineString or MultiPolygon.
    """
    place = place or Place()
    frame, problems = fields.unique_names(frame)
    if frame.empty:
        return frame, [*problems, Problem(None, None, "file_empty", "error")]
    rows = np.arange(1, len(frame) + 1)
    values, found = check_values(
        frame, layer_type, rename or {}, conventions, places=place.headings
    )
    problems += found
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    if layer_type.id == green_tags.LAYER:
        values, found = green_tags.with_green_class(values)
        problems += found
    if layer_type.id == STREETS:
        values, found = with_walkable(values)
        problems += found
        values, shapes, found = with_areas_crossed(values, shapes)
        problems += found
    shaped = check_shapes(shapes, rows, geometry=layer_type.geometry, max_vertices=max_vertices)
    problems += shaped.problems
    clean = gpd.GeoDataFrame(values, geometry=gpd.GeoSeries(shaped.shapes, rows, crs=LONLAT))
    problems += _duplicates(clean, layer_type)
    problems += _outside(clean, place)
    problems += _communities(clean, layer_type, place)
    clean, found = entrances_in_wgs84(clean, layer_type, place.offset)
    problems += found
    problems += check_entrances(clean, layer_type)
    problems += _huge(clean, layer_type, place)
    wrong = {problem.row for problem in problems if problem.severity == "error"}
    clean = clean[~clean.index.isin(wrong)]
    return _one_line_each(clean).reset_index(drop=True), _sorted(problems)


def _sorted(problems: list[Problem]) -> list[Problem]:
    """Put problems of the whole file first, then by row."""
    return sorted(problems, key=lambda problem: problem.row or 0)


def _one_line_each(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Split lines of several parts into rows of their own."""
    several = shapely.get_type_id(frame.geometry.to_numpy()) == shapely.GeometryType.MULTILINESTRING
    return frame.explode(index_parts=False) if several.any() else frame


def check_values(
    frame: gpd.GeoDataFrame,
    layer_type: LayerType,
    rename: Mapping[str, str],
    conventions: Conventions | None = None,
    *,
    places: Collection[str] = (),
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the columns and the extra fields, indexed by row number, and their problems."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    table.index = pd.RangeIndex(1, len(table) + 1)
    matching = fields.match([str(name) for name in table.columns], layer_type, rename)
    problems = list(matching.problems)
    read = {
        found.field: table[found.field]
        for column in layer_type.columns
        if column.kind in ("number", "integer")
        and (found := matching.by_column.get(column.name)) is not None
    }
    conventions = with_marks_shown(read, conventions or Conventions())
    counted = {
        found.field: column
        for column in layer_type.columns
        if (found := matching.by_column.get(column.name)) is not None and found.field in read
    }
    problems += untaken_units(table, matching.extra, counted)
    problems += unknown_columns(conventions, list(map(str, table.columns)), read, places)
    columns: dict[str, pd.Series] = {}
    for column in layer_type.columns:
        found = matching.by_column.get(column.name)
        if found is None:
            columns[column.name] = pd.Series([None] * len(table), table.index, dtype=object)
            if column.required:
                values = {"column": column.name}
                problems.append(Problem(None, column.name, "field_missing", "error", values))
            continue
        series, faults = coerce(
            table[found.field],
            column,
            field=found.field,
            factor=found.factor,
            conventions=conventions,
        )
        columns[column.name] = series
        problems += faults
        if column.required:
            problems += _missing(series, found.field, faults)
    kept, faults = _extra(table[matching.extra], set(columns))
    return pd.DataFrame({**columns, **kept}, index=table.index), problems + faults


def _missing(series: pd.Series, name: str, faults: list[Problem]) -> list[Problem]:
    """Return a problem for each empty required value that is not already at fault."""
    reported = {problem.row for problem in faults}
    empty = series.index[series.isna()]
    return [Problem(int(r), name, "value_missing", "error") for r in empty if r not in reported]


def _extra(table: pd.DataFrame, taken: set[str]) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Return the file's other fields under safe names, and a note of each rename and infinity."""
    kept: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    # a name that another field has of itself is not given to one that needs a new name
    own = {str(name) for name in table.columns}
    for name in table.columns:
        series = table[name]
        if pd.api.types.is_float_dtype(series.dtype):
            infinite = np.isinf(series.to_numpy(dtype=float, na_value=np.nan))
            for row in series.index[infinite]:
                values = {"value": str(series[row])}
                found = Problem(int(row), str(name), "value_not_finite", "warning", values)
                problems.append(found)
        plain = [json_safe(value) for value in series.astype(object)]
        others = own - {str(name)}
        safe = fields.safe_name(str(name), taken | set(kept) | others | {"geometry"})
        if safe != str(name):
            values = {"name": str(name), "kept": safe}
            problems.append(Problem(None, str(name), "field_renamed", "repaired", values))
        kept[safe] = pd.Series(plain, index=table.index, dtype=object)
    return kept, problems


def _duplicates(frame: gpd.GeoDataFrame, layer_type: LayerType) -> list[Problem]:
    """Find rows with the same shape or, in boundary layers, the same code."""
    strict = layer_type.table in _BOUNDARY_TABLES
    severity: Severity = "error" if strict else "warning"
    shapes, rows = _present(frame)
    same = pd.Series(shapely.to_wkb(shapely.normalize(shapes)).tolist(), index=rows, dtype=object)
    if not strict and "name" in frame:
        # Two clinics in one building share a point; only the same name makes them the same.
        names = frame["name"].reindex(rows).tolist()
        same = pd.Series(list(zip(same.tolist(), map(str, names), strict=True)), rows, dtype=object)
    problems = [
        Problem(row, None, "duplicate_geometry", severity, {"other": other})
        for row, other in _repeats(same)
    ]
    if strict and "code" in frame:
        codes = frame["code"].dropna()
        problems += [
            Problem(row, "code", "duplicate_code", "error", {"other": other, "value": codes[row]})
            for row, other in _repeats(codes)
        ]
    return problems


def _repeats(series: pd.Series) -> list[tuple[int, int]]:
    """Return (row, first row with the same value) for each repeated value."""
    again = series[series.duplicated()]
    if again.empty:
        return []
    once = series[~series.duplicated()]
    first = dict(zip(once.tolist(), once.index.tolist(), strict=True))
    rows = again.index.tolist()
    return [(row, first[value]) for row, value in zip(rows, again.tolist(), strict=True)]


def _present(frame: gpd.GeoDataFrame) -> tuple[Shapes, Ints]:
    """Return the shapes that are there, and their row numbers."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    there = ~shapely.is_missing(shapes)
    return shapes[there], frame.index.to_numpy()[there]


def _outside(frame: gpd.GeoDataFrame, place: Place) -> list[Problem]:
    """Report rows that do not touch the area; an error when none is near it."""
    if place.boundary is None:
        return []
    shapes, rows = _present(frame)
    shapely.prepare(place.boundary)
    apart = ~shapely.intersects(place.boundary, shapes)
    if not apart.any():
        return []
    distances = _kilometres(place.boundary, shapes[apart])
    if apart.all() and distances.min() > _FAR_KM:
        values = {"count": len(shapes), "hint": place.hint}
        return [Problem(None, None, "all_outside", "error", values)]
    return [
        Problem(int(row), None, "outside_area", "warning", {"distance": f"{distance:.1f}"})
        for row, distance in zip(rows[apart], distances, strict=True)
    ]


def _huge(frame: gpd.GeoDataFrame, layer_type: LayerType, place: Place) -> list[Problem]:
    """Refuse sites of facilities that are much longer or wider than the area itself."""
    if place.boundary is None or not layer_type.is_facility:
        return []
    most = _longest(np.array([place.boundary], dtype=object))[0]
    shapes, rows = _present(frame)
    sides = _longest(shapes)
    return [
        Problem(
            int(rows[at]),
            None,
            "site_too_large",
            "error",
            {"side": f"{sides[at]:,.1f}", "area": f"{most:,.1f}"},
        )
        for at in np.flatnonzero(sides > _TIMES_THE_AREA * most).tolist()
    ]


def _longest(shapes: Shapes) -> Floats:
    """Return the longer side (km) of the box around each shape in degrees."""
    west, south, east, north = shapely.bounds(shapes).T
    across = (east - west) * np.cos(np.radians((south + north) / 2))
    return np.asarray(np.maximum(across, north - south)) * METRES_A_DEGREE / 1000


def _kilometres(boundary: BaseGeometry, shapes: Shapes) -> Floats:
    """Return about how far shapes lie from the boundary, on a plane around the boundary."""
    _, south, _, north = boundary.bounds
    shrink = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    flat = shapely.transform(boundary, lambda points: points * shrink)
    moved = shapely.transform(shapes, lambda points: points * shrink)
    return np.asarray(shapely.distance(flat, moved)) * METRES_A_DEGREE / 1000


def _communities(frame: gpd.GeoDataFrame, layer_type: LayerType, place: Place) -> list[Problem]:
    """Warn of facilities that name a community which is not there."""
    if not (layer_type.is_facility and place.community_names and "community" in frame):
        return []
    named = frame["community"].dropna()
    unknown = named[~named.isin(place.community_names)]
    known = sorted(place.community_names)
    # each name is compared with every community: the first ones show what went wrong
    compared = [name for name in unknown.unique()[:_COMPARED] if len(name) <= _LONGEST_NAME]
    closest = {
        name: ", ".join(difflib.get_close_matches(name, known, _CLOSEST, cutoff=0.4)) or "—"
        for name in compared
    }
    return [
        Problem(
            row,
            "community",
            "community_unknown",
            "warning",
            {"value": name[:_LONGEST_NAME], "closest": closest.get(name, "—")},
        )
        for row, name in zip(unknown.index.tolist(), unknown.tolist(), strict=True)
    ]
