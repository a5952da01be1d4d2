"""flask scenarios: list, create, edit, show, compare; the rest is in `scenario_records`."""

from pathlib import Path
from typing import Any

import click

from app.analyses.scenario.scenario import WHAT_IF, WhatIfParameters
from app.analyses.scenario.scenario_edits import TOO_LARGE
from app.answers.bytes import members
from app.answers.files import write_result
from app.answers.terminal import CommandGroup, FilePath, Terminal, json_option
from app.commands.analyze import parameter_options
from app.commands.analyze import show as show_result
from app.commands.layers.layers import actor
from app.database import current_database
from app.guards.strict_json import parse
from app.jsonable import records
from app.params import accepted_values, refuse
from app.problems.errors import Fault, ParameterError
from app.services import scenarios
from layers.store.layers import read_versions
from layers.store.scenario_records import list_deleted
from layers.store.scenarios import (
    MOST_BYTES,
    MOST_SCENARIOS,
    StoredScenario,
    list_scenarios,
    read_scenario,
)
from layers.text import Text

STORED = Text(
    "方案“{scenario}”已保存：{count} 项修改，第 {revision} 版",
    "scenario '{scenario}' stored: {count:edit|edits}, revision {revision}",
)
TOO_LARGE_FILE = Text("文件过大", "the file is too large")
CHANGED = Text("保存后已修改的图层：{layers}", "layers changed since it was stored: {layers}")
WRITTEN = Text("已写出 {count} 行：{name}", "{count:row|rows} written: {name}")
FILE = FilePath()
LARGEST_FILE = 4 * MOST_BYTES  # written with room between; as compact JSON at most MOST_BYTES
STORED_WITH = {"facility", "scenario", "edits", "base"}
"""Parameters of a comparison that the stored scenario gives."""
group = CommandGroup(
    "scenarios", "What-if scenarios: list, create, edit, show, compare, delete, undo, prune."
)


@group.command("list")
@click.argument("area")
@click.option("--deleted", is_flag=True, help="those that were deleted and can be restored")
@click.option("--limit", type=click.IntRange(1, MOST_SCENARIOS), help="how many at most")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="how many to skip")
@json_option
def list_all(out: Terminal, area: str, *, deleted: bool, **page: Any) -> None:
    """List the scenarios of AREA, or those that were deleted."""
    found: list[Any]
    with current_database() as database, database.begin() as connection:
        found = (list_deleted if deleted else list_scenarios)(connection, area, **page)
        versions = read_versions(connection, area)
    told = [scenarios.members(one, versions) for one in found]
    if out.as_json:
        out.json(told)
        return
    columns = ["name", "title", "facility", "edits", "revision"]
    columns += ["id", "deleted_at", "deleted_by"] if deleted else ["updated_at", "updated_by"]
    rows = [[_cell(name, one[name]) for name in columns] for one in told]
    changed = [", ".join(one["changed_since"]) for one in told]
    out.table(
        [*columns, "changed_since"], [[*row, last] for row, last in zip(rows, changed, strict=True)]
    )


def _cell(name: str, value: Any) -> Any:
    return value[:16] if name.endswith("_at") else value


@group.command("create")
@click.argument("area")
@click.argument("name")
@click.argument("file", type=FILE)
@parameter_options(WhatIfParameters, {"facility"})
@click.option("--title", default="", help="what people read")
@json_option
def create(out: Terminal, area: str, name: str, file: Path, **options: Any) -> None:
    """Store the edits in FILE (a JSON array) as scenario NAME of AREA."""
    given = {key: value for key, value in options.items() if value is not None}
    body = {"name": name, "edits": _read(file), **given}
    draft = scenarios.read_draft(body)
    with current_database() as database:
        made = scenarios.create(database, area, draft, actor=actor())
        say_stored(out, made)


@group.command("edit")
@click.argument("area")
@click.argument("name")
@click.argument("file", type=FILE, required=False)
@click.option("--title", default=None, help="what people read")
@click.option("--revision", type=int, default=None, help="only if it is still at this revision")
@json_option
def edit(out: Terminal, area: str, name: str, file: Path | None, **options: Any) -> None:
    """Store other edits (FILE) or another title of scenario NAME of AREA."""
    body: dict[str, Any] = {} if options["title"] is None else {"title": options["title"]}
    if file is not None:
        body["edits"] = _read(file)
    draft = scenarios.read_draft(body, ("title", "edits"))
    with current_database() as database:
        made = scenarios.replace(
            database, area, name, draft, actor=actor(), revision=options["revision"]
        )
        say_stored(out, made)


@group.command("show")
@click.argument("area")
@click.argument("name")
@json_option
def show(out: Terminal, area: str, name: str) -> None:
    """Show the edits of scenario NAME of AREA."""
    with current_database() as database, database.begin() as connection:
        found = read_scenario(connection, area, name)
        told = scenarios.members(found, read_versions(connection, area))
    if out.as_json:
        out.json(told)
        return
    rows = [
        [number, one["edit"], ", ".join(f"{k}={v}" for k, v in one.items() if k != "edit")]
        for number, one in enumerate(told["edits"], start=1)
    ]
    out.table(["number", "edit", "values"], rows, title=told["title"] or name)
    if told["changed_since"]:
        out.say(CHANGED, layers=", ".join(told["changed_since"]))


@group.command("compare")
@click.argument("area")
@click.argument("name")
@parameter_options(WhatIfParameters, set(WhatIfParameters.model_fields) - STORED_WITH)
@click.option("-o", "--output", type=FilePath(exists=False))
@json_option
def compare(
    out: Terminal, area: str, name: str, output: Path | None, **options: str | None
) -> None:
    """Compare scenario NAME of AREA with how things are; as `flask analyze what-if`."""
    form = "json" if output is None else output.suffix.lstrip(".").lower()
    if output is not None and form not in WHAT_IF.formats:
        raise refuse("--output", output.name, accepted_values(f".{one}" for one in WHAT_IF.formats))
    given = [(key, value) for key, value in options.items() if value is not None]
    with current_database() as database:
        result = scenarios.compare(database, area, name, given)
    if output is not None:
        output.write_bytes(write_result(result, form, language=out.language))
        out.say(WRITTEN, count=len(result.rows), name=output.name)
    elif out.as_json:
        out.json({"rows": records(result.table), **members(result)})
    else:
        show_result(out, result)


def _read(file: Path) -> Any:
    """Return what a file of edits holds; what is no JSON comes as its text, to be refused."""
    with file.open("rb") as opened:
        raw = opened.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise ParameterError(Fault("edits", TOO_LARGE_FILE, TOO_LARGE))
    try:
        return parse(raw)
    except ValueError:
        return ""


def say_stored(out: Terminal, made: StoredScenario) -> None:
    """Say what was stored."""
    if out.as_json:
        out.json(vars(made))
    else:
        out.say(STORED, scenario=made.name, count=len(made.edits), revision=made.revision)
