"""Kind of fault: both coordinates of a place in one cell are refused, or silently swapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.written.places import Pair, in_degrees, order_of, pair, pair_fault
from tests.builders.processes import within


@pytest.mark.parametrize(
    "written",
    ["116.4,39.9", "116.4, 39.9", "116.4 39.9", "116.4\t39.9", "116.4；39.9", "116.4，39.9",
     "116.4、39.9", "116.4/39.9", "(116.4, 39.9)", "[116.4,39.9]", "116.4,39.9;",
     "１１６．４，３９．９",
     "116.4\u200b,39.9", "116,4 39,9", "116,4; 39,9", "116,4, 39,9", "116°24′,39°54′",
     "116 24 00 39 54 00", "116.4°,39.9°"],
)  # fmt: skip
def test_two_numbers_of_which_one_can_only_be_a_longitude(written):
    found = pair(written)
    assert (found.order, found.stated) == ("lonlat", False)
    assert found.in_order("lonlat") == pytest.approx((116.4, 39.9), abs=1e-12)


@pytest.mark.parametrize(
    "written",
    ["39°54′N 116°24′E", "39°54′N116°24′E", "北纬39°54′，东经116°24′", "北纬39.9度东经116.4度",
     "N39.9 E116.4", "39.9N,116.4E", "39 54 0 N 116 24 0 E", "lat: 39.9, lng: 116.4",
     "纬度：39.9，经度：116.4", '{"lat":39.9,"lng":116.4}', "lat=39.9&lon=116.4", "geo:39.9,116.4"],
)  # fmt: skip
def test_cells_that_state_their_axes(written):
    found = pair(written)
    assert (found.order, found.stated) == ("latlon", True)
    assert found.in_order("latlon") == pytest.approx((116.4, 39.9), abs=1e-12)


def test_what_tells_no_order_is_left_open():
    assert pair("28.1, -15.4") == Pair(28.1, -15.4)
    assert pair("geo:28.1,-15.4").order == "latlon"
    assert pair("448203.776 4421118.681") == Pair(448_203.776, 4_421_118.681)


def test_a_height_stays_beside_the_pair():
    assert pair("116.4,39.9,50") == Pair(116.4, 39.9, 50.0, "lonlat")


@pytest.mark.parametrize(
    "written",
    ["", "116.4", "1,2,3,4", "39.9N, 116.4N", "116.4, 39.9, x", "448,203 4,421,118", "北京 东城",
     "116.4, 北京", "inf, nan"],
)  # fmt: skip
def test_what_is_no_pair(written):
    assert pair(written) is None


def test_a_column_tells_its_order_where_its_cells_agree():
    first, last, silent = pair("116.4, 39.9"), pair("39.9, 116.4"), pair("28.1, 15.4")
    assert order_of([silent, first]) == "lonlat"
    assert order_of([first, last]) is None
    assert order_of([silent]) is None


def test_meters_are_no_degrees():
    assert in_degrees([pair("116.4, 39.9"), pair("39.9, 116.4")])
    assert not in_degrees([pair("116.4, 39.9"), pair("448203.7 4421118.6")])
    assert not in_degrees([pair("116.4, 100.5")])


@given(st.floats(91, 180), st.floats(-89, 89))
def test_every_pair_comes_back_in_either_order(lon, lat):
    lon, lat = round(lon, 6), round(lat, 6)
    for written in (f"{lon:f},{lat:f}", f"{lat:f} {lon:f}"):
        found = pair(written)
        assert found.in_order(found.order) == (lon, lat)


@pytest.mark.parametrize("unit", [" ", "1 ", ",", "e", "°"])
def test_a_long_cell_takes_no_time(unit):
    with within(1):
        pair("1" + unit * 30_000)
        pair("1" + unit * (198 // len(unit)))


@pytest.mark.parametrize(
    ("written", "reason"),
    [("39°60′N 116°24′E", "sixty"), ("116°24′,39°75′", "sixty"), ("39 54 60 116 24 0", "sixty"),
     ("91°N 116°E", "beyond"), ("39°54′N, -116°E", "halves"), ("39.9, 116.4", None),
     ("北京市东城区", None), ("39d60m0s", "sixty"), ("x" * 300, None)],
)  # fmt: skip
def test_why_a_text_is_no_place(written, reason):
    """The kind: a place of degrees and minutes that is refused as no number."""
    assert pair_fault(written) == reason
    assert pair(written) is None or reason is None
