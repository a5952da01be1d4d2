"""What tests ask of the machine; the standard library suffices."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

# Below those that the kernel gives to connections, which might take one before the server does.
_FIRST_PORT, _PORTS, _SLICES = 20_000, 1_000, 12
_tried = count(secrets.randbelow(_PORTS))


def free_port() -> int:
    """Return a port of the loopback that nobody listens on now.

    Each process that runs tests gives ports of a slice of its own, and none twice in a row: two who
    ask at once never get the same.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST_PORT + worker % _SLICES * _PORTS
    for _ in range(_PORTS):
        port = first + next(_tried) % _PORTS
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {first} to {first + _PORTS - 1} is free")


def lives(process: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def children(process: int) -> list[int]:
    """Return the processes that a process started and that have not been waited for."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def command_line(process: int) -> str:
    """Return the words that a process was started with; nothing where it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextmanager
def passable_folder(name: str, *, ignore_errors: bool = False) -> Iterator[Path]:
    """Give a folder that every user may pass, unlike pytest's own (mode 0700), and remove it."""
    made = Path(tempfile.mkdtemp(prefix=f"shequ-{name}-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=ignore_errors)
