"""What the reading process can still do once it is confined: its task, and nothing else."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from layers.formats.isolation import landlock
from layers.formats.isolation.isolated import ROOT, read_isolated

PROBE = """
import json, os, signal, socket, sys
from pathlib import Path
from layers.formats.isolation import child, landlock

place, port = Path(sys.argv[1]), int(sys.argv[2])
folder = place / "work"

def tried(act):
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return "done"

def connect():
    socket.create_connection(("127.0.0.1", port), timeout=5).close()

def datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"x", ("127.0.0.1", 9))

def fork_and_run():
    os.execv("/bin/true", ["true"])

def probe(task, folder):
    status = dict(
        line.split(":\\t", 1) for line in Path("/proc/self/status").read_text().splitlines()
    )
    return {
        "input": (place / "in" / "city.shp").read_text(),
        "sibling": (place / "in" / "city.dbf").read_text(),
        "other file": tried((place / "in" / "other.csv").read_text),
        "folder beside": tried((place / "in" / "city.folder" / "note").read_text),
        "secret": tried((place / "secret").read_text),
        "passwords": tried(Path("/etc/shadow").read_bytes),
        "configuration": tried(Path("/etc/hostname").read_bytes),
        "users": tried(Path("/etc/passwd").read_bytes),
        "user": os.geteuid(),
        "list": tried(lambda: os.listdir(place)),
        "write outside": tried(lambda: (place / "new").write_text("x")),
        "overwrite input": tried(lambda: (place / "in" / "city.shp").write_text("x")),
        "write inside": tried(lambda: (folder / "new").write_text("x")),
        "folder inside": tried((folder / "deeper").mkdir),
        "link": tried(lambda: (folder / "link").symlink_to("/etc/passwd")),
        "run": tried(fork_and_run),
        "connect": tried(connect),
        "datagram": tried(datagram),
        "local": tried(lambda: socket.socket(socket.AF_UNIX)),
        "beside by a link": tried(Path("/etc/hostname").read_bytes),
        "signal": tried(lambda: os.kill(os.getppid(), 0)),
        "own rights": status["CapEff"],
        "rights to come": status["CapBnd"],
        "no new rights": status["NoNewPrivs"],
    }

child._TASKS["file"] = probe
child.main(folder)
"""


@pytest.fixture
def version() -> int:
    found = landlock._call(landlock.CREATE_RULESET, None, 0, landlock.VERSION)
    if found < 1:
        pytest.skip("this kernel has no Landlock")
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("city.shp", "city.dbf", "other.csv"):
        (tmp_path / "in" / name).write_text(name)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in" / "city.link").symlink_to("/")
    (tmp_path / "in" / "city.folder").mkdir()
    (tmp_path / "in" / "city.folder" / "note").write_text("note")
    (tmp_path / "work").mkdir()
    task = {"kind": "file", "path": str(tmp_path / "in" / "city.shp")}
    task |= {"memory_bytes": 2**30, "seconds": 30, "kinds": []}
    (tmp_path / "work" / "task.json").write_text(json.dumps(task))
    return tmp_path


def _probe(place: Path) -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        subprocess.run(
            [sys.executable, "-c", PROBE, str(place), str(server.getsockname()[1])],
            check=True,
            cwd=place / "work",
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            timeout=60,
        )
    return json.loads((place / "work" / "outcome.json").read_text())


def test_the_reading_process_reaches_its_task_alone(place: Path, version: int) -> None:
    found = _probe(place)
    allowed = {name: found[name] for name in ("input", "sibling", "write inside", "folder inside")}
    assert allowed == {
        "input": "city.shp",
        "sibling": "city.dbf",
        "write inside": "done",
        "folder inside": "done",
    }
    assert found["users"] == "done"
    for act in (
        "passwords",
        "configuration",
        "beside by a link",
        "folder beside",
        "connect",
        "datagram",
        "local",
        "other file",
        "secret",
        "list",
        "write outside",
        "overwrite input",
        "link",
        "run",
    ):
        assert found[act] == "PermissionError", act
    assert found["signal"] == ("PermissionError" if version >= landlock.SCOPE_SINCE else "done")
    assert found["no new rights"] == "1"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_root_s_reading_process_keeps_one_right_to_read(place: Path, version: int) -> None:
    found = _probe(place)
    assert version > 0
    assert int(found["own rights"], 16) == 1 << landlock.CAP_DAC_READ_SEARCH
    assert int(found["rights to come"], 16) == 1 << landlock.CAP_DAC_READ_SEARCH
    assert found["user"] == landlock.NOBODY
    assert (place / "work").stat().st_uid == landlock.NOBODY


@pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the files of others")
def test_root_reads_the_private_file_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text("name,lon,lat\na,116.4,39.9\n")
    path.chmod(0o600)
    os.chown(path, 65_534, 65_534)
    assert read_isolated(path).frame["name"].tolist() == ["a"]


WITHOUT = """
import os
from pathlib import Path
from layers.formats.isolation import child, landlock
child.die_with(os.getppid())
landlock.CREATE_RULESET = 99_999
folder = Path("work")
print(landlock.confine([], folder), Path("/etc/hostname").exists(), os.geteuid())
print([x for x in open("/proc/self/status") if x[:6] in ("CapEff", "NoNewP")])
death = landlock.ctypes.c_int(0)
landlock._libc.prctl(landlock.PR_GET_PDEATHSIG, landlock.ctypes.byref(death), 0, 0, 0)
print(death.value)
(folder / "inside").write_text("x")
for path in (Path("outside"), Path("of_root")):
    try:
        path.write_text("x")
    except OSError as error:
        print(type(error).__name__)
"""


def test_without_landlock_a_process_reads_on_with_fewer_rights(tmp_path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "of_root").touch()
    root = os.geteuid() == 0
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    first, status, death, *writes = done.stdout.splitlines()
    assert first == f"0 True {landlock.NOBODY if root else os.geteuid()}"
    assert f"CapEff:\\t{4 if root else 0:016x}" in status
    assert "NoNewPrivs:\\t1" in status
    assert int(death) == signal.SIGKILL, "it still ends with its parent"
    assert (tmp_path / "work" / "inside").read_text() == "x"
    assert writes == (["PermissionError"] * 2 if root else [])
