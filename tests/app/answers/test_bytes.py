import json
from itertools import pairwise

import pandas as pd
from geopandas import GeoDataFrame
from shapely.geometry import Point, box

from app.answers.bytes import to_geojson
from app.services.run import Result
from layers.text import Text


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
