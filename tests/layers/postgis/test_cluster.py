import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from layers.postgis import cluster as clusters
from layers.postgis.cluster import (
    Cluster,
    FolderRefusedError,
    NotStartedError,
    OtherMajorError,
    locate,
)
from tests.builders.machine import passable_folder

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server over")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's user can reach, unlike pytest's own (mode 0700)."""
    with passable_folder("cluster") as made:
        yield made


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    made = locate(folder / "postgres", fast=True)
    made.create()
    yield made
    if made.is_running():
        made.stop()


def _ask(cluster: Cluster, sql: str) -> str:
    connection = psycopg2.connect(cluster.url("postgres").replace("+psycopg2", ""))
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0])
    finally:
        connection.close()


def test_a_cluster_starts_answers_and_stops(cluster: Cluster) -> None:
    assert not cluster.is_running()
    cluster.start()
    cluster.wait_until_ready()
    assert cluster.is_running()
    assert _ask(cluster, "SELECT current_user") == "shequ"
    cluster.stop()
    assert not cluster.is_running()


def test_passwords_are_asked_for_and_kept_from_others(cluster: Cluster) -> None:
    hba = (cluster.data / "pg_hba.conf").read_text()
    methods = {line.split()[-1] for line in hba.splitlines() if line and line[0] != "#"}
    assert methods == {"scram-sha-256"}
    assert (cluster.folder / "password").stat().st_mode & 0o777 == 0o600
    assert cluster.data.stat().st_mode & 0o777 == 0o700


def test_only_the_loopback_is_listened_on(cluster: Cluster) -> None:
    cluster.start()
    assert _ask(cluster, "SHOW listen_addresses") == "127.0.0.1"
    assert _ask(cluster, "SHOW unix_socket_directories") == ""


@pytest.mark.slow
def test_what_is_committed_survives_a_power_cut_unless_it_is_a_test(folder: Path) -> None:
    durable = locate(folder / "durable")
    durable.create()
    durable.start()
    try:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert _ask(durable, f"SHOW {setting}") == "on"
    finally:
        durable.stop()


def test_settings_of_the_user_come_on_top(cluster: Cluster) -> None:
    cluster.start()
    connection = psycopg2.connect(cluster.url("postgres").replace("+psycopg2", ""))
    connection.autocommit = True
    connection.cursor().execute("ALTER SYSTEM SET work_mem = '7MB'")
    connection.close()
    cluster.stop()
    cluster.start()
    assert _ask(cluster, "SHOW work_mem") == "7MB"


@pytest.mark.slow
def test_the_port_is_kept_and_given_up_to_a_stranger(cluster: Cluster) -> None:
    cluster.start()
    first = _ask(cluster, "SHOW port")
    cluster.stop()
    cluster.start()
    assert _ask(cluster, "SHOW port") == first
    cluster.stop()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", int(first)))
        stranger.listen()
        cluster.start()
        assert _ask(cluster, "SHOW port") != first


@pytest.mark.slow
def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    made = locate(folder / "postgres", fast=True)
    draft = made.home / "data.draft-1a2b"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n")
    made.create()
    assert not draft.exists()
    made.start()
    made.stop()


def test_a_dead_server_s_note_is_not_believed(cluster: Cluster) -> None:
    """After a crash of the machine its process id may belong to any program."""
    note = cluster.data / "postmaster.pid"
    for process in (os.getpid(), 2**22 + 1):
        lines = [str(process), str(cluster.data), "0", "5432", "", "127.0.0.1", "", "ready"]
        note.write_text("\n".join(lines))
        assert not cluster.is_running()
        cluster.start()
        assert cluster.is_running()
        cluster.stop()


def test_a_server_killed_with_its_sessions_is_started_again(cluster: Cluster) -> None:
    cluster.start()
    connection = psycopg2.connect(cluster.url("postgres").replace("+psycopg2", ""))
    connection.autocommit = True
    connection.cursor().execute("SET synchronous_commit = on")  # off in this fast cluster
    connection.cursor().execute("CREATE TABLE kept AS SELECT 1 AS number")
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), 9)
    cluster.start()
    cluster.wait_until_ready()
    assert _ask(cluster, "SELECT number FROM kept") == "1"
    connection.close()


def test_data_of_another_version_are_not_touched(cluster: Cluster) -> None:
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(OtherMajorError) as caught:
        cluster.start()
    assert "made by PostgreSQL 9" in caught.value.text("en")
    assert "apt-get install -y postgresql-9 postgresql-9-postgis-3" in caught.value.text("zh")


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    with (cluster.data / "postgresql.conf").open("a") as conf:
        conf.write("shared_buffers = '-1GB'\n")
    with pytest.raises(NotStartedError, match="FATAL"):
        cluster.start()


def test_a_path_may_hold_any_character(folder: Path) -> None:
    made = locate(folder / "社区 'plan' 100%" / ("long" * 30) / "postgres", fast=True)
    made.create()
    made.start()
    made.wait_until_ready()
    assert made.is_running()
    made.stop()


@as_root
def test_data_go_elsewhere_where_the_server_s_user_cannot_pass(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    made = locate(private / "postgres", fast=True, elsewhere=folder)
    assert made.home.parent == folder
    made.create()
    made.start()
    made.stop()
    again = locate(private / "postgres", fast=True, elsewhere=folder)
    assert again == made


@as_root
def test_data_that_can_no_longer_be_reached_are_not_replaced_by_empty_ones(folder: Path) -> None:
    made = locate(folder / "open" / "postgres", fast=True, elsewhere=folder)
    made.create()
    (folder / "open").chmod(0o700)
    with pytest.raises(FolderRefusedError, match="cannot enter it"):
        locate(folder / "open" / "postgres", fast=True, elsewhere=folder)
    (folder / "open").chmod(0o755)
    assert locate(folder / "open" / "postgres", fast=True, elsewhere=folder) == made


@as_root
def test_a_copied_project_does_not_share_the_data_of_the_first(folder: Path) -> None:
    for name in ("first", "second"):
        (folder / name).mkdir(mode=0o700)
    first = locate(folder / "first" / "postgres", elsewhere=folder)
    shutil.copytree(folder / "first" / "postgres", folder / "second" / "postgres")
    second = locate(folder / "second" / "postgres", elsewhere=folder)
    assert first.home != second.home
    (folder / "first").rename(folder / "moved")
    assert locate(folder / "moved" / "postgres", elsewhere=folder).home == first.home


@as_root
def test_a_damaged_pointer_is_replaced(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    first = locate(private / "postgres", elsewhere=folder)
    (private / "postgres" / "location.json").write_text("{")
    second = locate(private / "postgres", elsewhere=folder)
    assert second.home != first.home
    stated = json.loads((private / "postgres" / "location.json").read_text())
    assert stated["home"] == str(second.home)


@as_root
def test_a_folder_of_someone_else_is_refused(folder: Path) -> None:
    made = locate(folder / "postgres")
    made.create()
    subprocess.run(["chown", "-R", "daemon", str(made.home)], check=True)
    with pytest.raises(FolderRefusedError, match="belongs to user"):
        locate(folder / "postgres")


def test_a_folder_that_cannot_be_made_is_refused(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(FolderRefusedError, match="Not a directory"):
        locate(folder / "file" / "postgres")


def test_a_large_log_is_begun_anew(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "LONGEST_LOG", 10)
    cluster.start()
    cluster.stop()
    first = cluster.log.read_text()
    assert len(first) > 10
    cluster.start()
    assert not cluster.log.read_text().startswith(first)
