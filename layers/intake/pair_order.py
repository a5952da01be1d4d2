"""Pairs in one column of which nothing in the file tells the order: the area tells it, or nobody.

A place lies in its area in one order and seldom in the other. Where that does not tell either, the
rows stay at fault, and the user says with `--coordinate-order`.
"""

import dataclasses

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats
from layers.formats.raw import RawLayer
from layers.formats.table.joint import ORDER_OPEN, said
from layers.written.places import Pair, PairOrder


def with_order(raw: RawLayer, boundary: BaseGeometry | None) -> RawLayer:
    """Return the layer with its open pairs in the order that puts them into the boundary.

    All rows that are open were read longitude first; the findings of them give way to one that
    says the order. Nothing changes where no row, or some rows in each order, would lie inside.
    """
    open_rows = [one for one in raw.notes if one.code == ORDER_OPEN and one.row is not None]
    if not open_rows or boundary is None:
        return raw
    at = np.array([one.row - 1 for one in open_rows if one.row is not None])
    shapes = np.array(raw.frame.geometry.to_numpy(), dtype=object)
    points = shapely.get_coordinates(shapes[at])
    order = _order_inside(points, boundary)
    if order is None:
        return raw
    if order == "latlon":
        shapes[at] = shapely.transform(shapes[at], lambda every: every[:, ::-1])
    turned = gpd.GeoSeries(shapes, index=raw.frame.index, crs=raw.frame.crs)
    first = open_rows[0]
    told = said(str(first.field), str(first.values["value"]), Pair(*points[0].tolist()), order)
    kept = [one for one in raw.notes if one.code != ORDER_OPEN]
    return dataclasses.replace(raw, frame=raw.frame.set_geometry(turned), notes=[*kept, told])


def _order_inside(points: Floats, boundary: BaseGeometry) -> PairOrder | None:
    given = bool(shapely.contains_xy(boundary, points).any())
    exchanged = bool(shapely.contains_xy(boundary, points[:, ::-1]).any())
    if given == exchanged:
        return None
    return "lonlat" if given else "latlon"
