"""Kind of fault: pairs of which nothing tells the order are swapped, or refused for nothing."""

import geopandas as gpd
from shapely.geometry import Point, box

from layers.formats.raw import RawLayer
from layers.formats.table.joint import ORDER_OPEN
from layers.intake.pair_order import with_order
from layers.problems import Problem

LAS_PALMAS = box(-15.5, 28.0, -15.3, 28.2)


def layer(*points):
    frame = gpd.GeoDataFrame(geometry=[Point(*one) for one in points])
    notes = [
        Problem(row, "location", ORDER_OPEN, "error", {"value": f"{x}, {y}"})
        for row, (x, y) in enumerate(points, start=1)
    ]
    return RawLayer(frame, "CSV", notes=notes)


def test_the_area_tells_the_order_and_the_report_says_so():
    found = with_order(layer((28.1, -15.4), (28.15, -15.45)), LAS_PALMAS)
    assert [(one.x, one.y) for one in found.frame.geometry] == [(-15.4, 28.1), (-15.45, 28.15)]
    (note,) = found.notes
    assert note.code == "coordinates_joint"
    assert "'28.1, -15.4' is longitude -15.4, latitude 28.1" in note.text("en")
    same = with_order(layer((-15.4, 28.1)), LAS_PALMAS)
    assert [(one.x, one.y) for one in same.frame.geometry] == [(-15.4, 28.1)]
    assert [one.code for one in same.notes] == ["coordinates_joint"]


def test_what_the_area_does_not_tell_stays_at_fault():
    for raw, boundary in (
        (layer((28.1, -15.4)), None),
        (layer((48.1, 11.5)), LAS_PALMAS),
        (layer((28.1, -15.4), (-15.4, 28.1)), LAS_PALMAS),
        (layer((20.5, 20.4)), box(20, 20, 21, 21)),
    ):
        assert with_order(raw, boundary) is raw
