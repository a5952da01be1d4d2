"""People who were counted and lie in no zone: they are in no row and in no total.

Zones need not fill an area, and what counts people may reach beyond it: a cell on the coast, a
raster of a whole country.
"""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Floats, Ints, Shapes
from spatial.population.zones import assign_zones
from spatial.raster_zones import RasterFile

MOST_VALUES = 1_000_000
"""Cells of a raster read at once."""
_WHOLE = 1 - 1e-9


class Unowned(NamedTuple):
    """Persons: all that were counted, and those of them in no zone, within the boundary or not."""

    counted: float
    between: float
    beyond: float


def left_out(people: GeoDataFrame, zones: GeoDataFrame, boundary: BaseGeometry) -> Unowned:
    """Return how many of the people counted in places are in no zone.

    Parameters
    ----------
    people : GeoDataFrame
        Points or polygons in metres with `population` (persons); each is in the zone of a point
        on its surface, as in `assign_zones`.
    zones : GeoDataFrame
        Polygons in the same system; they may overlap.
    boundary : polygon
        That of the area.
    """
    count = people["population"].to_numpy(dtype=float)
    lonely = assign_zones(people, zones).isna().to_numpy()
    places = shapely.point_on_surface(people.geometry.to_numpy()[lonely])
    shapely.prepare(boundary)
    inside = shapely.intersects(boundary, places)
    alone = count[lonely]
    return Unowned(float(count.sum()), float(alone[inside].sum()), float(alone[~inside].sum()))


def raster_left_out(
    raster: str | os.PathLike[str] | RasterFile, zones: GeoDataFrame, boundary: BaseGeometry
) -> Unowned:
    """Return how many of the people of a raster are in no zone, each cell by its shares of area.

    Zones that overlap hold a person once. Memory does not grow with the raster.

    Parameters
    ----------
    raster
        Path of a north-up raster with persons in each cell, or what has such a `path`.
    zones, boundary
        As of `left_out`.
    """
    import rasterio  # noqa: PLC0415 - slow to import

    shapes, rest = zones.geometry.to_numpy(), np.array([boundary], dtype=object)
    found = np.zeros(3)
    with rasterio.open(getattr(raster, "path", raster)) as source:
        near = _near(source, zones, boundary)
        for people, column, line in _blocks(source):
            found[0] += people.sum()
            west, south, east, north = near
            by = (column >= west) & (column < east) & (line >= north) & (line < south)
            found[2] += people[~by].sum()
            squares = _squares(source, column[by], line[by], zones.crs)
            owned = _shares(squares, shapes)
            lonely = owned < 1
            # What no zone holds of a cell is in the boundary by its share of what is left.
            both = _shares(squares[lonely], np.concatenate([shapes, rest]))
            alone = people[by][lonely]
            found[1] += (alone * (both - owned[lonely])).sum()
            found[2] += (alone * (1 - both)).sum()
    counted, between, beyond = (max(float(one), 0.0) for one in found)
    return Unowned(counted, between, beyond)


def _near(source: Any, zones: GeoDataFrame, boundary: BaseGeometry) -> tuple[int, int, int, int]:
    """Return the columns and lines around zones and boundary: west, south, east, north."""
    boxes = gpd.GeoSeries([*zones.geometry, boundary], crs=zones.crs)
    moved = boxes if zones.crs is None or source.crs is None else boxes.to_crs(source.crs)
    left, low, right, high = moved.total_bounds
    grid = source.transform
    return (
        int(np.floor((left - grid.c) / grid.a)) - 1,
        int(np.ceil((low - grid.f) / grid.e)) + 1,
        int(np.ceil((right - grid.c) / grid.a)) + 1,
        int(np.floor((high - grid.f) / grid.e)) - 1,
    )


def _blocks(source: Any) -> Iterator[tuple[Floats, Ints, Ints]]:
    """Give people, column and row of the inhabited cells, some lines of the raster at a time."""
    from rasterio.windows import Window  # noqa: PLC0415 - slow to import

    lines = max(1, MOST_VALUES // source.width)
    for top in range(0, source.height, lines):
        window = Window(0, top, source.width, min(lines, source.height - top))
        values = source.read(1, window=window, masked=True)
        people = np.nan_to_num(np.ma.filled(values.astype(float), 0.0))
        line, column = np.nonzero(people > 0)
        yield people[line, column], column, line + top


def _squares(source: Any, column: Ints, line: Ints, crs: Any) -> Shapes:
    """Return cells as polygons in the system of the zones."""
    grid = source.transform
    west, north = grid.c + column * grid.a, grid.f + line * grid.e
    boxes = shapely.box(west, north + grid.e, west + grid.a, north)
    if crs is None or source.crs is None or not len(boxes):
        return np.asarray(boxes, dtype=object)
    return np.array(gpd.GeoSeries(boxes, crs=source.crs).to_crs(crs).array)


def _shares(cells: Shapes, shapes: Shapes) -> Floats:
    """Return the share of each cell that the shapes together hold."""
    share = np.zeros(len(cells))
    if not len(cells):
        return share
    _, whole = shapely.STRtree(cells).query(shapes, predicate="contains_properly")
    share[whole] = 1.0
    cut = np.flatnonzero(share == 0)
    shape, cell = shapely.STRtree(cells[cut]).query(shapes, predicate="intersects")
    parts = pd.Series(shapely.intersection(shapes[shape], cells[cut[cell]])).groupby(cut[cell])
    for at, held in parts:
        group = held.to_numpy()
        land = shapely.area(group[0] if len(group) == 1 else shapely.union_all(group))
        share[at] = land / shapely.area(cells[at])
    share[share > _WHOLE] = 1.0
    return share
