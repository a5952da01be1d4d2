"""Layers given back from the history: every earlier state, exactly."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point
from sqlalchemy import Connection, text

from layers.errors import UnknownVersionError
from layers.store import history
from layers.store import layers as store
from layers.store.versions import fingerprint_at, read_layer_at
from tests.builders.frames import lonlat_frame

LAYER = "health_centers"


def _frame(*names: str) -> gpd.GeoDataFrame:
    places = [Point(116.4 + 0.0123456789 * i, 39.9) for i in range(len(names))]
    amounts = [0.1 + 0.2 * i for i in range(len(names))]
    return lonlat_frame(places, name=list(names), floor_area_m2=amounts, colour=list(names))


def _import(connection: Connection, *names: str, replace: bool = True) -> None:
    store.write_layer(
        connection, "town", LAYER, _frame(*names), replace=replace, actor="ann", source="file"
    )
    connection.commit()


def _first(connection: Connection) -> int:
    return int(store.read_layer(connection, "town", LAYER).index[0])


def _changes(connection: Connection) -> list[tuple[pd.DataFrame, str]]:
    """Change the layer in every way there is; return what it was after each version."""

    def add() -> None:
        values = {"name": "new"}
        place = Point(116.41, 39.91)
        history.insert_feature(
            connection, "town", LAYER, values=values, geometry=place, actor="ann"
        )

    def move() -> None:
        history.update_feature(
            connection, "town", LAYER, _first(connection),
            values={"name": "moved"}, geometry=Point(116.42, 39.92), actor="ann",
        )  # fmt: skip

    steps = (
        lambda: _import(connection, "a", "b", "c"),
        move,
        lambda: history.delete_feature(connection, "town", LAYER, _first(connection), actor="ann"),
        add,
        lambda: connection.execute(text("UPDATE health_centers SET capacity = 7")),
        lambda: history.undo(connection, "town", LAYER, actor="ann"),
        lambda: _import(connection, "x", "y"),
        lambda: _import(connection, "z", replace=False),
    )
    states = [_state(connection)]
    for step in steps:
        step()
        connection.commit()
        states.append(_state(connection))
    return states


def _state(connection: Connection) -> tuple[pd.DataFrame, str]:
    frame = store.read_layer(connection, "town", LAYER)
    return frame, store.fingerprint(connection, "town", LAYER)


@pytest.mark.usefixtures("town")
def test_every_version_is_given_back_exactly(connection: Connection) -> None:
    states = _changes(connection)
    assert store.read_versions(connection, "town")[LAYER] == len(states) - 1
    for version, (frame, digest) in enumerate(states):
        pd.testing.assert_frame_equal(read_layer_at(connection, "town", LAYER, version), frame)
        assert fingerprint_at(connection, "town", LAYER, version) == (digest, len(frame))


@pytest.mark.usefixtures("town")
def test_data_changed_behind_the_history_are_found_out(connection: Connection) -> None:
    _import(connection, "a", "b")
    before = fingerprint_at(connection, "town", LAYER, 1)
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(text("UPDATE facilities SET name = 'b2' WHERE name = 'b'"))
    connection.commit()
    assert store.read_versions(connection, "town")[LAYER] == 1
    assert fingerprint_at(connection, "town", LAYER, 1) != before


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("version", [-1, 2])
def test_a_version_that_never_was_is_refused(connection: Connection, version: int) -> None:
    _import(connection, "a")
    with pytest.raises(UnknownVersionError, match="the newest is 1"):
        read_layer_at(connection, "town", LAYER, version)
