"""Kind of fault: a shape of a database is refused, or the system it states is dropped."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.written.shapes import shape
from tests.builders.processes import within

POINT = shapely.Point(116.4, 39.9)
SQUARE = shapely.box(116.4, 39.9, 116.5, 40.0)
MOST = 1_000


@pytest.mark.parametrize("one", [POINT, SQUARE, shapely.MultiPolygon([SQUARE])])
def test_every_way_of_writing_gives_the_shape(one):
    for text in (
        one.wkt,
        f" srid=4326; {one.wkt}",
        shapely.to_wkb(one, hex=True),
        shapely.to_wkb(one, hex=True).lower(),
        shapely.to_geojson(one),
    ):
        assert shape(text, MOST).equals_exact(one, 1e-9), text[:20]


def test_the_system_that_is_stated_stays():
    assert shapely.get_srid(shape("SRID=4547;POINT (1 2)", MOST)) == 4547
    written = shapely.to_wkb(shapely.set_srid(SQUARE, 4490), hex=True, include_srid=True)
    assert shapely.get_srid(shape(written, MOST)) == 4490
    assert shapely.get_srid(shape("POINT (1 2)", MOST)) == 0


@pytest.mark.parametrize(
    "text",
    ["", "POINT (1", "POINT (1 2" + ")" * 3, "{}", '{"type": "Point"}', "0101", "01" * 30,
     "00" + shapely.to_wkb(POINT, hex=True)[2:], "{" * 9, "[1,2]", "0102"],
)  # fmt: skip
def test_what_is_no_shape(text):
    assert shape(text, MOST) is None


def test_what_nests_too_deep_or_holds_too_much_is_not_read():
    nested = POINT
    for _ in range(3):
        nested = shapely.GeometryCollection([nested])
    assert shape(shapely.to_wkb(nested, hex=True), MOST) is None
    assert shape("GEOMETRYCOLLECTION(" * 9 + "POINT (1 2)" + ")" * 9, MOST) is None
    assert shape(shapely.to_geojson(shapely.MultiPolygon([SQUARE])), 2) is None


@given(st.binary(max_size=80))
def test_odd_bytes_never_fail(data):
    shape(data.hex(), MOST)
    shape("01" + data.hex(), MOST)


def test_a_long_cell_takes_no_time():
    with within(1):
        shape("0" * 200_001, MOST)
        shape("SRID" + " " * 200_000, MOST)
