"""A computing process: confined when it starts, then one task after another.

What it found or why it refused goes back as JSON and bytes; domain errors become the problem that
the web answers, in the language of the question.
"""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.compute import confine
from app.compute.messages import Message
from app.compute.tasks import TASKS
from app.database import Database
from app.problems import logs
from app.problems.errors import describe
from app.problems.overload import OutOfMemoryError

LOG = logging.getLogger(__name__)
ROOMY_BYTES = 300_000_000
"""A process that holds more after a task gives memory back before the next one."""


class _Process:
    """What this process keeps between tasks: its database with its caches."""

    database: Database | None = None
    memory = 0


def start(settings: dict[str, Any]) -> None:
    """Confine this process and tell it where its database is (run once, before any task)."""
    logs.configure()
    confine.confine(settings["memory"])
    _Process.memory = settings["memory"]
    _Process.database = Database(
        settings["url"],
        folder=Path(settings["folder"]),
        pool_size=1,
        statement_timeout_ms=settings["statement_timeout_ms"],
        cache_bytes=settings["cache_bytes"],
    )


def rest() -> None:
    """Do nothing: what lets a process begin before there is anything to do."""


def carry_out(task: str, values: dict[str, Any], body: bytes) -> Message:
    """Do one task; returns `etag` or `problem`, and the memory that is still held.

    Raises
    ------
    RuntimeError
        When the process was not started as a worker.
    """
    database = _Process.database
    if database is None:
        raise RuntimeError("the process was not started")
    try:
        database.refresh_kinds()
        answer = TASKS[task](database, values, body)
        told: dict[str, Any] = {"etag": answer.etag, "losses": answer.losses}
        found = answer.body
    except Exception as error:  # noqa: BLE001 - the table of errors tells each from the others
        if is_lack_of_memory(error):
            database.cache.clear()
            error = OutOfMemoryError(megabytes=_Process.memory // 1_000_000)
        told, found = _refused(error, values), b""
    return {**told, "resident": _settle(database)}, found


def is_lack_of_memory(error: BaseException) -> bool:
    """Say whether an error tells of a lack of memory in this process; GEOS has its own word."""
    return isinstance(error, MemoryError) or "bad_alloc" in str(error)


def _refused(error: Exception, values: dict[str, Any]) -> dict[str, Any]:
    problem = describe(error, str(values.get("language", "en")))
    if problem.slug == "internal":
        LOG.error("unexpected error in a computation", exc_info=error)
    return {"problem": asdict(problem)}


def _settle(database: Database) -> int:
    """Give back what the task took; of the caches only where that is not enough."""
    held = confine.resident_bytes()
    if held <= ROOMY_BYTES:
        return held
    confine.give_back()
    held = confine.resident_bytes()
    if held > ROOMY_BYTES + database.cache.limit:
        database.cache.clear()
        confine.give_back()
        held = confine.resident_bytes()
    return held
