"""The tests of the scripts, which node runs by itself: no browser, no other package."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NODE = shutil.which("node")
TESTS = sorted(
    path.relative_to(ROOT).as_posix() for path in Path(__file__).parent.rglob("*.test.js")
)
SCRIPTS = ROOT / "app" / "static" / "js"


@pytest.mark.skipif(NODE is None, reason="node is not installed: make test installs it")
def test_the_scripts_pass_their_tests_in_node() -> None:
    # A folder means other things to other versions of node, a list of files does not.
    command = [str(NODE), "--test", "--test-reporter=tap", *TESTS]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, _failures(done.stdout) or done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= len(TESTS)


def _failures(report: str) -> str:
    """Return the tests that failed with what they say, from a report in TAP."""
    found = re.findall(r"^\s*not ok .*\n(?:\s*---\n(?:.*\n)*?\s*\.\.\.\n)?", report, re.MULTILINE)
    return "\n".join(found)


def test_a_report_tells_what_failed() -> None:
    report = (
        "TAP version 13\nok 1 - fine\n  ---\n  duration_ms: 1\n  ...\n"
        "not ok 2 - zero is a value\n  ---\n  error: '0 !== 1'\n  ...\n1..2\n"
    )
    assert _failures(report) == "not ok 2 - zero is a value\n  ---\n  error: '0 !== 1'\n  ...\n"


@pytest.mark.parametrize("path", TESTS)
def test_each_file_of_tests_mirrors_a_module(path: str) -> None:
    module = Path(path).relative_to("tests/static").as_posix().replace(".test.js", ".js")
    assert (SCRIPTS / module).exists()
