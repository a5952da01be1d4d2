"""A kind of facility that is written today is behind every door at once, without a restart."""

import io
import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely import MultiPolygon, Point, box

from layers import store
from layers.store.areas import Area, create_area
from layers.text import Text

API = "/api/v1/areas/town"
ROWS = """名称,等级,犬位,租金,查勘日期,有围栏,地面,口号,lon,lat
东园,大型,12,2.5,2026-03-01,是,草地,快跑,116.401,39.901
西园,,30,,2026/4/2,否,sand,,116.409,39.901
"""
STANDARD = """
id = "with-dogs"
title_zh = "有狗的社区"
title_en = "Communities with dogs"
issued = "2026"
population = "resident"
source = "written in a test"
[[rules]]
id = "dog-park"
title_zh = "每个社区有宠物乐园"
title_en = "A dog park in every community"
clause = "test"
certainty = "verified"
measure = "presence"
levels = ["community"]
unit = "count"
comparison = ">="
required = 1
layer = "dog_parks"
"""


@pytest.fixture
def app(empty_app: Flask) -> Flask:
    """An application on a town of two communities: people in both, no facility yet."""
    with empty_app.extensions["database"].begin() as connection:
        boundary = MultiPolygon([box(116.4, 39.9, 116.41, 39.91)])
        create_area(connection, Area("town", Text("小镇", "Town"), boundary, "EPSG:4548"))
        halves = gpd.GeoDataFrame(
            {
                "code": ["s", "n"],
                "name": ["south", "north"],
                "population_resident": [1000.0, 3000.0],
            },
            geometry=[box(116.4, 39.9, 116.41, 39.905), box(116.4, 39.905, 116.41, 39.91)],
            crs=4326,
        )
        homes = gpd.GeoDataFrame(
            {"population_resident": [1000.0, 3000.0]},
            geometry=[Point(116.402, 39.902), Point(116.405, 39.908)],
            crs=4326,
        )
        for layer, frame in (("communities", halves), ("population_cells", homes)):
            store.write_layer(
                connection, "town", layer, frame, replace=True, actor="ann", source="test"
            )
    return empty_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    made = app.test_client()
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def command(app: Flask):
    runner = app.test_cli_runner()

    def run(*words: object, code: int = 0) -> str:
        done = runner.invoke(args=[*map(str, words)])
        assert done.exit_code == code, done.output
        return done.stdout

    return run


@pytest.fixture
def added(command, dog_parks: str, client: FlaskClient, tmp_path: Path) -> None:
    """The kind and its data, after the application has answered without them."""
    refused = client.get(f"{API}/coverage?facility=dog_parks")
    assert refused.status_code == 422
    assert client.get(f"{API}/layers/dog_parks").status_code == 404
    file, rows = tmp_path / "dog_parks.toml", tmp_path / "dogs.csv"
    file.write_text(dog_parks, encoding="utf-8")
    rows.write_text(ROWS, encoding="utf-8")
    command("kinds", "add", file)
    told = json.loads(command("layers", "import", "town", "宠物乐园", rows, "--json"))
    assert told["layer"]["feature_count"] == 2
    assert [one for one in told["problems"] if one["severity"] == "error"] == []


def _get(client: FlaskClient, address: str):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.usefixtures("added")
def test_its_layer_has_its_own_columns_behind_the_api(client: FlaskClient) -> None:
    layers = {one["id"]: one for one in _get(client, f"{API}/layers").get_json()["layers"]}
    assert layers["dog_parks"]["feature_count"] == 2
    features = _get(client, f"{API}/layers/dog_parks?f=geojson").get_json()["features"]
    found = {one["properties"]["name"]: one["properties"] for one in features}
    east = {
        "grade": "large", "dogs": 12, "rent": 2.5, "surveyed": "2026-03-01", "fenced": True,
        "surface": "grass", "口号": "快跑",
    }  # fmt: skip
    assert {name: found["东园"][name] for name in east} == east
    assert type(found["东园"]["dogs"]) is int
    assert (found["西园"]["dogs"], found["西园"]["surface"]) == (30, "sand")
    assert found["西园"]["surveyed"] == "2026-04-02"


@pytest.mark.usefixtures("added")
def test_it_is_exported_with_its_own_columns(client: FlaskClient, command, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_get(client, f"{API}/layers/dog_parks?f=xlsx").data))
    heading = [cell.value for cell in book.worksheets[0][1]]
    assert {"dogs", "rent", "surveyed", "fenced", "surface"} <= set(heading)
    out = tmp_path / "dogs.gpkg"
    command("layers", "export", "town", "dog_parks", "-o", out)
    assert sorted(gpd.read_file(out)["dogs"]) == [12, 30]
    # what was written is read again
    command("layers", "import", "town", "dog_parks", out, "--replace")
    features = _get(client, f"{API}/layers/dog_parks?f=geojson").get_json()["features"]
    assert sorted(one["properties"]["dogs"] for one in features) == [12, 30]


@pytest.mark.usefixtures("added")
def test_it_is_analyzed_like_any_other(client: FlaskClient, command) -> None:
    query = "facility=dog_parks&radius=300&metric=euclidean"
    answer = _get(client, f"{API}/coverage?{query}").get_json()
    assert answer["parameters"]["facility"] == "dog_parks"
    assert answer["receipt"]["parameters"]["facility"] == "dog_parks"
    assert "dog_parks" in {one["layer"] for one in answer["receipt"]["layers"]}
    again = client.post("/api/v1/replay", json=answer["receipt"]).get_json()
    assert again["reproduced"] is True
    told = command(
        "analyze", "coverage", "town", "--facility", "dog_parks", "--radius", "300",
        "--metric", "euclidean", "--json",
    )  # fmt: skip
    assert json.loads(told)["rows"] == answer["rows"]
    sites = _get(
        client, f"{API}/siting?facility=dog_parks&radius=300&metric=euclidean&spacing=200&sites=1"
    ).get_json()
    assert sites["parameters"]["facility"] == "dog_parks"


@pytest.mark.usefixtures("added")
def test_documents_and_forms_offer_it(client: FlaskClient, command) -> None:
    document = _get(client, "/api/v1/openapi.json").get_json()
    parameters = document["paths"]["/api/v1/areas/{area}/coverage"]["get"]["parameters"]
    (facility,) = (one for one in parameters if one["name"] == "facility")
    assert "dog_parks" in facility["schema"]["enum"]
    for language, title in (("en", "Dog parks"), ("zh", "宠物乐园")):
        page = _get(client, f"/areas/town/results/coverage?lang={language}").text
        assert 'value="dog_parks"' in page
        assert title in page
    assert "dog_parks" in _get(client, "/areas/town?lang=en").text
    assert "Dog parks" in command("layers", "list", "town", "--lang", "en")


@pytest.mark.usefixtures("added")
def test_a_standard_may_ask_for_it(client: FlaskClient, command, tmp_path: Path) -> None:
    file = tmp_path / "with-dogs.toml"
    file.write_text(STANDARD, encoding="utf-8")
    command("standards", "add", file)
    rows = _get(client, f"{API}/gaps?standard=with-dogs&by=community").get_json()["rows"]
    assert {row["name"]: row["met"] for row in rows} == {"south": True, "north": False}


def test_a_standard_that_asks_for_what_there_is_not_is_not_added(command, tmp_path: Path) -> None:
    file = tmp_path / "with-dogs.toml"
    file.write_text(STANDARD, encoding="utf-8")
    command("standards", "check", file, code=3)
    command("standards", "add", file, code=3)


@pytest.mark.usefixtures("added")
def test_a_scenario_may_add_one(client: FlaskClient, command) -> None:
    edits = [{"edit": "add_facility", "lon": 116.405, "lat": 39.908}]
    body = {"name": "one-more", "facility": "dog_parks", "title": "", "edits": edits}
    made = client.post(f"{API}/scenarios", json=body)
    assert made.status_code == 201, made.text
    query = "facility=dog_parks&scenario=one-more&radius=300&metric=euclidean"
    answer = _get(client, f"{API}/what-if?{query}").get_json()
    assert answer["rows"]
    told = command("kinds", "remove", "dog_parks", "--lang", "en", code=1)
    assert not told


@pytest.mark.usefixtures("added")
def test_it_goes_as_it_came(client: FlaskClient, command) -> None:
    _get(client, f"{API}/coverage?facility=dog_parks&radius=300&metric=euclidean")
    command("kinds", "remove", "dog_parks", code=1)
    command("layers", "undo", "town", "dog_parks")
    command("kinds", "remove", "dog_parks")
    assert client.get(f"{API}/coverage?facility=dog_parks").status_code == 422
    assert client.get(f"{API}/layers/dog_parks").status_code == 404
    for address in (f"{API}/layers", "/areas/town", "/areas/town/results/coverage"):
        assert "dog_parks" not in _get(client, address).text
    assert "dog_parks" not in json.dumps(_get(client, "/api/v1/openapi.json").get_json())
    assert "dog_parks" not in command("layers", "list", "town")
