"""Layouts name what analyses declare, and nothing else."""

import pytest

from app.analyses import ANALYSES
from app.analyses.columns import COLUMNS
from app.analyses.ground.model import Layout
from app.pages.layouts import FIRST, shown_columns

TWICE = {"title", "text", "main_gap", "hot_spot", "stated_text", "computed_text", "reason"}
"""Texts that rows hold once for each language."""


def _names(layout: Layout) -> set[str]:
    told = [*layout.figures, *layout.columns, layout.worst.removeprefix("-"), layout.each]
    return {part for name in told for part in name.replace("|", "/").split("/")} - {""}


@pytest.mark.parametrize("analysis", ANALYSES)
def test_everything_shown_has_a_title(analysis: str) -> None:
    assert ANALYSES[analysis].layout.figures, "a page without key figures tells nothing at a glance"
    for name in _names(ANALYSES[analysis].layout):
        titled = {name, f"{name}_zh"} if name in TWICE else {name}
        assert titled & set(COLUMNS), name


@pytest.mark.parametrize("analysis", ANALYSES)
def test_tables_are_sorted_by_a_column_they_show(analysis: str) -> None:
    layout = ANALYSES[analysis].layout
    assert not layout.worst or layout.worst.removeprefix("-") in layout.columns


def test_parameters_put_first_are_parameters() -> None:
    known = {name for one in ANALYSES.values() for name in one.parameters.model_fields}
    assert known >= FIRST


def test_of_a_choice_the_first_that_is_known_is_shown() -> None:
    layout = Layout(columns=("name", "population_share|places_share", "nearest_m"))
    assert shown_columns(layout, {"name", "places_share"}) == ["name", "places_share"]
    both = {"population_share", "places_share"}
    assert shown_columns(layout, both) == ["population_share"]
