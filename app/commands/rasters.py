"""flask rasters: list, import, delete."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.commands.layers import DRY, FILE, READING, actor
from app.database import current_database
from app.rasters import RasterTarget, delete_raster, import_raster
from app.terminal import Terminal, json_option
from layers.rasters import KINDS, Raster, list_rasters
from layers.text import Text

WRITTEN = Text(
    "栅格“{kind}”已写入：{width} × {height} 个单元格，第 {version} 版",
    "raster '{kind}' written: {width} x {height} cells, version {version}",
)
WOULD = Text(
    "可导入 {width} × {height} 个单元格，其中 {cells} 个有值",
    "{width} x {height} cells could be imported, {cells} of them with a value",
)
DELETED = Text("栅格“{kind}”已删除", "raster '{kind}' deleted")
SURE = Text("删除区域“{slug}”的栅格“{kind}”？", "delete raster '{kind}' of area '{slug}'?")
group = AppGroup("rasters", help="Rasters of an area: list, import, delete.")


@group.command("list")
@click.argument("area")
@json_option
def list_all(out: Terminal, area: str) -> None:
    """List the rasters of AREA."""
    with current_database() as database, database.begin() as connection:
        found = list_rasters(connection, area, folder=database.rasters)
    if out.as_json:
        out.json([_members(raster) for raster in found])
        return
    out.table(
        ["kind", "title", "cells", "version", "as_of", "updated_at", "source"],
        [
            [
                raster.kind,
                KINDS[raster.kind].in_language(out.language),
                f"{raster.width} x {raster.height}",
                raster.version,
                raster.as_of,
                raster.updated_at.isoformat(" ", "minutes") if raster.updated_at else None,
                (raster.source or raster.name)[:60],
            ]
            for raster in found
        ],
    )


@group.command("import")
@click.argument("area")
@click.argument("kind")
@click.argument("file", type=FILE)
@click.option("--source", default="", help="where the raster comes from; else the file's name")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="date of the data")
@click.option("--dry-run", is_flag=True, help="write nothing, find the same faults")
@json_option
def import_one(out: Terminal, area: str, kind: str, file: Path, **options: Any) -> None:
    """Import FILE, a GeoTIFF of one band, as the raster KIND of AREA.

    KIND is population (persons in each cell), land_cover, ndvi or canopy.

    Example: flask rasters import dongcheng population worldpop.tif --as-of 2020-01-01
    """
    day = options["as_of"]
    target = RasterTarget(
        area, kind, actor(), options["source"] or file.name, day.date() if day else None
    )
    with current_database() as database, out.progress(READING):
        about, stored = import_raster(database, target, file, dry_run=options["dry_run"])
    if out.as_json:
        out.json({"found": about, "raster": _members(stored) if stored else None})
    elif stored is None:
        out.say(WOULD, **about)
        out.say(DRY)
    else:
        out.say(WRITTEN, **vars(stored))


@group.command("delete")
@click.argument("area")
@click.argument("kind")
@click.option("--yes", is_flag=True, help="do not ask")
@json_option
def delete_one(out: Terminal, area: str, kind: str, *, yes: bool) -> None:
    """Delete the raster KIND of AREA."""
    if not yes:
        click.confirm(SURE.in_language(out.language, slug=area, kind=kind), abort=True, err=True)
    with current_database() as database:
        gone = delete_raster(database, area, kind, actor=actor())
    if out.as_json:
        out.json({"deleted": _members(gone)})
    else:
        out.say(DELETED, kind=kind)


def _members(raster: Raster) -> dict[str, Any]:
    """Return what is told of a raster: not where its file lies."""
    return {name: value for name, value in vars(raster).items() if name != "path"}
