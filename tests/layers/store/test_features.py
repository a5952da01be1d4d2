import json
from typing import Any

import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, box
from sqlalchemy import Connection, text

from layers.catalogue import layer_type
from layers.store import features
from layers.store import layers as store
from tests.builders.frames import lonlat_frame

EVERYWHERE = 1000


def _write(connection: Connection, layer: str, shapes: list[Any], **columns: list[Any]) -> None:
    frame = lonlat_frame(shapes, **columns)
    store.write_layer(connection, "town", layer, frame, replace=True, actor="test", source="")


def _read(connection: Connection, layer: str, **which: Any) -> list[dict[str, Any]]:
    collection = json.loads(
        store.layer_geojson(connection, "town", layer, **{"limit": EVERYWHERE, **which})
    )
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def _points(connection: Connection, *places: tuple[float, float]) -> None:
    names = [f"{lon} {lat}" for lon, lat in places]
    _write(connection, "police_stations", [Point(place) for place in places], name=names)


def _names(features: list[dict[str, Any]]) -> list[str]:
    return [feature["properties"]["name"] for feature in features]


@pytest.mark.usefixtures("town")
def test_an_empty_layer_is_an_empty_collection(connection: Connection) -> None:
    assert _read(connection, "streets") == []


@pytest.mark.usefixtures("town")
def test_a_feature_carries_its_id_twice_and_every_column(connection: Connection) -> None:
    _write(connection, "police_stations", [Point(116.4, 39.9)], name=["警务站"], beds=[3])
    (feature,) = _read(connection, "police_stations")
    assert feature["type"] == "Feature"
    assert feature["id"] == feature["properties"]["id"] > 0
    columns = [column.name for column in layer_type("police_stations").columns]
    assert set(feature["properties"]) == {"id", *columns, "beds"}
    assert feature["properties"]["name"] == "警务站"
    assert feature["properties"]["beds"] == 3
    assert feature["properties"]["staff"] is None


@pytest.mark.usefixtures("town")
def test_texts_cannot_break_out_of_the_json(connection: Connection) -> None:
    names = ['"}]}', "\\", "a\nb\tc", "</script>", "%s :x {y}", "𠀀"]
    _write(connection, "police_stations", [Point(116.4, 39.9)] * len(names), name=names)
    assert _names(_read(connection, "police_stations")) == names


@pytest.mark.usefixtures("town")
def test_coordinates_have_six_decimals(connection: Connection) -> None:
    _points(connection, (116.123456789, 39.987654321))
    (feature,) = _read(connection, "police_stations")
    assert feature["geometry"] == {"type": "Point", "coordinates": [116.123457, 39.987654]}


@pytest.mark.usefixtures("town")
def test_a_single_part_is_no_multi_geometry(connection: Connection) -> None:
    square, far = box(116.3, 39.8, 116.4, 39.9), box(116.45, 39.8, 116.5, 39.9)
    _write(connection, "green_spaces", [square, MultiPolygon([square, far])])
    kinds = [feature["geometry"]["type"] for feature in _read(connection, "green_spaces")]
    assert kinds == ["Polygon", "MultiPolygon"]


@pytest.mark.usefixtures("town")
def test_a_column_wins_over_a_property_of_its_name(connection: Connection) -> None:
    _write(connection, "police_stations", [Point(116.4, 39.9)], name=["good"])
    connection.execute(text('UPDATE facilities SET properties = \'{"name": "bad", "id": 0}\''))
    (feature,) = _read(connection, "police_stations")
    assert feature["properties"]["name"] == "good"
    assert feature["properties"]["id"] == feature["id"]


@pytest.mark.usefixtures("town")
def test_pages_follow_each_other(connection: Connection) -> None:
    _points(connection, *((116.3 + i / 100, 39.9) for i in range(10)))
    whole = _names(_read(connection, "police_stations"))
    pages = [_names(_read(connection, "police_stations", limit=4, offset=o)) for o in (0, 4, 8)]
    assert [len(page) for page in pages] == [4, 4, 2]
    assert pages[0] + pages[1] + pages[2] == whole
    assert _read(connection, "police_stations", offset=10) == []


@pytest.mark.usefixtures("town")
def test_a_box_picks_what_touches_it(connection: Connection) -> None:
    _points(connection, (116.35, 39.85), (116.4, 39.9), (116.45, 39.95))
    bounds = (116.4, 39.9, 116.5, 40.0)
    found = _read(connection, "police_stations", bbox=bounds)
    assert _names(found) == ["116.4 39.9", "116.45 39.95"]
    assert store.count_features(connection, "town", "police_stations", bbox=bounds) == 2
    assert store.count_features(connection, "town", "police_stations") == 3


@pytest.mark.usefixtures("town")
def test_a_box_picks_by_shape_not_by_its_bounds(connection: Connection) -> None:
    _write(connection, "streets", [LineString([(116.3, 39.8), (116.5, 40.0)])])
    assert _read(connection, "streets", bbox=(116.45, 39.8, 116.5, 39.85)) == []
    assert len(_read(connection, "streets", bbox=(116.39, 39.89, 116.41, 39.91))) == 1


@pytest.mark.usefixtures("town")
def test_a_box_may_cross_the_antimeridian(connection: Connection) -> None:
    _points(connection, (179.5, 0.0), (-179.5, 0.0), (0.0, 0.0))
    found = _read(connection, "police_stations", bbox=(179.0, -1.0, -179.0, 1.0))
    assert _names(found) == ["179.5 0.0", "-179.5 0.0"]


@pytest.mark.usefixtures("town")
def test_both_ways_of_reading_give_the_same_shapes(connection: Connection) -> None:
    disc = shapely.buffer(Point(116.4, 39.9), 0.01)
    _write(connection, "green_spaces", [disc])
    (feature,) = _read(connection, "green_spaces")
    frame = store.read_layer(connection, "town", "green_spaces")
    assert frame.index.tolist() == [feature["id"]]
    shown = shapely.geometry.shape(feature["geometry"])
    assert shapely.hausdorff_distance(shown, frame.geometry.iloc[0]) < 1e-6


@pytest.mark.usefixtures("town")
def test_which_ids_are_there(connection: Connection) -> None:
    _points(connection, (116.4, 39.9), (116.41, 39.9))
    first, second = features.first_ids(connection, "town", "police_stations", 5)
    assert features.first_ids(connection, "town", "police_stations", 1) == [first]
    asked = [second, second + 100, 0, -1, 2**70]
    assert features.known_ids(connection, "town", "police_stations", asked) == {second}
    assert features.known_ids(connection, "town", "health_centers", [first]) == set()
    assert features.known_ids(connection, "town", "health_centers", []) == set()
