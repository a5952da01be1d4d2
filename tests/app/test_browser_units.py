"""Residential compounds on the pages, and pages without an answer, in a real browser.

Kinds of fault: a unit that analyses know and pages do not; figures of one question under the
controls of another; a document that is longer than its window.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import sync_playwright
from shapely import MultiPolygon, box
from sqlalchemy import Engine

from layers import store
from layers.store.areas import Area
from layers.text import Text
from tests.app.browsing import Visit, launch, serve, visit_of

WEST, SOUTH, SIDE = 116.3, 39.8, 0.002
LAZY = 320
"""Compounds, more than travel with a page."""
PAINTED = """() => [...document.querySelectorAll(".leaflet-shequ-communities-pane path")]
    .filter((path) => Number(path.getAttribute("fill-opacity")) > 0.5)
    .filter((path) => path.getAttribute("fill") !== "none").length"""
CLASSES = """() => [...document.querySelectorAll(".legend .classes .count")]
    .map((count) => Number(count.textContent.replace(/,/g, "")))"""
TALLER = "document.documentElement.scrollHeight - window.innerHeight"

pytestmark = pytest.mark.slow


def _write(engine: Engine, layer: str, shapes: list[shapely.Geometry], **columns: object) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    with engine.begin() as connection:
        store.write_layer(
            connection, "town", layer, frame, replace=True, actor="test", source="test"
        )


def _compounds(engine: Engine, count: int) -> None:
    at = [(WEST + (i % 20) * SIDE, SOUTH + (i // 20) * SIDE) for i in range(count)]
    shapes = [box(x, y, x + SIDE / 2, y + SIDE / 2) for x, y in at]
    _write(
        engine,
        "compounds",
        shapes,
        name=[f"{i}号院" for i in range(count)],
        name_en=[f"Court {i}" for i in range(count)],
        population_resident=[100.0 + i for i in range(count)],
    )


def _until_painted(visit: Visit, count: int) -> None:
    """Wait for as many colored units; the page's policy lets nothing be evaluated in it."""
    deadline = time.monotonic() + 30
    while (found := visit.page.evaluate(PAINTED)) != count:
        assert time.monotonic() < deadline, f"{found} units are colored"
        visit.page.wait_for_timeout(100)


@pytest.fixture
def visit(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Visit]:
    """A visit of a town of two communities with a bus stop, a green space and no compounds."""
    border = MultiPolygon([box(116.3, 39.8, 116.34, 39.84)])
    with engine.begin() as connection:
        store.create_area(connection, Area("town", Text("小镇", "Town"), border, crs="EPSG:4548"))
    _write(
        engine,
        "communities",
        [box(116.3, 39.8, 116.32, 39.84), box(116.32, 39.8, 116.34, 39.84)],
        name=["西", "东"],
        population_resident=[4000.0, 5000.0],
    )
    _write(engine, "bus_stops", [shapely.Point(116.315, 39.82)], name=["站"])
    _write(engine, "green_spaces", [box(116.3, 39.8, 116.301, 39.801)], name=["园"])
    with serve(database_url, tmp_path) as root, sync_playwright() as playwright:
        browser = launch(playwright)
        made = visit_of(browser.new_context(viewport={"width": 1440, "height": 900}), root)
        yield made
        browser.close()
    assert made.foreign == []
    # Where the usual standard judges nothing others are asked, which may be refused (409).
    assert [fault for fault in made.faults if "409 (CONFLICT)" not in fault] == []


def test_compounds_are_shown_as_any_other_unit(visit: Visit, engine: Engine) -> None:
    _compounds(engine, 5)
    page = visit.page
    for lang, name in (("zh", "0号院"), ("en", "Court 0")):
        for tab in ("coverage", "green", "gaps"):
            visit.open(f"/areas/town?facility=bus_stops&by=compound&lang={lang}&tab={tab}")
            # One in which nobody is known to live is left out.
            assert page.locator("#figures .figure").count() >= 3
            assert page.locator(".faults").count() == 0
            assert sum(page.evaluate(CLASSES)) == 5
            assert page.evaluate(PAINTED) == 5
            if tab != "gaps":
                assert name in page.inner_text(f"#panel-{tab} tbody")
    # From the menu as well as from an address.
    visit.open("/areas/town?facility=bus_stops&lang=en")
    assert page.evaluate(PAINTED) == 2
    page.select_option("#by", "compound")
    _until_painted(visit, 5)
    visit.settle()
    assert "of 510 people" in page.inner_text("#figures")
    page.locator("#panel-coverage tbody tr").first.click()
    page.wait_for_selector(".leaflet-shequ-highlight-pane path", state="attached")

    page.goto(f"{visit.root}/areas/town/map?facility=bus_stops&by=compound&lang=en")
    _until_painted(visit, 5)
    visit.open("/areas/town/results/gaps?by=compound&lang=en")
    _until_painted(visit, 5)
    assert "judged by the rules for communities" in page.inner_text("#total")


def test_compounds_that_do_not_travel_with_the_page_are_fetched(
    visit: Visit, engine: Engine
) -> None:
    _compounds(engine, LAZY)
    visit.open("/areas/town?facility=bus_stops&by=compound&lang=en")
    _until_painted(visit, LAZY)
    assert "Court 7" in visit.page.inner_text("#panel-coverage tbody")
    visit.open("/areas/town/results/gaps?by=compound&lang=en")
    _until_painted(visit, LAZY)


def test_a_refused_question_leaves_no_figures_of_another(visit: Visit) -> None:
    visit.open("/areas/town?facility=bus_stops&lang=en")
    page = visit.page
    page.select_option("#by", "compound")
    page.locator("#status.failed").wait_for()
    assert "compounds" in page.inner_text("#panel-coverage .faults")
    assert page.locator("tbody tr").count() == 0
    assert page.locator("#figures .figure").count() == 0
    assert page.locator(".legend .classes").count() == 0
    assert page.locator("#downloads a").count() == 0
    page.select_option("#by", "community")
    visit.settle()
    assert page.evaluate(PAINTED) == 2
    assert page.locator(".faults").count() == 0

    page.goto(f"{visit.root}/areas/town?facility=nope&lang=zh")
    page.locator("#status.failed").wait_for()
    said = page.inner_text("#panel-coverage .faults")
    assert said.startswith("设施 不接受“nope”")
    assert "公交车站" in said
    assert "bus_stops" not in said
    assert page.input_value("#facility") == ""
    expected = ("409", "422", "404")
    visit.faults[:] = [one for one in visit.faults if not any(code in one for code in expected)]


def test_no_page_is_longer_than_its_window_and_none_loses_a_figure(visit: Visit) -> None:
    page = visit.page
    for width, height in ((1440, 900), (1024, 700)):
        page.set_viewport_size({"width": width, "height": height})
        for analysis in ("coverage", "gaps", "what-if"):
            visit.open(f"/areas/town/results/{analysis}?lang=en")
            assert page.evaluate(TALLER) == 0
        visit.open("/areas/town?facility=bus_stops&lang=en")
        assert page.evaluate(TALLER) == 0
        strip = page.locator("#figures").bounding_box()
        boxes = [one.bounding_box() for one in page.locator("#figures .figure").all()]
        assert strip
        assert len(boxes) >= 5
        assert all(one and one["x"] + one["width"] <= strip["x"] + strip["width"] for one in boxes)
        tops = {round(one.bounding_box()["y"]) for one in page.locator("[role=tab]").all()}
        assert len(tops) == 1
        # The map shows the whole area, whatever room the figures took.
        frame, area = (
            page.locator(one).bounding_box()
            for one in (".map-frame", ".leaflet-shequ-area-pane path")
        )
        assert frame
        assert area
        assert area["y"] + area["height"] <= frame["y"] + frame["height"]


def test_a_radius_that_no_standard_names_is_not_called_the_standards(visit: Visit) -> None:
    visit.open("/areas/town?facility=bus_stops&lang=en")
    usual = visit.page.locator("#radius-standard")
    assert usual.inner_text() == "500 m, as no standard names a radius"
    assert usual.is_disabled()
    visit.open("/areas/town?facility=bus_stops&radius=300&lang=en")
    assert usual.inner_text() == "Back to 500 m: no standard names a radius"
    visit.page.select_option("#facility", "health_centers")
    usual.filter(has_text="of the standard").wait_for()
