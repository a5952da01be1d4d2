from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, box
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from layers.catalogue import LAYER_TYPES, parse_kind
from layers.errors import UnknownVersionError
from layers.postgis.database import check_schema, downgrade, migrate
from layers.postgis.downgrades import RowsLostError
from layers.postgis.own_kinds import add_kind, refresh
from layers.store import layers as store
from layers.store.area_versions import list_area_versions, read_area_at, update_area
from layers.store.areas import Area, create_area, read_area
from layers.store.history import undo
from layers.store.raster_versions import list_versions
from layers.store.rasters import read_raster
from layers.store.scenarios import list_scenarios
from layers.text import Text


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"spatial_ref_sys", "alembic_version"}


def _functions(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(
            text(
                "SELECT count(*) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND NOT"
                " EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            )
        )


def test_the_migrated_database_is_what_the_code_expects(engine: Engine) -> None:
    """A catalogue column without a migration would fail here."""
    check_schema(engine)


def test_migrations_go_down_to_nothing_and_up_again(engine: Engine) -> None:
    before = _tables(engine)
    assert "communities" in before
    downgrade(engine, "base")
    assert _tables(engine) == set()
    assert inspect(engine).get_view_names() == ["geography_columns", "geometry_columns"]
    assert _functions(engine) == 0
    migrate(engine)
    assert _tables(engine) == before
    check_schema(engine)


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO areas (slug, title_zh, title_en, boundary, crs) VALUES"
                " ('a', '甲', 'A', ST_Multi(ST_MakeEnvelope(0, 0, 1, 1, 4326)), 'EPSG:4548')"
            )
        )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT slug FROM areas")) == "a"


ROWS_OF_0003 = """
INSERT INTO areas (slug, title_zh, title_en, boundary, crs, figures) VALUES
    ('a', '甲', 'A', ST_Multi(ST_MakeEnvelope(0, 0, 1, 1, 4326)), 'EPSG:4548', '{"people": 3}'),
    ('b', '乙', 'B', ST_Multi(ST_MakeEnvelope(2, 0, 3, 1, 4326)), 'EPSG:4548', '{}');
INSERT INTO rasters (area_id, kind, name, source, file, sha256, crs, transform, width, height,
    bounds)
SELECT id, 'canopy', 'x.tif', 'survey', repeat('a', 64) || '.tif', repeat('a', 64), 'EPSG:4326',
    '{1,0,0,0,-1,1}', 1, 1, '{0,0,1,1}' FROM areas WHERE slug = 'a';
UPDATE rasters SET name = 'y.tif', file = repeat('b', 64) || '.tif', sha256 = repeat('b', 64);
INSERT INTO rasters (area_id, kind) SELECT id, 'ndvi' FROM areas WHERE slug = 'a';
INSERT INTO green_spaces (area_id, name, geometry)
SELECT id, 'park', boundary FROM areas WHERE slug = 'a';
INSERT INTO scenarios (area_id, name, facility, edits)
SELECT id, 'plan', 'health_centers', '[]' FROM areas WHERE slug = 'a';
"""


def test_what_revision_0003_held_becomes_the_first_that_is_kept(
    engine: Engine, tmp_path: Path
) -> None:
    downgrade(engine, "0003")
    with engine.begin() as connection:
        connection.execute(text(ROWS_OF_0003.replace(":", "\\:")))
    migrate(engine)
    check_schema(engine)
    with engine.begin() as connection:
        (kept,) = list_area_versions(connection, "a")
        assert (kept.area, kept.at) == (read_area(connection, "a"), None)
        assert (kept.area.version, kept.area.figures) == (1, {"people": 3})
        (canopy, ndvi) = sorted(
            list_versions(connection, "a", folder=tmp_path), key=lambda one: one.kind
        )
        assert (canopy.version, canopy.state, canopy.sha256) == (2, "present", "b" * 64)
        assert (canopy.name, canopy.source) == ("y.tif", "survey")
        assert (ndvi.version, ndvi.state) == (1, "none")
        # The version before was not kept: it is not made up.
        with pytest.raises(UnknownVersionError):
            read_raster(connection, "a", "canopy", folder=tmp_path, version=1)
        assert store.read_versions(connection, "a")["green_spaces"] == 1
        assert [one.name for one in list_scenarios(connection, "a")] == ["plan"]
        moved = MultiPolygon([box(0, 0, 1, 2)])
        update_area(connection, replace(kept.area, boundary=moved), actor="ann")
        assert read_area_at(connection, "a", 1) == kept.area
        assert read_area(connection, "a").version == 2
        assert read_area(connection, "b").version == 1
    downgrade(engine, "0003", lose_rows=True)
    migrate(engine)
    with engine.connect() as connection:
        assert [one.area.boundary for one in list_area_versions(connection, "a")] == [moved]
        assert connection.scalar(text("SELECT count(*) FROM raster_versions")) == 2


SIX = {
    "police_stations": "police_station",
    "health_centers": "health_center",
    "culture_rooms": "culture_room",
    "culture_stations": "culture_station",
    "service_centers": "service_center",
    "elder_homes": "elder_home",
}
PAST = (
    "SELECT h.layer, h.version, h.feature_id, h.operation, h.old_values, h.new_values,"
    " ST_AsEWKT(h.old_geometry), ST_AsEWKT(h.new_geometry) FROM history h"
    " ORDER BY h.layer, h.version, h.feature_id"
)
ROWS = "SELECT f.*, ST_AsEWKT(f.geometry) AS shape FROM facilities f ORDER BY id"
VERSIONS = (
    "SELECT layer, version, updated_at, updated_by, source, sha256 FROM layers ORDER BY layer"
)
CHANGES = "SELECT * FROM changes ORDER BY layer, version"


def _all(engine: Engine, *queries: str) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [[tuple(row) for row in connection.execute(text(query))] for query in queries]


def _frame(**columns: object) -> gpd.GeoDataFrame:
    shapes = [Point(116.4, 39.9), Point(116.41, 39.91)]
    return gpd.GeoDataFrame({"name": ["a", "b"], **columns}, geometry=shapes, crs=4326)


def _write(engine: Engine, layer: str, frame: gpd.GeoDataFrame) -> None:
    with engine.begin() as connection:
        store.write_layer(
            connection, "town", layer, frame, replace=True, actor="ann", source="file"
        )


@pytest.fixture
def six(engine: Engine) -> Engine:
    """A town with two features and two versions of each of the kinds there were before."""
    with engine.begin() as connection:
        shape = MultiPolygon([box(116.3, 39.8, 116.5, 40.0)])
        create_area(connection, Area("town", Text("镇", "Town"), shape, "EPSG:4548"))
    for layer in SIX:
        _write(engine, layer, _frame(grade=["x", None], staff=[3, 4], beds=[1, 2]))
        _write(engine, layer, _frame(staff=[5, None], opened_on=["2020-01-01", None]))
    return engine


def test_the_first_six_kinds_are_the_same_after_revision_0010_and_before(six: Engine) -> None:
    queries = (ROWS, PAST, VERSIONS, CHANGES)
    before = _all(six, *queries)
    assert [len(rows) for rows in before[:3]] == [12, 36, 6]
    with six.connect() as connection:
        frames = {layer: store.read_layer(connection, "town", layer) for layer in SIX}
        prints = {layer: store.fingerprint(connection, "town", layer) for layer in SIX}
    before = _all(six, *queries)
    downgrade(six, "0009")
    assert _all(six, *queries) == before
    with six.begin() as connection:
        for layer, kind in SIX.items():
            # an edit of the tables as they were is recorded as it was
            connection.execute(
                text(f"UPDATE {layer} SET grade = 'y' WHERE name = 'b'")  # noqa: S608
            )
            assert connection.scalar(
                text("SELECT count(*) FROM facilities WHERE kind = :kind"), {"kind": kind}
            ) == len(frames[layer])
            assert store.read_versions(connection, "town")[layer] == 3
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(
                text(
                    "INSERT INTO facilities (area_id, kind, geometry) SELECT id, 'library',"
                    " ST_SetSRID(ST_MakePoint(116.4, 39.9), 4326) FROM areas"
                )
            )
    migrate(six)
    check_schema(six)
    with six.begin() as connection:
        for layer, frame in frames.items():
            undo(connection, "town", layer, actor="ann")
            back = store.read_layer(connection, "town", layer)
            pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(frame))
            assert store.fingerprint(connection, "town", layer) == prints[layer]


def test_going_down_from_revision_0010_counts_what_it_loses(six: Engine, dog_parks: str) -> None:
    with six.begin() as connection:
        add_kind(connection, parse_kind(dog_parks, "dog_parks.toml"), actor="ann")
    for layer in ("libraries", "dog_parks"):
        _write(six, layer, _frame())
    square = gpd.GeoDataFrame({"name": ["a"]}, geometry=[box(116.4, 39.9, 116.41, 39.91)], crs=4326)
    _write(six, "compounds", square)
    kept = _all(six, ROWS + " LIMIT 12", VERSIONS)
    with pytest.raises(RowsLostError) as caught:
        downgrade(six, "0009")
    for lost in (
        "2 facilities of further kinds",
        "2 facilities drawn as areas",
        "1 residential compounds",
        "1 kinds of your own",
    ):
        assert lost in str(caught.value)
    assert _all(six, ROWS + " LIMIT 12", VERSIONS) == kept
    downgrade(six, "0009", lose_rows=True)
    rows, versions = _all(six, ROWS, VERSIONS)
    assert rows == kept[0]
    assert [row[0] for row in versions] == sorted(SIX)
    assert {row[0] for row in _all(six, PAST)[0]} == set(SIX)
    views = set(inspect(six).get_view_names())
    assert set(SIX) <= views
    assert not {"libraries", "dog_parks", "compounds"} & views
    migrate(six)
    check_schema(six)
    with six.connect() as connection:
        refresh(connection)
        assert "dog_parks" not in LAYER_TYPES
        assert len(store.read_layer(connection, "town", "libraries")) == 0
        assert len(store.read_layer(connection, "town", "police_stations")) == 2
