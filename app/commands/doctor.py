"""flask doctor: what this installation is made of, and what to mend."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.answers.terminal import FAILED, Terminal, json_option
from app.database import current_database
from layers.text import Text

HEADERS = (
    Text("项目", "part"),
    Text("结果", "verdict"),
    Text("所见", "seen"),
    Text("处理", "mend"),
)
OK, WARN = Text("正常", "ok"), Text("注意", "warn")
WELL = Text("一切正常", "everything is well")
UNWELL = Text("{count} 项需要处理", "{count} to mend")


@click.command("doctor")
@json_option
@with_appcontext
def command(out: Terminal) -> None:
    """Report versions, drivers, roles, room and fonts; exit code 1 when something is not well."""
    from app.services.doctor import examine  # noqa: PLC0415 - GDAL twice, which no other command needs

    database = current_database()
    try:
        findings = list(examine(current_app.config["SETTINGS"], database))
    finally:
        database.close()
    rows = [finding.as_dict(out.language) for finding in findings]
    unwell = sum(not finding.ok for finding in findings)
    if out.as_json:
        out.json({"ok": not unwell, "findings": rows})
    else:
        headers = [header.in_language(out.language) for header in HEADERS]
        verdicts = {True: OK.in_language(out.language), False: WARN.in_language(out.language)}
        cells = [
            (row["title"], verdicts[finding.ok], row["seen"], row["mend"])
            for finding, row in zip(findings, rows, strict=True)
        ]
        out.table(headers, cells)
        out.say(UNWELL if unwell else WELL, count=unwell)
    if unwell:
        raise click.exceptions.Exit(FAILED)
