"""Entrances that a facility states in one cell: read in one pass, and checked against its place.

A cell comes from a file or from a hand in QGIS: however long or odd it is, reading it takes a time
that grows with its length alone.
"""

import re
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.arrays import Floats, Ints, Shapes
from layers.catalogue import LayerType
from layers.crs import METRES_A_DEGREE, TO_WGS84
from layers.crs.datum import TITLES
from layers.problems import Problem

ENTRANCES = "entrances"
LONGEST_CELL = 4_000
"""In characters; an entrance takes about twenty."""
MOST_ENTRANCES = 100
FARTHEST = 2_000.0
"""In meters, from a facility to its entrance: more is another place, not a large site."""
WIDEST, HIGHEST = 180.0, 90.0
_SHOWN = 60
# Bounded, and of ASCII alone: what is longer is no coordinate.
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_SAME = str.maketrans({"；": ";", "|": ";", "，": ","})
Pairs = list[tuple[float, float]]


def read_entrances(cell: object) -> Pairs | None:
    """Return the longitudes and latitudes that a cell states, in degrees; none of an empty one.

    None where it cannot be read as a whole.
    """
    if not isinstance(cell, str):
        return []
    if len(cell) > LONGEST_CELL:
        return None
    parts = [part for part in cell.translate(_SAME).split(";") if part.strip()]
    if len(parts) > MOST_ENTRANCES:
        return None
    found = [_pair(part) for part in parts]
    read = [pair for pair in found if pair is not None]
    return read if len(read) == len(found) else None


def _pair(part: str) -> tuple[float, float] | None:
    words = part.replace(",", " ", 1).split()
    if len(words) != 2 or not all(_NUMBER.fullmatch(word) for word in words):  # noqa: PLR2004
        return None
    lon, lat = float(words[0]), float(words[1])
    return (lon, lat) if abs(lon) <= WIDEST and abs(lat) <= HIGHEST else None


def read_column(cells: Iterable[object]) -> tuple[list[Pairs], Ints]:
    """Return the entrances of each cell, and the positions of the cells that cannot be read."""
    read = [read_entrances(cell) for cell in cells]
    unread = [at for at, pairs in enumerate(read) if pairs is None]
    return [pairs or [] for pairs in read], np.array(unread, dtype=np.intp)


def flat(stated: list[Pairs]) -> tuple[Floats, Ints]:
    """Return all entrances, (k, 2) degrees, and the position of the cell that states each."""
    points = np.array([pair for pairs in stated for pair in pairs], dtype=float).reshape(-1, 2)
    owner = np.repeat(np.arange(len(stated)), [len(pairs) for pairs in stated])
    return points, owner.astype(np.intp)


def entrances_in_wgs84(
    frame: gpd.GeoDataFrame, layer_type: LayerType, offset: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Return the rows with a shift undone in their stated entrances too, and a note of how many.

    `offset` is that of the file's coordinates ("gcj02", "bd09"), empty for none. Cells that cannot
    be read stay as they are, for `check_entrances` to name.
    """
    if not offset or not _states_entrances(frame, layer_type):
        return frame, []
    stated, _ = read_column(frame[ENTRANCES])
    points, owner = flat(stated)
    if not len(points):
        return frame, []
    lon, lat = TO_WGS84[offset](points[:, 0], points[:, 1])
    cells = frame[ENTRANCES].tolist()
    for at in np.unique(owner).tolist():
        own = owner == at
        cells[at] = "; ".join(f"{x:.7f} {y:.7f}" for x, y in zip(lon[own], lat[own], strict=True))
    told = {"datum": TITLES[offset], "count": len(np.unique(owner))}
    moved = frame.assign(**{ENTRANCES: pd.Series(cells, frame.index, dtype=object)})
    return moved, [Problem(None, ENTRANCES, "entrances_converted", "repaired", told)]


def _states_entrances(frame: gpd.GeoDataFrame, layer_type: LayerType) -> bool:
    column = layer_type.column(ENTRANCES)
    return column is not None and column.further and ENTRANCES in frame


def check_entrances(frame: gpd.GeoDataFrame, layer_type: LayerType) -> list[Problem]:
    """Return an error for each row whose entrances cannot be read or lie far from its site.

    The index of `frame` (degrees) is the number of the row. Of a row without a shape nothing is
    said but whether its cell can be read.
    """
    if not _states_entrances(frame, layer_type):
        return []
    cells, rows = frame[ENTRANCES].tolist(), frame.index.to_numpy()
    stated, unread = read_column(cells)
    problems = [
        Problem(
            int(rows[at]),
            ENTRANCES,
            "entrances_unreadable",
            "error",
            {"value": str(cells[at])[:_SHOWN], "most": MOST_ENTRANCES, "longest": LONGEST_CELL},
        )
        for at in unread.tolist()
    ]
    points, owner = flat(stated)
    farthest: dict[int, float] = {}
    apart = _meters(points, np.asarray(frame.geometry.to_numpy(), dtype=object)[owner])
    for at in np.flatnonzero(apart > FARTHEST).tolist():
        row = int(rows[owner[at]])
        farthest[row] = max(farthest.get(row, 0.0), float(apart[at]))
    return problems + [
        Problem(row, ENTRANCES, "entrances_far", "error", {"distance": f"{distance / 1000:,.1f}"})
        for row, distance in farthest.items()
    ]


def _meters(points: Floats, sites: Shapes) -> Floats:
    """Return about how far each point lies from its site, both in degrees: a plane around it."""
    shrink = np.cos(np.radians(points[:, 1]))
    shapes, owner = shapely.get_coordinates(sites, return_index=True)
    shapes[:, 0] *= shrink[owner]
    moved = shapely.set_coordinates(sites.copy(), shapes)
    flattened = shapely.points(np.column_stack([points[:, 0] * shrink, points[:, 1]]))
    return np.asarray(shapely.distance(flattened, moved)) * METRES_A_DEGREE
