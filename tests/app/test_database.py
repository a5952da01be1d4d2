import os

import pytest
from sqlalchemy import text

from app.database import Database
from layers import server


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
