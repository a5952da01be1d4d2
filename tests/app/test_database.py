import os
import time

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import create_app
from app.database import Database
from app.problems.errors import describe
from layers.postgis import server


@pytest.fixture
def opened(database_url, tmp_path):
    made = Database(database_url, folder=tmp_path / "postgres")
    yield made
    made.close()


def test_a_transaction_is_rolled_back_on_an_error(opened) -> None:
    def half_way() -> None:
        with opened.begin() as connection:
            connection.execute(text("CREATE TABLE half (x int)"))
            raise KeyError

    with pytest.raises(KeyError):
        half_way()
    with opened.begin() as connection:
        assert connection.scalar(text("SELECT to_regclass('half')")) is None


def test_a_snapshot_does_not_see_later_writes(opened) -> None:
    count = text("SELECT count(*) FROM later")
    with opened.begin() as connection:
        connection.execute(text("CREATE TABLE later (x int)"))
    with opened.snapshot() as reading:
        assert reading.scalar(count) == 0
        with opened.begin() as writing:
            writing.execute(text("INSERT INTO later VALUES (1)"))
        assert reading.scalar(count) == 0
    with opened.begin() as connection:
        assert connection.scalar(count) == 1


def test_a_child_of_a_fork_makes_its_own_connections(opened, monkeypatch) -> None:
    first = opened.engine
    assert opened.engine is first
    monkeypatch.setattr(os, "getpid", lambda: -1)
    other = opened.engine
    assert other is not first
    other.dispose()
    first.dispose()


def test_without_a_url_it_holds_the_embedded_server_while_open(
    tmp_path, monkeypatch, database_url
) -> None:
    events = []

    class Held:
        def __enter__(self) -> str:
            events.append("up")
            return database_url

        def __exit__(self, *_: object) -> None:
            events.append("down")

    monkeypatch.setattr(server, "running", lambda _folder: Held())
    with Database(folder=tmp_path / "postgres") as made:
        with made.begin() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        made.disconnect()
        assert events == ["up"]
        assert made.url == database_url
    assert events == ["up", "down"]
    assert made.url == ""


def test_a_command_makes_the_tables_of_a_database_of_ones_own(server_url, tmp_path) -> None:
    maintenance = make_url(server_url).set(drivername="postgresql", database="postgres")
    connection = psycopg2.connect(maintenance.render_as_string(hide_password=False))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE bare")
    url = make_url(server_url).set(database="bare").render_as_string(hide_password=False)
    app = create_app({"database_url": url, "folder": tmp_path / "var"})
    try:
        told = app.test_cli_runner().invoke(args=["areas", "list", "--json"])
        assert (told.exit_code, told.stdout) == (0, "[]\n")
    finally:
        app.extensions["database"].close()
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE bare WITH (FORCE)")
        connection.close()


def test_processes_that_serve_get_the_stated_role_or_the_embedded_one(
    server_folder, server_url, tmp_path
) -> None:
    stated = Database("postgresql://me@h/d", app_url="postgres://app@h/d", folder=tmp_path)
    assert stated.application_url() == "postgresql+psycopg2://app@h/d"
    assert server_url, "the server is up"
    with Database(folder=server_folder) as embedded:
        assert make_url(embedded.application_url()).username == "shequ_app"
        assert make_url(embedded.url).username == "shequ_owner"


def test_of_a_server_without_a_role_for_us_the_given_address_is_used_with_a_warning(
    opened, caplog
) -> None:
    assert make_url(opened.application_url()).username == "shequ"
    assert "SHEQU_APP_DATABASE_URL" in caplog.text


def test_a_command_waits_longer_for_others_than_a_request(database_url, tmp_path) -> None:
    show = text("SHOW lock_timeout")
    served = Database(database_url, folder=tmp_path, lock_timeout_ms=4_000)
    with served.begin() as connection:
        assert connection.scalar(show) == "4s"
    served.close()
    with served as command, command.begin() as connection:
        assert connection.scalar(show) == "15s", "and still less than the limit of a statement"


def test_waiting_for_others_is_told_as_such_not_as_slow_work(database_url, tmp_path) -> None:
    waiting = Database(database_url, folder=tmp_path, statement_timeout_ms=400)
    with waiting.begin() as connection:
        connection.execute(text("CREATE TABLE held (x int)"))
    with waiting.begin() as holder:
        holder.execute(text("LOCK TABLE held"))
        with pytest.raises(DBAPIError) as caught, waiting.begin() as connection:
            connection.execute(text("SELECT FROM held"))
    assert describe(caught.value, "en").slug == "busy"
    waiting.close()


def test_when_all_connections_are_taken_others_are_told_so_soon(database_url, tmp_path) -> None:
    crowded = Database(database_url, folder=tmp_path, pool_size=1)
    began = time.monotonic()
    with crowded.begin(), pytest.raises(PoolTimeout) as caught, crowded.begin():
        pytest.fail("there were two connections")
    assert time.monotonic() - began < 5
    problem = describe(caught.value, "en")
    assert (problem.status, problem.slug, problem.retry_after) == (503, "busy", 5)
    crowded.close()
