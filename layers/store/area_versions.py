"""The versions of an area: its boundary, coordinate system, title and figures as they were.

The database writes them (a trigger), so that a boundary moved from elsewhere is kept as well.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update
from sqlalchemy.exc import IntegrityError

from layers.errors import LayerError
from layers.postgis.tables import area_versions, areas
from layers.store.areas import (
    Area,
    AreaRefusedError,
    area_id,
    contents,
    read_area,
    to_area,
    values_of,
)
from layers.text import Text


class UnknownAreaVersionError(LayerError, LookupError):
    """The area has not come to this version, or not since versions are kept."""

    message = Text(
        "区域“{slug}”没有第 {version} 版，最新为第 {newest} 版",
        "area '{slug}' has no version {version}; the newest is {newest}",
    )


class PrunedAreaVersionError(UnknownAreaVersionError):
    """There was such a version of the area, and somebody removed it."""

    message = Text(
        "区域“{slug}”的第 {version} 版已于 {day} 被清理，不能取回",
        "version {version} of area '{slug}' was pruned on {day} and cannot be given back",
    )


@dataclass(frozen=True)
class AreaVersion:
    """An area as it was from `at` on, by whom; `at` is None before versions were kept."""

    area: Area
    at: datetime | None
    actor: str


@dataclass(frozen=True)
class PrunedAreaVersion:
    """What is still known of a version of an area whose boundary and figures were removed.

    `size` is how many bytes that was; 0 where it was removed before.
    """

    version: int
    title: Text
    at: datetime | None
    actor: str
    pruned_at: datetime
    pruned_by: str
    size: int = 0


def update_area(connection: Connection, area: Area, *, actor: str) -> Area:
    """Put `area` in the place of the one with its slug, which is kept; return it as stored.

    What lies in its layers stays as it is. Where nothing differs the version stays as well.

    Raises
    ------
    UnknownAreaError
        There is no area with this slug.
    AreaRefusedError
        The boundary is not valid polygons.
    """
    key = area_id(connection, area.slug)
    try:
        with connection.begin_nested():
            name = func.set_config("shequ.actor", actor, True)  # noqa: FBT003 - this transaction
            connection.execute(select(name))
            connection.execute(update(areas).where(areas.c.id == key).values(values_of(area)))
    except IntegrityError as error:
        raise AreaRefusedError(slug=area.slug) from error
    return read_area(connection, area.slug)


def list_area_versions(connection: Connection, slug: str) -> list[AreaVersion]:
    """Return every version of an area that is kept, the latest first."""
    query = _versions(area_id(connection, slug)).where(area_versions.c.pruned_at.is_(None))
    query = query.order_by(area_versions.c.version.desc())
    return [AreaVersion(to_area(row), row.at, row.actor) for row in connection.execute(query)]


def read_area_at(connection: Connection, slug: str, version: int) -> Area:
    """Return an area as it was at `version`.

    Raises
    ------
    UnknownAreaError, UnknownAreaVersionError, PrunedAreaVersionError
    """
    key = area_id(connection, slug)
    query = _versions(key).where(area_versions.c.version == version)
    row = connection.execute(query).one_or_none()
    if row is None:
        newest = read_area(connection, slug).version
        raise UnknownAreaVersionError(slug=slug, version=version, newest=newest)
    if row.boundary is None:
        day = f"{row.pruned_at:%Y-%m-%d}"
        raise PrunedAreaVersionError(slug=slug, version=version, day=day)
    return to_area(row)


def list_pruned_area_versions(connection: Connection, slug: str) -> list[PrunedAreaVersion]:
    """Return the versions of an area that were removed, the latest first."""
    mine = area_versions.c.area_id == area_id(connection, slug)
    query = _PRUNED.where(mine, area_versions.c.pruned_at.is_not(None))
    rows = connection.execute(query.order_by(area_versions.c.version.desc()))
    return [_pruned(row) for row in rows]


def prune_area(
    connection: Connection, slug: str, *, actor: str, keep: int = 1, before: date | None = None
) -> list[PrunedAreaVersion]:
    """Give up old versions of an area; return them. The present one is never given up.

    Parameters
    ----------
    keep : int
        How many of the newest versions that are kept stay, the present one among them.
    before : date, optional
        Give up only versions that were replaced before this day (UTC).
    """
    key = area_id(connection, slug)
    # The trigger that keeps versions waits for this row as well.
    connection.execute(select(areas.c.id).where(areas.c.id == key).with_for_update())
    rows = connection.execute(
        _PRUNED.where(area_versions.c.area_id == key, area_versions.c.pruned_at.is_(None)).order_by(
            area_versions.c.version.desc()
        )
    ).all()
    chosen = [
        row
        for place, row in enumerate(rows[1:], start=1)
        if place >= keep and (before is None or _replaced_before(rows[place - 1], before))
    ]
    values: dict[str, Any] = {"boundary": None, "figures": {}, "pruned_at": func.now()}
    values["pruned_by"] = actor
    numbers = [row.version for row in chosen]
    mine = (area_versions.c.area_id == key) & area_versions.c.version.in_(numbers)
    done = update(area_versions).where(mine).values(values).returning(area_versions.c.pruned_at)
    at = connection.execute(done).scalars().first()
    return [_pruned(row, at=at, by=actor) for row in chosen]


def _replaced_before(newer: Any, day: date) -> bool:
    """Whether the version after one was made before `day`."""
    return newer.at is not None and newer.at.astimezone(UTC).date() < day


def _pruned(row: Any, *, at: datetime | None = None, by: str = "") -> PrunedAreaVersion:
    return PrunedAreaVersion(
        version=row.version,
        title=Text(row.title_zh, row.title_en),
        at=row.at,
        actor=row.actor,
        pruned_at=at or row.pruned_at,
        pruned_by=by or row.pruned_by,
        size=row.size,
    )


_PRUNED = select(
    *(area_versions.c[name] for name in ("version", "title_zh", "title_en", "at", "actor")),
    area_versions.c.pruned_at,
    area_versions.c.pruned_by,
    func.coalesce(func.pg_column_size(area_versions.c.boundary), 0).label("size"),
)


def _versions(key: int) -> Select[Any]:
    chosen = (
        *contents(area_versions),
        area_versions.c.at,
        area_versions.c.actor,
        area_versions.c.pruned_at,
    )
    source = area_versions.join(areas, areas.c.id == area_versions.c.area_id)
    return select(*chosen).select_from(source).where(areas.c.id == key)
