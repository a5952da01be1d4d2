import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from app import serve
from app.config import Settings
from app.serve import (
    NotServedError,
    PortTakenError,
    end,
    require_free,
    supervise,
    tied_to_us,
    wait_until_ready,
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_serves_until_told_to_stop(database_url, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SHEQU_FOLDER", str(tmp_path))
    settings = Settings(port=_free_port(), workers=1)
    seen = []

    def ready(address: str) -> None:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:  # noqa: S310
            seen.append(answer.status)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()

    before = signal.getsignal(signal.SIGTERM)
    assert supervise(settings, database_url, on_ready=ready) == 0
    assert seen == [200]
    assert signal.getsignal(signal.SIGTERM) is before
    assert not _listens(settings.port)


def test_a_server_that_cannot_start_is_a_failure(monkeypatch) -> None:
    settings = Settings(port=_free_port(), workers=1)
    monkeypatch.setattr(serve, "arguments", lambda _settings: ["false"])
    with pytest.raises(NotServedError, match=str(settings.port)):
        supervise(settings, "postgresql://none", on_ready=lambda _address: None)


def test_a_server_that_ends_by_itself_is_a_failure(monkeypatch) -> None:
    settings = Settings(port=_free_port(), workers=1)
    monkeypatch.setattr(serve, "arguments", lambda _settings: ["sleep", "0.2"])
    monkeypatch.setattr(serve, "wait_until_ready", lambda _address, alive: alive())
    assert supervise(settings, "postgresql://none", on_ready=lambda _address: None) == 1


def test_a_port_of_another_program_is_refused_by_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(port)):
            require_free("127.0.0.1", port, seconds=0.2)
    require_free("127.0.0.1", port, seconds=0)


def test_waiting_ends_when_the_server_ends() -> None:
    started = time.monotonic()
    assert not wait_until_ready(f"http://127.0.0.1:{_free_port()}", alive=lambda: False)
    assert time.monotonic() - started < 1


def test_a_child_ends_with_a_killed_parent() -> None:
    """Else it keeps the port after `kill -9`, and the next start fails."""
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:])\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    sleeper = tied_to_us(
        [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"]
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, *sleeper], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert parent.stdout.readline() == "1\n", "the child is up"
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(process: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except FileNotFoundError:
        return False
    return state.split()[0] != "Z"


def test_a_child_is_ended_once() -> None:
    child = subprocess.Popen(["sleep", "60"])
    end(child)
    end(child)
    assert child.returncode == -signal.SIGTERM
