"""An area on both sides of 180 degrees, in a real browser: in one piece, and near.

Kind of fault: a map of the whole earth with the area in two slivers at its edges.
"""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import sync_playwright
from shapely import MultiPolygon, Point, box
from sqlalchemy import Engine

from layers import store
from layers.store.areas import Area
from layers.text import Text
from tests.app.browsing import Visit, launch, serve, visit_of

WIDTH = """() => {
    const boxes = [...document.querySelectorAll(".leaflet-shequ-communities-pane path")]
        .map((path) => path.getBoundingClientRect()).filter((one) => one.width > 0);
    const left = Math.min(...boxes.map((one) => one.left));
    const right = Math.max(...boxes.map((one) => one.right));
    return [boxes.length, right - left];
}"""

pytestmark = pytest.mark.slow


def _write(engine: Engine, layer: str, shapes: list[shapely.Geometry], **columns: object) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    with engine.begin() as connection:
        store.write_layer(
            connection, "taveuni", layer, frame, replace=True, actor="test", source="test"
        )


@pytest.fixture
def visit(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Visit]:
    east, west = box(179.8, -17, 180, -16.8), box(-180, -17, -179.8, -16.8)
    area = Area("taveuni", Text("塔韦乌尼", "Taveuni"), MultiPolygon([east, west]), "EPSG:32760")
    with engine.begin() as connection:
        store.create_area(connection, area)
    _write(engine, "communities", [east, west], name=["东", "西"], population_resident=[100, 50])
    _write(engine, "health_centers", [Point(179.9, -16.9), Point(-179.9, -16.9)], name=["a", "b"])
    with serve(database_url, tmp_path) as root, sync_playwright() as playwright:
        browser = launch(playwright)
        yield visit_of(browser.new_context(viewport={"width": 1280, "height": 800}), root)
        browser.close()


def test_an_area_across_180_degrees_fills_its_map_in_one_piece(visit: Visit) -> None:
    visit.open("/areas/taveuni?lang=en")
    count, width = visit.page.evaluate(WIDTH)
    assert count >= 2
    frame = visit.page.locator(".map-frame").bounding_box()
    assert frame is not None
    assert 0.2 * frame["width"] < width < frame["width"]
    visit.page.goto(visit.root + "/areas/taveuni/results/nearest?lang=en&lon=-179.9&lat=-16.9")
    visit.page.wait_for_selector("tbody tr", timeout=30_000)
    assert visit.faults == []
    bbox = visit.page.request.get(f"{visit.root}/api/v1/areas/taveuni").json()["bbox"]
    assert bbox == [179.8, -17, -179.8, -16.8]
