from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, box
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from layers.errors import NothingToUndoError, UnknownFeatureError, VersionConflictError
from layers.store import history
from layers.store import layers as store
from layers.store.rows import RowsRefusedError
from tests.builders.frames import lonlat_frame, named_points

LAYER = "health_centers"
PLACE = Point(116.4, 39.9)


def _import(connection: Connection, *names: str, replace: bool = True) -> store.LayerStatus:
    frame = named_points(*names)
    return store.write_layer(
        connection, "town", LAYER, frame, replace=replace, actor="import", source="file.gpkg"
    )


def _insert(connection: Connection, name: str = "center") -> int:
    return history.insert_feature(
        connection, "town", LAYER, values={"name": name}, geometry=PLACE, actor="ann"
    )


def _rows(connection: Connection) -> pd.DataFrame:
    return store.read_layer(connection, "town", LAYER)


@pytest.mark.usefixtures("town")
def test_a_feature_is_inserted_updated_and_deleted(connection: Connection) -> None:
    one = history.insert_feature(
        connection, "town", LAYER, values={"name": "a", "beds": 4}, geometry=PLACE, actor="ann"
    )
    history.update_feature(
        connection,
        "town",
        LAYER,
        one,
        values={"name": None, "staff": 3, "hours": "9-17"},
        geometry=Point(116.45, 39.95),
        actor="ann",
    )
    row = _rows(connection).loc[one]
    assert pd.isna(row["name"])
    assert (row["staff"], row["properties"]) == (3, {"beds": 4, "hours": "9-17"})
    assert row["geometry"] == Point(116.45, 39.95)
    history.delete_feature(connection, "town", LAYER, one, actor="ann")
    assert len(_rows(connection)) == 0


@pytest.mark.usefixtures("town")
def test_what_is_not_named_in_an_update_stays(connection: Connection) -> None:
    one = _insert(connection, "kept")
    history.update_feature(connection, "town", LAYER, one, values={"staff": 3}, actor="ann")
    row = _rows(connection).loc[one]
    assert (row["name"], row["staff"], row["geometry"]) == ("kept", 3, PLACE)


@pytest.mark.usefixtures("town")
def test_an_edit_of_no_feature_is_refused(connection: Connection) -> None:
    with pytest.raises(UnknownFeatureError, match="has no feature 12345"):
        history.update_feature(connection, "town", LAYER, 12345, values={}, actor="ann")
    with pytest.raises(UnknownFeatureError):
        history.delete_feature(connection, "town", LAYER, 12345, actor="ann")


@pytest.mark.usefixtures("town")
def test_a_feature_of_another_layer_is_not_reached(connection: Connection) -> None:
    """Facilities share one table: the id alone must not do."""
    one = _insert(connection)
    with pytest.raises(UnknownFeatureError):
        history.delete_feature(connection, "town", "police_stations", one, actor="ann")
    assert len(_rows(connection)) == 1


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("values", [{"staff": -1}, {"floor_area_m2": float("inf")}, {"staff": "x"}])
def test_an_edit_with_an_impossible_value_is_refused(
    connection: Connection, values: dict[str, Any]
) -> None:
    one = _insert(connection)
    with pytest.raises(RowsRefusedError, match=LAYER):
        history.update_feature(connection, "town", LAYER, one, values=values, actor="ann")


@pytest.mark.usefixtures("town")
def test_an_edit_of_an_old_version_is_refused(connection: Connection) -> None:
    _import(connection, "a", "b")
    one = int(_rows(connection).index[0])
    connection.commit()
    seen = store.read_versions(connection, "town")[LAYER]
    history.update_feature(
        connection, "town", LAYER, one, values={"staff": 1}, actor="ann", expected_version=seen
    )
    connection.commit()
    with pytest.raises(VersionConflictError, match=f"at version {seen + 1}, not {seen}"):
        history.update_feature(
            connection, "town", LAYER, one, values={"staff": 2}, actor="bob", expected_version=seen
        )


@pytest.mark.usefixtures("town")
def test_history_tells_who_did_how_much(connection: Connection) -> None:
    _import(connection, "a", "b", "c")
    connection.commit()
    one = _insert(connection)
    history.update_feature(connection, "town", LAYER, one, values={"staff": 1}, actor="ann")
    connection.commit()
    edit, imported = history.list_history(connection, "town", LAYER)
    assert (imported.version, imported.actor, imported.source) == (1, "import", "file.gpkg")
    assert (imported.inserted, imported.updated, imported.deleted) == (3, 0, 0)
    assert (edit.version, edit.actor, edit.inserted, edit.updated) == (2, "ann", 1, 1)
    assert edit.at >= imported.at
    assert history.list_history(connection, "town", LAYER, limit=1) == [edit]


@pytest.mark.usefixtures("town")
def test_edits_that_bypass_the_product_count_as_well(connection: Connection) -> None:
    """QGIS writes to the views; the trigger sees it, names its database user and undo works."""
    _import(connection, "a", "b")
    connection.commit()
    before = store.fingerprint(connection, "town", LAYER)
    connection.execute(text("UPDATE health_centers SET name = 'by hand' WHERE name = 'a'"))
    connection.execute(
        text(
            "INSERT INTO health_centers (area_id, name, geometry)"
            " SELECT id, 'new', ST_SetSRID(ST_Point(116.4, 39.9), 4326) FROM areas"
        )
    )
    connection.commit()
    latest = history.list_history(connection, "town", LAYER)[0]
    assert (latest.version, latest.inserted, latest.updated) == (2, 1, 1)
    assert latest.actor == connection.scalar(text("SELECT session_user"))
    history.undo(connection, "town", LAYER, actor="ann")
    assert store.fingerprint(connection, "town", LAYER) == before


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE facilities SET kind = 'police_station'", "keeps its id, area and kind"),
        ("UPDATE facilities SET id = id + 100", "keeps its id, area and kind"),
        ("TRUNCATE facilities", "TRUNCATE leaves no history"),
        ("UPDATE health_centers SET kind = 'police_station'", "violates check option"),
    ],
)
def test_what_would_leave_no_true_history_is_refused(
    connection: Connection, statement: str, reason: str
) -> None:
    _import(connection, "a")
    with pytest.raises(DBAPIError, match=reason):
        connection.execute(text(statement))


@pytest.mark.usefixtures("town")
def test_undo_walks_back_to_the_empty_layer(connection: Connection) -> None:
    states = []
    for step in (
        lambda: _import(connection, "a", "b"),
        lambda: _insert(connection, "c"),
        lambda: _import(connection, "d"),
        lambda: _import(connection, "e", "f", replace=False),
    ):
        states.append(_rows(connection))
        step()
        connection.commit()
    for state in reversed(states):
        status = history.undo(connection, "town", LAYER, actor="ann")
        connection.commit()
        pd.testing.assert_frame_equal(_rows(connection), state)
        assert status.sha256 == store.fingerprint(connection, "town", LAYER)
    with pytest.raises(NothingToUndoError, match=LAYER):
        history.undo(connection, "town", LAYER, actor="ann")


@pytest.mark.usefixtures("town")
def test_an_undo_raises_the_version_and_stands_in_the_history(connection: Connection) -> None:
    _import(connection, "a")
    connection.commit()
    status = history.undo(connection, "town", LAYER, actor="ann")
    assert (status.version, status.feature_count, status.updated_by) == (2, 0, "ann")
    undone, imported = history.list_history(connection, "town", LAYER)
    assert (undone.version, undone.undoes, undone.deleted) == (2, 1, 1)
    assert (imported.version, imported.undone_by) == (1, 2)


@pytest.mark.usefixtures("town")
def test_a_change_after_an_undo_is_undone_first(connection: Connection) -> None:
    _import(connection, "a")
    connection.commit()
    one = _insert(connection, "b")
    connection.commit()
    history.undo(connection, "town", LAYER, actor="ann")
    connection.commit()
    assert one not in _rows(connection).index
    _insert(connection, "c")
    connection.commit()
    history.undo(connection, "town", LAYER, actor="ann")
    connection.commit()
    assert _rows(connection)["name"].tolist() == ["a"]
    history.undo(connection, "town", LAYER, actor="ann")
    assert len(_rows(connection)) == 0


@pytest.mark.usefixtures("town")
def test_undo_leaves_other_layers_alone(connection: Connection) -> None:
    other = lonlat_frame([PLACE], name=["p"])
    store.write_layer(
        connection, "town", "police_stations", other, replace=True, actor="t", source=""
    )
    _import(connection, "a")
    connection.commit()
    history.undo(connection, "town", LAYER, actor="ann")
    versions = store.read_versions(connection, "town")
    assert (versions["police_stations"], versions[LAYER]) == (1, 2)
    assert len(store.read_layer(connection, "town", "police_stations")) == 1


@pytest.mark.usefixtures("town")
def test_exact_values_come_back(connection: Connection) -> None:
    """Through the history, too, a number keeps its last bit and a coordinate its last digit."""
    square = box(116.30000000000001, 39.8, 116.4, 0.1 + 39.8)
    frame = lonlat_frame([square], population_resident=[0.1 + 0.2], name=["a\tb\\"], note=[1 / 3])
    arguments: dict[str, Any] = {"replace": True, "actor": "t", "source": ""}
    store.write_layer(connection, "town", "communities", frame, **arguments)
    connection.commit()
    before = store.read_layer(connection, "town", "communities")
    store.write_layer(connection, "town", "communities", frame.iloc[:0], **arguments)
    connection.commit()
    history.undo(connection, "town", "communities", actor="t")
    after = store.read_layer(connection, "town", "communities")
    pd.testing.assert_frame_equal(after, before, check_exact=True)
    assert after["population_resident"].tolist() == [0.1 + 0.2]
    assert after["properties"].tolist() == [{"note": 1 / 3}]
    assert after.geometry.iloc[0].wkb == square.wkb


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "update", "delete", "append", "replace"]), st.integers(0, 9)
    ),
    min_size=1,
    max_size=6,
)


def _apply(connection: Connection, step: tuple[str, int]) -> None:
    kind, number = step
    ids = _rows(connection).index.tolist()
    if kind == "insert" or (kind in {"update", "delete"} and not ids):
        _insert(connection, f"new {number}")
    elif kind == "update":
        one = ids[number % len(ids)]
        history.update_feature(
            connection, "town", LAYER, one, values={"staff": number}, actor="ann"
        )
    elif kind == "delete":
        history.delete_feature(connection, "town", LAYER, ids[number % len(ids)], actor="ann")
    else:
        _import(connection, *"abc"[: number % 4], replace=kind == "replace")


@pytest.mark.slow
@pytest.mark.usefixtures("town")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(transactions=st.lists(STEPS, min_size=1, max_size=4))
def test_undo_restores_any_sequence_of_changes(
    connection: Connection, transactions: list[list[tuple[str, int]]]
) -> None:
    states = []
    for steps in transactions:
        states.append(_rows(connection))
        for step in steps:
            _apply(connection, step)
        connection.commit()
    for state in reversed(states):
        history.undo(connection, "town", LAYER, actor="ann")
        connection.commit()
        pd.testing.assert_frame_equal(_rows(connection), state)
