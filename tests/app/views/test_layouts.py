"""Layouts name what analyses declare, and nothing else."""

import pytest

from app.analyses import ANALYSES
from app.analyses.columns import COLUMNS
from app.views.layouts import FIRST, LAYOUTS, Layout

TWICE = {"title", "text", "main_gap", "hot_spot", "stated_text", "computed_text", "reason"}
"""Texts that rows hold once for each language."""


def _names(layout: Layout) -> set[str]:
    figures = {part for name in layout.figures for part in name.split("/")}
    worst = {layout.worst.removeprefix("-")} - {""}
    return figures | set(layout.columns) | worst | ({layout.each} - {""})


@pytest.mark.parametrize("analysis", LAYOUTS)
def test_everything_shown_has_a_title(analysis: str) -> None:
    assert analysis in ANALYSES
    for name in _names(LAYOUTS[analysis]):
        titled = {name, f"{name}_zh"} if name in TWICE else {name}
        assert titled & set(COLUMNS), name


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_tables_are_sorted_by_a_column_they_show(layout: Layout) -> None:
    assert not layout.worst or layout.worst.removeprefix("-") in layout.columns


def test_parameters_put_first_are_parameters() -> None:
    known = {name for one in ANALYSES.values() for name in one.parameters.model_fields}
    assert known >= FIRST
