"""The computing processes: each a pool of one, which is ended at its limit and made anew."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as RunTimeoutError
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from app.compute import worker
from app.problems.overload import ComputeError, CrashedError, OutOfMemoryError, TooSlowError

if TYPE_CHECKING:
    from app.compute.messages import Message

Work = Callable[[str, dict[str, Any], bytes], "Message"]

KILLED = -9
PRELOADED = ["app.compute.worker"]


class Crew:
    """`count` computing processes, forked from one that has read all code and runs no thread.

    Pools of one tell which process does what: the caller chooses the one whose caches are warm,
    and a process that holds too much is replaced alone.
    """

    def __init__(
        self, count: int, settings: dict[str, Any], *, work: Work = worker.carry_out
    ) -> None:
        self._settings = settings
        self._work = work
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._pools = [self._pool() for _ in range(count)]

    def schedule(
        self, number: int, message: tuple[str, dict[str, Any], bytes], *, seconds: float
    ) -> "Future[Message]":
        """Give one task to process `number`; it is killed after `seconds`, or when cancelled."""
        if not self._pools[number].active:
            self._pools[number] = self._pool()
        found: Future[Message] = self._pools[number].schedule(
            self._work, args=message, timeout=seconds
        )
        return found

    def replace(self, number: int) -> None:
        """Let process `number` go, and its memory with it; a new one takes its place."""
        old, self._pools[number] = self._pools[number], self._pool()
        old.stop()

    def stop(self) -> None:
        """End all processes."""
        for pool in self._pools:
            pool.stop()
        for pool in self._pools:
            pool.join()

    def _pool(self) -> ProcessPool:
        made = ProcessPool(
            max_workers=1,
            context=self._context,
            initializer=worker.start,
            initargs=(self._settings,),
        )
        # Begun now, the process has read the code when the first question comes.
        made.schedule(worker.rest)
        return made


def reason_of(error: BaseException, *, seconds: float, memory: int) -> ComputeError:
    """Return what is told of a task whose process was ended."""
    if isinstance(error, RunTimeoutError):
        return TooSlowError(seconds=round(seconds))
    # A kill that is not ours is the system's answer to a lack of memory.
    if isinstance(error, MemoryError) or (
        isinstance(error, ProcessExpired) and error.exitcode == KILLED
    ):
        return OutOfMemoryError(megabytes=memory // 1_000_000)
    return CrashedError()
