import json

import pytest

from app.analyses.scenario_edits import MOST_EDITS, canonical, digest, plain_edits, read_edits
from app.errors import ParameterError

EDITS = [
    {"edit": "add_facility", "lon": 116.4, "lat": 39.9, "capacity": 120.0, "name": "新诊所"},
    {"edit": "move_facility", "facility": "new-1", "lon": 116.41, "lat": 39.9},
    {"edit": "close_facility", "facility": 3},
    {"edit": "resize_facility", "facility": 4, "capacity": 10.0},
    {"edit": "close_street", "street": 5},
    {"edit": "close_street", "lon": 116.4, "lat": 39.9},
    {"edit": "open_street", "line": [[116.4, 39.9], [116.41, 39.9]]},
    {"edit": "change_population", "community": 1, "factor": 1.2},
    {"edit": "change_population", "total": 5000.0},
]


def test_edits_come_back_as_they_were_written():
    assert plain_edits(read_edits(EDITS)) == EDITS
    assert plain_edits(read_edits(json.dumps(EDITS))) == EDITS


def test_the_hash_does_not_depend_on_how_the_json_is_written():
    turned = [dict(reversed(edit.items())) for edit in EDITS]
    spaced = json.dumps(turned, indent=3, ensure_ascii=True)
    assert digest(read_edits(spaced)) == digest(read_edits(EDITS))
    assert digest(read_edits(EDITS[:1])) != digest(read_edits(EDITS))
    assert canonical(read_edits([])) == "[]"


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        ({"edit": "teleport"}, "edits[0]"),
        ({}, "edits[0]"),
        ({"edit": "add_facility", "lon": 200, "lat": 0}, "edits[0].lon"),
        ({"edit": "add_facility", "lon": 0}, "edits[0].lat"),
        ({"edit": "add_facility", "lon": 0, "lat": 0, "size": 1}, "edits[0].size"),
        ({"edit": "close_facility", "facility": "old-1"}, "edits[0].facility"),
        ({"edit": "resize_facility", "facility": 1, "capacity": -1}, "edits[0].capacity"),
        ({"edit": "resize_facility", "facility": 1, "capacity": float("nan")}, "edits[0].capacity"),
        ({"edit": "close_street"}, "edits[0]"),
        ({"edit": "close_street", "street": 1, "lon": 1, "lat": 1}, "edits[0]"),
        ({"edit": "open_street", "line": [[0, 0]]}, "edits[0].line"),
        ({"edit": "change_population", "factor": 1, "total": 1}, "edits[0]"),
    ],
)
def test_each_fault_is_told_by_its_place(edit, place):
    with pytest.raises(ParameterError) as caught:
        read_edits([edit])
    assert caught.value.faults[0].parameter.startswith(place)


@pytest.mark.parametrize("text", ["", "{}", "[", "null", "[" * 100_000, "x" * 500_000])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ParameterError):
        read_edits(text)


def test_there_is_a_limit():
    with pytest.raises(ParameterError, match="edits"):
        read_edits([EDITS[2]] * (MOST_EDITS + 1))
