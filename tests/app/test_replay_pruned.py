"""Replays of results whose inputs were pruned: said as what it is, never computed from less."""

import pytest
from flask import Flask
from shapely import Point

from app.database import Database
from layers.store import layers as store
from layers.store.area_versions import prune_area, update_area
from layers.store.areas import read_area
from layers.store.layers import Area
from layers.store.pruning import prune_layers
from layers.text import Text
from tests.app.replaying import ASKED, LAYER, again, run_here, states, town_of
from tests.builders.frames import lonlat_frame


@pytest.fixture
def database(empty_app: Flask) -> Database:
    return town_of(empty_app)


def _rewrite(database: Database, *names: str) -> None:
    places = [Point(116.404 + i / 1e3, 39.93) for i in range(len(names))]
    frame = lonlat_frame(places, name=list(names))
    with database.begin() as connection:
        store.write_layer(
            connection, "town", LAYER, frame, replace=True, actor="ann", source="file"
        )


def test_a_layer_is_given_back_until_it_is_pruned(database: Database) -> None:
    before = run_here(database, **ASKED)
    _rewrite(database, "three")
    now = run_here(database, **ASKED)
    assert states(again(database, before))[f"layer {LAYER}"] == "changed"
    with database.begin() as connection:
        prune_layers(connection, "town", actor="ben")
    database.cache.clear()
    found = again(database, before)
    (one,) = [i for i in found.inputs if i.name == f"layer {LAYER}"]
    assert (found.reproduced, one.state) == (False, "lost")
    assert one.found.startswith("v1 pruned 2")
    # What rests on the present version is not touched.
    assert again(database, now).reproduced
    assert run_here(database, **ASKED).receipt["result_sha256"] == now.receipt["result_sha256"]


def test_content_that_is_there_again_needs_no_history(database: Database) -> None:
    _rewrite(database, "one", "two")
    before = run_here(database, **ASKED)
    _rewrite(database, "three")
    _rewrite(database, "one", "two")
    with database.begin() as connection:
        prune_layers(connection, "town", actor="ben")
    assert again(database, before).reproduced


def test_an_area_is_given_back_until_it_is_pruned(database: Database) -> None:
    before = run_here(database, **ASKED)
    with database.begin() as connection:
        area = read_area(connection, "town")
        moved = Area("town", Text("新镇", "New"), area.boundary.buffer(0.01), area.crs)
        update_area(connection, moved, actor="ann")
    assert states(again(database, before))["area"] == "changed"
    with database.begin() as connection:
        prune_area(connection, "town", actor="ben")
    database.cache.clear()
    found = again(database, before)
    (one,) = [i for i in found.inputs if i.name == "area"]
    assert (one.state, one.found.startswith("v1 pruned 2")) == ("lost", True)
