"""The planner's own kinds of facilities in the database: read, added, removed.

They travel with the database, so that a copy of it needs no files beside it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from layers.catalogue import (
    Installed,
    Kind,
    KindConflictError,
    KindError,
    install,
    installed,
    parse_kind,
    shipped_kinds,
    with_kinds,
)
from layers.errors import LayerError
from layers.postgis import kinds as stored
from layers.postgis.roles import rights
from layers.postgis.tables import LAYER_TABLES, areas, kinds, scenarios
from layers.text import Text

LOG = logging.getLogger(__name__)
STAMP = select(func.count(), func.coalesce(func.max(kinds.c.revision), 0)).select_from(kinds)
"""Built once: it is asked with every request."""


class UnknownKindError(LayerError, LookupError):
    """No kind has this id."""

    message = Text(
        "没有名为“{kind}”的设施类型；现有：{accepted}",
        "no kind of facility is called '{kind}'; there are: {accepted}",
    )


class KindExistsError(LayerError):
    """There is a kind of this id already."""

    message = Text(
        "已有名为“{kind}”的设施类型；要替换时加 --replace",
        "there is a kind called '{kind}' already; say --replace to take its place",
    )


class KindInUseError(LayerError):
    """Features or scenarios are of the kind; `uses` names and counts them."""

    message = Text(
        "设施类型“{kind}”仍在使用：{uses}；请先删除这些数据（flask layers clear 区域 {kind}，"
        "flask scenarios delete 区域 情景）",
        "the kind '{kind}' is in use: {uses}; delete those first (flask layers clear AREA {kind},"
        " flask scenarios delete AREA NAME)",
    )


class ShippedKindError(LayerError):
    """A kind that comes with the program cannot be removed."""

    message = Text(
        "“{kind}”是随程序提供的设施类型，不能删除",
        "'{kind}' is a kind that comes with the program and cannot be removed",
    )


def stamp(connection: Connection) -> tuple[int, int]:
    """Return what changes whenever a kind is added, replaced or removed."""
    count, revision = connection.execute(STAMP).one()
    return int(count), int(revision)


def refresh(connection: Connection) -> Installed:
    """Install the planner's own kinds of this database where they are not those of the process."""
    found = ("database", *stamp(connection))
    now = installed()
    if now.stamp == found:
        return now
    kept, without = _installable(connection)
    for one in without:
        LOG.warning("a kind of your own is left out: %s: %s", one.id, one.text("en"))
    return install(kept, stamp=found)


@dataclass(frozen=True)
class LeftOut:
    """A kind of the database that is not there for anybody, and why; its data stay."""

    id: str
    reason: LayerError

    def text(self, language: str) -> str:
        """Return the reason in one line."""
        return " ".join(self.reason.text(language).split())


def read_own(connection: Connection) -> list[Kind]:
    """Return the kinds that are not shipped, in the order in which they were added.

    Those that cannot be read are not among them: `left_out` names them.
    """
    return _read(connection)[0]


def left_out(connection: Connection) -> list[LeftOut]:
    """Return the kinds of one's own that cannot be had: unreadable, or at odds with a shipped one.

    A row may have been changed by hand, or come from a dump of a newer program.
    """
    return _installable(connection)[1]


def _read(connection: Connection) -> tuple[list[Kind], list[LeftOut]]:
    query = select(kinds.c.layer, kinds.c.text).where(~kinds.c.shipped).order_by(kinds.c.revision)
    read: list[Kind] = []
    unread: list[LeftOut] = []
    for row in connection.execute(query):
        try:
            kind = _parsed(row.text, f"{row.layer}.toml")
        except KindError as error:
            unread.append(LeftOut(row.layer, error))
            continue
        if kind.id == row.layer:
            read.append(kind)
        else:
            odd = KindConflictError(kind=kind.id, other=row.layer, name=row.layer)
            unread.append(LeftOut(row.layer, odd))
    return read, unread


@lru_cache(maxsize=1_000)
def _parsed(told: str, name: str) -> Kind:
    """Return a kind, read once: only those whose text has changed are read again."""
    return parse_kind(told, name)


def _installable(connection: Connection) -> tuple[list[Kind], list[LeftOut]]:
    """Return one's own kinds that can be had, and those that cannot.

    Among those are kinds whose name a newer program ships for another one. They stay in the
    database with their features; everything else goes on.
    """
    read, without = _read(connection)
    kept: list[Kind] = []
    there = dict(shipped_kinds())
    for kind in read:
        try:
            there = with_kinds(there, [kind])
        except KindConflictError as error:
            without.append(LeftOut(kind.id, error))
            continue
        kept.append(kind)
    return kept, without


def add_kind(connection: Connection, kind: Kind, *, actor: str, replace: bool = False) -> Installed:
    """Add a kind with its view and the rights on it; it is there once the transaction is.

    Raises
    ------
    KindExistsError
        There is one, and `replace` does not say that it may go.
    KindConflictError
        A layer, a table, a type, a function or another kind has one of its names.
    """
    _take_turn(connection)
    if check_kind(connection, kind) and not replace:
        raise KindExistsError(kind=kind.id)
    stored.put(connection, kind, shipped=False, actor=actor)
    rights.apply(connection)
    return refresh(connection)


def check_kind(connection: Connection, kind: Kind) -> bool:
    """Say whether there is a kind of this id already, whose place it could take.

    Raises
    ------
    KindConflictError
        A layer, a table, a type, a function or another kind has one of its names.
    """
    there = with_kinds(shipped_kinds(), _installable(connection)[0])
    row = _stored(connection, kind.id)
    if row is not None and (row.kind, row.stored_in) != (kind.layer.kind, kind.layer.table):
        raise KindConflictError(kind=kind.id, other=kind.id, name=row.kind)
    with_kinds(there, [kind])
    if row is None:
        _refuse_taken(connection, kind.id)
    return row is not None


def _take_turn(connection: Connection) -> None:
    """Change kinds one at a time: what is checked has to hold when it is written."""
    connection.execute(text("LOCK TABLE kinds IN SHARE ROW EXCLUSIVE MODE"))


def _stored(connection: Connection, identifier: str) -> Any:
    query = select(kinds.c.kind, kinds.c.stored_in, kinds.c.shipped)
    return connection.execute(query.where(kinds.c.layer == identifier)).one_or_none()


def remove_kind(connection: Connection, identifier: str) -> Installed:
    """Remove a kind of one's own; one that took the place of a shipped kind gives it back.

    Its features have to be deleted before; what the history tells of them stays. Its text is not
    read: one that cannot be is removed as well.

    Raises
    ------
    UnknownKindError, ShippedKindError, KindInUseError
    """
    _take_turn(connection)
    row, shipped = _stored(connection, identifier), shipped_kinds().get(identifier)
    if row is None:
        own = connection.scalars(select(kinds.c.layer).where(~kinds.c.shipped))
        raise UnknownKindError(kind=identifier, accepted=", ".join([*shipped_kinds(), *own]))
    if row.shipped:
        raise ShippedKindError(kind=identifier)
    alike = shipped and (shipped.layer.kind, shipped.layer.table) == (row.kind, row.stored_in)
    uses = "" if alike else ", ".join(_uses(connection, identifier, row.kind, row.stored_in))
    if uses:
        raise KindInUseError(kind=identifier, uses=uses)
    if not alike:
        stored.drop_view(connection, identifier)
        connection.execute(delete(kinds).where(kinds.c.layer == identifier))
    if shipped:
        stored.put(connection, shipped, shipped=True, actor="")
        rights.apply(connection)
    return refresh(connection)


def _uses(connection: Connection, identifier: str, kind: str, stored_in: str) -> Iterable[str]:
    """Yield what is of a kind, also what lies in the table that is not its own."""
    for name, table in LAYER_TABLES.items():
        if "kind" not in table.c:
            continue
        features = (
            select(areas.c.slug, func.count())
            .join_from(table, areas, table.c.area_id == areas.c.id)
            .where(table.c.kind == kind)
            .group_by(areas.c.slug)
            .order_by(areas.c.slug)
        )
        where = "" if name == stored_in else f" [{name}]"
        for slug, count in connection.execute(features):
            yield f"{slug}/{identifier} ({count}){where}"
    asked = (
        select(areas.c.slug, scenarios.c.name)
        .join_from(scenarios, areas, scenarios.c.area_id == areas.c.id)
        .where(scenarios.c.facility == identifier, scenarios.c.deleted_at.is_(None))
        .order_by(areas.c.slug, scenarios.c.name)
    )
    for slug, name in connection.execute(asked):
        yield f"{slug}/scenarios/{name}"


TYPE = Text("PostgreSQL 的类型或函数", "a type or function of PostgreSQL")


def _refuse_taken(connection: Connection, name: str) -> None:
    """Raise `KindConflictError` where a table, view, type or function has the name of a new kind.

    A view makes a type of its name, which would stand in the way of those of PostGIS.
    """
    taken = connection.scalar(text("SELECT to_regclass(quote_ident(:name))"), {"name": name})
    if taken is not None:
        raise KindConflictError(kind=name, other=str(taken), name=name)
    query = (
        "SELECT to_regtype(quote_ident(:name)) IS NOT NULL"
        " OR EXISTS (SELECT FROM pg_proc WHERE proname = :name AND pg_function_is_visible(oid))"
    )
    if connection.scalar(text(query), {"name": name}):
        raise KindConflictError(kind=name, other=TYPE, name=name)
