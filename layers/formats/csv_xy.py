"""CSV with coordinates: delimiter and encoding are found out, quoted line ends are kept."""

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.formats import encoding, table, writing
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.problems import Problem

NAME = "CSV"
DELIMITERS = (",", "\t", ";", "|", "，")
DECIMALS = 7
_SAMPLE = 20
_FIELD_LIMIT = 16 * 1024**2


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a table with a heading; coordinates as in `layers.formats.table`."""
    text, name, guessed = encoding.decode(path.read_bytes(), options.encoding)
    if "\0" in text:
        raise Refusal("damaged", format=NAME)
    frame, notes = table.frame_of(_rows(text, options), options.limits)
    if guessed:
        values = {"encoding": name}
        notes.insert(0, Problem(None, None, "encoding_guessed", "warning", values))
    return RawLayer(frame, NAME, name, notes)


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the first lines into the most fields of equal number."""

    def score(delimiter: str) -> tuple[bool, int]:
        rows = itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), _SAMPLE)
        sizes = [len(row) for row in rows if row]
        return len(set(sizes)) == 1, min(sizes, default=0)

    best = max(DELIMITERS, key=score)
    return best if score(best)[1] > 1 else ","


def _rows(text: str, options: ReadOptions) -> pd.DataFrame:
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        return _checked(reader, options)
    except csv.Error as error:
        raise Refusal("damaged", format=NAME) from error


def _checked(reader: Iterator[list[str]], options: ReadOptions) -> pd.DataFrame:
    heading = [name.strip() for name in next(reader, [])]
    while heading and not heading[-1]:
        heading.pop()
    if not heading:
        raise Refusal("empty")
    twice = next((name for name in heading if heading.count(name) > 1), None)
    if twice is not None:
        raise Refusal("key_twice", key=twice)
    rows = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        extra = [cell for cell in cells[len(heading) :] if cell.strip()]
        if extra or len(cells) < len(heading):
            line = reader.line_num  # type: ignore[attr-defined]
            raise Refusal("ragged", line=line, found=len(cells), expected=len(heading))
        rows.append([cell.strip() or None for cell in cells[: len(heading)]])
        if len(rows) > options.limits.rows:
            raise Refusal("too_many_rows", limit=options.limits.rows)
    return pd.DataFrame(rows, columns=heading, dtype=object)


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
    cells.columns = writing.free_names(cells.columns, ("lon", "lat", "x", "y", "wkt"))
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
