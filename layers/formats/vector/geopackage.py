"""GeoPackage: the format to prefer, since names of any length and all types survive."""

import re
import sqlite3
from pathlib import Path

from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.carried import MARK, key_in, restored, told
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
_OWN_COLUMNS = ("fid", "geom", "rowid", "oid", "_rowid_", "ogc_fid")


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
    notes += [*journal.notes_of(path, layer, len(frame)), *gdal.domain_notes(path, layer)]
    if layer in curved:
        notes.append(Problem(None, None, "geometry_curve", "repaired"))
    carried = gdal.read_carried(path, layer)
    return RawLayer(restored(frame, carried), NAME, "utf-8", notes, key=key_in(carried))


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

    A column gets a low line behind its name where the format, or a name that differs in case only,
    has taken it; the metadata of the layer keep the names, and reading gives them back.
    """
    flat, columns = writing.flat_of(frame)
    names = writing.free_names([one.name for one in columns], _OWN_COLUMNS)
    renamed, carried = writing.under_names(columns, names)
    writing.write_with_gdal(
        flat.rename(columns=renamed),
        path,
        "GPKG",
        layer=path.stem,
        layer_metadata={MARK: told(carried)},
    )
