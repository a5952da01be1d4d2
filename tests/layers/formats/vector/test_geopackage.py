"""GeoPackage: one layer of several is named, curves are noted, only the R-tree is virtual."""

import sqlite3
import struct
import warnings
from contextlib import closing

import numpy as np
import pandas as pd
import pyogrio
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from layers.formats import FileRefusedError, Limits, ReadOptions, read, write
from layers.formats.isolation.isolated import read_isolated


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


def _with_journal(path, rows=1):
    """Add rows to a GeoPackage that is kept with a journal; return what keeps it open."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = wal")
    for (name,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for _ in range(rows):
        database.execute("INSERT INTO a (geom) SELECT geom FROM a LIMIT 1")
    database.commit()
    return database


@pytest.mark.parametrize("through", [read, read_isolated])
def test_a_journal_beside_the_file_is_read_with_it(tmp_path, points, through):
    """A program that has the file open keeps the newest rows beside it: 4 in the file, 5 in all."""
    path = tmp_path / "a.gpkg"
    write(points, path)
    with closing(_with_journal(path)):
        before = path.read_bytes(), (tmp_path / "a.gpkg-wal").read_bytes()
        found = through(path)
        assert (path.read_bytes(), (tmp_path / "a.gpkg-wal").read_bytes()) == before
    assert len(found.frame) == len(points) + 1
    assert [(note.code, note.severity) for note in found.notes] == [("journal_read", "repaired")]


def test_a_file_that_was_closed_well_is_whole_and_the_words_are_true_of_it(tmp_path, points):
    """Nothing tells it from a copy made too early: both are told, with what is there."""
    path = tmp_path / "a.gpkg"
    write(points, path)
    _with_journal(path).close()
    assert not (tmp_path / "a.gpkg-wal").exists()
    note = read(path).notes[0]
    assert note.code == "journal_missing"
    assert "If it was closed before it was copied it is whole" in note.text("en")
    assert f"Rows here: {len(points) + 1}, last changed 20" in note.text("en")
    (tmp_path / "a.gpkg-wal").touch()
    assert [one.code for one in read(path).notes] == ["journal_missing"]


def test_a_journal_of_another_file_is_not_taken_for_its_own(tmp_path, points):
    write(points, tmp_path / "a.gpkg")
    _with_journal(tmp_path / "a.gpkg").close()
    (tmp_path / "a.gpkg-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(8_000))
    found = read(tmp_path / "a.gpkg")
    assert len(found.frame) == len(points) + 1
    assert [note.code for note in found.notes] == ["journal_missing"]


def test_a_journal_larger_than_a_file_may_be_is_refused(tmp_path, points):
    path = tmp_path / "a.gpkg"
    write(points, path)
    limit = path.stat().st_size
    with closing(_with_journal(path, rows=4_000)):
        assert (tmp_path / "a.gpkg-wal").stat().st_size > limit
        with pytest.raises(FileRefusedError) as caught:
            read(path, ReadOptions(limits=Limits(file_bytes=limit)))
    assert caught.value.code == "too_large"


def test_a_curve_in_a_layer_of_plain_lines_is_told(tmp_path):
    """The declared type need not tell: the extension that the file registers does."""
    arc = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0)  # a half circle
    path = tmp_path / "a.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            path,
            np.array([arc], dtype=object),
            [np.array(["弧"], dtype=object)],
            ["name"],
            layer="a",
            driver="GPKG",
            geometry_type="LineString",
            crs="EPSG:3857",
        )
    assert [note.code for note in read(path).notes] == ["geometry_curve"]


def test_a_column_of_pictures_is_left_out_by_name(tmp_path, points):
    """Bytes are no text: a picture came in as the text `b'\\xff...'`."""
    path = tmp_path / "a.gpkg"
    write(points[["name", "geometry"]], path)
    with closing(_with_journal(path)) as database:
        database.execute("ALTER TABLE a ADD COLUMN foto BLOB")
        database.execute("UPDATE a SET foto = x'ff00d8' WHERE name = '东四社区'")
        database.commit()
    found = read(path)
    assert "foto" not in found.frame
    assert ("foto", "field_binary") in [(note.field, note.code) for note in found.notes]


def test_surfaces_that_are_no_polygons_are_refused_by_what_they_are(tmp_path):
    """A TIN ended the reader with the words that the file is damaged."""
    corner = [struct.pack("<3d", *place) for place in ((0, 0, 0), (1, 0, 1), (0, 1, 0), (0, 0, 0))]
    triangle = struct.pack("<BIII", 1, 1017, 1, 4) + b"".join(corner)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            tmp_path / "a.gpkg",
            np.array([struct.pack("<BII", 1, 1016, 1) + triangle], dtype=object),
            [np.array(["三角网"], dtype=object)],
            ["name"],
            layer="a",
            driver="GPKG",
            geometry_type="Unknown",
            crs="EPSG:3857",
        )
    with pytest.raises(FileRefusedError) as caught:
        read(tmp_path / "a.gpkg")
    assert caught.value.code == "shape_kind"


DOMAIN = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
  title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
  max_is_inclusive BOOLEAN, description TEXT);
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT,
  extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL);
INSERT INTO gpkg_extensions VALUES (NULL, NULL, 'gpkg_schema',
  'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
INSERT INTO gpkg_data_columns (table_name, column_name, constraint_name)
  VALUES ('coded', 'level', 'levels');
INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)
  VALUES ('levels', 'enum', '1', 'Primary'), ('levels', 'enum', '2', 'Secondary');
"""


def test_codes_of_a_list_stay_codes_and_are_told(tmp_path):
    """Kind: a list of names for codes that is dropped, or put in their place, without a word."""
    path = tmp_path / "coded.gpkg"
    level = pd.array([1, 2, None], dtype="Int64")
    points = [Point(116.4, 39.9)] * 3
    frame = GeoDataFrame({"name": ["A", "B", "C"], "level": level}, geometry=points, crs=4326)
    frame.to_file(path, driver="GPKG", layer="coded")
    with closing(sqlite3.connect(path)) as made:
        made.executescript(DOMAIN)
    layer = read(path)
    assert layer.frame["level"].tolist()[:2] == [1, 2]
    (note,) = (one for one in layer.notes if one.code == "codes_kept")
    assert (note.field, "levels" in note.text("en")) == ("level", True)
