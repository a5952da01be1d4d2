"""What who holds the application's connection leaves behind can be read again, or is refused."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from layers.postgis.database import downgrade, migrate
from layers.store.areas import create_area, list_areas
from tests.builders.areas import town_area
from tests.layers.postgis.roles.test_rights import SQUARE

AREA = "INSERT INTO areas (slug, title_zh, title_en, boundary, crs, {0}) SELECT 'other', title_zh,"
AREA += " title_en, boundary, crs, {1} FROM areas"
RASTER = "INSERT INTO rasters (area_id, kind, file, sha256, crs, transform, width, height, bounds)"
RASTER += " SELECT id, 'ndvi', repeat('a', 64) || '.tif', repeat('a', 64), 'EPSG:4326', {},"
RASTER += " '{{1,2,3,4}}' FROM areas"
SCENARIO = "INSERT INTO scenarios (area_id, name, facility, edits, {0}) SELECT id, 'a',"
SCENARIO += " 'health_centers', '[]', {1} FROM areas"
REFUSED = [
    (AREA.format("as_of", "'0044-03-15 BC'"), "areas_as_of"),
    (AREA.format("as_of", "'20000-01-01'"), "areas_as_of"),
    (AREA.format("source", "repeat('x', 70000)"), "areas_texts"),
    (AREA.format("figures", "'[1]'"), "areas_figures"),
    (RASTER.format("'{NaN,0,0,0,0,0}', 10, 10"), "rasters_place"),
    (RASTER.format("'{1,0,0,0,Infinity,0}', 10, 10"), "rasters_place"),
    (RASTER.format("'{1,0,0,0,1,0}', 9223372036854775807, 10"), "rasters_sides"),
    (SCENARIO.format("base", "'[1]'"), "scenarios_base"),
    (SCENARIO.format("updated_at", "'0044-03-15 BC'"), "scenarios_dates"),
    (SCENARIO.format("created_at", "'20000-01-01'"), "scenarios_dates"),
    (SCENARIO.format("deleted_at", "'infinity'"), "scenarios_dates"),
    (SCENARIO.format("created_by", "repeat('x', 70000)"), "scenarios_texts"),
    ("UPDATE layers SET sha256 = repeat('x', 1000000)", "layers_fingerprint"),
    ("SELECT raise_version(id, repeat('x', 101)) FROM areas", "layers_names"),
]


@pytest.fixture
def town(engine: Engine) -> Engine:
    with engine.begin() as connection:
        create_area(connection, town_area(SQUARE))
        connection.execute(text("SELECT raise_version(id, 'streets') FROM areas"))
    return engine


@pytest.mark.parametrize(("sql", "check"), REFUSED)
def test_a_row_that_no_page_could_show_is_refused(town: Engine, sql: str, check: str) -> None:
    with pytest.raises(DBAPIError, match=check), town.begin() as connection:
        connection.execute(text(sql))


def test_what_a_session_says_of_itself_is_cut(town: Engine) -> None:
    with town.begin() as connection:
        for name in ("source", "actor"):
            claim = f"SELECT set_config('shequ.{name}', repeat('x', 100000), true)"
            connection.execute(text(claim))
        connection.execute(text("SELECT raise_version(id, 'streets') FROM areas"))
        (told,) = connection.execute(
            text("SELECT length(source), length(actor) FROM changes WHERE version = 2")
        )
        assert tuple(told) == (1_000, 63)


def test_an_area_of_a_day_before_christ_loses_the_day_and_is_read(
    town: Engine, database_url: str
) -> None:
    town.dispose()
    downgrade(database_url, "0008", lose_rows=True)
    with town.begin() as connection:
        connection.execute(text(AREA.format("as_of", "'0044-03-15 BC'")))
        connection.execute(text(RASTER.format("'{NaN,0,0,0,0,0}', 10, 10")))
    town.dispose()
    migrate(database_url)
    with town.begin() as connection:
        found = {one.slug: one.as_of for one in list_areas(connection)}
        assert found == {"town": None, "other": None}
