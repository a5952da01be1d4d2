import pytest

from layers.tiles import LARGEST_ZOOM, Tile, UnknownTileError
from layers.tiles.addresses import MERCATOR


@pytest.mark.parametrize(
    ("zoom", "column", "row"),
    [(-1, 0, 0), (17, 0, 0), (0, 1, 0), (0, 0, 1), (3, 8, 0), (3, 0, -1), (10**30, 5, 5)],
)
def test_an_address_that_no_tile_has_is_refused(zoom: int, column: int, row: int) -> None:
    with pytest.raises(UnknownTileError) as found:
        Tile(zoom, column, row)
    assert str(LARGEST_ZOOM) in found.value.text("en")


def test_the_first_tile_is_the_world() -> None:
    assert Tile(0, 0, 0).mercator() == (-MERCATOR, -MERCATOR, MERCATOR, MERCATOR)
    west, south, east, north = Tile(0, 0, 0).lonlat()
    assert (west, east) == (-180, 180)
    # The latitude at which Web Mercator is a square: atan(sinh(pi)).
    assert north == pytest.approx(85.0511287798)
    assert south == pytest.approx(-north)


def test_the_tile_of_a_place_holds_it_and_its_margin_is_a_share_of_a_side() -> None:
    # Beijing, 116.4 E 39.9 N, at zoom 12: column 3372 = floor(296.4 / 360 * 4096), row 1552.
    west, south, east, north = Tile(12, 3372, 1552).lonlat()
    assert west < 116.4 < east
    assert south < 39.9 < north
    assert east - west == pytest.approx(360 / 4096)
    wide = Tile(12, 3372, 1552).lonlat(0.25)
    assert wide[0] == pytest.approx(west - 90 / 4096)
    assert wide[2] == pytest.approx(east + 90 / 4096)
    assert wide[1] < south < north < wide[3]


def test_the_margin_ends_at_the_edge_of_the_world() -> None:
    west, south, east, north = Tile(0, 0, 0).lonlat(0.5)
    assert (west, east) == (-180, 180)
    assert north == pytest.approx(85.0511287798)
    assert south == pytest.approx(-85.0511287798)


def test_a_pixel_is_as_high_as_wide_on_the_ground() -> None:
    width, height = Tile(12, 3372, 1552).pixel()
    assert width == pytest.approx(360 / 4096 / 512)
    # cos(39.9 degrees) = 0.767
    assert height / width == pytest.approx(0.767, abs=0.001)
