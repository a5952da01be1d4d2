import json

import pytest

from app.compute import tasks
from app.compute.tasks import TASKS
from app.problems.errors import TooCostlyError
from app.problems.overload import AnswerTooLongError

ALL = {"limit": 100_000_000, "offset": 0, "bbox": None, "etag": "tag", "area": "dongcheng"}


def test_a_layer_is_written_as_a_file(database) -> None:
    values = {**ALL, "layer": "police_stations", "form": "gpkg"}
    found = TASKS["layer"](database, values, b"")
    assert found.body.startswith(b"SQLite format 3")
    assert found.etag == "tag"


def test_an_answer_has_a_greatest_length(database, monkeypatch) -> None:
    monkeypatch.setattr(tasks, "MOST_ANSWER", 1000)
    with pytest.raises(AnswerTooLongError):
        TASKS["layer"](database, {**ALL, "layer": "police_stations", "form": "gpkg"}, b"")


def test_a_receipt_is_replayed_below_the_ceiling_only(database) -> None:
    values = {
        "analysis": "green",
        "area": "dongcheng",
        "pairs": [["by", "subdistrict"]],
        "form": "json",
        "language": "en",
    }
    receipt = TASKS["analysis"](database, values, b"").body
    limits = {"seconds": 30.0, "memory": 1_000_000_000}
    assert json.loads(TASKS["replay"](database, limits, receipt).body)["reproduced"] is True
    with pytest.raises(TooCostlyError):
        TASKS["replay"](database, {"seconds": 1e-9, "memory": 1}, receipt)


def test_the_place_farthest_from_a_facility_lies_in_the_area(database) -> None:
    values = {"area": "dongcheng", "facility": "health_centers"}
    lon, lat = json.loads(TASKS["farthest"](database, values, b"").body)
    assert 116.3 < lon < 116.5
    assert 39.8 < lat < 40.0
