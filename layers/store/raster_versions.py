"""The versions of the rasters of an area: what there was, and how old ones are removed."""

import datetime as dt
import itertools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from layers.postgis.tables import raster_versions, rasters
from layers.store.areas import area_id
from layers.store.rasters import KINDS, require_kind

State = Literal["present", "kept", "pruned", "none"]


@dataclass(frozen=True)
class RasterVersion:
    """One version of a raster; `state` says whether it can be read.

    "present" is the one that is read by default and "kept" an earlier one that can be given back;
    "pruned" was removed, and at "none" the raster was taken away. `size` is in bytes.
    """

    kind: str
    version: int
    state: State
    sha256: str | None
    width: int | None
    height: int | None
    size: int | None
    name: str
    source: str
    as_of: dt.date | None
    updated_at: dt.datetime
    updated_by: str
    pruned_at: dt.datetime | None = None
    pruned_by: str = ""


def list_versions(
    connection: Connection, slug: str, *, folder: Path, kind: str | None = None
) -> list[RasterVersion]:
    """Return every version of the rasters of an area, by kind, the latest first."""
    if kind is not None:
        require_kind(kind)
    key = area_id(connection, slug)
    now = select(rasters.c.kind, rasters.c.version).where(rasters.c.area_id == key)
    newest = {row.kind: row.version for row in connection.execute(now)}
    query = select(raster_versions).where(raster_versions.c.area_id == key)
    rows = connection.execute(query.order_by(raster_versions.c.version.desc())).all()
    wanted = KINDS if kind is None else (kind,)
    return [
        _version(row, folder, newest=newest[one] == row.version)
        for one in wanted
        for row in rows
        if row.kind == one
    ]


def prune(  # noqa: PLR0913 - which versions and who: each asked for by name
    connection: Connection,
    slug: str,
    *,
    folder: Path,
    actor: str,
    kind: str | None = None,
    keep: int = 1,
    before: dt.date | None = None,
) -> list[RasterVersion]:
    """Give up old versions; return them. What was computed from them cannot be computed again.

    The present version of a raster is never given up. The files go with the next `sweep`, unless
    another version holds the same raster.

    Parameters
    ----------
    kind : str, optional
        Only this kind of raster.
    keep : int
        How many of the newest versions that hold a raster are kept, the present one among them.
    before : date, optional
        Give up only versions that were replaced before this day (UTC): what was computed since
        then can still be computed again.
    """
    listed = list_versions(connection, slug, folder=folder, kind=kind)
    gone: list[RasterVersion] = []
    for one in dict.fromkeys(version.kind for version in listed):
        versions = [v for v in listed if v.kind == one]
        replaced = {v.version: n.updated_at for n, v in itertools.pairwise(versions)}
        held = [v for v in versions if v.state in {"present", "kept"}]
        gone += [
            v
            for v in held[keep:]
            if v.state == "kept"
            and (before is None or replaced[v.version].astimezone(dt.UTC).date() < before)
        ]
    if not gone:
        return []
    key = area_id(connection, slug)
    chosen = raster_versions.c.area_id == key, or_(*(_is(version) for version in gone))
    values = {"file": None, "pruned_at": func.now(), "pruned_by": actor}
    done = update(raster_versions).where(*chosen).values(values)
    at = connection.execute(done.returning(raster_versions.c.pruned_at)).scalars().first()
    return [replace(one, state="pruned", pruned_at=at, pruned_by=actor) for one in gone]


def freed_bytes(connection: Connection, gone: list[RasterVersion]) -> int:
    """Return the bytes of the files of pruned versions that no version names any more."""
    sizes = {one.sha256: one.size or 0 for one in gone}
    held = raster_versions.c.sha256.in_(sizes) & raster_versions.c.file.is_not(None)
    still = set(connection.scalars(select(raster_versions.c.sha256).where(held)))
    return sum(size for digest, size in sizes.items() if digest not in still)


def _is(version: RasterVersion) -> ColumnElement[bool]:
    return and_(
        raster_versions.c.kind == version.kind, raster_versions.c.version == version.version
    )


def _version(row: Any, folder: Path, *, newest: bool) -> RasterVersion:
    state: State = "present" if newest else "kept"
    if row.file is None:
        state = "none" if row.sha256 is None else "pruned"
    path = folder / row.file if row.file else None
    return RasterVersion(
        kind=row.kind,
        version=row.version,
        state=state,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        size=path.stat().st_size if path and path.exists() else None,
        name=row.name,
        source=row.source,
        as_of=row.as_of,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        pruned_at=row.pruned_at,
        pruned_by=row.pruned_by,
    )
