"""Zones are checked, cut to pieces and walked around with their inside to the left."""

import numpy as np
import pytest
import shapely

from spatial.coverage.zone_edges import as_polygons, edges_of, quartered
from spatial.errors import ShapeError

SQUARE = shapely.box(0, 0, 1000, 1000)
RING = SQUARE.difference(shapely.box(250, 250, 750, 750))


def polygons(*shapes):
    return np.array(shapes, dtype=object)


def signed_area(first, edges, zone):
    a_x, a_y, b_x, b_y = edges[:, first[zone] : first[zone + 1]]
    return 0.5 * (a_x * b_y - a_y * b_x).sum()


@pytest.mark.parametrize("zone", [None, shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])
def test_other_shapes_are_refused(zone):
    with pytest.raises(ShapeError, match=r"zones holds .* at position 1; accepted: Polygon"):
        as_polygons([SQUARE, zone], "zones")


def test_what_is_not_finite_or_not_a_list_is_refused():
    with pytest.raises(ShapeError, match="not finite"):
        as_polygons([shapely.Polygon([(0, 0), (np.inf, 0), (0, 1)])], "zones")
    with pytest.raises(ShapeError, match="0 dimensions"):
        as_polygons(SQUARE, "zones")


def test_edges_enclose_the_area_whatever_the_direction_of_rings():
    shell, hole = RING.exterior.coords, RING.interiors[0].coords
    turned = polygons(
        shapely.Polygon(shell, [hole]),
        shapely.Polygon(shell[::-1], [hole]),
        shapely.Polygon(shell, [hole[::-1]]),
        shapely.MultiPolygon([RING, shapely.box(2000, 0, 2100, 100)]),
        shapely.Polygon(),
    )
    first, edges = edges_of(turned)
    areas = [signed_area(first, edges, zone) for zone in range(len(turned))]
    assert areas == [750_000, 750_000, 750_000, 760_000, 0]


def test_wide_zones_of_many_corners_are_cut_and_the_others_left():
    wide = shapely.segmentize(RING, 5)
    pieces, owner = quartered(polygons(SQUARE, wide), 100)
    assert (owner == 0).sum() == 1
    assert (owner == 1).sum() > 4
    assert shapely.area(pieces[owner == 1]).sum() == pytest.approx(750_000, rel=1e-12)
    assert shapely.get_num_coordinates(pieces[owner == 1]).max() <= 140


def test_small_zones_are_not_cut_however_many_corners():
    pieces, owner = quartered(polygons(shapely.segmentize(RING, 5)), 250)
    assert owner.tolist() == [0]
    assert len(pieces) == 1


def test_what_is_no_geometry_or_no_place_is_refused():
    with pytest.raises(ShapeError, match="'park' at position 0"):
        as_polygons(["park"], "zones")
    with pytest.raises(ShapeError, match="beyond"):
        as_polygons([shapely.box(0, 0, 1e300, 1)], "zones")
