"""Columns that stand in `properties`: typed behind every way to read, whoever wrote them."""

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box
from sqlalchemy import Connection, text

from layers.catalogue import Column, layer_type, parse_kind
from layers.catalogue.further import as_json, taken
from layers.postgis.own_kinds import add_kind
from layers.store import history
from layers.store import layers as store
from layers.store.rows import RowsRefusedError
from layers.store.versions import fingerprint_at, read_layer_at
from layers.text import Text

LAYER = "dog_parks"
DAY = dt.date(2026, 3, 1)
TYPES = {
    "dogs": "Int64", "rent": "float64", "fenced": "boolean",
}  # fmt: skip


@pytest.fixture
def parks(connection: Connection, town: str, dog_parks: str) -> str:
    """A town with two dog parks, one of which says nothing of itself."""
    add_kind(connection, parse_kind(dog_parks, "dog_parks.toml"), actor="ann")
    _write(connection, town)
    connection.commit()  # what follows is another version
    return town


def _frame(**changed):
    values = {
        "name": ["a", "b"],
        "dogs": pd.array([12, None], dtype="Int64"),
        "rent": [2.5, None],
        "surveyed": [DAY, None],
        "fenced": pd.array([True, None], dtype="boolean"),
        "surface": ["sand", None],
        "motto": ["run", None],
    } | changed
    shapes = [Point(116.4, 39.9), box(116.41, 39.9, 116.42, 39.91)]
    return gpd.GeoDataFrame(values, geometry=shapes, crs=4326)


def _write(connection: Connection, town: str, **changed) -> None:
    store.write_layer(
        connection, town, LAYER, _frame(**changed), replace=True, actor="ann", source="file"
    )


def _stored(connection: Connection) -> list[dict]:
    """The properties as PostgreSQL has them."""
    return list(
        connection.scalars(text("SELECT properties::text FROM facility_sites ORDER BY name"))
    )


def _first(frame: pd.DataFrame) -> tuple:
    row = frame[frame["name"] == "a"].iloc[0]
    return tuple(row[name] for name in ("dogs", "rent", "surveyed", "fenced", "surface"))


def test_values_come_back_as_they_were_written_with_their_types(connection, parks) -> None:
    frame = store.read_layer(connection, parks, LAYER)
    assert list(frame.columns[:-2]) == [column.name for column in layer_type(LAYER).columns]
    assert {name: str(frame[name].dtype) for name in TYPES} == TYPES
    dogs, rent, surveyed, fenced, surface = _first(frame)
    assert (dogs, rent, fenced, surface) == (12, 2.5, True, "sand")
    assert pd.Timestamp(surveyed).date() == DAY
    assert list(frame["properties"]) == [{"motto": "run"}, {}]
    unknown = frame[frame["name"] == "b"].iloc[0]
    assert all(pd.isna(unknown[name]) for name in ("dogs", "rent", "surveyed", "fenced", "surface"))


def test_integers_stay_integers_and_dates_iso_in_the_table(connection, parks) -> None:
    assert parks
    one, other = _stored(connection)
    assert json.loads(one) == {
        "dogs": 12, "rent": 2.5, "surveyed": "2026-03-01", "fenced": True, "surface": "sand",
        "motto": "run",
    }  # fmt: skip
    assert '"dogs": 12,' in one
    assert other == "{}"


def test_a_frame_that_was_read_can_be_written_without_a_change(connection, parks) -> None:
    before = store.read_layer(connection, parks, LAYER)
    said = _stored(connection)
    print_before = store.fingerprint(connection, parks, LAYER)
    store.write_layer(connection, parks, LAYER, before, replace=True, actor="ann", source="same")
    pd.testing.assert_frame_equal(
        pd.DataFrame(store.read_layer(connection, parks, LAYER)).reset_index(drop=True),
        pd.DataFrame(before).reset_index(drop=True),
    )
    assert _stored(connection) == said
    assert store.fingerprint(connection, parks, LAYER) == print_before


def test_earlier_versions_and_undo_bring_them_back(connection, parks) -> None:
    before = store.read_layer(connection, parks, LAYER)
    _write(connection, parks, dogs=pd.array([1, 2], dtype="Int64"), surface=[None, "grass"])
    connection.commit()
    for frame in (read_layer_at(connection, parks, LAYER, 1), before):
        assert {name: str(frame[name].dtype) for name in TYPES} == TYPES
        assert _first(frame) == _first(before)
    assert fingerprint_at(connection, parks, LAYER, 1)[1] == 2
    history.undo(connection, parks, LAYER, actor="ann")
    after = store.read_layer(connection, parks, LAYER)
    assert _first(after) == _first(before)
    assert list(after["properties"]) == list(before["properties"])


def test_a_feature_is_edited_by_its_own_columns(connection, parks) -> None:
    one = history.insert_feature(
        connection, parks, LAYER, values={"name": "c", "dogs": 4, "surveyed": DAY, "x": 1},
        geometry=Point(116.45, 39.9), actor="ann",
    )  # fmt: skip
    row = store.read_layer(connection, parks, LAYER).loc[one]
    assert (row["dogs"], row["properties"]) == (4, {"x": 1})
    history.update_feature(
        connection, parks, LAYER, one, values={"rent": 9.5, "fenced": False}, actor="ann"
    )
    row = store.read_layer(connection, parks, LAYER).loc[one]
    assert (row["dogs"], row["rent"], bool(row["fenced"])) == (4, 9.5, False)
    history.update_feature(
        connection, parks, LAYER, one, values={"dogs": None, "surveyed": None}, actor="ann"
    )
    row = store.read_layer(connection, parks, LAYER).loc[one]
    assert pd.isna(row["dogs"])
    assert pd.isna(row["surveyed"])
    assert (row["rent"], row["properties"]) == (9.5, {"x": 1})


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("dogs", [1.5, None]),
        ("dogs", ["many", None]),
        ("rent", [float("inf"), None]),
        ("surface", ["a\x00b", None]),
    ],
)
def test_a_value_that_is_none_of_its_column_is_not_written(
    connection, parks, column: str, values: list
) -> None:
    with pytest.raises(RowsRefusedError, match=column):
        _write(connection, parks, **{column: values})
    connection.rollback()
    assert store.read_versions(connection, parks)[LAYER] == 1


def test_a_value_that_does_not_fit_stays_in_the_properties(connection, parks) -> None:
    """As QGIS may leave it, which edits the properties themselves."""
    bad = {
        "dogs": 3.5, "rent": "cheap", "surveyed": "2026-13-45", "fenced": "yes", "surface": 7,
        "motto": "run",
    }  # fmt: skip
    connection.execute(
        text("UPDATE facility_sites SET properties = CAST(:bad AS jsonb) WHERE name = 'a'"),
        {"bad": json.dumps(bad)},
    )
    frame = store.read_layer(connection, parks, LAYER)
    assert all(pd.isna(value) for value in _first(frame))
    assert frame[frame["name"] == "a"].iloc[0]["properties"] == bad
    store.write_layer(connection, parks, LAYER, frame, replace=True, actor="ann", source="same")
    again = store.read_layer(connection, parks, LAYER)
    assert again[again["name"] == "a"].iloc[0]["properties"] == bad


def _column(kind: str) -> Column:
    return Column("x", kind, Text("甲", "X"), further=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("integer", 3, 3),
        ("integer", 3.0, 3),
        ("integer", 3.5, None),
        ("integer", True, None),
        ("integer", "3", None),
        ("integer", 10**40, None),
        ("integer", 2**62 + 1, 2**62 + 1),
        ("number", 3, 3.0),
        ("number", False, None),
        ("number", 10**400, None),
        ("date", "2026-03-01", DAY),
        ("date", "2026-13-45", None),
        ("date", "", None),
        ("date", 20260301, None),
        ("boolean", False, False),
        ("boolean", 0, None),
        ("boolean", "false", None),
        ("text", "", ""),
        ("text", ["a"], None),
        ("text", {"a": 1}, None),
    ],
)
def test_what_is_taken_and_what_stays(kind: str, value: object, read: object) -> None:
    row = {"x": value, "y": 1}
    found = taken(_column(kind), [row, {}, {"x": None}, None, ["x"]])
    assert found == [read, None, None, None, None]
    assert type(found[0]) is type(read)
    assert row == ({"y": 1} if read is not None else {"x": value, "y": 1})


def test_cells_become_the_values_of_json() -> None:
    assert as_json(_column("integer"), ["9007199254740993", None]) == [2**53 + 1, None]
    assert as_json(_column("number"), ["2.5"]) == [2.5]
    assert as_json(_column("boolean"), ["True", "False", None]) == [True, False, None]
    assert as_json(_column("date"), ["2026-03-01"]) == ["2026-03-01"]
    assert as_json(_column("text"), ["1"]) == ["1"]
