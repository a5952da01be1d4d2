"""Kinds of facilities in a real browser: symbols, areas, choices, popups, what is still empty."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import sync_playwright
from shapely import MultiPolygon, box
from sqlalchemy import Engine

from layers import store
from layers.catalogue import install, parse_kind
from layers.postgis.own_kinds import add_kind
from layers.store.areas import Area
from layers.text import Text
from tests.app.browsing import Visit, launch, serve, visit_of

OWN = """
id = "repair_cafes"
title_zh = "修理咖啡馆"
title_en = "Repair cafes"
group = "trade"
[symbol]
shape = "diamond"
color = "#7b2d8b"
[[columns]]
name = "roof"
kind = "text"
title_zh = "屋顶"
title_en = "Roof"
choices = [{ id = "open", title_zh = "露天", title_en = "Open air" }]
[[columns]]
name = "area_share"
kind = "number"
title_zh = "面积占比"
title_en = "Part of the market"
"""
CORNERS = """(id) => [...document.querySelectorAll(`.leaflet-shequ-${id}-pane path`)]
    .map((path) => path.getAttribute("d").split("L").length)"""
CLICK = """(id) => {
    const layer = window[`geo_json_${id}`].getLayers()[0];
    const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
    layer.fire("click", {latlng: at});
}"""

pytestmark = pytest.mark.slow


def _write(engine: Engine, layer: str, shapes: list[shapely.Geometry], **columns: object) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    with engine.begin() as connection:
        store.write_layer(
            connection, "town", layer, frame, replace=True, actor="test", source="test"
        )


@pytest.fixture
def visit(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Visit]:
    """A visit of a town that has bus stops, kindergartens as areas and one point, and no more."""
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
    sites = [box(116.31, 39.81, 116.312, 39.812), shapely.Point(116.33, 39.83)]
    _write(engine, "kindergartens", sites, name=["甲", "乙"], places=[1200, None])
    _write(engine, "bus_stops", [shapely.Point(116.315, 39.82)], name=["站"])
    with serve(database_url, tmp_path) as root, sync_playwright() as playwright:
        browser = launch(playwright)
        made = visit_of(browser.new_context(viewport={"width": 1366, "height": 860}), root)
        yield made
        browser.close()
    install([])
    assert made.foreign == []
    assert made.faults == []


def _switch(visit: Visit, layer: str) -> None:
    visit.page.locator(f"label:has([data-layer={layer}]) input").check()
    visit.page.wait_for_selector(f".leaflet-shequ-{layer}-pane path", state="attached")


def test_kinds_are_drawn_chosen_and_told_as_they_are_declared(visit: Visit, engine: Engine) -> None:
    visit.open("/areas/town?facility=bus_stops&radius=500&lang=en")
    page = visit.page
    # A path of three corners has two lines between them, and one that closes it.
    assert page.evaluate(CORNERS, "bus_stops") == [3]
    assert page.locator(".legend .swatch.symbol svg").count() == 1
    _switch(visit, "kindergartens")
    area, point = page.evaluate(CORNERS, "kindergartens")
    assert (area, point) == (4, 1)
    assert page.locator(".legend .swatch.site svg").count() == 1
    page.evaluate(CLICK, "kindergartens")
    assert "Places\n1,200" in page.inner_text(".popup")

    # What the area has can be chosen first; the rest says so.
    labels = (
        page.locator("#facility optgroup")
        .first.locator("option")
        .evaluate_all("(options) => options.map((one) => one.label)")
    )
    assert labels == ["Kindergartens", "Nurseries · no data", "Children's homes · no data"]

    # A kind that is added while we serve is there with the next page.
    assert page.locator("[data-layer=repair_cafes]").count() == 0
    with engine.begin() as connection:
        add_kind(connection, parse_kind(OWN, "own.toml"), actor="test")
    page.click("#empty-layers summary")
    page.wait_for_selector("#empty-layers li")
    assert "flask layers import town repair_cafes FILE" in page.inner_text("#empty-layers")
    _write(
        engine,
        "repair_cafes",
        [shapely.Point(116.325, 39.825)],
        name=["修"],
        roof=["open"],
        area_share=[0.5],
    )
    visit.open("/areas/town?facility=repair_cafes&radius=500&lang=zh")
    assert page.evaluate(CORNERS, "repair_cafes") == [4]
    assert page.locator(".legend .swatch.symbol path[fill='#7b2d8b']").count() == 1
    page.evaluate(CLICK, "repair_cafes")
    assert page.inner_text(".popup dl") == "屋顶\n露天\n面积占比\n0.50"
    assert page.input_value("#facility") == "repair_cafes"


def test_a_page_opens_on_a_kind_that_the_area_has(visit: Visit, engine: Engine) -> None:
    with engine.begin() as connection:
        store.write_layer(
            connection,
            "town",
            "kindergartens",
            gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326"),
            replace=True,
            actor="test",
            source="test",
        )
    visit.open("/areas/town")
    assert visit.page.input_value("#facility") == "bus_stops"
