import datetime as dt
from dataclasses import replace

import pandas as pd
from geopandas import GeoSeries
from shapely.geometry import Point, box

from app.services.receipts import (
    VERSION,
    ReceiptSources,
    area_digest,
    facts_digest,
    receipt,
    result_digest,
    scale_notes,
)
from app.services.stated_standards import Given, stated
from app.standards import SHIPPED, read_standard
from layers.store.layers import Area, LayerStatus
from layers.text import Text

TOWN = Area("town", Text("镇", "Town"), box(0, 0, 1, 1), "EPSG:32631", synthetic=True)
ROWS = pd.DataFrame({"share": [0.5, float("nan")]}, index=pd.Index([1, 2], name="id"))


def test_a_receipt_repeats_but_for_its_time() -> None:
    status = LayerStatus("streets", 4, 7, "ab", None, "me", "file")
    plan = read_standard(SHIPPED / "plan-2006.toml")
    sources = ReceiptSources(TOWN, dt.date(2025, 3, 1), [status], {"plan-2006": Given(plan, "cd")})
    made = receipt("coverage", {"radius": 5}, sources, "ef")
    time = made.pop("computed_at")
    assert time.endswith("+00:00")
    assert made == {
        "analysis": "coverage",
        "area": "town",
        "area_version": 1,
        "area_sha256": area_digest(TOWN),
        "area_facts_sha256": facts_digest(TOWN),
        "synthetic": True,
        "parameters": {"radius": 5},
        "layers": [{"layer": "streets", "version": 4, "feature_count": 7, "sha256": "ab"}],
        "standards": [{"standard": "plan-2006", "sha256": "cd"}],
        "as_of": "2025-03-01",
        "crs": "EPSG:32631",
        "people_outside": [],
        "scale_error": {"lengths": 0.000981, "areas": 0.001963},
        "result_sha256": "ef",
        "software": "shequ",
        "software_version": VERSION,
        "rules": {"plan-2006": stated(plan)},
    }


def test_the_digest_tells_every_number_and_shape_but_no_timing() -> None:
    shapes = GeoSeries([Point(0, 0), Point(1, 1)], index=ROWS.index)
    found = result_digest(ROWS, {"people": 3, "seconds": 0.1}, shapes)
    assert found == result_digest(ROWS, {"people": 3, "seconds": 9.0}, shapes)
    moved = GeoSeries([Point(0, 0), Point(1, 1.000001)], index=ROWS.index)
    others = [
        result_digest(ROWS, {"people": 4}, shapes),
        result_digest(ROWS, {"people": 3}, moved),
        result_digest(ROWS, {"people": 3}, None),
        result_digest(ROWS.assign(share=[0.5, 0.25]), {"people": 3}, shapes),
        result_digest(ROWS.set_axis([1, 3]), {"people": 3}, shapes.set_axis([1, 3])),
    ]
    assert len({found, *others}) == 6


def test_the_digest_of_an_area_changes_with_its_boundary() -> None:
    moved = Area("town", TOWN.title, box(0, 0, 1, 1.0000001), TOWN.crs)
    assert area_digest(moved) != area_digest(TOWN)


def test_the_facts_of_an_area_are_its_title_and_figures() -> None:
    same = replace(TOWN, boundary=box(0, 0, 1, 2), source="other")
    assert facts_digest(same) == facts_digest(TOWN)
    for other in (replace(TOWN, title=Text("城", "Town")), replace(TOWN, figures={"people": 1})):
        assert facts_digest(other) != facts_digest(TOWN)


def test_an_area_too_wide_for_its_system_says_so_in_every_answer() -> None:
    """Kind: an error of the projection nobody told; an area that fits says nothing."""
    wide = Area("wide", TOWN.title, box(75, 40, 134, 41), "EPSG:4544")
    assert "8.28% off" in scale_notes(wide)[0].en
    assert scale_notes(Area("fit", TOWN.title, box(116, 39, 117, 40), "EPSG:4548")) == ()
