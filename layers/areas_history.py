"""The versions of an area: its boundary, coordinate system, title and figures as they were.

The database writes them (a trigger), so that a boundary moved from elsewhere is kept as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update
from sqlalchemy.exc import IntegrityError

from layers.areas import Area, AreaRefusedError, area_id, contents, read_area, to_area, values_of
from layers.errors import LayerError
from layers.tables import area_versions, areas
from layers.text import Text


class UnknownAreaVersionError(LayerError, LookupError):
    """The area has not come to this version, or not since versions are kept."""

    message = Text(
        "区域“{slug}”没有第 {version} 版，最新为第 {newest} 版",
        "area '{slug}' has no version {version}; the newest is {newest}",
    )


@dataclass(frozen=True)
class AreaVersion:
    """An area as it was from `at` on, by whom; `at` is None before versions were kept."""

    area: Area
    at: datetime | None
    actor: str


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
    """Return every version of an area, the latest first."""
    query = _versions(area_id(connection, slug)).order_by(area_versions.c.version.desc())
    return [AreaVersion(to_area(row), row.at, row.actor) for row in connection.execute(query)]


def read_area_at(connection: Connection, slug: str, version: int) -> Area:
    """Return an area as it was at `version`.

    Raises
    ------
    UnknownAreaError, UnknownAreaVersionError
    """
    key = area_id(connection, slug)
    query = _versions(key).where(area_versions.c.version == version)
    row = connection.execute(query).one_or_none()
    if row is None:
        newest = read_area(connection, slug).version
        raise UnknownAreaVersionError(slug=slug, version=version, newest=newest)
    return to_area(row)


def _versions(key: int) -> Select[Any]:
    chosen = (*contents(area_versions), area_versions.c.at, area_versions.c.actor)
    source = area_versions.join(areas, areas.c.id == area_versions.c.area_id)
    return select(*chosen).select_from(source).where(areas.c.id == key)
