from app.analyses.standards.plan_figures import PlanFigureParameters, compute, facts


def test_every_fact_is_stated_computed_and_judged(town) -> None:
    found = compute(town, PlanFigureParameters())
    assert len(found.rows) == found.total["facts"] == 36
    counted = found.total["consistent"] + found.total["inconsistent"] + found.total["undecided"]
    assert counted == 36
    # The plan counts 137 communities, this town has two.
    assert found.rows.loc["F02", "consistent"] is False


def test_the_facts_are_read_once() -> None:
    assert facts() is facts()
