"""Starts the children, restarts each that ends by itself, and ends them all in order.

A child is its own process group: when it dies, what it left behind is ended before it is started
anew, so that no orphan keeps the port. The kernel ends the children when this process is killed.
"""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from types import FrameType

from app.config import ROOT, Settings, service_environment
from app.problems.not_served import NotServedError
from app.serving.children import Child
from app.serving.confinement.enclosure import Enclosure
from app.serving.http.command import GRACE_SECONDS
from app.serving.http.command import address as own_address
from app.serving.readiness import require_free, wait_until_ready
from layers.text import Text

LOG = logging.getLogger(__name__)
TICK_SECONDS = 0.1
BACK_OFF_SECONDS = (0.0, 0.5, 1.0, 2.0, 4.0)
STEADY_SECONDS = 20.0
"""A child that lived this long is well: what went wrong before no longer counts."""
MOST_FAILURES = 6
"""So often in a row a child may end with an error of its own; killed ones do not count."""


class ChildFailsError(NotServedError):
    """A child ended with an error again and again: something that restarting does not mend."""

    message = Text(
        "进程“{child}”连续 {times} 次出错退出（退出码 {code}），不再重启；原因见其上方的输出",
        "the process '{child}' ended with an error {times:time|times} in a row (exit code"
        " {code}) and is"
        " not started again; what it wrote above tells why",
    )


@dataclass
class Running:
    """A child and its process; `failures` counts errors in a row, `due` is when it may start."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    restarts: int = 0
    due: float = 0.0


class Supervisor:
    """Keeps `children` alive with `environment` on top of ours, inside of `enclosure`."""

    def __init__(
        self, settings: Settings, children: Sequence[Child], enclosure: Enclosure, *, url: str
    ) -> None:
        self.settings = settings
        self.enclosure = enclosure
        self.running = [Running(child) for child in children]
        self.stopping = Event()
        self._url = url
        self._restart_all = Event()

    def run(self, on_ready: Callable[[str], None]) -> int:
        """Serve until told to stop by SIGINT, SIGTERM or SIGHUP; return the exit code.

        `on_ready` gets the address once /readyz answers.

        Raises
        ------
        PortTakenError, NotServedError
            What restarting does not mend; everything has been ended.
        """
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        previous = {number: signal.signal(number, self._told) for number in numbers}
        try:
            for one in self.running:
                self._start(one)
            address = own_address(self.settings)
            if wait_until_ready(address, alive=self._all_alive):
                on_ready(address)
                self._watch()
            elif not self.stopping.is_set():
                raise NotServedError(reason=self._unready(address))
        finally:
            self._end_all()
            for number, handler in previous.items():
                signal.signal(number, handler)
        return 0

    def use_url(self, url: str) -> None:
        """Give the children another URL of the database, if it is another: they start anew."""
        if url != self._url:
            self._url = url
            self._restart_all.set()

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _all_alive(self) -> bool:
        lives = all(one.process and one.process.poll() is None for one in self.running)
        return lives and not self.stopping.is_set()

    def _unready(self, address: str) -> str:
        ended = [
            f"'{one.child.name}' ended, exit code {one.process.returncode}"
            for one in self.running
            if one.process and one.process.poll() is not None
        ]
        return ", ".join(ended) or f"{address}/readyz does not answer 200"

    def _watch(self) -> None:
        while not self.stopping.wait(TICK_SECONDS):
            if self._restart_all.is_set():
                self._restart_all.clear()
                for one in reversed(self.running):
                    end(one.process)
                for one in self.running:
                    self._start(one)
            for one in self.running:
                self._mind(one)

    def _mind(self, one: Running) -> None:
        """Start a child again that has ended, after a pause when it did so before."""
        now = time.monotonic()
        if one.process is None:
            if now >= one.due:
                self._start(one)
            return
        if not has_ended(one.process):
            return
        end_group(one.process)
        code = one.process.wait()
        one.process = None
        lived = now - one.began
        if lived >= STEADY_SECONDS:
            one.failures = one.restarts = 0
        one.failures = one.failures + 1 if code > 0 else 0
        if one.failures >= MOST_FAILURES:
            raise ChildFailsError(child=one.child.name, times=one.failures, code=code)
        pause = BACK_OFF_SECONDS[min(one.restarts, len(BACK_OFF_SECONDS) - 1)]
        one.restarts += 1
        one.due = now + pause
        LOG.warning(
            "the process '%s' ended by itself (exit code %d) after %.0f s; it is started again",
            one.child.name,
            code,
            lived,
        )

    def _start(self, one: Running) -> None:
        if one.child.listens:
            require_free(self.settings.host, self.settings.port)
        changes = {"DATABASE_URL": self._url, "PYTHONUNBUFFERED": "1", **one.child.environment}
        # A group of its own, and not ours: Ctrl-C reaches this process alone, which ends the
        # children in order. Started by the main thread, whose end the kernel tells them.
        one.process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            self.enclosure.command(one.child.command),
            cwd=ROOT,
            env=service_environment(changes),
            start_new_session=True,
        )
        one.began = time.monotonic()

    def _end_all(self) -> None:
        for one in reversed(self.running):
            end(one.process)


def has_ended(process: "subprocess.Popen[bytes]") -> bool:
    """Whether the process is over; its number stays taken until it is waited for."""
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    try:
        return os.waitid(os.P_PID, process.pid, options) is not None
    except ChildProcessError:
        return True


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End at once whatever is left of the group of a process that has not been waited for yet."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def end(process: "subprocess.Popen[bytes] | None") -> None:
    """End a child with grace, then without, and whatever it left behind."""
    if process is None or process.returncode is not None:
        return
    process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS + 5
    while not has_ended(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    end_group(process)
    process.wait()
