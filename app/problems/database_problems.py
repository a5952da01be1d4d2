"""What the database or the disk refuses, in words that say what to do: one row a cause.

No row tells SQL, a path or an address. What is not here is an error of the program.
"""

import errno
from dataclasses import dataclass

import psycopg2
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from layers.text import Text


@dataclass(frozen=True)
class DatabaseCause:
    """One cause: its status, the slug of its title, and what it is and how it is mended."""

    status: int
    slug: str
    detail: Text


UNAVAILABLE = Text(
    "数据库暂时无法访问，请稍后再试", "the database cannot be reached; try again shortly"
)
TOO_SLOW = DatabaseCause(
    504,
    "timeout",
    Text(
        "计算超过了时限；请缩小范围或半径",
        "the computation exceeded its time limit; ask for a smaller extent or radius",
    ),
)
GONE = DatabaseCause(503, "database-unavailable", UNAVAILABLE)
LOCKED = DatabaseCause(
    503,
    "busy",
    Text(
        "他人正在写入同样的数据，尚未结束；什么都没有保存，请稍后再试",
        "somebody else is writing the same data and has not finished; nothing was stored, try again"
        " shortly",
    ),
)
CROWDED = DatabaseCause(
    503,
    "busy",
    Text(
        "同时使用数据库的请求过多，请稍后再试",
        "too many requests use the database at once; try again shortly",
    ),
)
FULL = DatabaseCause(
    507,
    "storage-full",
    Text(
        "磁盘空间不足，什么都没有保存；请在服务器上腾出空间（如 flask rasters prune），然后再试",
        "the disk is full, nothing was stored; make room on the server (flask rasters prune, for"
        " example) and try again",
    ),
)
READ_ONLY = DatabaseCause(
    503,
    "read-only",
    Text(
        "数据库目前只读，什么都没有保存；多因磁盘将满，腾出空间后会自动恢复，"
        "否则请联系管理员开放写入",
        "the database takes no changes at present, nothing was stored; mostly its disk is nearly"
        " full, and it takes them again by itself once there is room; else an administrator has to"
        " open it",
    ),
)
FOLDER_CLOSED = DatabaseCause(
    503,
    "read-only",
    Text(
        "数据文件夹不可读写（只读或权限不足）；请在服务器上检查 SHEQU_FOLDER 的权限和挂载方式",
        "the data folder cannot be used (read only, or closed to this user); check the rights and"
        " the mount of SHEQU_FOLDER on the server",
    ),
)
OTHER_TABLES = DatabaseCause(
    503,
    "schema",
    Text(
        "数据库的表结构与本程序不符或尚未建立；flask serve 会更新表结构",
        "the tables of the database are not those of this program, or not made yet: flask serve"
        " brings them up to date",
    ),
)
NO_RIGHT = DatabaseCause(
    503,
    "schema",
    Text(
        "数据库角色缺少所需权限；flask serve 会重新授予（见 flask database roles）",
        "the role of the database lacks a right that it needs: flask serve grants it anew (see"
        " flask database roles)",
    ),
)
MEMORY = DatabaseCause(
    503,
    "busy",
    Text("数据库内存不足，请稍后再试", "the database is short of memory; try again shortly"),
)
BY_CODE: dict[str, DatabaseCause] = {
    "25006": READ_ONLY,
    "40001": LOCKED,
    "40P01": LOCKED,
    "42501": NO_RIGHT,
    "42703": OTHER_TABLES,
    "42883": OTHER_TABLES,
    "42P01": OTHER_TABLES,
    "53100": FULL,
    "53200": MEMORY,
    "53300": CROWDED,
    "53400": FULL,
    "55P03": LOCKED,
}
BY_NUMBER: dict[int, DatabaseCause] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: FOLDER_CLOSED,
    errno.EACCES: FOLDER_CLOSED,
    errno.EPERM: FOLDER_CLOSED,
}
QUERY_CANCELED = "57014"
BY_HAND = "due to user request"
"""How PostgreSQL words a cancellation from outside: of `Cluster.accept_changes` on a full disk."""
DatabaseError = DBAPIError | PoolTimeout | psycopg2.Error


def cause_of(error: Exception) -> DatabaseCause | None:
    """Return what a failing database or disk means; None when `error` is neither of them."""
    if isinstance(error, PoolTimeout):
        return CROWDED
    if isinstance(error, (DBAPIError, psycopg2.Error)):
        return _database_cause(error)
    if isinstance(error, OSError):
        return BY_NUMBER.get(error.errno or 0)
    return None


def _database_cause(error: DBAPIError | psycopg2.Error) -> DatabaseCause | None:
    driver = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(driver, "pgcode", None)
    if code == QUERY_CANCELED:
        return FULL if BY_HAND in str(driver) else TOO_SLOW
    if code in BY_CODE:
        return BY_CODE[code]
    unreachable = (
        OperationalError,
        InterfaceError,
        psycopg2.OperationalError,
        psycopg2.InterfaceError,
    )
    if isinstance(error, unreachable) or getattr(error, "connection_invalidated", False):
        return FULL if "No space left on device" in str(driver) else GONE
    return None
