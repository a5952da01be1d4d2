"""Every door gives the same numbers: services, API, command line and files."""

import csv
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
from app.services.run import run

CASES = [
    ("coverage", {"facility": "health_centers", "radius": "500"}),
    ("coverage", {"facility": "elder_homes", "by": "subdistrict", "population": "registered"}),
    ("coverage", {"facility": "police_stations", "by": "area", "weighting": "area"}),
    ("nearest", {"lon": "116.41", "lat": "39.93"}),
    ("service-areas", {"facility": "culture_rooms", "radius": "300"}),
    ("coverage", {"facility": "health_centers", "metric": "walking", "minutes": "10"}),
    ("nearest", {"lon": "116.41", "lat": "39.93", "metric": "walking"}),
    ("service-areas", {"facility": "elder_homes", "metric": "walking", "minutes": "5,10,15"}),
    ("green", {}),
    ("green", {"by": "subdistrict"}),
    ("access", {"facility": "health_centers", "supply": "staff", "method": "gaussian"}),
    ("access", {"facility": "elder_homes", "by": "subdistrict", "metric": "walking"}),
    ("equity", {"facility": "health_centers"}),
    ("equity", {"measure": "green-per-person", "by": "subdistrict"}),
    ("gaps", {"standard": "plan-2006"}),
    ("priorities", {"standard": "plan-2006", "by": "subdistrict"}),
    ("plan-figures", {}),
]
NAMES = [f"{name}-{'-'.join(values.values())}" for name, values in CASES]


def _without_time(answer: dict[str, Any]) -> dict[str, Any]:
    receipt = {k: v for k, v in answer["receipt"].items() if k != "computed_at"}
    return {**answer, "receipt": receipt}


@pytest.mark.parametrize(("analysis", "values"), CASES, ids=NAMES)
def test_api_command_and_services_agree(
    app: Flask, client: FlaskClient, database: Database, analysis: str, values: dict[str, str]
) -> None:
    one = ANALYSES[analysis]
    result = run(database, analysis, "dongcheng", parse(one.parameters, values.items()))
    expected = {"rows": records(result.table), **members(result)}
    asked = client.get(f"/api/v1/areas/dongcheng/{one.path}", query_string={**values, "f": "json"})
    assert asked.status_code == 200
    options = [text for name, value in values.items() for text in (f"--{name}", value)]
    printed = app.test_cli_runner().invoke(
        args=["analyze", analysis, "dongcheng", *options, "--json"]
    )
    assert printed.exit_code == 0, printed.output
    assert _without_time(asked.get_json()) == _without_time(expected)
    assert _without_time(json.loads(printed.stdout)) == _without_time(expected)
    assert len(expected["rows"]) > 0


def test_files_hold_the_numbers_of_the_api(client: FlaskClient) -> None:
    address = "/api/v1/areas/dongcheng/coverage?facility=health_centers&radius=500"
    rows = client.get(address).get_json()["rows"]
    text = client.get(f"{address}&f=csv").data.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&f=xlsx&lang=en").data))
    cells = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    features = client.get(f"{address}&f=geojson").get_json()["features"]
    assert len(table) == len(cells) == len(features) == len(rows) == 137
    for row, line, cell, feature in zip(rows, table, cells, features, strict=True):
        assert feature["properties"] == row
        assert feature["id"] == row["id"]
        assert float(line["covered_area_m2"]) == row["covered_area_m2"]
        assert cell[0] == row["id"]
        assert cell[3] == pytest.approx(row["covered_area_m2"], rel=1e-12)


def test_communities_add_up_to_the_area(client: FlaskClient) -> None:
    address = "/api/v1/areas/dongcheng/coverage?facility=culture_rooms&radius=300"
    rows = client.get(address).get_json()["rows"]
    (whole,) = client.get(f"{address}&by=area").get_json()["rows"]
    parts = client.get(f"{address}&by=subdistrict").get_json()["rows"]
    for name in ("area_m2", "covered_area_m2", "population", "covered_population"):
        assert sum(row[name] for row in rows) == pytest.approx(whole[name], rel=1e-9)
        assert sum(row[name] for row in parts) == pytest.approx(whole[name], rel=1e-9)
    assert whole["population"] == pytest.approx(521_000)
