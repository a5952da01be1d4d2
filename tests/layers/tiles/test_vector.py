"""A tile holds every feature: what is too small to be seen is counted, never left out."""

import math

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from sqlalchemy import Connection

from layers import store
from layers.catalogue import LAYER_TYPES
from layers.tiles import WHOLE_FROM, Tile, carried, read_tile
from tests.builders.frames import lonlat_frame

pytestmark = pytest.mark.usefixtures("town")
METRE = 1 / 111_320
LON, LAT = 116.4, 39.9


def tile_of(lon: float, lat: float, zoom: int) -> Tile:
    count = 2**zoom
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return Tile(zoom, int((lon + 180) / 360 * count), int(down * count))


def write(connection: Connection, layer: str, shapes: list, **columns: list) -> None:
    frame = lonlat_frame(shapes, **columns)
    store.write_layer(connection, "town", layer, frame, replace=True, actor="t", source="t")


def features(connection: Connection, layer: str, tile: Tile) -> list[dict]:
    body = read_tile(connection, "town", layer, tile)
    return mapbox_vector_tile.decode(body)[layer]["features"] if body else []


def house(lon: float, lat: float, side: float = 10 * METRE) -> shapely.Polygon:
    return shapely.box(lon, lat, lon + side, lat + side)


def every_tile(zoom: int) -> list[Tile]:
    """The tiles of the town, 116.3 to 116.5 E and 39.8 to 40.0 N."""
    first, last = tile_of(116.3, 40.0, zoom), tile_of(116.5, 39.8, zoom)
    return [
        Tile(zoom, column, row)
        for column in range(first.column, last.column + 1)
        for row in range(first.row, last.row + 1)
    ]


@pytest.mark.parametrize("zoom", [0, 5, 9, 11, 12, 13])
def test_all_buildings_of_a_town_are_counted_at_every_zoom(
    connection: Connection, zoom: int
) -> None:
    """The kind: a map that shows a part of what there is and does not say so."""
    generator = np.random.default_rng(3)
    places = generator.uniform((116.31, 39.81), (116.49, 39.99), (700, 2))
    write(connection, "buildings", [house(lon, lat) for lon, lat in places])
    found = [one for tile in every_tile(zoom) for one in features(connection, "buildings", tile)]
    # The decoder gives 0 to what has no id.
    singles = {one["id"] for one in found if one["properties"]["n"] == 1}
    together = sum(one["properties"]["n"] for one in found if one["properties"]["n"] > 1)
    assert len(singles) + together == 700
    assert 0 not in singles
    assert all(one["id"] == 0 for one in found if one["properties"]["n"] > 1)
    if zoom == 0:
        # 0.2 degrees are 0.28 of a pixel of 360 / 512 degrees: one place for all of them.
        assert [one["properties"]["n"] for one in found] == [700]


def test_from_a_zoom_on_each_stands_alone_with_its_id(connection: Connection) -> None:
    write(connection, "buildings", [house(LON, LAT)] * 3, name=["甲", "乙", "丙"])
    found = features(connection, "buildings", tile_of(LON, LAT, WHOLE_FROM))
    assert sorted(one["properties"]["name"] for one in found) == sorted(["甲", "乙", "丙"])
    assert len({one["id"] for one in found}) == 3
    assert all("n" not in one["properties"] for one in found)


def test_one_in_its_pixel_keeps_its_name_and_several_have_none(connection: Connection) -> None:
    homes = [house(LON, LAT), house(LON, LAT), house(LON + 0.05, LAT)]
    write(connection, "buildings", homes, name=["甲", "乙", "丙"])
    found = features(connection, "buildings", tile_of(LON, LAT, 11))
    told = {one["properties"]["n"]: one["properties"].get("name") for one in found}
    assert told == {2: None, 1: "丙"}


def test_classes_are_not_mixed_in_a_pixel(connection: Connection) -> None:
    uses = ["residential", "residential", "office"]
    write(connection, "buildings", [house(LON, LAT)] * 3, building_use=uses)
    found = features(connection, "buildings", tile_of(LON, LAT, 10))
    told = {one["properties"]["building_use"]: one["properties"]["n"] for one in found}
    assert told == {"residential": 2, "office": 1}


def test_a_shape_that_the_grid_would_swallow_is_drawn(connection: Connection) -> None:
    """A strip 20 km long and 1 m wide: no pixel of zoom 10 is as narrow, yet it is there."""
    strip = shapely.box(116.3, LAT, 116.5, LAT + METRE)
    write(connection, "green_spaces", [strip])
    found = features(connection, "green_spaces", tile_of(LON, LAT, 10))
    assert [one["geometry"]["type"] for one in found] == ["Polygon"]


def test_lines_from_afar_are_one_a_class_and_say_how_many(connection: Connection) -> None:
    lines = [
        shapely.LineString([(LON, LAT + step), (LON + 0.01, LAT + step)])
        for step in (0.0, 0.001, 0.002)
    ]
    lines.append(shapely.LineString([(LON, LAT), (LON, LAT + METRE)]))
    classes = ["primary", "primary", "footway", "footway"]
    write(connection, "streets", lines, street_class=classes)
    found = features(connection, "streets", tile_of(LON, LAT, 11))
    told = {one["properties"]["street_class"]: one["properties"]["n"] for one in found}
    assert told == {"primary": 2, "footway": 2}
    near = features(connection, "streets", tile_of(LON + 0.002, LAT + 0.001, 13))
    assert sum(one["properties"]["n"] for one in near) == 4
    assert len(near) == 4


def test_points_in_one_pixel_are_one_until_the_map_is_near(connection: Connection) -> None:
    places = [shapely.Point(LON, LAT), shapely.Point(LON + METRE, LAT)]
    write(connection, "health_centers", places, name=["甲", "乙"])
    far = features(connection, "health_centers", tile_of(LON, LAT, 12))
    near = features(connection, "health_centers", tile_of(LON, LAT, WHOLE_FROM))
    assert [one["properties"]["n"] for one in far] == [2]
    assert sorted(one["properties"]["name"] for one in near) == sorted(["甲", "乙"])


def test_where_nothing_lies_there_are_no_bytes(connection: Connection) -> None:
    write(connection, "health_centers", [shapely.Point(LON, LAT)])
    assert read_tile(connection, "town", "health_centers", Tile(12, 0, 0)) == b""


def test_a_place_lies_where_it_is(connection: Connection) -> None:
    """A grid of 4,096 steps a tile: at zoom 16 a step is 0.15 m in EPSG:3857."""
    write(connection, "health_centers", [shapely.Point(LON, LAT)])
    tile = tile_of(LON, LAT, 16)
    (found,) = features(connection, "health_centers", tile)
    across, up = found["geometry"]["coordinates"]
    west, _, east, _ = tile.lonlat()
    assert west + (east - west) * across / 4096 == pytest.approx(LON, abs=2e-6)
    _, south, _, north = tile.mercator()
    y = 6_378_137 * math.asinh(math.tan(math.radians(LAT)))
    assert south + (north - south) * up / 4096 == pytest.approx(y, abs=0.2)


def test_a_shape_at_the_pole_is_clipped_not_refused(connection: Connection) -> None:
    write(connection, "green_spaces", [shapely.box(0, 80, 10, 90)])
    found = features(connection, "green_spaces", tile_of(5, 84, 3))
    assert len(found) == 1


def test_hostile_names_are_values_of_the_tile(connection: Connection) -> None:
    names = ["{{7*7}}", "'; DROP TABLE buildings; --", "<script>alert(1)</script>"]
    places = [shapely.Point(LON + 0.001 * at, LAT) for at in range(3)]
    write(connection, "health_centers", places, name=names)
    found = features(connection, "health_centers", tile_of(LON, LAT, 14))
    assert sorted(one["properties"]["name"] for one in found) == sorted(names)


def test_what_a_tile_carries_is_declared_by_the_columns() -> None:
    names = [column.name for column in carried(LAYER_TYPES["streets"])]
    assert names == ["name", "street_class", "walkable"]
    assert "grade" in [column.name for column in carried(LAYER_TYPES["health_centers"])]
