"""An OpenStreetMap extract (.osm.pbf) -> our layers, streets split at every shared node."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from layers.catalogue import Kind, installed
from layers.crs import to_lonlat, to_metric, zone_crs
from layers.formats.osm import plazas, streets
from layers.formats.osm.greens import green_class
from layers.formats.osm.tags import LAND, MARGIN
from layers.formats.osm.walkability import NO_WAY, NOT_YET, is_blocked, is_gone
from layers.formats.refusal import FileRefusedError

SOURCE = "OpenStreetMap contributors, ODbL 1.0"
_KEYS = ("leisure", "landuse", "building")
_ANY = "*"


@dataclass
class _Rows:
    """Rows of one layer while the file is read: columns, and geometry as WKB."""

    records: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[bytes] = field(default_factory=list)

    def add(self, record: dict[str, Any], shape: str) -> None:
        self.records.append(record)
        self.shapes.append(bytes.fromhex(shape))


def read_osm(
    path: Path, boundary: BaseGeometry | None, *, margin: float = MARGIN, name: str | None = None
) -> dict[str, GeoDataFrame]:
    """Return the layers of an extract, in EPSG:4326 with catalogue columns.

    Parameters
    ----------
    path
        An .osm.pbf (or .osm, .osm.bz2) file.
    boundary
        The area, longitude and latitude; None keeps the whole extract. Facilities, green and
        streets are kept whole as far as `margin` meters outside (edge effect); buildings and
        land use only where they meet the boundary.
    name
        The file's name for messages.

    Returns
    -------
    dict of layer id to frame. Facilities that OpenStreetMap draws as areas become points inside
    them; a point inside an area with the same tag and the same name, or without a name, is the
    same facility and left out. `grade` holds the grade of the kind whose tags it has, else the
    value of the tag that made it one. `properties` holds the
    element's id (`osm_id`, as in `way/123`) and its other tags of interest.

    Raises
    ------
    FileRefusedError
        The file is no OpenStreetMap extract, or damaged.
    """
    shown = name or path.name
    if not path.is_file():
        raise FileRefusedError(shown, "missing")
    try:
        rows, drawn = _scan(path)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise FileRefusedError(shown, "damaged", format="OSM PBF") from error
    frames = {layer: _frame(found) for layer, found in rows.items()}
    frames["streets"] = drawn
    for kind in installed().kinds.values():
        frames[kind.id] = _facilities(frames[kind.id], points=kind.layer.geometry == "point")
    if boundary is None:
        return frames
    return _clipped(frames, boundary, margin)


def _scan(path: Path) -> tuple[dict[str, _Rows], GeoDataFrame]:
    """Read the file once with node places and assembled areas; return rows, and the streets."""
    factory = osmium.geom.WKBFactory()
    kinds = installed().kinds
    rows = {layer: _Rows() for layer in (*kinds, "green_spaces", "land_use", "buildings")}
    ways: list[streets.Way] = []
    wanted = dict.fromkeys((*_KEYS, *(key for k in kinds.values() for one in k.any for key in one)))
    keys = osmium.filter.KeyFilter(*wanted, "highway", "barrier")
    blocked: set[int] = set()
    areas = osmium.filter.KeyFilter(*wanted, "highway")
    squares: list[plazas.Plaza] = []
    elements: Iterator[Any] = iter(
        osmium.FileProcessor(str(path)).with_areas(areas).with_filter(keys)
    )
    for element in elements:
        if element.is_way():
            way = streets.way_of(element, blocked)
            if way is not None and way.street_class not in NO_WAY | NOT_YET:
                ways.append(way)
        elif element.is_node() or element.is_area():
            if element.is_node() and "barrier" in element.tags and is_blocked(dict(element.tags)):
                blocked.add(element.id)
            if element.is_area():
                squares += _plazas_of(element)
            _take(element, rows, factory)
    return rows, streets.frame_of(ways, SOURCE, squares)


def _plazas_of(element: Any) -> list[plazas.Plaza]:
    try:
        return list(plazas.plazas_of(element))
    except osmium.InvalidLocationError:
        return []  # the extract cut off part of it


def _take(element: Any, rows: dict[str, _Rows], factory: Any) -> None:
    tags = dict(element.tags)
    found = list(_layers_of(tags, point=element.is_node()))
    if not found:
        return
    try:
        if element.is_node():
            shape = factory.create_point(element)
            identifier = f"node/{element.id}"
        else:
            shape = factory.create_multipolygon(element)
            kind = "way" if element.from_way() else "relation"
            identifier = f"{kind}/{element.orig_id()}"
    except (RuntimeError, osmium.InvalidLocationError):
        return  # the extract cut off part of this element: it lies across its edge
    common = {
        "name": tags.get("name:zh") or tags.get("name"),
        "name_en": tags.get("name:en"),
        "source": SOURCE,
        "properties": {"osm_id": identifier},
    }
    for layer, columns in found:
        rows[layer].add(common | columns, shape)


def _layers_of(tags: dict[str, str], *, point: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each layer that the tags stand for, with the columns they fill.

    What tags say is out of use, gone or not built yet (`disused=yes`) is no facility.
    """
    for kind in () if is_gone(tags) else installed().kinds.values():
        value = _deciding(kind, tags)
        if value is not None:
            yield kind.id, {"grade": _grade(kind, tags) or value, "address": _address(tags)}
    if point:
        return
    green = green_class(tags)
    if green is not None:
        yield "green_spaces", {"green_class": green}
    if tags.get("landuse") in LAND:
        yield "land_use", {"land_class": LAND[tags["landuse"]]}
    if tags.get("building", "no") != "no":
        yield "buildings", {"building_use": tags["building"], "floors": _floors(tags)}


def _deciding(kind: Kind, tags: dict[str, str]) -> str | None:
    """Return the value of the tag that makes the element one of this kind, or None."""
    if any(_has(tags, key, values) for key, values in kind.unless.items()):
        return None
    for table in kind.any:
        if all(_has(tags, key, values) for key, values in table.items()):
            return tags[next(iter(table))]
    return None


def _grade(kind: Kind, tags: dict[str, str]) -> str | None:
    """Return the first grade of the kind whose tags the element has, or None."""
    for grade, table in kind.grades:
        if all(_has(tags, key, values) for key, values in table.items()):
            return grade
    return None


def _has(tags: dict[str, str], key: str, values: frozenset[str]) -> bool:
    """Say whether the element has the tag; several values stand with `;` between them."""
    value = tags.get(key)
    if value is None:
        return False
    return _ANY in values or any(one.strip() in values for one in value.split(";"))


def _address(tags: dict[str, str]) -> str | None:
    parts = [tags.get("addr:street"), tags.get("addr:housenumber")]
    return " ".join(part for part in parts if part) or tags.get("addr:full")


def _floors(tags: dict[str, str]) -> int | None:
    text = tags.get("building:levels", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _frame(rows: _Rows) -> GeoDataFrame:
    shapes = shapely.from_wkb(np.array(rows.shapes, dtype=object))
    single = shapely.get_num_geometries(shapes) == 1
    multi = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON
    shapes = np.where(single & multi, shapely.get_geometry(shapes, 0), shapes)
    table = pd.DataFrame.from_records(rows.records, index=pd.RangeIndex(len(shapes)))
    return GeoDataFrame(table, geometry=shapes, crs=4326)


def _facilities(frame: GeoDataFrame, *, points: bool) -> GeoDataFrame:
    """Return facilities without points that repeat an area; `points` puts a point in each area."""
    if frame.empty:
        return frame
    is_area = (frame.geom_type != "Point").to_numpy()
    alone, areas = np.flatnonzero(~is_area), np.flatnonzero(is_area)
    shapes = frame.geometry.to_numpy()
    point, area = shapely.STRtree(shapes[areas]).query(shapes[alone], predicate="within")
    names, grades = (frame[name].to_numpy(dtype=object) for name in ("name", "grade"))
    repeated = {
        inner
        for inner, outer in zip(alone[point], areas[area], strict=True)
        if grades[inner] == grades[outer]
        and (pd.isna(names[inner]) or names[inner] == names[outer])
    }
    kept = np.setdiff1d(np.arange(len(frame)), list(repeated))
    result = frame.iloc[kept].reset_index(drop=True)
    if not points:
        return result
    return result.set_geometry(shapely.point_on_surface(result.geometry.to_numpy()), crs=4326)


def _clipped(
    frames: dict[str, GeoDataFrame], boundary: BaseGeometry, margin: float
) -> dict[str, GeoDataFrame]:
    """Return the rows that meet the boundary, or its margin where the layer reaches beyond."""
    crs = zone_crs(boundary)
    area = to_metric(gpd.GeoDataFrame(geometry=[boundary], crs=4326), crs)
    wide = to_lonlat(area.set_geometry(area.buffer(margin))).geometry.iloc[0]
    shapely.prepare(boundary)
    shapely.prepare(wide)
    result = {}
    for layer, frame in frames.items():
        reach = boundary if layer in ("buildings", "land_use") else wide
        kept = shapely.intersects(reach, frame.geometry.to_numpy())
        result[layer] = frame.loc[kept].reset_index(drop=True)
    return result
