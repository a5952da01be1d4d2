"""The rasters of an area: what is known of them in PostGIS, the cells in files beside it.

Every version is kept until it is pruned (`layers.store.raster_versions`). A file is named by its
hash and never changes: the same raster loaded twice is stored once. It is in place before its row
is committed, and what no version names is swept away later, so that a crash leaves neither a row
without its file nor, for long, a file without its row.
"""

import datetime as dt
import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from layers.errors import LayerError, UnknownLayerError, UnknownVersionError
from layers.formats.isolation.isolated import store_raster_isolated
from layers.formats.owned_folders import owned_folder
from layers.postgis.tables import raster_versions, rasters
from layers.store.areas import area_id
from layers.text import Text, visible
from layers.titles import LONGEST_SOURCE, SOURCE, checked_title

NAME = Text("栅格文件名", "the name of the raster's file")
KINDS: dict[str, Text] = {
    "population": Text("人口栅格", "Population raster"),
    "land_cover": Text("土地覆盖栅格", "Land cover raster"),
    "ndvi": Text("植被指数栅格", "Vegetation index raster"),
    "canopy": Text("树冠栅格", "Canopy raster"),
}
GRACE_SECONDS = 3600
"""How long a file that no version names is kept: another import may be at work on it."""
_PART = ".part"


class UnknownRasterKindError(UnknownLayerError):
    """No kind of raster has this name."""

    message = Text(
        "没有名为“{kind}”的栅格类型；可用：{accepted}",
        "no kind of raster is called '{kind}'; accepted: {accepted}",
    )


class MissingRasterError(LayerError):
    """The area has no raster of this kind, or its file is gone."""

    message = Text(
        "区域“{area}”没有“{kind}”栅格或其文件已丢失；请用 flask rasters import 导入",
        "area '{area}' has no raster '{kind}', or its file is gone; import it with"
        " flask rasters import",
    )


class PrunedRasterError(MissingRasterError):
    """There was such a version of the raster, and somebody removed it."""

    message = Text(
        "区域“{area}”的“{kind}”栅格第 {version} 版已被清理，不能取回",
        "version {version} of raster '{kind}' of area '{area}' was pruned and cannot be given back",
    )


@dataclass(frozen=True)
class Raster:
    """One raster: `path` is its GeoTIFF, `transform` the six numbers a to f of its grid.

    x = a column + b row + c and y = d column + e row + f, with b = d = 0 and e < 0 (north up), in
    the units of `crs` (WKT). `nodata` marks cells without a value; None means that there are none.
    """

    kind: str
    version: int
    path: Path
    sha256: str
    crs: str
    transform: tuple[float, ...]
    width: int
    height: int
    bounds: tuple[float, ...]
    nodata: float | None
    name: str = ""
    source: str = ""
    as_of: dt.date | None = None
    updated_at: dt.datetime | None = None
    updated_by: str = ""

    @property
    def cells(self) -> int:
        """How many cells it has, those without a value included."""
        return self.width * self.height


@dataclass(frozen=True)
class Checked:
    """A raster that was read and found good: the file it was written to, and what is known."""

    path: Path
    name: str
    about: dict[str, Any]


def require_kind(kind: str) -> None:
    """Raise `UnknownRasterKindError` for a name that is not in `KINDS`."""
    if kind not in KINDS:
        raise UnknownRasterKindError(kind=kind, accepted=", ".join(KINDS))


def raster_layer(kind: str) -> str:
    """Return the name by which receipts and versions call a raster, beside the layers."""
    return f"{kind}_raster"


@contextmanager
def checked(path: Path, folder: Path, *, kind: str, boundary: BaseGeometry) -> Iterator[Checked]:
    """Read a raster in a process of its own; what it wrote is gone at the end unless stored.

    Raises
    ------
    UnknownRasterKindError, FileRefusedError
        The reason in both languages.
    """
    require_kind(kind)
    folder.mkdir(parents=True, exist_ok=True)
    with owned_folder(folder) as draft:
        part = draft / f"raster{_PART}"
        about = store_raster_isolated(path, part, kind=kind, boundary=boundary)
        yield Checked(part, path.name, about)


def write_raster(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    kind: str,
    found: Checked,
    *,
    folder: Path,
    actor: str,
    source: str = "",
    as_of: dt.date | None = None,
) -> Raster:
    """Make a checked raster the newest of its kind; the earlier ones are kept.

    Raises
    ------
    TitleRefusedError
        The name of the file or the source is too long or holds control characters.
    """
    require_kind(kind)
    key = area_id(connection, slug)
    with found.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    goal = folder / f"{digest}.tif"
    found.path.replace(goal)
    goal.chmod(0o644)  # whoever imports: the processes that serve are another user's
    _touch(goal)
    about = {name: value for name, value in found.about.items() if name != "cells"}
    values = {
        **about,
        "name": checked_title(visible(found.name), NAME),
        "file": goal.name,
        "sha256": digest,
        "updated_by": actor,
        "source": checked_title(source, SOURCE, most=LONGEST_SOURCE),
        "as_of": as_of,
    }
    statement = insert(rasters).values(area_id=key, kind=kind, **values)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["area_id", "kind"], set_=values)
    )
    return required_raster(connection, slug, kind, folder=folder)


def delete_raster(
    connection: Connection, slug: str, kind: str, *, folder: Path, actor: str
) -> Raster:
    """Take a raster away from now on; return it as it was. Its earlier versions are kept."""
    found = required_raster(connection, slug, kind, folder=folder)
    empty = dict.fromkeys(
        ("file", "sha256", "crs", "transform", "width", "height", "bounds", "nodata", "as_of")
    )
    mine = (rasters.c.area_id == area_id(connection, slug)) & (rasters.c.kind == kind)
    statement = update(rasters).where(mine)
    connection.execute(statement.values(**empty, name="", source="", updated_by=actor))
    return found


def list_rasters(connection: Connection, slug: str, *, folder: Path) -> list[Raster]:
    """Return the rasters of an area in the order of `KINDS`."""
    key = area_id(connection, slug)
    query = select(rasters).where(rasters.c.area_id == key, rasters.c.file.is_not(None))
    found = {row.kind: _raster(row, folder) for row in connection.execute(query)}
    return [found[kind] for kind in KINDS if kind in found]


def read_raster(
    connection: Connection, slug: str, kind: str, *, folder: Path, version: int | None = None
) -> Raster | None:
    """Return the raster of this kind as it was at `version`, else the newest; None: there was none.

    Raises
    ------
    UnknownVersionError
        It has not come to that version, or not since versions are kept.
    PrunedRasterError
        That version was removed.
    """
    require_kind(kind)
    key = area_id(connection, slug)
    newest = select(rasters).where(rasters.c.area_id == key, rasters.c.kind == kind)
    now = connection.execute(newest).one_or_none()
    if version is None or version == (now.version if now else 0):
        return None if now is None or now.file is None else _raster(now, folder)
    if version == 0:
        return None
    mine = (raster_versions.c.area_id == key) & (raster_versions.c.kind == kind)
    then = select(raster_versions).where(mine, raster_versions.c.version == version)
    row = connection.execute(then).one_or_none()
    if row is None:
        layer = raster_layer(kind)
        raise UnknownVersionError(layer=layer, version=version, newest=now.version if now else 0)
    if row.pruned_at is not None:
        raise PrunedRasterError(area=slug, kind=kind, version=version)
    return None if row.file is None else _raster(row, folder)


def required_raster(connection: Connection, slug: str, kind: str, *, folder: Path) -> Raster:
    """Return the raster of this kind, or raise `MissingRasterError`."""
    found = read_raster(connection, slug, kind, folder=folder)
    if found is None or not found.path.exists():
        raise MissingRasterError(area=slug, kind=kind)
    if not os.access(found.path, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(found.path))
    return found


def sweep(connection: Connection, folder: Path, *, grace: float = GRACE_SECONDS) -> list[str]:
    """Remove files that no version names and that nobody wrote for `grace` seconds.

    To be called after the commit of what took the names away.
    """
    kept = select(raster_versions.c.file).where(raster_versions.c.file.is_not(None))
    named = set(connection.scalars(kept))
    oldest = time.time() - grace
    gone = []
    for path in sorted(folder.glob("*")) if folder.exists() else ():
        ours = path.suffix in {".tif", _PART} and path.name not in named
        if ours and path.stat().st_mtime <= oldest:
            path.unlink(missing_ok=True)
            gone.append(path.name)
    return gone


def _touch(path: Path) -> None:
    os.utime(path)


def _raster(row: Any, folder: Path) -> Raster:
    return Raster(
        kind=row.kind,
        version=row.version,
        path=folder / row.file,
        sha256=row.sha256,
        crs=row.crs,
        transform=tuple(row.transform),
        width=row.width,
        height=row.height,
        bounds=tuple(row.bounds),
        nodata=row.nodata,
        name=row.name,
        source=row.source,
        as_of=row.as_of,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
