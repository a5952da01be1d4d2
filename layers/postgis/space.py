"""Room on the disk: given back to the machine after rows were removed."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from layers.postgis.tables import metadata

WAIT = "5s"
LONGEST = "15min"


@dataclass(frozen=True)
class Reclaimed:
    """Bytes that tables with their indexes took before and after; `whole`: written anew.

    Otherwise the room is free for rows to come, but not yet for other files.
    """

    before: int
    after: int
    whole: bool

    @property
    def freed(self) -> int:
        """How many bytes the disk got back."""
        return max(0, self.before - self.after)


def reclaim(engine: Engine, *tables: str) -> Reclaimed:
    """Write tables anew without the rows that were removed, outside of any transaction.

    Whoever writes or reads one waits meanwhile. Where another holds one for longer than `WAIT`, or
    the disk has no room for the copy, its removed rows are only marked as free.
    """
    names = [metadata.tables[name].name for name in tables]
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{WAIT}'"))
        connection.execute(text(f"SET statement_timeout = '{LONGEST}'"))
        try:
            before, whole = _size(connection, names), True
            for name in names:
                try:
                    connection.execute(text(f"VACUUM (FULL, ANALYZE) {name}"))
                except DBAPIError:
                    connection.execute(text(f"VACUUM (ANALYZE) {name}"))
                    whole = False
            return Reclaimed(before, _size(connection, names), whole)
        finally:
            connection.invalidate()  # its settings are not for others


def size_of(engine: Engine, *tables: str) -> int:
    """Return the bytes that tables take with their indexes."""
    with engine.connect() as connection:
        return _size(connection, list(tables))


def _size(connection: Connection, names: list[str]) -> int:
    query = text("SELECT sum(pg_total_relation_size(to_regclass(name))) FROM unnest(:names) name")
    return int(connection.scalar(query, {"names": names}) or 0)
