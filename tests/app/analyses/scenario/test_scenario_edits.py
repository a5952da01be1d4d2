import json
import tracemalloc
from typing import get_args

import pytest

from app.analyses.scenario.scenario_edits import (
    ANY,
    EDIT_KINDS,
    MOST_EDITS,
    WrittenEdit,
    canonical,
    digest,
    plain_edits,
    read_edits,
)
from app.problems.errors import MORE_FAULTS, MOST_FAULTS, ParameterError

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
    {"edit": "change_population", "compound": 1, "factor": 1.2},
]


def test_the_kinds_of_edits_are_those_of_their_models():
    assert set(EDIT_KINDS) == {edit["edit"] for edit in EDITS}
    assert set(EDIT_KINDS.values()) == set(get_args(WrittenEdit))
    for kind, model in EDIT_KINDS.items():
        assert kind in ANY.zh
        assert kind in ANY.en
        assert all(model.title)


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
        (
            {"edit": "change_population", "community": 1, "compound": 1, "factor": 1},
            "edits[0]",
        ),
    ],
)
def test_each_fault_is_told_by_its_place(edit, place):
    with pytest.raises(ParameterError) as caught:
        read_edits([edit])
    assert caught.value.faults[0].parameter.startswith(place)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"edit": "open_street", "line": [[1]] * 250_000}, "edits[0].line"),
        ({"edit": "open_street", "line": [[1]] * 1_000}, "edits[0].line"),
        ({"edit": "close_facility", "facility": 1} | dict.fromkeys(map(str, range(100_000)), 1),
         "edits[0]"),
        ({"edit": "close_facility", "facility": [1] * 250_000}, "edits[0].facility"),
    ],
)  # fmt: skip
def test_a_body_that_is_all_faults_takes_little_to_refuse(edit, told):
    tracemalloc.start()
    try:
        with pytest.raises(ParameterError) as caught:
            read_edits([{"edit": "close_facility", "facility": 1}, edit][1:])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.faults[0].parameter.startswith(told)
    assert len(caught.value.faults) <= MOST_FAULTS + 1
    assert most < 10_000_000


def test_of_many_faults_the_first_are_told_and_that_there_are_more():
    with pytest.raises(ParameterError) as caught:
        read_edits([{"edit": "teleport"}] * MOST_EDITS)
    faults = caught.value.faults
    assert [one.parameter for one in faults[:2]] == ["edits[0]", "edits[1]"]
    assert (len(faults), faults[-1]) == (MOST_FAULTS + 1, MORE_FAULTS)
    assert ParameterError(*faults).faults == faults, "told again in another process it is the same"


@pytest.mark.parametrize("text", ["", "{}", "[", "null", "[" * 100_000, "x" * 500_000])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ParameterError):
        read_edits(text)


def test_there_is_a_limit():
    with pytest.raises(ParameterError, match="edits"):
        read_edits([EDITS[2]] * (MOST_EDITS + 1))


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"layer": "x"}, "可用字段：edit、lon、lat、capacity、name", "the fields edit, lon, lat"),
        ({"lon": "far"}, "要求：数字", "accepted: a number"),
        ({"lon": 190}, "要求：不大于 180", "accepted: at most 180"),
        ({"lat": None}, "要求：数字", "accepted: a number"),
    ],
)
def test_what_an_edit_takes_is_told_in_both_languages(change, zh, en):
    """Kind: a sentence of a library, in English alone and without what is accepted."""
    edit = {"edit": "add_facility", "lon": 1.0, "lat": 2.0} | change
    with pytest.raises(ParameterError) as refused:
        read_edits([edit])
    (told,) = refused.value.faults
    assert zh in told.accepted.zh
    assert en in told.accepted.en


def test_a_part_that_an_edit_lacks_is_told_in_both_languages():
    with pytest.raises(ParameterError) as refused:
        read_edits([{"edit": "add_facility", "lon": 1.0}])
    (told,) = refused.value.faults
    assert (told.accepted.zh, told.parameter) == ("要求：必须给出", "edits[0].lat")
