"""Checks of what a method is given: each names the argument and says what is accepted."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike

from spatial.arrays import Floats, Shapes
from spatial.errors import MissingColumnError, NotMetricError, ShapeError

POLYGONAL = ("Polygon", "MultiPolygon")
POINTLIKE = ("Point",)
MOST_METRES = 1e15
"""Coordinates beyond it are no place on Earth, and doubles cannot tell their meters."""
_SHOWN = 5


def require_metric(frame: gpd.GeoDataFrame, name: str) -> None:
    """Refuse a frame whose coordinates are not metres of a projected system.

    Raises
    ------
    NotMetricError
        When the frame has no CRS, a geographic one, or one whose unit is not the metre.
    """
    crs = frame.crs
    if crs is None:
        raise NotMetricError(
            f"{name} has no coordinate system; accepted: a projected one in metres,"
            " such as EPSG:4548 (set it with set_crs, then to_crs)"
        )
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    if not crs.is_projected or units != {"metre"}:
        raise NotMetricError(
            f"{name} is in '{crs.name}', whose unit is {'/'.join(sorted(units))};"
            " accepted: a projected system in metres, such as EPSG:4548"
        )


def require_same_crs(name: str, frame: gpd.GeoDataFrame, **others: gpd.GeoDataFrame | None) -> None:
    """Refuse frames whose coordinate system differs from that of `frame`, called `name`.

    Raises
    ------
    NotMetricError
        Naming the first frame of `others` that differs; None is passed over.
    """
    for other_name, other in others.items():
        if other is not None and other.crs != frame.crs:
            raise NotMetricError(
                f"{other_name} is in '{_crs_name(other)}' but {name} is in"
                f" '{_crs_name(frame)}'; accepted: the same system for both"
            )


def require_columns(frame: pd.DataFrame, name: str, columns: Iterable[str]) -> None:
    """Refuse a frame that lacks any of `columns`.

    Raises
    ------
    MissingColumnError
        Naming all missing columns and those that are there.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        present = ", ".join(map(str, frame.columns)) or "none"
        raise MissingColumnError(
            f"{name} lacks the columns {', '.join(missing)}; it has: {present}"
        )


def require_unique_index(frame: pd.DataFrame, name: str) -> None:
    """Refuse a frame in which one index label stands for several rows.

    Raises
    ------
    ShapeError
        Naming the first repeated labels.
    """
    if not frame.index.is_unique:
        repeated = frame.index[frame.index.duplicated()].unique()[:_SHOWN]
        raise ShapeError(
            f"the index of {name} repeats {', '.join(map(str, repeated))};"
            " accepted: each label once"
        )


def require_kinds(frame: gpd.GeoDataFrame, name: str, kinds: Iterable[str]) -> None:
    """Refuse missing geometries and those of a kind not among `kinds` (as in `geom_type`).

    Raises
    ------
    ShapeError
        Naming the first rows at fault and the accepted kinds.
    """
    accepted = tuple(kinds)
    numbers = [getattr(shapely.GeometryType, kind.upper()) for kind in accepted]
    faulty = ~np.isin(shapely.get_type_id(frame.geometry.to_numpy()), numbers)
    if faulty.any():
        rows = ", ".join(map(str, frame.index[faulty][:_SHOWN]))
        found = sorted({str(kind) for kind in frame.geometry.geom_type[faulty]})
        raise ShapeError(
            f"{name} holds {'/'.join(found)} in rows {rows};"
            f" accepted: {' or '.join(accepted)} in every row"
        )


def require_finite(geometries: Shapes, name: str) -> None:
    """Refuse geometries with NaN or infinite coordinates.

    Raises
    ------
    ShapeError
        Naming the first positions at fault.
    """
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    faulty = ~np.isfinite(coordinates).all(axis=1)
    if faulty.any():
        places = ", ".join(map(str, np.unique(owner[faulty])[:_SHOWN]))
        raise ShapeError(
            f"{name} has coordinates that are not finite at positions {places};"
            " accepted: finite numbers of metres"
        )


def require_distance(value: float, name: str) -> float:
    """Return `value` as float, refusing what is not a finite distance of 0 m or more.

    Raises
    ------
    ShapeError
        When it is not a number, negative, NaN or infinite.
    """
    try:
        distance = float(value)
    except (TypeError, ValueError):
        distance = float("nan")
    if not np.isfinite(distance) or distance < 0:
        raise ShapeError(f"{name} is {value!r}; accepted: a finite number of metres, 0 or more")
    return distance


def as_points(points: ArrayLike, name: str) -> Floats:
    """Return `points` as an (n, 2) float array of metres; an empty sequence gives (0, 2).

    Raises
    ------
    ShapeError
        When the shape is another or a coordinate is not finite.
    """
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{name} is not an array of numbers; accepted: shape (n, 2)") from error
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:  # noqa: PLR2004 - a plane has two axes
        raise ShapeError(f"{name} has shape {array.shape}; accepted: (n, 2)")
    if not np.isfinite(array).all():
        raise ShapeError(f"{name} has coordinates that are not finite; accepted: metres")
    if (np.abs(array) > MOST_METRES).any():
        raise ShapeError(
            f"{name} has coordinates beyond {MOST_METRES:g}; accepted: metres of a projected system"
        )
    return array


def _crs_name(frame: gpd.GeoDataFrame) -> str:
    """Return the name of the coordinate system of `frame`, or 'none'."""
    return "none" if frame.crs is None else str(frame.crs.name)
