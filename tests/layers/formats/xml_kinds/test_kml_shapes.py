"""Shapes of placemarks: each way of writing positions, every kind, and a fault by its position.

The kind: one shape that a library does not know took the whole file with it, under another name.
"""

import io

import numpy as np
import pytest
import shapely
from shapely import wkt

from layers.formats import read
from layers.formats.options import Limits
from layers.formats.vector.geojson_shapes import FaultyShapeError
from layers.formats.xml_kinds.kml_shapes import GEOMETRIES, Drawn
from layers.formats.xml_kinds.kml_tree import Element, Folders
from tests.builders.frames import lonlat_frame

RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
POINT = "<Point><coordinates>{}</coordinates></Point>"
LINE = "<LineString><coordinates>{}</coordinates></LineString>"
SQUARE = "0,0 4,0 4,4 0,4 0,0"
HOLES = "1,1 2,1 2,2 1,1", "3,3 3.5,3 3.5,3.5 3,3"
OUTER = "<outerBoundaryIs>{}</outerBoundaryIs>"
INNER = "<innerBoundaryIs>{}</innerBoundaryIs>"
TRACK = "<gx:Track><when>2020</when><when/>{}</gx:Track>"
COORDS = "<gx:coord>1 2 3</gx:coord><gx:coord/><gx:coord>4 5 6</gx:coord>"


class _Kept(Folders):
    def taken(self, element: Element) -> None:
        self.kept = element


def _drawn(*shapes: str) -> Drawn:
    kept = _Kept(Limits())
    kept.feed(io.BytesIO(f"<Placemark>{''.join(shapes)}</Placemark>".encode()))
    drawn = Drawn()
    drawn.read(kept.kept.every(*GEOMETRIES))
    return drawn


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (POINT.format("1,2"), "POINT (1 2)"),
        (POINT.format("\n\t1,2,3 "), "POINT Z (1 2 3)"),
        (POINT.format("1, 2"), "POINT (1 2)"),
        (POINT.format("1 , 2 ,3"), "POINT Z (1 2 3)"),
        (POINT.format("1,2,"), "POINT (1 2)"),
        (POINT.format(""), "POINT EMPTY"),
        ("<Point/>", "POINT EMPTY"),
        (LINE.format("1,2\n3,4\n"), "LINESTRING (1 2, 3 4)"),
        (LINE.format("1, 2 3, 4"), "LINESTRING (1 2, 3 4)"),
        (LINE.format("1,2, 3,4,"), "LINESTRING (1 2, 3 4)"),
        (LINE.format("1,2 3,4,5"), "LINESTRING Z (1 2 0, 3 4 5)"),
        (RING.format(SQUARE), "LINESTRING (0 0, 4 0, 4 4, 0 4, 0 0)"),
        (
            (
                f"<Polygon>{INNER.format(RING.format(HOLES[0]) + RING.format(HOLES[1]))}"
                f"{OUTER.format(RING.format(SQUARE))}</Polygon>"
            ),
            "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1), (3 3, 3.5 3, 3.5 3.5, 3 3))",
        ),
        ("<Polygon/>", "POLYGON EMPTY"),
        (f"<MultiGeometry>{POINT.format('1,2')}</MultiGeometry>", "MULTIPOINT (1 2)"),
        (
            (
                f"<MultiGeometry>{LINE.format('1,2 3,4')}<MultiGeometry>{LINE.format('5,6 7,8')}"
                "</MultiGeometry></MultiGeometry>"
            ),
            "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        ),
        (
            f"<MultiGeometry>{POINT.format('1,2')}{LINE.format('1,2 3,4')}</MultiGeometry>",
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
        ),
        ("<MultiGeometry/>", "GEOMETRYCOLLECTION EMPTY"),
        (TRACK.format(COORDS), "LINESTRING Z (1 2 3, 4 5 6)"),
        (TRACK.format(""), "LINESTRING EMPTY"),
        (
            f"<gx:MultiTrack>{TRACK.format(COORDS)}{TRACK.format(COORDS)}</gx:MultiTrack>",
            "MULTILINESTRING Z ((1 2 3, 4 5 6), (1 2 3, 4 5 6))",
        ),
        (
            "<Model><Location><longitude>1</longitude><latitude> 2 </latitude></Location></Model>",
            "POINT (1 2)",
        ),
        ("<Model/>", "POINT EMPTY"),
    ],
)
def test_every_kind_is_read(shape, expected):
    assert _drawn(shape).geometry.equals_exact(wkt.loads(expected), 0)
    assert _drawn(shape).geometry.has_z is wkt.loads(expected).has_z


def test_several_shapes_of_a_placemark_are_all_kept():
    found = _drawn(POINT.format("1,2"), POINT.format("3,4")).geometry
    assert found.equals_exact(wkt.loads("MULTIPOINT (1 2, 3 4)"), 0)
    assert _drawn().geometry is None


def test_open_rings_are_closed_and_models_and_moments_counted():
    opened = f"<Polygon>{OUTER.format(RING.format('0,0 4,0 4,4 0,4'))}</Polygon>"
    drawn = _drawn(opened)
    assert (drawn.geometry.area, drawn.closed, drawn.models, drawn.times) == (16.0, 1, 0, 0)
    assert _drawn(TRACK.format(COORDS)).times == 2
    assert _drawn("<Model/>").models == 1


def test_what_is_no_shape_among_shapes_is_named():
    drawn = _drawn(f"<MultiGeometry>{POINT.format('1,2')}<gx:LatLonQuad/></MultiGeometry>")
    assert drawn.others == ["gx:LatLonQuad"]


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (POINT.format("116.4 39.9"), "position 1, '116.4', is neither 'longitude,latitude' nor"),
        (POINT.format("1,2 3,4"), "its point has 2 positions"),
        (LINE.format("1,2"), "a line has fewer than two positions"),
        (LINE.format("1,2 3,x"), "position 2, '3,x', is neither"),
        (LINE.format("1,2,3,4,5 6,7"), "position 1, '1,2,3,4,5', is neither"),
        (POINT.format("116.4;39.9"), "position 1, '116.4;39.9', is neither"),
        (f"<Polygon>{OUTER.format(RING.format('0,0 1,1 0,0'))}</Polygon>",
         "ring 1 has fewer than three different positions"),
        (f"<Polygon>{INNER.format(RING.format(SQUARE))}</Polygon>", "exactly one outer ring"),
        (f"<Polygon>{OUTER.format(RING.format(SQUARE) * 2)}</Polygon>", "exactly one outer ring"),
        ("<Model><Location><latitude>2</latitude></Location></Model>", "position 1, '2', is"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_position(shape, reason):
    with pytest.raises(FaultyShapeError, match=reason):
        _drawn(shape)


def test_a_position_that_is_not_finite_is_named_by_its_number():
    with pytest.raises(FaultyShapeError) as caught:
        _drawn(LINE.format("1,2 nan,4"))
    assert caught.value.vertex == 2


@pytest.mark.parametrize("driver", ["KML", "LIBKML"])
def test_shapes_are_those_that_another_program_writes(tmp_path, driver):
    """Written by GDAL and read here: every kind of shape, its holes and its parts are equal."""
    ring = shapely.Point(116, 39).buffer(0.01).difference(shapely.Point(116, 39).buffer(0.004))
    line = shapely.LineString([(116.1, 39.2), (116.2, 39.25), (116.3, 39.1)])
    shapes = [
        shapely.Point(116.4, 39.9), line, ring, shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.MultiPolygon([ring, shapely.box(117, 40, 118, 41)]),
        shapely.MultiLineString([line, shapely.LineString([(0, 0), (1, 1)])]),
    ]  # fmt: skip
    path = tmp_path / "a.kml"
    lonlat_frame(shapes).to_file(path, driver=driver, engine="pyogrio")
    found = shapely.force_2d(read(path).frame.geometry.to_numpy())
    assert shapely.equals_exact(found, np.array(shapes, dtype=object), 1e-12).tolist() == [True] * 6
