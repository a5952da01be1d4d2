"""Whether the tables are those that this version of the program knows, and what to do if not."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from layers.errors import LayerError
from layers.text import Text

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class SchemaError(LayerError):
    """The tables of the database are not those that this version of the program works with."""


class SchemaAheadError(SchemaError):
    """A newer version of the program has migrated the database."""

    message = Text(
        "数据库的表结构是第 {found} 版，本程序只认识到第 {newest} 版："
        "请更新程序，或用较新的程序退回表结构后再启动",
        "the tables of the database are at revision {found}, which this version of the program does"
        " not know (its newest is {newest}): update the program, or take the tables back with the"
        " newer one",
    )


class SchemaBehindError(SchemaError):
    """The tables are older than this program, or there are none."""

    message = Text(
        "数据库的表结构是第 {found} 版，本程序需要第 {newest} 版：flask serve 会更新表结构",
        "the tables of the database are at revision {found}, this version of the program needs"
        " {newest}: flask serve brings them up to date",
    )


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this program knows, the newest first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    return tuple(one.revision for one in script.walk_revisions())


def found_revision(connection: Connection) -> str | None:
    """Return the revision of the tables; None when there are none."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def refuse_newer(connection: Connection) -> None:
    """Raise `SchemaAheadError` when the tables are at a revision that this program does not know.

    To be asked before a migration, which could not tell what to do.
    """
    found, known = found_revision(connection), known_revisions()
    if found is not None and found not in known:
        raise SchemaAheadError(found=found, newest=known[0])


def require_revision(connection: Connection) -> None:
    """Raise `SchemaAheadError` or `SchemaBehindError` unless the tables are the newest known."""
    refuse_newer(connection)
    found, known = found_revision(connection), known_revisions()
    if found != known[0]:
        raise SchemaBehindError(found=found or "-", newest=known[0])
