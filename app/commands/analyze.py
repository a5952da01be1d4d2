"""flask analyze: one command for every analysis, its options from the parameters."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import click
import pandas as pd
from flask import has_app_context
from flask.cli import with_appcontext
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.analyses import ANALYSES
from app.analyses.columns import COLUMNS
from app.analyses.ground.model import Analysis
from app.answers.bytes import members, tables
from app.answers.files import title_of, write_result
from app.answers.grades import with_grade_titles
from app.answers.names import told_names, with_names
from app.answers.terminal import CommandGroup, FilePath, Terminal, json_option
from app.commands import replay
from app.database import current_database
from app.jsonable import plain, records
from app.pages.layouts import shown_columns
from app.params import Parameters, accepted_values, choices, parse, refuse
from app.progress import heard_by
from app.services.run import Result, run
from app.standards import suited
from layers.text import Text

WRITTEN = Text("已写出 {count} 行：{name}", "{count:row|rows} written: {name}")
SYNTHETIC = Text("“{area}”为合成数据，仅供演示", "'{area}' is synthetic: for demonstration only")
SEARCHING = Text("求解中", "searching")
MORE_COLUMNS = Text("其余列见 --json，或用 -o 写入文件", "further columns: --json, or -o FILE")


class AnalysisGroup(CommandGroup):
    """Has a command for every analysis there is, made when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the ids of the analyses, and what else is in the group."""
        return sorted({*ANALYSES, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of an analysis, or another of the group."""
        found = ANALYSES.get(cmd_name)
        return super().get_command(ctx, cmd_name) if found is None else _command(found)


group = AnalysisGroup("analyze", "Analyses of an area: tables, or a file by its suffix.")


def _command(analysis: Analysis[Any]) -> click.Command:
    def command(out: Terminal, area: str, output: Path | None, **options: Any) -> None:
        given = [(name, value) for name, value in options.items() if value is not None]
        form = _format(analysis, output)
        with current_database() as database:
            # The kinds of facilities that may be asked for are known once the database is.
            parameters = parse(analysis.parameters, given)
            with out.search(SEARCHING) as listener, heard_by(listener):
                result = run(database, analysis.id, area, parameters)
        if output is not None:
            output.write_bytes(write_result(result, form, language=out.language))
            out.say(WRITTEN, count=len(result.rows), name=output.name)
        elif out.as_json:
            out.json({"rows": records(result.table), **members(result)})
        else:
            show(out, result)

    command.__doc__ = f"{analysis.title.en} {analysis.title.zh}: {analysis.summary.en}."
    decorated = parameter_options(analysis.parameters)(json_option(command))
    path = FilePath(exists=False, writable=True)
    decorated = click.option(
        "-o", "--output", type=path, help=f"file: {', '.join(analysis.formats)}"
    )(decorated)
    return click.command(analysis.id)(with_appcontext(click.argument("area")(decorated)))


def parameter_options(
    model: type[Parameters], names: Collection[str] | None = None
) -> Callable[[Any], Any]:
    """Return a decorator that gives a command an option for each parameter of a model.

    Only for those in `names`, where these are given.
    """
    # The standards are files of the installation, which is known once there is an app.
    known = current_database().standards.all() if has_app_context() else {}

    def decorate(command: Any) -> Any:
        for name, info in reversed(model.model_fields.items()):
            if names is None or name in names:
                told = suited(model, known) if name == "standard" else ()
                command = _option(name, info, told)(command)
        return command

    return decorate


def _option(name: str, info: FieldInfo, known: Collection[str] = ()) -> Any:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    help_text = f"{extra.get('title_en')} {extra.get('title_zh')}"
    if accepted := choices(info) or known:
        help_text += f": {', '.join(accepted)}"
    if extra.get("unit"):
        help_text += f" ({extra['unit']})"
    if extra.get("note_en"):
        help_text += f"; {extra['note_en']}"
    if info.default not in (PydanticUndefined, None):
        help_text += f" [default: {info.default}]"
    return click.option(f"--{name.replace('_', '-')}", name, help=help_text)


def _format(analysis: Analysis[Any], output: Path | None) -> str:
    if output is None:
        return "json"
    form = output.suffix.lstrip(".").lower()
    if form not in analysis.formats:
        suffixes = [f".{name}" for name in analysis.formats]
        raise refuse("--output", output.name, accepted_values(suffixes))
    return form


def show(out: Terminal, result: Result) -> None:
    """Write a result as tables: its rows, then the total, with what it rests on below."""
    if result.receipt["synthetic"]:
        out.say(SYNTHETIC, area=result.receipt["area"])
    rows = _first_columns(result, out.language)
    _show_rows(out, rows, result.title.in_language(out.language))
    if len(rows.columns) < len(_in_language(result.table, out.language).columns):
        out.say(MORE_COLUMNS)
    total = told_names(result.total, result.english, out.language)
    known = [(k, v) for k, v in total.items() if not isinstance(v, (dict, list))]
    out.table(
        [Text("合计", "Total").in_language(out.language), ""],
        [[title_of(name, out.language), display(name, value)] for name, value in known],
    )
    for name, table in tables(result).items():
        shown = with_names(table, result.english, out.language)
        _show_rows(out, shown, title_of(name, out.language))
    stated = ", ".join(f"{name}={value}" for name, value in result.parameters.items())
    out.say(Text(f"参数：{stated}", f"parameters: {stated}"))
    layers = ", ".join(f"{one['layer']} v{one['version']}" for one in result.receipt["layers"])
    crs = result.receipt["crs"]
    out.say(Text(f"数据：{layers}；坐标系 {crs}", f"data: {layers}; measured in {crs}"))
    for note in result.notes:
        out.say(note)


def _show_rows(out: Terminal, rows: pd.DataFrame, title: str) -> None:
    """Write the rows of a table as a planner reads them."""
    table = _in_language(rows, out.language)
    headers = [title_of(str(name), out.language) for name in table.columns]
    cells = [
        [display(str(name), value) for name, value in zip(table.columns, row, strict=True)]
        for row in table.itertuples(index=False)
    ]
    out.table(headers, cells, title=title)


def _first_columns(result: Result, language: str) -> pd.DataFrame:
    """Return the columns that a reader sees first, as on the page of the result."""
    graded = with_grade_titles(result.table, language)
    rows = _in_language(with_names(graded, result.english, language), language)
    held = {str(name).removesuffix(f"_{language}") for name in rows.columns[rows.notna().any()]}
    stems = shown_columns(ANALYSES[result.analysis].layout, held)
    names = [f"{one}_{language}" if f"{one}_{language}" in rows else one for one in stems]
    return rows[names] if names else rows


def _in_language(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Leave out the columns that repeat another in the other language."""
    other = "_en" if language == "zh" else "_zh"
    stems = {str(name)[:-3] for name in table.columns if str(name).endswith(("_zh", "_en"))}
    hidden = [f"{stem}{other}" for stem in stems]
    return table.drop(columns=[name for name in hidden if name in table.columns])


def display(name: str, value: Any) -> str:
    """Return a value as a planner reads it: percent with one decimal, "-" for no data."""
    cell = plain(value)
    if cell is None:
        return "-"
    column = COLUMNS.get(name)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return str(cell)
    if column is None or column.decimals is None:
        return f"{cell:g}"
    if column.share:
        return f"{cell:.{column.decimals}%}"
    return f"{cell:,.{column.decimals}f}"


group.add_command(replay.command)
