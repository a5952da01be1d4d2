"""The recipes of the Makefile, run with stubs for every tool: none may fail without words."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.ci.machine import ROOT

SYSTEM = "/usr/bin:/bin"
FILES = ("Makefile", "requirements.txt", "package.json", "package-lock.json", ".npmrc")
# Makes of the stub what the venv would bring: each of these programs calls back to it.
VENV = """
if [[ "$said" == *"-m venv"* ]]; then
    mkdir -p .venv/bin
    for one in pip uv python pybabel flask; do cp "${0%/*}/tool" ".venv/bin/$one"; done
    echo "version = 3.11.2" >.venv/pyvenv.cfg
    echo "command = $0 -m venv --clear $PWD/.venv" >>.venv/pyvenv.cfg
fi
"""
TOOL = """
case "$said" in
"uv --version") echo "uv 0.13.9" ;;
"python -c import sys; print"*) echo "${PYTHON_NOW:-3.11}" ;;
*app.maps.vendor) mkdir -p app/static/vendor ;;
"pybabel"*) cp /dev/null "${!#}" ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path, machine) -> Path:
    """A copy of what the set-up reads, on a machine that has PostGIS and node."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    for name in ("app/maps/vendor.py", "app/translations/en/LC_MESSAGES/messages.po"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).touch()
    machine.postgres(15, postgis=True)
    machine.stub("python3", VENV)
    machine.stub("node")
    machine.stub("npm", "rm -rf node_modules && mkdir -p node_modules")
    machine.stub("tool", TOOL)
    machine.stub("touch", 'exec /usr/bin/touch "$@"')
    return folder


def _make(machine, project, *goals, **variables):
    return machine.run("/usr/bin/make", *goals, folder=project, path=SYSTEM, **variables)


def test_it_goes_through_once_and_does_nothing_twice(machine, project) -> None:
    done = _make(machine, project, "serve")
    assert done.returncode == 0, done.stderr
    assert "flask serve --port 8000" in machine.calls
    (machine.folder / "calls").unlink()
    assert _make(machine, project, "serve").returncode == 0
    for tool in ("pip install", "npm", "venv", "pybabel", "vendor"):
        assert tool not in machine.calls.replace("import ensurepip, venv", "")


def _npm(machine) -> list[str]:
    """What npm was asked, but for the options that are always the same."""
    asked = [line for line in machine.calls.splitlines() if line.startswith("npm ")]
    return [line.replace(" --ignore-scripts --loglevel=error", "") for line in asked]


def test_serving_installs_no_tools_and_what_has_tools_can_serve(machine, project) -> None:
    assert _make(machine, project, "serve").returncode == 0
    assert _npm(machine) == ["npm ci --omit=dev"]
    assert _make(machine, project, "node_modules/.installed-dev").returncode == 0
    assert _npm(machine) == ["npm ci --omit=dev", "npm ci"]
    assert _make(machine, project, "serve", "node_modules/.installed-dev").returncode == 0
    assert _npm(machine) == ["npm ci --omit=dev", "npm ci"]


def test_tools_that_an_update_for_serving_took_away_come_back(machine, project) -> None:
    assert _make(machine, project, "node_modules/.installed-dev").returncode == 0
    for mark in (".installed", ".installed-dev"):
        os.utime(project / "node_modules" / mark, (0, 0))
    assert _make(machine, project, "serve").returncode == 0
    assert not (project / "node_modules/.installed-dev").exists()
    assert _make(machine, project, "node_modules/.installed-dev").returncode == 0
    assert _npm(machine) == ["npm ci", "npm ci --omit=dev", "npm ci"]


@pytest.mark.parametrize(
    ("fails", "named"),
    [
        ("python3 -m venv", "making the virtual environment .venv"),
        ("pip install --quiet", "installing uv"),
        ("uv --quiet pip install", "installing the Python packages"),
        ("npm ci", "installing the front-end packages"),
        ("app.maps.vendor", "copying the front-end files"),
        ("pybabel", "compiling the translations"),
        ("compileall", "compiling the Python files"),
        ("touch", "noting that a step is done"),
    ],
)
def test_each_step_that_fails_says_which_it_was_and_the_mend(
    machine, project, fails, named
) -> None:
    done = _make(machine, project, "serve", FAIL=fails)
    assert done.returncode != 0
    assert f"Set-up stopped: {named}" in done.stderr
    assert "设置未完成" in done.stderr
    assert re.search(r"^    .*make serve", done.stderr, re.MULTILINE)
    assert "flask serve" not in machine.calls
    # Whatever was half done is done again: the next run comes through.
    assert _make(machine, project, "serve").returncode == 0


def test_an_old_python_is_named(machine, project) -> None:
    done = _make(machine, project, "serve", FAIL="sys.version_info")
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "make serve PYTHON=" in done.stderr


def test_a_project_that_was_moved_gets_its_environment_anew(machine, project, tmp_path) -> None:
    assert _make(machine, project, "serve").returncode == 0
    moved = project.rename(tmp_path / "a new place")
    assert _make(machine, moved, "serve").returncode == 0
    assert machine.calls.count("-m venv --clear") == 2


def test_a_newer_python_in_the_place_of_the_old_gets_an_environment_of_its_own(
    machine, project
) -> None:
    assert _make(machine, project, "serve").returncode == 0
    assert _make(machine, project, "serve", PYTHON_NOW="3.13").returncode == 0
    assert machine.calls.count("-m venv --clear") == 2


@pytest.mark.parametrize("wound", ["uv", "python"])
def test_half_an_environment_is_made_anew(machine, project, wound) -> None:
    assert _make(machine, project, "serve").returncode == 0
    (project / ".venv/bin" / wound).write_text("cut off", encoding="utf-8")
    assert _make(machine, project, "serve").returncode == 0
    assert machine.calls.count("-m venv --clear") == 2


def test_every_line_of_the_setup_goes_through_a_step() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    setup = text[text.index("# ---- Python") :]
    recipes = [line for line in setup.splitlines() if line.startswith("\t")]
    told = [line for line in recipes if line.startswith("\t$(STEP) ")]
    rest = [line for line in recipes if line not in told]
    assert len(told) >= 12
    # What is left is the one question for the version of Python, which says its own words.
    assert rest[0].startswith("\t@$(PYTHON) -c 'import sys")
    assert all(line.startswith("\t\t") for line in rest[1:])
