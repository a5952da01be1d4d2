"""Temporary folders that do not outlive the process that made them, killed or not.

A process holds a lock on a file in each of its folders; the kernel lets go of the lock when the
process ends, however it ends. Whoever makes the next folder in the same place, and the service when
it starts, removes the folders that nobody holds any more.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PREFIX = "shequ-work-"
_OWNER = "owner"
# a folder without its lock file is one that is being made just now, or was when its maker died
_GRACE_SECONDS = 60.0


@contextmanager
def owned_folder(parent: Path | None = None, *, prefix: str = PREFIX) -> Iterator[Path]:
    """Yield an empty folder that is gone at the end; remove abandoned ones in the same place.

    `parent` is the folder in which to make it; None: the system's temporary folder.
    """
    place = parent or Path(tempfile.gettempdir())
    sweep(place, prefix=prefix)
    made, lock = _held_folder(place, prefix)
    try:
        with lock:
            inner = made / "files"
            inner.mkdir()
            yield inner
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _held_folder(place: Path, prefix: str) -> tuple[Path, BinaryIO]:
    """Return a new folder and its lock, which is held.

    Another process may take a folder for abandoned before its lock is held, and remove it: then the
    lock file has no name any more, and another folder is made.
    """
    while True:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        try:
            lock = (made / _OWNER).open("wb")
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock.fileno()).st_nlink:
            return made, lock
        lock.close()


def sweep(parent: Path | None = None, *, prefix: str = PREFIX) -> list[str]:
    """Remove the folders of this account in `parent` whose maker is gone; return their names."""
    place = parent or Path(tempfile.gettempdir())
    found = sorted(place.glob(f"{prefix}*"))
    return [one.name for one in found if _is_ours(one) and _remove_abandoned(one)]


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder, no link to one, of the account that asks."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == os.geteuid()


def _remove_abandoned(folder: Path) -> bool:
    """Remove a folder that nobody holds, holding it meanwhile; return whether it was removed."""
    try:
        with (folder / _OWNER).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except FileNotFoundError:
        if _age(folder) <= _GRACE_SECONDS:
            return False
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return False
    return True


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
