"""The whole service as a process of its own, to be killed in parts: for tests and campaigns."""

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from layers.postgis.cluster import locate
from layers.postgis.roles import OWNER, Role
from tests.builders.machine import children, command_line, free_port

ROOT = Path(__file__).parent.parent.parent.parent
START_SECONDS = 120
READY_SECONDS = 30


class Service:
    """`flask serve` on the data in `folder`; `parts` are what can be killed."""

    parts = ("postmaster", "worker", "master", "broker")

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "service.log"
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, and return the seconds until it is ready."""
        environment = {**os.environ, "SHEQU_FOLDER": str(self.folder), "LC_ALL": "C.UTF-8"}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "flask", "serve", "--port", str(self.port), *self.options]
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        while not self.ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - began < START_SECONDS, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self) -> int:
        """Stop it with grace, and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(90)

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body; (0, reason) when nothing answered."""
        return self.ask(path)

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, seconds: float = 10
    ) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.port}{path}"
        headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        headers |= {"Origin": f"http://127.0.0.1:{self.port}"}
        if method in {"PUT", "DELETE"}:
            headers["If-Match"] = "*"
        asked = urllib.request.Request(url, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=seconds) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)

    def ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def url(self, role: Role = OWNER) -> str:
        return locate(self.folder / "postgres").url(role=role)

    def number(self, part: str) -> int:
        """Return the process id of a part that is alive now."""
        assert self.process is not None
        if part == "supervisor":
            return self.process.pid
        if part == "postmaster":
            cluster = locate(self.folder / "postgres")
            return int((cluster.data / "postmaster.pid").read_text().split()[0])
        found = {command_line(child): child for child in children(self.process.pid)}
        if part == "broker":
            return next(number for line, number in found.items() if "app.compute" in line)
        master = next(number for line, number in found.items() if "wsgi:app" in line)
        return master if part == "master" else children(master)[0]

    def kill(self, part: str) -> float:
        """`kill -9` a part; return the seconds until /readyz answers 200 and stays so."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                os.kill(self.number(part), signal.SIGKILL)
                break
            except (OSError, StopIteration, IndexError):
                # It is only just being started again.
                assert time.monotonic() < deadline, f"no {part}: {self.log.read_text()}"
                time.sleep(0.1)
        began = time.monotonic()
        time.sleep(0.05)
        steady = 0
        while steady < 5:
            assert time.monotonic() - began < READY_SECONDS, self.log.read_text()
            steady = steady + 1 if self.ready() else 0
            if steady == 1:
                first = time.monotonic()
            time.sleep(0.05)
        return first - began
