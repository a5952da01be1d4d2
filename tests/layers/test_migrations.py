from dataclasses import replace
from pathlib import Path

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import Engine, inspect, text

from layers.errors import UnknownVersionError
from layers.postgis.database import check_schema, downgrade, migrate
from layers.store import layers as store
from layers.store.area_versions import list_area_versions, read_area_at, update_area
from layers.store.areas import read_area
from layers.store.raster_versions import list_versions
from layers.store.rasters import read_raster
from layers.store.scenarios import list_scenarios


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
