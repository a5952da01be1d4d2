"""flask scenarios: revisions, undo, delete, undelete, prune."""

from typing import Any

import click
from flask.cli import with_appcontext

from app.answers.terminal import Terminal, json_option
from app.commands.layers.layers import actor
from app.commands.layers.pruning import GO_ON, MEGABYTE, NOTHING, cutoff, days_ago, prune_options
from app.commands.scenarios.scenarios import say_stored
from app.database import current_database
from app.jsonable import plain
from app.services import scenarios
from layers.postgis.space import reclaim
from layers.store import scenario_records as records
from layers.store.scenario_records import DAYS_KEPT, ScenarioPruning
from layers.store.scenarios import read_scenario
from layers.text import Text

DELETED = Text(
    "已删除方案“{scenario}”；恢复：{command}（{kept}）",
    "scenario '{scenario}' deleted; to restore it: {command} ({kept})",
)
SURE = Text("删除方案“{scenario}”？", "delete scenario '{scenario}'?")
PRUNED = Text(
    "已清理 {revisions} 个旧版本和 {scenarios} 个已删除的方案，约 {size:.1f} MB；它们不能再恢复",
    "{revisions:earlier revision|earlier revisions} and {scenarios:deleted scenario|deleted"
    " scenarios} pruned, about {size:.1f} MB;"
    " they cannot be restored",
)
PRUNING = Text(
    "将清理 {revisions} 个旧版本和 {scenarios} 个已删除的方案，约 {size:.1f} MB；它们将不能再恢复",
    "{revisions:earlier revision|earlier revisions} and {scenarios:deleted scenario|deleted"
    " scenarios} would be pruned, about"
    " {size:.1f} MB; they could not be restored",
)


@click.command("revisions")
@with_appcontext
@click.argument("area")
@click.argument("name")
@json_option
def list_revisions(out: Terminal, area: str, name: str) -> None:
    """List the revisions of scenario NAME of AREA that are kept, the present one first."""
    with current_database() as database, database.begin() as connection:
        found = records.list_revisions(connection, area, name)
    if out.as_json:
        out.json([vars(one) for one in found])
        return
    out.table(
        ["revision", "at", "by", "title", "edits", "sha256"],
        [
            [
                one.revision,
                one.at.isoformat(" ", "minutes"),
                one.actor,
                one.title,
                one.edit_count,
                (one.edits_sha256 or "")[:12],
            ]
            for one in found
        ],
    )


@click.command("undo")
@with_appcontext
@click.argument("area")
@click.argument("name")
@click.option("--to", "revision", type=int, help="the revision to go back to; else the one before")
@click.option("--revision", "expected", type=int, help="only if it is still at this revision")
@json_option
def undo(out: Terminal, area: str, name: str, **options: int | None) -> None:
    """Store again what scenario NAME of AREA was before its latest change.

    It becomes the newest revision; undone again, it is as it was.
    """
    with current_database() as database, database.begin() as connection:
        made = records.undo_scenario(
            connection,
            area,
            name,
            actor=actor(),
            revision=options["revision"],
            expected_revision=options["expected"],
        )
    say_stored(out, made)


@click.command("delete")
@with_appcontext
@click.argument("area")
@click.argument("name")
@click.option("--revision", type=int, help="only if it is still at this revision")
@click.option("--yes", is_flag=True, help="do not ask")
@json_option
def delete(out: Terminal, area: str, name: str, *, revision: int | None, yes: bool) -> None:
    """Delete scenario NAME of AREA; it can be restored until it is pruned."""
    with current_database() as database:
        with database.begin() as connection:
            read_scenario(connection, area, name)
        if not yes:
            out.ask(SURE, scenario=name)
        with database.begin() as connection:
            gone = records.delete_scenario(
                connection, area, name, actor=actor(), expected_revision=revision
            )
    how = scenarios.restoring(area, gone)
    if out.as_json:
        out.json({"deleted": name, "restore": how})
    else:
        kept = how["kept"]["zh" if out.language == "zh" else "en"]
        out.say(DELETED, scenario=name, command=how["command"], kept=kept)


@click.command("undelete")
@with_appcontext
@click.argument("area")
@click.argument("name")
@click.option("--as", "new_name", help="another name, where this one is taken meanwhile")
@click.option("--id", "identifier", type=int, help="which of several deleted ones of this name")
@json_option
def undelete(out: Terminal, area: str, name: str, **options: Any) -> None:
    """Restore the deleted scenario NAME of AREA."""
    with current_database() as database, database.begin() as connection:
        made = records.restore_scenario(connection, area, name, actor=actor(), **options)
    say_stored(out, made)


@click.command("prune")
@with_appcontext
@click.argument("area")
@click.argument("name", required=False)
@prune_options(keep=None)
@json_option
def prune(out: Terminal, area: str, name: str | None, **options: Any) -> None:
    """Remove earlier revisions of the scenarios of AREA, or of NAME, and deleted scenarios.

    With --keep N all but the newest N revisions of each, with a date only those stored before it.
    Deleted scenarios go by date alone. With neither, what was deleted or replaced 180 days ago or
    earlier goes.

    Example: flask scenarios prune dongcheng --older-than 90d --dry-run
    """
    day = cutoff(options)
    if day is None and options["keep"] is None:
        day = days_ago(DAYS_KEPT)
    chosen: dict[str, Any] = {"name": name, "keep": options["keep"] or 1, "before": day}
    with current_database() as database:
        with database.engine.connect() as connection:
            found = records.prune_scenarios(connection, area, **chosen)
            connection.rollback()
        given_back = 0
        if found.rows and not options["dry_run"]:
            if not options["yes"]:
                _say(out, PRUNING, found)
                out.ask(GO_ON)
            with database.begin() as connection:
                found = records.prune_scenarios(connection, area, **chosen)
            given_back = reclaim(database.engine, "scenarios", "scenario_revisions").freed
    if out.as_json:
        told = {
            "revisions": found.revisions,
            "scenarios": [plain(vars(one)) for one in found.scenarios],
            "bytes": found.size,
            "given_back": given_back,
            "dry_run": options["dry_run"],
        }
        out.json(told)
    elif not found.rows:
        out.say(NOTHING)
    else:
        _say(out, PRUNING if options["dry_run"] else PRUNED, found)


def _say(out: Terminal, text: Text, found: ScenarioPruning) -> None:
    gone = len(found.scenarios)
    out.say(text, revisions=found.revisions, scenarios=gone, size=found.size / MEGABYTE)


def add_to(group: click.Group) -> None:
    """Add these commands to `flask scenarios`."""
    for command in (list_revisions, undo, delete, undelete, prune):
        group.add_command(command)
