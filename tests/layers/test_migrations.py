from sqlalchemy import Engine, inspect, text

from layers.database import check_schema, downgrade, migrate


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
