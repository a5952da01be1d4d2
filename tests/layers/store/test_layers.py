import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, box
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from layers.catalogue import LAYER_TYPES
from layers.errors import UnknownAreaError, UnknownLayerError
from layers.store import layers as store
from layers.store.rows import RowsRefusedError
from tests.builders.frames import lonlat_frame, named_points

LAYER = "communities"


def _squares(count: int, **columns: list[Any]) -> gpd.GeoDataFrame:
    shapes = [box(116.3 + i / 100, 39.8, 116.31 + i / 100, 39.81) for i in range(count)]
    columns = columns or {"name": [f"c{i}" for i in range(count)]}
    return lonlat_frame(shapes, **columns)


def _write(
    connection: Connection, frame: gpd.GeoDataFrame, layer: str = LAYER, *, replace: bool = True
) -> store.LayerStatus:
    return store.write_layer(
        connection, "town", layer, frame, replace=replace, actor="ann", source="test"
    )


def _read(connection: Connection, layer: str = LAYER, **which: Any) -> gpd.GeoDataFrame:
    return store.read_layer(connection, "town", layer, **which)


@pytest.mark.usefixtures("town")
def test_a_new_area_has_every_layer_at_version_0(connection: Connection) -> None:
    statuses = store.list_layers(connection, "town")
    assert [status.layer for status in statuses] == list(LAYER_TYPES)
    assert {(one.version, one.feature_count, one.sha256) for one in statuses} == {(0, 0, None)}
    assert store.read_versions(connection, "town") == dict.fromkeys(LAYER_TYPES, 0)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("layer", LAYER_TYPES)
def test_every_layer_is_written_and_read(connection: Connection, layer: str) -> None:
    kind = LAYER_TYPES[layer]
    shape = {
        "point": Point(116.4, 39.9),
        "line": shapely.LineString([(116.3, 39.8), (116.4, 39.9)]),
    }
    samples = {"text": "甲", "integer": 7, "number": 0.1, "date": "2004-12-01", "boolean": True}
    frame = gpd.GeoDataFrame(
        {column.name: [samples[column.kind]] for column in kind.columns},
        geometry=[shape.get(kind.geometry, box(116.3, 39.8, 116.4, 39.9))],
        crs=4326,
    )
    status = _write(connection, frame, layer)
    assert (status.layer, status.version, status.feature_count) == (layer, 1, 1)
    assert (status.updated_by, status.source) == ("ann", "test")
    (row,) = _read(connection, layer).to_dict("records")
    for column in kind.columns:
        assert str(row[column.name]) == str(samples[column.kind])
    assert row["geometry"].equals_exact(frame.geometry[0], 0.0)
    others = {k: v for k, v in store.read_versions(connection, "town").items() if k != layer}
    assert set(others.values()) == {0}, "only the layer itself got a new version"


@pytest.mark.usefixtures("town")
def test_a_written_frame_comes_back_and_can_be_written_again(connection: Connection) -> None:
    _write(
        connection,
        _squares(3, population_resident=[1.5, float("nan"), 3.0], extra=["x", None, "z"]),
    )
    first = _read(connection)
    assert first["population_resident"].isna().tolist() == [False, True, False]
    assert first["properties"].tolist() == [{"extra": "x"}, {}, {"extra": "z"}]
    _write(connection, first)
    pd.testing.assert_frame_equal(_read(connection), first)


@pytest.mark.usefixtures("town")
def test_appending_keeps_what_is_there(connection: Connection) -> None:
    _write(connection, _squares(2))
    before = _read(connection)
    status = _write(connection, _squares(2), replace=False)
    assert status.feature_count == 4
    pd.testing.assert_frame_equal(_read(connection).iloc[:2], before)


@pytest.mark.usefixtures("town")
def test_replacing_an_area_s_layer_leaves_other_areas_and_kinds(connection: Connection) -> None:
    town = store.read_area(connection, "town")
    store.create_area(connection, replace(town, slug="city"))
    point = named_points("a")
    for slug in ("town", "city"):
        for layer in ("police_stations", "health_centers"):
            store.write_layer(connection, slug, layer, point, replace=True, actor="a", source="")
    _write(connection, point.iloc[:0], "police_stations")
    counts = {
        (slug, layer): store.count_features(connection, slug, layer)
        for slug in ("town", "city")
        for layer in ("police_stations", "health_centers")
    }
    assert counts.pop(("town", "police_stations")) == 0
    assert set(counts.values()) == {1}


@pytest.mark.usefixtures("town")
def test_writing_nothing_is_a_write(connection: Connection) -> None:
    status = _write(connection, _squares(1).iloc[:0])
    assert (status.version, status.feature_count) == (1, 0)


@pytest.mark.usefixtures("town")
def test_a_transaction_raises_the_version_once(connection: Connection) -> None:
    _write(connection, _squares(1))
    _write(connection, _squares(2), replace=False)
    assert store.read_versions(connection, "town")[LAYER] == 1
    connection.commit()
    _write(connection, _squares(1))
    assert store.read_versions(connection, "town")[LAYER] == 2


@pytest.mark.usefixtures("town")
def test_a_failed_write_leaves_the_layer_as_it_was(connection: Connection) -> None:
    _write(connection, _squares(3))
    connection.commit()
    before = _read(connection)
    bow_tie = shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")
    bad = _squares(2)
    bad.loc[1, "geometry"] = bow_tie
    with pytest.raises(RowsRefusedError, match=LAYER):
        _write(connection, bad)
    connection.rollback()
    pd.testing.assert_frame_equal(_read(connection), before)
    assert store.read_versions(connection, "town")[LAYER] == 1


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("layer", "columns"),
    [
        ("communities", {"population_resident": [-1.0]}),
        ("communities", {"households": [-1]}),
        ("land_use", {"name": ["no class"]}),
    ],
)
def test_values_against_the_rules_are_refused(
    connection: Connection, layer: str, columns: dict[str, list[Any]]
) -> None:
    with pytest.raises(RowsRefusedError, match=layer):
        _write(connection, _squares(1, **columns), layer)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("place", [(181.0, 0.0), (0.0, 91.0), (450000.0, 4400000.0)])
def test_a_place_outside_of_the_world_is_refused(
    connection: Connection, place: tuple[float, float]
) -> None:
    frame = lonlat_frame([Point(place)], name=["x"])
    with pytest.raises(RowsRefusedError, match="police_stations"):
        _write(connection, frame, "police_stations")


@pytest.mark.usefixtures("town")
def test_unknown_names_are_refused_with_the_known_ones(connection: Connection) -> None:
    with pytest.raises(UnknownLayerError, match="communities"):
        _read(connection, "facilities; DROP TABLE areas")
    with pytest.raises(UnknownAreaError, match="town"):
        store.read_layer(connection, "city", LAYER)


@pytest.mark.usefixtures("town")
def test_pages_and_boxes(connection: Connection) -> None:
    _write(connection, _squares(10))
    assert _read(connection, limit=3, offset=8)["name"].tolist() == ["c8", "c9"]
    inside = _read(connection, bbox=(116.305, 39.8, 116.315, 39.81))
    assert inside["name"].tolist() == ["c0", "c1"]


@pytest.mark.usefixtures("town")
def test_ids_are_kept_where_they_are_free(connection: Connection) -> None:
    frame = _squares(3)
    frame.index = pd.Index([700, 5_000_000, 700], name="id")
    _write(connection, frame)
    ids = _read(connection).index.tolist()
    assert {700, 5_000_000} < set(ids)
    _write(connection, _squares(1), replace=False)
    assert _read(connection).index.max() > 5_000_000, "the sequence goes on behind them"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("far", [2**52 + 1, 2**63 - 1])
def test_ids_at_the_end_of_all_numbers_end_no_later_import(
    connection: Connection, far: int
) -> None:
    frame = _squares(2)
    frame.index = pd.Index([far, 2**52 - 10], name="id")
    _write(connection, frame)
    assert 2**52 - 10 in _read(connection).index
    assert far not in _read(connection).index
    _write(connection, _squares(3), replace=False)
    assert len(_read(connection)) == 5


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("ahead", [1, 200, 2**52])
def test_a_program_cannot_choose_ids_ahead_of_the_count(connection: Connection, ahead: int) -> None:
    _write(connection, _squares(1))
    (first,) = _read(connection).index
    copied = "INSERT INTO communities (id, area_id, name, geometry) SELECT"
    chosen = f"{first + ahead}, area_id, 'x', geometry FROM communities WHERE id = {first}"
    with pytest.raises(IntegrityError, match="ahead of the count"), connection.begin_nested():
        connection.execute(text(f"{copied} {chosen}"))
    _write(connection, _squares(4), replace=False)
    assert len(_read(connection)) == 5


@pytest.mark.usefixtures("town")
def test_an_id_that_another_layer_had_is_not_taken(connection: Connection) -> None:
    """An undo there must find it free."""
    point = named_points("a")
    _write(connection, point, "police_stations")
    once = _read(connection, "police_stations")
    _write(connection, once.iloc[:0], "police_stations")
    _write(connection, once, "health_centers")
    assert _read(connection, "health_centers").index.tolist() != once.index.tolist()


@pytest.mark.usefixtures("town")
def test_a_fingerprint_follows_the_content_only(connection: Connection) -> None:
    first = _write(connection, _squares(3)).sha256
    assert first is not None
    assert len(first) == 64
    connection.commit()
    assert _write(connection, _squares(3)).sha256 == first, "new ids, same content"
    connection.commit()
    other = _squares(3)
    other.loc[2, "name"] = "C2"
    assert _write(connection, other).sha256 != first
    moved = _squares(3)
    moved.loc[0, "geometry"] = shapely.transform(moved.geometry[0], lambda xy: xy + 1e-13)
    assert moved.geometry[0] != other.geometry[0]
    assert _write(connection, moved).sha256 not in {first, None}


@pytest.mark.usefixtures("town")
def test_a_fingerprint_is_kept_with_its_version_only(connection: Connection) -> None:
    kept = _write(connection, _squares(2)).sha256
    connection.execute(text("UPDATE communities SET name = 'other' WHERE name = 'c0'"))
    status = {one.layer: one for one in store.list_layers(connection, "town")}[LAYER]
    assert status.sha256 is None
    fresh = store.fingerprint(connection, "town", LAYER)
    assert fresh != kept
    status = {one.layer: one for one in store.list_layers(connection, "town")}[LAYER]
    assert status.sha256 == fresh


@pytest.mark.usefixtures("town")
def test_a_fingerprint_can_be_had_while_someone_writes(
    connection: Connection, engine: Engine
) -> None:
    _write(connection, _squares(2))
    connection.commit()
    connection.execute(text("UPDATE communities SET name = 'other' WHERE name = 'c0'"))
    connection.commit()
    _write(connection, _squares(1))
    with engine.begin() as reader:
        reader.execute(text("SET lock_timeout = '1s'"))
        seen = store.fingerprint(reader, "town", LAYER)
    connection.rollback()
    assert store.fingerprint(connection, "town", LAYER) == seen


@pytest.mark.usefixtures("town")
def test_imports_at_the_same_time_follow_each_other(connection: Connection, engine: Engine) -> None:
    connection.commit()
    writers = 4
    start = threading.Barrier(writers)

    def one(number: int) -> int:
        frame = _squares(5, name=[f"writer {number}"] * 5)
        with engine.begin() as own:
            start.wait()
            return _write(own, frame).version

    with ThreadPoolExecutor(writers) as pool:
        versions = list(pool.map(one, range(writers)))
    assert sorted(versions) == [1, 2, 3, 4]
    names = _read(connection)["name"].tolist()
    last = versions.index(4)
    assert names == [f"writer {last}"] * 5, "the last one is whole, nothing is mixed"


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
FLOATS = st.floats(min_value=0, allow_infinity=False, allow_nan=False)


@pytest.mark.slow
@pytest.mark.usefixtures("town")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(TEXTS, FLOATS, st.integers(0, 2**63 - 1), TEXTS), max_size=5))
def test_any_text_and_number_comes_back_exactly(
    connection: Connection, rows: list[tuple[str, float, int, str]]
) -> None:
    names, areas, counts, notes = map(list, zip(*rows, strict=True)) if rows else ([], [], [], [])
    frame = _squares(len(rows), name=names, office_area_m2=areas, households=counts, note=notes)
    _write(connection, frame)
    back = _read(connection)
    assert back["name"].tolist() == names
    assert back["office_area_m2"].tolist() == areas
    assert back["households"].tolist() == counts
    assert [row.get("note") for row in back["properties"]] == notes
