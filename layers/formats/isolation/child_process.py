"""Start the reading process, watch it, and end it with everything that it started.

Its words are read as they come and only the last are kept; it ends when its time is over, and (by
its own wish, see `layers.formats.isolation.child`) when the process that asked ends.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

_KEPT = 4_000
_CHUNK = 65_536
_TICK_SECONDS = 0.1


@dataclass(frozen=True)
class Ended:
    """How a process ended: its return code, None when its time was over, and its last words."""

    returncode: int | None
    words: bytes


def run(module: str, folder: Path, *, environment: Mapping[str, str], seconds: float) -> Ended:
    """Run `python -m module FOLDER PARENT` in `folder` for at most `seconds` by the clock."""
    process = subprocess.Popen(  # noqa: S603 - our own module, a folder of our own
        [sys.executable, "-m", module, str(folder), str(os.getpid())],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        return _watched(process, time.monotonic() + seconds)
    finally:
        _end(process)


def _watched(process: "subprocess.Popen[bytes]", until: float) -> Ended:
    """Read what the process says until it ends or its time is over."""
    pipe = cast("IO[bytes]", process.stderr)
    words = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        talking = True
        while (left := until - time.monotonic()) > 0:
            # a grandchild may hold the pipe open: the end of the process counts, not of its words
            if process.poll() is not None:
                return Ended(process.returncode, _rest(pipe, words))
            if not talking:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(min(left, _TICK_SECONDS))
            elif selector.select(min(left, _TICK_SECONDS)):
                said = os.read(pipe.fileno(), _CHUNK)
                words, talking = (words + said)[-_KEPT:], bool(said)
                if not said:
                    selector.unregister(pipe)
    return Ended(None, words)


def _rest(pipe: IO[bytes], words: bytes) -> bytes:
    """Return the last words with what still stands in the pipe, which is little."""
    os.set_blocking(pipe.fileno(), False)
    with suppress(BlockingIOError):
        words += os.read(pipe.fileno(), _CHUNK)
    return words[-_KEPT:]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that it started, and wait for it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()
