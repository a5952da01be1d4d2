"""flask rasters: list, import, delete, history, prune."""

from pathlib import Path
from typing import Any

import click

from app.answers.terminal import CommandGroup, Terminal, json_option
from app.commands.layers.layers import DRY, FILE, READING, actor
from app.commands.layers.pruning import GO_ON, MEGABYTE, NOTHING, cutoff, prune_options
from app.database import current_database
from app.services.rasters import Pruning, RasterTarget, delete_raster, import_raster, prune_rasters
from layers.store.raster_versions import RasterVersion, State, list_versions
from layers.store.rasters import KINDS, Raster, list_rasters
from layers.text import Text, visible

WRITTEN = Text(
    "栅格“{kind}”已写入：{width} × {height} 个单元格，第 {version} 版",
    "raster '{kind}' written: {width} x {height} cells, version {version}",
)
WOULD = Text(
    "可导入 {width} × {height} 个单元格，其中 {cells} 个有值",
    "{width} x {height} cells could be imported, {cells} of them with a value",
)
DELETED = Text(
    "栅格“{kind}”已删除；此前各版仍保留，可用 flask rasters prune 清理",
    "raster '{kind}' deleted; its versions are kept until flask rasters prune",
)
SURE = Text("删除区域“{slug}”的栅格“{kind}”？", "delete raster '{kind}' of area '{slug}'?")
PRUNED = Text(
    "已清理 {count} 个旧版本，释放 {size:.1f} MB；由它们得出的结果不能再重算",
    "{count:old version|old versions} pruned, {size:.1f} MB freed; what was computed from"
    " them cannot be"
    " computed again",
)
PRUNING = Text(
    "将清理 {count} 个旧版本，释放 {size:.1f} MB；由它们得出的结果将不能再重算",
    "{count:old version|old versions} would be pruned, {size:.1f} MB freed; what was computed"
    " from them could"
    " not be computed again",
)
STATES: dict[State, Text] = {
    "present": Text("当前", "present"),
    "kept": Text("保留", "kept"),
    "pruned": Text("已清理", "pruned"),
    "none": Text("无（已删除）", "none, deleted"),
}
group = CommandGroup("rasters", "Rasters of an area: list, import, delete, history, prune.")


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
        area, kind, actor(), options["source"] or visible(file.name), day.date() if day else None
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
        out.ask(SURE, slug=area, kind=kind)
    with current_database() as database:
        gone = delete_raster(database, area, kind, actor=actor())
    if out.as_json:
        out.json({"deleted": _members(gone)})
    else:
        out.say(DELETED, kind=kind)


@group.command("history")
@click.argument("area")
@click.argument("kind", required=False)
@json_option
def history(out: Terminal, area: str, kind: str | None) -> None:
    """List every version of the rasters of AREA, or of those of one KIND, the latest first."""
    with current_database() as database, database.begin() as connection:
        found = list_versions(connection, area, folder=database.rasters, kind=kind)
    if out.as_json:
        out.json([vars(one) for one in found])
    else:
        _table(out, found)


@group.command("prune")
@click.argument("area")
@click.argument("kind", required=False)
@prune_options(keep=1, least=0)
@json_option
def prune(out: Terminal, area: str, kind: str | None, **options: Any) -> None:
    """Remove old versions of the rasters of AREA, or of those of one KIND, with their files.

    The present raster stays. What was computed from a removed version cannot be computed again:
    flask analyze replay names it as pruned. A file that another version holds too stays, and one
    that was written within the hour goes with the next import or prune after it.

    Example: flask rasters prune dongcheng canopy --keep 2
    """
    what = Pruning(area, kind, options["keep"], cutoff(options))
    with current_database() as database:
        gone, freed = prune_rasters(database, what, actor=actor(), dry_run=True)
        if gone and not options["dry_run"]:
            if not options["yes"]:
                _table(out, gone)
                out.say(PRUNING, count=len(gone), size=freed / MEGABYTE)
                out.ask(GO_ON)
            gone, freed = prune_rasters(database, what, actor=actor())
    if out.as_json:
        told = [vars(one) for one in gone]
        out.json({"pruned": told, "bytes": freed, "dry_run": options["dry_run"]})
    elif not gone:
        out.say(NOTHING)
    else:
        if options["dry_run"] or options["yes"]:
            _table(out, gone)
        words = PRUNING if options["dry_run"] else PRUNED
        out.say(words, count=len(gone), size=freed / MEGABYTE)


def _table(out: Terminal, versions: list[RasterVersion]) -> None:
    out.table(
        [
            "kind",
            "version",
            "state",
            "cells",
            "MB",
            "as_of",
            "updated_at",
            "by",
            "source",
            "sha256",
        ],
        [
            [
                one.kind,
                one.version,
                STATES[one.state].in_language(out.language),
                f"{one.width} x {one.height}" if one.width else None,
                f"{one.size / MEGABYTE:.1f}" if one.size is not None else None,
                one.as_of,
                one.updated_at.isoformat(" ", "minutes"),
                one.updated_by,
                (one.source or one.name)[:40],
                (one.sha256 or "")[:12],
            ]
            for one in versions
        ],
    )


def _members(raster: Raster) -> dict[str, Any]:
    """Return what is told of a raster: not where its file lies."""
    return {name: value for name, value in vars(raster).items() if name != "path"}
