"""The journal of a GeoPackage (write-ahead log): read with the file where it lies beside it.

A program that has a GeoPackage open may keep the newest rows in `NAME-wal`, beside the file. A copy
without that file looks exactly as one that was closed well: nothing in it tells the two apart, so
what is missing cannot be known, only what is there be told (SQLite, Database File Format, 4).
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from layers.formats.judging import database
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.owned_folders import owned_folder
from layers.formats.refusal import Refusal
from layers.problems import Problem

_SUFFIX = "-wal"
_MODES = slice(18, 20)
_SHOWN = 30


def is_kept_with(path: Path) -> bool:
    """Return whether the newest rows of a database may lie in a journal beside it."""
    with path.open("rb") as file:
        return file.read(20)[_MODES] == b"\x02\x02"


@contextmanager
def joined(path: Path, limits: Limits, format_name: str) -> Iterator[Path]:
    """Yield the file itself, or a copy that holds what its journal beside it holds.

    The copy is kept with a journal no longer, unless the journal is not its own.

    Raises
    ------
    Refusal
        When the journal is too large, or both together are damaged.
    """
    journal = path.with_name(f"{path.name}{_SUFFIX}")
    if not is_kept_with(path) or not journal.is_file() or not journal.stat().st_size:
        yield path
        return
    if journal.stat().st_size > limits.file_bytes:
        found, limit = journal.stat().st_size // MEBIBYTE, limits.file_bytes // MEBIBYTE
        raise Refusal("too_large", found=found, limit=limit)
    with owned_folder() as folder:
        copy = folder / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, folder / journal.name)
        try:
            is_joined = _join(copy)
        except sqlite3.Error as error:
            raise Refusal("damaged", format=format_name) from error
        yield copy if is_joined else path


def _join(copy: Path) -> bool:
    """Write what the journal holds into the copy; return whether it was a journal of this file."""
    with closing(sqlite3.connect(copy)) as file:
        file.execute("PRAGMA trusted_schema=OFF")
        _, frames, _ = file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if frames > 0:
            file.execute("PRAGMA journal_mode=DELETE")
    return bool(frames > 0)


def notes_of(path: Path, layer: str, rows: int) -> list[Problem]:
    """Return the warning of a file without its journal, with what is there: rows, last change."""
    if not is_kept_with(path):
        return []
    changed = "?"
    try:
        with database.opened(path) as file:
            query = "SELECT last_change FROM gpkg_contents WHERE table_name = ?"
            found = file.execute(query, (layer,)).fetchone()
            changed = str(found[0])[:_SHOWN] if found else changed
    except sqlite3.Error:
        pass  # a file without the date says so by the mark
    values = {"count": rows, "changed": changed}
    return [Problem(None, None, "journal_missing", "warning", values)]
