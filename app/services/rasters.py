"""Rasters into an area, for every door: read in a process of its own, stored all or nothing.

Earlier versions are kept until somebody prunes them.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.database import Database
from layers import store
from layers.store import raster_versions, rasters
from layers.store.raster_versions import RasterVersion
from layers.store.rasters import Raster


@dataclass(frozen=True)
class RasterTarget:
    """Where a raster goes, where it comes from, and who says so."""

    slug: str
    kind: str
    actor: str = ""
    source: str = ""
    as_of: dt.date | None = None


def import_raster(
    database: Database, target: RasterTarget, path: Path, *, dry_run: bool = False
) -> tuple[dict[str, object], Raster | None]:
    """Check a raster and make it the newest of its kind; return what was found.

    With `dry_run` nothing is stored and None is returned in place of the raster.

    Raises
    ------
    UnknownAreaError, UnknownRasterKindError, FileRefusedError
        The reason in both languages; nothing has changed.
    """
    rasters.require_kind(target.kind)
    folder = database.rasters
    with database.begin() as connection:
        boundary = store.read_area(connection, target.slug).boundary
    with rasters.checked(path, folder, kind=target.kind, boundary=boundary) as found:
        if dry_run:
            return found.about, None
        with database.begin() as connection:
            stored = rasters.write_raster(
                connection,
                target.slug,
                target.kind,
                found,
                folder=folder,
                actor=target.actor,
                source=target.source,
                as_of=target.as_of,
            )
    _sweep(database)
    return found.about, stored


def delete_raster(database: Database, slug: str, kind: str, *, actor: str) -> Raster:
    """Take a raster away from now on; its versions stay for what was computed from them.

    Raises
    ------
    UnknownAreaError, UnknownRasterKindError, MissingRasterError
        There is no such area, kind or raster.
    """
    with database.begin() as connection:
        return rasters.delete_raster(connection, slug, kind, folder=database.rasters, actor=actor)


@dataclass(frozen=True)
class Pruning:
    """Which old versions of the rasters of an area are given up.

    All but the newest `keep` of each kind, of one `kind` only, loaded before a day only.
    """

    slug: str
    kind: str | None = None
    keep: int = 1
    before: dt.date | None = None


def prune_rasters(
    database: Database, what: Pruning, *, actor: str, dry_run: bool = False
) -> tuple[list[RasterVersion], int]:
    """Give up old versions; return them and the bytes that this frees.

    A file stays while another version, of this area or another, holds the same raster, and goes an
    hour after it was written at the earliest. With `dry_run` nothing is given up.

    Raises
    ------
    UnknownAreaError, UnknownRasterKindError
        There is no such area or kind.
    """
    folder = database.rasters
    with database.engine.connect() as connection:
        gone = raster_versions.prune(
            connection,
            what.slug,
            folder=folder,
            actor=actor,
            kind=what.kind,
            keep=what.keep,
            before=what.before,
        )
        freed = raster_versions.freed_bytes(connection, gone)
        if dry_run:
            connection.rollback()
            return gone, freed
        connection.commit()
    _sweep(database)
    return gone, freed


def _sweep(database: Database) -> None:
    """Remove the files that no version names any more."""
    with database.begin() as connection:
        rasters.sweep(connection, database.rasters)
