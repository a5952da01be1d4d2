"""Temporary folders: gone at the end, and gone after a kill as soon as somebody makes the next."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

from layers.formats.owned_folders import owned_folder, sweep

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys, pathlib
from layers.formats.owned_folders import owned_folder
with owned_folder(pathlib.Path(sys.argv[1])) as folder:
    (folder / "draft").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


def _holder(place):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return holder, Path(holder.stdout.readline().strip())


def test_a_folder_is_empty_and_gone_at_the_end(tmp_path):
    with owned_folder(tmp_path) as folder:
        assert list(folder.iterdir()) == []
        (folder / "a").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_leaves_goes_with_the_next_folder(tmp_path):
    holder, folder = _holder(tmp_path)
    with holder:
        assert sweep(tmp_path) == []
        assert (folder / "draft").exists()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert (folder / "draft").exists()
        with owned_folder(tmp_path) as mine:
            assert [one.name for one in tmp_path.iterdir()] == [mine.parent.name]


def test_a_folder_that_is_held_stays(tmp_path):
    holder, folder = _holder(tmp_path)
    with holder:
        with owned_folder(tmp_path):
            assert (folder / "draft").exists()
        holder.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_its_lock_is_being_made_until_it_is_old(tmp_path):
    young, old = tmp_path / "shequ-work-young", tmp_path / "shequ-work-old"
    young.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))
    assert sweep(tmp_path) == ["shequ-work-old"]
    assert young.exists()


def test_links_and_other_names_are_left_alone(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "owner").write_text("")
    (tmp_path / "shequ-work-link").symlink_to(kept)
    (tmp_path / "shequ-work-file").write_text("")
    assert sweep(tmp_path) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "kept",
        "shequ-work-file",
        "shequ-work-link",
    ]


def test_a_folder_that_another_process_removes_before_it_is_held_is_made_again(
    tmp_path, monkeypatch
):
    """Two imports at once: between the making of a lock file and its lock the other may sweep."""
    hold = fcntl.flock
    swept = []

    def late(lock, how):
        if not swept:
            swept.append(True)  # what follows locks too
            assert len(sweep(tmp_path)) == 1
        hold(lock, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with owned_folder(tmp_path) as folder:
        assert swept
        assert folder.is_dir()
        assert sweep(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
