import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.serving.confinement import launch

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root launches")


def _launch(plan: dict, *command: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
    line = [*before, sys.executable, "-I", launch.__file__, json.dumps(plan), *command]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@as_root
def test_a_covered_folder_shows_only_what_is_needed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a").write_text("a")
    (tmp_path / "file").write_text("file")
    (tmp_path / "gone").write_text("gone")
    plan = {
        "covers": {str(tmp_path): [str(tmp_path / "kept"), str(tmp_path / "file")]},
        "folder": str(tmp_path / "kept"),
    }
    done = _launch(plan, "/bin/sh", "-c", f"pwd; cat a ../file; ls {tmp_path}; umask")
    if done.returncode == launch.REFUSED:
        pytest.skip("no mount namespaces here")
    kept = f"{tmp_path}/kept"
    assert done.stdout == f"{kept}\nafilefile\nkept\n0077\n"
    assert (tmp_path / "gone").read_text() == "gone"


@as_root
def test_it_is_refused_with_a_code_of_its_own_where_mounts_are(tmp_path: Path) -> None:
    plan = {"covers": {str(tmp_path): []}, "folder": "/"}
    person = ("setpriv", "--bounding-set=-all", "--reuid=65534", "--clear-groups")
    done = subprocess.run(
        [*person, "/usr/bin/python3", "-I", "-", json.dumps(plan), "/bin/true"],
        input=Path(launch.__file__).read_text(),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert done.returncode == launch.REFUSED
    assert "Operation not permitted" in done.stderr


IN_A_CHROOT = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import launch
known, covered = Path(sys.argv[2]), Path(sys.argv[2]) / "home"
inward, outward = os.pipe()
if not os.fork():
    os.chroot(known)
    os.chdir("/")
    launch.leave_mounts()
    launch.cover(Path("/home"), [])
    print(sorted(os.listdir("/")), os.listdir("/home"), os.getcwd(), flush=True)
    os.write(outward, b".")
    os._exit(0)
os.close(outward)
os.read(inward, 1)
print(os.listdir(covered))
"""


@as_root
@pytest.mark.parametrize("spread", ["shared", "private"])
def test_below_a_root_that_is_no_mount_nobody_else_sees_the_cover(tmp_path: Path, spread) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "a").touch()
    folder = str(Path(launch.__file__).parent)
    done = _apart(spread, [sys.executable, "-c", IN_A_CHROOT, folder, str(tmp_path)])
    if "cannot change root filesystem propagation" in done.stderr:
        # These tests stand in such a root themselves: its mounts spread as they do.
        done = _apart("unchanged", [sys.executable, "-c", IN_A_CHROOT, folder, str(tmp_path)])
    if "Operation not permitted" in done.stderr:
        pytest.skip("no mount namespaces here")
    assert done.stdout == "['home', 'proc'] [] /\n['a']\n", done.stderr


def _apart(spread: str, command: list[str]) -> "subprocess.CompletedProcess[str]":
    apart = ["unshare", "--mount", f"--propagation={spread}"]
    return subprocess.run([*apart, *command], capture_output=True, text=True, check=False)


def test_it_needs_nothing_of_the_product() -> None:
    """It runs before the program can be reached: the standard library alone."""
    source = Path(launch.__file__).read_text(encoding="utf-8")
    assert "from app" not in source
    assert "import app" not in source
