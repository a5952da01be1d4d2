"""Kind of fault: both coordinates in one column are refused, or read in the wrong order."""

import pandas as pd
import pytest

from layers.formats.options import ReadOptions
from layers.formats.refusal import Refusal
from layers.formats.table import joint
from layers.formats.table.coordinates import frame_of


def read(heading, *cells, order=None):
    """Return the points, what else was read, and the causes of a column of places."""
    table = pd.DataFrame({"name": "a", heading: list(cells)}, dtype=object)
    frame, notes = frame_of(table, ReadOptions(coordinate_order=order))
    points = [None if one is None else (one.x, one.y) for one in frame.geometry]
    assert list(frame.columns) == ["name", "geometry"]
    return points, [(note.row, note.code) for note in notes]


SAID = [(None, "coordinates_joint")]


@pytest.mark.parametrize("heading", ["坐标", "经纬度", "纬经度", "location", "点位", "lat,lng"])
@pytest.mark.parametrize("cell", ["39.9, 116.4", "116.4 39.9", "39°54′N 116°24′E"])
def test_the_cells_tell_the_order_whatever_the_heading(heading, cell):
    points, notes = read(heading, cell)
    assert points == [pytest.approx((116.4, 39.9), abs=1e-12)]
    assert notes == SAID


def test_one_cell_that_tells_decides_for_the_column():
    assert read("坐标", "39.9, 116.4", "41.9, 87.6") == ([(116.4, 39.9), (87.6, 41.9)], SAID)


def test_where_the_cells_do_not_tell_the_heading_does():
    assert read("lat, lon", "28.1, -15.4") == ([(-15.4, 28.1)], SAID)
    assert read("lonlat", "-15.4, 28.1") == ([(-15.4, 28.1)], SAID)


def test_where_nothing_tells_it_is_asked():
    assert read("location", "28.1, -15.4") == ([(28.1, -15.4)], [(1, joint.ORDER_OPEN)])
    assert read("location", "28.1, -15.4", order="latlon") == ([(-15.4, 28.1)], SAID)


def test_the_user_goes_before_the_heading():
    assert read("lonlat", "28.1, -15.4", order="latlon") == ([(-15.4, 28.1)], SAID)


def test_a_column_in_both_orders_keeps_only_what_each_cell_tells():
    points, notes = read("坐标", "39.9, 116.4", "116.5, 39.8", "41.9, 87.6")
    assert points[:2] == [(116.4, 39.9), (116.5, 39.8)]
    assert notes == [(3, joint.ORDER_OPEN), *SAID, *SAID]  # each order is said


def test_shapes_and_pairs_may_stand_in_one_column():
    points, notes = read("坐标", "POINT (116.4 39.9)", "116.5, 39.8", "SRID=4326;POINT(116.6 39.7)")
    assert points == [(116.4, 39.9), (116.5, 39.8), (116.6, 39.7)]
    assert notes == [*SAID, (None, "coordinates_srid_assumed")]


def test_meters_are_read_as_written():
    """The intake looks whether east or north comes first, as in other survey tables."""
    points, notes = read("坐标", "448203.776,4421118.681")
    assert (points, notes) == ([(448_203.776, 4_421_118.681)], SAID)


def test_pairs_may_stand_where_shapes_are_expected():
    assert read("geom", "39.9 116.4", "POINT (1 2)") == ([(116.4, 39.9), (1, 2)], SAID)


@pytest.mark.parametrize("heading", ["shape", "空间信息"])
def test_shapes_under_a_heading_of_another_name(heading):
    assert read(heading, "POINT (116.4 39.9)", "point z (1 2 3)") == ([(116.4, 39.9), (1, 2)], [])


def test_the_datum_of_the_heading_counts():
    for heading in (
        "高德坐标",
        "坐标（火星）",
        "高德经纬度",
        "百度坐标(经度,纬度)",
        "latlng_gcj02",
    ):
        assert read(heading, "116.4,39.9")[1][0] == (None, "datum_stated"), heading
    assert read("GPS坐标", "116.4,39.9")[1] == SAID


def test_what_is_no_place_is_named_by_row():
    points, notes = read("坐标", "116.4,39.9", None, "东四", "116,5")
    assert points == [(116.4, 39.9), None, None, (116, 5)]
    assert notes[:2] == [(2, "coordinates_missing"), (3, "coordinates_unreadable")]


@pytest.mark.parametrize("cell", ["东四", "12,34", "3 5", "2,5; 3,5 km", "116.4"])
def test_a_column_of_another_heading_is_taken_only_where_every_cell_is_a_place(cell):
    with pytest.raises(Refusal):
        read("说明", cell)


def test_of_two_such_columns_none_is_taken():
    table = pd.DataFrame({"from": ["116.4,39.9"], "to": ["116.5,39.8"]}, dtype=object)
    assert joint.find(table) is None


def test_a_pair_of_columns_goes_first():
    table = pd.DataFrame({"lon": ["116.4"], "lat": ["39.9"], "坐标": ["1.5,2.5"]}, dtype=object)
    frame, notes = frame_of(table, ReadOptions())
    assert (frame.geometry[0].x, frame["坐标"].tolist(), notes) == (116.4, ["1.5,2.5"], [])


def test_a_height_goes_along():
    table = pd.DataFrame({"坐标": ["116.4,39.9,50"]}, dtype=object)
    assert frame_of(table, ReadOptions())[0].geometry[0].z == 50
