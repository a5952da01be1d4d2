"""What a reader hands on: the rows as the file holds them, and what was noticed on the way."""

from dataclasses import dataclass, field

import pandas as pd
from geopandas import GeoDataFrame

from layers.arrays import Ints
from layers.problems import Problem

SHAPE = "geometry"


@dataclass(frozen=True)
class RawLayer:
    """The rows of one file, not yet checked against any layer type.

    `frame` has a range index: row i of the frame is row i + 1 of the file, and a row that could
    not be read is kept without geometry and has a `Problem` in `notes`. `frame.crs` is None when
    the file does not state one. Geometry is as in the file: perhaps null, mixed or with heights.
    Where rows of the file were left out because they are blank, `numbers` (n,) holds the number of
    each row in the file, counted from 1 below the heading; problems count rows of the frame.
    `places` are the headings of a table's coordinates, which are no columns of the frame, and
    `point_shown` is whether numbers that a text table holds have decimal points.
    `key` names the column with the numbers that the store gave the rows, in a file written here.
    Of a table `heading_row` is the row of the file, from 1, that holds the last of its headings,
    and `short` gives for columns whose name was joined of several rows the names of the lower ones,
    the longest first.
    """

    frame: GeoDataFrame
    format: str
    encoding: str | None = None
    notes: list[Problem] = field(default_factory=list)
    numbers: Ints | None = None
    heading_row: int | None = None
    short: dict[str, list[str]] = field(default_factory=dict)
    key: str | None = None
    places: tuple[str, ...] = ()
    point_shown: bool = False


def beside_shape(table: pd.DataFrame, notes: list[Problem]) -> pd.DataFrame:
    """Return the fields of a file with none called `geometry`, as the shapes are; note a rename."""
    if SHAPE not in table.columns:
        return table
    kept = f"{SHAPE}_"
    while kept in table.columns:
        kept += "_"
    values = {"name": SHAPE, "kept": kept}
    notes.append(Problem(None, SHAPE, "field_renamed", "repaired", values))
    return table.rename(columns={SHAPE: kept})
