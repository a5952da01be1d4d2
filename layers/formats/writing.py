"""What all exports share: plain columns, one file at a time, no half-written file."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.crs import to_lonlat
from layers.formats import gdal
from layers.formats.json_text import plain
from layers.formats.refusal import Refusal

_LONLAT = 4326
_LARGEST_WHOLE = 2**63
_MOST_SPREAD = 1_000
_KEPT = frozenset({"string", "empty", "boolean", "integer", "floating", "date", "datetime"})
# what starts a formula in a spreadsheet (OWASP, CSV injection)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def flat(frame: GeoDataFrame, *, folded: bool = False) -> GeoDataFrame:
    """Return the frame with cells that tables can hold: objects become JSON text.

    With `folded` names that differ in the case of letters only are the same to the format.

    The column `properties` is spread into columns of its own where names are free; where they are
    more than 1,000, as imports take them, it stays one column of JSON.
    """
    result = frame.copy()
    if result.index.name == "id" and "id" not in result.columns:
        result.insert(0, "id", result.index.to_numpy())
    result = result.reset_index(drop=True)
    if "properties" in result.columns:
        result = _spread(result, folded=folded)
    for name in result.columns:
        if name != result.geometry.name and result[name].dtype == object:
            result[name] = _plain_column(result[name])
    return result


def in_lonlat(frame: GeoDataFrame) -> GeoDataFrame:
    """Return the frame in longitude and latitude, for formats that know nothing else."""
    return frame if frame.crs is None or frame.crs.to_epsg() == _LONLAT else to_lonlat(frame)


def _spread(frame: GeoDataFrame, *, folded: bool) -> GeoDataFrame:
    cells = frame["properties"]
    if not cells.map(lambda cell: cell is None or isinstance(cell, dict)).all():
        return frame
    if len({name for cell in cells if cell for name in cell}) > _MOST_SPREAD:
        return frame  # one column of JSON: a table of so many columns opens nowhere
    # As objects: a whole number beside an empty cell would become a float of 15 digits.
    extra = pd.DataFrame([cell or {} for cell in cells], index=frame.index, dtype=object)
    extra = extra.astype(object).where(extra.notna(), None)
    rest = frame.drop(columns="properties")
    extra.columns = free_names(extra.columns, frame.columns, folded=folded)
    geometry = rest.pop(str(frame.geometry.name))
    joined = pd.concat([pd.DataFrame(rest), extra], axis="columns")
    return GeoDataFrame(joined, geometry=geometry, crs=frame.crs)


def free_names(names: Iterable[Any], taken: Iterable[Any], *, folded: bool = True) -> list[str]:
    """Return `names`, with low lines behind those that are `taken` or stand there already.

    With `folded` names that differ in the case of letters only are the same, as to SQLite.

    >>> free_names(["x", "name", "NAME", "x_"], ["x"])
    ['x_', 'name', 'NAME_', 'x__']
    """

    def key(name: str) -> str:
        return name.lower() if folded else name

    used = {key(str(name)) for name in taken}
    free = []
    for name in map(str, names):
        found = name
        while key(found) in used:
            found += "_"
        used.add(key(found))
        free.append(found)
    return free


def _plain_column(column: pd.Series) -> pd.Series:
    """Return an object column as nullable numbers, dates or text.

    A column with a whole number of more than 64 bits, such as JSON's 1e400, is text: no file format
    has a number for it.
    """
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind == "integer":
        fits = column.dropna().map(lambda value: abs(int(value)) < _LARGEST_WHOLE).all()
        return column.astype("Int64") if fits else column.map(_as_text)
    if kind == "boolean":
        return column.astype("boolean")
    if kind == "floating":
        return column.astype("float64")
    if kind in _KEPT:
        return column
    return column.map(_as_text)


def _as_text(value: Any) -> str | None:
    value = plain(value)
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def write_with_gdal(
    frame: GeoDataFrame, path: Path, driver: str, *, layer: str, **more: Mapping[str, Any] | str
) -> None:
    """Write a flat frame with one of GDAL's drivers; raise `Refusal` without GDAL's own words."""
    import pyogrio  # noqa: PLC0415 - slow to import

    pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": gdal.DEAD_PROXY})
    try:
        pyogrio.write_dataframe(flat(frame), path, driver=driver, layer=layer, **more)
    except (pyogrio.errors.GeometryError, pyogrio.errors.FeatureError) as error:
        found = ", ".join(sorted({str(kind) for kind in frame.geom_type.dropna()}))
        raise Refusal("write_geometry", found=found) from error


def without_formula(value: Any) -> Any:
    """Return text that a spreadsheet will not take for a formula: an apostrophe goes in front.

    >>> without_formula("=1+1")
    "'=1+1"
    >>> without_formula(-3)
    -3

    Text that begins with apostrophes before such a sign gets one more, so that `as_written` gives
    every text back.
    """
    if isinstance(value, str) and value.lstrip("'").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def as_written(value: Any) -> Any:
    """Return text as it was before `without_formula`: spreadsheets mark text by an apostrophe too.

    >>> as_written("'-1层"), as_written("''=x"), as_written("'s-Hertogenbosch")
    ('-1层', "'=x", "'s-Hertogenbosch")
    """
    if isinstance(value, str) and value[:1] == "'" and value.lstrip("'").startswith(FORMULA_STARTS):
        return value[1:]
    return value
