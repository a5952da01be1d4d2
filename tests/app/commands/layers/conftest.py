"""The area that the commands of layers work on."""

import pytest
from flask import Flask
from shapely import MultiPolygon, box

from layers.crs import metric_crs
from layers.store.areas import Area, create_area
from layers.text import Text


@pytest.fixture
def bare_town(empty_app: Flask) -> str:
    """The slug of an area as `flask areas create` makes it of `boundary` (see test_areas)."""
    shape = MultiPolygon([box(116.40, 39.92, 116.41, 39.93)])
    title = Text("town", "town")
    area = Area("town", title, shape, crs=metric_crs(shape), source="boundary.geojson")
    with empty_app.extensions["database"].begin() as connection:
        create_area(connection, area)
    return area.slug
