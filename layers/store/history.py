"""Edits of single features, and history: who changed what, and how to take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    CTE,
    Connection,
    Text,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DataError, IntegrityError

from layers.catalogue import LayerType, layer_type
from layers.errors import NothingToUndoError, PrunedChangeError, UnknownFeatureError
from layers.postgis.tables import SRID, changes, history, owned_by, table_of
from layers.store.areas import area_id
from layers.store.layers import LayerStatus, begin_write, fingerprint, layer_status, new_ids
from layers.store.rows import attributes, copy, geometries, refusal, refuse_unstorable
from layers.store.versions import former_features, stored_names, touched_first


@dataclass(frozen=True)
class Change:
    """One version of a layer: who made it when, and how many features it touched.

    `undoes` is the version that this one took back, `undone_by` the one that took this one back.
    Where `pruned_at` is given, what it changed is no longer kept: it cannot be undone, and no
    version before it can be given back.
    """

    version: int
    at: datetime
    actor: str
    source: str
    inserted: int
    updated: int
    deleted: int
    undoes: int | None
    undone_by: int | None
    pruned_at: datetime | None = None
    pruned_by: str = ""


def list_history(connection: Connection, slug: str, layer: str, *, limit: int = 50) -> list[Change]:
    """Return the changes of a layer, the latest first."""
    kind, key = layer_type(layer), area_id(connection, slug)
    mine = select(changes).where(changes.c.area_id == key, changes.c.layer == kind.id)
    recent = mine.order_by(changes.c.version.desc()).limit(limit)
    rows = connection.execute(recent).all()
    touched = _touched(connection, key, layer, [row.version for row in rows])
    return [
        Change(
            version=row.version,
            at=row.at,
            actor=row.actor,
            source=row.source,
            # Of what was pruned the numbers are kept.
            inserted=row.inserted or touched.get((row.version, "insert"), 0),
            updated=row.updated or touched.get((row.version, "update"), 0),
            deleted=row.deleted or touched.get((row.version, "delete"), 0),
            undoes=row.undoes,
            undone_by=row.undone_by,
            pruned_at=row.pruned_at,
            pruned_by=row.pruned_by,
        )
        for row in rows
    ]


def _touched(
    connection: Connection, key: int, layer: str, versions: list[int]
) -> dict[tuple[int, str], int]:
    query = (
        select(history.c.version, history.c.operation, func.count().label("features"))
        .where(history.c.area_id == key, history.c.layer == layer)
        .where(history.c.version.in_(versions))
        .group_by(history.c.version, history.c.operation)
    )
    return {(row.version, row.operation): row.features for row in connection.execute(query)}


def insert_feature(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    layer: str,
    *,
    values: Mapping[str, Any],
    geometry: BaseGeometry,
    actor: str,
    expected_version: int | None = None,
) -> int:
    """Add one feature (EPSG:4326) and return its id.

    Keys of `values` that are no columns of the catalogue go to `properties`.

    Raises
    ------
    VersionConflictError, RowsRefusedError
    """
    kind, key = begin_write(
        connection, slug, layer, actor=actor, source="edit", expected_version=expected_version
    )
    refuse_unstorable(kind, values)
    (identifier,) = new_ids(connection, kind, 1)
    frame = gpd.GeoDataFrame([dict(values)], index=[0], geometry=[geometry], crs=SRID)
    copy(connection, kind, key, [identifier], frame)
    return identifier


def update_feature(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    values: Mapping[str, Any],
    geometry: BaseGeometry | None = None,
    actor: str,
    expected_version: int | None = None,
) -> LayerStatus:
    """Set the named columns of one feature, and its geometry when one is given.

    Keys of `values` that are no columns of the catalogue are merged into `properties`; None makes a
    column empty.

    Raises
    ------
    UnknownFeatureError, VersionConflictError, RowsRefusedError
    """
    kind, key = begin_write(
        connection, slug, layer, actor=actor, source="edit", expected_version=expected_version
    )
    refuse_unstorable(kind, values)
    table = table_of(kind)
    row = attributes(kind, pd.DataFrame([dict(values)], index=[0]))
    changed: dict[str, Any] = {
        name: cast(literal(cells[0], Text), table.c[name].type)
        for name, cells in row.items()
        if name in values and name != "properties"
    }
    emptied = [name for name, value in values.items() if value is None and name not in row]
    kept = table.c.properties.op("-")(literal(emptied, ARRAY(Text)))
    changed["properties"] = kept.op("||")(cast(literal(row["properties"][0]), JSONB))
    if geometry is not None:
        frame = gpd.GeoDataFrame(geometry=[geometry], crs=SRID)
        changed["geometry"] = func.ST_GeomFromWKB(shapely.to_wkb(geometries(kind, frame)[0]), SRID)
    mine = owned_by(kind, key) & (table.c.id == feature_id)
    try:
        done = connection.execute(update(table).where(mine).values(changed))
    except (IntegrityError, DataError) as error:
        raise refusal(kind, error.orig) from error
    if done.rowcount == 0:
        raise UnknownFeatureError(layer=layer, feature=feature_id)
    return layer_status(connection, slug, layer)


def delete_feature(
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    actor: str,
    expected_version: int | None = None,
) -> LayerStatus:
    """Delete one feature.

    Raises
    ------
    UnknownFeatureError, VersionConflictError
    """
    kind, key = begin_write(
        connection, slug, layer, actor=actor, source="edit", expected_version=expected_version
    )
    table = table_of(kind)
    mine = owned_by(kind, key) & (table.c.id == feature_id)
    if connection.execute(delete(table).where(mine)).rowcount == 0:
        raise UnknownFeatureError(layer=layer, feature=feature_id)
    return layer_status(connection, slug, layer)


def undo(connection: Connection, slug: str, layer: str, *, actor: str) -> LayerStatus:
    """Take back the latest change that has not been taken back: an edit or a whole import.

    The features get back their exact values, geometry and ids. Taking back is a change itself: it
    raises the version and stands in the history. Asked again, undo walks further back, until the
    layer is as it was before its first change; it never takes back an undo.

    Raises
    ------
    NothingToUndoError
    PrunedChangeError
        That change was pruned: what was there before it is gone.
    """
    kind, key = begin_write(connection, slug, layer, actor=actor, source="undo")
    mine = (changes.c.area_id == key) & (changes.c.layer == layer)
    open_changes = mine & changes.c.undoes.is_(None) & changes.c.undone_by.is_(None)
    latest = select(changes.c.version, changes.c.pruned_at).where(open_changes)
    row = connection.execute(latest.order_by(changes.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise NothingToUndoError(layer=layer)
    target = row.version
    if row.pruned_at is not None:
        day = f"{row.pruned_at:%Y-%m-%d}"
        raise PrunedChangeError(layer=layer, version=target, day=day)
    connection.execute(text("SET LOCAL statement_timeout = '15min'"))
    connection.execute(select(func.raise_version(key, layer)))
    before = touched_first(kind, key, history.c.version == target)
    put_back(connection, kind, key, before)
    connection.execute(select(func.mark_undone(key, layer, target)))
    fingerprint(connection, slug, layer)
    return layer_status(connection, slug, layer)


def put_back(connection: Connection, kind: LayerType, key: int, before: CTE) -> None:
    """Give every feature of `before` the state that stands there, and none where there is none.

    `before` has `feature_id`, `old_values` and `old_geometry`, as `touched_first` returns them.
    """
    table = table_of(kind)
    names = stored_names(kind)
    former = former_features(kind, before)
    old = {name: former.c[name] for name in names} | {"geometry": former.c.old_geometry}
    mine = owned_by(kind, key)
    new = select(before.c.feature_id).where(before.c.old_values.is_(None))
    connection.execute(delete(table).where(mine, table.c.id.in_(new)))
    changed = update(table).where(mine, table.c.id == former.c.feature_id).values(old)
    connection.execute(changed)
    owner = {"area_id": literal(key)} | ({"kind": literal(kind.kind)} if kind.kind else {})
    gone = select(former.c.feature_id, *owner.values(), *old.values()).where(
        former.c.feature_id.not_in(select(table.c.id).where(mine))
    )
    connection.execute(insert(table).from_select(["id", *owner, *old], gone))
