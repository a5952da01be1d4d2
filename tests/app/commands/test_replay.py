"""flask analyze replay and POST /api/v1/replay on the reference district."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

ADDRESS = "/api/v1/areas/dongcheng/coverage?facility=health_centers&radius=700&by=area"


@pytest.fixture
def answer(client: FlaskClient) -> dict:
    return client.get(ADDRESS).get_json()


def _replay(app: Flask, path: Path, *options: str):
    return app.test_cli_runner().invoke(args=["analyze", "replay", str(path), *options])


def test_a_saved_answer_is_reproduced(app: Flask, answer: dict, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(answer["receipt"]), encoding="utf-8")
    told = _replay(app, path, "--lang", "en")
    assert told.exit_code == 0, told.output
    assert "reproduced: the result is exactly that of the receipt" in told.output
    assert "layer health_centers" in told.output
    found = json.loads(_replay(app, path, "--json").stdout)
    assert found["reproduced"] is True
    assert found["result_sha256"] == answer["receipt"]["result_sha256"]


def test_another_result_ends_with_1_and_names_the_value(
    app: Flask, answer: dict, tmp_path: Path
) -> None:
    answer["rows"][0]["covered_population"] += 1
    answer["receipt"]["result_sha256"] = "0" * 64
    path = tmp_path / "result.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    told = _replay(app, path, "--lang", "zh")
    assert told.exit_code == 1
    assert "未能重现" in told.output
    assert "covered_population" in told.output


def test_a_file_that_is_no_receipt_ends_with_3(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("[]", encoding="utf-8")
    told = _replay(app, path, "--lang", "en")
    assert told.exit_code == 3
    assert "not a receipt to replay" in told.output
