"""A planner's visit in a real browser, with every other host out of reach."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.analyses import ANALYSES
from tests.app.browsing import Visit, launch, serve, visit_of

SHOT_OF_CLASSES = """() => [...document.querySelectorAll(".legend .classes .count")]
    .map((count) => Number(count.textContent.replace(/,/g, "")))"""
# What no page can open with: a raster that is not there.
UNASKED = ("green-cover",)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(district_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the reference district."""
    with serve(district_url, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, root: str) -> Iterator[Visit]:
    """A visit in English; at its end nothing has left the machine and nothing has failed."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1366, "height": 768})
    made = visit_of(context, root)
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
    assert words <= names


def test_an_error_of_the_api_is_shown_as_text(visit: Visit) -> None:
    visit.page.goto(f"{visit.root}/?radius=999999")
    visit.page.locator("#status.failed").wait_for()
    said = visit.page.inner_text("#panel-coverage .faults")
    assert said == "Radius '999999' is not accepted (accepted: a number 1 to 20000 m)"
    visit.faults[:] = [fault for fault in visit.faults if "400" not in fault and "422" not in fault]


def test_a_narrow_screen_has_no_sideways_scroll(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.open("/")
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    box_of_map = visit.page.locator("#map_area").bounding_box()
    assert box_of_map
    assert box_of_map["height"] > 300


@pytest.mark.parametrize("path", ["/", "/areas/dongcheng/results/coverage"])
def test_the_coverage_table_fits_its_panel(visit: Visit, path: str) -> None:
    """Kind: a table beside the map that is wider than its half of a usual window."""
    visit.page.set_viewport_size({"width": 1440, "height": 900})
    visit.open(path)
    table = "#panel-coverage table.data" if path == "/" else "#rows table.data"
    room = visit.page.locator(table).evaluate("(t) => t.parentElement.clientWidth - t.offsetWidth")
    assert room >= 0
    first = visit.page.locator(f"{table} tbody tr").first.locator("th, td").all_inner_texts()
    assert all(text.strip() for text in first[:7])


@pytest.mark.parametrize("width", [1024, 1440])
def test_the_legend_stands_beside_the_area(visit: Visit, width: int) -> None:
    """Kind: what explains the map lies on it."""
    visit.page.set_viewport_size({"width": width, "height": 768})
    visit.open("/")
    legend = visit.page.locator(".legend").bounding_box()
    border = visit.page.locator(".leaflet-shequ-area-pane path").first.bounding_box()
    assert legend
    assert border
    assert border["width"] > 150
    assert border["x"] + border["width"] <= legend["x"]


def test_the_map_alone_is_painted(visit: Visit) -> None:
    visit.page.goto(f"{visit.root}/areas/dongcheng/map?radius=500")
    visit.page.wait_for_selector(".legend .classes li")
    visit.page.wait_for_load_state("networkidle")
    assert sum(visit.page.evaluate(SHOT_OF_CLASSES)) == 137


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
    assert visit.page.locator(".leaflet-tooltip").inner_text() == "1. \u2068<b>new</b>\u2069"
