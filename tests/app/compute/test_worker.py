import subprocess
import sys

import pytest
import shapely

from app.compute import confine, worker
from app.compute.tasks import TASKS, Answer


@pytest.fixture
def _process(database, monkeypatch) -> None:
    monkeypatch.setattr(confine, "confine", lambda _memory: None)
    worker.start(
        {
            "url": database.url,
            "folder": str(database.folder),
            "statement_timeout_ms": 1000,
            "cache_bytes": 1_000_000,
            "memory": 500_000_000,
        }
    )
    yield
    worker._Process.database.close()
    worker._Process.database = None


def _task(monkeypatch, do) -> None:
    monkeypatch.setitem(TASKS, "test", do)


@pytest.mark.usefixtures("_process")
def test_an_answer_goes_back_with_the_memory_held(monkeypatch) -> None:
    losses = (("少", "lost"),)
    _task(monkeypatch, lambda _database, values, body: Answer(values["tag"], body * 2, losses))
    told, body = worker.carry_out("test", {"tag": "t"}, b"ab")
    assert told["losses"] == losses
    assert (told["etag"], body) == ("t", b"abab")
    assert told["resident"] > 50_000_000


@pytest.mark.usefixtures("_process")
@pytest.mark.parametrize("error", [MemoryError(), shapely.GEOSException("std::bad_alloc")])
def test_a_lack_of_memory_is_told_with_the_limit(monkeypatch, error) -> None:
    def grow(*_: object) -> Answer:
        raise error

    _task(monkeypatch, grow)
    told, body = worker.carry_out("test", {"language": "en"}, b"")
    assert body == b""
    assert told["problem"]["slug"] == "too-costly"
    assert told["problem"]["status"] == 422
    assert "500 MB" in told["problem"]["detail"]


@pytest.mark.usefixtures("_process")
def test_an_unexpected_error_is_logged_and_told_without_its_words(monkeypatch, caplog) -> None:
    def fail(*_: object) -> Answer:
        raise KeyError("secret")

    _task(monkeypatch, fail)
    told, _ = worker.carry_out("test", {"language": "en"}, b"")
    assert told["problem"]["status"] == 500
    assert "secret" not in str(told)
    assert "secret" in caplog.text


@pytest.mark.slow
def test_what_a_computing_process_logs_is_one_line(database) -> None:
    settings = {
        "url": database.url,
        "folder": str(database.folder),
        "statement_timeout_ms": 1000,
        "cache_bytes": 1_000_000,
        "memory": 500_000_000,
    }
    code = (
        "from app.compute import confine, worker; confine.confine = lambda _: None;"
        f" worker.start({settings!r}); worker.TASKS['t'] = lambda *_: 1 / 0;"
        " worker.carry_out('t', {}, b'')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stderr.count("\n") == 1
    assert "ERROR app.compute.worker: unexpected error" in done.stderr
    assert "\\nZeroDivisionError" in done.stderr


def test_no_task_is_done_before_the_start() -> None:
    with pytest.raises(RuntimeError):
        worker.carry_out("analysis", {}, b"")
