"""The reading process: it bounds itself, and leaves an outcome or nothing."""

import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys

import pytest

from layers.formats import write
from layers.formats.isolation import isolated as isolation
from layers.formats.isolation import transfer
from layers.formats.options import MEBIBYTE, Limits

LIMITS = """
import resource, json, sys
from layers.formats.isolation.child import confine
confine(int(sys.argv[1]), int(sys.argv[2]))
names = ("DATA", "AS", "CPU", "FSIZE", "NOFILE", "STACK", "CORE")
found = {name: resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in names}
sys.stdout.write(json.dumps(found))
"""


def _python(folder, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        env=isolation.environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _task(folder, path, *, memory=2048 * MEBIBYTE, **more):
    options = {"encoding": None, "rename": {}, "where": {}}
    task = {"kind": "file", "path": str(path), "options": options | more}
    task["limits"], task["kinds"] = dataclasses.asdict(Limits()), []
    task |= {"memory_bytes": memory, "seconds": 60}
    (folder / "task.json").write_text(json.dumps(task), "utf-8")
    done = _python(folder, "-m", "layers.formats.isolation.child", str(folder), str(os.getpid()))
    report = folder / "outcome.json"
    return done, json.loads(report.read_text("utf-8")) if report.exists() else None


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "task"
    place.mkdir()
    return place


def test_the_process_bounds_itself(tmp_path):
    done = _python(tmp_path, "-c", LIMITS, str(500 * MEBIBYTE), "7")
    found = json.loads(done.stdout)
    assert found == {
        "DATA": [500 * MEBIBYTE] * 2,
        # libraries that are mapped take addresses and no memory
        "AS": [2036 * MEBIBYTE] * 2,
        "CPU": [7, 9],
        "FSIZE": [4096 * MEBIBYTE] * 2,
        "NOFILE": [256, 256],
        "STACK": [2 * MEBIBYTE] * 2,
        "CORE": [0, 0],
    }


def test_a_bound_that_stands_already_is_not_exceeded(tmp_path):
    lower = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
    done = _python(tmp_path, "-c", lower + LIMITS, str(500 * MEBIBYTE), "7")
    assert json.loads(done.stdout)["NOFILE"] == [64, 64]


def test_time_that_runs_out_ends_the_process_by_its_signal(tmp_path):
    script = (
        "from layers.formats.isolation.child import confine\nconfine(2**31, 1)\nwhile True: pass"
    )
    assert _python(tmp_path, "-c", script).returncode == -signal.SIGXCPU


def test_a_file_becomes_a_frame_beside_its_outcome(tmp_path, folder, points):
    write(points, tmp_path / "a.gpkg")
    done, outcome = _task(folder, tmp_path / "a.gpkg")
    assert (done.returncode, done.stdout) == (0, "")
    rows = {"numbers": None, "heading_row": None, "short": {}}
    assert outcome == {"format": "GeoPackage", "encoding": "utf-8", "notes": []} | rows
    assert len(transfer.load_frame(folder / "layer")) == len(points)


def test_a_refusal_is_an_outcome_too(tmp_path, folder):
    (tmp_path / "a.geojson").write_text('{"type": "Nonsense"}')
    done, outcome = _task(folder, tmp_path / "a.geojson")
    assert (done.returncode, outcome["refused"]) == (0, "not_geojson")
    assert not (folder / "layer").exists()


def test_a_task_that_is_not_known_leaves_no_outcome(folder):
    task = {"kind": "other", "kinds": [], "memory_bytes": 2048 * MEBIBYTE, "seconds": 60}
    (folder / "task.json").write_text(json.dumps(task), "utf-8")
    child = _python(folder, "-m", "layers.formats.isolation.child", str(folder), str(os.getpid()))
    assert child.returncode != 0
    assert not (folder / "outcome.json").exists()


def test_the_asking_process_stays_unbounded(tmp_path, folder, points):
    before = resource.getrlimit(resource.RLIMIT_AS)
    write(points, tmp_path / "a.csv")
    _task(folder, tmp_path / "a.csv")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
