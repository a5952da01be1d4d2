"""What users can set, ask and import is written down; links between pages lead somewhere."""

import ast
import dataclasses
import re
from pathlib import Path

import click
import pytest

from app import create_app
from app.analyses import ANALYSES
from app.config import Settings
from app.services.receipts import VERSION
from layers.catalogue import LAYER_TYPES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
OTHERS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "data/README.md")
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in OTHERS)])


def _text(*parts: str) -> str:
    return (DOCS.joinpath(*parts)).read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    page = _text("how-to", "run.md")
    for entry in dataclasses.fields(Settings):
        assert entry.metadata["name"] in page, entry.name


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_is_documented(name: str) -> None:
    assert name in _text("how-to", "commands.md")
    assert name.replace("coverage-at", "coverage/at") in _text("how-to", "api.md")


@pytest.mark.parametrize("name", LAYER_TYPES)
def test_every_layer_is_documented(name: str) -> None:
    assert f"`{name}`" in _text("layers.md")


def _leaves(command: click.Command, path: str) -> list[str]:
    if isinstance(command, click.Group):
        return [
            leaf
            for name, one in command.commands.items()
            for leaf in _leaves(one, f"{path} {name}")
        ]
    return [path]


def test_every_command_is_documented() -> None:
    page = _text("how-to", "commands.md")
    own = {"areas", "database", "doctor", "layers", "reference", "scenarios", "serve", "standards"}
    cli = create_app().cli
    for group in sorted(own):
        for leaf in _leaves(cli.commands[group], f"flask {group}"):
            assert leaf in page, leaf


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_page_can_be_found() -> None:
    index = _text("index.md")
    for page in DOCS.rglob("*.md"):
        relative = str(page.relative_to(DOCS))
        assert relative in index or relative.startswith("adr/") or relative == "index.md", relative


ROOMS = [
    face.parent
    for top in ("app", "layers", "spatial")
    for face in sorted((ROOT / top).rglob("__init__.py"))
    if face.parent != ROOT / top
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_every_room_is_in_the_map_of_the_house_with_its_own_words(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    first = " ".join(said.split("\n\n")[0].split())
    assert f"| `{room.relative_to(ROOT)}` | {first} |" in _text("architecture.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_file_that_is_gone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for named in re.findall(r"(?<![\w/.-])((?:app|layers|spatial|tests)/[\w./-]*\.py)", text):
        assert (ROOT / named).exists(), named
    for named in re.findall(r"`((?:app|layers|spatial)(?:\.[a-z_]+)+)", text):
        room, name = (ROOT / part for part in ("/".join(named.split(".")[:n]) for n in (-1, None)))
        assert any(one.is_dir() or one.with_suffix(".py").exists() for one in (room, name)), named


def test_the_changelog_has_dated_versions_the_newest_first_and_one_line_a_behavior() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
    dated = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", one) for one in titles]
    assert titles[0] == "Unreleased"
    assert all(dated[1:])
    released = [(tuple(map(int, one.groups()[:3])), one[4]) for one in dated if one]
    assert released == sorted(released, reverse=True)
    assert ".".join(map(str, released[0][0])) == VERSION
    for line in text.splitlines():
        assert len(line) < 120, line
        assert not line.startswith(" "), f"the behavior before goes on: {line}"
