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
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        with (made / _OWNER).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            inner = made / "files"
            inner.mkdir()
            yield inner
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(parent: Path | None = None, *, prefix: str = PREFIX) -> list[str]:
    """Remove the folders of this account in `parent` whose maker is gone; return their names."""
    place = parent or Path(tempfile.gettempdir())
    gone = []
    for folder in sorted(place.glob(f"{prefix}*")):
        if _is_ours(folder) and _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder.name)
    return gone


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder, no link to one, of the account that asks."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == os.geteuid()


def _is_abandoned(folder: Path) -> bool:
    try:
        with (folder / _OWNER).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return _age(folder) > _GRACE_SECONDS
    except OSError:
        return False
    return True


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
