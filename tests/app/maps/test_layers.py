import datetime as dt
import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given

from app.maps.base import build
from app.maps.escape import data_island
from app.maps.identifier import UnsafeIdentifierError
from app.maps.layers import (
    EMPTY,
    MOST_HIDDEN,
    MOST_INLINE,
    MapLayer,
    feature_collection,
    labels,
    map_data,
    slots,
    travels,
)
from layers.catalogue import LAYER_TYPES, LayerType
from layers.text import Text
from tests.app.hostile import ATTACK, texts
from tests.builders.frames import lonlat_frame


def _frame(**columns: Any) -> gpd.GeoDataFrame:
    geometry = [shapely.Point(116.4, 39.9), shapely.Point(116.41234567, 39.91234567)]
    frame = lonlat_frame(geometry, **columns)
    frame.index = pd.Index([4, 9], name="id")
    return frame


def test_features_carry_their_id_and_six_decimals() -> None:
    features = feature_collection(_frame(name=["甲", "乙"]))["features"]
    assert [feature["id"] for feature in features] == [4, 9]
    assert [feature["properties"]["id"] for feature in features] == [4, 9]
    assert features[1]["geometry"]["coordinates"] == [116.412346, 39.912346]


def test_what_is_not_known_is_left_out_and_dates_become_text() -> None:
    frame = _frame(
        name=["甲", None],
        floor_area_m2=[12.5, np.nan],
        staff=pd.array([3, None], dtype="Int64"),
        opened_on=[dt.date(2005, 3, 1), None],
        properties=[{"secret": 1}, {}],
    )
    first, second = feature_collection(frame)["features"]
    assert first["properties"] == {
        "id": 4,
        "name": "甲",
        "floor_area_m2": 12.5,
        "staff": 3,
        "opened_on": "2005-03-01",
    }
    assert second["properties"] == {"id": 9}
    json.dumps([first, second], allow_nan=False)


def test_a_shape_that_is_empty_is_not_drawn() -> None:
    frame = _frame(name=["甲", "乙"])
    frame.loc[4, "geometry"] = shapely.Point()
    assert [f["id"] for f in feature_collection(frame)["features"]] == [9]
    assert feature_collection(None) == EMPTY


@pytest.mark.parametrize(
    ("count", "shown", "inline"),
    [
        (0, True, False),
        (MOST_INLINE, True, True),
        (MOST_INLINE + 1, True, False),
        (MOST_HIDDEN, False, True),
        (MOST_HIDDEN + 1, False, False),
    ],
)
def test_large_layers_do_not_travel_with_the_page(count: int, *, shown: bool, inline: bool) -> None:
    assert travels(count, shown=shown) is inline


def test_a_layer_that_is_fetched_is_not_among_the_data() -> None:
    border = shapely.box(116.3, 39.8, 116.5, 40.0)
    few = MapLayer(LAYER_TYPES["health_centers"], _frame(name=["甲", "乙"]), count=2)
    many = MapLayer(LAYER_TYPES["elder_homes"], _frame(name=["甲", "乙"]), MOST_HIDDEN + 1)
    data = map_data(border, [few, many])
    assert data["bounds"] == [[39.8, 116.3], [40.0, 116.5]]
    assert list(data["features"]) == ["area", "health_centers"]
    assert len(data["features"]["health_centers"]["features"]) == 2
    assert data["features"]["area"]["geometry"]["type"] == "Polygon"


def test_numbers_that_json_cannot_say_are_not_known() -> None:
    frame = _frame(floor_area_m2=[np.inf, 1.0], staff=[-np.inf, np.nan])
    found = [one["properties"] for one in feature_collection(frame)["features"]]
    assert found == [{"id": 4}, {"id": 9, "floor_area_m2": 1.0}]


def _kind(identifier: str, text: str) -> LayerType:
    return replace(
        LAYER_TYPES["elder_homes"], id=identifier, title=Text(text, text), group=Text(text, text)
    )


def test_folium_is_told_ids_and_the_page_the_texts() -> None:
    layers = [MapLayer(_kind(f"kind_{i}", f"{ATTACK}{i}"), None, count=5) for i in range(2)]
    layers.append(MapLayer(LAYER_TYPES["communities"], None, count=3, shown=True))
    assert [(one.id, one.group, one.shown) for one in slots(layers)] == [
        ("kind_0", "group_2", False),
        ("kind_1", "group_3", False),
        ("communities", "boundaries", True),
    ]
    named = labels(layers)
    assert list(named["groups"]) == ["reach", "boundaries", "group_2", "group_3"]
    assert named["groups"]["group_3"].zh == f"{ATTACK}1"
    assert named["layers"]["area"].en == "Area boundary"
    assert named["controls"]["leave"].en == "Leave full screen"


@pytest.mark.parametrize("identifier", ["elder-homes", "{{7*7}}", "A", ""])
def test_a_kind_with_another_id_is_refused(identifier: str) -> None:
    with pytest.raises(UnsafeIdentifierError):
        slots([MapLayer(_kind(identifier, "x"), None, count=5)])


@given(texts(), texts())
def test_the_document_is_the_same_whatever_the_texts_are(name: str, title: str) -> None:
    """Folium gets ids alone: any name, any title of a kind or a group gives the same bytes."""
    layer = MapLayer(_kind("kind", title), _frame(name=[name, name], address=[title, name]), 2)
    data = map_data(shapely.box(116.3, 39.8, 116.5, 40.0), [layer])
    drawn = json.loads(data_island(data))["features"]["kind"]["features"]
    assert [one["properties"]["name"] for one in drawn] == [name, name]
    assert drawn[0]["properties"]["address"] == title
    plain = MapLayer(_kind("kind", "plain"), None, 0)
    assert build(slots([layer])) is build(slots([plain]))
