"""A layer as it was at an earlier version: what is there now, with later changes taken back.

Nothing is stored twice for this: the history keeps what every change found, with exact geometry.
"""

from typing import Any

import geopandas as gpd
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Subquery,
    func,
    literal,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from layers.catalogue import LayerType, layer_type
from layers.errors import PrunedVersionError, UnknownVersionError
from layers.postgis.tables import changes, history, owned_by, single, table_of
from layers.store.areas import area_id
from layers.store.layers import content_hash, layer_status
from layers.store.rows import to_frame


def read_layer_at(connection: Connection, slug: str, layer: str, version: int) -> gpd.GeoDataFrame:
    """Return the features that the layer had at `version`, as `layers.store.read_layer` does.

    Raises
    ------
    UnknownVersionError
        The layer has not come to that version yet.
    PrunedVersionError
        What led back to that version was removed.
    """
    kind = layer_type(layer)
    state = _state_at(connection, slug, kind, version)
    chosen = [state.c[column.name] for column in kind.stored]
    shape = func.ST_AsBinary(single(state.c.geometry)).label("wkb")
    query = select(state.c.id, *chosen, state.c.properties, shape).order_by(state.c.id)
    rows = connection.execute(query).all()
    require_kept(connection, slug, kind, version)  # unless it was pruned while being read
    return to_frame(kind, rows)


def fingerprint_at(connection: Connection, slug: str, layer: str, version: int) -> tuple[str, int]:
    """Return the SHA-256 of the layer at `version` (as `layers.store.fingerprint`) and its size.

    Raises
    ------
    UnknownVersionError
        The layer has not come to that version yet.
    PrunedVersionError
        What led back to that version was removed.
    """
    kind = layer_type(layer)
    state = _state_at(connection, slug, kind, version)
    query = select(content_hash(kind, state), func.count()).select_from(state)
    digest, features = connection.execute(query).one()
    require_kept(connection, slug, kind, version)
    return str(digest), int(features)


def require_kept(connection: Connection, slug: str, kind: LayerType, version: int) -> None:
    """Raise `PrunedVersionError` where the history that leads back to `version` was removed.

    The empty layer that there was before the first version needs none.
    """
    mine = (changes.c.area_id == area_id(connection, slug)) & (changes.c.layer == kind.id)
    latest = select(changes.c.version, changes.c.pruned_at).where(
        mine, changes.c.pruned_at.is_not(None)
    )
    row = connection.execute(latest.order_by(changes.c.version.desc()).limit(1)).one_or_none()
    if row is not None and 0 < version < row.version:
        own = select(changes.c.pruned_at).where(mine, changes.c.version == version)
        day = connection.scalar(own) or row.pruned_at
        raise PrunedVersionError(
            layer=kind.id, version=version, day=f"{day:%Y-%m-%d}", oldest=row.version
        )


def touched_first(kind: LayerType, key: int, versions: ColumnElement[bool]) -> CTE:
    """Return what the first of the changes picked by `versions` found of each feature it touched.

    A transaction may touch a feature more than once: what it found first is what counts. The
    values are null where there was no such feature.
    """
    query = (
        select(history.c.feature_id, history.c.old_values, history.c.old_geometry)
        .ext(distinct_on(history.c.feature_id))
        .where(history.c.area_id == key, history.c.layer == kind.id, versions)
        .order_by(history.c.feature_id, history.c.id)
    )
    return query.cte("before")


def former_features(kind: LayerType, before: CTE) -> CTE:
    """Return the features of `before` with typed columns, without those that did not exist."""
    table = table_of(kind)
    names = stored_names(kind)
    record = func.jsonb_populate_record(literal_column(f"NULL::{table.name}"), before.c.old_values)
    values = record.table_valued(*(table.c[name] for name in names)).lateral("old")
    return (
        select(before.c.feature_id, *(values.c[name] for name in names), before.c.old_geometry)
        .select_from(before.join(values, true()))
        .where(before.c.old_values.is_not(None))
        .cte("former")
    )


def stored_names(kind: LayerType) -> list[str]:
    """Return the columns of a feature beside its id, its owner and its geometry."""
    return [*(column.name for column in kind.stored), "properties"]


def _state_at(connection: Connection, slug: str, kind: LayerType, version: int) -> Subquery:
    """Return SQL for the features at `version`: id, columns, properties and geometry."""
    newest = layer_status(connection, slug, kind.id).version
    if not 0 <= version <= newest:
        raise UnknownVersionError(layer=kind.id, version=version, newest=newest)
    require_kept(connection, slug, kind, version)
    key, table = area_id(connection, slug), table_of(kind)
    names = stored_names(kind)
    before = touched_first(kind, key, history.c.version > version)
    former = former_features(kind, before)
    # Before its first version a layer was empty, also where the history of that is gone.
    untouched = select(table.c.id, *(table.c[name] for name in names), table.c.geometry).where(
        owned_by(kind, key),
        table.c.id.not_in(select(before.c.feature_id)),
        literal(version > 0),
    )
    old: list[Any] = [former.c.feature_id.label("id"), *(former.c[name] for name in names)]
    given_back = select(*old, former.c.old_geometry.label("geometry")).where(literal(version > 0))
    return union_all(untouched, given_back).subquery("state")
