"""GeoPackage: the tables of a database, judged by SQLite itself with bounds on steps and lengths.

A view is a program: it may never end, or make a value of a gigabyte out of nothing. So the rows of
the layer are counted and measured first, a bounded number of steps, by statements of ours.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.formats.judging import cells
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal

# a table of 2 million rows and 20 columns takes about 400 million steps
_STEPS_A_CELL = 60
_LEAST_STEPS = 50_000_000
_BATCH = 100_000
_VIEWS = (
    "SELECT table_name FROM gpkg_contents JOIN sqlite_master ON name = table_name COLLATE NOCASE"
    " WHERE type = 'view'"
)
_VALUE_BYTES = 64 * MEBIBYTE


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for reading only; values longer than any shape end in an error.

    Raises
    ------
    sqlite3.DatabaseError
        Also where SQLite's own words are not UTF-8.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE_BYTES)
        connection.execute("PRAGMA trusted_schema=OFF")
        yield connection
    except UnicodeDecodeError as error:  # SQLite's own message quotes bytes of a damaged file
        raise sqlite3.DatabaseError("not UTF-8") from error
    finally:
        connection.close()


def require_schema(path: Path, limits: Limits, format_name: str) -> None:
    """Refuse a database of too many layers, or with a view among them that may never end.

    GDAL looks into every layer as soon as it opens the file.
    """
    layer = ""
    try:
        with opened(path) as database:
            (found,) = database.execute("SELECT count(*) FROM gpkg_contents").fetchone()
            if found > limits.layers:
                raise Refusal("too_many_layers", found=found, limit=limits.layers)
            for (layer,) in database.execute(_VIEWS).fetchall():
                _bound_steps(database, layer, limits.cells)
                _count(database, layer, limits.rows)
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise Refusal("endless_view", layer=layer[:80]) from error
        raise Refusal("damaged", format=format_name) from error
    except sqlite3.Error as error:
        raise Refusal("damaged", format=format_name) from error


def require_rows(path: Path, layer: str, limits: Limits, format_name: str) -> None:
    """Refuse a layer that is too large: rows, columns, cells, the length of each and of all."""
    try:
        with opened(path) as database:
            shape = _shape_column(database, layer)
            columns = database.execute("SELECT * FROM pragma_table_info(?)", [layer]).fetchall()
            names = [str(column[1]) for column in columns]
            cells.require_counts(0, len(names), limits)
            _bound_steps(database, layer, limits.cells)
            rows = _count(database, layer, limits.rows)
            if rows > limits.rows:
                raise Refusal("too_many_rows", limit=limits.rows)
            cells.require_counts(rows, len(names), limits)
            _require_lengths(database, _quoted(layer), names, shape, limits)
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise Refusal("endless_view", layer=layer[:80]) from error
        raise Refusal("damaged", format=format_name) from error
    except (sqlite3.Error, OverflowError) as error:
        raise Refusal("damaged", format=format_name) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _count(database: sqlite3.Connection, layer: str, most: int) -> int:
    """Return how many rows a layer has, no further than one above `most`."""
    query = f"SELECT count(*) FROM (SELECT 1 FROM {_quoted(layer)} LIMIT ?)"  # noqa: S608 - quoted
    return int(database.execute(query, [most + 1]).fetchone()[0])


def _shape_column(database: sqlite3.Connection, layer: str) -> str:
    query = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
    found = database.execute(query, [layer]).fetchone()
    return str(found[0]) if found else ""


def _bound_steps(database: sqlite3.Connection, layer: str, most: int) -> None:
    """Interrupt statements after a number of steps; a view gets few, a table what it needs."""
    query = "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE"
    kind = database.execute(query, [layer]).fetchone()
    steps = _LEAST_STEPS if kind is None or kind[0] != "table" else _STEPS_A_CELL * most
    left = [steps // _BATCH]

    def step() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    database.set_progress_handler(step, _BATCH)


def _require_lengths(
    database: sqlite3.Connection, table: str, names: list[str], shape: str, limits: Limits
) -> None:
    """Refuse by the longest cell of each column, and by all cells together."""
    total = 0
    for name in names:
        column = _length(_quoted(name))
        query = f"SELECT max({column}), total({column}) FROM {table}"  # noqa: S608 - quoted
        most = _VALUE_BYTES if name == shape else limits.cell_bytes
        try:
            longest, whole = database.execute(query).fetchone()
        except sqlite3.DataError:  # longer than any value may be
            longest, whole = _VALUE_BYTES + 1, 0
        total += int(whole)
        if (longest or 0) > most:
            row = _first_longer(database, f"SELECT {column} FROM {table}", most)  # noqa: S608
            if name == shape:
                raise Refusal("shape_too_large", row=row, limit=_VALUE_BYTES // MEBIBYTE)
            raise cells.too_long(row, name, longest, limits)
        if total > limits.table_bytes:
            raise cells.too_much(limits)


def _length(column: str) -> str:
    """Return the SQL for the bytes of a cell; those of a blob are known without reading it."""
    text = f"length(CAST({column} AS BLOB))"
    return f"CASE typeof({column}) WHEN 'blob' THEN length({column}) ELSE {text} END"


def _first_longer(database: sqlite3.Connection, query: str, most: int) -> int:
    """Return the first row, from 1, whose cell is longer than `most`."""
    row = 0
    try:
        for row, (size,) in enumerate(database.execute(query), start=1):
            if (size or 0) > most:
                return row
    except sqlite3.DataError:
        # raised when the row after the last one is fetched, or already before that one is given
        try:
            database.execute(f"{query} LIMIT 1 OFFSET ?", [row]).fetchall()
        except sqlite3.DataError:
            return row + 1
        return row + 2
    return row
