"""GeoPackage: the format to prefer, since names of any length and all types survive."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal

NAME = "GeoPackage"
# rtree is the spatial index of the standard; every other module can reach beyond the file
_HARMLESS = re.compile(r"create\s+virtual\s+table\s.*\busing\s+rtree", re.IGNORECASE | re.DOTALL)


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the only layer with geometry, or the one named."""
    _require_plain_tables(path)
    layer = gdal.choose_layer(gdal.list_layers(path), options.layer_name)
    frame, notes = gdal.read_layer(
        path, layer=layer, encoding=None, limits=options.limits, format_name=NAME
    )
    return RawLayer(frame, NAME, "utf-8", notes)


def _require_plain_tables(path: Path) -> None:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    query = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'create virtual%'"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            tables = database.execute(query).fetchall()
    except sqlite3.DatabaseError as error:
        raise Refusal("damaged", format=NAME) from error
    for name, statement in tables:
        if not _HARMLESS.match(statement):
            raise Refusal("virtual_table", table=name)


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write one layer named after the file."""
    writing.write_with_gdal(frame, path, "GPKG", layer=path.stem)
