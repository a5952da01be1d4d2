"""A folder for the sockets and caches of one service, gone when it ends, however it ends."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.serving.confinement.account import Person

PREFIX = "shequ-run-"
LOCK = ".lock"


@contextmanager
def private_folder(person: Person | None, *, parent: Path | None = None) -> Iterator[Path]:
    """Yield a new folder that only `person` (None: this user) may enter.

    Folders of services that were killed are removed first: the kernel has let their locks go.
    """
    where = parent or Path(tempfile.gettempdir())
    _sweep(where)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
    try:
        with (folder / LOCK).open("wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if person is not None:
                os.chown(folder, person.uid, person.gid)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(where: Path) -> None:
    for folder in where.glob(f"{PREFIX}*"):
        # Another user's folder cannot be looked into, and a living service holds its lock.
        with suppress(OSError):
            _remove_left(folder)


def _remove_left(folder: Path) -> None:
    lock = folder / LOCK
    # Only what we made ourselves, and no link of anybody else's.
    if folder.is_symlink() or not lock.is_file() or lock.lstat().st_uid != os.geteuid():
        return
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
