import numpy as np
import pytest

from app.analyses.columns import COLUMNS
from app.analyses.standards.priorities import PriorityParameters, compute, read_weights
from app.problems.errors import ImpossibleError, ParameterError

RULES = ("office-premises", "police-officer")


@pytest.fixture
def offices(town):
    """West lacks a quarter of the premises, East all officers and a tenth of the premises."""
    town.frames["communities"]["office_area_m2"] = [142.5, 171.0]
    town.frames["communities"]["police_officers"] = [1, 0]
    return town


def _asked(**options):
    given = {"standard": "plan-2006", "weights": "office-premises=1,police-officer=1"}
    return PriorityParameters(**given | options)


def test_units_come_in_the_order_of_people_and_gaps(offices):
    found = compute(offices, _asked())
    rows = found.rows
    # West 8,000 x (0.25 + 0) / 2 = 1,000; East 2,000 x (0.1 + 1) / 2 = 1,100.
    assert rows["name"].tolist() == ["East", "West"]
    assert rows["score"].tolist() == pytest.approx([1100, 1000])
    assert rows["rank"].tolist() == [1, 2]
    assert rows["rank_best"].tolist() == [1, 1]
    assert rows["rank_worst"].tolist() == [2, 2]
    assert rows["gap_office_premises"].tolist() == pytest.approx([0.1, 0.25])
    assert rows["main_gap"].tolist() == ["police-officer", "office-premises"]
    assert rows["rules_failed"].tolist() == [2, 1]
    assert found.total["weights"] == {"office-premises": 0.5, "police-officer": 0.5}
    for name in rows.columns:
        assert name in COLUMNS or name.startswith("gap_")


def test_people_out_of_reach_are_not_known_where_no_rule_measured_reach(offices):
    """The kind: a number that nobody measured. The plan's rules of premises tell nothing of it."""
    found = compute(offices, _asked())
    assert found.rows["uncovered_population"].isna().all()
    assert np.isnan(found.total["uncovered_population"])
    assert "in 2 units no rule of coverage could be measured" in found.notes[-1].en


def test_weights_change_the_order(offices):
    rows = compute(offices, _asked(weights="office-premises=3,police-officer=1")).rows
    assert rows["name"].tolist() == ["West", "East"]


def test_people_out_of_reach_count_where_a_standard_asks_for_reach(town):
    found = compute(town, PriorityParameters(weights="health-center-1000m=1"))
    rows = found.rows.loc[[1, 2]]
    assert rows["uncovered_population"].le(rows["population"]).all()
    # East lies partly beyond 1,000 m of the center in the middle of West.
    assert rows["gap_health_center_1000m"].iloc[1] > 0
    assert rows["gap_health_center_1000m"].iloc[0] == 0


def test_known_shares_of_vulnerable_people_raise_the_score(offices):
    offices.frames["communities"]["share_65_and_over"] = [0.5, None]
    rows = compute(offices, _asked()).rows
    assert rows["vulnerability"].loc[[1, 2]].tolist() == [1.5, 1]
    assert rows["name"].tolist() == ["West", "East"]


def test_shares_are_read_from_further_fields_and_averaged_by_people(offices):
    held = [{"share_65_and_over": "0.5", "share_under_6": 0.1}, {"share_65_and_over": 23}]
    offices.frames["communities"]["properties"] = held
    found = compute(offices, _asked())
    assert found.rows["vulnerability"].loc[[1, 2]].tolist() == [pytest.approx(1.6), 1]
    assert any("1 share of vulnerable people not between 0 and 1" in n.en for n in found.notes)
    # West 8,000 and East 2,000 people: (0.5 x 8 + 0.25 x 2) / 10, and 0.1 of the West alone.
    held[1]["share_65_and_over"] = 0.25
    whole = compute(offices, _asked(standard="gb50180-2018", weights="", by="area"))
    assert whole.rows["vulnerability"].tolist() == [pytest.approx(1 + 0.45 + 0.1)]


def test_rules_that_cannot_be_measured_are_named(offices):
    found = compute(offices, PriorityParameters(standard="plan-2006"))
    assert any("culture-room" in note.en for note in found.notes)
    assert found.rows["rules_unknown"].eq(0).all()
    with pytest.raises(ImpossibleError, match="no rule of three-thirty-300"):
        compute(offices, PriorityParameters(standard="three-thirty-300", weights="three-trees=1"))


def test_where_no_rule_can_be_measured_the_reasons_and_their_mend_are_told(offices):
    # Kind: a refusal without cause and mend.
    with pytest.raises(ImpossibleError) as caught:
        compute(offices, PriorityParameters(standard="sdg-11-7-1"))
    told = caught.value.text("en")
    assert "for these units: " in told
    assert not told.endswith(": ")


@pytest.mark.parametrize("by", ["subdistrict", "area"])
def test_wider_units(offices, by):
    rows = compute(offices, PriorityParameters(standard="plan-2006", by=by)).rows
    assert len(rows) == 1
    assert rows["rank"].tolist() == [1]


@pytest.mark.parametrize(
    "text", ["nothing=1", "office-premises", "office-premises=-1", ",", "police-officer=0"]
)
def test_weights_that_are_refused(text):
    with pytest.raises(ParameterError):
        read_weights(text, RULES)


def test_weights_that_are_read():
    assert read_weights("", RULES).tolist() == [1, 1]
    assert read_weights(" police-officer = 2 ,", RULES).tolist() == [0, 2]
    assert np.isfinite(read_weights("office-premises=.5", RULES)).all()
