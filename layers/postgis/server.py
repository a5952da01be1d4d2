"""The embedded PostGIS: a private cluster in a folder, shared by every process that needs it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from layers.errors import ServerError
from layers.postgis.cluster import FolderRefusedError, locate
from layers.postgis.roles import APP, OWNER
from layers.text import Text

LOCK_SECONDS = 180


class LockedError(ServerError):
    """Another process has been starting or stopping the server for too long."""

    message = Text(
        "另一个进程一直占用 {path}；请结束它后重试",
        "another process keeps holding {path}; end it and try again",
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderRefusedError(folder=folder, reason=error.strerror or str(error)) from error


@contextmanager
def _lock_file(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise FolderRefusedError(folder=path, reason=error.strerror or str(error)) from error
    with file:
        yield file


def _acquire(file: IO[bytes], mode: int, *, seconds: float) -> bool:
    """Take the lock within `seconds`; whether that worked."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the one right to start or stop the server of `folder`."""
    path = folder / "start.lock"
    with _lock_file(path) as file:
        if not _acquire(file, fcntl.LOCK_EX, seconds=LOCK_SECONDS):
            raise LockedError(path=path)
        yield


def application_url(folder: Path) -> str:
    """Return the URL of the application's role on the server of `folder`, which is held."""
    return locate(folder.absolute()).url(role=APP)


def revive(folder: Path) -> str | None:
    """Start the server of `folder` again when it has died; return its owner's URL if so.

    For a process that holds it (`running`). When another one was faster, None is returned.

    Raises
    ------
    ServerError
        It does not start, for example on a full disk.
    """
    folder = folder.absolute()
    with _alone(folder):
        cluster = locate(folder)
        if cluster.is_running():
            return None
        cluster.start()
        cluster.wait_until_ready()
        return cluster.url(role=OWNER)


@contextmanager
def running(folder: Path, *, fast: bool = False) -> Iterator[str]:
    """Keep the database server of `folder` running and yield its owner's SQLAlchemy URL.

    Any number of processes may hold it at once; the last one to leave stops it. Each holds a shared
    lock that the kernel takes back when the process dies, so `kill -9` needs no tidying up: the
    server lives on and the next caller takes it over, or, when it died too, restarts it.

    Parameters
    ----------
    folder : Path
        Private folder of the cluster, for example `var/postgres`; made on first use.
    fast : bool
        For tests only: do not wait for the disk, so that a power cut may lose data.

    Raises
    ------
    ServerError
        PostgreSQL or PostGIS is missing, of another version, or does not start.
    """
    folder = folder.absolute()
    _make(folder)
    holder = os.getpid()
    with _lock_file(folder / "users.lock") as users:
        with _alone(folder):
            # Two first starts at once must not choose two places for the data.
            cluster = locate(folder, fast=fast)
            if not _acquire(users, fcntl.LOCK_SH, seconds=LOCK_SECONDS):
                raise LockedError(path=users.name)
            cluster.create()
            if not cluster.is_running():
                cluster.start()
            cluster.wait_until_ready()
            cluster.prepare()
            url = cluster.url(role=OWNER)
        try:
            yield url
        finally:
            # A forked worker inherits this block and must not stop the server under its parent.
            if os.getpid() == holder:
                with _alone(folder):
                    if _acquire(users, fcntl.LOCK_EX, seconds=0) and cluster.is_running():
                        cluster.stop()
