"""flask layers: list, import, import-osm, export, history, undo; prune is in `layer_pruning`."""

import getpass
from pathlib import Path
from typing import Any

import click

from app.answers.terminal import REFUSED, CommandGroup, FilePath, Terminal, json_option
from app.commands.reading import reading_options
from app.database import current_database
from app.services.imports import Target, describe_source, examine_file, import_osm, store_file
from layers import store
from layers.catalogue import LAYER_TYPES, layer_named
from layers.formats.options import ReadOptions
from layers.intake import Intake
from layers.intake.round_trip import export
from layers.store.history import list_history, undo
from layers.store.layers import LayerStatus
from layers.text import Text

READING = Text("读取并检查", "reading and checking")
WRITTEN = Text(
    "图层“{layer}”已写入：共 {count} 个要素，第 {version} 版",
    "layer '{layer}' written: {count:feature|features}, version {version}",
)
REPLACED = Text(
    "  取代了原有的 {count} 个要素（来源：{source}）；撤销：flask layers undo {area} {layer}",
    "  in the place of {count:feature|features} (from {source}); to take it back: flask layers"
    " undo {area}"
    " {layer}",
)
DRY = Text("试运行：没有写入任何数据", "dry run: nothing was written")
WOULD = Text("可导入 {count} 行", "{count:row|rows} could be imported")
EXPORTED = Text("已导出 {count} 个要素：{name}", "{count:feature|features} exported: {name}")
UNDONE = Text("图层“{layer}”已恢复，第 {version} 版", "layer '{layer}' restored, version {version}")
HEADERS = (
    Text("图层", "layer"),
    Text("名称", "title"),
    Text("要素数", "features"),
    Text("版本", "version"),
    Text("更新时间", "updated_at"),
    Text("来源", "source"),
)
CHANGES = (
    Text("版本", "version"),
    Text("时间", "at"),
    Text("操作者", "actor"),
    Text("来源", "source"),
    Text("新增", "inserted"),
    Text("修改", "updated"),
    Text("删除", "deleted"),
    Text("撤销", "undoes"),
    Text("精简", "pruned"),
)
FILE = FilePath()
group = CommandGroup("layers", "Layers of an area: list, import, export, history, undo, clear.")


@group.command("list")
@click.argument("area")
@json_option
def list_layers(out: Terminal, area: str) -> None:
    """List the layers of AREA with their version and how many features they hold."""
    with current_database() as database, database.begin() as connection:
        statuses = store.list_layers(connection, area)
    if out.as_json:
        out.json([vars(status) for status in statuses])
        return
    out.table(
        [header.in_language(out.language) for header in HEADERS],
        [
            [
                status.layer,
                LAYER_TYPES[status.layer].title.in_language(out.language),
                status.feature_count,
                status.version,
                status.updated_at.isoformat(" ", "minutes") if status.updated_at else None,
                status.source[:60],
            ]
            for status in statuses
        ],
    )


@group.command("import")
@click.argument("area")
@click.argument("layer")
@click.argument("file", type=FILE)
@click.option(
    "--replace/--append", default=False, help="remove what is there first, or add to it (default)"
)
@click.option("--dry-run", is_flag=True, help="write nothing, list the same problems")
@reading_options()
@json_option
def import_layer(out: Terminal, area: str, layer: str, file: Path, **options: Any) -> None:
    """Import FILE into LAYER of AREA, all or nothing.

    Example: flask layers import dongcheng health_centers clinics.csv --crs gcj02 --dry-run
    """
    how = ReadOptions.of(options)
    with current_database() as database:
        named = layer_named(layer).id
        target = Target(area, named, replace=options["replace"], actor=actor())
        with out.progress(READING):
            intake = examine_file(database, target, file, how)
        status = None
        if not options["dry_run"]:
            status = store_file(database, target, intake, describe_source(file))
    _report(out, intake, status)
    if intake.refused:
        raise click.exceptions.Exit(REFUSED)


def _report(out: Terminal, intake: Intake, status: LayerStatus | None) -> None:
    """Say what an import found and did; without `status` nothing was written."""
    if out.as_json:
        found = {
            "name": intake.name,
            "format": intake.format,
            "refused": intake.refused,
            "rows": len(intake.frame),
            "problems": [problem.as_dict(out.language) for problem in intake.problems],
            "layer": vars(status) if status else None,
        }
        out.json(found)
        return
    out.problems(intake.problems)
    if status is None:
        out.say(WOULD, count=0 if intake.refused else len(intake.frame))
        out.say(DRY)
    else:
        out.say(WRITTEN, layer=status.layer, count=status.feature_count, version=status.version)


@group.command("import-osm")
@click.argument("area")
@click.argument("file", type=FILE)
@click.option("--replace/--append", default=True, help="remove what is there first (default)")
@json_option
def import_extract(out: Terminal, area: str, file: Path, *, replace: bool) -> None:
    """Import an OpenStreetMap extract (.osm.pbf) into the layers of AREA."""
    with current_database() as database, out.progress(READING):
        with database.begin() as connection:
            before = {one.layer: one for one in store.list_layers(connection, area)}
        found = import_osm(database, area, file, actor=actor(), replace=replace)
    statuses = found.statuses
    gone = {
        status.layer: before[status.layer]
        for status in statuses
        if replace
        and before[status.layer].feature_count
        and status.version > before[status.layer].version
    }
    if out.as_json:
        out.json(
            [
                vars(status)
                | {
                    "replaced": _replaced(gone, status),
                    "problems": [one.as_dict(out.language) for one in found.problems[status.layer]],
                }
                for status in statuses
            ]
        )
        return
    for status in statuses:
        out.say(WRITTEN, layer=status.layer, count=status.feature_count, version=status.version)
        if status.layer in gone:
            old = gone[status.layer]
            source = old.source.split(" sha256:", maxsplit=1)[0][:60] or "-"
            told = {"layer": status.layer, "count": old.feature_count, "source": source}
            out.say(REPLACED, area=area, **told)
        out.problems(found.problems[status.layer])


def _replaced(gone: dict[str, LayerStatus], status: LayerStatus) -> dict[str, object] | None:
    """Return what stood in a layer before and was removed; None where nothing was."""
    old = gone.get(status.layer)
    if old is None:
        return None
    return {"feature_count": old.feature_count, "version": old.version, "source": old.source}


@group.command("export")
@click.argument("area")
@click.argument("layer")
@click.option("-o", "--output", required=True, type=FilePath(exists=False))
@json_option
def export_layer(out: Terminal, area: str, layer: str, output: Path) -> None:
    """Export LAYER of AREA to a file; its suffix says in which format.

    What the format cannot give back when the file is imported again is listed.
    """
    with current_database() as database, database.begin() as connection:
        kind = layer_named(layer)
        frame = store.read_layer(connection, area, kind.id)
    losses = export(frame, output, kind)
    if out.as_json:
        found = [problem.as_dict(out.language) for problem in losses]
        out.json({"file": str(output), "features": len(frame), "problems": found})
    else:
        out.problems(losses)
        out.say(EXPORTED, count=len(frame), name=output.name)


@group.command("history")
@click.argument("area")
@click.argument("layer")
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), help="how many changes")
@json_option
def show_history(out: Terminal, area: str, layer: str, *, limit: int) -> None:
    """List who changed LAYER of AREA and when, the latest first."""
    with current_database() as database, database.begin() as connection:
        changes = list_history(connection, area, layer_named(layer).id, limit=limit)
    if out.as_json:
        out.json([vars(change) for change in changes])
        return
    out.table(
        [header.in_language(out.language) for header in CHANGES],
        [
            [
                change.version,
                change.at.isoformat(" ", "seconds"),
                change.actor,
                change.source[:60],
                change.inserted,
                change.updated,
                change.deleted,
                change.undoes,
                f"{change.pruned_at:%Y-%m-%d}" if change.pruned_at else None,
            ]
            for change in changes
        ],
    )


@group.command("undo")
@click.argument("area")
@click.argument("layer")
@json_option
def undo_change(out: Terminal, area: str, layer: str) -> None:
    """Take back the latest change of LAYER of AREA."""
    with current_database() as database, database.begin() as connection:
        status = undo(connection, area, layer_named(layer).id, actor=actor())
    if out.as_json:
        out.json(vars(status))
    else:
        out.say(UNDONE, layer=status.layer, version=status.version)


def actor() -> str:
    """Return who runs the command: the name of the account."""
    try:
        return getpass.getuser()
    except OSError:
        return "command"
