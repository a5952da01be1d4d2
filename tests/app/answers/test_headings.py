"""Headings of tables: each that a command prints has a Chinese form."""

import re
from pathlib import Path

from app import commands
from app.answers.headings import HEADINGS, heading

SAME = {"MB", "sha256"}


def test_every_heading_of_a_command_has_a_chinese_form() -> None:
    """Kind: a word that is shown in one language whatever is asked for."""
    found: set[str] = set()
    for path in Path(str(commands.__file__)).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for listed in re.findall(
            r"(?:out\.table\(\s*|columns = )\[((?:\"[^\"]*\",? ?)+)\]", source
        ):
            found |= set(re.findall(r'"([^"]*)"', listed))
    latin = {word for word in found if word.isascii()}
    assert {"slug", "bbox", "revision"} <= latin
    assert latin <= HEADINGS.keys() | SAME


def test_a_heading_is_told_in_the_language_asked_for() -> None:
    assert heading("version", "zh") == "版本"
    assert heading("version", "en") == "version"


def test_lists_of_areas_are_headed_in_chinese(runner) -> None:
    assert "坐标系" in runner.invoke(args=["areas", "list", "--lang", "zh"]).stdout
    assert "crs" in runner.invoke(args=["areas", "list", "--lang", "en"]).stdout
