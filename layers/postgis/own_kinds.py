"""The planner's own kinds of facilities in the database: read, added, removed.

They travel with the database, so that a copy of it needs no files beside it.
"""

import logging
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select, text

from layers.catalogue import (
    Installed,
    Kind,
    KindConflictError,
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
        "设施类型“{kind}”仍在使用：{uses}；请先删除这些数据",
        "the kind '{kind}' is in use: {uses}; delete those first",
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
    return now if now.stamp == found else install(_installable(connection), stamp=found)


def read_own(connection: Connection) -> list[Kind]:
    """Return the kinds that are not shipped, in the order in which they were added."""
    query = select(kinds.c.layer, kinds.c.text).where(~kinds.c.shipped).order_by(kinds.c.revision)
    return [parse_kind(row.text, f"{row.layer}.toml") for row in connection.execute(query)]


def _installable(connection: Connection) -> list[Kind]:
    """Return one's own kinds but for those whose name a newer program ships for another one.

    Such a kind stays in the database with its features; everything else goes on.
    """
    kept: list[Kind] = []
    there = dict(shipped_kinds())
    for kind in read_own(connection):
        try:
            there = with_kinds(there, [kind])
        except KindConflictError as error:
            LOG.warning("a kind of your own is left out: %s", error)
            continue
        kept.append(kind)
    return kept


def add_kind(connection: Connection, kind: Kind, *, actor: str, replace: bool = False) -> Installed:
    """Add a kind with its view and the rights on it; it is there once the transaction is.

    Raises
    ------
    KindExistsError
        There is one, and `replace` does not say that it may go.
    KindConflictError
        A layer, a table or another kind has one of its names.
    """
    there = with_kinds(shipped_kinds(), read_own(connection))
    if kind.id in there and not replace:
        raise KindExistsError(kind=kind.id)
    with_kinds(there, [kind])
    if kind.id not in there:
        _refuse_taken(connection, kind.id)
    stored.put(connection, kind, shipped=False, actor=actor)
    rights.apply(connection)
    return refresh(connection)


def remove_kind(connection: Connection, identifier: str) -> Installed:
    """Remove a kind of one's own; one that took the place of a shipped kind gives it back.

    Its features have to be deleted before; what the history tells of them stays.

    Raises
    ------
    UnknownKindError, ShippedKindError, KindInUseError
    """
    own = {kind.id: kind for kind in read_own(connection)}
    shipped = shipped_kinds()
    if identifier not in own:
        if identifier in shipped:
            raise ShippedKindError(kind=identifier)
        raise UnknownKindError(kind=identifier, accepted=", ".join([*shipped, *own]))
    kind = own[identifier]
    if identifier in shipped:
        stored.put(connection, shipped[identifier], shipped=True, actor="")
        rights.apply(connection)
        return refresh(connection)
    uses = ", ".join(_uses(connection, kind))
    if uses:
        raise KindInUseError(kind=identifier, uses=uses)
    stored.drop_view(connection, identifier)
    connection.execute(delete(kinds).where(kinds.c.layer == identifier))
    return refresh(connection)


def _uses(connection: Connection, kind: Kind) -> Iterable[str]:
    table = LAYER_TABLES[kind.layer.table]
    features = (
        select(areas.c.slug, func.count())
        .join_from(table, areas, table.c.area_id == areas.c.id)
        .where(table.c.kind == kind.layer.kind)
        .group_by(areas.c.slug)
        .order_by(areas.c.slug)
    )
    for slug, count in connection.execute(features):
        yield f"{slug}/{kind.id} ({count})"
    asked = (
        select(areas.c.slug, scenarios.c.name)
        .join_from(scenarios, areas, scenarios.c.area_id == areas.c.id)
        .where(scenarios.c.facility == kind.id, scenarios.c.deleted_at.is_(None))
        .order_by(areas.c.slug, scenarios.c.name)
    )
    for slug, name in connection.execute(asked):
        yield f"{slug}/scenarios/{name}"


def _refuse_taken(connection: Connection, name: str) -> None:
    """Raise where a table or a view that is no kind's has the name already."""
    taken = connection.scalar(text("SELECT to_regclass(quote_ident(:name))"), {"name": name})
    if taken is not None:
        raise KindConflictError(kind=name, other=str(taken), name=name)
