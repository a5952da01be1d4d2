import datetime as dt
import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from app.maps.layers import (
    EMPTY,
    MOST_HIDDEN,
    MOST_INLINE,
    MapLayer,
    feature_collection,
    shapes,
    travels,
)
from layers.catalogue import LAYER_TYPES


def _frame(**columns: Any) -> gpd.GeoDataFrame:
    geometry = [shapely.Point(116.4, 39.9), shapely.Point(116.41234567, 39.91234567)]
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=4326)
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


def test_a_layer_that_is_fetched_is_empty_in_the_document() -> None:
    kind = LAYER_TYPES["health_centers"]
    few = MapLayer(kind, _frame(name=["甲", "乙"]), count=2)
    many = MapLayer(kind, _frame(name=["甲", "乙"]), count=MOST_HIDDEN + 1)
    assert len(shapes(few).data["features"]) == 2
    assert shapes(many).data == EMPTY
    assert shapes(few).get_name() == "geo_json_health_centers"
