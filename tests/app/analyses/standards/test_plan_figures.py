from dataclasses import replace

import pytest

from app.analyses.standards.plan_figures import PlanFigureParameters, compute, facts
from app.problems.errors import describe
from app.problems.no_plan import NoPlanError


def test_every_fact_is_stated_computed_and_judged(town) -> None:
    town.area = replace(town.area, figures={"police_officers": 12})
    found = compute(town, PlanFigureParameters())
    assert len(found.rows) == found.total["facts"] == 36
    counted = found.total["consistent"] + found.total["inconsistent"] + found.total["undecided"]
    assert counted == 36
    # The plan counts 137 communities, this town has two.
    assert found.rows.loc["F02", "consistent"] is False


def test_an_area_without_a_plan_is_not_held_against_another_ones(town) -> None:
    # Kind: a page of "no data" and "does not agree" about a city that the plan does not speak of.
    with pytest.raises(NoPlanError) as caught:
        compute(town, PlanFigureParameters())
    assert describe(caught.value, "en").status == 409
    assert "gaps" in describe(caught.value, "en").detail
    assert "缺口分析" in describe(caught.value, "zh").detail


def test_the_facts_are_read_once() -> None:
    assert facts() is facts()
