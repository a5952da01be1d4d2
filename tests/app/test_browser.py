"""A planner's visit in a real browser, with every other host out of reach."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from shapely import MultiPolygon, box

from app.analyses import ANALYSES
from app.config import ROOT, child_environment
from layers import store
from layers.areas import Area
from layers.database import create_engine
from layers.text import Text

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOT_OF_CLASSES = """() => [...document.querySelectorAll(".legend .classes .count")]
    .map((count) => Number(count.textContent.replace(/,/g, "")))"""
ATTACK = "<img src=x onerror=\"document.title='hit'\">${document.title='hit'}`</script>"
# What no page can open with: a raster that is not there.
UNASKED = ("green-cover",)

pytestmark = pytest.mark.slow


@dataclass
class Visit:
    """An open page, what it asked of other hosts, and what went wrong in it."""

    page: Page
    root: str
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open a page and wait until it has shown its answer."""
        self.page.goto(self.root + path)
        self.page.wait_for_selector("tbody tr", timeout=30_000)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is computed."""
        self.page.wait_for_load_state("networkidle")
        status = self.page.locator("#status")
        status.filter(has_text=re.compile("Up to date|已更新")).wait_for(timeout=90_000)

    def api(self, path: str) -> Any:
        """Ask the API what the page should show."""
        address = f"{self.root}/api/v1/areas/dongcheng/{path}"
        # As a browser does when the server has closed a connection that was idle.
        return self.page.request.get(address, max_retries=3).json()

    def cells(self, row: str) -> list[str]:
        """Return the texts of the first row that matches."""
        return self.page.locator(row).first.locator("th, td").all_inner_texts()


@contextmanager
def _serve(url: str, folder: Path) -> Iterator[str]:
    """Serve a database as `make serve` does, on a free port of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "flask", "serve", "--port", str(port), "--workers", "1"]
    environment = child_environment(DATABASE_URL=url, SHEQU_FOLDER=str(folder))
    root = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--empty"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _wait(root, process)
        yield root
    finally:
        process.terminate()
        process.wait(30)


def _wait(root: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not _ready(urlsplit(root).netloc):
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server did not become ready"
        time.sleep(0.1)


def _ready(host: str) -> bool:
    with closing(HTTPConnection(host, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def root(district_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the reference district."""
    with _serve(district_url, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    assert CHROMIUM, "Chromium is not installed: apt install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield opened
        opened.close()


def _visit(context: BrowserContext, root: str) -> Visit:
    page = context.new_page()
    visit = Visit(page, root)

    def gate(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(root).netloc:
            route.continue_()
        else:
            visit.foreign.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            visit.faults.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    return visit


@pytest.fixture
def visit(browser: Browser, root: str) -> Iterator[Visit]:
    """A visit in English; at its end nothing has left the machine and nothing has failed."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1366, "height": 768})
    made = _visit(context, root)
    yield made
    context.close()
    assert made.foreign == []
    assert made.faults == []


def test_the_radius_changes_table_map_and_address(visit: Visit) -> None:
    visit.open("/?facility=health_centers&radius=500")
    body = visit.api("coverage?facility=health_centers&radius=500")
    rows = {row["id"]: row for row in body["rows"]}
    for line in visit.page.locator("#panel-coverage tbody tr").all()[:8]:
        row = rows[int(line.get_attribute("data-id") or 0)]
        shown = line.locator("td").first.inner_text().strip()
        assert shown == f"{row['population_share'] * 100:.1f}"
    before = visit.page.evaluate(SHOT_OF_CLASSES)
    assert sum(before) == 137

    visit.page.fill("#radius-number", "300")
    visit.page.wait_for_url(re.compile("radius=300"))
    visit.settle()
    total = visit.api("coverage?facility=health_centers&radius=300")["total"]
    assert visit.cells("#panel-coverage tfoot tr")[1].strip() == (
        f"{total['population_share'] * 100:.1f}"
    )
    assert total["population_share"] < body["total"]["population_share"]
    after = visit.page.evaluate(SHOT_OF_CLASSES)
    assert sum(after) == 137
    assert after != before
    people = f"{total['covered_population']:,.0f} of {total['population']:,.0f} people"
    assert people in visit.page.inner_text("#figures")


def test_walks_can_be_chosen_instead_of_straight_lines(visit: Visit) -> None:
    visit.open("/?facility=health_centers&radius=500")
    visit.page.select_option("#metric", "walking")
    visit.page.wait_for_url(re.compile("metric=walking"))
    visit.settle()
    total = visit.api("coverage?facility=health_centers&radius=500&metric=walking")["total"]
    shown = f"{total['covered_population']:,.0f} of {total['population']:,.0f} people"
    assert shown in visit.page.inner_text("#figures")


def test_the_slider_asks_once_it_rests(visit: Visit) -> None:
    visit.open("/?radius=1000")
    asked: list[str] = []
    visit.page.on("request", lambda r: asked.append(r.url) if "/coverage?" in r.url else None)
    visit.page.focus("#radius")
    for _ in range(6):
        visit.page.keyboard.press("ArrowLeft")
    visit.page.wait_for_url(re.compile("radius=700"))
    visit.settle()
    assert len(asked) == 1
    assert visit.page.input_value("#radius-number") == "700"


def test_a_row_and_its_polygon_point_at_each_other(visit: Visit) -> None:
    visit.open("/?radius=500")
    row = visit.page.locator("#panel-coverage tbody tr").nth(3)
    row.focus()
    visit.page.keyboard.press("Enter")
    assert row.get_attribute("aria-selected") == "true"
    visit.page.wait_for_selector(".leaflet-shequ-highlight-pane path", state="attached")
    visit.page.evaluate("""() => {
        const layer = window.geo_json_communities.getLayers()[20];
        layer.fire("click", {latlng: layer.getBounds().getCenter()});
    }""")
    chosen = visit.page.locator("#panel-coverage tr[aria-selected=true]")
    name = chosen.locator("th").inner_text()
    assert visit.page.locator(".popup h3").inner_text() == name
    assert "Share of population covered" in visit.page.locator(".popup").inner_text()


def test_the_map_holds_served_and_unserved_area_and_the_tree_switches_layers(
    visit: Visit,
) -> None:
    visit.open("/?radius=500")
    areas = visit.page.evaluate("""() => ["served", "unserved"].map(
        (name) => window[`geo_json_${name}`].getLayers().length)""")
    assert areas == [1, 1]
    assert visit.page.locator(".leaflet-shequ-unserved-pane path").count() == 1
    fetched: list[str] = []
    visit.page.on("request", lambda r: fetched.append(r.url) if "/layers/" in r.url else None)
    visit.page.get_by_label("Green spaces").check()
    visit.page.wait_for_selector(".leaflet-shequ-green_spaces-pane path", state="attached")
    assert any("/layers/green_spaces" in url for url in fetched)
    assert "Green spaces" in visit.page.inner_text(".legend")


@pytest.mark.parametrize("by", ["subdistrict", "area"])
def test_results_can_be_added_up_to_wider_units(visit: Visit, by: str) -> None:
    visit.open("/?radius=500")
    visit.page.select_option("#by", by)
    visit.page.wait_for_url(re.compile(f"by={by}"))
    visit.settle()
    count = {"subdistrict": 10, "area": 1}[by]
    assert visit.page.locator("#panel-coverage tbody tr").count() == count
    assert sum(visit.page.evaluate(SHOT_OF_CLASSES)) == count


def test_the_gap_table_counts_what_the_api_counts(visit: Visit) -> None:
    visit.open("/?tab=gaps&standard=plan-2006")
    rows = visit.api("gaps?standard=plan-2006")["rows"]
    for line in visit.page.locator("#gap-table tbody tr").all():
        rule = line.get_attribute("data-id")
        unmet = sum(row["met"] is False for row in rows if row["rule"] == rule)
        assert line.locator("td").nth(3).inner_text() == str(unmet)
    first = visit.page.locator("#gap-table tbody tr").first
    rule = first.get_attribute("data-id")
    first.click()
    visit.page.wait_for_url(re.compile(f"rule={rule}"))
    visit.settle()
    own = [row for row in rows if row["rule"] == rule]
    assert visit.page.locator("#gap-table tbody tr").count() == len(own)
    unmet, met, *unknown = visit.page.evaluate(SHOT_OF_CLASSES)
    # What is not known has a line of its own only where there is any.
    assert [unmet, met, sum(unknown)] == [
        sum(row["met"] is verdict for row in own) for verdict in (False, True, None)
    ]


def test_green_per_person_is_the_number_of_the_plan(visit: Visit) -> None:
    visit.open("/?tab=green")
    figures = visit.page.inner_text("#figures")
    assert "640.25 ha" in figures
    assert "12.29 m²" in figures
    assert "9.90 m²" in figures


def test_downloads_are_those_of_the_view(visit: Visit) -> None:
    visit.open("/?facility=elder_homes&radius=800&by=subdistrict")
    links = {
        a.inner_text(): a.get_attribute("href") for a in visit.page.locator("#downloads a").all()
    }
    assert set(links) == {"GeoJSON", "GeoPackage", "CSV", "Excel"}
    answer = visit.page.request.get(visit.root + str(links["CSV"]), max_retries=3)
    assert answer.ok
    assert len(answer.text().strip().splitlines()) == 11


def test_a_copied_address_shows_the_same_view_in_the_other_language(visit: Visit) -> None:
    visit.open("/?facility=culture_rooms&radius=350&measure=area_share")
    english = visit.page.locator("#panel-coverage td").all_inner_texts()
    visit.page.click("a[data-lang=zh]")
    visit.page.wait_for_selector("tbody tr")
    visit.settle()
    assert visit.page.input_value("#facility") == "culture_rooms"
    assert visit.page.input_value("#measure") == "area_share"
    assert visit.page.input_value("#radius-number") == "350"
    assert visit.page.locator("#panel-coverage td").all_inner_texts() == english
    text = visit.page.inner_text("body")
    assert "合成数据" in text
    words = set(re.findall(r"[A-Za-z]{4,}", text))
    names = {"Shequ", "English", "GeoJSON", "GeoPackage", "Excel", "EPSG"}
    source = {"synthetic", "figures", "district", "plan"}
    assert words <= names | source


def test_an_error_of_the_api_is_shown_as_text(visit: Visit) -> None:
    visit.page.goto(f"{visit.root}/?radius=999999")
    visit.page.locator("#status.failed").wait_for()
    assert "radius" in visit.page.inner_text("#status")
    assert "20000" in visit.page.inner_text("#status")
    visit.faults[:] = [fault for fault in visit.faults if "400" not in fault and "422" not in fault]


def test_a_narrow_screen_has_no_sideways_scroll(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.open("/")
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    box_of_map = visit.page.locator("#map_area").bounding_box()
    assert box_of_map
    assert box_of_map["height"] > 300


def test_the_map_alone_is_painted(visit: Visit) -> None:
    visit.page.goto(f"{visit.root}/areas/dongcheng/map?radius=500")
    visit.page.wait_for_selector(".legend .classes li")
    visit.page.wait_for_load_state("networkidle")
    assert sum(visit.page.evaluate(SHOT_OF_CLASSES)) == 137


def test_hostile_names_are_shown_literally_and_do_nothing(
    browser: Browser, database_url: str, tmp_path: Path
) -> None:
    _load_hostile_town(database_url)
    with _serve(database_url, tmp_path) as root:
        context = browser.new_context(locale="en-GB")
        visit = _visit(context, root)
        visit.open("/areas/town?radius=500")
        visit.page.evaluate("""() => {
            const layer = window.geo_json_elder_homes.getLayers()[0];
            layer.fire("mouseover", {latlng: layer.getLatLng()});
            layer.fire("click", {latlng: layer.getLatLng()});
        }""")
        assert visit.page.locator(".popup h3").inner_text() == ATTACK
        assert visit.page.locator("#panel-coverage tbody th").inner_text() == ATTACK
        assert ATTACK in visit.page.title()
        assert ATTACK in visit.page.inner_text(".top")
        assert visit.foreign == []
        assert visit.faults == []
        context.close()


def _load_hostile_town(url: str) -> None:
    whole = box(116.40, 39.90, 116.42, 39.92)
    zones = gpd.GeoDataFrame(
        {"name": [ATTACK], "population_resident": [1000.0]}, geometry=[whole], crs="EPSG:4326"
    )
    homes = gpd.GeoDataFrame(
        {"name": [ATTACK], "address": [ATTACK]},
        geometry=[shapely.Point(116.41, 39.91)],
        crs="EPSG:4326",
    )
    area = Area("town", Text(ATTACK, ATTACK), MultiPolygon([whole]), "EPSG:4548", source=ATTACK)
    engine = create_engine(url)
    with engine.begin() as connection:
        store.create_area(connection, area)
        for layer, frame in (("communities", zones), ("elder_homes", homes)):
            store.write_layer(
                connection, "town", layer, frame, replace=True, actor="test", source="test"
            )
    engine.dispose()


@pytest.mark.parametrize("analysis", [one for one in ANALYSES if one not in UNASKED])
def test_every_analysis_shows_its_result(visit: Visit, analysis: str) -> None:
    """As its page opens: map and legend where it has shapes, rows, total and files."""
    visit.open(f"/areas/dongcheng/results/{analysis}")
    assert visit.page.locator("#downloads a").count() == len(ANALYSES[analysis].formats)
    if "geojson" in ANALYSES[analysis].formats:
        assert visit.page.locator(".legend .classes li").count() > 1
        drawn = ".leaflet-shequ-result-pane path, .leaflet-shequ-result-points-pane path"
        assert visit.page.locator(drawn).count() > 1


def test_edits_of_a_scenario_stand_on_the_map_of_its_result(visit: Visit) -> None:
    edits = '[{"edit":"add_facility","lon":116.41,"lat":39.91,"name":"<b>new</b>"}]'
    visit.open(f"/areas/dongcheng/results/what-if?facility=health_centers&edits={edits}")
    point = visit.page.locator(".leaflet-shequ-result-points-pane path")
    assert point.count() == 1
    point.hover()
    assert visit.page.locator(".leaflet-tooltip").inner_text() == "1. <b>new</b>"
