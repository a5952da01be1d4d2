"""CSV with coordinates: delimiter and encoding are found out, quoted line ends are kept."""

from pathlib import Path

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.formats import encoding, writing
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.table import coordinates as tables
from layers.formats.table import text_rows

NAME = "CSV"
DECIMALS = 7


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a table with a heading; coordinates as in `layers.formats.table`."""
    found = encoding.of_file(path, options.encoding)
    table = text_rows.table_of(path, found.name, options)
    frame, notes = tables.frame_of(table.cells, options.limits)
    if found.note is not None:
        notes.insert(0, found.note)
    name = encoding.UTF8 if found.name == "utf-8-sig" else found.name
    return table.layer(frame, NAME, name, notes)


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write UTF-8 with a byte order mark, for Excel; text that looks like a formula is quoted.

    Points get the columns `lon` and `lat` (degrees) or `x` and `y` (meters); other geometry is
    written as WKT.
    """
    cells_of(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def cells_of(frame: GeoDataFrame) -> pd.DataFrame:
    """Return the frame as a table with its coordinates in columns and no formulas."""
    flat = writing.flat(frame)
    shapes = flat.geometry
    cells = pd.DataFrame(flat.drop(columns=shapes.name))
    # A column of the same name as a coordinate keeps its values under another one.
    taken = ("lon", "lat", "x", "y", *tables.GEOMETRY)
    named = (str(name) for name in cells.columns)
    cells.columns = [f"{name}_1" if name.lower() in taken else name for name in named]
    cells.columns = writing.free_names(cells.columns, (), folded=False)
    for name in cells.columns:
        cells[name] = cells[name].map(writing.without_formula, na_action="ignore")
    cells.columns = [writing.without_formula(str(name)) for name in cells.columns]
    if (shapes.geom_type.dropna() == "Point").all():
        geographic = shapes.crs is None or shapes.crs.is_geographic
        for name, axis in zip(("lon", "lat") if geographic else ("x", "y"), "xy", strict=True):
            cells[name] = getattr(shapes, axis).round(DECIMALS)
    else:
        cells["wkt"] = shapely.to_wkt(shapes.to_numpy(), rounding_precision=DECIMALS)
    return cells
