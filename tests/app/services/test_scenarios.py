"""Scenarios give the same numbers through every door."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.analyses.scenario.scenario import WhatIfParameters
from app.database import Database
from app.jsonable import records
from app.params import parse
from app.problems.errors import ParameterError
from app.services import scenarios
from app.services.district import load_reference
from app.services.replay import read_receipt, replay
from app.services.run import Result, run
from layers.store.scenario_records import delete_scenario

ADD = {"edit": "add_facility", "lon": 116.4, "lat": 39.9, "capacity": 100.0}
NEAR = [("radius", "300")]
BODY = {"name": "one-more", "facility": "health_centers", "title": "再建一处", "edits": [ADD]}


@pytest.fixture(scope="module")
def district(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A reference district of this module's own, in which a test may write."""
    from app import create_app  # noqa: PLC0415 - only here
    from tests.conftest import TEMPLATE, _execute, make_url  # noqa: PLC0415

    _execute(server_url, f"CREATE DATABASE scenarios TEMPLATE {TEMPLATE} STRATEGY file_copy")
    url = make_url(server_url).set(database="scenarios").render_as_string(hide_password=False)
    made = create_app({"database_url": url, "folder": tmp_path_factory.mktemp("var")})
    load_reference(made.extensions["database"])
    yield made
    made.extensions["database"].close()


@pytest.fixture
def database(district: Flask) -> Any:
    found: Database = district.extensions["database"]
    yield found
    with found.begin() as connection:
        connection.execute(text("DELETE FROM scenarios"))


def told(result: Result) -> dict[str, Any]:
    receipt = {k: v for k, v in result.receipt.items() if k != "computed_at"}
    return {"rows": records(result.table), "total": result.total, "receipt": receipt}


def test_every_door_gives_the_same_numbers(district: Flask, database: Database) -> None:
    made = scenarios.create(database, "dongcheng", scenarios.read_draft(BODY), actor="test")
    expected = scenarios.compare(database, "dongcheng", made.name, NEAR)
    assert expected.receipt["parameters"]["scenario"] == "one-more"
    assert len(expected.receipt["parameters"]["edits_sha256"]) == 64
    assert expected.total["gained"] > 0
    query = {"facility": "health_centers", "scenario": "one-more", **dict(NEAR), "f": "json"}
    address = "/api/v1/areas/dongcheng/what-if"
    answer = district.test_client().get(address, query_string=query).get_json()
    inline = {"facility": "health_centers", "edits": json.dumps([ADD]), **dict(NEAR), "f": "json"}
    given = district.test_client().get(address, query_string=inline).get_json()
    runner = district.test_cli_runner()
    printed = json.loads(
        runner.invoke(
            args=["scenarios", "compare", "dongcheng", "one-more", "--radius", "300", "--json"]
        ).stdout
    )
    options = [
        "--facility",
        "health_centers",
        "--scenario",
        "one-more",
        "--radius",
        "300",
        "--json",
    ]
    analyzed = json.loads(runner.invoke(args=["analyze", "what-if", "dongcheng", *options]).stdout)
    for one in (answer, printed, analyzed, given):
        assert one["rows"] == records(expected.table)
        assert one["receipt"]["result_sha256"] == expected.receipt["result_sha256"]


def test_stored_edits_count_from_the_next_question_on(database: Database) -> None:
    scenarios.create(database, "dongcheng", scenarios.read_draft(BODY), actor="test")
    before = scenarios.compare(database, "dongcheng", "one-more", NEAR)
    draft = scenarios.read_draft({"edits": []}, ("edits",))
    scenarios.replace(database, "dongcheng", "one-more", draft, actor="test", revision=1)
    after = scenarios.compare(database, "dongcheng", "one-more", NEAR)
    assert before.total["gained"] > after.total["gained"] == 0


def test_a_layer_that_changed_since_is_named(database: Database) -> None:
    scenarios.create(database, "dongcheng", scenarios.read_draft(BODY), actor="test")
    told_before = scenarios.compare(database, "dongcheng", "one-more", NEAR).notes
    assert not any("health_centers" in note.en for note in told_before)
    with database.begin() as connection:
        connection.execute(text("UPDATE health_centers SET staff = coalesce(staff, 0) + 1"))
    notes = [note.en for note in scenarios.compare(database, "dongcheng", "one-more", NEAR).notes]
    assert any("health_centers" in note for note in notes)


def test_a_receipt_gives_the_numbers_again_after_the_scenario_is_gone(database: Database) -> None:
    scenarios.create(database, "dongcheng", scenarios.read_draft(BODY), actor="test")
    found = scenarios.compare(database, "dongcheng", "one-more", NEAR)
    with database.begin() as connection:
        delete_scenario(connection, "dongcheng", "one-more", actor="test")
    database.cache.clear()
    again = replay(database, read_receipt(json.dumps(found.receipt).encode()))
    assert again.reproduced


def test_walking_and_units_of_every_size(database: Database) -> None:
    scenarios.create(database, "dongcheng", scenarios.read_draft(BODY), actor="test")
    values = [*NEAR, ("metric", "walking"), ("by", "area")]
    found = scenarios.compare(database, "dongcheng", "one-more", values)
    (whole,) = records(found.table)
    assert whole["gained"] == pytest.approx(found.total["gained"])
    parts = scenarios.compare(database, "dongcheng", "one-more", values[:2])
    assert sum(row["gained"] or 0 for row in records(parts.table)) == pytest.approx(whole["gained"])


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ([], "body"),
        ({**BODY, "color": "red"}, "color"),
        ({**BODY, "title": 3}, "title"),
        ({**BODY, "title": "x" * 201}, "title"),
        ({**BODY, "title": "two\nlines"}, "title"),
        ({**BODY, "title": "right\u202eleft"}, "title"),
        ({**BODY, "edits": [{**ADD, "name": "a\x00b"}]}, "edits[0].name"),
        ({**BODY, "facility": "streets"}, "facility"),
        ({**BODY, "edits": [{"edit": "fly"}]}, "edits[0]"),
    ],
)
def test_what_cannot_be_stored_is_told(body: Any, parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        scenarios.read_draft(body)
    assert caught.value.faults[0].parameter == parameter


def test_a_name_and_a_facility_are_needed(database: Database) -> None:
    for missing in ("name", "facility"):
        draft = scenarios.read_draft({k: v for k, v in BODY.items() if k != missing})
        with pytest.raises(ParameterError, match=missing):
            scenarios.create(database, "dongcheng", draft, actor="test")


def test_a_scenario_is_of_one_kind_of_facility(database: Database) -> None:
    scenarios.create(database, "dongcheng", scenarios.read_draft(BODY), actor="test")
    given = [("facility", "elder_homes"), ("scenario", "one-more")]
    with pytest.raises(ParameterError) as caught:
        run(database, "what-if", "dongcheng", parse(WhatIfParameters, given))
    assert "health_centers" in caught.value.faults[0].accepted.en
    with pytest.raises(ParameterError, match="scenario"):
        run(database, "what-if", "dongcheng", parse(WhatIfParameters, given[:1]))


def test_edits_are_drawn_as_points_and_lines() -> None:
    line = [[116.4, 39.9], [116.41, 39.9]]
    edits = [ADD, {"edit": "open_street", "line": line}, {"edit": "close_facility", "facility": 1}]
    found = scenarios.collection({"name": "x", "edits": edits})
    kinds = [one["geometry"] and one["geometry"]["type"] for one in found["features"]]
    assert kinds == ["Point", "LineString", None]
    assert found["features"][0]["properties"]["capacity"] == 100
    assert found["name"] == "x"
