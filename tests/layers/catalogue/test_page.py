import re
import subprocess
import sys
from pathlib import Path

import pytest

from layers.catalogue import LAYER_TYPES
from layers.catalogue.page import REMAKE, describe
from layers.intake.fields import match
from layers.intake.values import parse_text

ROOT = Path(__file__).parents[3]


def sections():
    """The text under each heading of the page, by layer."""
    parts = re.split(r"^## `(\w+)`$", describe(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def table_of(text):
    """Cells of the table in a section; nothing where it has none."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def rows_of(name):
    """Cells of the table that describes a layer: the one it refers to, and its own."""
    text = sections()[name]
    rows = table_of(text)
    referred = re.search(r"those of \[`(\w+)`\]", text)
    if referred is None:
        return rows
    assert LAYER_TYPES[name].is_facility
    common = table_of(sections()[referred[1]])
    # where the data come from stands last
    return [*common[:-2], *rows[2:], *common[-2:]]


def choices_of(name, row):
    """Choices that the page promises for a column: in its row, or for the grade above the table."""
    text = row[rows_of(name)[0].index("accepted")]
    if row[0] == "`grade`":
        told = re.search(r"^Grades: (.+); any other is taken too", sections()[name], re.MULTILINE)
        text = told[1] if told else ""
    return re.findall("`(.+?)` (.+?) / (.+?)(?=, `|$)", text)


def test_page_is_the_catalogue_of_today():
    page = (ROOT / "docs" / "layers.md").read_text(encoding="utf-8")
    assert page == describe(), f"docs/layers.md is out of date; remake it: {REMAKE}"


def test_page_is_remade_by_its_command():
    command = [sys.executable, "-X", "utf8", "-m", "layers.catalogue.page"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode("utf-8") == describe()


def test_layers_stand_in_the_order_of_the_catalogue():
    assert list(sections()) == list(LAYER_TYPES)


@pytest.mark.parametrize("layer", LAYER_TYPES.values(), ids=lambda layer: layer.id)
def test_table_has_a_row_a_column_and_says_what_is_needed(layer):
    assert f"{layer.title.zh} / {layer.title.en}" in sections()[layer.id]
    heading, _, *rows = rows_of(layer.id)
    assert {len(row) for row in rows} == {len(heading)}
    assert [row[0] for row in rows] == [f"`{column.name}`" for column in layer.columns]
    needed = [row[0].strip("`") for row in rows if row[heading.index("required")] == "yes"]
    assert needed == [column.name for column in layer.columns if column.required]


@pytest.mark.parametrize("layer", LAYER_TYPES.values(), ids=lambda layer: layer.id)
def test_import_takes_every_heading_that_the_page_promises(layer):
    _, _, *rows = rows_of(layer.id)
    for name, zh, en, *_, further in rows:
        for heading in (name.strip("`"), zh, en, en.upper(), *re.findall("`(.+?)`", further)):
            found = match([heading], layer, {})
            assert list(found.by_column) == [name.strip("`")], heading
            assert found.problems == []


def test_import_takes_every_choice_that_the_page_promises():
    taken = 0
    for layer in LAYER_TYPES.values():
        _, _, *rows = rows_of(layer.id)
        for row in rows:
            column = layer.column(row[0].strip("`"))
            for key, zh, en in choices_of(layer.id, row):
                assert [parse_text(text, column) for text in (key, zh, en)] == [key] * 3
                taken += 1
    assert taken == sum(len(c.choices) for one in LAYER_TYPES.values() for c in one.columns)


def test_the_grade_may_be_another_than_those_that_the_page_promises():
    grade = LAYER_TYPES["health_centers"].column("grade")
    assert parse_text("三级", grade) == "三级"


def test_page_says_what_a_kind_is_by_the_standard_and_what_else_it_is_called():
    for layer in LAYER_TYPES.values():
        assert (f"Item of the standard: {layer.item}." in sections()[layer.id]) == bool(layer.item)
        called = f"Also called: {', '.join(layer.aliases)}."
        assert (called in sections()[layer.id]) == bool(layer.aliases)


def test_units_and_bounds_can_be_recomputed_by_a_reader():
    heading, _, *rows = rows_of("communities")
    cells = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
    assert cells["`office_area_m2`"]["unit"] == "m²"
    assert cells["`office_area_m2`"]["accepted"] == "0 or more"
    assert cells["`households`"]["kind"] == "whole number"
    assert cells["`population_resident`"]["further headings"].split(", ")[0] == "`常驻人口`"
    assert "`center` 社区卫生服务中心 / Center" in sections()["health_centers"]
