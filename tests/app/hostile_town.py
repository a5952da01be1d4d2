"""A town in which every text that data can bring along is the same: any, or one that attacks."""

from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import psycopg2
from shapely import LineString, MultiPolygon, Point, box
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from layers.catalogue import LAYER_TYPES, LayerType
from layers.store import layers as store
from layers.store import scenarios
from layers.store.areas import Area
from layers.text import Text
from layers.titles import LONGEST_SOURCE, title_fault

WEST, SOUTH = 116.40, 39.90
WHOLE = box(WEST, SOUTH, WEST + 0.02, SOUTH + 0.02)
HALVES = [box(WEST, SOUTH, WEST + 0.01, SOUTH + 0.02), box(WEST + 0.01, SOUTH, WEST + 0.02, 39.92)]
STANDARD = """
id = "own"
title_zh = {0}
title_en = {0}
source = {0}
population = "resident"
note_zh = {0}
note_en = {0}

[[rules]]
id = "homes"
title_zh = {0}
title_en = {0}
clause = {0}
certainty = "to be checked"
evidence = {0}
measure = "coverage"
levels = ["community", "subdistrict", "area"]
unit = "share"
comparison = ">="
required = 0.9
layer = "elder_homes"
grades = [{0}]
denominator = "population"
metric = "euclidean"
radius_m = 300

[[rules]]
id = "officer"
title_zh = {0}
title_en = {0}
clause = {0}
certainty = "verified"
measure = "presence"
levels = ["community"]
unit = "count"
comparison = ">="
required = 1
layer = "culture_rooms"
"""


def shapes(kind: LayerType) -> list[Any]:
    """Return places for the features of a layer, all inside the town."""
    if kind.id == "subdistricts":
        return [WHOLE]
    if kind.id == "communities":
        return HALVES
    if kind.geometry == "line":
        return [LineString([(116.401, 39.91), (116.419, 39.91)])]
    if kind.geometry == "polygon":
        return [box(116.403, 39.903, 116.406, 39.906)]
    return [Point(116.405, 39.908), Point(116.414, 39.914)]


def features(kind: LayerType, text: str) -> gpd.GeoDataFrame:
    """Return features of a layer with `text` in every column that holds text, and in one more."""
    placed = shapes(kind)
    columns = {one.name: [text] * len(placed) for one in kind.columns if one.kind == "text"}
    if kind.column("population_resident"):
        columns["population_resident"] = [1000.0] * len(placed)
    extra = {"tag": [text] * len(placed)}
    return gpd.GeoDataFrame(columns | extra, geometry=placed, crs="EPSG:4326")


def fill(connection: Connection, text: str) -> None:
    """Store the town: its title and source, every layer, and a scenario are called `text`."""
    whole, stated = MultiPolygon([WHOLE]), {"population_resident": 1000.0}
    area = Area("town", Text(text, text), whole, "EPSG:4548", source=text, figures=stated)
    store.create_area(connection, area)
    for layer in LAYER_TYPES:
        rewrite(connection, layer, text)
    edits = [{"edit": "add_facility", "lon": 116.41, "lat": 39.905, "name": text}]
    scenarios.create_scenario(
        connection, "town", "plan", title=text, facility="elder_homes", edits=edits, actor=text
    )


def rewrite(connection: Connection, layer: str, text: str) -> None:
    """Replace the features of a layer by some that are called `text`."""
    frame = features(LAYER_TYPES[layer], text)
    # A source is a title of its own, which takes no control characters.
    source = text if title_fault(text, most=LONGEST_SOURCE) is None else "file"
    store.write_layer(connection, "town", layer, frame, replace=True, actor=text, source=source)


def write_standard(folder: Path, text: str) -> None:
    """Put a standard of the planner's own into `folder`, with `text` wherever it may be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.toml").write_text(STANDARD.format(toml(text)), encoding="utf-8")


def toml(text: str) -> str:
    """Return a text as TOML holds it."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def new_database(server_url: str, name: str) -> str:
    """Make a migrated database of its own."""
    address = make_url(server_url).set(drivername="postgresql", database="postgres")
    with closing(psycopg2.connect(address.render_as_string(hide_password=False))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY file_copy")
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)
