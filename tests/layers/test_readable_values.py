"""What a colleague writes straight into a table of a layer can be read again, or is refused."""

# ruff: noqa: S608 - every name in this SQL is a constant of the product

import json

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from layers.catalogue import LAYER_TYPES
from layers.postgis.database import downgrade, migrate
from layers.store import layers as store
from layers.store.areas import create_area
from layers.store.history import list_history
from tests.builders.areas import town_area
from tests.layers.postgis.roles.test_rights import SQUARE

SHAPES = {
    "point": "ST_Point(116.4, 39.9, 4326)",
    "line": "ST_Multi(ST_MakeLine(ST_Point(116.4, 39.9, 4326), ST_Point(116.5, 39.9, 4326)))",
    "polygon": "ST_Multi(ST_MakeEnvelope(116.4, 39.9, 116.5, 40, 4326))",
    "point_or_polygon": "ST_Point(116.4, 39.9, 4326)",
}
DATES = ["99999-01-01", "0001-01-01 BC", "infinity", "-infinity", "10000-01-01"]
DEEP = '{"a":' * 70 + "1" + "}" * 70
COLUMNS = [(layer, column) for layer in LAYER_TYPES.values() for column in layer.stored]


@pytest.fixture
def town(engine: Engine) -> Engine:
    with engine.begin() as connection:
        create_area(connection, town_area(SQUARE))
    return engine


def _insert(engine: Engine, layer, **values: str) -> None:
    needed = {one.name: "x" for one in layer.columns if one.required and one.kind == "text"}
    needed |= {one.name: "0" for one in layer.columns if one.required and one.kind == "number"}
    given = {**needed, **values} | ({"kind": layer.kind} if layer.kind else {})
    types = {one.name: one.kind for one in layer.columns} | {"properties": "jsonb"}
    casts = {"date": "date", "number": "float8", "integer": "bigint", "jsonb": "jsonb"}
    marks = [f"CAST(:{name} AS {casts.get(types.get(name), 'text')})" for name in given]
    query = (
        f"INSERT INTO {layer.table} (area_id, geometry, {', '.join(given)})"
        f" SELECT id, {SHAPES[layer.geometry]}, {', '.join(marks)} FROM areas"
    )
    with engine.begin() as connection:
        connection.execute(text(query), given)


@pytest.mark.parametrize("day", DATES)
def test_every_date_is_one_that_the_program_can_read(town: Engine, day: str) -> None:
    """A column without its check would fail here."""
    for layer, column in COLUMNS:
        if column.kind == "date":
            with pytest.raises(DBAPIError, match=f"{layer.table}_{column.name}_year_1_to_9999"):
                _insert(town, layer, **{column.name: day})


def test_the_first_and_last_days_are_kept(town: Engine) -> None:
    layer = LAYER_TYPES["police_stations"]
    _insert(town, layer, opened_on="0001-01-01", closed_on="9999-12-31", as_of="2026-11-27")
    with town.connect() as connection:
        frame = store.read_layer(connection, "town", layer.id)
    assert [str(day) for day in frame[["opened_on", "closed_on"]].iloc[0]] == [
        "0001-01-01",
        "9999-12-31",
    ]


def test_a_text_holds_what_a_cell_of_an_import_holds(town: Engine) -> None:
    for layer, column in COLUMNS:
        if column.kind == "text":
            _insert(town, layer, **{column.name: "区" * 21_845})  # 65,535 bytes
            with pytest.raises(DBAPIError, match=f"{layer.table}_texts_at_most_64_kb"):
                _insert(town, layer, **{column.name: "区" * 21_846})


@pytest.mark.parametrize("given", ["[]", "1", '"a"', json.dumps({"a": "x" * 4_000_000}), DEEP])
def test_further_properties_are_an_object_of_some_size(town: Engine, given: str) -> None:
    for layer in {one.table: one for one in LAYER_TYPES.values()}.values():
        with pytest.raises(DBAPIError, match=f"{layer.table}_properties_object_at_most"):
            _insert(town, layer, properties=given)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e-400", "1" * 6_000, "0." + "1" * 6_000])
def test_a_number_that_python_cannot_hold_can_still_be_read(town: Engine, number: str) -> None:
    layer = LAYER_TYPES["police_stations"]
    _insert(town, layer, properties=f'{{"a": {number}, "b": 2}}')
    with town.connect() as connection:
        frame = store.read_layer(connection, "town", layer.id)
    assert frame["properties"].iloc[0]["b"] == 2
    json.dumps(frame["properties"].iloc[0], allow_nan=False)


def test_dates_that_stand_there_are_put_aside_as_text(town: Engine) -> None:
    layer = LAYER_TYPES["police_stations"]
    downgrade(town, "0006")
    _insert(town, layer, opened_on="99999-01-01", properties='{"beds": 3}', name="x" * 70_000)
    _insert(town, layer, opened_on="2004-05-06")
    _insert(town, layer, opened_on="infinity", properties='{"opened_on": "spring"}')
    migrate(town)
    with town.connect() as connection:
        frame = store.read_layer(connection, "town", layer.id)
        changes = list_history(connection, "town", layer.id)
    old, kept, beside = frame.to_dict("records")
    assert beside["properties"] == {"opened_on": "spring", "opened_on_stored": "infinity"}
    assert old["properties"] == {"beds": 3, "opened_on": "99999-01-01"}
    assert old["opened_on"] is None
    assert len(old["name"]) == 70_000
    assert str(kept["opened_on"]) == "2004-05-06"
    assert [one.updated for one in changes] == [2, 0, 0, 0], "and the history tells of it"
    downgrade(town, "0006")
    _insert(town, layer, opened_on="infinity")
