"""flask standards: list, check a file, add one's own."""

from pathlib import Path

import click

from app.answers.terminal import CommandGroup, FilePath, Terminal, json_option
from app.database import current_database
from app.standards import read_standard
from layers.text import Text
from spatial.standards.parser import Standard

GOOD = Text("标准“{id}”有效：{count} 条规则", "standard '{id}' is valid: {count} rules")
ADDED = Text("标准“{id}”已加入", "standard '{id}' added")
FILE = FilePath()
group = CommandGroup("standards", "Planning standards: list, check, add.")


@group.command("list")
@json_option
def list_standards(out: Terminal) -> None:
    """List the planning standards with the number of their rules."""
    known = list(current_database().standards.all().values())
    if out.as_json:
        out.json([_members(standard) for standard in known])
        return
    out.table(
        ["id", "title", "rules", "source"],
        [
            [s.id, s.title_zh if out.language == "zh" else s.title_en, len(s.rules), s.source]
            for s in known
        ],
    )


@group.command("check")
@click.argument("file", type=FILE)
@json_option
def check(out: Terminal, file: Path) -> None:
    """Check a standard in a TOML FILE and list every fault."""
    _tell(out, read_standard(file), GOOD)


@group.command("add")
@click.argument("file", type=FILE)
@json_option
def add(out: Terminal, file: Path) -> None:
    """Check a standard in a TOML FILE and keep it; it replaces one of the same id."""
    _tell(out, current_database().standards.add(file), ADDED)


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
