"""The planner's own kinds: added, replaced and removed, with all that is refused."""

import logging
from threading import Thread

import geopandas as gpd
import pytest
from shapely import Point
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from layers.catalogue import (
    LAYER_TYPES,
    KindConflictError,
    install,
    installed,
    layer_type,
    parse_kind,
    shipped_kinds,
)
from layers.errors import UnknownLayerError
from layers.postgis import own_kinds
from layers.postgis.database import create_engine, migrate
from layers.postgis.kinds import in_step
from layers.postgis.own_kinds import (
    KindExistsError,
    KindInUseError,
    ShippedKindError,
    UnknownKindError,
    add_kind,
    left_out,
    read_own,
    refresh,
    remove_kind,
    stamp,
)
from layers.store import layers as store
from layers.store.history import delete_feature, list_history
from layers.store.scenarios import create_scenario

PLACE = Point(116.4, 39.9)


def _named(told: str, name: str, geometry: str = "both"):
    changed = told.replace('"dog_parks"', f'"{name}"').replace('"both"', f'"{geometry}"')
    return parse_kind(changed, f"{name}.toml")


def _add(connection: Connection, told: str, name: str = "dog_parks", **more):
    geometry = more.pop("geometry", "both")
    return add_kind(connection, _named(told, name, geometry), actor="ann", **more)


def _import(connection: Connection, layer: str) -> int:
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[PLACE], crs=4326)
    store.write_layer(connection, "town", layer, frame, replace=True, actor="ann", source="f")
    return int(store.read_layer(connection, "town", layer).index[0])


def _views(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT viewname FROM pg_views WHERE schemaname='public'")))


def test_a_database_begins_with_the_shipped_kinds(connection) -> None:
    assert read_own(connection) == []
    assert set(shipped_kinds()) <= _views(connection)
    assert stamp(connection)[0] == 32
    assert in_step(connection)
    assert refresh(connection).own == ()


def test_a_kind_is_there_as_soon_as_it_is_added(connection, town, dog_parks) -> None:
    found = _add(connection, dog_parks)
    assert found is installed()
    assert [kind.text for kind in read_own(connection)] == [dog_parks]
    assert "dog_parks" in _views(connection)
    assert layer_type("dog_parks").title.zh == "宠物乐园"
    _import(connection, "dog_parks")
    assert store.read_versions(connection, town)["dog_parks"] == 1
    assert in_step(connection)


def test_a_kind_is_not_added_twice_but_replaced_when_told(connection, dog_parks) -> None:
    _add(connection, dog_parks)
    with pytest.raises(KindExistsError) as caught:
        _add(connection, dog_parks)
    assert "--replace" in caught.value.text("zh")
    before = stamp(connection)
    _add(connection, dog_parks.replace("宠物乐园", "狗公园"), replace=True)
    assert stamp(connection) != before
    assert layer_type("dog_parks").title.zh == "狗公园"
    assert len(read_own(connection)) == 1


@pytest.mark.usefixtures("town")
def test_features_live_through_a_replacement_with_other_columns(connection, dog_parks) -> None:
    _add(connection, dog_parks)
    frame = gpd.GeoDataFrame({"name": ["a"], "dogs": [7]}, geometry=[PLACE], crs=4326)
    store.write_layer(connection, "town", "dog_parks", frame, replace=True, actor="", source="f")
    without = dog_parks.replace('name = "dogs"', 'name = "hounds"')
    _add(connection, without, replace=True)
    row = store.read_layer(connection, "town", "dog_parks").iloc[0]
    assert row["properties"] == {"dogs": 7}
    as_text = dog_parks.replace('name = "dogs"\nkind = "integer"', 'name = "dogs"\nkind = "text"')
    _add(connection, as_text, replace=True)
    assert store.read_layer(connection, "town", "dog_parks").iloc[0]["properties"] == {"dogs": 7}
    _add(connection, dog_parks, replace=True)
    row = store.read_layer(connection, "town", "dog_parks").iloc[0]
    assert (row["dogs"], row["properties"]) == (7, {})


def test_a_kind_is_not_moved_to_another_table_by_its_replacement(connection, dog_parks) -> None:
    _add(connection, dog_parks)
    with pytest.raises(KindConflictError):
        _add(connection, dog_parks, geometry="point", replace=True)


@pytest.mark.parametrize(
    "name",
    [
        "changes", "areas", "spatial_ref_sys", "layers", "history", "kinds", "facilities",
        "facility_sites", "geometry_columns", "alembic_version", "scenario_points", "streets",
        "compounds", "areas_pkey", "streets_id_seq",
    ],
)  # fmt: skip
@pytest.mark.parametrize("replace", [False, True])
def test_a_kind_does_not_take_the_name_of_a_table(connection, dog_parks, name, replace) -> None:
    before = _views(connection)
    with pytest.raises(KindConflictError) as caught:
        _add(connection, dog_parks, name, replace=replace)
    assert name in caught.value.text("en")
    assert _views(connection) == before
    assert name not in {kind.id for kind in read_own(connection)}


@pytest.mark.parametrize("name", ["select", "user", "table", "order", "x" * 60])
def test_a_kind_may_be_called_as_a_word_of_sql(connection, town, dog_parks, name) -> None:
    _add(connection, dog_parks, name)
    _import(connection, name)
    assert len(store.read_layer(connection, town, name)) == 1
    assert name in _views(connection)
    delete_feature(
        connection, town, name, int(store.read_layer(connection, town, name).index[0]), actor=""
    )
    remove_kind(connection, name)
    assert name not in _views(connection)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("geometry", ["both", "point"])
def test_a_kind_in_use_is_not_removed_and_its_uses_are_named(
    connection, dog_parks, geometry
) -> None:
    _add(connection, dog_parks, geometry=geometry)
    one = _import(connection, "dog_parks")
    create_scenario(
        connection, "town", "plan", title="", facility="dog_parks",
        edits=[{"edit": "add", "lon": 116.4, "lat": 39.9}], actor="ann",
    )  # fmt: skip
    with pytest.raises(KindInUseError) as caught:
        remove_kind(connection, "dog_parks")
    for said in (caught.value.text("zh"), caught.value.text("en")):
        assert "town/dog_parks (1), town/scenarios/plan" in said
    delete_feature(connection, "town", "dog_parks", one, actor="ann")
    with pytest.raises(KindInUseError, match="town/scenarios/plan"):
        remove_kind(connection, "dog_parks")
    assert "dog_parks" in LAYER_TYPES


def test_a_kind_is_removed_and_its_past_waits_for_it(connection, town, dog_parks) -> None:
    _add(connection, dog_parks)
    one = _import(connection, "dog_parks")
    connection.commit()
    delete_feature(connection, town, "dog_parks", one, actor="ann")
    remove_kind(connection, "dog_parks")
    assert "dog_parks" not in LAYER_TYPES
    assert "dog_parks" not in _views(connection)
    with pytest.raises(UnknownLayerError):
        store.read_layer(connection, town, "dog_parks")
    assert "dog_parks" not in {one.layer for one in store.list_layers(connection, town)}
    _add(connection, dog_parks)
    assert [change.version for change in list_history(connection, town, "dog_parks")] == [2, 1]


def test_what_is_not_there_or_shipped_is_not_removed(connection) -> None:
    with pytest.raises(UnknownKindError) as caught:
        remove_kind(connection, "dog_parks")
    assert "libraries" in caught.value.text("zh")
    with pytest.raises(ShippedKindError, match="libraries"):
        remove_kind(connection, "libraries")
    with pytest.raises(UnknownKindError):
        remove_kind(connection, "streets")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("name", ["libraries", "police_stations", "kindergartens"])
def test_a_shipped_kind_is_replaced_and_given_back(connection, name) -> None:
    one = _import(connection, name)
    shipped = shipped_kinds()[name]
    title = f'title_zh = "{shipped.layer.title.zh}"'
    changed = parse_kind(shipped.text.replace(title, 'title_zh = "我们的"', 1), f"{name}.toml")
    with pytest.raises(KindExistsError):
        add_kind(connection, changed, actor="ann")
    add_kind(connection, changed, actor="ann", replace=True)
    assert layer_type(name).title.zh == "我们的"
    assert stamp(connection)[0] == 32
    assert list(store.read_layer(connection, "town", name).index) == [one]
    # what is one's own stays when the program brings its kinds in
    assert in_step(connection)
    remove_kind(connection, name)
    assert layer_type(name).title == shipped.layer.title
    assert read_own(connection) == []
    assert list(store.read_layer(connection, "town", name).index) == [one]


def test_another_process_has_a_kind_once_it_is_committed(
    engine: Engine, database_url: str, dog_parks: str
) -> None:
    other = create_engine(database_url)
    try:
        with engine.begin() as connection:
            _add(connection, dog_parks)
            install([])
            with other.connect() as beside:
                assert refresh(beside).own == ()
        with other.connect() as beside:
            found = refresh(beside)
            assert [kind.id for kind in found.own] == ["dog_parks"]
            assert refresh(beside) is found
        with engine.begin() as connection:
            _add(connection, dog_parks.replace("宠物乐园", "狗公园"), replace=True)
        install([])
        with other.connect() as beside:
            refresh(beside)
            assert layer_type("dog_parks").title.zh == "狗公园"
        with engine.begin() as connection:
            remove_kind(connection, "dog_parks")
        install([])
        with other.connect() as beside:
            refresh(beside)
            assert "dog_parks" not in LAYER_TYPES
    finally:
        other.dispose()


def test_a_kind_that_is_taken_back_leaves_nothing(engine: Engine, dog_parks: str) -> None:
    with engine.connect() as connection:
        _add(connection, dog_parks)
        connection.rollback()
        assert "dog_parks" not in _views(connection)
        refresh(connection)
    assert "dog_parks" not in LAYER_TYPES


def test_own_kinds_outlive_a_migration(engine: Engine, dog_parks: str) -> None:
    with engine.begin() as connection:
        _add(connection, dog_parks)
        connection.execute(text("UPDATE kinds SET sha256 = '' WHERE layer = 'libraries'"))
        assert not in_step(connection)
    migrate(engine)
    with engine.connect() as connection:
        assert in_step(connection)
        assert [kind.text for kind in read_own(connection)] == [dog_parks]
        assert "dog_parks" in _views(connection)


def test_a_kind_that_a_later_version_ships_otherwise_is_left_out(
    connection: Connection,
    dog_parks: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    _add(connection, dog_parks)
    later = {**shipped_kinds(), "dog_parks": _named(dog_parks, "dog_parks", "point")}
    monkeypatch.setattr(own_kinds, "shipped_kinds", lambda: later)
    install(())
    refresh(connection)
    assert "left out" in caplog.text
    assert "kindergartens" in LAYER_TYPES
    assert [kind.id for kind in read_own(connection)] == ["dog_parks"]
    assert [one.id for one in left_out(connection)] == ["dog_parks"]


def _spoil(connection: Connection, name: str = "dog_parks") -> None:
    """Change a kind as a hand in the database or a newer program would; its revision stays."""
    told = "UPDATE kinds SET text = 'shape = 5' || chr(10) || text WHERE layer = :name"
    connection.execute(text(told), {"name": name})
    install([])


def test_a_kind_that_cannot_be_read_is_left_out_alone(connection, town, dog_parks, caplog) -> None:
    """Kind: one bad row that takes all others with it."""
    _add(connection, dog_parks)
    _add(connection, dog_parks, "cat_parks")
    one = _import(connection, "dog_parks")
    _spoil(connection)
    with caplog.at_level(logging.WARNING):
        found = refresh(connection)
    assert [kind.id for kind in found.own] == ["cat_parks"]
    assert "dog_parks" in caplog.text
    (without,) = left_out(connection)
    assert without.id == "dog_parks"
    assert "shape" in without.text("en")
    assert "\n" not in without.text("zh")
    # Its data stay, so that it cannot go; a mended file takes its place.
    with pytest.raises(KindInUseError, match=r"town/dog_parks \(1\)"):
        remove_kind(connection, "dog_parks")
    with pytest.raises(KindExistsError):
        _add(connection, dog_parks)
    _add(connection, dog_parks, replace=True)
    assert list(store.read_layer(connection, town, "dog_parks").index) == [one]
    assert left_out(connection) == []


@pytest.mark.parametrize("name", ["dog_parks", "libraries"])
def test_a_kind_that_cannot_be_read_is_removed_by_its_id(connection, dog_parks, name) -> None:
    if name == "libraries":
        shipped = shipped_kinds()[name].text
        add_kind(connection, parse_kind(shipped, "f"), actor="", replace=True)
    else:
        _add(connection, dog_parks)
    _spoil(connection, name)
    remove_kind(connection, name)
    assert left_out(connection) == []
    assert ("libraries" in LAYER_TYPES, "dog_parks" in LAYER_TYPES) == (True, False)
    assert in_step(connection)


def test_a_migration_goes_on_beside_a_kind_that_cannot_be_read(engine: Engine) -> None:
    with engine.begin() as connection:
        shipped = shipped_kinds()["libraries"]
        add_kind(connection, shipped, actor="", replace=True)
        _spoil(connection, "libraries")
        connection.execute(text("DROP VIEW libraries"))
    migrate(engine)
    with engine.connect() as connection:
        assert "libraries" in _views(connection)


def _insert(connection: Connection, table: str) -> None:
    told = (
        f"INSERT INTO {table} (area_id, kind, geometry) SELECT id, 'dog_parks',"  # noqa: S608
        " ST_SetSRID(ST_MakePoint(116.4, 39.9), 4326) FROM areas WHERE slug = 'town'"
    )
    connection.execute(text(told))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("table", "geometry"), [("facilities", "both"), ("facility_sites", "point")]
)
def test_a_row_in_the_table_of_other_kinds_is_refused(
    connection, dog_parks, table, geometry
) -> None:
    """Kind: what is written beside its place and seen by nobody."""
    _add(connection, dog_parks, geometry=geometry)
    with pytest.raises(IntegrityError, match="insert into the view dog_parks"):
        _insert(connection, table)


@pytest.mark.usefixtures("town")
def test_what_lies_in_the_other_table_is_counted_and_named(connection, dog_parks) -> None:
    _add(connection, dog_parks)
    connection.execute(text("ALTER TABLE facilities DISABLE TRIGGER facilities_of_their_kinds"))
    _insert(connection, "facilities")
    with pytest.raises(KindInUseError, match=r"town/dog_parks \(1\) \[facilities\]"):
        remove_kind(connection, "dog_parks")


@pytest.mark.parametrize(
    "name", ["geometry", "geography", "box2d", "box3d", "date", "st_area", "raise_version"]
)
def test_a_kind_does_not_take_the_name_of_a_type_or_a_function(connection, dog_parks, name) -> None:
    """Kind: a name that is free among tables and taken elsewhere; the error spoke of versions."""
    with pytest.raises(KindConflictError) as caught:
        _add(connection, dog_parks, name)
    assert f"“{name}”与已有的“PostgreSQL 的类型或函数”" in caught.value.text("zh")
    assert f"'{name}' has a name that 'a type or function" in caught.value.text("en")


def test_of_two_who_add_a_kind_at_once_one_is_refused(engine: Engine, dog_parks: str) -> None:
    """Kind: a check that holds no longer when what was checked is written."""
    outcomes: list[str] = []

    def add() -> None:
        with engine.connect() as connection:
            try:
                _add(connection, dog_parks.replace("宠物乐园", "第二"))
                outcomes.append("added")
            except KindExistsError:
                outcomes.append("refused")

    with engine.begin() as first:
        _add(first, dog_parks)
        second = Thread(target=add)
        second.start()
        second.join(0.5)
        assert outcomes == []
    second.join(10)
    assert outcomes == ["refused"]
    with engine.connect() as connection:
        assert [kind.layer.title.zh for kind in read_own(connection)] == ["宠物乐园"]


def test_only_kinds_whose_text_changed_are_read_again(connection, dog_parks, monkeypatch) -> None:
    _add(connection, dog_parks)
    _add(connection, dog_parks.replace("宠物乐园", "猫"), "cat_parks")
    read: list[str] = []
    real = own_kinds.parse_kind
    monkeypatch.setattr(
        own_kinds, "parse_kind", lambda told, name: read.append(name) or real(told, name)
    )
    _add(connection, dog_parks.replace("宠物乐园", "新的一个"), replace=True)
    assert read == ["dog_parks.toml"]
