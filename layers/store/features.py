"""Features as GeoJSON, built by PostGIS: milliseconds a request, whatever the layer."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from layers.catalogue import LayerType, layer_type
from layers.postgis.tables import SRID, owned_by, single, table_of
from layers.store.areas import area_id

Box = tuple[float, float, float, float]
DIGITS = 6  # of a degree: 0.1 m


def inside(geometry: ColumnElement[Any], bbox: Box | None) -> list[ColumnElement[bool]]:
    """Return the conditions of touching `bbox` (west, south, east, north in degrees)."""
    if bbox is None:
        return []
    west, south, east, north = bbox
    # A box whose west lies east of its east crosses the antimeridian: two boxes.
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    envelopes = [func.ST_MakeEnvelope(one, south, other, north, SRID) for one, other in spans]
    return [or_(*(func.ST_Intersects(geometry, envelope) for envelope in envelopes))]


def _properties(layer: LayerType) -> ColumnElement[Any]:
    """Return SQL for the properties: the columns under their names win over further ones."""
    table = table_of(layer)
    pairs: list[Any] = ["id", table.c.id]
    for column in layer.stored:
        value: ColumnElement[Any] = table.c[column.name]
        if column.kind == "number":
            # JSON knows no NaN, and a column without a minimum could hold one.
            value = func.nullif(value, "NaN")
        pairs += [column.name, value]
    known = func.json_build_object(*pairs)
    extra = table.c.properties
    merged = cast(extra.op("||")(func.jsonb_build_object(*pairs)), Text)
    return case((cast(extra, Text) == "{}", cast(known, Text)), else_=merged)


def layer_geojson(
    connection: Connection,
    slug: str,
    layer: str,
    *,
    bbox: Box | None = None,
    limit: int,
    offset: int = 0,
) -> str:
    """Return a GeoJSON FeatureCollection as text, in the order of `id`.

    Coordinates are WGS 84 longitude and latitude with 6 decimals. `id` is the id of the feature
    and also among its properties; columns that users' files brought along follow the catalogue's.
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    table = table_of(kind)
    page = (
        select(
            table.c.id,
            func.ST_AsGeoJSON(single(table.c.geometry), DIGITS).label("shape"),
            _properties(kind).label("properties"),
        )
        .where(owned_by(kind, key), *inside(table.c.geometry, bbox))
        .order_by(table.c.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    feature = func.concat(
        '{"type":"Feature","id":', page.c.id, ',"geometry":', page.c.shape,
        ',"properties":', page.c.properties, "}",
    )  # fmt: skip
    features = func.coalesce(
        func.string_agg(feature, aggregate_order_by(literal(","), page.c.id)), ""
    )
    whole = func.concat('{"type":"FeatureCollection","features":[', features, "]}")
    return str(connection.scalar(select(whole)))


def count_features(
    connection: Connection, slug: str, layer: str, *, bbox: Box | None = None
) -> int:
    """Return how many features the layer has, or how many of them touch `bbox`."""
    kind, key = layer_type(layer), area_id(connection, slug)
    table = table_of(kind)
    query = select(func.count()).select_from(table)
    counted = query.where(owned_by(kind, key), *inside(table.c.geometry, bbox))
    return int(connection.scalar(counted) or 0)
