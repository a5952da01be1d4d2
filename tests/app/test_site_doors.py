"""Questions about sites give the same numbers through services, API and command line."""

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.analyses import ANALYSES
from app.answers.bytes import members
from app.database import Database
from app.jsonable import records
from app.params import parse
from app.services.receipts import steady
from app.services.run import run

CASES = [
    ("siting", {"facility": "elder_homes", "radius": "500", "sites": "3"}),
    ("siting", {"facility": "elder_homes", "radius": "900", "problem": "cover-all"}),
    ("siting", {"facility": "elder_homes", "radius": "600", "sites": "2", "metric": "walking"}),
    ("siting-frontier", {"facility": "elder_homes", "radius": "500", "most_sites": "4"}),
    ("smallest-fix", {"facility": "health_centers", "radius": "500", "share": "0.8"}),
]
NAMES = [f"{name}-{'-'.join(values.values())}" for name, values in CASES]


def _lasting(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out what tells the time."""
    receipt = {k: v for k, v in answer["receipt"].items() if k != "computed_at"}
    return steady({**answer, "receipt": receipt})


@pytest.mark.parametrize(("analysis", "values"), CASES, ids=NAMES)
def test_api_command_and_services_agree(
    app: Flask, client: FlaskClient, database: Database, analysis: str, values: dict[str, str]
) -> None:
    one = ANALYSES[analysis]
    asked = client.get(f"/api/v1/areas/dongcheng/{one.path}", query_string={**values, "f": "json"})
    assert asked.status_code == 200
    # Solved anew, not taken from what the first door has kept.
    database.cache.clear()
    result = run(database, analysis, "dongcheng", parse(one.parameters, values.items()))
    expected = {"rows": records(result.table), **members(result)}
    options = [
        text for name, value in values.items() for text in (f"--{name.replace('_', '-')}", value)
    ]
    command = ["analyze", analysis, "dongcheng", *options, "--json"]
    printed = app.test_cli_runner().invoke(args=command)
    assert printed.exit_code == 0, printed.output
    assert _lasting(asked.get_json()) == _lasting(json.loads(json.dumps(expected)))
    assert _lasting(json.loads(printed.stdout)) == _lasting(asked.get_json())
    assert len(expected["rows"]) > 0


def test_before_and_after_are_a_sheet_of_their_own_and_add_up(client: FlaskClient) -> None:
    address = "/api/v1/areas/dongcheng/siting?facility=elder_homes&radius=500&sites=2&lang=en"
    total = client.get(f"{address}&f=json").get_json()["total"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&f=xlsx").data))
    assert book.sheetnames[:2] == ["Siting", "Communities"]
    assert book["Communities"].max_row == 1 + 137
    for name in ("people", "served_before", "served_after", "gained"):
        whole = sum(row[name] for row in total["communities"])
        assert whole == pytest.approx(total[name], rel=1e-9)
    assert total["served_after"] == pytest.approx(total["objective"], rel=1e-9)


def test_a_request_cannot_ask_for_a_search_without_end(client: FlaskClient) -> None:
    address = "/api/v1/areas/dongcheng/siting?facility=elder_homes&radius=500&time_limit=3000"
    # What is left of the 30 s of one request beside reading, preparing and writing.
    assert 1 <= client.get(address).get_json()["parameters"]["time_limit"] < 30


def test_the_frontier_is_a_picture_too(client: FlaskClient) -> None:
    address = "/api/v1/areas/dongcheng/siting-frontier?facility=elder_homes&most_sites=3&f=svg"
    found = client.get(address)
    assert found.content_type.startswith("image/svg+xml")
    assert found.data.startswith(b"<svg")


@pytest.mark.slow
def test_what_cannot_be_is_told_as_a_problem(client: FlaskClient) -> None:
    address = "/api/v1/areas/dongcheng/siting?facility=elder_homes&radius=300&sites=1&floor=0.9"
    problem = client.get(address)
    assert problem.status_code == 422
    assert "floor" in problem.get_json()["detail"]
