import os
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from pebble import ProcessExpired

from app.compute.crew import Crew, reason_of
from app.problems.overload import CrashedError, OutOfMemoryError, TooSlowError
from tests.app.compute.crew_tasks import work

MEMORY = 500_000_000
SETTINGS = {
    "url": "postgresql://none",
    "folder": "/nowhere/postgres",
    "statement_timeout_ms": 1000,
    "cache_bytes": 1000,
    "memory": MEMORY,
}


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    made = Crew(2, SETTINGS, work=work)
    yield made
    made.stop()


def _ask(crew: Crew, task: str, values: dict | None = None, **at: float) -> Future:
    seconds = at.get("limit", 60.0)
    return crew.schedule(int(at.get("number", 0)), (task, values or {}, b"body"), seconds=seconds)


def _process(crew: Crew, number: int = 0) -> int:
    return _ask(crew, "tell", number=number).result(60)[0]["pid"]


def test_each_process_is_another_one_and_lets_the_pages_go_first(crew) -> None:
    told, body = _ask(crew, "tell").result(60)
    assert body == b"body"
    assert len({told["pid"], _process(crew, 1), os.getpid()}) == 3
    assert told["nice"] == min(19, os.nice(0) + 5)


def test_a_task_is_ended_at_its_limit_of_time(crew) -> None:
    before = _process(crew)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        _ask(crew, "sleep", {"seconds": 60}, limit=1).result(60)
    assert time.monotonic() - started < 20
    assert _process(crew) != before, "a new process has taken its place"


def test_a_task_that_is_cancelled_is_ended(crew) -> None:
    before = _process(crew)
    future = _ask(crew, "sleep", {"seconds": 60})
    while not future.running():
        time.sleep(0.02)
    time.sleep(0.3)
    assert future.cancel()
    assert _process(crew) != before
    deadline = time.monotonic() + 10
    while Path(f"/proc/{before}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{before}").exists()


def test_a_task_gets_no_more_memory_than_its_limit(crew) -> None:
    assert _ask(crew, "grow", {"bytes": 100_000_000}).result(60)[0]["length"] == 100_000_000
    with pytest.raises(MemoryError):
        _ask(crew, "grow", {"bytes": MEMORY}).result(60)


def test_a_process_that_ends_by_itself_is_made_anew(crew) -> None:
    with pytest.raises(ProcessExpired):
        _ask(crew, "end").result(60)
    assert _process(crew)


def test_one_process_is_replaced_alone(crew) -> None:
    before = _process(crew, 0), _process(crew, 1)
    crew.replace(0)
    assert _process(crew, 0) != before[0]
    assert _process(crew, 1) == before[1]


def test_what_ended_a_task_is_told_by_its_kind() -> None:
    def kind(error: BaseException) -> type:
        return type(reason_of(error, seconds=30, memory=1_000_000_000))

    assert kind(TimeoutError()) is TooSlowError
    assert kind(MemoryError()) is OutOfMemoryError
    killed, ended = ProcessExpired("ended"), ProcessExpired("ended")
    killed.exitcode, ended.exitcode = -9, 3
    assert kind(killed) is OutOfMemoryError
    assert kind(ended) is CrashedError
    assert "30 s" in str(reason_of(TimeoutError(), seconds=30, memory=0))
