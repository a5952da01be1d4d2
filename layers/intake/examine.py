"""From a file to rows that may be stored: read, place on the earth, check, decide.

All or nothing: any error refuses the whole file, unless the user asks to leave out the rows that
are at fault (`ReadOptions.skip_errors`), and then each of them is reported. A dry run is
`examine` without `accept`: the list is the same because the way is the same.
"""

import dataclasses
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers import formats
from layers.arrays import Floats, Ints
from layers.catalogue import LayerType
from layers.crs import LONLAT, METRES_A_DEGREE, TO_WGS84, Resolved, datum, detection, resolve_crs
from layers.crs.measuring import middle
from layers.crs.systems import in_china
from layers.formats.options import Limits, ReadOptions
from layers.formats.raw import RawLayer
from layers.intake.fields import as_headed
from layers.intake.garbled import find_garbled
from layers.intake.geometry_checks import MAX_VERTICES, check_shapes
from layers.intake.pair_order import with_order
from layers.intake.round_trip import without_key
from layers.intake.schema import Place, check
from layers.intake.selection import renumber, select
from layers.intake.short_names import with_short_names
from layers.intake.streets import LAYER as STREETS
from layers.intake.streets import check_joins
from layers.problems import Problem, RefusedError
from layers.text import Text
from layers.written.zones import CHINA, Clocks, zone_of

__all__ = [
    "Intake",
    "IntakeContext",
    "Limits",
    "ReadOptions",
    "RefusedError",
    "examine",
    "read_boundary",
]


@dataclass(frozen=True)
class IntakeContext:
    """What is known of the area a file is for.

    Attributes
    ----------
    boundary
        The area in lon/lat; None: nothing is checked against it.
    crs
        The area's metric system, `EPSG:n`.
    existing
        Rows in EPSG:4326 that the file should lie upon: the same layer, or another that coincides.
    community_names
        Names that a facility's `community` may have; empty: not checked.
    existing_goes
        Whether the file takes the place of those rows: they may go because they lie wrong.
    """

    boundary: BaseGeometry | None = None
    crs: str | None = None
    existing: gpd.GeoDataFrame | None = None
    community_names: frozenset[str] = frozenset()
    existing_goes: bool = False


@dataclass(frozen=True)
class Intake:
    """What a file came to: clean rows in EPSG:4326 and everything that was found."""

    name: str
    format: str
    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether any error stands in the way."""
        return any(problem.severity == "error" for problem in self.problems)

    def accept(self) -> gpd.GeoDataFrame:
        """Return the rows to store, or raise `RefusedError` with the whole list."""
        if self.refused:
            raise RefusedError(self.name, self.problems)
        return self.frame


def examine(
    path: Path,
    layer_type: LayerType,
    context: IntakeContext,
    options: ReadOptions | None = None,
    *,
    name: str | None = None,
) -> Intake:
    """Read and check a file for a layer in this process; writes nothing.

    Files from strangers go through `layers.intake.isolated`.

    `name` is the name to show when the file on disk is called otherwise. Raises `FormatError` for a
    file that is none of the accepted formats and `CrsError` for an unknown `options.crs`.
    """
    options = options or ReadOptions()
    resolved = resolve_crs(options.crs) if options.crs else Resolved(None)
    asked = {*options.rename, *options.where, *options.decimals}
    read = with_short_names(without_key(formats.read(path, options)), layer_type, asked)
    columns = [str(one) for one in read.frame.columns]
    raw, rows = select(read, as_headed(options.where, columns))
    raw = with_order(raw, context.boundary)
    shown = name or options.name_of(path)
    problems = [*raw.notes, *find_garbled(raw.frame)]
    placed = _place_on_earth(raw, resolved, context)
    problems += placed.problems
    within = rows, raw.heading_row
    if placed.frame is None:
        return Intake(shown, raw.format, _nothing(), _listed(problems, within, options))
    place = Place(
        context.boundary,
        context.community_names,
        _outside_hint(raw, placed.frame, context),
        placed.offset,
        raw.places,
    )
    readable = _without_geometry(placed.frame, _rows_at_fault(raw.notes))
    conventions = dataclasses.replace(
        options.conventions(
            _clocks(placed.frame, context),
            {one.code: str(one.values.get("value", "")) for one in raw.notes},
        ),
        decimals=as_headed(options.decimals, [*columns, *raw.places]),
        point_elsewhere=raw.point_shown,
    )
    clean, found = check(
        readable,
        layer_type,
        place=place,
        rename=as_headed(options.rename, columns),
        conventions=conventions,
    )
    problems = _merge(problems, found)
    if layer_type.id == STREETS:
        clean, found = check_joins(clean, node=options.node_crossings)
        problems += found
    if options.skip_errors:
        problems = _excuse_rows(problems)
    return Intake(shown, raw.format, clean, _listed(problems, within, options))


def read_boundary(
    path: Path, options: ReadOptions | None = None
) -> tuple[MultiPolygon, tuple[Problem, ...]]:
    """Read an area's boundary: all polygons of a file as one, in lon/lat, and what was found.

    Several features are dissolved; invalid ones are repaired and reported. Raises `RefusedError`,
    `FormatError` or `CrsError`.
    """
    options = options or ReadOptions()
    resolved = resolve_crs(options.crs) if options.crs else Resolved(None)
    read = formats.read(path, options)
    columns = [str(one) for one in read.frame.columns]
    raw, rows = select(read, as_headed(options.where, columns))
    placed = _place_on_earth(raw, resolved, IntakeContext())
    problems = [*raw.notes, *placed.problems]
    frame = _nothing() if placed.frame is None else placed.frame
    if frame.empty and placed.frame is not None:
        problems.append(Problem(None, None, "file_empty", "error"))
    shaped = check_shapes(
        frame.geometry.to_numpy(),
        np.arange(1, len(frame) + 1),
        geometry="polygon",
        max_vertices=MAX_VERTICES,
    )
    within = rows, raw.heading_row
    listed = _listed(_merge(problems, shaped.problems), within, options)
    if any(problem.severity == "error" for problem in listed):
        raise RefusedError(options.name_of(path), listed)
    whole = shapely.union_all(shaped.shapes)
    parts = shapely.get_parts(whole)
    return MultiPolygon(parts.tolist()), listed


def _listed(
    problems: list[Problem], rows: tuple[Ints, int | None], options: ReadOptions
) -> tuple[Problem, ...]:
    """Return the findings by the rows of the file; of each kind the first, and how many more."""
    most = options.limits.findings
    counts: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in problems:
        counts[one.code, one.severity] += 1
        if counts[one.code, one.severity] <= most:
            kept.append(one)
    more = [
        Problem(None, None, "findings_cut", "warning", {"code": code, "count": count - most})
        for (code, _), count in counts.items()
        if count > most
    ]
    return (*more, *renumber(kept, *rows))


def _nothing() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=LONLAT)


def _place_on_earth(raw: RawLayer, resolved: Resolved, context: IntakeContext) -> detection.Settled:
    """Bring the rows to lon/lat, undo an offset when asked or stated, else notice one."""
    contradicted = datum.contradiction(raw.notes, resolved.offset)
    if contradicted:
        return detection.Settled(None, [contradicted])
    settled = detection.settle(raw.frame, chosen=resolved.crs, boundary=context.boundary)
    if settled.frame is None:
        return settled
    frame = settled.frame
    named = datum.stated_offset(raw.notes) if resolved.crs is None else None
    offset = resolved.offset or named
    if offset is not None:
        stated = [one for one in settled.problems if one.code != "crs_assumed"]
        asked = Text("列名", "the headings say") if named else Text("要求", "asked")
        frame, note = _undo_offset(frame, offset, asked)
        settled = detection.Settled(frame, [*stated, note], offset)
    if resolved.crs is not None or resolved.offset is not None:
        return settled
    marks = offset is None and all(one.code != "coordinates_chosen" for one in raw.notes)
    there = None if context.existing_goes else context.existing
    noticed = datum.notice(frame, boundary=context.boundary, existing=there, by_name=marks)
    if not noticed and context.existing_goes:
        noticed = datum.differs(frame, context.existing)
    return detection.Settled(frame, [*settled.problems, *noticed], settled.offset)


def _undo_offset(
    frame: gpd.GeoDataFrame, offset: str, asked: Text
) -> tuple[gpd.GeoDataFrame, Problem]:
    """Return the frame with GCJ-02 or BD-09 undone, and a note of how far places moved."""
    shifts: list[Floats] = []

    def move(points: Floats) -> Floats:
        moved = np.column_stack(TO_WGS84[offset](points[:, 0], points[:, 1]))
        flat = (moved - points) * METRES_A_DEGREE
        flat[:, 0] *= np.cos(np.radians(points[:, 1]))
        shifts.append(np.hypot(flat[:, 0], flat[:, 1]))
        return moved

    shapes = shapely.transform(frame.geometry.to_numpy(), move)
    known = shifts[0][np.isfinite(shifts[0])] if shifts else np.empty(0)
    shift = f"{known.mean():.0f}" if len(known) else "0"
    values = {"datum": datum.TITLES[offset], "shift": shift, "asked": asked}
    moved = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=LONLAT))
    return moved, Problem(None, None, "datum_converted", "repaired", values)


def _outside_hint(raw: RawLayer, frame: gpd.GeoDataFrame, context: IntakeContext) -> Text:
    """Return which system would put the rows inside, when none of them is."""
    boundary = context.boundary
    if boundary is None:
        return Text("", "")
    points = detection.sample_points(frame)
    if not len(points) or shapely.contains_xy(boundary, points).any():
        return Text("", "")
    return detection.hint(detection.sample_points(raw.frame), boundary)


def _clocks(frame: gpd.GeoDataFrame, context: IntakeContext) -> Clocks:
    """Return what clocks go by where the area is, or else where the rows are."""
    if context.boundary is not None:
        lon, lat = middle(context.boundary)
    else:
        points = detection.sample_points(frame)
        if not len(points):
            return Clocks()
        lon, lat = (float(one) for one in np.median(points, axis=0))
    return Clocks(zone_of(CHINA)) if in_china(lon, lat) else Clocks(longitude=lon)


def _rows_at_fault(problems: list[Problem]) -> set[int]:
    """Return the rows that have an error."""
    return {one.row for one in problems if one.severity == "error" and one.row is not None}


def _without_geometry(frame: gpd.GeoDataFrame, rows: set[int]) -> gpd.GeoDataFrame:
    """Take the geometry from rows that the reader found at fault, so that none of them passes."""
    if not rows:
        return frame
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    shapes[[row - 1 for row in rows if row <= len(shapes)]] = None
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _merge(noted: list[Problem], found: list[Problem]) -> list[Problem]:
    """Join the reader's notes and the checks, without saying the same of a row twice."""
    unread = _rows_at_fault(noted)
    known = {(one.row, one.field, one.code) for one in noted}
    absent = ("geometry_missing", "geometry_empty")
    kept = [
        one
        for one in found
        if not (one.row in unread and one.code in absent)
        and (one.row, one.field, one.code) not in known
    ]
    return sorted([*noted, *kept], key=lambda problem: problem.row or 0)


def _excuse_rows(problems: list[Problem]) -> list[Problem]:
    """Turn errors of single rows, which were left out, into warnings, and say how many."""
    rows = _rows_at_fault(problems)
    if not rows:
        return problems
    excused = [
        dataclasses.replace(one, severity="warning")
        if one.severity == "error" and one.row is not None
        else one
        for one in problems
    ]
    return [Problem(None, None, "rows_left_out", "warning", {"count": len(rows)}), *excused]
