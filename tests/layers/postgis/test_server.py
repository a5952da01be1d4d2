import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from layers.postgis import server
from layers.postgis.cluster import locate
from tests.builders.machine import passable_folder

ROOT = Path(__file__).parent.parent.parent.parent
HOLDER = """
import sys, time
from pathlib import Path
from layers.postgis import server
with server.running(Path(sys.argv[1]), fast=True) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with passable_folder("server") as made:
        yield made / "postgres"
        cluster = locate(made / "postgres")
        if cluster.is_running():
            cluster.stop()


def _hold(folder: Path) -> subprocess.Popen[str]:
    """Start a program that keeps the server running until it is spoken to, or killed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _url(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def _let_go(holder: subprocess.Popen[str]) -> None:
    holder.communicate("\n", timeout=60)
    assert holder.returncode == 0


def _kill(holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.communicate()


def _number(url: str) -> int:
    """Return the process id of the server behind `url`, as a mark of its identity."""
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM pg_postmaster_start_time()) * 1e6")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


@pytest.mark.slow
def test_the_server_runs_while_it_is_held(folder: Path) -> None:
    with server.running(folder, fast=True) as url:
        assert url.startswith("postgresql+psycopg2://shequ_owner:")
        first = _number(url)
        assert locate(folder).is_running()
    assert not locate(folder).is_running()
    with server.running(folder, fast=True) as again:
        assert again == url
        assert _number(again) != first


@pytest.mark.slow
def test_it_stops_after_an_error_too(folder: Path) -> None:
    with pytest.raises(KeyError), server.running(folder, fast=True):
        raise KeyError
    assert not locate(folder).is_running()


@pytest.mark.slow
def test_the_last_one_to_leave_stops_it(folder: Path) -> None:
    first, second = _hold(folder), _hold(folder)
    url = _url(first)
    assert _url(second) == url
    _let_go(first)
    assert _number(url) > 0
    _let_go(second)
    assert not locate(folder).is_running()


@pytest.mark.slow
def test_a_process_may_hold_it_twice(folder: Path) -> None:
    with server.running(folder, fast=True) as outer:
        with server.running(folder, fast=True) as inner:
            assert inner == outer
        assert _number(outer) > 0


@pytest.mark.slow
def test_a_killed_holder_leaves_the_server_to_the_next(folder: Path) -> None:
    holder = _hold(folder)
    url = _url(holder)
    mark = _number(url)
    _kill(holder)
    with server.running(folder, fast=True) as again:
        assert _number(again) == mark, "the same server goes on"
    assert not locate(folder).is_running()


@pytest.mark.slow
def test_killed_with_its_server_it_starts_again(folder: Path) -> None:
    holder = _hold(folder)
    mark = _number(_url(holder))
    os.kill(int((locate(folder).data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    _kill(holder)
    with server.running(folder, fast=True) as again:
        assert _number(again) != mark


@pytest.mark.slow
def test_killed_at_any_moment_of_the_start_it_starts_the_next_time(folder: Path) -> None:
    for moment in (0.3, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0):
        holder = _hold(folder)
        time.sleep(moment)
        _kill(holder)
    with server.running(folder, fast=True) as url:
        assert _number(url) > 0
    assert not locate(folder).is_running()


@pytest.mark.slow
def test_two_projects_do_not_meet(folder: Path) -> None:
    other = folder.parent / "other" / "postgres"
    with server.running(folder, fast=True) as one, server.running(other, fast=True) as two:
        assert one != two
        assert _number(one) != _number(two)
    assert not locate(folder).is_running()


@pytest.mark.slow
def test_a_forked_worker_does_not_stop_it_under_its_parent(folder: Path) -> None:
    with server.running(folder, fast=True) as url:
        program = (
            "import os, sys\nfrom pathlib import Path\nfrom layers.postgis import server\n"
            "with server.running(Path(sys.argv[1]), fast=True) as url:\n"
            "    child = os.fork()\n"
            "    if child == 0: sys.exit(0)\n"
            "    os.waitpid(child, 0)\n"
        )
        command = [sys.executable, "-c", program, str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, timeout=60)
        assert _number(url) > 0
    assert not locate(folder).is_running()


def test_a_start_that_hangs_elsewhere_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LOCK_SECONDS", 0.1)
    locate(folder)
    holder = subprocess.Popen(
        ["flock", str(folder / "start.lock"), "sh", "-c", "echo held; read line"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert _url(holder) == "held"
    with pytest.raises(server.LockedError, match=r"start\.lock"), server.running(folder):
        pytest.fail("the lock was held")
    holder.communicate("\n", timeout=10)


@pytest.mark.slow
def test_first_starts_at_once_share_one_server(folder: Path) -> None:
    for trial in ("first", "second", "third"):
        holders = [_hold(folder / trial) for _ in range(3)]
        assert len({_url(holder) for holder in holders}) == 1
        for holder in holders:
            _let_go(holder)
        assert not locate(folder / trial).is_running()


@pytest.mark.slow
def test_a_holder_starts_a_dead_server_again(folder: Path) -> None:
    with server.running(folder, fast=True) as url:
        mark = _number(url)
        assert server.revive(folder) is None, "it lives"
        os.kill(
            int((locate(folder).data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL
        )
        while locate(folder).is_running():
            time.sleep(0.05)
        again = server.revive(folder)
        assert again is not None
        assert _number(again) != mark


@pytest.mark.slow
def test_processes_that_serve_get_the_address_of_the_application(folder: Path) -> None:
    with server.running(folder, fast=True) as owner:
        url = server.application_url(folder)
        assert url.startswith("postgresql+psycopg2://shequ_app:")
        assert url.rpartition("@")[2] == owner.rpartition("@")[2]
        assert _number(url) == _number(owner)
