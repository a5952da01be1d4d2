"""Ways to the database: engines, consistent reads, migrations up and down."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from psycopg2.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy import create_engine as create_sqlalchemy_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from layers import unstorable
from layers.errors import ServerError
from layers.postgis import kinds
from layers.postgis.downgrades import refuse_losses
from layers.postgis.revision import MIGRATIONS, found_revision, known_revisions, refuse_newer
from layers.postgis.roles import rights
from layers.text import Text, visible

MIGRATION_LOCK = 7_235_419_018_004_532_113  # any number, the same for every process
POOL_SECONDS = 3  # who waits longer for a connection is told to come again
MIGRATION_WAIT_SECONDS = 120
MOST_DIGITS = 4_300  # of a number in JSON; more than that Python does not convert
OLDEST_SERVER = 140_000  # client_connection_check_interval came with PostgreSQL 14


# A key of 64 bits stands in two columns of 32.
HOLDERS = text(
    """
SELECT l.pid, a.usename FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND (l.classid::bigint << 32) | l.objid::bigint = :key
""".replace("::", "\\:\\:")
)


class BadUrlError(ServerError):
    """The URL of the database is not one of PostgreSQL."""

    message = Text(
        "数据库地址无法识别：应写作 postgresql://用户:密码@主机:端口/数据库",
        "the database address is not understood: write postgresql://user:password@host:port/name",
    )


class UnreachableError(ServerError):
    """No server answers at the URL, or it refuses the user."""

    message = Text("无法连接数据库：{reason}", "cannot connect to the database: {reason}")


class PostgisMissingError(ServerError):
    """The server has no PostGIS, or this user may not switch it on."""

    message = Text(
        "数据库服务器（PostgreSQL {major}）没有可用的 PostGIS 扩展。请执行 "
        "apt-get install -y postgresql-{major}-postgis-3，并由管理员执行 CREATE EXTENSION postgis",
        "the database server (PostgreSQL {major}) offers no PostGIS. Run apt-get install -y "
        "postgresql-{major}-postgis-3, and CREATE EXTENSION postgis as an administrator",
    )


class OldServerError(ServerError):
    """The server is older than the product supports."""

    message = Text(
        "数据库服务器版本过旧（{found}）；需要 PostgreSQL 14 或更新版本",
        "the database server is too old ({found}); PostgreSQL 14 or newer is needed",
    )


class MigrationWaitsError(ServerError):
    """Somebody else holds the lock by which migrations take turns."""

    message = Text(
        "表结构正由其他进程更新（{holders}），等待超过 {seconds} 秒。请待其完成后重试；"
        "若它不会完成，由管理员执行 SELECT pg_terminate_backend(进程号)",
        "another process is bringing the tables up to date ({holders}), for more than {seconds} s."
        " Try again when it is done; if it will not be, an administrator ends it with"
        " SELECT pg_terminate_backend(process)",
    )


def parse_url(address: str) -> URL:
    """Return the URL with our driver in it; `postgres://` and `postgresql://` are accepted.

    Raises
    ------
    BadUrlError
        When it is no URL of PostgreSQL.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise BadUrlError from error
    if url.drivername.split("+")[0] not in {"postgres", "postgresql"}:
        raise BadUrlError
    return url.set(drivername="postgresql+psycopg2")


def create_engine(
    address: str,
    *,
    pool_size: int = 5,
    statement_timeout_ms: int = 60_000,
    lock_timeout_ms: int = 20_000,
    idle_timeout_ms: int = 600_000,
) -> Engine:
    """Return an engine that connects on first use only, so that it may be made before a fork.

    Under `gunicorn --preload` do not connect before the fork, or call `engine.dispose(close=False)`
    in every worker: a psycopg2 connection must not be shared by two processes.
    """
    options = {
        "statement_timeout": statement_timeout_ms,
        "lock_timeout": lock_timeout_ms,
        "idle_in_transaction_session_timeout": idle_timeout_ms,
        "client_connection_check_interval": 2_000,
        "timezone": "UTC",
        "jit": "off",
    }
    engine = create_sqlalchemy_engine(
        parse_url(address),
        pool_size=pool_size,
        # More would be opened and closed at every peak, which costs more than to wait a moment.
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        json_deserializer=_read_json,
        connect_args={
            "application_name": "shequ",
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
    )
    return unstorable.listen(engine)


def _read_json(told: str) -> Any:
    return json.loads(told, parse_int=_whole)


def _whole(digits: str) -> int | str:
    """Return a whole number; one that Python takes for an attack stays the text that it is."""
    return int(digits) if len(digits) < MOST_DIGITS else digits


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose reads all see the same moment: versions agree with their frames."""
    moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with moment.begin() as connection:
        yield connection


@contextmanager
def _for_migration(target: Engine | str) -> Iterator[Config]:
    """Yield Alembic's settings on one transaction that no other process migrates beside."""
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with _opened(target) as engine, engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_WAIT_SECONDS}s'"))
        _take_turn(connection)
        config.attributes["connection"] = connection
        yield config


@contextmanager
def _opened(target: Engine | str) -> Iterator[Engine]:
    """Yield an engine on `target`, closed afterwards where it was made here."""
    engine = create_engine(target) if isinstance(target, str) else target
    try:
        yield engine
    except OperationalError as error:
        raise UnreachableError(reason=str(error.orig).strip()) from error
    finally:
        if isinstance(target, str):
            engine.dispose()


def _take_turn(connection: Connection) -> None:
    """Wait for the lock of migrations, or raise `MigrationWaitsError` naming who holds it."""
    try:
        with connection.begin_nested():
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        holders = connection.execute(HOLDERS, {"key": MIGRATION_LOCK}).all()
        told = ", ".join(f"{pid}: {visible(str(user))}" for pid, user in holders)
        raise MigrationWaitsError(holders=told or "-", seconds=MIGRATION_WAIT_SECONDS) from error


def _is_current(engine: Engine) -> bool:
    """Say whether nothing is to be done: nobody then waits for a lock that any role may hold."""
    with engine.connect() as connection:
        if found_revision(connection) != known_revisions()[0]:
            return False
        return kinds.in_step(connection) and rights.differences(connection) == (set(), set())


def _require_postgis(connection: Connection) -> None:
    version = int(connection.scalar(text("SHOW server_version_num")) or 0)
    if version < OLDEST_SERVER:
        raise OldServerError(found=connection.scalar(text("SHOW server_version")))
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    except DBAPIError as error:
        raise PostgisMissingError(major=version // 10_000) from error


def migrate(target: Engine | str, revision: str = "head") -> None:
    """Bring the schema up to `revision`, and the rights of the roles with it.

    All or nothing, one process at a time.

    Raises
    ------
    SchemaAheadError
        A newer version of the program has been here.
    MigrationWaitsError
        Another process has held the lock for two minutes.
    """
    with _opened(target) as engine:
        if revision == "head" and _is_current(engine):
            return
    with _for_migration(target) as config:
        connection = config.attributes["connection"]
        _require_postgis(connection)
        refuse_newer(connection)
        command.upgrade(config, revision)
        if found_revision(connection) == known_revisions()[0]:
            kinds.bring_in(connection)
        rights.apply(connection)


def downgrade(target: Engine | str, revision: str, *, lose_rows: bool = False) -> None:
    """Take the schema back to `revision`; "base" removes all tables and their data.

    Raises
    ------
    RowsLostError
        Rows would be lost and `lose_rows` does not say that they may; the message counts them.
    """
    with _for_migration(target) as config:
        if not lose_rows:
            refuse_losses(config, revision)
        command.downgrade(config, revision)


def check_schema(target: Engine | str) -> None:
    """Raise when the database differs from `layers.postgis.tables` (Alembic's `check`)."""
    with _for_migration(target) as config:
        command.check(config)
