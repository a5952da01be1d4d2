from shapely.geometry import box

from app.receipts import VERSION, receipt
from layers.store import Area, LayerStatus
from layers.text import Text


def test_a_receipt_repeats_but_for_its_time() -> None:
    area = Area("town", Text("镇", "Town"), box(0, 0, 1, 1), "EPSG:32631", synthetic=True)
    status = LayerStatus("streets", 4, 7, "ab", None, "me", "file")
    made = receipt("coverage", {"radius": 5}, area, [status])
    time = made.pop("computed_at")
    assert time.endswith("+00:00")
    assert made == {
        "analysis": "coverage",
        "area": "town",
        "synthetic": True,
        "parameters": {"radius": 5},
        "layers": [{"layer": "streets", "version": 4, "feature_count": 7, "sha256": "ab"}],
        "crs": "EPSG:32631",
        "software": "shequ",
        "software_version": VERSION,
    }
