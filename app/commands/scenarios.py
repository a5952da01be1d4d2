"""flask scenarios: list, create, edit, show, compare, delete."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app import scenarios
from app.answers import members
from app.commands.analyze import show as show_result
from app.commands.layers import actor
from app.database import current_database
from app.exports import write_result
from app.jsonable import records
from app.params import accepted_values, refuse
from app.terminal import Terminal, json_option
from layers.scenarios import StoredScenario, delete_scenario, list_scenarios, read_scenario
from layers.text import Text

STORED = Text(
    "方案“{scenario}”已保存：{count} 项修改，第 {revision} 版",
    "scenario '{scenario}' stored: {count} edits, revision {revision}",
)
DELETED = Text("已删除方案“{scenario}”", "scenario '{scenario}' deleted")
SURE = Text("删除方案“{scenario}”？", "delete scenario '{scenario}'?")
CHANGED = Text("保存后已修改的图层：{layers}", "layers changed since it was stored: {layers}")
WRITTEN = Text("已写出 {count} 行：{name}", "{count} rows written: {name}")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMATS = ("json", "geojson", "csv", "xlsx", "gpkg")
group = AppGroup("scenarios", help="What-if scenarios: list, create, edit, show, compare, delete.")


@group.command("list")
@click.argument("area")
@json_option
def list_all(out: Terminal, area: str) -> None:
    """List the scenarios of AREA."""
    with current_database() as database, database.begin() as connection:
        found = list_scenarios(connection, area)
        told = [scenarios.members(connection, area, one) for one in found]
    if out.as_json:
        out.json(told)
        return
    out.table(
        ["name", "title", "facility", "edits", "revision", "updated_at", "changed_since"],
        [
            [
                one["name"],
                one["title"],
                one["facility"],
                len(one["edits"]),
                one["revision"],
                one["updated_at"][:16],
                ", ".join(one["changed_since"]),
            ]
            for one in told
        ],
    )


@group.command("create")
@click.argument("area")
@click.argument("name")
@click.argument("file", type=FILE)
@click.option("--facility", required=True, help="layer whose facilities are edited")
@click.option("--title", default="", help="what people read")
@json_option
def create(out: Terminal, area: str, name: str, file: Path, **options: Any) -> None:
    """Store the edits in FILE (a JSON array) as scenario NAME of AREA."""
    body = {"name": name, "edits": _read(file), **options}
    draft = scenarios.read_draft(body)
    with current_database() as database:
        made = scenarios.create(database, area, draft, actor=actor())
        _say_stored(out, made)


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
        _say_stored(out, made)


@group.command("show")
@click.argument("area")
@click.argument("name")
@json_option
def show(out: Terminal, area: str, name: str) -> None:
    """Show the edits of scenario NAME of AREA."""
    with current_database() as database, database.begin() as connection:
        told = scenarios.members(connection, area, read_scenario(connection, area, name))
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
@click.option("--metric", default=None, help="euclidean (default) or walking")
@click.option("--radius", default=None, help="metres; else that of the standard")
@click.option("--by", default=None, help="community (default), subdistrict or area")
@click.option("--population", default=None, help="resident (default) or registered")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def compare(
    out: Terminal, area: str, name: str, output: Path | None, **options: str | None
) -> None:
    """Compare scenario NAME of AREA with how things are; as `flask analyze what-if`."""
    form = "json" if output is None else output.suffix.lstrip(".").lower()
    if output is not None and form not in FORMATS:
        raise refuse("--output", output.name, accepted_values(f".{one}" for one in FORMATS))
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


@group.command("delete")
@click.argument("area")
@click.argument("name")
@click.option("--yes", is_flag=True, help="do not ask")
@json_option
def delete(out: Terminal, area: str, name: str, *, yes: bool) -> None:
    """Delete scenario NAME of AREA."""
    with current_database() as database:
        with database.begin() as connection:
            read_scenario(connection, area, name)
        if not yes:
            click.confirm(SURE.in_language(out.language, scenario=name), abort=True, err=True)
        with database.begin() as connection:
            delete_scenario(connection, area, name)
    if out.as_json:
        out.json({"deleted": name})
    else:
        out.say(DELETED, scenario=name)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig", errors="replace")


def _say_stored(out: Terminal, made: StoredScenario) -> None:
    if out.as_json:
        out.json(vars(made))
    else:
        out.say(STORED, scenario=made.name, count=len(made.edits), revision=made.revision)
