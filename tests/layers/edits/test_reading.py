import pytest
from shapely import Point
from sqlalchemy import Connection, text

from layers import store
from layers.edits import feature_history, read_feature
from tests.builders.frames import lonlat_frame

LAYER, SLUG = "health_centers", "town"


@pytest.mark.usefixtures("town")
def test_a_feature_has_its_values_its_further_ones_and_who_changed_it(
    connection: Connection,
) -> None:
    frame = lonlat_frame([Point(116.4, 39.9)], name=["甲"], floor_area_m2=[12.5])
    frame["备注"] = ["新"]
    store.write_layer(connection, SLUG, LAYER, frame, replace=True, actor="安", source="f")
    (number,) = store.read_layer(connection, SLUG, LAYER).index
    found = read_feature(connection, SLUG, LAYER, int(number))
    assert found.cells["name"] == "甲"
    assert found.cells["floor_area_m2"] == 12.5
    assert found.cells["备注"] == "新"
    assert found.geometry.equals(Point(116.4, 39.9))
    assert found.actor == "安"
    (change,) = feature_history(connection, SLUG, LAYER, int(number))
    assert (change.operation, change.source, change.before) == ("insert", "f", None)
    assert change.after == found.cells


@pytest.mark.usefixtures("town")
def test_the_tag_follows_the_content_alone(connection: Connection) -> None:
    frame = lonlat_frame([Point(116.4, 39.9)], name=["甲"])
    store.write_layer(connection, SLUG, LAYER, frame, replace=True, actor="安", source="f")
    (number,) = (int(one) for one in store.read_layer(connection, SLUG, LAYER).index)
    tags = [read_feature(connection, SLUG, LAYER, number).tag]
    for sql in (
        "UPDATE facilities SET name = '乙'",
        "UPDATE facilities SET name = '甲'",
        "UPDATE facilities SET geometry = ST_Translate(geometry, 0.0000001, 0)",
        "UPDATE facilities SET properties = '{\"a\": 1}'",
    ):
        connection.execute(text(sql))
        tags.append(read_feature(connection, SLUG, LAYER, number).tag)
    assert tags[0] == tags[2]
    assert len(set(tags)) == 4
