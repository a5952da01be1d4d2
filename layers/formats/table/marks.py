"""Headings and cells of written tables: what a reader would take for something else is marked.

A further column called `geom` or `x` would be read as the place of the row, and a text that starts
as a formula would be run by a spreadsheet. Both are written with a mark that reading takes away.
"""

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import writing
from layers.formats.table import coordinates
from layers.problems import Problem

FURTHER = "further."
KEY_HEADING = "shequ_id"  # over the numbers that the store gave the rows


def written(name: str) -> str:
    """Return the heading of a column: not one that names a place, and no formula.

    >>> written("geom"), written("further.geom"), written("name"), written("-1层")
    ('further.geom', 'further.further.geom', 'name', "'-1层")
    """
    marked = f"{FURTHER}{name}" if _needs_mark(name) else name
    return str(writing.without_formula(marked))


def read(heading: str) -> str:
    """Return the name of the column that `written` gave this heading.

    >>> read("further.geom"), read("further.name"), read("'-1层")
    ('geom', 'further.name', '-1层')
    """
    name = str(writing.with_formula(heading))
    rest = name.removeprefix(FURTHER)
    return rest if rest != name and _needs_mark(rest) else name


def _needs_mark(name: str) -> bool:
    return (
        name == KEY_HEADING
        or coordinates.names_place(name.removeprefix(FURTHER))
        or (name.startswith(FURTHER) and _needs_mark(name.removeprefix(FURTHER)))
    )


def unguarded(frame: GeoDataFrame) -> tuple[GeoDataFrame, list[Problem], str | None]:
    """Return the frame without the marks of headings and cells, and how many cells had one.

    The third is the name of the column with the numbers of the store, None where there is none.
    """
    result, count = frame.copy(), 0
    shape = result.geometry.name
    for name in [one for one in result.columns if one != shape]:
        column = result[name]
        if pd.api.types.is_numeric_dtype(column.dtype):
            continue
        plain = column.map(writing.with_formula, na_action="ignore")
        changed = int((plain.notna() & (plain != column)).sum())
        if changed:
            count += changed
            result[name] = plain
    names = {name: read(str(name)) for name in result.columns if name != shape}
    key = None
    if KEY_HEADING in names:
        (key,) = writing.distinct_names(["id"], [*names.values(), shape])
        names[KEY_HEADING] = key
    result = result.rename(columns=names)
    values = {"count": count}
    notes = [Problem(None, None, "formula_guard", "repaired", values)] if count else []
    return GeoDataFrame(result, geometry=shape, crs=frame.crs), notes, key
