from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
import shapely
from flask import Flask
from shapely import box

from app.database import Database
from app.pages.drawing import draw, map_features
from layers.errors import UnknownAreaError
from layers.store import layers as store
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame


def test_a_map_is_drawn_once_for_each_version(empty_app: Flask) -> None:
    database: Database = empty_app.extensions["database"]
    area = town_area(box(116, 39, 116.1, 39.1))
    with database.begin() as connection:
        store.create_area(connection, area)
    _write(database, "elder_homes", "乙")
    first = draw(database, "town")
    assert draw(database, "town") is first
    _write(database, "elder_homes", "甲")
    second = draw(database, "town")
    assert second is not first
    assert "甲" in second.data
    assert "甲" not in first.data
    # What folium writes holds no data: the document is the very same.
    assert second.document is first.document


def _write(database: Database, layer: str, name: str) -> None:
    frame = lonlat_frame([shapely.Point(116.05, 39.05)], name=[name])
    with database.begin() as connection:
        store.write_layer(
            connection, "town", layer, frame, replace=True, actor="test", source="test"
        )


def test_of_empty_layers_the_map_has_no_trace(database: Database) -> None:
    drawing = draw(database, "dongcheng")
    empty = {name for name, count in drawing.counts.items() if count == 0}
    assert {"nurseries", "bus_stops", "compounds"} <= empty
    assert {status.layer for status in drawing.present} == set(drawing.counts) - empty
    assert not any(name in drawing.document.script for name in empty)
    titles = {text.en for text in drawing.labels["groups"].values()}
    assert "Health" in titles
    assert "Transport" not in titles


def test_visitors_at_once_wait_for_one_drawing(database: Database) -> None:
    database.cache.clear()
    drawn: list[str] = []

    def features(key: str) -> bytes:
        drawn.append(key)
        sleep(0.2)
        return map_features(database, "dongcheng")

    with ThreadPoolExecutor(4) as visitors:
        seen = list(
            visitors.map(lambda _: draw(database, "dongcheng", features=features), range(4))
        )
    assert len(drawn) == 1
    assert all(one is seen[0] for one in seen)


def test_the_reference_district_sends_large_layers_later(database: Database) -> None:
    drawing = draw(database, "dongcheng")
    later = {status.layer for status in drawing.layers if drawing.is_lazy(status)}
    assert {"streets", "buildings"} <= later
    assert not later & {"communities", "subdistricts", "police_stations", "population_cells"}
    assert drawing.is_tall


def test_an_unknown_area_is_named(database: Database) -> None:
    with pytest.raises(UnknownAreaError, match="dongcheng"):
        draw(database, "nowhere")
