"""Which columns of a table are its coordinates, and in which datum they say they are."""

import pytest

from layers.formats.table.headings import find_pair, half_pairs

NAMED = [
    ("lng_gcj02", "lat_gcj02", "gcj02"),
    ("gcj_lon", "gcj_lat", "gcj02"),
    ("高德经度", "高德纬度", "gcj02"),
    ("经度（火星坐标）", "纬度（火星坐标）", "gcj02"),
    ("腾讯坐标经度", "腾讯坐标纬度", "gcj02"),
    ("amapLng", "amapLat", "gcj02"),
    ("bd09_lng", "bd09_lat", "bd09"),
    ("lng_bd", "lat_bd", "bd09"),
    ("百度经度", "百度纬度", "bd09"),
    ("Lon (BD-09)", "Lat (BD-09)", "bd09"),
    ("wgs_lon", "wgs_lat", "wgs84"),
    ("GPS经度", "GPS纬度", "wgs84"),
    ("lng_wgs84", "lat_wgs84", "wgs84"),
    ("经度_CGCS2000", "纬度_CGCS2000", "cgcs2000"),
    ("lon", "lat", None),
    ("经度", "纬度", None),
]


@pytest.mark.parametrize(("x", "y", "datum"), NAMED)
def test_a_heading_names_its_datum(x, y, datum):
    """Kind: a heading that states the datum is evidence, wherever in it the datum stands."""
    pair = find_pair(["name", y, x])
    assert pair is not None
    assert (pair.x, pair.y, pair.datum, pair.others) == (x, y, datum, ())


@pytest.mark.parametrize("offset", [one for one in NAMED if one[2] in ("gcj02", "bd09", None)])
def test_of_two_pairs_the_wgs84_one_is_taken(offset):
    """Kind: several pairs in one table: WGS 84 first, whatever the order of the columns."""
    for columns in (
        [offset[0], offset[1], "wgs84_lng", "wgs84_lat"],
        ["wgs84_lat", offset[0], "wgs84_lng", offset[1]],
    ):
        pair = find_pair(columns)
        assert pair is not None
        assert (pair.x, pair.y, pair.datum) == ("wgs84_lng", "wgs84_lat", "wgs84")
        assert pair.others == (offset[0], offset[1])


def test_a_named_offset_comes_before_a_pair_that_names_nothing():
    """What is named can be undone exactly; `lng` beside it may be either."""
    pair = find_pair(["lng", "lat", "lng_gcj02", "lat_gcj02"])
    assert pair is not None
    assert (pair.x, pair.datum) == ("lng_gcj02", "gcj02")


@pytest.mark.parametrize(
    "columns", [["lng_gcj02", "lat"], ["lng", "lat_wgs84"], ["百度经度", "高德纬度"]]
)
def test_a_pair_is_never_of_two_datums(columns):
    """Kind: longitude in one datum with latitude in another, some 500 m from both."""
    assert find_pair(columns) is None
    assert half_pairs(columns) == columns


def test_a_word_that_only_looks_like_a_mark_says_nothing():
    assert find_pair(["abdomen", "market", "name"]) is None
    assert half_pairs(["abd_lat", "gps", "lon", "longitude"]) == []


@pytest.mark.parametrize(
    ("columns", "others"),
    [
        (["原经度", "原纬度", "WGS84经度", "WGS84纬度"], ("原经度", "原纬度")),
        (["lon", "lat", "x", "y"], ("x", "y")),
        (["lon", "lat", "old_lon", "old_lat"], ("old_lon", "old_lat")),
        (["lon", "lat", "salon", "flat"], ()),
    ],
)
def test_every_pair_that_is_not_taken_is_known(columns, others):
    """Kind: a value not taken and not told: a pair without a datum stayed as further columns."""
    found = find_pair(columns)
    assert found.others == others
