from pathlib import Path

import pytest

from layers.postgis.server_files import last_words, lock_file, may_come_up, wanted_port


def test_a_lock_file_names_process_and_port(tmp_path: Path) -> None:
    assert lock_file(tmp_path) == (None, None)
    lock = tmp_path / "postmaster.pid"
    lock.write_text("-4711\n/data\n1700000000\n", encoding="utf-8")
    assert lock_file(tmp_path) == (4711, None)
    lock.write_text("4711\n/data\n1700000000\n5433\n", encoding="utf-8")
    assert lock_file(tmp_path) == (4711, 5433)
    lock.write_text("half", encoding="utf-8")
    assert lock_file(tmp_path) == (None, None)


def test_the_port_is_that_of_the_settings(tmp_path: Path) -> None:
    assert wanted_port(tmp_path) is None
    (tmp_path / "shequ.conf").write_text("# port = 1\nport = 5434\n", encoding="utf-8")
    assert wanted_port(tmp_path) == 5434


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ("FATAL:  could not create any TCP/IP sockets", True),
        ("FATAL:  pre-existing shared memory block is still in use", True),
        ("FATAL:  data directory has wrong ownership", False),
    ],
)
def test_a_log_tells_why_a_server_did_not_start(tmp_path: Path, line: str, passes: bool) -> None:  # noqa: FBT001 - a parameter
    log = tmp_path / "server.log"
    assert last_words(log) == "it left no log"
    assert not may_come_up(log)
    log.write_text(f"LOG:  starting\n{line}\n", encoding="utf-8")
    assert last_words(log) == line
    assert may_come_up(log) is passes
