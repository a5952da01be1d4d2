import pytest

from app.analyses.scenario.scenario_edits import read_edits
from app.analyses.scenario.scenario_targets import Present, named_ids, require_targets
from app.problems.errors import ParameterError

NEW = {"edit": "add_facility", "lon": 116.4, "lat": 39.9}
THERE = {
    "facility": Present(frozenset({7}), (7, 8)),
    "community": Present(frozenset({3}), (3,)),
    "street": Present(frozenset(), ()),
}


def faults(*edits):
    try:
        require_targets(read_edits(list(edits)), THERE)
    except ParameterError as error:
        return {one.parameter: one.accepted.en for one in error.faults}
    return {}


def test_ids_that_edits_name_are_found_by_field():
    edits = read_edits(
        [
            {"edit": "close_facility", "facility": 7},
            {"edit": "close_facility", "facility": "new-1"},
            {"edit": "change_population", "community": 3, "factor": 2},
        ]
    )
    assert named_ids(edits, "facility") == {7}
    assert named_ids(edits, "community") == {3}
    assert named_ids(edits, "street") == frozenset()


def test_what_is_there_may_be_edited():
    whole = {"edit": "change_population", "factor": 1.5}
    moved = {"edit": "move_facility", "facility": "new-1", "lon": 116.4, "lat": 39.9}
    assert faults({"edit": "close_facility", "facility": 7}, NEW, moved, whole) == {}


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            [{"edit": "close_facility", "facility": 1}],
            {"edits[0].facility": "accepted: 7, 8"},
        ),
        (
            [NEW, {"edit": "resize_facility", "facility": "new-2", "capacity": 3}],
            {"edits[1].facility": "accepted: 7, 8, new-1"},
        ),
        (
            [{"edit": "close_facility", "facility": 7}] * 2,
            {"edits[1].facility": "accepted: 8"},
        ),
        (
            [
                {"edit": "change_population", "community": 1, "total": 5},
                {"edit": "close_street", "street": 1},
            ],
            {"edits[0].community": "accepted: 3", "edits[1].street": "accepted: none"},
        ),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(edits, told):
    """Kind: a name that nothing answers to is accepted when stored and fails when used."""
    assert faults(*edits) == told
