"""The database of one process: opened when first used, never shared across a fork."""

import atexit
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import Self, cast

from flask import current_app, request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.cache import Cache
from app.standards import Standards
from layers.postgis import database, server
from layers.postgis import own_kinds as kinds
from layers.postgis.roles import foreign

COMMAND_LOCK_MS = 20_000
WITHOUT_KINDS = frozenset({"static", "health.live", "health.ready"})
"""Endpoints that answer without any kind of facility."""
LOG = logging.getLogger(__name__)


class Database:
    """Gives connections; with no `url` it holds the embedded server of `folder` while open.

    The caches live here because what they hold is only valid for this database.
    """

    def __init__(  # noqa: PLR0913 - each asked for by name
        self,
        url: str = "",
        *,
        folder: Path,
        app_url: str = "",
        pool_size: int = 5,
        statement_timeout_ms: int = 20_000,
        lock_timeout_ms: int = 4_000,
        cache_bytes: int = 0,
    ) -> None:
        self.url = url
        self.app_url = app_url
        self.embedded = not url
        self.folder = folder
        self.pool_size = pool_size
        self.statement_timeout_ms = statement_timeout_ms
        self.lock_timeout_ms = lock_timeout_ms
        self.cache = Cache(cache_bytes)
        self.standards = Standards(folder.parent / "standards")
        self.rasters = folder.parent / "rasters"
        self._lock = Lock()
        self._stack = ExitStack()
        self._engine: Engine | None = None
        self._process = 0

    @property
    def engine(self) -> Engine:
        """The engine of this process; a child of a fork makes its own."""
        if self._engine is None or self._process != os.getpid():
            with self._lock:
                if self._engine is None or self._process != os.getpid():
                    self._open()
        return cast("Engine", self._engine)

    def _open(self) -> None:
        if not self.url:
            self.url = self._stack.enter_context(server.running(self.folder))
            atexit.register(self.close)
        self.leave_parent()
        self._engine = database.create_engine(
            self.url,
            pool_size=self.pool_size,
            statement_timeout_ms=self.statement_timeout_ms,
            lock_timeout_ms=self._lock_timeout_ms(),
        )
        self._process = os.getpid()

    def _lock_timeout_ms(self) -> int:
        """Return less than the limit of a statement, which would else be told as slow work."""
        most = self.statement_timeout_ms * 3 // 4
        return min(self.lock_timeout_ms, most) if most else self.lock_timeout_ms

    def leave_parent(self) -> None:
        """After a fork, let go of the parent's connections without ending them for the parent."""
        if self._engine is not None and self._process != os.getpid():
            self._engine.dispose(close=False)
            self._engine = None

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a connection whose reads all see the same moment."""
        with database.snapshot(self.engine) as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a connection in a transaction: committed at the end, rolled back on an error."""
        with self.engine.begin() as connection:
            yield connection

    def application_url(self) -> str:
        """Return the URL for processes that serve: of a role that can change data alone.

        Where a server of one's own has no such role and gives none, a warning says what that means
        and the URL of this process is returned.
        """
        if self.app_url:
            return database.parse_url(self.app_url).render_as_string(hide_password=False)
        if self.embedded:
            return server.application_url(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        url, reason = foreign.application_url(self.engine, self.folder)
        if reason:
            LOG.warning("%s", reason)
        return url

    def refresh_kinds(self) -> None:
        """Have the kinds of facilities of this database, where they have changed."""
        with self.engine.connect() as connection:
            kinds.refresh(connection)

    def migrate(self) -> None:
        """Bring the tables to the newest revision."""
        database.migrate(self.engine)

    def __enter__(self) -> Self:
        """Open for a command: the tables are made or brought up to date first, as `serve` does.

        A command may wait longer for others than a request does.
        """
        self.lock_timeout_ms = max(self.lock_timeout_ms, COMMAND_LOCK_MS)
        self.migrate()
        self.refresh_kinds()
        return self

    def __exit__(self, *_: object) -> None:
        """Close what this process holds."""
        self.close()

    def disconnect(self) -> None:
        """Close the connections but keep the embedded server up for child processes."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def close(self) -> None:
        """Close the connections, and let the embedded server go if this process holds it."""
        self.disconnect()
        self._stack.close()
        if self.embedded:
            self.url = ""


def current_database() -> Database:
    """Return the database of the application at work."""
    return cast("Database", current_app.extensions["database"])


def take_up_kinds() -> None:
    """Before a request is read: have the kinds of facilities that the database has by now.

    Where the database does not answer, the request goes on: what needs it says so.
    """
    if request.endpoint is None or request.endpoint in WITHOUT_KINDS:
        return
    try:
        current_database().refresh_kinds()
    except SQLAlchemyError as error:
        LOG.debug("the kinds of facilities are not refreshed: %s", error)
