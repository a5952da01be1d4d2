"""GeoPackage: one layer of several is named, curves are noted, only the R-tree is virtual."""

import sqlite3
from contextlib import closing

import pytest

from layers.formats import FileRefusedError, ReadOptions, read, write


def test_of_several_layers_one_must_be_named(tmp_path, points, polygons):
    path = tmp_path / "a.gpkg"
    points[["name", "geometry"]].to_file(path, layer="点")
    polygons[["name", "geometry"]].to_file(path, layer="面")
    with pytest.raises(FileRefusedError, match="several layers: 点, 面"):
        read(path)
    assert set(read(path, ReadOptions(layer_name="面")).frame.geom_type) == {"MultiPolygon"}
    with pytest.raises(FileRefusedError, match="no '线'"):
        read(path, ReadOptions(layer_name="线"))


def test_a_spatial_index_is_no_reason_to_refuse(tmp_path, points):
    path = tmp_path / "社区.gpkg"
    write(points, path)
    with closing(sqlite3.connect(path)) as database:
        (sql,) = database.execute(
            "SELECT sql FROM sqlite_master WHERE sql LIKE 'create virtual%'"
        ).fetchone()
    assert "rtree" in sql
    assert len(read(path).frame) == 4


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIRTUAL TABLE v USING VirtualOGR('/etc/passwd')",
        "CREATE VIRTUAL TABLE v USING VirtualOGR('/etc/passwd using rtree')",
        "CREATE VIRTUAL TABLE v USING VirtualOGR('/etc/ using rtree(passwd')",
        "CREATE /* */ VIRTUAL TABLE v USING fts5(a)",
    ],
)
def test_any_other_virtual_table_is_refused(tmp_path, points, statement):
    path = tmp_path / "a.gpkg"
    write(points, path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, ?)", (statement,))
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "virtual_table"
    assert "passwd" not in str(caught.value)


@pytest.mark.parametrize("kind", ["CURVEPOLYGON", "MULTISURFACE", "CircularString"])
def test_layers_of_curves_are_noted(tmp_path, points, kind):
    path = tmp_path / "a.gpkg"
    write(points, path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = ?", (kind,))
    assert [note.code for note in read(path).notes] == ["geometry_curve"]


def test_a_database_that_is_no_geopackage_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE a (b)")
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("name", ["fid", "FID", "geom", "a", '"; DROP TABLE x; --', "<r>x</r>"])
def test_any_column_is_written_also_one_named_as_the_key(tmp_path, points, name):
    path = tmp_path / "a.gpkg"
    named = points[["name", "geometry"]].assign(**{name: "kept"})
    write(named, path)
    found = read(path).frame
    assert found[name].tolist() == ["kept"] * 4
    assert found["name"].tolist() == named["name"].tolist()


def test_a_copy_without_its_journal_warns_of_missing_rows(tmp_path, points):
    """Rows that lie in a journal left behind are no silent loss: 4 of 5 rows, and a warning."""
    path, copy = tmp_path / "a.gpkg", tmp_path / "copy.gpkg"
    write(points, path)
    assert "journal_missing" not in [note.code for note in read(path).notes]
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = wal")
        database.execute("DROP TABLE IF EXISTS rtree_a_geom")
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO a (geom) SELECT geom FROM a LIMIT 1")
        database.commit()
        copy.write_bytes(path.read_bytes())
    found = read(copy)
    assert len(found.frame) == len(points)
    assert "journal_missing" in [note.code for note in found.notes]
