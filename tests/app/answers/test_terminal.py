import io
import json
import os

import click
import pytest
from flask import Flask
from rich.console import Console

from app.answers.terminal import FAILED, REFUSED, USAGE, FilePath, Terminal, exit_code, json_option
from app.params import accepted_values, refuse
from app.problems.errors import MissingLayerError, ParameterError
from layers.errors import CrsError, FormatError, ServerError, UnknownAreaError
from layers.problems import Problem, RefusedError
from layers.text import Text, visible
from spatial.errors import StandardError
from spatial.siting.problem import Progress

PROBLEM = Problem(3, "geometry", "geometry_missing", "error")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (refuse("radius", "x", accepted_values(["1"])), USAGE),
        (UnknownAreaError(slug="x", accepted="y"), USAGE),
        (RefusedError("a.csv", [PROBLEM]), REFUSED),
        (FormatError(name="a", reason="b"), REFUSED),
        (CrsError(reason="b"), REFUSED),
        (StandardError("b"), REFUSED),
        (ServerError(reason="b"), FAILED),
        (MissingLayerError(area="a", layer="b"), FAILED),
        (RuntimeError("b"), FAILED),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error, code) -> None:
    assert exit_code(error) == code


@pytest.fixture
def run():
    """Run a function as a command and return its result."""
    app = Flask(__name__)

    def invoke(function, *options):
        app.cli.add_command(click.command("try")(json_option(function)))
        return app.test_cli_runner().invoke(args=["try", *options])

    return invoke


def test_a_refused_file_is_told_row_by_row(run) -> None:
    def refused(_out: Terminal) -> None:
        raise RefusedError("a.csv", [PROBLEM])

    told = run(refused, "--lang", "en")
    assert told.exit_code == REFUSED
    assert "row 3" in told.stdout
    assert "a.csv" in told.stderr
    printed = run(refused, "--json")
    assert printed.exit_code == REFUSED
    (problem,) = json.loads(printed.stdout)["problems"]
    assert (problem["row"], problem["code"]) == (3, "geometry_missing")


def test_wrong_parameters_are_all_told(run) -> None:
    def wrong(_out: Terminal) -> None:
        one = refuse("by", "x", accepted_values(["area"]))
        two = refuse("radius", "y", accepted_values(["500"]))
        raise ParameterError(*one.faults, *two.faults)

    told = run(wrong, "--lang", "en")
    assert told.exit_code == USAGE
    assert "radius" in told.stderr
    errors = json.loads(run(wrong, "--json").stdout)["errors"]
    assert [one["parameter"] for one in errors] == ["by", "radius"]


def test_results_go_to_stdout_and_messages_to_stderr(run) -> None:
    def speak(out: Terminal) -> None:
        with out.progress(Text("读", "reading"), total=1) as step:
            step()
        out.table(["name"], [["东城"], [None]])
        out.say(Text("写了 {count} 行", "{count} rows written"), count=2)

    told = run(speak, "--lang", "zh")
    assert told.exit_code == 0
    assert "东城" in told.stdout
    assert told.stderr.strip() == "写了 2 行"


def test_an_unexpected_error_is_a_failure_without_a_trace(run, caplog) -> None:
    def broken(_out: Terminal) -> None:
        raise RuntimeError("inner")

    told = run(broken, "--lang", "en")
    assert told.exit_code == FAILED
    assert "Traceback" not in told.stderr
    assert "inner" in caplog.text


def test_a_search_tells_nothing_where_no_terminal_listens(run) -> None:
    def search(out: Terminal) -> None:
        with out.search(Text("求解", "searching")) as listener:
            listener(Progress(seconds=1.0, objective=90.0, bound=100.0, gap=0.1))

    told = run(search, "--lang", "en")
    assert (told.exit_code, told.stderr) == (0, "")


def test_a_search_shows_the_best_and_the_bound_on_a_terminal() -> None:
    out = Terminal("en", as_json=False)
    out.err = Console(file=io.StringIO(), force_terminal=True, width=100)
    with out.search(Text("求解", "searching")) as listener:
        listener(Progress(seconds=1.0, objective=90.0, bound=100.0, gap=0.1))
    assert "searching 90 / 100 (10.000%)" in out.err.file.getvalue()


HOSTILE = "a\x1b[31m[red]b[/red] [link=https://x.example]c[/link] :smile: \r\nd\u202ee\x9b2J"
SHOWN = "a\\x1b[31m[red]b[/red] [link=https://x.example]c[/link] :smile: \\r\\nd\\u202ee\\x9b2J"


def _tame(text: str) -> bool:
    """Whether nothing in the text acts on a terminal but the breaks of its lines."""
    return visible(text, keep="\n") == text


@pytest.mark.parametrize("on_terminal", [False, True])
def test_names_are_shown_as_they_are(capsys, *, on_terminal: bool) -> None:
    out = Terminal("en", as_json=False)
    if on_terminal:
        out.out = Console(
            file=io.StringIO(), force_terminal=True, width=200, color_system=None, markup=False
        )
    out.table([HOSTILE], [[HOSTILE], [HOSTILE]], title=HOSTILE)
    printed = out.out.file.getvalue() if on_terminal else capsys.readouterr().out
    assert _tame(printed)
    assert printed.count(SHOWN) == 4


def test_messages_faults_and_problems_are_shown_as_they_are(run) -> None:
    def refused(out: Terminal) -> None:
        out.say(Text("{name}", "{name}"), name=HOSTILE)
        with out.progress(Text(HOSTILE, HOSTILE)):
            pass
        raise RefusedError(HOSTILE, [Problem(3, HOSTILE, "value_not_number", "error",
                                             {"value": HOSTILE})])  # fmt: skip

    told = run(refused, "--lang", "en")
    assert told.exit_code == REFUSED
    assert _tame(told.stdout)
    assert _tame(told.stderr)
    assert SHOWN in told.stderr

    def wrong(_out: Terminal) -> None:
        raise refuse(HOSTILE, HOSTILE, accepted_values([HOSTILE]))

    assert _tame(run(wrong, "--lang", "en").stderr)


def test_the_faults_of_a_standard_keep_their_lines(run) -> None:
    def refused(_out: Terminal) -> None:
        raise StandardError("standard 'x':\nfirst \x1b[2J\nsecond")

    lines = run(refused, "--lang", "en").stderr.splitlines()
    assert lines[-2:] == ["first \\x1b[2J", "second"]


def test_json_is_json_and_tame(run) -> None:
    half = "\ud800"

    def speak(out: Terminal) -> None:
        out.json({"name": HOSTILE, "half": half})

    printed = run(speak, "--json").stdout
    assert json.loads(printed) == {"name": HOSTILE, "half": half}
    assert _tame(printed)

    def wrong(_out: Terminal) -> None:
        raise UnknownAreaError(slug=HOSTILE, accepted="y")

    failed = run(wrong, "--json").stdout
    assert HOSTILE in json.loads(failed)["detail"]
    assert _tame(failed)


def test_a_question_shows_a_name_as_it_is(run) -> None:
    def ask(out: Terminal) -> None:
        out.ask(Text("{name}？", "{name}?"), name=HOSTILE)

    told = run(ask, "--lang", "en")
    assert told.exit_code == FAILED
    assert SHOWN in told.stderr
    assert "\x1b" not in told.stderr


def test_the_name_of_a_file_that_is_not_there_is_shown_as_it_is(run) -> None:
    def read(_out: Terminal, file) -> None:
        raise AssertionError(file)

    command = click.argument("file", type=FilePath())(read)
    told = run(command, "a\x1b[31mb")
    assert told.exit_code == USAGE
    assert "\\x1b[31mb" in told.stderr
    assert "\x1b" not in told.stderr


def test_what_is_no_ordinary_file_is_not_opened(run, tmp_path) -> None:
    def read(_out: Terminal, file) -> None:
        raise AssertionError(file)

    os.mkfifo(tmp_path / "pipe")
    told = run(click.argument("file", type=FilePath())(read), str(tmp_path / "pipe"))
    assert told.exit_code == USAGE
    assert "not an ordinary file: pipe" in told.stderr


def test_a_file_is_written_into_a_folder_that_is_there(run, tmp_path) -> None:
    def write(_out: Terminal, file) -> None:
        file.write_text("x")

    command = click.argument("file", type=FilePath(exists=False, writable=True))(write)
    told = run(command, str(tmp_path / "none" / "a.csv"))
    assert told.exit_code == USAGE
    assert "no folder" in told.stderr
    assert not (tmp_path / "none").exists()


def test_on_the_planner_s_own_machine_a_file_that_is_refused_is_named(capsys) -> None:
    out = Terminal("en", as_json=False)
    with pytest.raises(click.exceptions.Exit):
        out.fail(PermissionError(13, "Permission denied", "/srv/data/x.tif"))
    assert "/srv/data/x.tif" in capsys.readouterr().err
