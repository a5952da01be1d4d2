"""flask layers prune and flask areas prune: old versions given up, and the room given back."""

from typing import Any

import click
from flask.cli import with_appcontext

from app.answers.terminal import Terminal, json_option
from app.commands.layers.layers import actor
from app.commands.layers.pruning import (
    GO_ON,
    MEGABYTE,
    NOTHING,
    cutoff,
    prune_options,
    require_choice,
)
from app.database import Database, current_database
from layers.postgis.space import Reclaimed, reclaim
from layers.store.area_versions import PrunedAreaVersion, prune_area
from layers.store.pruning import LayerPruning, prune_layers
from layers.text import Text

PRUNED = Text(
    "已清理 {count} 个旧版本，{rows:,} 行，约 {size:.1f} MB；由它们得出的结果不能再重算，"
    "相应的修改不能再撤销",
    "{count:old version|old versions} pruned, {rows:row|rows} of about {size:.1f} MB; what was"
    " computed from them"
    " cannot be computed again, nor can the changes that followed them be undone",
)
PRUNING = Text(
    "将清理 {count} 个旧版本，{rows:,} 行，约 {size:.1f} MB；由它们得出的结果将不能再重算，"
    "相应的修改将不能再撤销",
    "{count:old version|old versions} would be pruned, {rows:row|rows} of about {size:.1f} MB;"
    " what was computed"
    " from them could not be computed again, nor could the changes that followed them be undone",
)
AREA_PRUNED = Text(
    "已清理区域的 {count} 个旧版本；由它们得出的结果不能再重算",
    "{count:old version|old versions} of the area pruned; what was computed from them cannot be"
    " computed again",
)
AREA_PRUNING = Text(
    "将清理区域的 {count} 个旧版本；由它们得出的结果将不能再重算",
    "{count:old version|old versions} of the area would be pruned; what was computed from"
    " them could not be"
    " computed again",
)
GIVEN_BACK = Text(
    "数据表由 {before:.1f} MB 减为 {after:.1f} MB",
    "the tables shrank from {before:.1f} to {after:.1f} MB",
)
NOT_WHOLE = Text(
    "表正被使用或磁盘空间不足，未能整理：腾出的空间留待以后的写入",
    "the tables were in use, or the disk has no room for a copy: what was freed is kept for later"
    " writes",
)


@click.command("prune")
@with_appcontext
@click.argument("area")
@click.argument("layer", required=False)
@prune_options(keep=None)
@json_option
def prune_history(out: Terminal, area: str, layer: str | None, **options: Any) -> None:
    """Give up old versions of the layers of AREA, or of one LAYER, to keep their history small.

    The present content, its version number and its hash stay. A version that is given up cannot be
    read or replayed, and a change whose earlier state is given up cannot be undone; who made it
    and when stays in the history.

    Example: flask layers prune dongcheng --older-than 180d --dry-run
    """
    require_choice(options)
    chosen = {"layer": layer, "keep": options["keep"] or 1, "before": cutoff(options)}
    space = None
    with current_database() as database:
        found = _pruned(database, area, chosen, dry_run=True)
        if found and not options["dry_run"]:
            if not options["yes"]:
                _table(out, found)
                _say(out, PRUNING, found)
                out.ask(GO_ON)
            found = _pruned(database, area, chosen, dry_run=False)
            space = reclaim(database.engine, "history")
    if out.as_json:
        out.json(
            {
                "pruned": [vars(one) for one in found],
                "rows": sum(one.rows for one in found),
                "bytes": sum(one.size for one in found),
                "dry_run": options["dry_run"],
                "space": vars(space) if space else None,
            }
        )
    elif not found:
        out.say(NOTHING)
    else:
        if options["dry_run"] or options["yes"]:
            _table(out, found)
        _say(out, PRUNING if options["dry_run"] else PRUNED, found)
        say_space(out, space)


@click.command("prune")
@with_appcontext
@click.argument("area")
@prune_options(keep=None)
@json_option
def prune_area_versions(out: Terminal, area: str, **options: Any) -> None:
    """Give up old versions of boundary, titles and figures of AREA.

    Example: flask areas prune dongcheng --keep 2 --dry-run
    """
    require_choice(options)
    chosen: dict[str, Any] = {"keep": options["keep"] or 1, "before": cutoff(options)}
    with current_database() as database:
        with database.engine.connect() as connection:
            found = prune_area(connection, area, actor=actor(), **chosen)
            connection.rollback()
        if found and not options["dry_run"]:
            if not options["yes"]:
                out.say(AREA_PRUNING, count=len(found))
                out.ask(GO_ON)
            with database.begin() as connection:
                found = prune_area(connection, area, actor=actor(), **chosen)
    if out.as_json:
        told = [_told(one) for one in found]
        out.json({"pruned": told, "dry_run": options["dry_run"]})
    elif not found:
        out.say(NOTHING)
    else:
        out.say(AREA_PRUNING if options["dry_run"] else AREA_PRUNED, count=len(found))


def say_space(out: Terminal, space: Reclaimed | None) -> None:
    """Say how large the tables were and are, and where that could not be brought about."""
    if space is None:
        return
    out.say(GIVEN_BACK, before=space.before / MEGABYTE, after=space.after / MEGABYTE)
    if not space.whole:
        out.say(NOT_WHOLE)


def _pruned(
    database: Database, area: str, chosen: dict[str, Any], *, dry_run: bool
) -> list[LayerPruning]:
    with database.engine.connect() as connection:
        found = prune_layers(connection, area, actor=actor(), **chosen)
        if dry_run:
            connection.rollback()
        else:
            connection.commit()
    return found


def _table(out: Terminal, found: list[LayerPruning]) -> None:
    out.table(
        ["layer", "versions given up", "not to be undone", "newest", "rows", "MB"],
        [
            [
                one.layer,
                f"{one.first} - {one.last}",
                f"{one.first} - {one.last + 1}",
                one.newest,
                one.rows,
                f"{one.size / MEGABYTE:.1f}",
            ]
            for one in found
        ],
    )


def _say(out: Terminal, text: Text, found: list[LayerPruning]) -> None:
    count, rows = sum(one.versions for one in found), sum(one.rows for one in found)
    out.say(text, count=count, rows=rows, size=sum(one.size for one in found) / MEGABYTE)


def _told(one: PrunedAreaVersion) -> dict[str, Any]:
    return {"version": one.version, "at": one.at, "actor": one.actor, "bytes": one.size}
