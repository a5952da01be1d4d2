"""flask kinds: list, show and check kinds of facilities, add and remove one's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from app.answers.terminal import CommandGroup, FilePath, Terminal, json_option
from app.commands.layers.layers import actor
from app.database import current_database
from layers.catalogue import (
    SHAPE_WORDS,
    Column,
    Kind,
    installed,
    layers_called,
    read_kind,
    shared_names,
    shipped_kinds,
)
from layers.postgis.own_kinds import UnknownKindError, add_kind, check_kind, left_out, remove_kind
from layers.text import Text

GOOD = Text("设施类型“{id}”有效", "kind '{id}' is valid")
THERE = Text(
    "“{id}”已存在：加入时请用 flask kinds add 文件 --replace",
    "'{id}' exists: add it with flask kinds add FILE --replace",
)
SHADOWS = Text(
    "“{id}”随程序提供：这个文件取代它，flask kinds remove {id} 可恢复",
    "'{id}' comes with the program: this file takes its place; flask kinds remove {id} restores it",
)
SHARED = Text(
    "名称“{name}”也属于 {others}：以此名称指定设施时会被拒绝，请用编号",
    "the name '{name}' belongs to {others} too: where it stands for a kind it is refused, write the"
    " id",
)
ADDED = Text(
    "设施类型“{id}”已加入：flask layers import AREA {id} FILE",
    "kind '{id}' added: flask layers import AREA {id} FILE",
)
REMOVED = Text("设施类型“{id}”已删除", "kind '{id}' removed")
RESTORED = Text(
    "自定义的“{id}”已删除，恢复为随程序提供的设施类型",
    "your own '{id}' removed; the kind that comes with the program is back",
)
UNREADABLE = Text("不可用：{reason}", "cannot be used: {reason}")
HEADERS = (
    Text("编号", "id"),
    Text("名称", "title"),
    Text("类别", "group"),
    Text("图形", "geometry"),
    Text("自定义", "own"),
)
FILE = FilePath()
group = CommandGroup("kinds", "Kinds of facilities: list, show, check, add, remove.")


@group.command("list")
@json_option
def list_kinds(out: Terminal) -> None:
    """List the kinds of facilities: those that are shipped, and one's own."""
    with current_database() as database, database.begin() as connection:
        kinds = list(installed().kinds.values())
        own = {kind.id for kind in installed().own}
        without = left_out(connection)
    if out.as_json:
        told = [_members(kind, own=kind.id in own) for kind in kinds]
        out.json([*told, *({"id": one.id, "fault": one.text(out.language)} for one in without)])
        return
    rows = [
        [
            kind.id,
            kind.layer.title.in_language(out.language),
            kind.layer.group.in_language(out.language),
            SHAPE_WORDS[kind.layer.geometry],
            "+" if kind.id in own else "",
        ]
        for kind in kinds
    ]
    for one in without:
        reason = UNREADABLE.in_language(out.language, reason=one.text(out.language))
        rows.append([one.id, reason, "", "", "+"])
    out.table([header.in_language(out.language) for header in HEADERS], rows)


@group.command("show")
@click.argument("kind")
@json_option
def show(out: Terminal, kind: str) -> None:
    """Show one KIND: its file, or with --json what the file means."""
    with current_database():
        kinds, own = installed().kinds, {one.id for one in installed().own}
        named = _id(kind)
    if named not in kinds:
        raise UnknownKindError(kind=kind, accepted=", ".join(kinds))
    if out.as_json:
        out.json(_members(kinds[named], own=named in own))
    else:
        out.text(kinds[named].text.rstrip("\n"))


@group.command("check")
@click.argument("file", type=FILE)
@json_option
def check(out: Terminal, file: Path) -> None:
    """Check a kind in a TOML FILE and list every fault."""
    kind = read_kind(file)
    with current_database() as database, database.begin() as connection:
        there = check_kind(connection, kind)
        _advise(out, kind)
    _tell(out, kind, GOOD)
    if there and not out.as_json:
        out.say(THERE, id=kind.id)


@group.command("add")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="take the place of a kind of the same id")
@json_option
def add(out: Terminal, file: Path, *, replace: bool) -> None:
    """Check a kind in a TOML FILE and have it: import, map, analyses, API, exports, QGIS."""
    kind = read_kind(file)
    with current_database() as database, database.begin() as connection:
        add_kind(connection, kind, actor=actor(), replace=replace)
        _advise(out, kind)
    _tell(out, kind, ADDED)


@group.command("remove")
@click.argument("kind")
@click.option("--yes", is_flag=True, help="accepted as elsewhere; nothing is asked, no data go")
@json_option
def remove(out: Terminal, kind: str, *, yes: bool) -> None:  # noqa: ARG001 - nothing is asked
    """Remove a KIND of one's own that no feature and no scenario is of."""
    with current_database() as database, database.begin() as connection:
        named = _id(kind)
        remove_kind(connection, named)
    if out.as_json:
        out.json({"removed": named})
    else:
        out.say(RESTORED if named in shipped_kinds() else REMOVED, id=named)


def _id(name: str) -> str:
    """Return the id of the kind that has this title or alias alone; else what was given."""
    found = [layer.id for layer in layers_called(name) if layer.is_facility]
    if len(found) > 1:
        raise UnknownKindError(kind=name, accepted=", ".join(found))
    return found[0] if found else name


def _advise(out: Terminal, kind: Kind) -> None:
    """Say what a kind does to others: whose place it takes, whose names it has."""
    for text, values in _advice(kind):
        out.say(text, **values)


def _advice(kind: Kind) -> Iterator[tuple[Text, dict[str, str]]]:
    if kind.id in shipped_kinds() and shipped_kinds()[kind.id].text != kind.text:
        yield SHADOWS, {"id": kind.id}
    for name, others in shared_names(kind).items():
        yield SHARED, {"name": name, "others": ", ".join(others)}


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
