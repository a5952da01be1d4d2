"""flask standards: list, show, check a file, add and remove one's own."""

from pathlib import Path

import click

from app.answers.terminal import CommandGroup, FilePath, Terminal, json_option
from app.database import current_database
from app.standards import check_standard
from layers.text import Text
from spatial.standards.parser import Standard

GOOD = Text("标准“{id}”有效：{count} 条规则", "standard '{id}' is valid: {count:rule|rules}")
ADDED = Text("标准“{id}”已加入", "standard '{id}' added")
REMOVED = Text("标准“{id}”已删除", "standard '{id}' removed")
RESTORED = Text(
    "自定义的“{id}”已删除，恢复为随程序提供的标准",
    "your own '{id}' removed; the standard that comes with the program is back",
)
SURE = Text("删除标准“{id}”？", "Remove the standard '{id}'?")
HEADERS = (Text("编号", "id"), Text("名称", "title"), Text("规则", "rules"), Text("来源", "source"))
FILE = FilePath()
group = CommandGroup("standards", "Planning standards: list, show, check, add, remove.")


@group.command("list")
@json_option
def list_standards(out: Terminal) -> None:
    """List the planning standards with the number of their rules."""
    known = list(current_database().standards.all().values())
    if out.as_json:
        out.json([_members(standard) for standard in known])
        return
    out.table(
        [header.in_language(out.language) for header in HEADERS],
        [
            [s.id, s.title_zh if out.language == "zh" else s.title_en, len(s.rules), s.source]
            for s in known
        ],
    )


@group.command("show")
@click.argument("standard")
@json_option
def show(out: Terminal, standard: str) -> None:
    """Show one STANDARD: its file, or with --json what it is."""
    standards = current_database().standards
    if out.as_json:
        out.json(_members(standards.get(standard)))
    else:
        out.text(standards.text(standard).rstrip("\n"))


@group.command("check")
@click.argument("file", type=FILE)
@json_option
def check(out: Terminal, file: Path) -> None:
    """Check a standard in a TOML FILE and list every fault."""
    with current_database():  # its kinds of facilities are those that rules may name
        standard = check_standard(file)
    _tell(out, standard, GOOD)


@group.command("add")
@click.argument("file", type=FILE)
@json_option
def add(out: Terminal, file: Path) -> None:
    """Check a standard in a TOML FILE and keep it; it replaces one of the same id."""
    with current_database() as database:
        standard = database.standards.add(file)
    _tell(out, standard, ADDED)


@group.command("remove")
@click.argument("standard")
@click.option("--yes", is_flag=True, help="do not ask")
@json_option
def remove(out: Terminal, standard: str, *, yes: bool) -> None:
    """Remove a STANDARD of one's own; a shipped one of its id is back."""
    standards = current_database().standards
    standards.get(standard)
    if not yes:
        out.ask(SURE, id=standard)
    restored = standards.remove(standard)
    if out.as_json:
        out.json({"removed": standard, "restored": restored})
    else:
        out.say(RESTORED if restored else REMOVED, id=standard)


def _tell(out: Terminal, standard: Standard, text: Text) -> None:
    if out.as_json:
        out.json(_members(standard))
    else:
        out.say(text, id=standard.id, count=len(standard.rules))


def _members(standard: Standard) -> dict[str, object]:
    return {
        "id": standard.id,
        "title_zh": standard.title_zh,
        "title_en": standard.title_en,
        "source": standard.source,
        "rules": [rule.id for rule in standard.rules],
    }
