"""One feature as it is stored, who changed it last, and everything that it was before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Text, cast, func, select

from layers.catalogue import LayerType, layer_type
from layers.errors import UnknownFeatureError
from layers.postgis.tables import changes, history, owned_by, single, table_of
from layers.store.areas import area_id

GREATEST_ID = 2**63 - 1
TAG_LENGTH = 32


@dataclass(frozen=True)
class StoredFeature:
    """A feature: `cells` by column and, of what files brought along, by its own name.

    `geometry` is in EPSG:4326. `tag` is the same for the same content alone, so that two people who
    edit two features do not stand in each other's way. `at` and `actor` are those of its latest
    change; None and empty where that was pruned.
    """

    id: int
    layer: str
    cells: dict[str, Any]
    geometry: BaseGeometry
    tag: str
    at: datetime | None
    actor: str


@dataclass(frozen=True)
class FeatureChange:
    """One change of one feature; `before` and `after` are None where it was not there.

    Values are as JSON holds them, geometries in EPSG:4326. `entry` is the number of its row in the
    history.
    """

    entry: int
    version: int
    at: datetime
    actor: str
    source: str
    before: dict[str, Any] | None
    before_geometry: BaseGeometry | None
    after: dict[str, Any] | None
    after_geometry: BaseGeometry | None

    @property
    def operation(self) -> str:
        """What was done: insert, update or delete."""
        if self.before is None:
            return "insert"
        return "delete" if self.after is None else "update"


def read_feature(connection: Connection, slug: str, layer: str, feature_id: int) -> StoredFeature:
    """Return one feature of a layer.

    Raises
    ------
    UnknownAreaError, UnknownLayerError, UnknownFeatureError
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    if not 0 < feature_id <= GREATEST_ID:
        raise UnknownFeatureError(layer=layer, feature=feature_id)
    table = table_of(kind)
    pairs: list[Any] = []
    for column in kind.stored:
        value: Any = table.c[column.name]
        # JSON knows no NaN, and a column without a minimum could hold one.
        pairs += [column.name, func.nullif(value, "NaN") if column.kind == "number" else value]
    query = select(
        cast(func.jsonb_build_object(*pairs), Text).label("known"),
        cast(table.c.properties, Text).label("further"),
        func.ST_AsBinary(single(table.c.geometry)).label("wkb"),
    ).where(owned_by(kind, key), table.c.id == feature_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownFeatureError(layer=layer, feature=feature_id)
    at, actor = _latest(connection, key, layer, feature_id)
    return StoredFeature(
        feature_id,
        layer,
        {**json.loads(row.further), **json.loads(row.known)},
        shapely.from_wkb(bytes(row.wkb)),
        _tag(kind, key, feature_id, row),
        at,
        actor,
    )


def _tag(kind: LayerType, key: int, feature_id: int, row: Any) -> str:
    parts = (kind.id, str(key), str(feature_id), row.known, row.further)
    told = "\0".join(parts).encode() + bytes(row.wkb)
    return hashlib.sha256(told).hexdigest()[:TAG_LENGTH]


def _latest(
    connection: Connection, key: int, layer: str, feature_id: int
) -> tuple[datetime | None, str]:
    query = (
        select(changes.c.at, changes.c.actor)
        .join(history, _same_change())
        .where(
            history.c.area_id == key,
            history.c.layer == layer,
            history.c.feature_id == feature_id,
        )
        .order_by(history.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (row.at, row.actor) if row else (None, "")


def _same_change() -> Any:
    return (
        (history.c.area_id == changes.c.area_id)
        & (history.c.layer == changes.c.layer)
        & (history.c.version == changes.c.version)
    )


def feature_history(
    connection: Connection, slug: str, layer: str, feature_id: int, *, limit: int = 1000
) -> list[FeatureChange]:
    """Return the changes of one feature that are kept, the latest first.

    A feature that was deleted has a history, too; one that never was has none.
    """
    kind, key = layer_type(layer), area_id(connection, slug)
    if not 0 < feature_id <= GREATEST_ID:
        return []
    query = (
        select(
            history.c.id,
            history.c.version,
            changes.c.at,
            changes.c.actor,
            changes.c.source,
            history.c.old_values,
            func.ST_AsBinary(single(history.c.old_geometry)).label("old_wkb"),
            history.c.new_values,
            func.ST_AsBinary(single(history.c.new_geometry)).label("new_wkb"),
        )
        .join(changes, _same_change())
        .where(
            history.c.area_id == key,
            history.c.layer == kind.id,
            history.c.feature_id == feature_id,
        )
        .order_by(history.c.id.desc())
        .limit(limit)
    )
    return [
        FeatureChange(
            row.id,
            row.version,
            row.at,
            row.actor,
            row.source,
            _values(kind, row.old_values),
            _shape(row.old_wkb),
            _values(kind, row.new_values),
            _shape(row.new_wkb),
        )
        for row in connection.execute(query)
    ]


def _values(kind: LayerType, stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the columns and the further ones of a row that the history keeps whole."""
    if stored is None:
        return None
    further = stored.get("properties")
    known = {column.name: stored.get(column.name) for column in kind.stored}
    return {**(further if isinstance(further, dict) else {}), **known}


def _shape(wkb: Any) -> BaseGeometry | None:
    return None if wkb is None else shapely.from_wkb(bytes(wkb))
