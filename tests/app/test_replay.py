"""A receipt alone gives the same result again, and a changed input is named."""

import datetime as dt
import json
from dataclasses import replace
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
from app.rasters import Pruning, RasterTarget, delete_raster, import_raster, prune_rasters
from app.receipts import result_digest
from app.replay import Replay, read_receipt, replay
from app.services import Result, run
from app.standards import SHIPPED
from layers import history, store
from layers.areas import create_area
from layers.areas_history import update_area
from layers.errors import UnknownAreaError
from layers.store import Area, write_layer
from layers.text import Text

LAYER = "health_centers"
ASKED = {"facility": LAYER, "radius": "500"}
WHOLE = {
    "analysis": "coverage",
    "area": "town",
    "parameters": {},
    "layers": [],
    "result_sha256": "",
}


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
    assert found.result is not None
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


def test_a_boundary_that_moved_is_given_back_and_named(database: Database) -> None:
    asked = {**ASKED, "by": "area", "weighting": "area"}
    before = _run(database, **asked)
    with database.begin() as connection:
        connection.execute(text("UPDATE areas SET boundary = ST_Translate(boundary, 1e-3, 0)"))
    after = _run(database, **asked)
    assert (before.receipt["area_version"], after.receipt["area_version"]) == (1, 2)
    assert after.receipt["area_sha256"] != before.receipt["area_sha256"]
    found = _again(database, before)
    assert found.reproduced
    assert found.result is not None
    assert found.result.receipt["area_version"] == 1
    (area,) = [one for one in found.inputs if one.name == "area"]
    assert (area.state, area.recorded[:3], area.found[:3]) == ("changed", "v1 ", "v2 ")
    assert [change["field"] for change in area.changes] == ["boundary"]
    assert _again(database, after).reproduced


def test_a_title_that_enters_the_rows_is_given_back(database: Database) -> None:
    before = _run(database, **ASKED, by="area")
    with database.begin() as connection:
        town = store.read_area(connection, "town")
        renamed = replace(town, title=Text("城", "City"), figures={"land_area_km2": 2.0})
        update_area(connection, renamed, actor="ann")
    after = _run(database, **ASKED, by="area")
    assert (before.rows["name"].iloc[0], after.rows["name"].iloc[0]) == ("镇", "城")
    found = _again(database, before)
    assert found.reproduced
    (area,) = [one for one in found.inputs if one.name == "area"]
    assert area.changes == [
        {"field": "title", "recorded": "镇", "found": "城"},
        {"field": "figures.land_area_km2", "recorded": None, "found": 2.0},
    ]


def test_a_boundary_changed_behind_the_history_is_altered(database: Database) -> None:
    before = _run(database, "service-areas", **ASKED)
    with database.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("areas", "area_versions"):
            moved = f"UPDATE {table} SET boundary = ST_Translate(boundary, 1e-6, 0)"  # noqa: S608
            connection.execute(text(moved))
    assert _states(_again(database, before))["area"] == "altered"


def test_a_receipt_from_before_areas_had_versions_is_still_understood(database: Database) -> None:
    before = _run(database, **ASKED, by="area", weighting="area")
    known = _receipt(before)
    for name in ("area_version", "area_facts_sha256", "rules"):
        del known[name]
    again = replay(database, read_receipt(json.dumps(known)))
    assert (again.reproduced, _states(again)["area"]) == (True, "unchanged")
    with database.begin() as connection:
        connection.execute(text("UPDATE areas SET boundary = ST_Translate(boundary, 1e-3, 0)"))
    again = replay(database, read_receipt(json.dumps(known)))
    assert (again.reproduced, _states(again)["area"]) == (True, "changed")


def test_facilities_count_as_of_the_day_of_the_receipt(database: Database) -> None:
    before = _run(database, **ASKED)
    later = _again(database, before, as_of="2031-01-01")
    assert not later.reproduced
    assert later.result is not None
    assert later.result.total["facilities_counted"] == before.total["facilities_counted"] - 1
    assert _again(database, before).reproduced


def _rewrite(database: Database, name: str, old: str, new: str) -> None:
    """Let a planner's own file take the place of a shipped standard."""
    shipped = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    assert old in shipped
    database.standards.own.mkdir(parents=True, exist_ok=True)
    path = database.standards.own / f"{name}.toml"
    path.write_text(shipped.replace(old, new), encoding="utf-8")


def test_a_standard_that_was_rewritten_is_taken_from_the_receipt(database: Database) -> None:
    before = _run(database, "gaps", standard="plan-2006")
    assert _again(database, before).reproduced
    _rewrite(database, "plan-2006", "required = 190", "required = 150")
    after = _run(database, "gaps", standard="plan-2006")
    assert after.receipt["result_sha256"] != before.receipt["result_sha256"]
    found = _again(database, before)
    assert found.reproduced
    (one,) = [one for one in found.inputs if one.name == "standard plan-2006"]
    assert one.state == "changed"
    assert one.changes == [
        {"rule": "office-premises", "field": "required", "recorded": 190.0, "found": 150.0}
    ]
    assert _again(database, after).reproduced


def test_a_standard_that_was_removed_is_taken_from_the_receipt(database: Database) -> None:
    own = (SHIPPED / "plan-2006.toml").read_text(encoding="utf-8")
    mine = own.replace('id = "plan-2006"', 'id = "mine"')
    database.standards.own.mkdir(parents=True, exist_ok=True)
    path = database.standards.own / "mine.toml"
    path.write_text(mine, encoding="utf-8")
    before = _run(database, "gaps", standard="mine")
    path.unlink()
    found = _again(database, before)
    assert (found.reproduced, _states(found)["standard mine"]) == (True, "changed")
    gone = _again(database, _run(database, **ASKED), standards=[{"standard": "x", "sha256": "0"}])
    assert _states(gone)["standard x"] == "lost"


def test_a_receipt_without_rules_names_the_standard_that_changed(database: Database) -> None:
    before = _run(database, "gaps", standard="plan-2006")
    _rewrite(database, "plan-2006", "required = 190", "required = 150")
    found = _again(database, before, rules={})
    assert not found.reproduced
    assert _states(found)["standard plan-2006"] == "altered"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"rules": {"plan-2006": 3}}, "no standard"),
        ({"rules": {"plan-2006": {"id": "plan-2006"}}}, "missing"),
        ({"rules": {"plan-2006": {"id": "x" * 2_000_000}}}, "no standard"),
        ({"standards": [3]}, "without a name"),
        ({"standards": [{}] * 21}, "more than 20"),
    ],
)
def test_rules_that_are_none_are_refused(
    database: Database, changed: dict[str, Any], reason: str
) -> None:
    before = _run(database, "gaps", standard="plan-2006")
    rewritten = {"standards": [{"standard": "plan-2006", "sha256": "0" * 64}], **changed}
    with pytest.raises(ReceiptError, match=reason):
        _again(database, before, **rewritten)


def test_forged_rules_do_not_enter_what_others_are_told(database: Database) -> None:
    before = _run(database, "gaps", standard="plan-2006")
    forged = json.loads(json.dumps(before.receipt["rules"]))
    forged["plan-2006"]["rules"][0]["required"] = 0.0
    one = _again(database, before, rules=forged, standards=[_changed_hash(before)])
    true = _again(database, before, standards=[_changed_hash(before)])
    assert (one.reproduced, true.reproduced) == (False, True)
    assert _run(database, "gaps", standard="plan-2006").rows.equals(before.rows)


def _changed_hash(result: Result) -> dict[str, str]:
    return {"standard": result.receipt["standards"][0]["standard"], "sha256": "0" * 64}


def test_values_that_differ_from_those_of_the_file_are_listed(database: Database) -> None:
    body = json.loads(to_json(_run(database, **ASKED)))
    body["rows"][1]["population_share"] = 0.99
    body["receipt"]["result_sha256"] = "0" * 64
    found = replay(database, read_receipt(json.dumps(body)))
    assert not found.reproduced
    (one,) = found.differences
    assert (one["row"], one["field"], one["recorded"]) == (2, "population_share", 0.99)
    assert found.result is not None
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
        (json.dumps(WHOLE | {"area": "town\x00"}), "'area' is no name"),
        (json.dumps(WHOLE | {"area": "\ud800"}), "'area' is no name"),
    ],
)
def test_what_is_no_receipt_is_refused(body: str, reason: str) -> None:
    with pytest.raises(ReceiptError, match=reason):
        read_receipt(body)


@pytest.mark.parametrize(
    "entries",
    [
        [{"layer": "nothing", "version": 1}],
        [{"layer": LAYER}],
        [{"layer": LAYER, "version": True}],
        [3],
        [{"layer": LAYER, "version": 1, "sha256": None}] * 2,
    ],
)
def test_a_receipt_with_a_bad_layer_is_refused(database: Database, entries: list[Any]) -> None:
    result = _run(database, **ASKED)
    with pytest.raises(ReceiptError):
        _again(database, result, layers=entries)


def test_rows_and_facts_of_another_kind_are_not_taken_for_what_they_are_not(
    database: Database,
) -> None:
    receipt = _receipt(_run(database, **ASKED))
    found = replay(
        database, read_receipt(json.dumps(receipt | {"area_facts_sha256": [], "features": [1]}))
    )
    assert _states(found)["area"] == "altered"
    nested: Any = 1
    for _ in range(700):
        nested = [nested]
    deep = {"receipt": receipt | {"result_sha256": "0" * 64}, "rows": [{"id": nested}]}
    with pytest.raises(ReceiptError, match="nested"):
        replay(database, read_receipt(json.dumps(deep)))


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
    found = _again(database, with_raster)
    assert (found.reproduced, _states(found)["raster population"]) == (True, "changed")
    delete_raster(database, "town", "population", actor="ann")
    found = _again(database, with_raster)
    assert (found.reproduced, _states(found)["raster population"]) == (True, "changed")


def test_an_older_raster_gives_the_same_digest_until_it_is_pruned(
    database: Database, tmp_path: Path
) -> None:
    target = RasterTarget("town", "canopy", "ann", "survey")
    import_raster(database, target, _raster(tmp_path / "a.tif", 40.0))
    before = _run(database, "green-cover")
    (entry,) = [one for one in before.receipt["layers"] if one["layer"] == "canopy_raster"]
    assert (entry["version"], len(entry["sha256"])) == (1, 64)
    import_raster(database, target, _raster(tmp_path / "b.tif", 10.0))
    after = _run(database, "green-cover")
    assert after.receipt["result_sha256"] != before.receipt["result_sha256"]
    database.cache.clear()
    found = _again(database, before)
    assert found.reproduced
    assert found.result is not None
    assert found.result.receipt["result_sha256"] == before.receipt["result_sha256"]
    gone, _ = prune_rasters(database, Pruning("town"), actor="ann")
    assert [(one.version, one.state) for one in gone] == [(1, "pruned")]
    found = _again(database, before)
    (one,) = [one for one in found.inputs if one.name == "raster canopy"]
    assert (found.reproduced, one.state) == (False, "lost")
    assert one.found.startswith("v1 pruned 20")
    # The same raster loaded again has the same content: the receipt holds once more.
    import_raster(database, target, _raster(tmp_path / "a.tif", 40.0))
    found = _again(database, before)
    assert (found.reproduced, _states(found)["raster canopy"]) == (True, "unchanged")


def test_what_cannot_be_computed_any_more_is_said_with_its_reason(
    database: Database, tmp_path: Path
) -> None:
    target = RasterTarget("town", "ndvi", "ann", "survey")
    _, stored = import_raster(database, target, _raster(tmp_path / "a.tif", 0.4))
    before = _run(database, "green-cover", raster="ndvi")
    delete_raster(database, "town", "ndvi", actor="ann")
    prune_rasters(database, Pruning("town", "ndvi", keep=0), actor="ann")
    found = _again(database, before)
    assert (found.reproduced, found.result) == (False, None)
    assert _states(found)["raster ndvi"] == "lost"
    assert found.reason is not None
    assert "no Vegetation index raster" in found.reason.en
    told = found.members()
    assert (told["result_sha256"], told["receipt"]) == (None, None)
    # A file that somebody removed by hand is no longer there either.
    import_raster(database, target, _raster(tmp_path / "a.tif", 0.4))
    stored.path.unlink()
    (one,) = [one for one in _again(database, before).inputs if one.name == "raster ndvi"]
    assert (one.state, "file is missing" in one.found) == ("lost", True)


def test_gaps_judged_on_a_canopy_raster_are_given_back(database: Database, tmp_path: Path) -> None:
    asked = {"standard": "three-thirty-300"}
    without = _run(database, "gaps", **asked)
    for name, value in (("a.tif", 40.0), ("b.tif", 10.0)):
        import_raster(
            database, RasterTarget("town", "canopy", "ann"), _raster(tmp_path / name, value)
        )
        if value > 30:
            green = _run(database, "gaps", **asked)
    bare = _run(database, "gaps", **asked)
    met = [
        found.rows.loc[found.rows["rule"] == "thirty-percent-canopy", "met"].tolist()
        for found in (without, green, bare)
    ]
    assert met == [[None, None], [True, True], [False, False]]
    for found, state in ((without, "changed"), (green, "changed"), (bare, "unchanged")):
        again = _again(database, found)
        assert (again.reproduced, _states(again)["raster canopy"]) == (True, state)
    assert "raster land_cover" in _states(_again(database, without))
