import datetime as dt
import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely.geometry import Point, box

from app.answers import dump, plain, records, to_geojson
from app.services import Result
from layers.text import Text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (np.float64("inf"), None),
        (np.int64(3), 3),
        (pd.NA, None),
        (pd.NaT, None),
        (np.True_, True),
        (dt.date(2004, 12, 1), "2004-12-01"),
        ({"a": [np.float64(1.5), None]}, {"a": [1.5, None]}),
        (np.array([1, 2]), [1, 2]),
    ],
)
def test_every_value_becomes_one_that_json_holds(value, expected) -> None:
    assert plain(value) == expected
    json.loads(dump(plain(value)))


def test_json_never_holds_nan() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        dump(float("nan"))


def test_records_keep_types_and_order() -> None:
    table = pd.DataFrame({"id": [1, 2], "name": ["东", None], "share": [0.5, np.nan]})
    assert records(table) == [
        {"id": 1, "name": "东", "share": 0.5},
        {"id": 2, "name": None, "share": None},
    ]


def test_features_carry_their_id_six_decimals_and_the_right_hand_rule() -> None:
    clockwise = box(116.123456789, 39, 117, 40, ccw=False)
    rows = GeoDataFrame(
        {"name": ["a", "b"]},
        geometry=[clockwise, None],
        index=pd.Index([7, 8], name="id"),
        crs="EPSG:4326",
    )
    result = Result("x", Text("某", "x"), rows, {}, {}, {})
    first, second = json.loads(to_geojson(result))["features"]
    assert first["id"] == first["properties"]["id"] == 7
    ring = first["geometry"]["coordinates"][0]
    assert min(x for x, _ in ring) == 116.123457
    turn = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert turn > 0
    assert second["geometry"] is None


def test_points_survive() -> None:
    rows = GeoDataFrame({"n": [1]}, geometry=[Point(1, 2)], index=pd.Index([1], name="id"))
    result = Result("x", Text("某", "x"), rows, {}, {}, {})
    (feature,) = json.loads(to_geojson(result))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [1, 2]}
