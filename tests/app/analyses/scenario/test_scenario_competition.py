"""What is asked and told of competition; the numbers are in test_scenario.py."""

from typing import Any, get_args

from app.analyses.access.measuring import METHODS
from app.analyses.columns import COLUMNS
from app.analyses.scenario.scenario import WHAT_IF, WhatIfParameters
from app.analyses.scenario.scenario_competition import Competing, sharing_of
from app.params import parse


def test_every_method_of_access_with_competition_is_offered() -> None:
    assert set(get_args(Competing)) < set(METHODS)
    assert sharing_of(catchment=9, method="3sfca", supply="capacity").selection
    assert sharing_of(catchment=9, method="2sfca", supply="count").counted


def test_a_facility_that_closes_counts_among_the_unknown_of_before(town: Any) -> None:
    given = {"facility": "health_centers", "radius": "400"}
    edits = '[{"edit": "close_facility", "facility": 1}]'
    found = WHAT_IF.run(town, parse(WhatIfParameters, [*given.items(), ("edits", edits)]))
    (note,) = found.notes
    assert "1 of 1" in note.en
    assert "容量未知：1；" in note.zh
    assert found.total["access_per_1000_after"] == 0


def test_every_column_has_a_title(town: Any) -> None:
    given = {"facility": "health_centers", "edits": "[]"}
    found = WHAT_IF.run(town, parse(WhatIfParameters, given.items()))
    assert set(found.rows) <= set(COLUMNS)
    assert {name for name in found.total if not name.startswith("equity")} <= set(COLUMNS)
