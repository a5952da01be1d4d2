"""The table of kinds, and the view that each kind has for QGIS: kept in step with the files.

`in_step` and `bring_in` belong to every migration; adding one's own kinds is in
`layers.postgis.own_kinds`.
"""

from typing import Any

from psycopg2.errors import InvalidTableDefinition
from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ProgrammingError

from layers.catalogue import Column, Kind, KindError, LayerType, parse_kind, shipped_kinds
from layers.postgis.tables import kinds

SQL_TYPES = {"integer": "bigint", "number": "double precision", "boolean": "boolean"}


def in_step(connection: Connection) -> bool:
    """Say whether the database has every shipped kind, as its file is now, with its view."""
    query = select(kinds.c.layer, kinds.c.sha256, kinds.c.shipped)
    found = {row.layer: row for row in connection.execute(query)}
    views = _views(connection)
    return all(
        kind.id in found
        and kind.id in views
        and (found[kind.id].sha256 == kind.sha256 or not found[kind.id].shipped)
        for kind in shipped_kinds().values()
    )


def bring_in(connection: Connection) -> None:
    """Bring every shipped kind and its view into the database; a planner's own stays as it is."""
    query = select(kinds.c.layer, kinds.c.sha256, kinds.c.shipped, kinds.c.text)
    found = {row.layer: row for row in connection.execute(query)}
    views = _views(connection)
    for kind in shipped_kinds().values():
        there = found.get(kind.id)
        if there is None or (there.shipped and there.sha256 != kind.sha256):
            put(connection, kind, shipped=True, actor="")
        elif kind.id not in views:
            make_view(connection, _told(there.text, kind))


def _told(told: str, shipped: Kind) -> Kind:
    """Return the kind that took the place of a shipped one; that one where it cannot be read."""
    try:
        return parse_kind(told, f"{shipped.id}.toml")
    except KindError:
        return shipped


def _views(connection: Connection) -> set[str]:
    query = text("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
    return set(connection.scalars(query))


def put(connection: Connection, kind: Kind, *, shipped: bool, actor: str) -> None:
    """Write a kind, in the place of the one of its id if there is one, and make its view."""
    values: dict[str, Any] = {
        "layer": kind.id,
        "stored_in": kind.layer.table,
        "shipped": shipped,
        "text": kind.text,
        "sha256": kind.sha256,
        "actor": actor,
    }
    written = insert(kinds).values(kind=kind.layer.kind, **values)
    connection.execute(
        written.on_conflict_do_update(
            index_elements=[kinds.c.kind],
            set_=values | {"revision": text("DEFAULT"), "at": text("now()")},
        )
    )
    make_view(connection, kind)


def make_view(connection: Connection, kind: Kind) -> None:
    """Make the view of a kind: QGIS can edit it, and new rows get their kind by default.

    What a kind has beside the columns of all facilities is shown with its type, and edited in
    `properties`.
    """
    view = _quoted(connection, kind.id)
    try:
        with connection.begin_nested():
            connection.execute(text(f"CREATE OR REPLACE VIEW {view} AS {_query(kind.layer)}"))
    except ProgrammingError as error:
        if not isinstance(error.orig, InvalidTableDefinition):
            raise
        # Columns that went or changed their type; what others built on the view refuses this.
        connection.execute(text(f"DROP VIEW {view}"))
        connection.execute(text(f"CREATE VIEW {view} AS {_query(kind.layer)}"))
    default = f"SET DEFAULT '{kind.layer.kind}'"
    connection.execute(text(f"ALTER VIEW {view} ALTER COLUMN kind {default}"))


def _query(layer: LayerType) -> str:
    """Return the query of the view; every name in it is of the form that kinds are checked for."""
    common = "".join(f"f.{column.name}, " for column in layer.stored)
    own = "".join(f", {_shown(column)} AS {column.name}" for column in layer.further)
    return (
        "SELECT f.id, f.area_id, (SELECT a.slug FROM areas a WHERE a.id = f.area_id) AS area,"  # noqa: S608
        f" f.kind, {common}f.properties, f.geometry{own}"
        f" FROM {layer.table} f WHERE f.kind = '{layer.kind}' WITH LOCAL CHECK OPTION"
    )


def drop_view(connection: Connection, layer: str) -> None:
    """Take away the view of a kind."""
    connection.execute(text(f"DROP VIEW IF EXISTS {_quoted(connection, layer)}"))


def _quoted(connection: Connection, name: str) -> str:
    return str(connection.dialect.identifier_preparer.quote_identifier(name))


def _shown(column: Column) -> str:
    """Return SQL for a value of `properties` with its type; null where it is of another one."""
    told = f"f.properties ->> '{column.name}'"
    if column.kind == "text":
        return told
    if column.kind == "date":
        path = f'$.{column.name}.datetime("YYYY-MM-DD")'
        found = f"jsonb_path_query_first(f.properties, '{path}', '{{}}', true)"
        return f"({found} #>> '{{}}')\\:\\:date"
    wanted = "boolean" if column.kind == "boolean" else "number"
    fits = f"jsonb_typeof(f.properties -> '{column.name}') = '{wanted}'"
    if column.kind != "boolean":
        # No other can be cast: JSON knows numbers that are too large or too small for any type.
        decimals = "" if column.kind == "integer" else "([.][0-9]{1,255})?"
        fits += f" AND {told} ~ '^-?[0-9]{{1,18}}{decimals}$'"
    return f"CASE WHEN {fits} THEN ({told})\\:\\:{SQL_TYPES[column.kind]} END"
