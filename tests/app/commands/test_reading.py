"""The options of reading are declared once, and every command that reads takes them."""

from pathlib import Path

import click
import pytest

from app.commands.layers import areas, layers
from layers.formats.options import READ_OPTIONS, ReadOptions
from layers.written.conventions import AskedMarks

ROOT = Path(__file__).parents[3]
BOUNDARY = {one.option for one in READ_OPTIONS if one.of_boundaries}


def _options(command):
    return {name for one in command.params if isinstance(one, click.Option) for name in one.opts}


def test_an_import_takes_all():
    assert {one.option for one in READ_OPTIONS} <= _options(layers.import_layer)


@pytest.mark.parametrize("command", [areas.create_area, areas.update_area])
def test_a_boundary_takes_those_of_places(command):
    """Kind: a message names an option that the command does not have."""
    assert {"--coordinates", "--coordinate-order", "--decimal", "--heading-row"} <= BOUNDARY
    assert _options(command) >= BOUNDARY
    assert not _options(command) & {"--date-order", "--time-zone", "--rename", "--skip-errors"}


def test_what_is_given_becomes_the_options_of_the_reader():
    given = {"crs": "gcj02", "where": {"a": "1"}, "decimal": AskedMarks("comma", {"b": "point"})}
    how = ReadOptions.of(given | {"title_zh": "x", "time_zone": None})
    assert how == ReadOptions(
        crs="gcj02", where={"a": "1"}, decimal="comma", decimals={"b": "point"}
    )


def test_the_guide_lists_each_option_with_the_commands_that_take_it():
    guide = (ROOT / "docs/how-to/commands.md").read_text("utf-8").splitlines()
    rows = {line.split("`")[1]: line for line in guide if line.startswith("| `--")}
    for one in READ_OPTIONS:
        taken = "yes" if one.of_boundaries else "no"
        assert rows[one.option].endswith(f"| yes | {taken} |")
