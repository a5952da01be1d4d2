"""The roles in a PostgreSQL server of one's own: made where the given user may, else done without.

Nothing is taken from anybody there: the server may serve other programs too.
"""

from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from layers.postgis.roles import rights
from layers.postgis.roles.cluster_roles import password, password_file
from layers.postgis.roles.declared import APP, QGIS, READER, SEARCH_PATH
from layers.text import Text

NOT_MADE = Text(
    "数据库用户 {user} 不能建立角色，网页与计算进程因此以 {user} 的全部权限工作；"
    "可由管理员授予 CREATEROLE，或以 SHEQU_APP_DATABASE_URL 指定一个权限较小的用户",
    "database user {user} may not make roles, so that web and compute processes work with all the"
    " rights of {user}; let an administrator grant CREATEROLE, or name a user with fewer rights in"
    " SHEQU_APP_DATABASE_URL",
)
NOT_OURS = Text(
    "服务器上已有角色 {role}，但不能以 {file} 中的密码登录（{reason}），"
    "网页与计算进程因此以 {user} 的全部权限工作；可在 SHEQU_APP_DATABASE_URL 中写明应用角色的地址",
    "the server has a role {role} already, which the password in {file} does not open ({reason}),"
    " so that web and compute processes work with all the rights of {user}; state the address of"
    " the application's role in SHEQU_APP_DATABASE_URL",
)


def application_url(engine: Engine, folder: Path) -> tuple[str, str | None]:
    """Return the URL that web and compute processes are to use, and why it is not one of a role.

    The roles are made when the user of `engine` may; their passwords are kept in `folder`. The
    reason, a sentence in both languages, is None when the application has its role.
    """
    user = str(engine.url.username)
    given = engine.url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        _make_missing(connection, folder)
        made = connection.scalar(text("SELECT to_regrole(:role)"), {"role": APP.name}) is not None
    if not made:
        return given, _both(NOT_MADE, user=user)
    file = password_file(folder, APP)
    reason: str | None = "no such file"
    if file.exists():
        url = engine.url.set(username=APP.name, password=password(folder, APP))
        reason = _refusal(url)
        if reason is None:
            return url.render_as_string(hide_password=False), None
    return given, _both(NOT_OURS, role=APP.name, file=file, reason=reason, user=user)


def _both(message: Text, **values: object) -> str:
    return f"{message.in_language('en', **values)} / {message.in_language('zh', **values)}"


def _refusal(url: URL) -> str | None:
    """Return why the server does not let the role in, or None when it does."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg2.connect(address, connect_timeout=5)
    except psycopg2.OperationalError as error:
        return str(error).strip().splitlines()[-1]
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('public.areas', 'SELECT')")
        allowed = bool(cursor.fetchone()[0])
    connection.close()
    return None if allowed else "no rights on the tables"


def _make_missing(connection: Connection, folder: Path) -> None:
    """Make the roles that are not there, when this user may, and give them their rights."""
    may = connection.scalar(
        text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    )
    if not may:
        return
    driver: Any = connection.connection
    with driver.cursor() as cursor:
        database = sql.Identifier(str(connection.engine.url.database))
        for role in (APP, READER, QGIS):
            name = sql.Identifier(role.name)
            cursor.execute("SELECT to_regrole(%s)", (role.name,))
            if cursor.fetchone()[0] is None:
                made = sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {}")
                secret = sql.Literal(password(folder, role))
                cursor.execute(made.format(name, sql.Literal(role.connections), secret))
                for setting, value in {**role.settings, "search_path": SEARCH_PATH}.items():
                    assign = sql.SQL("ALTER ROLE {} SET {} = {}")
                    listed = sql.SQL(value) if setting == "search_path" else sql.Literal(value)
                    cursor.execute(assign.format(name, sql.Identifier(setting), listed))
            cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
    rights.apply(connection)
