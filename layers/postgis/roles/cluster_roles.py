"""The roles of the embedded cluster, made and brought over by its superuser at each start.

A cluster of an earlier version, whose superuser owned everything, comes over in the same steps: the
tables go to the owner, and what everybody could do is taken back. Done again, nothing changes.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.errors
from psycopg2 import sql

from layers.postgis.postgres import write_private
from layers.postgis.roles.declared import OWNER, ROLES, SEARCH_PATH, Role

PASSWORDS = "passwords"
TEMP_FILES = "2GB"  # of one session: a query that sorts the world must not fill the disk
# A superuser's tables go to the owner one by one: what PostGIS brought along stays.
OBJECTS = """
SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                      WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass::text
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND c.relowner <> %(owner)s::regrole
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                  AND d.objid = c.oid AND (d.deptype = 'e' OR c.relkind = 'S' AND
                                           d.deptype IN ('a', 'i')))
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> %(owner)s::regrole
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                  AND d.objid = p.oid AND d.deptype = 'e')
"""
OWN_SETTINGS = """
SELECT d.datname FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = %s
"""
# Locks that no table limits fill the memory that all share, and messages fill the disk: one session
# that may only read could stop everybody. One of them stays, by which migrations take turns, and
# ends with its transaction.
OWNER_FUNCTIONS = (
    "pg_advisory_lock",
    "pg_advisory_lock_shared",
    "pg_advisory_xact_lock_shared",
    "pg_try_advisory_lock",
    "pg_try_advisory_lock_shared",
    "pg_try_advisory_xact_lock",
    "pg_try_advisory_xact_lock_shared",
    "pg_logical_emit_message",
)
FOR_THE_OWNER_ALONE = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY(%s)
"""
# What every user of a database may do unless told otherwise: write outside of the tables.
# The server goes on with the last statement of a caller that was killed while it waited, and who
# comes next meets it: at the database, an extension, a role, or a row of the catalogue that both
# change ("tuple concurrently updated", which has no class of its own).
MADE_MEANWHILE = (
    psycopg2.errors.UniqueViolation,
    psycopg2.errors.DuplicateDatabase,
    psycopg2.errors.DuplicateObject,
    psycopg2.errors.InternalError_,
)
OVER_AGAIN_SECONDS = 30
TAKEN_FROM_ALL = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
    *(
        f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"
        for function in (
            "lo_creat(integer)",
            "lo_create(oid)",
            "lo_from_bytea(oid, bytea)",
            "lowrite(integer, bytea)",
            "lo_put(oid, bigint, bytea)",
        )
    ),
)


def password_file(folder: Path, role: Role) -> Path:
    """Return the file that keeps the password of `role`; `folder` is that of the cluster."""
    return folder / PASSWORDS / role.key


def password(folder: Path, role: Role) -> str:
    """Return the password of `role`, made on first use and kept in a file for this user alone."""
    path = password_file(folder, role)
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8").strip()


@contextmanager
def _session(address: str) -> Iterator[Any]:
    """Yield a cursor of the superuser outside of a transaction."""
    connection = psycopg2.connect(address, connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            # Also where the disk is nearly full and others may only read.
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute("SET lock_timeout = '30s'")
            yield cursor
    finally:
        connection.close()


def over_again(step: Callable[[], None]) -> None:
    """Take a step of the preparation until no statement of a killed one is in its way."""
    deadline = time.monotonic() + OVER_AGAIN_SECONDS
    while True:
        try:
            step()
        except MADE_MEANWHILE:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def make_roles(address: str, folder: Path) -> None:
    """Make the declared roles with their limits; `address` is the superuser's, as libpq reads it.

    Passwords are set to those of the files, whatever a role has made of its own.
    """
    with _session(address) as cursor:
        for role in ROLES.values():
            name = sql.Identifier(role.name)
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (role.name,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {}").format(name))
            limited = sql.SQL(
                "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
                " NOBYPASSRLS CONNECTION LIMIT {} PASSWORD {}"
            )
            secret = sql.Literal(password(folder, role))
            cursor.execute(limited.format(name, sql.Literal(role.connections), secret))
            cursor.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
            # A role may set this for itself, and it would outlive every restart.
            cursor.execute(OWN_SETTINGS, (role.name,))
            for (database,) in cursor.fetchall():
                reset = sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL")
                cursor.execute(reset.format(name, sql.Identifier(database)))
            for setting, value in _settings(role).items():
                assign = sql.SQL("ALTER ROLE {} SET {} = {}")
                listed = sql.SQL(value) if setting == "search_path" else sql.Literal(value)
                cursor.execute(assign.format(name, sql.Identifier(setting), listed))


def _settings(role: Role) -> dict[str, str]:
    bounded = {} if role is OWNER else {"temp_file_limit": TEMP_FILES}
    return {**role.settings, **bounded, "search_path": SEARCH_PATH}


def prepare_database(address: str, name: str) -> None:
    """Hand the database `name`, which `address` leads to, over to the owner.

    PostGIS is switched on here, because only a superuser may; the owner needs no such right.
    """
    database, owner = sql.Identifier(name), sql.Identifier(OWNER.name)
    with _session(address) as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
        cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        for statement in TAKEN_FROM_ALL:
            cursor.execute(statement)
        cursor.execute(FOR_THE_OWNER_ALONE, (list(OWNER_FUNCTIONS),))
        for (called,) in cursor.fetchall():
            # With its arguments, as the catalogue quotes it: they differ between versions.
            function = sql.SQL(called)
            revoke = sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC")
            cursor.execute(revoke.format(function))
            cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function, owner))
        cursor.execute(sql.SQL("GRANT USAGE ON LANGUAGE plpgsql TO {}").format(owner))
        cursor.execute(
            sql.SQL(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
            ).format(owner)
        )
        for role in ROLES.values():
            user = sql.Identifier(role.name)
            cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, user))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(user))
        cursor.execute(OBJECTS, {"owner": OWNER.name})
        for kind, called in cursor.fetchall():
            # Both words come from the catalogue, where they are quoted already.
            change = sql.SQL("ALTER {} {} OWNER TO {}")
            cursor.execute(change.format(sql.SQL(kind), sql.SQL(called), owner))


def close_maintenance(address: str) -> None:
    """Keep everybody but the superuser out of the databases that hold no data of ours."""
    with _session(address) as cursor:
        for name in ("postgres", "template1"):
            cursor.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
