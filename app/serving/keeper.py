"""Keeps the embedded database alive, and keeps room on its disk for the moment that it is full.

A server that died is started again. PostgreSQL cannot go on, nor even come up again, when its log
of changes has no room left; so a reserve is held beside the data. When the disk is full the reserve
is given up, and the database takes no more changes until there is room to hold it again: what is
there can be read all the time.
"""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import psycopg2

from layers.errors import ServerError
from layers.postgis import server
from layers.postgis.cluster import Cluster, locate
from layers.postgis.cluster_settings import CLOSED

LOG = logging.getLogger(__name__)
TICK_SECONDS = 0.2
BACK_OFF_SECONDS = (0.0, 1.0, 2.0, 5.0, 10.0)
MEGABYTE = 1024 * 1024
RESERVE_BYTES = 32 * MEGABYTE
LOWEST_BYTES = 40 * MEGABYTE
"""With less room no more changes are taken: PostgreSQL needs 16 MB at once for its log, and what is
under way goes on writing until it is broken off."""
ENOUGH_BYTES = 96 * MEGABYTE
"""With more room the reserve is held again, and changes are taken: enough not to begin anew."""


class Keeper:
    """Watches the cluster of `folder` in a thread of its own from `start` to `stop`.

    `changed` is told the owner's URL of a server that was started again.
    """

    def __init__(self, folder: Path, *, changed: Callable[[str], None] = lambda _url: None) -> None:
        self.cluster: Cluster = locate(folder)
        self.changed = changed
        self.failures = 0
        self.closed = (self.cluster.home / CLOSED).exists()
        self._next = 0.0
        self._over = Event()
        self._thread = Thread(target=self._watch, name="database-keeper", daemon=True)

    @property
    def reserve(self) -> Path:
        """The file that keeps room."""
        return self.cluster.home / "reserve"

    def start(self) -> None:
        """Begin to watch."""
        if free_bytes(self.cluster.home) > ENOUGH_BYTES:
            self.open_to_changes()
        self._thread.start()

    def stop(self) -> None:
        """End the watch: from now on the server may be stopped."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(TICK_SECONDS):
            try:
                self.look()
            except (ServerError, OSError, psycopg2.Error) as error:
                LOG.warning("the database cannot be kept alive at present: %s", error)

    def look(self) -> None:
        """Look once: start the server again when it died, see to the reserve."""
        self._mind_the_disk()
        if self.cluster.is_running():
            self.failures = 0
            return
        if time.monotonic() < self._next:
            return
        began = time.monotonic()
        try:
            url = server.revive(self.cluster.folder)
        except ServerError:
            if free_bytes(self.cluster.home) < ENOUGH_BYTES:
                self.close_to_changes()
            pause = BACK_OFF_SECONDS[min(self.failures, len(BACK_OFF_SECONDS) - 1)]
            self._next = time.monotonic() + pause
            self.failures += 1
            raise
        if url is not None:
            LOG.warning(
                "the database server had ended by itself; it answers again after %.1f s",
                time.monotonic() - began,
            )
            self.changed(url)

    def _mind_the_disk(self) -> None:
        room = free_bytes(self.cluster.home)
        if room < LOWEST_BYTES:
            self.close_to_changes()
        elif room > ENOUGH_BYTES:
            self.open_to_changes()

    def open_to_changes(self) -> None:
        """Take room for the reserve, and let changes in again."""
        if not self.reserve.exists():
            draft = self.reserve.with_suffix(".part")
            try:
                with draft.open("wb") as file:
                    os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
                draft.replace(self.reserve)
            except OSError:
                draft.unlink(missing_ok=True)
                return
        if self.closed:
            self.cluster.accept_changes()
            self.closed = False
            LOG.warning("the disk of %s has room again: changes are taken", self.cluster.home)

    def close_to_changes(self) -> None:
        """Give the reserve back to a full disk, and let no changes in until there is room."""
        self.reserve.unlink(missing_ok=True)
        if self.closed:
            self._break_off()
            return
        LOG.error(
            "the disk of %s is full: the database takes no changes until %d MB are free",
            self.cluster.home,
            ENOUGH_BYTES // MEGABYTE,
        )
        self.cluster.accept_changes(accepted=False)
        self.closed = True
        self._break_off()

    def _break_off(self) -> None:
        """End the changes that began before: they would eat the room that the log needs."""
        if self.cluster.is_running():
            self.cluster.break_off_changes()


def free_bytes(folder: Path) -> int:
    """Return the room that is left where `folder` lies."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
