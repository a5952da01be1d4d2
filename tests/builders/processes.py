"""What the tests ask of the machine when several processes run them at once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKER_MB = 2_000
"""A process of tests with its PostgreSQL and the service or browser that a test starts."""
MOST_WORKERS = 8
"""Each makes a server, a district and the list of all tests first: more would hardly be sooner."""
# Ends whatever server a folder names, and removes the folder, once nobody holds its input open.
_WATCH = """
import os, pathlib, shutil, signal, sys
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
for file in folder.rglob("postmaster.pid"):
    try:
        os.kill(int(file.read_text().split()[0]), signal.SIGQUIT)
    except (OSError, ValueError, IndexError):
        pass
shutil.rmtree(folder, ignore_errors=True)
"""


def cores(root: Path = Path("/")) -> int:
    """Return how many processors this process may use, by affinity and by control group."""
    allowed = len(os.sched_getaffinity(0))
    try:
        quota, period = (root / "sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, min(allowed, int(quota) // int(period)))
    except (OSError, ValueError):  # no control group, or one with the quota "max"
        return allowed


def memory_mb(root: Path = Path("/")) -> int:
    """Return the memory (MB) that is free on the machine, or as much as the control group may."""
    lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
    free = next(int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:"))
    try:
        most = (root / "sys/fs/cgroup/memory.max").read_text(encoding="ascii")
        return min(free, int(most) // 1024**2)
    except (OSError, ValueError):
        return free


def workers(places: list[str], root: Path = Path("/")) -> int:
    """Return how many processes are to run the tests of `places`; 0: this one does, alone.

    One a core, as far as the memory suffices. A file of tests stays in one process, so that two
    files need no more than two.
    """
    most = min(cores(root), memory_mb(root) // WORKER_MB, MOST_WORKERS)
    files = {place.split("::")[0] for place in places}
    if all(file.endswith(".py") for file in files):
        most = min(most, len(files))
    return most if most > 1 else 0


@contextmanager
def ended_with_us(folder: Path) -> Iterator[None]:
    """End the database server of `folder` and remove it, even when this process is killed."""
    command = [sys.executable, "-c", _WATCH, str(folder)]
    # In a session of its own: the Ctrl-C that ends the tests is not for it.
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold what is done here to so much processor time of this process.

    What others do on a busy machine is no fault of the code.
    """
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds
