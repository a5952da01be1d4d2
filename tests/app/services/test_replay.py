"""A receipt alone gives the same result again, and a changed input is named."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from shapely import Point
from sqlalchemy import text

from app.answers.bytes import to_geojson, to_json
from app.database import Database
from app.problems.errors import ReceiptError
from app.services.receipts import result_digest
from app.services.replay import read_receipt, replay
from app.services.run import Result
from app.standards import SHIPPED
from layers.store import history
from layers.store import layers as store
from layers.store.area_versions import update_area
from layers.text import Text
from tests.app.replaying import ASKED, LAYER, again, receipt_of, run_here, states, town_of


@pytest.fixture
def database(empty_app: Flask) -> Database:
    return town_of(empty_app)


def _move(database: Database) -> None:
    with database.begin() as connection:
        first = int(store.read_layer(connection, "town", LAYER).index[0])
        history.update_feature(
            connection, "town", LAYER, first,
            values={}, geometry=Point(116.401, 39.921), actor="ann",
        )  # fmt: skip


def test_the_same_data_give_the_same_result(database: Database) -> None:
    found = again(database, run_here(database, **ASKED))
    assert found.reproduced
    assert set(states(found).values()) == {"unchanged"}
    assert {"area", f"layer {LAYER}", "layer communities", "software"} <= set(states(found))


def test_data_that_moved_on_are_given_back_and_named(database: Database) -> None:
    before = run_here(database, **ASKED)
    _move(database)
    after = run_here(database, **ASKED)
    assert after.receipt["result_sha256"] != before.receipt["result_sha256"]
    found = again(database, before)
    assert found.reproduced
    assert found.result is not None
    assert found.result.rows.equals(before.rows)
    assert states(found)[f"layer {LAYER}"] == "changed"
    assert states(found)["layer communities"] == "unchanged"
    assert again(database, after).reproduced


def test_a_layer_that_was_empty_is_empty_again(database: Database) -> None:
    before = run_here(database, **ASKED)
    assert "streets" not in states(again(database, before))
    place = {"values": {}, "geometry": Point(116.41, 39.93), "actor": "ann"}
    with database.begin() as connection:
        made = history.insert_feature(connection, "town", "elder_homes", **place)
        history.delete_feature(connection, "town", "elder_homes", made, actor="ann")
    homes = run_here(database, facility="elder_homes", radius="500")
    with database.begin() as connection:
        history.insert_feature(connection, "town", "elder_homes", **place)
    found = again(database, homes)
    assert found.reproduced
    assert states(found)["layer elder_homes"] == "changed"


def test_a_byte_changed_behind_the_history_is_named(database: Database) -> None:
    before = run_here(database, **ASKED)
    with database.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE communities SET population_resident = 3001 WHERE id = 2"))
        connection.execute(text("UPDATE layers SET sha256 = NULL"))
    database.cache.clear()
    found = again(database, before)
    assert not found.reproduced
    assert states(found)["layer communities"] == "altered"
    assert states(found)[f"layer {LAYER}"] == "unchanged"


def test_a_boundary_that_moved_is_given_back_and_named(database: Database) -> None:
    asked = {**ASKED, "by": "area", "weighting": "area"}
    before = run_here(database, **asked)
    with database.begin() as connection:
        connection.execute(text("UPDATE areas SET boundary = ST_Translate(boundary, 1e-3, 0)"))
    after = run_here(database, **asked)
    assert (before.receipt["area_version"], after.receipt["area_version"]) == (1, 2)
    assert after.receipt["area_sha256"] != before.receipt["area_sha256"]
    found = again(database, before)
    assert found.reproduced
    assert found.result is not None
    assert found.result.receipt["area_version"] == 1
    (area,) = [one for one in found.inputs if one.name == "area"]
    assert (area.state, area.recorded[:3], area.found[:3]) == ("changed", "v1 ", "v2 ")
    assert [change["field"] for change in area.changes] == ["boundary"]
    assert again(database, after).reproduced


def test_a_title_that_enters_the_rows_is_given_back(database: Database) -> None:
    before = run_here(database, **ASKED, by="area")
    with database.begin() as connection:
        town = store.read_area(connection, "town")
        renamed = replace(town, title=Text("城", "City"), figures={"land_area_km2": 2.0})
        update_area(connection, renamed, actor="ann")
    after = run_here(database, **ASKED, by="area")
    assert (before.rows["name"].iloc[0], after.rows["name"].iloc[0]) == ("小镇", "城")
    found = again(database, before)
    assert found.reproduced
    (area,) = [one for one in found.inputs if one.name == "area"]
    assert area.changes == [
        {"field": "title", "recorded": "小镇", "found": "城"},
        {"field": "figures.land_area_km2", "recorded": None, "found": 2.0},
    ]


def test_a_boundary_changed_behind_the_history_is_altered(database: Database) -> None:
    before = run_here(database, "service-areas", **ASKED)
    with database.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("areas", "area_versions"):
            moved = f"UPDATE {table} SET boundary = ST_Translate(boundary, 1e-6, 0)"  # noqa: S608
            connection.execute(text(moved))
    assert states(again(database, before))["area"] == "altered"


def test_a_receipt_from_before_areas_had_versions_is_still_understood(database: Database) -> None:
    before = run_here(database, **ASKED, by="area", weighting="area")
    known = receipt_of(before)
    for name in ("area_version", "area_facts_sha256", "rules"):
        del known[name]
    again = replay(database, read_receipt(json.dumps(known).encode()))
    assert (again.reproduced, states(again)["area"]) == (True, "unchanged")
    with database.begin() as connection:
        connection.execute(text("UPDATE areas SET boundary = ST_Translate(boundary, 1e-3, 0)"))
    again = replay(database, read_receipt(json.dumps(known).encode()))
    assert (again.reproduced, states(again)["area"]) == (True, "changed")


def test_facilities_count_as_of_the_day_of_the_receipt(database: Database) -> None:
    before = run_here(database, **ASKED)
    later = again(database, before, as_of="2031-01-01")
    assert not later.reproduced
    assert later.result is not None
    assert later.result.total["facilities_counted"] == before.total["facilities_counted"] - 1
    assert again(database, before).reproduced


def _rewrite(database: Database, name: str, old: str, new: str) -> None:
    """Let a planner's own file take the place of a shipped standard."""
    shipped = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    assert old in shipped
    database.standards.own.mkdir(parents=True, exist_ok=True)
    path = database.standards.own / f"{name}.toml"
    path.write_text(shipped.replace(old, new), encoding="utf-8")


def test_a_standard_that_was_rewritten_is_taken_from_the_receipt(database: Database) -> None:
    before = run_here(database, "gaps", standard="plan-2006")
    assert again(database, before).reproduced
    _rewrite(database, "plan-2006", "required = 190", "required = 150")
    after = run_here(database, "gaps", standard="plan-2006")
    assert after.receipt["result_sha256"] != before.receipt["result_sha256"]
    found = again(database, before)
    assert found.reproduced
    (one,) = [one for one in found.inputs if one.name == "standard plan-2006"]
    assert one.state == "changed"
    assert one.changes == [
        {"rule": "office-premises", "field": "required", "recorded": 190.0, "found": 150.0}
    ]
    assert again(database, after).reproduced


def test_a_standard_that_was_removed_is_taken_from_the_receipt(database: Database) -> None:
    own = (SHIPPED / "plan-2006.toml").read_text(encoding="utf-8")
    mine = own.replace('id = "plan-2006"', 'id = "mine"')
    database.standards.own.mkdir(parents=True, exist_ok=True)
    path = database.standards.own / "mine.toml"
    path.write_text(mine, encoding="utf-8")
    before = run_here(database, "gaps", standard="mine")
    path.unlink()
    found = again(database, before)
    assert (found.reproduced, states(found)["standard mine"]) == (True, "changed")
    gone = again(
        database, run_here(database, **ASKED), standards=[{"standard": "x", "sha256": "0"}]
    )
    assert states(gone)["standard x"] == "lost"


def test_a_receipt_without_rules_names_the_standard_that_changed(database: Database) -> None:
    before = run_here(database, "gaps", standard="plan-2006")
    _rewrite(database, "plan-2006", "required = 190", "required = 150")
    found = again(database, before, rules={})
    assert not found.reproduced
    assert states(found)["standard plan-2006"] == "altered"


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
    before = run_here(database, "gaps", standard="plan-2006")
    rewritten = {"standards": [{"standard": "plan-2006", "sha256": "0" * 64}], **changed}
    with pytest.raises(ReceiptError, match=reason):
        again(database, before, **rewritten)


def test_forged_rules_do_not_enter_what_others_are_told(database: Database) -> None:
    before = run_here(database, "gaps", standard="plan-2006")
    forged = json.loads(json.dumps(before.receipt["rules"]))
    forged["plan-2006"]["rules"][0]["required"] = 0.0
    one = again(database, before, rules=forged, standards=[_changed_hash(before)])
    true = again(database, before, standards=[_changed_hash(before)])
    assert (one.reproduced, true.reproduced) == (False, True)
    assert run_here(database, "gaps", standard="plan-2006").rows.equals(before.rows)


def _changed_hash(result: Result) -> dict[str, str]:
    return {"standard": result.receipt["standards"][0]["standard"], "sha256": "0" * 64}


def test_values_that_differ_from_those_of_the_file_are_listed(database: Database) -> None:
    body = json.loads(to_json(run_here(database, **ASKED)))
    body["rows"][1]["population_share"] = 0.99
    body["receipt"]["result_sha256"] = "0" * 64
    found = replay(database, read_receipt(json.dumps(body).encode()))
    assert not found.reproduced
    (one,) = found.differences
    assert (one["row"], one["field"], one["recorded"]) == (2, "population_share", 0.99)
    assert found.result is not None
    assert one["computed"] == found.result.rows["population_share"].iloc[1]


def test_a_result_as_geojson_carries_its_receipt_too(database: Database) -> None:
    receipt = read_receipt(to_geojson(run_here(database, **ASKED)).encode())
    assert len(receipt["rows"]) == 2
    assert replay(database, receipt).reproduced


def test_the_digest_of_the_receipt_is_that_of_the_result(database: Database) -> None:
    result = run_here(database, "nearest", lon="116.41", lat="39.93")
    assert result.receipt["result_sha256"] == result_digest(result.rows, result.total, None)
