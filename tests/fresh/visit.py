"""A newcomer's first minutes: `make serve`, the pages, Ctrl-C, `make test`."""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tests.builders.machine import free_port
from tests.fresh.roots import Root

READY_SECONDS = 1200
STOP_SECONDS = 60
TEST_SECONDS = 7200
PAGES = ("/areas/dongcheng", "/areas/dongcheng/map")
SUMMARY = re.compile(r"(?<=[ =,])(\d+) (passed|failed|errors?)\b(?=.* in )")
FAULT = re.compile(r"^(FAILED|ERROR|Set-up stopped|make: \*\*\*|E:|npm (ERR!|error))")


@dataclass
class Visit:
    """What was seen; a fault is in the words of who noticed it."""

    debian: str
    user: str
    ready_seconds: float | None = None
    readyz: int | None = None
    pages: list[int] = field(default_factory=list)
    tests: dict[str, int] = field(default_factory=dict)
    test_seconds: float | None = None
    faults: list[str] = field(default_factory=list)

    def row(self) -> list[str]:
        """Return the cells of the table."""
        seconds = "-" if self.ready_seconds is None else f"{self.ready_seconds:.0f}"
        took = "-" if self.test_seconds is None else f"{self.test_seconds:.0f}"
        counts = [str(self.tests.get(kind, 0)) if self.tests else "-" for kind in ("passed", "bad")]
        pages = "/".join(map(str, self.pages)) or "-"
        words = self.faults[0][:90] if self.faults else ""
        return [
            self.debian,
            self.user,
            seconds,
            str(self.readyz or "-"),
            pages,
            *counts,
            took,
            words,
        ]


HEADERS = ["Debian", "user", "s to ready", "readyz", "page/map", "passed", "failed", "s", "fault"]


def visit(root: Root, logs: Path, *, tests: bool) -> Visit:
    """Run the README's commands in `root`; what they write goes to files in `logs`."""
    seen = Visit(root.debian, root.user)
    _serve(root, logs / "serve.log", seen)
    if tests and not seen.faults:
        _test(root, logs / "test.log", seen)
    return seen


def _serve(root: Root, log: Path, seen: Visit) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    with log.open("wb") as file:
        service = root.start("make serve", file, PORT=str(port))
        try:
            while service.poll() is None and time.monotonic() - began < READY_SECONDS:
                if _status(f"{address}/readyz") == HTTPStatus.OK:
                    seen.ready_seconds = time.monotonic() - began
                    break
                time.sleep(0.5)
            seen.readyz = _status(f"{address}/readyz")
            if seen.ready_seconds is None:
                seen.faults.append(_fault(log, f"make serve: exit code {service.poll()}"))
            else:
                seen.pages = [_status(address + page) for page in PAGES]
                wrong = [p for p, s in zip(PAGES, seen.pages, strict=True) if s != HTTPStatus.OK]
                seen.faults += [f"{page} did not answer 200" for page in wrong]
        finally:
            _end(root, service, seen)


def _test(root: Root, log: Path, seen: Visit) -> None:
    began = time.monotonic()
    with log.open("wb") as file:
        run = root.start("make test", file, ARGS=os.environ.get("ARGS", ""))
        try:
            code: int | str = run.wait(TEST_SECONDS)
        except subprocess.TimeoutExpired:
            code = f"none after {TEST_SECONDS} s"
        finally:
            if run.poll() is None:
                _end(root, run, seen)
    seen.test_seconds = time.monotonic() - began
    seen.tests = _counts(_lines(log))
    if code != 0:
        seen.faults.append(_fault(log, f"make test: exit code {code}"))


def _end(root: Root, running: "subprocess.Popen[bytes]", seen: Visit) -> None:
    """Press Ctrl-C; who does not leave is a fault and is ended without grace."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            seen.faults.append(f"still running {STOP_SECONDS} s after Ctrl-C")
            running.kill()  # takes the whole namespace of processes with it
            running.wait()
    if left := root.processes():
        seen.faults.append(f"{len(left)} processes left after the end")


def _status(url: str) -> int:
    """Return the status of the answer; 0 where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - our own address
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _lines(log: Path) -> list[str]:
    text = log.read_text(encoding="utf-8", errors="replace")
    return [line for line in text.splitlines() if line.strip()]


def _counts(lines: list[str]) -> dict[str, int]:
    """Return how many tests passed, and how many did not; make may have had the last word."""
    summary = next((line for line in reversed(lines) if SUMMARY.search(line)), "")
    counts = {"passed": 0, "bad": 0}
    for count, kind in SUMMARY.findall(summary):
        counts["passed" if kind == "passed" else "bad"] += int(count)
    return counts if summary else {}


def _fault(log: Path, otherwise: str) -> str:
    """Return the first line of the log that names a fault."""
    return next((line for line in _lines(log) if FAULT.match(line)), otherwise)
