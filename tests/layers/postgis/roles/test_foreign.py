"""A server of one's own: the roles are made where the given user may, else it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from layers.postgis import database
from layers.postgis.roles.foreign import application_url


@pytest.fixture
def planner(engine: Engine) -> Iterator[Engine]:
    """An engine of an ordinary user who owns the tables of this test's database."""
    name = f"planner_{engine.url.database}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'p'"))
        connection.execute(text(f"GRANT shequ_owner TO {name}"))
        connection.execute(text(f"ALTER DATABASE {engine.url.database} OWNER TO {name}"))
    url = engine.url.set(username=name, password="p")  # noqa: S106 - of a test
    made = database.create_engine(url.render_as_string(hide_password=False))
    yield made
    made.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {engine.url.database} OWNER TO shequ"))
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))


def test_where_the_roles_are_there_the_application_gets_its_own(
    engine: Engine, server_folder: Path
) -> None:
    url, reason = application_url(engine, server_folder)
    assert reason is None
    assert make_url(url).username == "shequ_app"
    assert make_url(url).database == engine.url.database
    app = database.create_engine(url)
    with app.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM areas")) == 0
    app.dispose()


def test_a_role_of_another_installation_is_left_alone_and_named(
    engine: Engine, tmp_path: Path
) -> None:
    given = engine.url.render_as_string(hide_password=False)
    url, reason = application_url(engine, tmp_path)
    assert url == given
    assert reason is not None
    assert "no such file" in reason
    (tmp_path / "passwords").mkdir()
    (tmp_path / "passwords" / "app").write_text("guessed")
    url, reason = application_url(engine, tmp_path)
    assert url == given
    assert reason is not None
    assert "password authentication failed" in reason
    assert "SHEQU_APP_DATABASE_URL" in reason


def test_a_user_who_may_not_make_roles_is_told_what_to_do(
    planner: Engine, engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER ROLE shequ_app RENAME TO shequ_app_aside"))
    try:
        url, reason = application_url(planner, tmp_path)
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER ROLE shequ_app_aside RENAME TO shequ_app"))
    assert url == planner.url.render_as_string(hide_password=False)
    assert reason is not None
    assert "CREATEROLE" in reason
    assert "不能建立角色" in reason


def test_a_user_who_may_makes_the_roles_with_their_rights_and_limits(
    engine: Engine, tmp_path: Path
) -> None:
    """The roles of the embedded cluster are renamed aside, as if there were none."""
    names = ("shequ_app", "shequ_reader", "shequ_qgis")
    with engine.begin() as connection:
        for name in names:
            connection.execute(text(f"ALTER ROLE {name} RENAME TO {name}_aside"))
    try:
        url, reason = application_url(engine, tmp_path)
        assert reason is None
        app = database.create_engine(url, lock_timeout_ms=4_000)
        with app.connect() as connection:
            assert connection.scalar(text("SELECT current_user")) == "shequ_app"
            assert connection.scalar(text("SELECT count(*) FROM changes")) == 0
            assert not connection.scalar(
                text("SELECT has_table_privilege('changes', 'INSERT, UPDATE, DELETE')")
            )
        app.dispose()
        again, _ = application_url(engine, tmp_path)
        assert again == url
    finally:
        with engine.begin() as connection:
            for name in names:
                connection.execute(text(f"DROP OWNED BY {name}"))
                connection.execute(text(f"DROP ROLE {name}"))
                connection.execute(text(f"ALTER ROLE {name}_aside RENAME TO {name}"))
