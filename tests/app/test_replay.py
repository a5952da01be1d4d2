"""A receipt alone gives the same result again, and a changed input is named."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from flask import Flask
from geopandas import GeoDataFrame
from rasterio.transform import from_origin
from shapely import Point, box
from sqlalchemy import text

from app.analyses import ANALYSES
from app.answers import to_geojson, to_json
from app.database import Database
from app.errors import ReceiptError
from app.params import parse
from app.rasters import RasterTarget, delete_raster, import_raster
from app.receipts import result_digest
from app.replay import Replay, read_receipt, replay
from app.services import Result, run
from layers import history, store
from layers.areas import create_area
from layers.errors import UnknownAreaError
from layers.store import Area, write_layer
from layers.text import Text

LAYER = "health_centers"
ASKED = {"facility": LAYER, "radius": "500"}


@pytest.fixture
def database(empty_app: Flask) -> Database:
    """A town of two communities with two health centers, one of which will close in 2030."""
    made: Database = empty_app.extensions["database"]
    halves = [box(116.40, 39.92, 116.41, 39.94), box(116.41, 39.92, 116.42, 39.94)]
    communities = GeoDataFrame(
        {"name": ["west", "east"], "population_resident": [1000.0, 3000.0]},
        geometry=halves,
        crs=4326,
    )
    centers = GeoDataFrame(
        {"name": ["one", "two"], "closed_on": [None, dt.date(2030, 1, 1)]},
        geometry=[Point(116.404, 39.93), Point(116.416, 39.93)],
        crs=4326,
    )
    area = Area("town", Text("镇", "Town"), box(116.40, 39.92, 116.42, 39.94), "EPSG:4548")
    with made.begin() as connection:
        create_area(connection, area)
        for layer, frame in (("communities", communities), (LAYER, centers)):
            write_layer(connection, "town", layer, frame, replace=True, actor="ann", source="file")
    return made


def _run(database: Database, analysis: str = "coverage", **values: str) -> Result:
    return run(database, analysis, "town", parse(ANALYSES[analysis].parameters, values.items()))


def _again(database: Database, result: Result, **changed: Any) -> Replay:
    return replay(database, read_receipt(json.dumps({**_receipt(result), **changed})))


def _receipt(result: Result) -> dict[str, Any]:
    return dict(json.loads(to_json(result))["receipt"])


def _move(database: Database) -> None:
    with database.begin() as connection:
        first = int(store.read_layer(connection, "town", LAYER).index[0])
        history.update_feature(
            connection, "town", LAYER, first,
            values={}, geometry=Point(116.401, 39.921), actor="ann",
        )  # fmt: skip


def _states(found: Replay) -> dict[str, str]:
    return {one.name: one.state for one in found.inputs}


def test_the_same_data_give_the_same_result(database: Database) -> None:
    found = _again(database, _run(database, **ASKED))
    assert found.reproduced
    assert set(_states(found).values()) == {"unchanged"}
    assert {"area", f"layer {LAYER}", "layer communities", "software"} <= set(_states(found))


def test_data_that_moved_on_are_given_back_and_named(database: Database) -> None:
    before = _run(database, **ASKED)
    _move(database)
    after = _run(database, **ASKED)
    assert after.receipt["result_sha256"] != before.receipt["result_sha256"]
    found = _again(database, before)
    assert found.reproduced
    assert found.result.rows.equals(before.rows)
    assert _states(found)[f"layer {LAYER}"] == "changed"
    assert _states(found)["layer communities"] == "unchanged"
    assert _again(database, after).reproduced


def test_a_layer_that_was_empty_is_empty_again(database: Database) -> None:
    before = _run(database, **ASKED)
    assert "streets" not in _states(_again(database, before))
    homes = _run(database, facility="elder_homes", radius="500")
    with database.begin() as connection:
        history.insert_feature(
            connection, "town", "elder_homes", values={}, geometry=Point(116.41, 39.93), actor="ann"
        )
    found = _again(database, homes)
    assert found.reproduced
    assert _states(found)["layer elder_homes"] == "changed"


def test_a_byte_changed_behind_the_history_is_named(database: Database) -> None:
    before = _run(database, **ASKED)
    with database.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE communities SET population_resident = 3001 WHERE id = 2"))
        connection.execute(text("UPDATE layers SET sha256 = NULL"))
    database.cache.clear()
    found = _again(database, before)
    assert not found.reproduced
    assert _states(found)["layer communities"] == "altered"
    assert _states(found)[f"layer {LAYER}"] == "unchanged"


def test_a_boundary_that_moved_is_named(database: Database) -> None:
    before = _run(database, "service-areas", **ASKED)
    with database.begin() as connection:
        connection.execute(text("UPDATE areas SET boundary = ST_Translate(boundary, 1e-6, 0)"))
    found = _again(database, before)
    assert not found.reproduced
    assert _states(found)["area"] == "altered"


def test_facilities_count_as_of_the_day_of_the_receipt(database: Database) -> None:
    before = _run(database, **ASKED)
    later = _again(database, before, as_of="2031-01-01")
    assert not later.reproduced
    assert later.result.total["facilities_counted"] == before.total["facilities_counted"] - 1
    assert _again(database, before).reproduced


def test_a_standard_that_was_rewritten_is_named(database: Database) -> None:
    before = _run(database, "gaps", standard="plan-2006")
    assert _again(database, before).reproduced
    (entry,) = before.receipt["standards"]
    found = _again(database, before, standards=[{**entry, "sha256": "0" * 64}])
    assert _states(found)["standard plan-2006"] == "altered"
    gone = _again(database, before, standards=[{"standard": "none", "sha256": "0"}])
    assert _states(gone)["standard none"] == "lost"


def test_values_that_differ_from_those_of_the_file_are_listed(database: Database) -> None:
    body = json.loads(to_json(_run(database, **ASKED)))
    body["rows"][1]["population_share"] = 0.99
    body["receipt"]["result_sha256"] = "0" * 64
    found = replay(database, read_receipt(json.dumps(body)))
    assert not found.reproduced
    (one,) = found.differences
    assert (one["row"], one["field"], one["recorded"]) == (2, "population_share", 0.99)
    assert one["computed"] == found.result.rows["population_share"].iloc[1]


def test_a_result_as_geojson_carries_its_receipt_too(database: Database) -> None:
    receipt = read_receipt(to_geojson(_run(database, **ASKED)))
    assert len(receipt["rows"]) == 2
    assert replay(database, receipt).reproduced


def test_the_digest_of_the_receipt_is_that_of_the_result(database: Database) -> None:
    result = _run(database, "nearest", lon="116.41", lat="39.93")
    assert result.receipt["result_sha256"] == result_digest(result.rows, result.total, None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"analysis": "coverage"}', "'area' is missing"),
        ('{"receipt": 3}', "not a JSON object"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_receipt_is_refused(body: str, reason: str) -> None:
    with pytest.raises(ReceiptError, match=reason):
        read_receipt(body)


@pytest.mark.parametrize("entry", [{"layer": "nothing", "version": 1}, {"layer": LAYER}, 3])
def test_a_receipt_with_a_bad_layer_is_refused(database: Database, entry: Any) -> None:
    result = _run(database, **ASKED)
    with pytest.raises(ReceiptError):
        _again(database, result, layers=[entry])


def test_an_area_that_is_gone_is_named(database: Database) -> None:
    with pytest.raises(UnknownAreaError, match="nowhere"):
        _again(database, _run(database, **ASKED), area="nowhere")
    found = _again(
        database,
        _run(database, **ASKED),
        layers=[{"layer": LAYER, "version": 9, "sha256": "0" * 64}],
    )
    assert _states(found)[f"layer {LAYER}"] == "lost"


def _raster(path: Path, value: float) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", height=20, width=20, count=1, dtype="float32", nodata=-99,
        crs="EPSG:4326", transform=from_origin(116.40, 39.94, 0.001, 0.001),
    ) as out:  # fmt: skip
        out.write(np.full((20, 20), value, dtype="float32"), 1)
    return path


def test_rasters_are_named_too_and_one_that_was_not_there_is_left_out(
    database: Database, tmp_path: Path
) -> None:
    without = _run(database, **ASKED)
    target = RasterTarget("town", "population", "ann", "survey")
    import_raster(database, target, _raster(tmp_path / "a.tif", 4.0))
    with_raster = _run(database, **ASKED)
    assert with_raster.receipt["result_sha256"] != without.receipt["result_sha256"]
    found = _again(database, without)
    assert (found.reproduced, _states(found)["raster population"]) == (True, "changed")
    found = _again(database, with_raster)
    assert (found.reproduced, _states(found)["raster population"]) == (True, "unchanged")
    import_raster(database, target, _raster(tmp_path / "b.tif", 9.0))
    assert _states(_again(database, with_raster))["raster population"] == "altered"
    delete_raster(database, "town", "population", actor="ann")
    assert _states(_again(database, with_raster))["raster population"] == "lost"
