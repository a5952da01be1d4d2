"""The processes that run the tests: as many as the machine carries, and none is left over."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders import machine
from tests.builders.machine import free_port, lives
from tests.builders.processes import WORKER_MB, cores, ended_with_us, memory_mb, within, workers

ROOT = Path(__file__).parent.parent
SUITE = ["tests", "spatial"]
HOLDER = """
import pathlib, subprocess, sys, time
from tests.builders.processes import ended_with_us
folder = pathlib.Path(sys.argv[1])
with ended_with_us(folder):
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (folder / "data").mkdir()
    (folder / "data" / "postmaster.pid").write_text(f"{server.pid}\\n/data\\n")
    print(server.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files of a machine with 7 GB free, whose control group sets no limit."""
    (tmp_path / "proc").mkdir()
    (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
    told = f"MemTotal: 9999999 kB\nMemAvailable: {7000 * 1024} kB\n"
    (tmp_path / "proc/meminfo").write_text(told)
    (tmp_path / "sys/fs/cgroup/cpu.max").write_text("max 100000\n")
    (tmp_path / "sys/fs/cgroup/memory.max").write_text("max\n")
    return tmp_path


@pytest.fixture
def _four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 2, 3})


@pytest.mark.usefixtures("_four_cores")
def test_one_a_core_as_far_as_the_memory_suffices(root: Path) -> None:
    assert (cores(root), memory_mb(root)) == (4, 7000)
    assert workers(SUITE, root) == 7000 // WORKER_MB == 3
    (root / "proc/meminfo").write_text(f"MemAvailable: {64_000 * 1024} kB\n")
    assert workers(SUITE, root) == 4


@pytest.mark.usefixtures("_four_cores")
def test_a_container_is_no_larger_than_its_control_group(root: Path) -> None:
    """Kind: a machine of 64 cores that gives the container two."""
    (root / "sys/fs/cgroup/cpu.max").write_text("200000 100000\n")
    assert workers(SUITE, root) == 2
    (root / "sys/fs/cgroup/cpu.max").write_text("50000 100000\n")
    assert (cores(root), workers(SUITE, root)) == (1, 0)
    (root / "sys/fs/cgroup/cpu.max").unlink()
    (root / "sys/fs/cgroup/memory.max").write_text(f"{4500 * 1024**2}\n")
    assert (memory_mb(root), workers(SUITE, root)) == (4500, 2)


@pytest.mark.usefixtures("_four_cores")
def test_a_file_needs_one_process_only(root: Path) -> None:
    assert workers(["tests/a.py"], root) == 0
    assert workers(["tests/a.py::test_one", "tests/a.py::test_other"], root) == 0
    assert workers(["tests/a.py", "tests/b.py"], root) == 2
    assert workers(["tests/a.py", "tests/b"], root) == 3


@pytest.mark.parametrize("signals", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_process_of_tests_leaves_no_server(tmp_path: Path, signals: int) -> None:
    """Kind: what outlives the one who would have ended it."""
    folder = tmp_path / "server"
    folder.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder], cwd=ROOT, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout
        server = int(holder.stdout.readline())
        assert lives(server)
        assert folder.exists()
        holder.send_signal(signals)
        holder.wait(30)
    deadline = time.monotonic() + 30
    while (lives(server) or folder.exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(server)
    assert not folder.exists()


def test_nothing_is_left_when_all_goes_well(tmp_path: Path) -> None:
    with ended_with_us(tmp_path / "none"):
        pass
    assert not (tmp_path / "none").exists()


def test_time_is_that_of_the_processor() -> None:
    with within(0.2):
        time.sleep(0.3)
    began = time.process_time()
    with pytest.raises(AssertionError), within(0.05):  # noqa: PT012 - it has to work for a while
        while time.process_time() - began < 0.06:
            sum(range(1_000))


def test_ports_are_those_of_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kind: two who ask at once and are given the same."""
    found = []
    for worker in ("gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        found += [free_port() for _ in range(50)]
    assert len(set(found)) == 100
    assert max(found[:50]) < 21_000 <= min(found[50:])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(machine, "_FIRST_PORT", taken.getsockname()[1] - 1_000)
        monkeypatch.setattr(machine, "_tried", iter([0, 1]))
        assert free_port() == taken.getsockname()[1] + 1
