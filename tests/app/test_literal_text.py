"""Text stays text: whatever names hold, pages, answers and files show them and nothing runs."""

import csv
import io
import json
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pyogrio
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import Phase, given, settings
from sqlalchemy import update

from app import create_app
from app.analyses import ANALYSES
from layers.catalogue import LAYER_TYPES
from layers.formats.writing import without_formula
from layers.postgis.tables import areas
from layers.text import Text
from tests.app.hostile import ATTACK, texts
from tests.app.hostile_town import fill, new_database, rewrite, toml, write_standard

PLAIN = "Plain"
PAGES = (
    "/areas/town",
    "/areas/town/map",
    "/areas/town/plan-figures",
    "/areas/town/results",
    *(f"/areas/town/results/{one}" for one in ANALYSES if one != "green-cover"),
    "/areas/town/results/gaps?standard=own",
    "/areas/town/results/what-if?scenario=plan&facility=elder_homes",
)
API = "/api/v1/areas/town"


class Structure(HTMLParser):
    """What a browser makes of a page: elements with attributes, texts, and islands of JSON."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.scripts: list[str] = []
        self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value for _, value in attrs if value]
        self._script = tag == "script"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as given
        self._script = False

    def handle_data(self, data: str) -> None:
        (self.scripts if self._script else self.values).append(data)

    @property
    def code(self) -> list[str]:
        return [one for one in self.scripts if not one.startswith("{")]

    @property
    def islands(self) -> list[Any]:
        return [json.loads(one) for one in self.scripts if one.startswith("{")]


@pytest.fixture(scope="module")
def apps(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    """Two applications with the town: one called plainly, one by every attack at once."""
    made = {}
    for name, text in (("plain", PLAIN), ("hostile", ATTACK)):
        url = new_database(server_url, f"literal_{name}")
        made[name] = create_app({"database_url": url, "folder": tmp_path_factory.mktemp(name)})
        database = made[name].extensions["database"]
        with database.begin() as connection:
            fill(connection, text)
        write_standard(database.standards.own, text)
    yield made
    for one in made.values():
        one.extensions["database"].close()


@pytest.fixture
def hostile(apps: dict[str, Flask]) -> FlaskClient:
    """A client of the town that is called by every attack at once."""
    return apps["hostile"].test_client()


def _page(client: FlaskClient, path: str, language: str) -> tuple[str, Structure]:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.text, Structure(answer.text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_built_alike_whatever_the_names_are(
    apps: dict[str, Flask], path: str, language: str
) -> None:
    """The same elements and attributes, the same scripts; names are values and nothing else."""
    _, plain = _page(apps["plain"].test_client(), path, language)
    raw, found = _page(apps["hostile"].test_client(), path, language)
    assert found.elements == plain.elements
    assert found.code == plain.code
    assert any(ATTACK in value for value in found.values)
    assert "A49B" not in raw
    assert ATTACK not in raw


def _columns(layer: str) -> list[str]:
    return [one.name for one in LAYER_TYPES[layer].columns if one.kind == "text"]


def test_islands_hold_every_text_column_of_every_layer(
    hostile: FlaskClient,
) -> None:
    config, data = _page(hostile, "/areas/town", "en")[1].islands
    assert config["areaNames"] == {"name": ATTACK, "name_en": ATTACK}
    assert set(data["features"]) == {*LAYER_TYPES, "area"}
    for layer in LAYER_TYPES:
        for feature in data["features"][layer]["features"]:
            assert {feature["properties"][name] for name in _columns(layer)} == {ATTACK}


def _read(form: str, body: bytes) -> list[dict[str, Any]]:
    """Return the rows of a file as a reader of that format sees them."""
    if form in {"json", "geojson"}:
        found = json.loads(body)
        return (
            [one["properties"] for one in found["features"]]
            if "features" in found
            else (found["rows"])
        )
    if form == "csv":
        return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    if form == "xlsx":
        head, *rows = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows()
        assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b", "d"}
        names = [cell.value for cell in head]
        return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        Path(file.name).write_bytes(body)
        return pyogrio.read_dataframe(file.name).to_dict("records")


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "gpkg"])
def test_files_of_layers_hold_the_texts(hostile: FlaskClient, form: str) -> None:
    for layer in LAYER_TYPES:
        answer = hostile.get(f"{API}/layers/{layer}?f={form}")
        assert answer.status_code == 200, layer
        rows = _read(form, answer.data)
        assert rows, layer
        for row in rows:
            assert {row[name] for name in (*_columns(layer), "tag")} == {ATTACK}, layer


def _asked(client: FlaskClient, analysis: str) -> dict[str, str]:
    """Return what the page of an analysis asks for as it opens."""
    asked = _page(client, f"/areas/town/results/{analysis}", "en")[1].islands[0]["result"]
    own = {"gaps", "priorities", "nearest"}
    return asked["parameters"] | ({"standard": "own"} if analysis in own else {})


@pytest.mark.parametrize("analysis", [one for one in ANALYSES if one != "green-cover"])
def test_results_are_answered_in_every_format(hostile: FlaskClient, analysis: str) -> None:
    asked = _asked(hostile, analysis)
    for form in ANALYSES[analysis].formats:
        answer = hostile.get(f"{API}/{ANALYSES[analysis].path}", query_string=asked | {"f": form})
        assert answer.status_code == 200, (form, answer.text[:500])
        assert b"A49B" not in answer.data
        if form == "svg":
            ET.fromstring(answer.data)  # noqa: S314 - drawn here
        elif form in {"json", "csv"}:
            rows = _read(form, answer.data)
            named = [row["name"] for row in rows if row.get("name")]
            assert set(named) <= {ATTACK, "served", "unserved"}, form


def test_errors_say_what_was_asked_literally(hostile: FlaskClient) -> None:
    path = "/areas/" + quote(ATTACK, safe="")
    for page in (path, f"{path}/map", f"/areas/town/results/{quote(ATTACK, safe='')}"):
        answer = hostile.get(page, headers={"Accept": "text/html"})
        assert answer.status_code == 404, page
        assert "A49B" not in answer.text
        assert not [tag for tag, _ in Structure(answer.text).elements if tag in {"script", "svg"}]
    asked = {"facility": ATTACK[:40], ATTACK: ATTACK}
    problem = hostile.get(f"{API}/coverage", query_string=asked)
    assert problem.status_code == 400
    assert problem.content_type == "application/problem+json"
    said = {one["parameter"]: one["detail"] for one in problem.json["errors"]}
    assert ATTACK[:40] in said.pop("facility")
    # A name that is long is told by its beginning.
    assert len(said) == 1
    assert ATTACK.startswith(next(iter(said)).removesuffix("…"))


def test_the_description_of_the_interface_is_json(hostile: FlaskClient) -> None:
    answer = hostile.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert "own" in answer.text
    listed = hostile.get("/api/v1/areas").json["areas"][0]
    assert listed["title"] == {"zh": ATTACK, "en": ATTACK}
    assert listed["source"] == ATTACK
    stored = hostile.get(f"{API}/scenarios").json["scenarios"][0]
    assert stored["title"] == stored["updated_by"] == ATTACK


@pytest.mark.slow
@settings(
    max_examples=15,
    # A failure names its text; making it shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(texts(), texts())
def test_any_text_at_all(apps: dict[str, Flask], name: str, title: str) -> None:
    """Random text, with metacharacters: pages with 200, islands and files with that very text."""
    database, town = apps["plain"].extensions["database"], apps["plain"].test_client()
    with database.begin() as connection:
        for layer in ("communities", "elder_homes"):
            rewrite(connection, layer, name)
        connection.execute(update(areas).values(title_zh=title, title_en=title, source=title))
    for path in ("/areas/town", "/areas/town/map", "/areas/town/results/coverage"):
        _, found = _page(town, path, "zh")
        config, data = found.islands
        assert config["areaNames"]["name"] == title
        for layer in ("communities", "elder_homes"):
            drawn = data["features"][layer]["features"]
            assert {one["properties"]["name"] for one in drawn} == {name}
    for question in ("layers/elder_homes?", "coverage?facility=elder_homes&radius=300&"):
        # What Excel reads from a workbook is the business of the tests of files.
        assert town.get(f"{API}/{question}f=xlsx").status_code == 200
        for form in ("json", "csv", "gpkg"):
            answer = town.get(f"{API}/{question}f={form}")
            assert answer.status_code == 200, (form, answer.text[:300])
            held = without_formula(name) if form == "csv" else name
            assert {row["name"] or "" for row in _read(form, answer.data)} == {held}


@given(texts())
def test_a_standard_keeps_its_texts(text: str) -> None:
    assert tomllib.loads(f"title = {toml(text)}") == {"title": text}
    assert Text(text, text).in_language("en") == text
    assert Text("{v}", "{v}").in_language("zh", v=Text(text, text)) == text
