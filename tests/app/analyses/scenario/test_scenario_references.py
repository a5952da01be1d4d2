"""A scenario that edits what is not there is refused when it is stored, not when it is asked."""

import pytest

from app.analyses.scenario.scenario_edits import read_edits
from app.analyses.scenario.scenario_references import Known, named_by, require_there
from app.problems.errors import ParameterError

EDITS = [
    {"edit": "add_facility", "lon": 116.4, "lat": 39.9},
    {"edit": "move_facility", "facility": "new-1", "lon": 116.4, "lat": 39.9},
    {"edit": "close_facility", "facility": 3},
    {"edit": "resize_facility", "facility": 3, "capacity": 5},
    {"edit": "close_facility", "facility": 1},
    {"edit": "close_facility", "facility": "new-2"},
    {"edit": "close_street", "street": 9},
    {"edit": "change_population", "community": 7, "factor": 2},
    {"edit": "change_population", "compound": 8, "factor": 2},
]


def test_every_edit_that_names_nothing_is_listed():
    edits = read_edits(EDITS)
    named = named_by(edits)
    assert named == ({1, 3}, {7}, {8}, {9})
    with pytest.raises(ParameterError) as refused:
        require_there(edits, Known({3}, set(), set(), {9}), lambda _kind: [2, 3])
    told = {fault.parameter: fault for fault in refused.value.faults}
    assert set(told) == {
        "edits[3].facility", "edits[4].facility", "edits[5].facility", "edits[7].community",
        "edits[8].compound",
    }  # fmt: skip
    assert told["edits[3].facility"].detail.en == "an edit before closes '3'"
    assert told["edits[4].facility"].detail.zh == "没有编号为“1”的设施"
    assert told["edits[4].facility"].accepted.en == "accepted: 2, 3, new-1"
    assert told["edits[7].community"].accepted.en == "accepted: 2, 3"
    assert told["edits[8].compound"].detail.zh == "没有编号为“8”的小区"


def test_what_is_there_or_made_before_passes():
    require_there(read_edits(EDITS[:3]), Known({3}, (), (), ()), lambda _kind: [])
    require_there([], Known((), (), (), ()), lambda _kind: [])
