import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from layers.postgis import database


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_the_usual_ways_to_write_an_address_are_understood(scheme: str) -> None:
    url = database.parse_url(f"{scheme}://me:secret@db.example:5433/planning")
    assert url.drivername == "postgresql+psycopg2"
    assert (url.host, url.port, url.database) == ("db.example", 5433, "planning")


@pytest.mark.parametrize("address", ["", "planning", "mysql://me@db/planning", "sqlite:///a.db"])
def test_other_addresses_are_refused_with_the_form_to_write(address: str) -> None:
    with pytest.raises(database.BadUrlError, match="postgresql://user:password@host"):
        database.create_engine(address)


def test_an_engine_connects_on_first_use_only() -> None:
    engine = database.create_engine("postgresql://me@127.0.0.1:1/nowhere")
    assert engine.pool.checkedout() == 0
    with pytest.raises(OperationalError):
        engine.connect()


def test_sessions_are_limited(engine: Engine) -> None:
    expected = {
        "statement_timeout": "1min",
        "lock_timeout": "20s",
        "client_connection_check_interval": "2s",
        "idle_in_transaction_session_timeout": "10min",
        "timezone": "UTC",
        "application_name": "shequ",
    }
    with engine.connect() as connection:
        found = {name: connection.scalar(text(f"SHOW {name}")) for name in expected}
    assert found == expected


def test_a_statement_that_takes_too_long_is_cancelled(database_url: str) -> None:
    engine = database.create_engine(database_url, statement_timeout_ms=100)
    with engine.connect() as connection, pytest.raises(OperationalError, match="statement timeout"):
        connection.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_a_connection_that_the_server_dropped_is_replaced(engine: Engine) -> None:
    with engine.connect() as connection:
        first = connection.scalar(text("SELECT pg_backend_pid()"))
    other = database.create_engine(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:first)"), {"first": first})
    other.dispose()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != first


def test_a_snapshot_does_not_see_what_others_write_meanwhile(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes AS SELECT 1 AS number"))
    with database.snapshot(engine) as reader:
        before = reader.scalar(text("SELECT number FROM notes"))
        with engine.begin() as writer:
            writer.execute(text("UPDATE notes SET number = 2"))
        assert (before, reader.scalar(text("SELECT number FROM notes"))) == (1, 1)
    with database.snapshot(engine) as reader:
        assert reader.scalar(text("SELECT number FROM notes")) == 2


def test_two_processes_may_migrate_at_once(database_url: str) -> None:
    database.downgrade(database_url, "base")
    start = threading.Barrier(2)

    def one() -> None:
        start.wait()
        database.migrate(database_url)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one), pool.submit(one)]:
            done.result()
    database.check_schema(database_url)


def test_who_holds_the_lock_of_migrations_delays_only_what_there_is_to_do(
    engine: Engine, database_url: str, monkeypatch
) -> None:
    """Any role may take the lock: PostgreSQL has no right to that which could be withheld."""
    monkeypatch.setattr(database, "MIGRATION_WAIT_SECONDS", 1)
    with engine.begin() as holder:
        holder.execute(text(f"SELECT pg_advisory_xact_lock({database.MIGRATION_LOCK})"))
        pid = holder.scalar(text("SELECT pg_backend_pid()"))
        began = time.monotonic()
        database.migrate(database_url)
        assert time.monotonic() - began < 1
        with pytest.raises(database.MigrationWaitsError, match=rf"{pid}: \w+\), for more than 1 s"):
            database.downgrade(database_url, "base")
    database.downgrade(database_url, "base")


def test_a_server_that_does_not_answer_is_named(database_url: str) -> None:
    nobody = make_url(database_url).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(database.UnreachableError, match="Connection refused"):
        database.migrate(nobody)


def test_a_wrong_password_is_refused(database_url: str) -> None:
    """Scram, not trust: the port of the server is open to every user of the machine."""
    wrong = make_url(database_url).set(password="guess")  # noqa: S106 - meant to be wrong
    wrong = wrong.render_as_string(hide_password=False)
    with pytest.raises(database.UnreachableError, match="password authentication failed"):
        database.migrate(wrong)


def test_a_user_who_may_not_switch_postgis_on_is_told_what_to_do(database_url: str) -> None:
    engine = database.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP EXTENSION postgis CASCADE"))
        connection.execute(text("DROP ROLE IF EXISTS guest"))
        connection.execute(text("CREATE ROLE guest LOGIN PASSWORD 'guest'"))
    guest = make_url(database_url).set(username="guest", password="guest")  # noqa: S106
    with pytest.raises(
        database.PostgisMissingError, match=r"apt-get install -y postgresql-\d+-postgis-3"
    ):
        database.migrate(guest.render_as_string(hide_password=False))
    engine.dispose()
