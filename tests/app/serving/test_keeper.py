import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from types import SimpleNamespace

import psycopg2
import pytest

from app.serving import keeper as keepers
from app.serving.keeper import ENOUGH_BYTES, LOWEST_BYTES, RESERVE_BYTES, Keeper, free_bytes
from layers.postgis import server
from layers.postgis.cluster import NotStartedError, locate
from layers.postgis.cluster_settings import CLOSED
from layers.postgis.roles import OWNER
from tests.builders.machine import passable_folder


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with passable_folder("keeper") as made, server.running(made / "postgres", fast=True):
        yield made / "postgres"


@pytest.fixture
def room(monkeypatch) -> Iterator[list[int]]:
    """The room that the disk seems to have: the last of the list."""
    rooms = [ENOUGH_BYTES * 10]
    monkeypatch.setattr(keepers, "free_bytes", lambda _folder: rooms[-1])
    yield rooms
    rooms.append(ENOUGH_BYTES * 10)


def _execute(folder: Path, sql: str) -> None:
    connection = psycopg2.connect(locate(folder).url(role=OWNER).replace("+psycopg2", ""))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()


def _number(folder: Path) -> int | None:
    try:
        return int((locate(folder).data / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError):
        return None


def _refuses(folder: Path) -> bool:
    """Whether changes are refused, a moment after the server was told so."""
    for _ in range(100):
        try:
            _execute(folder, "INSERT INTO notes VALUES (1)")
        except psycopg2.errors.ReadOnlySqlTransaction:
            return True
        time.sleep(0.05)
    return False


def _accepts(folder: Path) -> bool:
    """Whether changes are taken, a moment after the server was told so."""
    for _ in range(100):
        with contextlib.suppress(psycopg2.errors.ReadOnlySqlTransaction):
            _execute(folder, "INSERT INTO notes VALUES (1)")
            return True
        time.sleep(0.05)
    return False


def test_a_server_that_died_is_started_again_and_its_address_told(folder: Path) -> None:
    told: list[str] = []
    keeper = Keeper(folder, changed=told.append)
    keeper.look()
    assert told == []
    number = _number(folder)
    assert number
    os.kill(number, signal.SIGKILL)
    while keeper.cluster.is_running():
        pass
    keeper.look()
    assert told == [keeper.cluster.url(role=OWNER)]
    _execute(folder, "SELECT 1")


def test_watching_begins_and_ends(folder: Path) -> None:
    keeper = Keeper(folder)
    keeper.start()
    number = _number(folder)
    assert number
    os.kill(number, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while _number(folder) in {number, None}:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    keeper.stop()
    assert not keeper._thread.is_alive()
    keeper.stop()


def test_a_start_that_fails_is_tried_again_after_a_pause(folder: Path, monkeypatch) -> None:
    keeper = Keeper(folder)
    tried = []

    def revive(_folder: Path) -> None:
        tried.append(1)
        raise NotStartedError(reason="no", log="log")

    monkeypatch.setattr(server, "revive", revive)
    monkeypatch.setattr(type(keeper.cluster), "is_running", lambda _self: False)
    clock = [100.0]
    monkeypatch.setattr(keepers, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    for seconds, tries in ((0, 1), (0.1, 2), (0.5, 2), (1.1, 3), (1.0, 3), (1.5, 4)):
        clock[0] += seconds
        with contextlib.suppress(NotStartedError):
            keeper.look()
        assert len(tried) == tries


def test_on_a_full_disk_no_changes_are_taken_until_there_is_room(
    folder: Path, room: list[int]
) -> None:
    keeper = Keeper(folder)
    keeper.look()
    assert keeper.reserve.stat().st_size == RESERVE_BYTES
    _execute(folder, "CREATE TABLE IF NOT EXISTS notes (x int)")
    room.append(LOWEST_BYTES - 1)
    keeper.look()
    assert not keeper.reserve.exists()
    assert (keeper.cluster.home / CLOSED).exists()
    assert _refuses(folder)
    _execute(folder, "SELECT * FROM notes")
    room.append(ENOUGH_BYTES - 1)
    keeper.look()
    assert Keeper(folder).closed, "still too little, and known after a restart of the service"
    assert _refuses(folder)
    room.append(ENOUGH_BYTES + 1)
    keeper.look()
    assert keeper.reserve.stat().st_size == RESERVE_BYTES
    assert _accepts(folder)


def test_a_write_under_way_is_broken_off_on_a_full_disk(folder: Path, room: list[int]) -> None:
    keeper = Keeper(folder)
    keeper.look()
    _execute(folder, "CREATE TABLE IF NOT EXISTS notes (x int)")
    connection = psycopg2.connect(locate(folder).url(role=OWNER).replace("+psycopg2", ""))
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO notes VALUES (2)")
            room.append(LOWEST_BYTES - 1)
            looking = Timer(0.5, keeper.look)
            looking.start()
            with pytest.raises(psycopg2.errors.QueryCanceled, match="due to user request"):
                cursor.execute("SELECT pg_sleep(20)")
            looking.join()
    finally:
        connection.close()
    room.append(ENOUGH_BYTES + 1)
    keeper.look()
    assert _accepts(folder)


def test_the_room_of_a_disk_is_what_others_may_still_take(tmp_path: Path) -> None:
    assert 0 < free_bytes(tmp_path) <= shutil.disk_usage(tmp_path).total
