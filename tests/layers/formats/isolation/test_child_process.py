"""The child that reads: its words are bounded, and it ends with its time, its parent, its kin."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layers.formats.isolation import child_process

ROOT = Path(__file__).parents[4]


def _module(folder, body):
    (folder / "task_module.py").write_text(body)
    return {"PYTHONPATH": f"{folder}:{ROOT}", "PATH": os.environ["PATH"]}


def _run(folder, body, seconds=20.0):
    environment = _module(folder, body)
    return child_process.run("task_module", folder, environment=environment, seconds=seconds)


def _gone(process):
    """Whether a process has ended; one that nobody has waited for counts."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_the_last_words_and_the_end_are_told(tmp_path):
    body = "import sys\nsys.stderr.write('a' * 9000 + 'end')\nprint('lost')\nsys.exit(7)"
    ended = _run(tmp_path, body)
    assert ended.returncode == 7
    assert ended.words == b"a" * 3997 + b"end"


def test_a_flood_of_words_takes_no_memory(tmp_path):
    body = "import os\nfor _ in range(3000): os.write(2, b'x' * 65536)\nos.write(2, b'end')"
    before = _resident()
    ended = _run(tmp_path, body)  # 197 MB
    assert (ended.returncode, ended.words[-3:], len(ended.words)) == (0, b"end", 4000)
    assert _resident() - before < 20


def _resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


@pytest.mark.parametrize("silent", [True, False])
def test_a_process_whose_time_is_over_ends_with_what_it_started(tmp_path, silent):
    body = f"""
import os, pathlib, subprocess, sys, time
kin = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path("kin.part").write_text(f"{{os.getpid()}} {{kin.pid}}")
os.rename("kin.part", "kin")
if {silent}:
    os.close(2)
while True:
    time.sleep(0.01)
    {silent} or os.write(2, b"x" * 1000)
"""
    started = time.monotonic()
    ended = _run(tmp_path, body, seconds=4.0)
    assert ended.returncode is None
    assert time.monotonic() - started < 10
    assert all(_gone(one) for one in (tmp_path / "kin").read_text().split())


def test_kin_that_holds_the_words_open_does_not_hold_the_end(tmp_path):
    body = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
"""
    started = time.monotonic()
    assert _run(tmp_path, body, seconds=60.0).returncode == 0
    assert time.monotonic() - started < 30


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    body = """
import os, pathlib, sys, time
from layers.formats.isolation.child import die_with
die_with(int(sys.argv[2]))
pathlib.Path("born.part").write_text(str(os.getpid()))
os.rename("born.part", "born")
time.sleep(600)
"""
    environment = _module(tmp_path, body)
    script = f"""
import pathlib
from layers.formats.isolation import child_process
folder = pathlib.Path({str(tmp_path)!r})
child_process.run("task_module", folder, environment={environment!r}, seconds=600)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    born = tmp_path / "born"
    while not born.exists():
        assert parent.poll() is None
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _gone(born.read_text())


def test_a_child_that_was_born_too_late_ends_at_once():
    script = "from layers.formats.isolation.child import die_with\ndie_with(1)\nprint('alive')"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
