"""flask analyze replay: recompute a receipt and name the inputs that are not what they were."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.answers.terminal import FAILED, FilePath, Terminal, json_option
from app.database import current_database
from app.problems.errors import ReceiptError
from app.services.replay import STATES, Replay, read_receipt, replay
from layers.text import Text

SAME = Text(
    "已重现：重新计算的结果与凭据完全一致", "reproduced: the result is exactly that of the receipt"
)
OTHER = Text(
    "未能重现：重新计算的结果与凭据不同", "not reproduced: the result is not that of the receipt"
)
FILE = FilePath()
LARGEST_FILE = 256 * 1024**2
TOO_LARGE = Text("文件超过 256 MB", "a file of more than 256 MB")


@click.command("replay")
@with_appcontext
@click.argument("receipt", type=FILE)
@json_option
def command(out: Terminal, receipt: Path) -> None:
    """Compute anew what a RECEIPT (JSON, or a result that carries one) tells of, and compare.

    Exit code 0: the same result; 1: another one. Inputs that changed are named either way.
    """
    if receipt.stat().st_size > LARGEST_FILE:
        raise ReceiptError(reason=TOO_LARGE)
    with current_database() as database:
        found = replay(database, read_receipt(receipt.read_bytes()))
    if out.as_json:
        out.json(found.members())
    else:
        show(out, found)
    if not found.reproduced:
        raise click.exceptions.Exit(FAILED)


def show(out: Terminal, found: Replay) -> None:
    """Write the inputs with how they compare, the values that differ, and the verdict."""
    zh = out.language == "zh"
    out.table(
        ["输入", "情况", "凭据所记", "现在"] if zh else ["input", "state", "recorded", "found"],
        [
            [one.name, STATES[one.state].in_language(out.language), one.recorded, one.found]
            for one in found.inputs
        ],
    )
    changes = [(one.name, change) for one in found.inputs for change in one.changes]
    if changes:
        out.table(
            ["输入", "规则", "字段", "当时", "现在"]
            if zh
            else ["input", "rule", "field", "then", "now"],
            [
                [name, one.get("rule"), one["field"], one["recorded"], one["found"]]
                for name, one in changes
            ],
        )
    if found.differences:
        names = ["row", "field", "recorded", "computed"]
        rows: list[list[Any]] = [[one[name] for name in names] for one in found.differences]
        out.table(["行", "字段", "凭据所记", "重新计算"] if zh else names, rows)
    if found.reason:
        out.say(found.reason)
    out.say(SAME if found.reproduced else OTHER)
