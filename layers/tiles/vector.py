"""A tile of a layer as PostGIS writes it: Mapbox Vector Tile, one layer of the layer's id.

Every feature is in the tiles of every zoom. From `WHOLE_FROM` on each stands alone. Below it, what
is smaller than a pixel is drawn a pixel large, and those of one class in one pixel are one shape
whose `n` is how many they are; below `LINES_FROM` the lines of one class in a tile are one.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy import null as sql_null

from layers.catalogue import Column, LayerType, layer_type
from layers.postgis.tables import SRID, owned_by, table_of
from layers.store.areas import area_id
from layers.tiles.addresses import Tile

WHOLE_FROM = 14
LINES_FROM = 13
EXTENT = 4096
BUFFER = 64
MERCATOR = 3857
NAMES = ("name", "name_en")
OPEN_CLASSES = frozenset({"street_class", "building_use"})
FARTHEST_NORTH = 85.06
"""Degrees; Web Mercator ends below."""


def carried(kind: LayerType) -> tuple[Column, ...]:
    """Return the columns that a tile has: names, and what a map is colored or filtered by."""
    return tuple(
        column
        for column in kind.stored
        if column.name in NAMES
        or column.choices
        or column.kind == "boolean"
        or column.name in OPEN_CLASSES
    )


def read_tile(connection: Connection, slug: str, layer: str, tile: Tile) -> bytes:
    """Return one tile of a layer; nothing (no bytes) where none of its features lies.

    Features carry their id, the columns of `carried`, and below `WHOLE_FROM` how many they stand
    for (`n`); where that is more than one they have no id of their own and no name.

    Raises
    ------
    UnknownAreaError, UnknownLayerError
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    rows = _shapes(kind, key, tile)
    encoded = func.ST_AsMVT(rows.table_valued(), kind.id, EXTENT, "shape", "id")
    found = connection.scalar(select(encoded).select_from(rows).where(rows.c.shape.is_not(None)))
    return bytes(found) if found else b""


def _shapes(kind: LayerType, key: int, tile: Tile) -> Subquery:
    """Return SQL for the rows of a tile: `shape`, `id`, the columns that are carried, `n`."""
    if kind.geometry == "line" and tile.zoom < LINES_FROM:
        return _merged_lines(kind, key, tile).subquery("tile")
    if tile.zoom >= WHOLE_FROM:
        return _single(kind, key, tile).subquery("tile")
    small = _is_small(kind, tile)
    single = _single(kind, key, tile, ~small).add_columns(literal(1).label("n"))
    return single.union_all(_by_pixel(kind, key, tile, small)).subquery("tile")


def _found(kind: LayerType, key: int, tile: Tile) -> ColumnElement[bool]:
    """Return the condition of lying in the tile or so near that what is drawn reaches into it."""
    geometry = table_of(kind).c.geometry
    box = func.ST_MakeEnvelope(*tile.lonlat(BUFFER / EXTENT), SRID)
    return and_(owned_by(kind, key), geometry.op("&&")(box))


def _single(kind: LayerType, key: int, tile: Tile, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the features one by one; one that the grid would swallow is drawn a pixel wide."""
    table = table_of(kind)
    shape = _on_grid(table.c.geometry, tile)
    if kind.geometry != "point":
        width, _ = tile.pixel()
        widened = func.ST_Buffer(table.c.geometry, width / 2, "quad_segs=1")
        shape = func.coalesce(shape, _on_grid(widened, tile)) if _has_area(kind) else shape
    columns = [table.c[column.name] for column in carried(kind)]
    found = _found(kind, key, tile)
    return select(shape.label("shape"), table.c.id, *columns).where(found, *conditions)


def _has_area(kind: LayerType) -> bool:
    return kind.geometry in {"polygon", "point_or_polygon"}


def _is_small(kind: LayerType, tile: Tile) -> ColumnElement[bool]:
    """Return the condition of being smaller than a pixel either way."""
    geometry = table_of(kind).c.geometry
    width, height = tile.pixel()
    return and_(
        func.ST_XMax(geometry) - func.ST_XMin(geometry) < width,
        func.ST_YMax(geometry) - func.ST_YMin(geometry) < height,
    )


def _by_pixel(kind: LayerType, key: int, tile: Tile, small: ColumnElement[bool]) -> Select[Any]:
    """Return what is smaller than a pixel: one row a pixel and class, with how many it is."""
    table = table_of(kind)
    width, height = tile.pixel()
    geometry = table.c.geometry
    lon = (func.ST_XMin(geometry) + func.ST_XMax(geometry)) / 2
    lat = (func.ST_YMin(geometry) + func.ST_YMax(geometry)) / 2
    columns = carried(kind)
    inner = (
        select(
            table.c.id,
            *(table.c[column.name] for column in columns),
            func.floor(lon / width).label("across"),
            func.floor(lat / height).label("up"),
            lon.label("lon"),
            lat.label("lat"),
            (func.ST_Dimension(geometry) > 0).label("wide"),
        )
        .where(_found(kind, key, tile), small, _centered(lon, lat, tile))
        .subquery()
    )
    classes = [inner.c[column.name] for column in columns if column.name not in NAMES]
    count = func.count()
    alone = count == 1
    point = func.ST_SetSRID(func.ST_MakePoint(func.min(inner.c.lon), func.min(inner.c.lat)), SRID)
    square = func.ST_Expand(point, width / 2, height / 2)
    drawn: ColumnElement[Any] = case((inner.c.wide, square), else_=point)
    if kind.geometry == "line":
        end = func.ST_SetSRID(
            func.ST_MakePoint(func.min(inner.c.lon) + width, func.min(inner.c.lat)), SRID
        )
        drawn = func.ST_MakeLine(point, end)
    values = [
        case((alone, func.min(inner.c[column.name])), else_=sql_null()).label(column.name)
        if column.name in NAMES
        else inner.c[column.name]
        for column in columns
    ]
    identifier = case((alone, func.min(inner.c.id)), else_=sql_null()).label("id")
    grouped = (inner.c.across, inner.c.up, inner.c.wide, *classes)
    shape = _on_grid(drawn, tile).label("shape")
    return select(shape, identifier, *values, count.label("n")).group_by(*grouped)


def _centered(lon: ColumnElement[Any], lat: ColumnElement[Any], tile: Tile) -> ColumnElement[bool]:
    """Return the condition of having the middle in this tile: so each is in one tile alone."""
    west, south, east, north = tile.lonlat()
    return and_(lon >= west, lon < east, lat >= south, lat < north)


def _merged_lines(kind: LayerType, key: int, tile: Tile) -> Select[Any]:
    """Return the lines of a tile, one row a class: nobody picks one of them from so far away."""
    table = table_of(kind)
    width, _ = tile.pixel()
    classes = [table.c[column.name] for column in carried(kind) if column.name not in NAMES]
    middle = func.ST_PointN(func.ST_GeometryN(table.c.geometry, 1), 1)
    stub = func.ST_MakeLine(middle, func.ST_Translate(middle, width, 0))
    line = case((_is_small(kind, tile), stub), else_=table.c.geometry)
    simple = func.ST_Simplify(func.ST_Collect(line), width / 2, literal(value=True))
    shape = _on_grid(simple, tile).label("shape")
    values = [
        sql_null().label(column.name) if column.name in NAMES else table.c[column.name]
        for column in carried(kind)
    ]
    query = select(
        shape, cast(sql_null(), BigInteger).label("id"), *values, func.count().label("n")
    )
    return query.where(_found(kind, key, tile)).group_by(*classes)


def _on_grid(geometry: ColumnElement[Any], tile: Tile) -> ColumnElement[Any]:
    """Return SQL for a geometry (EPSG:4326) on the grid of the tile."""
    world = func.ST_MakeEnvelope(-180, -FARTHEST_NORTH, 180, FARTHEST_NORTH, SRID)
    polar = func.greatest(func.ST_YMax(geometry), -func.ST_YMin(geometry)) > FARTHEST_NORTH
    held = case((polar, func.ST_ClipByBox2D(geometry, world)), else_=geometry)
    envelope = func.ST_MakeEnvelope(*tile.mercator(), MERCATOR)
    return func.ST_AsMVTGeom(
        func.ST_Transform(held, MERCATOR), envelope, EXTENT, BUFFER, literal(value=True)
    )
