"""The layers of an area in PostGIS: read, write, versions, fingerprints.

An open connection is always the first argument: the caller owns the transaction
(`with engine.begin() as connection`). Areas are in `layers.store.areas` and GeoJSON in
`layers.store.features`, re-exported here; edits of single features, history and undo are in
`layers.store.history`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    any_,
    cast,
    delete,
    func,
    literal,
    select,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, REGCLASS, aggregate_order_by, insert
from sqlalchemy.exc import OperationalError

from layers.catalogue import LAYER_TYPES, LayerType, layer_type
from layers.errors import VersionConflictError
from layers.postgis.tables import layers, owned_by, single, table_of
from layers.store.areas import Area, area_id, create_area, delete_area, list_areas, read_area
from layers.store.features import Box, count_features, inside, layer_geojson
from layers.store.replacement import kept_ids, rows_of
from layers.store.rows import copy, to_frame
from layers.titles import LONGEST_SOURCE, SOURCE, checked_title

LARGEST_ID = 2**52
"""Greater ids of a file are not kept: every program reads those below as they are."""

__all__ = [
    "Area",
    "Box",
    "LayerStatus",
    "begin_write",
    "count_features",
    "create_area",
    "delete_area",
    "fingerprint",
    "layer_geojson",
    "layer_status",
    "list_areas",
    "list_layers",
    "read_area",
    "read_layer",
    "read_versions",
    "write_layer",
]


@dataclass(frozen=True)
class LayerStatus:
    """What is known of a layer without reading it; `sha256` is None until someone asked for it."""

    layer: str
    version: int
    feature_count: int
    sha256: str | None
    updated_at: datetime | None
    updated_by: str
    source: str


def list_layers(connection: Connection, slug: str) -> list[LayerStatus]:
    """Return the status of every layer of the catalogue; version 0 when never written."""
    key = area_id(connection, slug)
    counts = union_all(
        *(
            select(literal(one.id).label("layer"), func.count().label("features"))
            .select_from(table_of(one))
            .where(owned_by(one, key))
            for one in LAYER_TYPES.values()
        )
    )
    features = {row.layer: row.features for row in connection.execute(counts)}
    stored = select(layers).where(layers.c.area_id == key)
    rows = {row.layer: row for row in connection.execute(stored)}
    return [_status(name, rows.get(name), features[name]) for name in LAYER_TYPES]


def layer_status(connection: Connection, slug: str, layer: str) -> LayerStatus:
    """Return the status of one layer."""
    kind, key = layer_type(layer), area_id(connection, slug)
    count = select(func.count()).select_from(table_of(kind)).where(owned_by(kind, key))
    stored = select(layers).where(layers.c.area_id == key, layers.c.layer == layer)
    row = connection.execute(stored).one_or_none()
    return _status(layer, row, connection.scalar(count) or 0)


def _status(layer: str, row: Any, features: int) -> LayerStatus:
    if row is None:
        return LayerStatus(layer, 0, features, None, None, "", "")
    return LayerStatus(
        layer, row.version, features, row.sha256, row.updated_at, row.updated_by, row.source
    )


def read_versions(connection: Connection, slug: str) -> dict[str, int]:
    """Return the version of every layer of the catalogue; 0 when never written."""
    key = area_id(connection, slug)
    stored = select(layers.c.layer, layers.c.version).where(layers.c.area_id == key)
    found = {row.layer: row.version for row in connection.execute(stored)}
    return {name: found.get(name, 0) for name in LAYER_TYPES}


def read_layer(
    connection: Connection,
    slug: str,
    layer: str,
    *,
    bbox: Box | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> gpd.GeoDataFrame:
    """Return features in EPSG:4326, in the order of `id`, which is the index.

    Columns are those of the catalogue (text `str`, integer `Int64`, number `float64`, date
    `object`, boolean `boolean`), then `properties` (a dict a row) and `geometry`, where a
    geometry of one part is never of a Multi type.

    Parameters
    ----------
    bbox : tuple of float, optional
        West, south, east, north in degrees; west > east crosses the antimeridian.
    limit, offset : int
        How many features at most, and how many to skip.
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    table = table_of(kind)
    chosen = [table.c[column.name] for column in kind.stored]
    shape = func.ST_AsBinary(single(table.c.geometry)).label("wkb")
    query = (
        select(table.c.id, *chosen, table.c.properties, shape)
        .where(owned_by(kind, key), *inside(table.c.geometry, bbox))
        .order_by(table.c.id)
        .offset(offset)
        .limit(limit)
    )
    return to_frame(kind, connection.execute(query).all())


def begin_write(
    connection: Connection,
    slug: str,
    layer: str,
    *,
    actor: str,
    source: str = "",
    expected_version: int | None = None,
) -> tuple[LayerType, int]:
    """Wait for other writers of the layer, then name who writes; return layer type and area key.

    Raises
    ------
    TitleRefusedError
        `source` is too long or holds control characters.
    VersionConflictError
        The layer is not (any more) at `expected_version`.
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    checked_title(source, SOURCE, most=LONGEST_SOURCE)
    # The row must exist to be locked: two first imports wait for each other, too.
    connection.execute(insert(layers).values(area_id=key, layer=layer).on_conflict_do_nothing())
    mine = (layers.c.area_id == key) & (layers.c.layer == layer)
    found = connection.scalar(select(layers.c.version).where(mine).with_for_update())
    if expected_version is not None and found != expected_version:
        raise VersionConflictError(layer=layer, found=found, expected=expected_version)
    connection.execute(
        select(
            func.set_config("shequ.actor", actor, True),  # noqa: FBT003 - "for this transaction"
            func.set_config("shequ.source", source, True),  # noqa: FBT003
        )
    )
    return kind, key


def write_layer(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    layer: str,
    frame: gpd.GeoDataFrame,
    *,
    replace: bool,
    actor: str,
    source: str,
) -> LayerStatus:
    """Write all rows of `frame` or none, and raise the layer's version by one.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns of the catalogue in EPSG:4326; missing ones become null, further ones go to
        `properties`. When its index is called `id`, those ids are kept as far as they are free.
    replace : bool
        Whether the rows take the place of the features that are there; else they are added. What
        has not changed stays untouched, under its id.

    Raises
    ------
    CrsError, RowsRefusedError
        The frame does not fit; roll the transaction back.
    """
    kind, key = begin_write(connection, slug, layer, actor=actor, source=source)
    connection.execute(text("SET LOCAL statement_timeout = '15min'"))
    # An import of nothing into nothing fires no trigger, yet it is a write.
    connection.execute(select(func.raise_version(key, layer)))
    ids, same = (
        _replace(connection, kind, (slug, key), frame)
        if replace
        else (_ids(connection, kind, frame, set()), set())
    )
    changed = np.array([one not in same for one in ids], dtype=bool)
    if changed.any():
        rows = frame if changed.all() else frame[changed]
        copy(connection, kind, key, [one for one in ids if one not in same], rows)
    fingerprint(connection, slug, layer)
    return layer_status(connection, slug, layer)


def _replace(
    connection: Connection, kind: LayerType, owner: tuple[str, int], frame: gpd.GeoDataFrame
) -> tuple[list[int], set[int]]:
    """Remove what the rows of `frame` do not leave as it is; return their ids, and which stay.

    A row that has not changed writes no history and keeps its id (`layers.store.replacement`).
    """
    slug, key = owner
    there = read_layer(connection, slug, kind.id)
    held = [int(one) for one in there.index]
    old, new = rows_of(kind, there), rows_of(kind, frame)
    if frame.index.name == "id":
        ids = _ids(connection, kind, frame, set(held))
        content = {one: row.content for one, row in zip(held, old, strict=True)}
        pairs = zip(ids, new, strict=True)
        same = {one for one, row in pairs if one in content and content[one] == row.content}
    else:
        known, same = kept_ids(old, held, new)
        fresh = iter(new_ids(connection, kind, known.count(None)))
        ids = [next(fresh) if one is None else one for one in known]
    table = table_of(kind)
    gone = [one for one in held if one not in same]
    if gone:
        connection.execute(
            delete(table).where(
                owned_by(kind, key), table.c.id == any_(literal(gone, ARRAY(BigInteger)))
            )
        )
    return ids, same


def _ids(
    connection: Connection, kind: LayerType, frame: gpd.GeoDataFrame, released: set[int]
) -> list[int]:
    """Return an id for every row: its own where that is free, else the next of the sequence.

    Free are the ids that this very layer has just given up and those that nobody ever had: the id
    of a feature deleted elsewhere must stay free for an undo there.
    """
    if frame.index.name != "id" or frame.empty:
        return new_ids(connection, kind, len(frame))
    own = [int(one) for one in frame.index]
    (last,) = new_ids(connection, kind, 1)
    kept: list[int | None] = []
    seen: set[int] = set()
    for one in own:
        free = last < one <= LARGEST_ID or one in released
        kept.append(one if free and one not in seen else None)
        seen.add(one)
    highest = max((one for one in kept if one is not None and one <= LARGEST_ID), default=0)
    connection.execute(select(func.raise_ids(table_of(kind).name, highest)))
    fresh = iter(new_ids(connection, kind, kept.count(None)))
    return [next(fresh) if one is None else one for one in kept]


def new_ids(connection: Connection, kind: LayerType, wanted: int) -> list[int]:
    """Return ids that no feature of the layer's table has or ever had."""
    table = table_of(kind)
    # A program that writes into the table may have chosen ids itself, ahead of the count.
    highest = select(func.max(table.c.id)).where(table.c.id <= LARGEST_ID).scalar_subquery()
    connection.execute(select(func.raise_ids(table.name, highest)))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    numbers = func.generate_series(1, wanted).table_valued("number")
    query = select(func.nextval(cast(sequence, REGCLASS))).select_from(numbers)
    return list(connection.scalars(query))


def fingerprint(connection: Connection, slug: str, layer: str) -> str:
    """Return the SHA-256 (hex) of the layer's content, the same wherever the same data lie.

    It is the hash of the hashes of the rows in the order of their ids; a row is the JSON array of
    its catalogue columns and `properties` followed by its geometry as little-endian WKB. The ids
    themselves do not count. Kept with the version, so it is computed once a version.
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    mine = (layers.c.area_id == key) & (layers.c.layer == layer)
    known = connection.execute(select(layers.c.version, layers.c.sha256).where(mine)).one_or_none()
    if known is not None and known.sha256 is not None:
        return str(known.sha256)
    computed = str(connection.scalar(_hash(kind, key)))
    if known is not None and connection.scalar(text("SHOW transaction_read_only")) == "off":
        _keep(connection, mine & (layers.c.version == known.version), computed)
    return computed


def _keep(connection: Connection, mine: ColumnElement[bool], computed: str) -> None:
    """Store a fingerprint unless a writer holds the row: whoever reads never waits for one."""
    free = select(layers.c.area_id, layers.c.layer).where(mine).with_for_update(skip_locked=True)
    with suppress(OperationalError), connection.begin_nested():
        connection.execute(
            update(layers)
            .where(tuple_(layers.c.area_id, layers.c.layer).in_(free))
            .values(sha256=computed)
        )


def _hash(kind: LayerType, key: int) -> Select[str]:
    return select(content_hash(kind, table_of(kind))).where(owned_by(kind, key))


def content_hash(kind: LayerType, features: FromClause) -> ColumnElement[str]:
    """Return SQL for the fingerprint of `features`, which have the columns of the layer."""
    columns = [features.c[column.name] for column in kind.stored]
    values = cast(func.jsonb_build_array(*columns, features.c.properties), Text)
    wkb = func.ST_AsBinary(features.c.geometry, "NDR", type_=BYTEA)
    row = func.sha256(func.convert_to(values, "UTF8", type_=BYTEA).op("||")(wkb), type_=BYTEA)
    empty = literal(b"", BYTEA)
    rows = func.coalesce(func.string_agg(row, aggregate_order_by(empty, features.c.id)), empty)
    return cast(func.encode(func.sha256(rows), "hex"), Text)
