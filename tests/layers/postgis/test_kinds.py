"""The view of a kind: typed columns that no value breaks, and that QGIS edits through."""

# ruff: noqa: S608 - every name in this SQL is a constant of this file

import json
import time
from collections.abc import Callable

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import Connection, Engine, text

from layers.catalogue import LAYER_TYPES, parse_kind, shipped_kinds
from layers.postgis import database
from layers.postgis.kinds import bring_in, drop_view, in_step, put
from layers.postgis.own_kinds import add_kind, remove_kind
from layers.postgis.roles import QGIS, READER, Role
from layers.store import layers as store
from layers.store.areas import Area, create_area
from layers.store.history import list_history
from layers.text import Text

TYPES = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = :view ORDER BY ordinal_position
"""
PLACE = "ST_SetSRID(ST_MakePoint(116.4, 39.91), 4326)"


@pytest.fixture
def parks(connection: Connection, town: str, dog_parks: str) -> Connection:
    assert town
    add_kind(connection, parse_kind(dog_parks, "dog_parks.toml"), actor="ann")
    return connection


def _insert(connection: Connection, properties: str, name: str = "a") -> None:
    connection.execute(
        text(
            "INSERT INTO dog_parks (area_id, name, properties, geometry)"
            f" SELECT id, :name, CAST(:told AS jsonb), {PLACE} FROM areas"
        ),
        {"told": properties, "name": name},
    )


def _types(connection: Connection, view: str) -> dict[str, str]:
    return {
        row.column_name: row.data_type for row in connection.execute(text(TYPES), {"view": view})
    }


def test_columns_of_a_view_have_their_types(parks: Connection) -> None:
    types = _types(parks, "dog_parks")
    assert list(types)[:5] == ["id", "area_id", "area", "kind", "name"]
    assert {name: types[name] for name in ("dogs", "rent", "surveyed", "fenced", "surface")} == {
        "dogs": "bigint",
        "rent": "double precision",
        "surveyed": "date",
        "fenced": "boolean",
        "surface": "text",
    }


def test_every_kind_has_a_view_of_all_its_columns(connection: Connection) -> None:
    for kind in shipped_kinds().values():
        assert {column.name for column in kind.layer.columns} <= set(_types(connection, kind.id))


def test_a_view_shows_what_fits(parks: Connection) -> None:
    told = {"dogs": 12, "rent": 2.5, "surveyed": "2026-03-01", "fenced": True, "surface": "sand"}
    _insert(parks, json.dumps(told))
    row = parks.execute(
        text("SELECT dogs, rent, surveyed, fenced, surface, kind, area FROM dog_parks")
    ).one()
    assert (row.dogs, row.rent, str(row.surveyed), row.fenced, row.surface) == (
        12, 2.5, "2026-03-01", True, "sand",
    )  # fmt: skip
    assert (row.kind, row.area) == ("dog_parks", "town")


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("dogs", "3.5"),
        ("dogs", '"3"'),
        ("dogs", "1e30"),
        ("dogs", "99999999999999999999"),
        ("dogs", "true"),
        ("dogs", "[1]"),
        ("rent", '"cheap"'),
        ("rent", "null"),
        ("rent", "1" + "0" * 400),
        ("rent", "1e-400"),
        ("surveyed", '"2026-13-45"'),
        ("surveyed", '"2026-02-30"'),
        ("surveyed", '"soon"'),
        ("surveyed", '""'),
        ("surveyed", '"2026-03-01T10:00:00Z"'),
        ("surveyed", "20260301"),
        ("surveyed", '["2026-13-45"]'),
        ("surveyed", '{"a": 1}'),
        ("fenced", '"true"'),
        ("fenced", "1"),
        ("surface", "null"),
    ],
)
def test_no_value_breaks_a_view(parks: Connection, column: str, told: str) -> None:
    _insert(parks, f'{{"{column}": {told}}}')
    _insert(parks, '{"dogs": 1}', "b")
    rows = parks.execute(text(f"SELECT name, dogs, {column} AS found FROM dog_parks ORDER BY name"))
    bad, good = rows.all()
    assert bad.found is None
    assert good.dogs == 1
    assert len(store.read_layer(parks, "town", "dog_parks")) == 2


def test_properties_of_another_shape_are_refused_by_the_table(parks: Connection) -> None:
    with pytest.raises(Exception, match="properties_object"):
        _insert(parks, "[1]")


def test_qgis_edits_through_a_view(
    engine: Engine, role_url: Callable[[Role], str], dog_parks: str
) -> None:
    square = MultiPolygon([box(116.3, 39.8, 116.5, 40.0)])
    with engine.begin() as connection:
        create_area(connection, Area("town", Text("镇", "Town"), square, "EPSG:4548"))
        add_kind(connection, parse_kind(dog_parks, "dog_parks.toml"), actor="ann")
    qgis, reader = (database.create_engine(role_url(role)) for role in (QGIS, READER))
    try:
        with qgis.begin() as connection:
            _insert(connection, '{"dogs": 4}')
        with qgis.begin() as connection:
            connection.execute(
                text(
                    "UPDATE dog_parks SET properties = properties || '{\"dogs\"\\: 5}', grade = 'x'"
                )
            )
            assert connection.scalar(text("SELECT dogs FROM dog_parks")) == 5
        with qgis.connect() as connection:
            # a column that is computed is not written: it is edited in the properties
            with pytest.raises(Exception, match="cannot update column"):
                connection.execute(text("UPDATE dog_parks SET dogs = 6"))
            connection.rollback()
            with pytest.raises(Exception, match="check option"):
                connection.execute(text("UPDATE dog_parks SET kind = 'library'"))
            connection.rollback()
            with pytest.raises(Exception, match="permission denied"):
                connection.execute(text("UPDATE kinds SET text = ''"))
        with reader.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM dog_parks")) == 1
            told = list_history(connection, "town", "dog_parks")
            assert [(one.actor, one.inserted, one.updated) for one in told] == [
                ("shequ_qgis", 0, 1),
                ("shequ_qgis", 1, 0),
            ]
        with qgis.begin() as connection:
            connection.execute(text("DELETE FROM dog_parks"))
        with engine.begin() as connection:
            remove_kind(connection, "dog_parks")
    finally:
        qgis.dispose()
        reader.dispose()


def test_a_view_is_made_anew_when_columns_go_or_change(parks: Connection, dog_parks: str) -> None:
    _insert(parks, '{"dogs": 4}')
    changed = dog_parks.replace('name = "dogs"\nkind = "integer"', 'name = "dogs"\nkind = "text"')
    changed = changed.replace('name = "rent"', 'name = "fee"')
    put(parks, parse_kind(changed, "a.toml"), shipped=False, actor="ann")
    types = _types(parks, "dog_parks")
    assert (types["dogs"], types["fee"], types.get("rent")) == ("text", "double precision", None)
    assert parks.scalar(text("SELECT dogs FROM dog_parks")) == "4"


def test_what_others_built_on_a_view_is_not_taken_away(parks: Connection, dog_parks: str) -> None:
    parks.execute(text("CREATE VIEW theirs AS SELECT dogs FROM dog_parks"))
    changed = dog_parks.replace('name = "dogs"', 'name = "hounds"')
    with pytest.raises(Exception, match="other objects depend on it"):
        put(parks, parse_kind(changed, "a.toml"), shipped=False, actor="ann")


@pytest.mark.parametrize("shipped", [True, False])
def test_a_view_that_is_gone_comes_back(connection: Connection, *, shipped: bool) -> None:
    put(connection, shipped_kinds()["libraries"], shipped=shipped, actor="")
    drop_view(connection, "libraries")
    assert not in_step(connection)
    bring_in(connection)
    assert in_step(connection)
    assert "seats" in _types(connection, "libraries")


def test_a_shipped_kind_that_changed_is_brought_in_and_one_s_own_is_not(
    connection: Connection,
) -> None:
    for name, shipped in (("libraries", True), ("markets", False)):
        told = shipped_kinds()[name]
        mine = parse_kind(told.text + "# changed\n", f"{name}.toml")
        put(connection, mine, shipped=shipped, actor="ann")
    assert not in_step(connection)
    bring_in(connection)
    assert in_step(connection)
    texts = dict(connection.execute(text("SELECT layer, text FROM kinds")).all())
    assert texts["libraries"] == shipped_kinds()["libraries"].text
    assert texts["markets"].endswith("# changed\n")


def test_one_more_kind_beside_thirty_is_soon_there(connection: Connection, dog_parks: str) -> None:
    def kind(number: int):
        told = dog_parks.replace('"dog_parks"', f'"dog_parks_{number}"')
        return parse_kind(told, "a.toml")

    for number in range(30):
        put(connection, kind(number), shipped=False, actor="ann")
    begun = time.monotonic()
    add_kind(connection, kind(30), actor="ann")
    assert time.monotonic() - begun < 5
    assert len(LAYER_TYPES) == 40 + 31
