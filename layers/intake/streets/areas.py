"""Streets of a plain file that are areas: crossed on foot, as from an extract.

A polygon, or a closed line whose `area` is yes, becomes its edge and the straight ways across
between the places where streets enter (`layers.formats.osm.plazas`), as parts of one line.
"""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.arrays import Flags, Floats, Shapes
from layers.formats.osm.plazas import CLASSES, ways_across
from layers.formats.osm.walkability import YES
from layers.intake.streets.tags import field_of, stated
from layers.problems import Problem

_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def with_areas_crossed(
    values: pd.DataFrame, shapes: Shapes
) -> tuple[pd.DataFrame, Shapes, list[Problem]]:
    """Return fields and shapes in which areas that people walk over are lines, and how many.

    Parameters
    ----------
    values
        Columns of the catalogue (`street_class`, `walkable`) and the file's further fields.
    shapes : (n,) array
        In degrees. Polygons of other classes stay what they are.
    """
    polygon = np.isin(shapely.get_type_id(shapes), _POLYGONS) & shapely.is_valid(shapes)
    closed = (shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING) & shapely.is_closed(
        shapes
    )
    area = stated(values, "area")
    walked = values["street_class"].isin(CLASSES) & ~values["walkable"].isin([False])
    chosen = np.flatnonzero(walked & (polygon | (closed & area.isin(YES).to_numpy())))
    if not len(chosen):
        return values, shapes, []
    known = _places(shapes)
    drawn = {_ends(line) for line in shapes[shapely.get_num_coordinates(shapes) == _STRAIGHT]}
    found = shapes.copy()
    for row in chosen.tolist():
        edges = _edges(shapes[row])
        lines = [
            shapely.LineString(np.concatenate([one, one[:1]])) for ring in edges for one in ring
        ]
        for part in edges:
            across = ways_across(part, [_entered(ring, known) for ring in part])
            lines += [line for line in map(shapely.LineString, across) if _ends(line) not in drawn]
        found[row] = shapely.MultiLineString(lines) if len(lines) > 1 else lines[0]
    # A polygon says by its shape what its line says by the tag.
    name = field_of(values, "area") or "area"
    told = values[name] if name in values else pd.Series(None, values.index, dtype=object)
    unsaid = np.isin(np.arange(len(values)), chosen) & (area == "").to_numpy()
    values = values.assign(**{name: told.astype(object).where(~unsaid, "yes")})
    return values, found, [Problem(None, None, "areas_crossed", "repaired", {"count": len(chosen)})]


_STRAIGHT = 2
"""Vertices of a line that is a way across, or like one."""


def _ends(line: Any) -> frozenset[tuple[float, ...]]:
    return frozenset(map(tuple, shapely.get_coordinates(line).tolist()))


def _edges(shape: Any) -> list[list[Floats]]:
    """Return the edges of each part, the outer one first, each corner once."""
    if shape.geom_type == "LineString":
        return [[shapely.get_coordinates(shape)[:-1]]]
    return [
        [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(part)]
        for part in shapely.get_parts(shape)
    ]


def _places(shapes: Shapes) -> dict[tuple[float, ...], int]:
    """Return in how many shapes each vertex is."""
    at, owner = shapely.get_coordinates(shapes, return_index=True)
    once = np.unique(np.column_stack([at, owner]), axis=0)
    places, counts = np.unique(once[:, :2], axis=0, return_counts=True)
    return dict(zip(map(tuple, places.tolist()), counts.tolist(), strict=True))


def _entered(ring: Floats, known: dict[tuple[float, ...], int]) -> Flags:
    """Return at which corners another street or area has a vertex."""
    return np.array([known[one] > 1 for one in map(tuple, ring.tolist())], dtype=bool)
