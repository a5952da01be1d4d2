import pytest
from sqlalchemy import Engine, text

from layers.postgis.database import downgrade, migrate
from layers.postgis.revision import (
    SchemaAheadError,
    SchemaBehindError,
    found_revision,
    known_revisions,
    require_revision,
)


def test_the_revisions_are_known_from_the_newest_to_the_first() -> None:
    known = known_revisions()
    assert known[-1] == "0001"
    assert list(known) == sorted(known, reverse=True)


def test_tables_of_this_version_are_taken(engine: Engine) -> None:
    with engine.begin() as connection:
        require_revision(connection)
        assert found_revision(connection) == known_revisions()[0]


def test_old_code_on_new_tables_says_what_to_do(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(SchemaAheadError) as caught:
            require_revision(connection)
    told = caught.value.text("en")
    assert "revision 9999" in told
    assert f"newest is {known_revisions()[0]}" in told
    assert "update the program" in told
    assert "9999" in caught.value.text("zh")
    with pytest.raises(SchemaAheadError):
        migrate(engine)


def test_old_tables_and_missing_ones_name_the_command_that_mends_them(engine: Engine) -> None:
    downgrade(engine, "0004")
    with engine.begin() as connection, pytest.raises(SchemaBehindError, match="flask serve"):
        require_revision(connection)
    downgrade(engine, "base")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        assert found_revision(connection) is None
        with pytest.raises(SchemaBehindError, match="revision -"):
            require_revision(connection)
    migrate(engine)
    with engine.begin() as connection:
        require_revision(connection)
