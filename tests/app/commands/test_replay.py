"""flask analyze replay and POST /api/v1/replay on the reference district."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders.rasters import write_even_raster

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


@pytest.mark.parametrize(
    "question",
    [
        "service-areas?facility=elder_homes&metric=walking&minutes=5,10&f=geojson",
        "service-areas?facility=elder_homes&radius=300,500",
        "coverage?facility=elder_homes&metric=walking&minutes=10&speed=45&by=area",
        "park-coverage?metric=walking&by=subdistrict",
        "siting?facility=elder_homes&sites=2&radius=500",
        "priorities?by=subdistrict",
        "equity?facility=elder_homes",
        "coverage/at?lon=116.41&lat=39.93",
    ],
)
def test_every_kind_of_answer_can_be_replayed(
    app: Flask, client: FlaskClient, tmp_path: Path, question: str
) -> None:
    path = tmp_path / "answer.json"
    path.write_bytes(client.get(f"/api/v1/areas/dongcheng/{question}").data)
    told = _replay(app, path, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["reproduced"] is True


def _tiff(path: Path, value: float) -> Path:
    return write_even_raster(path, value, west=116.40, north=39.93, cell=0.001, side=10, nodata=-99)


@pytest.mark.slow
def test_what_was_replaced_is_given_back_through_every_door(
    empty_app: Flask, boundary: Path, tmp_path: Path
) -> None:
    def flask(*words: str) -> str:
        done = empty_app.test_cli_runner().invoke(args=[*words, "--json"])
        assert done.exit_code == 0, done.output
        return done.stdout

    flask("areas", "create", "town", "--boundary", str(boundary))
    flask("layers", "import", "town", "communities", str(boundary))
    flask("rasters", "import", "town", "canopy", str(_tiff(tmp_path / "a.tif", 40.0)))
    client = empty_app.test_client()
    question = "/api/v1/areas/town/gaps?standard=three-thirty-300"
    told = client.get(question).get_json()
    path = tmp_path / "then.json"
    path.write_text(json.dumps(told["receipt"]), encoding="utf-8")
    canopy = next(row for row in told["rows"] if row["rule"] == "thirty-percent-canopy")
    assert (canopy["measured"], canopy["met"]) == (pytest.approx(0.4), True)

    wider = tmp_path / "wider.geojson"
    wider.write_text(boundary.read_text("utf-8").replace("116.41", "116.42"), "utf-8")
    flask("areas", "update", "town", "--boundary", str(wider), "--title-zh", "城")
    flask("rasters", "import", "town", "canopy", str(_tiff(tmp_path / "b.tif", 10.0)))
    now = client.get(question).get_json()
    assert now["receipt"]["result_sha256"] != told["receipt"]["result_sha256"]
    by_command = json.loads(flask("analyze", "replay", str(path)))
    by_http = client.post("/api/v1/replay", json=told["receipt"]).get_json()
    for found in (by_command, by_http):
        states = {one["input"]: one["state"] for one in found["inputs"]}
        assert (found["reproduced"], states["area"], states["raster canopy"]) == (
            True, "changed", "changed"
        )  # fmt: skip

    flask("rasters", "prune", "town", "--yes")
    again = empty_app.test_cli_runner().invoke(args=["analyze", "replay", str(path), "--json"])
    assert again.exit_code == 1
    (gone,) = [o for o in json.loads(again.stdout)["inputs"] if o["input"] == "raster canopy"]
    assert (gone["state"], gone["found"].startswith("v1 pruned")) == ("lost", True)
