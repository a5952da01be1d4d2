"""The one process that knows all computations: it queues them, shares them and counts requests.

The processes that serve pages ask it over a socket in a private folder; one question a connection
at a time. A client that leaves gives up its place, and what nobody wants any more is ended.
"""

import asyncio
import logging
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.cache import ENTRY_BYTES, Cache
from app.compute import messages
from app.compute.counting import Counters
from app.compute.crew import Crew, reason_of
from app.compute.messages import Message, MessageError
from app.compute.queueing import Job, Queue
from app.problems.errors import describe
from app.problems.overload import AnswerTooLongError, BusyError, ComputeError

LOG = logging.getLogger(__name__)
UNWANTED_SECONDS = 2.0
"""How long a computation may go on that nobody waits for: it may be asked again at once."""


@dataclass(frozen=True)
class Rules:
    """Limits of the broker: processes, places in the queue, seconds, and bytes of a process."""

    workers: int = 3
    waiting: int = 16
    wait_seconds: float = 15.0
    run_seconds: float = 30.0
    memory: int = 1_048_576_000
    recycle: int = 600_000_000
    cache_bytes: int = 64_000_000


class Broker:
    """Answers questions of one event loop."""

    def __init__(self, rules: Rules, crew: Crew) -> None:
        self.rules = rules
        self.counters = Counters()
        self._crew = crew
        self._queue = Queue(rules.workers, most=rules.waiting)
        self._answers = Cache(rules.cache_bytes)
        self._outcomes: dict[Job, asyncio.Future[Message]] = {}
        self._running: dict[Job, asyncio.Future[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._meetings: set[asyncio.Task[Any]] = set()
        self._handlers = {
            "compute": self._compute,
            "count": self._count,
            "forget": self._forget,
            "ping": self._ping,
        }

    async def serve(self, path: Path, *, ready: asyncio.Event | None = None) -> None:
        """Listen on the socket at `path` until cancelled."""
        server = await asyncio.start_unix_server(self._meet, sock=listen(path), backlog=512)
        if ready is not None:
            ready.set()
        try:
            await asyncio.get_running_loop().create_future()  # until cancelled
        finally:
            # `serve_forever` would wait for every client to leave, and theirs rest for hours.
            server.close()
            for one in self._meetings:
                one.cancel()
            await asyncio.gather(*self._meetings, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the questions of one connection, one after another."""
        task = asyncio.current_task()
        if task is not None:
            self._meetings.add(task)
            task.add_done_callback(self._meetings.discard)
        try:
            while True:
                await self._exchange(reader, writer)
        except (MessageError, ConnectionError, asyncio.CancelledError):
            pass  # the other side has left, or this one ends while the connection rests
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one question; a connection that rests afterwards holds nothing of it."""
        values, body = await messages.read(reader)
        told, found = await self._answer(values, body, reader)
        writer.write(_packed(told, found, values))
        del told, found, body
        await writer.drain()

    async def _answer(
        self, values: dict[str, Any], body: bytes, reader: asyncio.StreamReader
    ) -> Message:
        handler = self._handlers.get(str(values.get("kind")))
        if handler is None:
            return {"error": "unknown kind"}, b""
        work = asyncio.ensure_future(handler(values, body))
        gone = asyncio.ensure_future(_until_left(reader))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise MessageError("the client left")
            return work.result()
        except ComputeError as error:
            return {"problem": _problem(error, values)}, b""
        finally:
            work.cancel()
            gone.cancel()
            with suppress(asyncio.CancelledError, ComputeError):
                await work
            with suppress(asyncio.CancelledError):
                await gone

    async def _ping(self, _values: dict[str, Any], _body: bytes) -> Message:
        return {"waiting": self._queue.waiting, "running": self._queue.running}, b""

    async def _count(self, values: dict[str, Any], _body: bytes) -> Message:
        count, expiry = self.counters.increase(
            str(values["key"]), float(values["expiry"]), amount=int(values["amount"])
        )
        return {"count": count, "expiry": expiry}, b""

    async def _forget(self, values: dict[str, Any], _body: bytes) -> Message:
        self.counters.clear(str(values["key"]))
        return {}, b""

    async def _compute(self, values: dict[str, Any], body: bytes) -> Message:
        key, client = str(values["key"]), str(values["client"])
        kept: Message | None = self._answers.get(key)
        if kept is not None:
            return kept
        job = self._queue.join(key, client)
        if job is None:
            job = self._new_job(values, body)
            try:
                self._queue.add(job, client)
            except ComputeError:
                self._outcomes.pop(job, None)
                raise
        try:
            return await self._outcome(job)
        finally:
            self._queue.leave(job, client)
            if not job.wanted:
                self._unwanted(job)

    async def _outcome(self, job: Job) -> Message:
        """Wait for a job: for its turn a while, then for as long as it runs."""
        outcome = self._outcomes[job]
        deadline = time.monotonic() + self.rules.wait_seconds
        while not outcome.done():
            left = None if job.worker is not None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise BusyError(retry_after=self._queue.retry_seconds())
            step = 1.0 if left is None else min(left, 0.25)
            await asyncio.wait({outcome}, timeout=step)
        return outcome.result()

    def _new_job(self, values: dict[str, Any], body: bytes) -> Job:
        message = (str(values["task"]), dict(values["values"]), body)

        def start(job: Job, number: int) -> None:
            task = asyncio.ensure_future(self._run(job, number, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        job = Job(
            str(values["key"]), bool(values["heavy"]), float(values.get("seconds", 1.0)), start
        )
        self._outcomes[job] = asyncio.get_running_loop().create_future()
        return job

    async def _run(self, job: Job, number: int, message: tuple[str, dict[str, Any], bytes]) -> None:
        """See one job through on process `number`."""
        outcome, seconds = self._outcomes[job], self.rules.run_seconds
        try:
            running = asyncio.wrap_future(self._crew.schedule(number, message, seconds=seconds))
            self._running[job] = running
            told, found = await running
        except asyncio.CancelledError:
            outcome.cancel()
        except Exception as error:  # noqa: BLE001 - whatever ended the process is told by its kind
            reason = reason_of(error, seconds=seconds, memory=self.rules.memory)
            LOG.warning("computation ended: %s: %s", type(error).__name__, reason)
            outcome.set_exception(reason)
            outcome.exception()
        else:
            self._keep(job, number, told, found)
            outcome.set_result((told, found))
        finally:
            self._running.pop(job, None)
            self._outcomes.pop(job, None)
            self._queue.done(job)

    def _keep(self, job: Job, number: int, told: dict[str, Any], found: bytes) -> None:
        if told.get("resident", 0) > self.rules.recycle:
            LOG.info("process %s held %s bytes and is replaced", number, told["resident"])
            self._crew.replace(number)
        if "etag" in told:
            self._answers.put(job.key, (told, found), size=len(found) + ENTRY_BYTES)

    def _unwanted(self, job: Job) -> None:
        """End a job that nobody waits for: at once while it waits, after a while when it runs."""
        if job.worker is None:
            outcome = self._outcomes.pop(job, None)
            if outcome is not None:
                outcome.cancel()
            return
        asyncio.get_running_loop().call_later(UNWANTED_SECONDS, self._end_unwanted, job)

    def _end_unwanted(self, job: Job) -> None:
        running = self._running.get(job)
        if running is not None and not job.wanted:
            running.cancel()


def listen(path: Path) -> socket.socket:
    """Return a socket at `path` that only this user may connect to; a left one is replaced."""
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.bind(str(path))
    path.chmod(0o600)
    return made


async def _until_left(reader: asyncio.StreamReader) -> None:
    """Return when the other side closes the connection; it sends nothing while it waits."""
    while not reader.at_eof():
        if await reader.read(1) == b"":
            return
        raise MessageError("a question in the middle of another")


def _packed(told: dict[str, Any], found: bytes, values: dict[str, Any]) -> bytes:
    try:
        return messages.pack(told, found)
    except MessageError:
        return messages.pack(
            {
                "problem": _problem(
                    AnswerTooLongError(megabytes=messages.MOST_VALUES // 1_000_000), values
                )
            }
        )


def _problem(error: ComputeError, values: dict[str, Any]) -> dict[str, Any]:
    inner = values.get("values")
    language = str(inner.get("language", "en")) if isinstance(inner, dict) else "en"
    return asdict(describe(error, language))
