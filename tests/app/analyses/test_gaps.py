import pytest

from app.analyses.gaps import GapParameters, Held, compute


def test_a_gap_row_says_what_is_measured_required_and_missing(town) -> None:
    town.frames["communities"]["office_area_m2"] = [200.0, 150.0]
    found = compute(town, GapParameters(standard="plan-2006"))
    premises = found.rows[found.rows["rule"] == "office-premises"]
    assert premises["id"].tolist() == [1, 2]
    assert premises["required"].tolist() == [190, 190]
    assert premises["measured"].tolist() == [200, 150]
    assert premises["met"].tolist() == [True, False]
    assert premises["shortfall"].tolist() == [0, 40]
    assert found.total["rules"] == found.rows["rule"].nunique()
    assert found.total["met"] + found.total["not_met"] + found.total["not_measurable"] == len(
        found.rows
    )
    assert found.stated["standard"] == "plan-2006"


def test_layers_are_read_only_when_a_rule_asks(town) -> None:
    held = Held(town)
    assert set(held) == {"communities", "subdistricts", "health_centers", "green_spaces"}
    assert len(held) == 4
    assert len(held["health_centers"]) == 1
    with pytest.raises(KeyError):
        held["streets"]
