from pathlib import Path

from tests.fresh.visit import HEADERS, Visit, _counts, _fault


def test_the_first_words_of_a_fault_are_found(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("fine\nSet-up stopped: installing uv failed\nFAILED x\n", encoding="utf-8")
    assert _fault(log, "exit code 2") == "Set-up stopped: installing uv failed"
    log.write_text("fine\n", encoding="utf-8")
    assert _fault(log, "exit code 2") == "exit code 2"


def test_failures_and_errors_of_pytest_are_counted() -> None:
    line = "= 2 failed, 4779 passed, 1 warning, 31 errors in 651.20s (0:10:51) ="
    after = ["make: *** [Makefile:34: test] Error 1"]
    assert _counts(["tests/x.py ....", line, *after]) == {"passed": 4779, "bad": 33}
    assert _counts(["= 5 passed in 1.2s ="]) == {"passed": 5, "bad": 0}
    assert _counts(after) == {}


def test_a_row_has_a_cell_for_each_heading() -> None:
    seen = Visit("12", "root", ready_seconds=51.6, readyz=200, pages=[200, 200])
    assert seen.row() == ["12", "root", "52", "200", "200/200", "-", "-", "-", ""]
    seen.tests, seen.test_seconds = {"passed": 5, "bad": 1}, 60.2
    seen.faults.append("FAILED tests/x")
    assert seen.row()[5:] == ["5", "1", "60", "FAILED tests/x"]
    assert len(seen.row()) == len(HEADERS)
