"""What open data leave out, on the pages: communities, or everybody's number.

Kinds of fault: a page that opens as "no data" where something is measured; a unit that analyses
know and pages do not.
"""

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

PAINTED = """() => [...document.querySelectorAll(".leaflet-shequ-communities-pane path")]
    .filter((path) => Number(path.getAttribute("fill-opacity")) > 0.5)
    .filter((path) => path.getAttribute("fill") !== "none").length"""

pytestmark = pytest.mark.slow


def _write(engine: Engine, layer: str, shapes: list[shapely.Geometry], **columns: object) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    with engine.begin() as connection:
        store.write_layer(connection, "town", layer, frame, replace=True, actor="t", source="t")


@pytest.fixture
def visit(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Visit]:
    """A visit of a town that has a boundary and a bus stop, and nothing else."""
    border = MultiPolygon([box(116.3, 39.8, 116.34, 39.84)])
    with engine.begin() as connection:
        store.create_area(connection, Area("town", Text("小镇", "Town"), border, crs="EPSG:4548"))
    _write(engine, "bus_stops", [shapely.Point(116.315, 39.82)], name=["站"])
    with serve(database_url, tmp_path) as root, sync_playwright() as playwright:
        browser = launch(playwright)
        made = visit_of(browser.new_context(viewport={"width": 1440, "height": 900}), root)
        yield made
        browser.close()
    assert made.foreign == []
    assert made.faults == []


def test_without_communities_the_area_is_painted_as_the_one_unit(
    visit: Visit, engine: Engine
) -> None:
    _write(
        engine,
        "population_cells",
        [shapely.Point(116.316, 39.82), shapely.Point(116.339, 39.839)],
        population_resident=[300.0, 100.0],
    )
    page = visit.page
    for asked in ("", "&by=area"):
        visit.open(f"/areas/town?facility=bus_stops&radius=500&lang=en{asked}")
        assert page.evaluate(PAINTED) == 1
        assert "300 of 400 people" in page.inner_text("#figures")


def test_where_nobody_is_known_the_page_opens_at_what_is_measured(
    visit: Visit, engine: Engine
) -> None:
    halves = [box(116.3, 39.8, 116.32, 39.84), box(116.32, 39.8, 116.34, 39.84)]
    _write(engine, "communities", halves, name=["西", "东"])
    page = visit.page
    visit.open("/areas/town?facility=bus_stops&radius=500&lang=en")
    assert "no data" not in page.inner_text("#figures")
    assert page.input_value("#measure") == "area_share"
    assert page.evaluate(PAINTED) == 2
    assert page.locator(".legend .classes").first.is_visible()
    assert "population raster" in page.inner_text("#notes ul")
    assert "no data" not in page.inner_text("#panel-coverage thead")


def test_gaps_open_at_a_standard_that_can_be_judged(visit: Visit, engine: Engine) -> None:
    """Kind: a page that opens as "no data" where another choice of it measures something."""
    # Shares of residential land can be judged without people; those of people cannot.
    _write(engine, "land_use", [box(116.31, 39.81, 116.33, 39.83)], land_class=["residential"])
    for kind in ("health_centers", "police_stations", "fire_stations"):
        _write(engine, kind, [shapely.Point(116.315, 39.82)], name=["站"])
    page = visit.page
    visit.open("/areas/town?lang=en")
    page.click("#tab-gaps")
    visit.settle()
    chosen = page.input_value("#standard")
    assert chosen != "gb50180-2018"
    assert f"standard={chosen}" in page.url
    assert "Of the usual standard nothing can be judged here" in page.inner_text("#notes ul")
    asked = f"/api/v1/areas/town/gaps?standard={chosen}&by=community"
    rows = page.request.get(visit.root + asked).json()["rows"]
    assert any(row["met"] is not None for row in rows)
    # What somebody chooses stays chosen.
    page.select_option("#standard", "gb50180-2018")
    visit.settle()
    assert page.input_value("#standard") == "gb50180-2018"
