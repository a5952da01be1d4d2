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

from app.config import Settings
from app.problems.not_served import NotServedError
from app.serving import supervisor as supervisors
from app.serving.children import Child, declared
from app.serving.confinement.enclosure import Enclosure
from app.serving.readiness import PortTakenError
from app.serving.supervisor import ChildFailsError, Supervisor, end, has_ended
from tests.builders.machine import free_port, lives

ROOT = Path(__file__).parent.parent.parent.parent
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _supervisor(*children: Child, url: str = "postgresql://none") -> Supervisor:
    settings = Settings(port=free_port(), workers=1)
    return Supervisor(settings, children, Enclosure(), url=url)


@pytest.fixture
def at_once(monkeypatch) -> None:
    """Take any service for ready, and start again without pauses."""
    monkeypatch.setattr(supervisors, "wait_until_ready", lambda _address, alive: alive())
    monkeypatch.setattr(supervisors, "BACK_OFF_SECONDS", (0.0,))


def _stop_when(condition, *, seconds: float = 20) -> None:
    """Send SIGTERM to this process as soon as `condition` holds, or when the time is up."""

    def wait() -> None:
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


@pytest.mark.slow
def test_it_serves_until_told_to_stop(database_url, tmp_path) -> None:
    settings = Settings(port=free_port(), workers=1, folder=tmp_path)
    made = Supervisor(settings, declared(settings, tmp_path), Enclosure(), url=database_url)
    seen = []

    def ready(address: str) -> None:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:  # noqa: S310
            seen.append(answer.status)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()

    before = signal.getsignal(signal.SIGTERM)
    assert made.run(ready) == 0
    assert seen == [200]
    assert signal.getsignal(signal.SIGTERM) is before
    assert not _listens(settings.port)


def test_a_service_that_cannot_start_is_a_failure() -> None:
    made = _supervisor(Child("web", ["false"]))
    with pytest.raises(NotServedError, match="'web' ended, exit code 1"):
        made.run(lambda _address: None)


@pytest.mark.usefixtures("at_once")
def test_a_killed_child_is_started_again_alone() -> None:
    made = _supervisor(Child("first", SLEEPER), Child("second", SLEEPER))
    numbers: list[int] = []

    def ready(_address: str) -> None:
        numbers.extend(one.process.pid for one in made.running)
        os.kill(numbers[0], signal.SIGKILL)
        _stop_when(lambda: made.running[0].restarts == 1 and made.running[0].process)

    assert made.run(ready) == 0
    first, second = made.running
    assert first.process.pid != numbers[0]
    assert second.process.pid == numbers[1]
    assert first.failures == 0


@pytest.mark.usefixtures("at_once")
def test_a_child_that_fails_again_and_again_is_given_up_with_words() -> None:
    made = _supervisor(Child("web", ["sh", "-c", "sleep 0.05; exit 3"]), Child("other", SLEEPER))
    with pytest.raises(ChildFailsError, match=r"'web' .* 6 times in a row \(exit code 3\)"):
        made.run(lambda _address: None)
    assert made.running[1].process.returncode is not None, "the others are ended"


@pytest.mark.usefixtures("at_once")
def test_what_a_dead_child_left_behind_is_ended_before_it_starts_again() -> None:
    """Workers that outlive a killed gunicorn would keep the port."""
    made = _supervisor(Child("web", ["sh", "-c", "sleep 60 & echo $! >&2; wait"]))
    left: list[int] = []

    def ready(_address: str) -> None:
        leader = made.running[0].process.pid
        deadline = time.monotonic() + 10
        while not left and time.monotonic() < deadline:
            children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
            left.extend(int(child) for child in children)
        os.kill(leader, signal.SIGKILL)
        _stop_when(lambda: made.running[0].restarts == 1 and made.running[0].process)

    made.run(ready)
    assert left
    assert not lives(left[0])


@pytest.mark.usefixtures("at_once")
def test_another_address_of_the_database_starts_all_children_anew(tmp_path) -> None:
    told = tmp_path / "told"
    program = f"import os, time; open({str(told)!r}, 'a').write(os.environ['DATABASE_URL'] + ' ')"
    child = Child("web", [sys.executable, "-c", f"{program}; time.sleep(60)"])
    made = _supervisor(child, url="one")

    def ready(_address: str) -> None:
        deadline = time.monotonic() + 10
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        made.use_url("one")
        made.use_url("two")
        _stop_when(lambda: "two" in told.read_text())

    made.run(ready)
    assert told.read_text() == "one two "


def test_a_taken_port_ends_everything_with_words(monkeypatch) -> None:
    monkeypatch.setattr("app.serving.readiness.PORT_SECONDS", 0.1)
    monkeypatch.setattr(
        supervisors, "require_free", lambda host, port: _refuse(host, port, seconds=0.1)
    )
    made = _supervisor(Child("compute", SLEEPER), Child("web", SLEEPER, listens=True))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", made.settings.port))
        taken.listen()
        with pytest.raises(PortTakenError, match=str(made.settings.port)):
            made.run(lambda _address: None)
    assert made.running[0].process.returncode is not None


def _refuse(host: str, port: int, *, seconds: float) -> None:
    from app.serving.readiness import require_free  # noqa: PLC0415 - the true one

    require_free(host, port, seconds=seconds)


def test_children_end_in_the_opposite_order(tmp_path) -> None:
    order = tmp_path / "order"
    tell = "trap 'echo {0} >> {1}; exit 0' TERM; echo up-{0} >> {1}; while :; do sleep 0.05; done"
    children = [Child(name, ["sh", "-c", tell.format(name, order)]) for name in ("compute", "web")]
    made = _supervisor(*children)
    for one in made.running:
        made._start(one)
    deadline = time.monotonic() + 10
    while order.read_text().count("up") < 2 if order.exists() else True:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    made._end_all()
    assert order.read_text().split()[2:] == ["web", "compute"]


def test_a_child_is_ended_once() -> None:
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    assert not has_ended(child)
    end(child)
    end(child)
    end(None)
    assert child.returncode == -signal.SIGTERM
