"""flask kinds: list, show and check kinds of facilities, add and remove one's own."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.answers.terminal import FilePath, Terminal, json_option
from app.commands.layers.layers import actor
from app.database import current_database
from layers.catalogue import Column, Kind, installed, read_kind
from layers.postgis.own_kinds import UnknownKindError, add_kind, remove_kind
from layers.text import Text

GOOD = Text("设施类型“{id}”有效", "kind '{id}' is valid")
ADDED = Text(
    "设施类型“{id}”已加入：flask layers import AREA {id} FILE",
    "kind '{id}' added: flask layers import AREA {id} FILE",
)
REMOVED = Text("设施类型“{id}”已删除", "kind '{id}' removed")
FILE = FilePath()
group = AppGroup("kinds", help="Kinds of facilities: list, show, check, add, remove.")


@group.command("list")
@json_option
def list_kinds(out: Terminal) -> None:
    """List the kinds of facilities: those that are shipped, and one's own."""
    with current_database():
        kinds = list(installed().kinds.values())
        own = {kind.id for kind in installed().own}
    if out.as_json:
        out.json([_members(kind, own=kind.id in own) for kind in kinds])
        return
    out.table(
        ["id", "title", "group", "geometry", "own"],
        [
            [
                kind.id,
                kind.layer.title.in_language(out.language),
                kind.layer.group.in_language(out.language),
                kind.layer.geometry,
                "+" if kind.id in own else "",
            ]
            for kind in kinds
        ],
    )


@group.command("show")
@click.argument("kind")
@json_option
def show(out: Terminal, kind: str) -> None:
    """Show one KIND: its file, or with --json what the file means."""
    with current_database():
        kinds, own = installed().kinds, {one.id for one in installed().own}
    if kind not in kinds:
        raise UnknownKindError(kind=kind, accepted=", ".join(kinds))
    if out.as_json:
        out.json(_members(kinds[kind], own=kind in own))
    else:
        out.text(kinds[kind].text.rstrip("\n"))


@group.command("check")
@click.argument("file", type=FILE)
@json_option
def check(out: Terminal, file: Path) -> None:
    """Check a kind in a TOML FILE and list every fault."""
    _tell(out, read_kind(file), GOOD)


@group.command("add")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="take the place of a kind of the same id")
@json_option
def add(out: Terminal, file: Path, *, replace: bool) -> None:
    """Check a kind in a TOML FILE and have it: import, map, analyses, API, exports, QGIS."""
    kind = read_kind(file)
    with current_database() as database, database.begin() as connection:
        add_kind(connection, kind, actor=actor(), replace=replace)
    _tell(out, kind, ADDED)


@group.command("remove")
@click.argument("kind")
@json_option
def remove(out: Terminal, kind: str) -> None:
    """Remove a KIND of one's own that no feature and no scenario is of."""
    with current_database() as database, database.begin() as connection:
        remove_kind(connection, kind)
    if out.as_json:
        out.json({"removed": kind})
    else:
        out.say(REMOVED, id=kind)


def _tell(out: Terminal, kind: Kind, text: Text) -> None:
    if out.as_json:
        out.json(_members(kind, own=True))
    else:
        out.say(text, id=kind.id)


def _members(kind: Kind, *, own: bool) -> dict[str, Any]:
    layer = kind.layer
    return {
        "id": kind.id,
        "kind": layer.kind,
        "title_zh": layer.title.zh,
        "title_en": layer.title.en,
        "group_zh": layer.group.zh,
        "group_en": layer.group.en,
        "geometry": layer.geometry,
        "distance": layer.distance,
        "item": layer.item,
        "aliases": list(layer.aliases),
        "symbol": {"shape": layer.style.shape, "color": layer.style.color},
        "columns": [_column(column) for column in layer.columns],
        "osm": {
            "any": [_listed(tags) for tags in kind.any],
            "unless": _listed(kind.unless),
        },
        "own": own,
        "sha256": kind.sha256,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "title_zh": column.title.zh,
        "title_en": column.title.en,
        "unit": column.unit,
        "minimum": column.minimum,
        "choices": {key: {"zh": text.zh, "en": text.en} for key, text in column.choices.items()},
        "other_values": column.open or not column.choices,
        "own": column.further,
    }


def _listed(tags: dict[str, frozenset[str]]) -> dict[str, list[str]]:
    return {key: sorted(values) for key, values in tags.items()}
