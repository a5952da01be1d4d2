"""A journal beside a GeoPackage is joined into a copy; the file itself is never written."""

import sqlite3
from contextlib import closing

import pytest

from layers.formats.judging.journal import is_kept_with, joined, notes_of
from layers.formats.options import Limits
from layers.formats.refusal import Refusal


@pytest.fixture
def kept(tmp_path):
    """A database with one row in the file and a second in its journal."""
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE gpkg_contents (table_name, last_change)")
        database.execute("INSERT INTO gpkg_contents VALUES ('a', '2026-01-01T00:00:00Z')")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO gpkg_contents VALUES ('b', '2026-02-02T00:00:00Z')")
        database.commit()
        yield path


def rows(path):
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as database:
        return database.execute("SELECT count(*) FROM gpkg_contents").fetchone()[0]


def test_the_copy_holds_what_the_journal_holds(kept):
    before = kept.read_bytes()
    assert rows(kept) == 1
    with joined(kept, Limits(), "GeoPackage") as copy:
        assert copy != kept
        assert rows(copy) == 2
        assert not is_kept_with(copy)
    assert not copy.exists()
    assert kept.read_bytes() == before


def test_without_a_journal_beside_it_the_file_itself_is_read(kept, tmp_path):
    alone = tmp_path / "copy.gpkg"
    alone.write_bytes(kept.read_bytes())
    with joined(alone, Limits(), "GeoPackage") as found:
        assert found == alone
    (note,) = notes_of(alone, "a", 1)
    assert note.values == {"count": 1, "changed": "2026-01-01T00:00:00Z"}
    assert notes_of(alone, "none such", 1)[0].values["changed"] == "?"


def test_a_file_kept_without_one_has_no_note(tmp_path):
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (b)")
        database.commit()
    assert not is_kept_with(path)
    assert notes_of(path, "a", 1) == []


def test_a_file_that_is_no_database_is_damaged_with_its_journal(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\x00\x10\x00\x02\x02" + bytes(5_000))
    (tmp_path / "a.gpkg-wal").write_bytes(b"x" * 100)
    with pytest.raises(Refusal) as caught, joined(path, Limits(), "GeoPackage"):
        pass
    assert (caught.value.code, caught.value.values) == ("damaged", {"format": "GeoPackage"})
