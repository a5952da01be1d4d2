"""GeoPackage: the format to prefer, since names of any length and all types survive."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.judging import database, journal
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.problems import Problem

NAME = "GeoPackage"
# rtree is the spatial index of the standard; every other module can reach beyond the file
_CURVES = re.compile("CURVE|SURFACE|CIRCULAR", re.IGNORECASE)
_HAS_EXTENSIONS = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_extensions' COLLATE NOCASE"
_EXTENSIONS = "SELECT table_name, extension_name FROM gpkg_extensions"
"""A layer that is declared as plain lines may hold curves, and then says so here."""
_HARMLESS = re.compile(
    r"""create\s+virtual\s+table\s+("([^"]|"")*"|\w+)\s+using\s+rtree\s*\(""", re.IGNORECASE
)

# What GDAL calls the key and the shape of a row.
_OWN_COLUMNS = ("fid", "geom")
_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT,
    extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
    """INSERT OR IGNORE INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema',
    'http://www.geopackage.org/spec121/#extension_schema', 'read-write')""",
    """CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL,
    column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
    constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name))""",
)


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the only layer with geometry, or the one named; with its journal, if that is there."""
    with journal.joined(path, options.limits, NAME) as whole:
        layer = _read(whole, options)
    if whole != path:
        layer.notes.append(Problem(None, None, "journal_read", "repaired"))
    return layer


def _read(path: Path, options: ReadOptions) -> RawLayer:
    database.require_schema(path, options.limits, NAME)
    curved = _curved_layers(path)
    layer = gdal.choose_layer(gdal.list_layers(path, NAME, options.limits), options.layer_name)
    database.require_rows(path, layer, options.limits, NAME)
    frame, notes = gdal.read_layer(
        path, layer=layer, encoding=None, limits=options.limits, format_name=NAME
    )
    frame = _with_names(frame, path, layer)
    notes += journal.notes_of(path, layer, len(frame))
    if layer in curved:
        notes.append(Problem(None, None, "geometry_curve", "repaired"))
    return RawLayer(frame, NAME, "utf-8", notes)


def _curved_layers(path: Path) -> set[str]:
    """Return the layers declared as curves; raise `Refusal` when a virtual table is there."""
    tables = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'create%virtual%'"
    curves = "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"
    try:
        with database.opened(path) as found:
            virtual = found.execute(tables).fetchall()
            kinds = found.execute(curves).fetchall()
            has_extensions = found.execute(_HAS_EXTENSIONS).fetchone()
            kinds += found.execute(_EXTENSIONS).fetchall() if has_extensions else []
    except sqlite3.Error as error:
        raise Refusal("damaged", format=NAME) from error
    for name, statement in virtual:
        if not _HARMLESS.match(statement):
            raise Refusal("virtual_table", table=name)
    return {str(name) for name, kind in kinds if _CURVES.search(str(kind))}


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write one layer named after the file.

    A column named as one of the format, or as another in other letters (`foo`, `FOO`), gets a low
    line; the schema extension of the format keeps its own name, which an import gives back.
    """
    flat = writing.flat(frame)
    shape = str(flat.geometry.name)
    columns = [name for name in flat.columns if name != shape]
    free = dict(zip(columns, writing.free_names(columns, _OWN_COLUMNS), strict=True))
    writing.write_with_gdal(flat.rename(columns=free), path, "GPKG", layer=path.stem)
    _keep_names(path, path.stem, {new: old for old, new in free.items() if new != old})


def _keep_names(path: Path, layer: str, names: dict[str, str]) -> None:
    """Write what columns are called in truth (OGC 12-128r19, annex F.9, Schema)."""
    if not names:
        return
    with closing(sqlite3.connect(path)) as file, file:
        for statement in _SCHEMA:
            file.execute(statement)
        file.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name) VALUES (?, ?, ?)",
            [(layer, new, old) for new, old in names.items()],
        )


def _with_names(frame: GeoDataFrame, path: Path, layer: str) -> GeoDataFrame:
    """Return the columns under the names that the file keeps for those with a low line."""
    try:
        with database.opened(path) as file:
            query = "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = ?"
            kept = dict(file.execute(query, (layer,)).fetchall())
    except sqlite3.Error:
        return frame  # most files know no such table
    own = {
        new: old
        for new, old in kept.items()
        if isinstance(old, str) and str(new).rstrip("_").lower() == old.rstrip("_").lower()
    }
    columns = [own.get(str(name), str(name)) for name in frame.columns]
    if len(set(columns)) != len(columns) or str(frame.geometry.name) in own:
        return frame
    return frame.rename(columns={name: own[name] for name in frame.columns if name in own})
