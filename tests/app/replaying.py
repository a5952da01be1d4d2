"""A town whose results are computed again from their receipts."""

import datetime as dt
import json
from typing import Any

from flask import Flask
from geopandas import GeoDataFrame
from shapely import Point, box

from app.analyses import ANALYSES
from app.answers.bytes import to_json
from app.database import Database
from app.params import parse
from app.services.replay import Replay, read_receipt, replay
from app.services.run import Result, run
from layers.store.areas import create_area
from layers.store.layers import write_layer
from tests.builders.areas import town_area

LAYER = "health_centers"
ASKED = {"facility": LAYER, "radius": "500"}
WHOLE = {
    "analysis": "coverage",
    "area": "town",
    "parameters": {},
    "layers": [],
    "result_sha256": "",
}


def town_of(app: Flask) -> Database:
    """A town of two communities with two health centers, one of which will close in 2030."""
    made: Database = app.extensions["database"]
    halves = [box(116.40, 39.92, 116.41, 39.94), box(116.41, 39.92, 116.42, 39.94)]
    communities = GeoDataFrame(
        {"name": ["west", "east"], "population_resident": [1000.0, 3000.0]},
        geometry=halves,
        crs=4326,
    )
    centers = GeoDataFrame(
        {"name": ["one", "two"], "closed_on": [None, dt.date(2030, 1, 1)]},
        geometry=[Point(116.404, 39.93), Point(116.416, 39.93)],
        crs=4326,
    )
    area = town_area(box(116.40, 39.92, 116.42, 39.94))
    with made.begin() as connection:
        create_area(connection, area)
        for layer, frame in (("communities", communities), (LAYER, centers)):
            write_layer(connection, "town", layer, frame, replace=True, actor="ann", source="file")
    return made


def run_here(database: Database, analysis: str = "coverage", **values: str) -> Result:
    return run(database, analysis, "town", parse(ANALYSES[analysis].parameters, values.items()))


def again(database: Database, result: Result, **changed: Any) -> Replay:
    return replay(database, read_receipt(json.dumps({**receipt_of(result), **changed}).encode()))


def receipt_of(result: Result) -> dict[str, Any]:
    return dict(json.loads(to_json(result))["receipt"])


def states(found: Replay) -> dict[str, str]:
    return {one.name: one.state for one in found.inputs}
