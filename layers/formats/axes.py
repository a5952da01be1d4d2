"""Places whose latitude stands first, as the user says: their axes are exchanged and it is said."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.arrays import Shapes
from layers.formats.raw import RawLayer
from layers.problems import Problem


def exchanged(shapes: Any) -> Shapes:
    """Return shapes with x and y exchanged; a shape keeps its SRID, a missing one is missing."""
    array = np.asarray(shapes, dtype=object)
    turned = shapely.transform(array, lambda points: points[:, ::-1])
    return np.asarray(shapely.set_srid(turned, shapely.get_srid(array)), dtype=object)


def latitude_first(layer: RawLayer) -> RawLayer:
    """Return the layer with the axes of all its places exchanged, and a note of one place."""
    shapes = np.asarray(layer.frame.geometry.to_numpy(), dtype=object)
    points = shapely.get_coordinates(shapes)
    if not len(points):
        return layer
    y, x = (f"{one:.10g}" for one in points[0])
    note = Problem(None, None, "coordinates_turned", "repaired", {"x": x, "y": y})
    turned = gpd.GeoSeries(exchanged(shapes), index=layer.frame.index, crs=layer.frame.crs)
    return replace(layer, frame=layer.frame.set_geometry(turned), notes=[*layer.notes, note])
