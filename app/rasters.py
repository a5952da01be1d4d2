"""Rasters into an area, for every door: read in a process of its own, stored all or nothing."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.database import Database
from layers import rasters, store
from layers.rasters import Raster


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
    """Check a raster and put it in the place of the one of its kind; return what was found.

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
            former = rasters.read_raster(connection, target.slug, target.kind, folder=folder)
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
    _tidy(database, former)
    return found.about, stored


def delete_raster(database: Database, slug: str, kind: str, *, actor: str) -> Raster:
    """Take a raster away.

    Raises
    ------
    UnknownAreaError, UnknownRasterKindError, MissingRasterError
        There is no such area, kind or raster.
    """
    with database.begin() as connection:
        gone = rasters.delete_raster(connection, slug, kind, folder=database.rasters, actor=actor)
    _tidy(database, gone)
    return gone


def _tidy(database: Database, former: Raster | None) -> None:
    """Let a file go that lost its row, and sweep those that lost it long ago."""
    rasters.release(former)
    with database.begin() as connection:
        rasters.sweep(connection, database.rasters)
