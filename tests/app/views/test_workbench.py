import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

STATIC = Path(__file__).parent.parent.parent.parent / "app" / "static"
PAGES = [
    "/areas/dongcheng",
    "/areas/dongcheng/map",
    "/areas/dongcheng/plan-figures",
    "/areas/dongcheng/results",
    "/areas/dongcheng/results/siting",
]


class Links(HTMLParser):
    """Every address that a page loads or links, and the inline scripts that would run."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.labelled: set[str] = set()
        self.controls: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.addresses += [found[k] or "" for k in ("src", "href") if k in found]
        self.handlers += [name for name in found if name.startswith("on")]
        if tag == "label":
            self.labelled.add(found.get("for") or "")
        if tag in {"input", "select"}:
            self.controls[found.get("id") or ""] = found


def _read(text: str) -> Links:
    links = Links()
    links.feed(text)
    return links


def _config(text: str) -> Any:
    found = re.search(r'id="page-config">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_start_page_leads_to_the_area_and_keeps_the_view(client: FlaskClient) -> None:
    answer = client.get("/?tab=gaps&_external=1")
    assert answer.status_code == 302
    assert answer.location == "/areas/dongcheng?tab=gaps&_external=1"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_load_only_files_that_we_serve(client: FlaskClient, page: str, language: str) -> None:
    answer = client.get(f"{page}?lang={language}")
    assert answer.status_code == 200
    links = _read(answer.text)
    assert not links.handlers
    assert len(links.addresses) > 5
    for address in links.addresses:
        assert not re.match(r"\w+:|//", address), address
        if address.startswith("/static/"):
            assert (STATIC / address.removeprefix("/static/")).is_file(), address


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_labelled_synthetic_with_source_and_crs(client: FlaskClient, page: str) -> None:
    english = client.get(f"{page}?lang=en").text
    assert "Synthetic data" in english
    assert "EPSG:4548" in english
    assert "Internal working material" in english
    assert "合成数据" in client.get(f"{page}?lang=zh").text


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_lets_only_our_own_files_load(client: FlaskClient, page: str) -> None:
    policy = client.get(page).headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert "unsafe" not in rules["script-src"]
    assert "nonce" not in rules["script-src"]
    assert not re.search(r"https?:|\*", policy)


def test_only_the_script_of_the_map_runs_inline(client: FlaskClient) -> None:
    answer = client.get("/areas/dongcheng")
    inline = re.findall(r"<script>", answer.text)
    assert len(inline) == 1
    assert answer.headers["Content-Security-Policy"].count("sha256-") == 1


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/areas/dongcheng?lang=zh")
    again = client.get("/areas/dongcheng?lang=zh", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get("/areas/dongcheng?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_controls_have_labels_and_all_choices(client: FlaskClient) -> None:
    page = client.get("/areas/dongcheng?lang=en").text
    links = _read(page)
    for name, control in links.controls.items():
        assert name in links.labelled or control.get("aria-label"), name
    for value in (
        "health_centers",
        "elder_homes",
        "subdistrict",
        "registered",
        "walking",
        "plan-2006",
    ):
        assert f'value="{value}"' in page


def test_the_scripts_are_told_titles_formats_and_defaults(client: FlaskClient) -> None:
    config = _config(client.get("/areas/dongcheng?lang=en").text)
    assert config["language"] == "en"
    assert config["defaults"]["facility"] == "health_centers"
    assert config["layers"]["communities"]["count"] == 137
    assert config["layers"]["communities"]["lazy"] is False
    assert config["layers"]["streets"]["lazy"] is True
    assert config["formats"]["coverage"] == ["json", "geojson", "csv", "xlsx", "gpkg"]
    assert config["columns"]["area_share"]["share"] is True


def test_the_page_of_the_plan_prints_all_facts(client: FlaskClient) -> None:
    page = client.get("/areas/dongcheng/plan-figures?lang=en").text
    assert re.findall(r'<tr id="(F\d\d)">', page) == [f"F{i:02d}" for i in range(1, 37)]
    rows = client.get("/api/v1/areas/dongcheng/plan-figures").get_json()["rows"]
    verdicts = {True: "yes", False: "no", None: "open"}
    for row in rows:
        (shown,) = re.findall(rf'<tr id="{row["id"]}">(.*?)</tr>', page, re.DOTALL)
        assert row["title_en"].replace("'", "&#39;") in shown
        assert f'class="badge {verdicts[row["consistent"]]}"' in shown


def test_an_unknown_area_is_a_page_that_says_what_there_is(client: FlaskClient) -> None:
    answer = client.get("/areas/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "dongcheng" in answer.text
    assert "Traceback" not in answer.text


def test_without_any_area_the_start_page_says_what_to_do(empty_app: Flask) -> None:
    page = empty_app.test_client().get("/?lang=en")
    assert page.status_code == 200
    assert "flask reference load" in page.text


def test_kinds_without_data_are_folded_and_told(client: FlaskClient) -> None:
    page = client.get("/areas/dongcheng?lang=en").text
    config = _config(page)
    empty = [
        one["id"]
        for one in client.get("/api/v1/areas/dongcheng/layers").get_json()["layers"]
        if one["feature_count"] == 0
    ]
    assert f"Layers still empty: {len(empty)}</summary>" in page
    assert not set(empty) & set(config["layers"])
    assert 'data-layer="nurseries"' not in page
    assert '<option value="nurseries" label="Nurseries · no data">Nurseries</option>' in page
    assert '<option value="health_centers">Health centers</option>' in page
    assert page.index('<optgroup label="Health">') < page.index('<optgroup label="Transport">')
    chinese = client.get("/areas/dongcheng/map?lang=zh").text
    assert f"尚无数据的图层：{len(empty)}</summary>" in chinese


def test_layers_share_what_is_told_of_their_columns(client: FlaskClient) -> None:
    config = _config(client.get("/areas/dongcheng").text)
    columns, layers = config["layerColumns"], config["layers"]
    names = [columns[index]["name"] for index in layers["elder_homes"]["columns"]]
    assert names[:2] == ["name", "name_en"]
    assert len(columns) == len({json.dumps(one) for one in columns})
    assert layers["police_stations"]["style"]["shape"] == "diamond"
    assert "shape" not in layers["green_spaces"]["style"]
