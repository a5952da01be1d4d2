"""What commands say: tables and progress for people, JSON for programs, exit codes for both."""

import functools
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text as Literal

from app.answers.headings import heading
from app.config import terminal_language
from app.jsonable import dump, plain
from app.problems.errors import ParameterError, ReceiptError, describe
from layers.catalogue import KindError
from layers.errors import (
    CrsError,
    FormatError,
    LayerError,
    ReadOptionError,
    UnknownAreaError,
    UnknownFeatureError,
    UnknownLayerError,
)
from layers.postgis.own_kinds import UnknownKindError
from layers.problems import Problem, RefusedError
from layers.store.scenarios import UnknownScenarioError
from layers.text import Text, visible
from spatial.errors import StandardError
from spatial.siting import Progress as Found

FAILED, USAGE, REFUSED = 1, 2, 3
USAGE_ERRORS = (
    ParameterError,
    UnknownAreaError,
    UnknownLayerError,
    UnknownFeatureError,
    UnknownScenarioError,
    UnknownKindError,
)
REFUSED_ERRORS = (
    RefusedError,
    FormatError,
    CrsError,
    ReadOptionError,
    StandardError,
    KindError,
    ReceiptError,
)
SEVERITIES = {
    "error": Text("错误", "error"),
    "repaired": Text("已修复", "repaired"),
    "warning": Text("提醒", "warning"),
}
LONGEST_LIST = 200
LANGUAGE = click.Choice(["zh", "en"])
GROUP_LANGUAGE = "shequ.language"
LOG = logging.getLogger(__name__)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json` and `--lang` to a command and answer its errors with an exit code."""
    guarded = _guard(function)
    guarded = click.option("--json", "as_json", is_flag=True, help="print JSON for programs")(
        guarded
    )
    return click.option(
        "--lang",
        type=LANGUAGE,
        default=None,
        is_eager=True,  # what is said of the other options is said in this language
        help="language of messages; else LANG decides",
    )(guarded)


class CommandGroup(AppGroup):
    """A group of commands that takes `--lang` for all of them; alone it shows its help."""

    def __init__(self, name: str, about: str) -> None:
        super().__init__(
            name,
            help=about,
            callback=_alone,
            params=[click.Option(["--lang"], type=LANGUAGE, help="language of messages")],
            invoke_without_command=True,
            no_args_is_help=True,
        )


def _alone(lang: str | None) -> None:
    ctx = click.get_current_context()
    ctx.meta[GROUP_LANGUAGE] = lang
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def asked_language(ctx: click.Context | None) -> str:
    """Return the language that a command, its group or the surroundings ask for."""
    given = ctx and (ctx.params.get("lang") or ctx.meta.get(GROUP_LANGUAGE))
    return str(given) if given else terminal_language()


def _guard(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def guarded(*args: Any, lang: str | None, as_json: bool, **options: Any) -> Any:
        language = lang or asked_language(click.get_current_context(silent=True))
        out = Terminal(language, as_json=as_json)
        try:
            return function(out, *args, **options)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            raise click.exceptions.Exit(FAILED) from None
        except Exception as error:  # noqa: BLE001 - the last door: every error gets its code
            out.fail(error)

    return guarded


NO_FILE = Text("没有文件 {name}", "there is no file {name}")
NOT_ORDINARY = Text("不是普通文件：{name}", "not an ordinary file: {name}")
GEODATABASE = Text(
    "不是普通文件：{name}；文件地理数据库请将整个文件夹压缩为 zip",
    "not an ordinary file: {name}; zip the whole folder of a file geodatabase",
)
NO_FOLDER = Text("没有文件夹 {name}", "there is no folder {name}")


class FilePath(click.Path):
    """A file to read; what is said about its name has no control characters in it."""

    def __init__(self, **options: Any) -> None:
        self.read = bool(options.pop("exists", True))
        # What is to be read is judged below, in the language asked for.
        known: dict[str, Any] = {"dir_okay": self.read, "path_type": Path}
        super().__init__(**(known | options))

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """Return the path; a file to be written needs a folder that is there."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        fault = None
        if self.read and not path.is_file():
            held = GEODATABASE if path.suffix.lower() == ".gdb" else NOT_ORDINARY
            fault, name = (held if path.exists() else NO_FILE), path.name
        elif not self.read and not path.absolute().parent.is_dir():
            fault, name = NO_FOLDER, str(path.parent)
        if fault is not None:
            self.fail(fault.in_language(asked_language(ctx), name=name), param, ctx)
        return path

    def fail(
        self,
        message: str,
        param: click.Parameter | None = None,
        ctx: click.Context | None = None,
    ) -> NoReturn:
        """Refuse the name, written out."""
        super().fail(visible(message), param, ctx)


class Terminal:
    """Where a command writes: results to stdout, everything else to stderr.

    Names come from files and from others: whatever they hold is shown as text. Control characters
    are written out, and nothing is read as markup, color, link or emoji.
    """

    def __init__(self, language: str, *, as_json: bool) -> None:
        self.language = language
        self.as_json = as_json
        self.out = Console(soft_wrap=True, highlight=False, emoji=False, markup=False)
        self.err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False, markup=False)

    def say(self, text: Text, **values: object) -> None:
        """Write a message for people to stderr."""
        self.err.print(_literal(text.in_language(self.language, **values)))

    def ask(self, text: Text, **values: object) -> None:
        """Ask for a yes and leave where it is a no."""
        question = text.in_language(self.language, **values)
        click.confirm(visible(question), abort=True, err=True)

    def json(self, value: Any) -> None:
        """Write a value as JSON to stdout."""
        click.echo(_pure(dump(plain(value))))

    def text(self, text: str) -> None:
        """Write lines of text to stdout; characters that act are written out."""
        click.echo(visible(text, keep="\n\t"))

    def table(
        self, headers: Iterable[str], rows: Iterable[Iterable[Any]], *, title: str = ""
    ) -> None:
        """Write a table to stdout."""
        table = Table(title=_literal(title) if title else None, title_justify="left")
        for header in headers:
            table.add_column(_literal(heading(header, self.language)))
        for row in rows:
            table.add_row(*(_literal("" if value is None else str(value)) for value in row))
        plain_file = Console(width=200, highlight=False, emoji=False, markup=False)
        console = self.out if self.out.is_terminal else plain_file
        console.print(table)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Write what an import found: where, what, and how to mend it."""
        found = list(problems)
        if not found:
            return
        zh = self.language == "zh"
        headers = ["位置", "程度", "发现", "处理"] if zh else ["where", "kind", "found", "mend"]
        rows = [
            [
                problem.place(self.language),
                SEVERITIES[problem.severity].in_language(self.language),
                problem.text(self.language),
                problem.mend(self.language),
            ]
            for problem in found[:LONGEST_LIST]
        ]
        self.table(headers, rows)
        if len(found) > LONGEST_LIST:
            more = Text("另有 {count} 条；用 --json 列出全部", "{count} more; --json lists all")
            self.say(more, count=len(found) - LONGEST_LIST)

    @contextmanager
    def progress(self, text: Text, *, total: int | None = None) -> Iterator[Callable[[], None]]:
        """Show a bar on a terminal; the value given is called after each step."""
        columns = (SpinnerColumn(), _described(), BarColumn())
        shown = Progress(
            *columns, TimeElapsedColumn(), console=self.err, disable=not self.err.is_terminal
        )
        with shown:
            task = shown.add_task(text.in_language(self.language), total=total)
            yield lambda: shown.advance(task)

    @contextmanager
    def search(self, text: Text) -> Iterator[Callable[[Found], None]]:
        """Show how far a search has come; the value given is told of its progress."""
        label = text.in_language(self.language)
        shown = Progress(
            SpinnerColumn(),
            _described(),
            TimeElapsedColumn(),
            console=self.err,
            disable=not self.err.is_terminal,
            transient=True,
        )
        with shown:
            task = shown.add_task(label, total=None, visible=False)

            def told(found: Found) -> None:
                best = f"{found.objective:,.6g} / {found.bound:,.6g} ({found.gap:.3%})"
                shown.update(task, description=f"{label} {best}", visible=True)

            yield told

    def fail(self, error: Exception) -> NoReturn:
        """Say what went wrong and leave with its exit code.

        Raises
        ------
        Exit
            Always: with the exit code of the error.
        """
        code = exit_code(error)
        problem = describe(error, self.language)
        detail = problem.detail
        if isinstance(error, LayerError):
            # On the planner's own machine a folder or an address is no secret.
            detail = error.text(self.language)
        elif isinstance(error, OSError):
            detail = f"{detail} ({error})"
        if problem.slug == "internal":
            LOG.error("unexpected error", exc_info=error)
        if self.as_json:
            body = problem.body("") | {"detail": detail, "exit_code": code}
            if isinstance(error, RefusedError):
                body["problems"] = [one.as_dict(self.language) for one in error.problems]
            click.echo(_pure(dump(body)))
        else:
            if isinstance(error, RefusedError):
                self.problems(error.problems)
            # The faults of a file stand in lines; what they quote has none of its own.
            keep = "\n" if isinstance(error, (StandardError, KindError)) else ""
            self.err.print(_literal(f"{problem.title}: {detail}", keep=keep))
            for fault in problem.faults[1:]:
                told = f"  {fault['parameter']}: {fault['detail']} ({fault['accepted']})"
                self.err.print(_literal(told))
        raise click.exceptions.Exit(code)


def _literal(text: str, *, keep: str = "") -> Literal:
    """Return text that is shown as it is, control characters but those in `keep` written out."""
    return Literal(visible(text, keep=keep))


def _pure(text: str) -> str:
    r"""Return JSON in which control characters beyond ASCII and half pairs stand as `\u009b`."""
    if text.isprintable():
        return text
    return "".join(one if visible(one) == one else f"\\u{ord(one):04x}" for one in text)


def _described() -> TextColumn:
    return TextColumn("{task.description}", markup=False)


def exit_code(error: Exception) -> int:
    """Return 2 for wrong usage, 3 for refused data, else 1."""
    if isinstance(error, USAGE_ERRORS):
        return USAGE
    return REFUSED if isinstance(error, REFUSED_ERRORS) else FAILED
