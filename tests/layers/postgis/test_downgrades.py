"""Going back loses nothing in silence."""

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from layers.postgis.database import MIGRATIONS, downgrade, migrate
from layers.postgis.downgrades import LOSSES, RowsLostError

AREA = """
INSERT INTO areas (slug, title_zh, title_en, boundary, crs) VALUES
    ('a', '甲', 'A', ST_Multi(ST_MakeEnvelope(0, 0, 1, 1, 4326)), 'EPSG\\:4548')
"""
SCENARIO = """
INSERT INTO scenarios (area_id, name, facility, edits)
SELECT id, 'plan', 'health_centers', '[]' FROM areas
"""


def _run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608


def test_every_migration_says_what_its_going_down_loses() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert {one.revision for one in script.walk_revisions()} <= set(LOSSES)


@pytest.mark.parametrize(
    ("statements", "to", "told"),
    [
        ([AREA], "base", "1 areas"),
        ([AREA, SCENARIO], "0002", "1 scenarios"),
        ([AREA, "UPDATE areas SET title_en = 'B'"], "0003", "1 earlier versions of areas"),
        (
            [AREA, SCENARIO, "UPDATE scenarios SET title = 'x'"],
            "0004",
            "1 earlier revisions of scenarios",
        ),
        (
            [AREA, SCENARIO, "UPDATE scenarios SET deleted_at = now()"],
            "0004",
            "1 deleted scenarios",
        ),
    ],
    ids=["area", "scenario", "version", "revision", "deleted"],
)
def test_rows_that_would_go_are_counted_and_stay(
    engine: Engine, statements: list[str], to: str, told: str
) -> None:
    _run(engine, *statements)
    with pytest.raises(RowsLostError, match=told):
        downgrade(engine, to)
    assert _count(engine, "areas") == 1
    assert _count(engine, "scenarios") == len([one for one in statements if one == SCENARIO])
    downgrade(engine, to, lose_rows=True)
    migrate(engine)


def test_what_loses_nothing_goes_down(engine: Engine) -> None:
    _run(engine, AREA, SCENARIO)
    downgrade(engine, "0004")
    migrate(engine)
    assert _count(engine, "scenarios WHERE edits_sha256 IS NOT NULL") == 1
    downgrade(engine, "0003")
    migrate(engine)
    _run(engine, "DELETE FROM areas")
    downgrade(engine, "base")
    downgrade(engine, "base")
