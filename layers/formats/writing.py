"""What all exports share: plain columns, one file at a time, no half-written file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.crs import to_lonlat
from layers.formats import gdal
from layers.formats.carried import KEY, Carried, as_cells, kind_of
from layers.formats.refusal import Refusal

LONLAT = 4326
_MOST_SPREAD = 1_000
# what starts a formula in a spreadsheet (OWASP, CSV injection)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def flat(frame: GeoDataFrame) -> GeoDataFrame:
    """Return the frame with cells that tables can hold: objects become JSON text.

    The column `properties` is spread into columns of its own where names are free; where they are
    more than 1,000, as imports take them, it stays one column of JSON.
    """
    return flat_of(frame)[0]


def flat_of(frame: GeoDataFrame) -> tuple[GeoDataFrame, list[Carried]]:
    """Return the frame as `flat` does, and of each column what it holds."""
    result = spread(frame)
    keyed = frame.index.name == "id" and "id" not in frame.columns
    columns = []
    for name in [str(one) for one in result.columns if one != result.geometry.name]:
        kind = KEY if keyed and name == "id" else kind_of(result[name])
        if kind != KEY:
            result[name] = as_cells(result[name], kind)
        columns.append(Carried(name, name, kind))
    return result, columns


def spread(frame: GeoDataFrame) -> GeoDataFrame:
    """Return the frame with its ids and its `properties` as columns, cells as they are."""
    result = frame.copy()
    result.columns = [str(name) for name in result.columns]
    if result.index.name == "id" and "id" not in result.columns:
        result.insert(0, "id", result.index.to_numpy())
    result = result.reset_index(drop=True)
    return _spread(result) if "properties" in result.columns else result


def under_names(
    columns: list[Carried], names: Iterable[str]
) -> tuple[dict[str, str], list[Carried]]:
    """Return the columns under the names that a format takes: how to rename them, and the list."""
    renamed = [replace(one, written=new) for one, new in zip(columns, names, strict=True)]
    return {one.name: one.written for one in renamed}, renamed


def in_lonlat(frame: GeoDataFrame) -> GeoDataFrame:
    """Return the frame in longitude and latitude, for formats that know nothing else."""
    return frame if frame.crs is None or frame.crs.to_epsg() == LONLAT else to_lonlat(frame)


def _spread(frame: GeoDataFrame) -> GeoDataFrame:
    cells = frame["properties"]
    if not cells.map(lambda cell: cell is None or isinstance(cell, dict)).all():
        return frame
    names = dict.fromkeys(name for cell in cells if cell for name in cell)
    if len(names) > _MOST_SPREAD:
        return frame  # one column of JSON: a table of so many columns opens nowhere
    rest = frame.drop(columns="properties")
    free = distinct_names(names, rest.columns)
    # objects: whole numbers beside gaps would else become fractions
    extra = pd.DataFrame(
        {
            new: pd.Series([(cell or {}).get(name) for cell in cells], frame.index, dtype=object)
            for name, new in zip(names, free, strict=True)
        },
        index=frame.index,
    )
    geometry = rest.pop(str(frame.geometry.name))
    joined = pd.concat([pd.DataFrame(rest), extra], axis="columns")
    return GeoDataFrame(joined, geometry=geometry, crs=frame.crs)


def distinct_names(names: Iterable[Any], taken: Iterable[Any]) -> list[str]:
    """Return `names`, with low lines behind those that are `taken` in the very same letters.

    >>> distinct_names(["x", "name", "NAME"], ["x"])
    ['x_', 'name', 'NAME']
    """
    used = {str(name) for name in taken}
    found = []
    for name in map(str, names):
        free = name
        while free in used:
            free += "_"
        used.add(free)
        found.append(free)
    return found


def free_names(names: Iterable[Any], taken: Iterable[Any]) -> list[str]:
    """Return `names`, with low lines behind those that are `taken` or stand there already.

    Names that differ in the case of letters only are the same to SQLite and to spreadsheets.

    >>> free_names(["x", "name", "NAME", "x_"], ["x"])
    ['x_', 'name', 'NAME_', 'x__']
    """
    used = {str(name).lower() for name in taken}
    free = []
    for name in map(str, names):
        found = name
        while found.lower() in used:
            found += "_"
        used.add(found.lower())
        free.append(found)
    return free


def write_with_gdal(
    frame: GeoDataFrame, path: Path, driver: str, *, layer: str, **more: Mapping[str, Any] | str
) -> None:
    """Write a flat frame with one of GDAL's drivers; raise `Refusal` without GDAL's own words."""
    import pyogrio  # noqa: PLC0415 - slow to import

    pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": gdal.DEAD_PROXY})
    try:
        pyogrio.write_dataframe(frame, path, driver=driver, layer=layer, **more)
    except (pyogrio.errors.GeometryError, pyogrio.errors.FeatureError) as error:
        found = ", ".join(sorted({str(kind) for kind in frame.geom_type.dropna()}))
        raise Refusal("write_geometry", found=found) from error


def without_formula(value: Any) -> Any:
    """Return text that a spreadsheet will not take for a formula: an apostrophe goes in front.

    Text that has apostrophes before such a beginning gets one more, so that `with_formula` gives
    back every text.

    >>> without_formula("=1+1"), without_formula("'=1+1")
    ("'=1+1", "''=1+1")
    >>> without_formula(-3)
    -3
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def with_formula(value: Any) -> Any:
    """Return the text that `without_formula` was given.

    >>> with_formula("'-1层"), with_formula("'t"), with_formula("''=1")
    ('-1层', "'t", "'=1")
    """
    return value[1:] if isinstance(value, str) and _GUARDED.match(value) else value
