"""One small layer that every format has to carry: Chinese, nulls, dates, numbers."""

import datetime as dt

import geopandas as gpd
import pytest
import shapely


@pytest.fixture
def points():
    return gpd.GeoDataFrame(
        {
            "name": ["东四社区", "安定门警务站", "𠮷祥里", None],
            "population": [1234, None, 0, 7],
            "area_m2": [12.5, 0.125, None, -3.0],
            "opened_on": [dt.date(2005, 12, 31), None, dt.date(1999, 1, 1), dt.date(2026, 2, 28)],
            "备注": ["一，二", '引号"内', "第一行\n第二行", ""],
        },
        geometry=shapely.points(
            [[116.4171234, 39.9281234], [116.4, 39.95], [116.4345678, 39.9], [116.38, 39.88]]
        ),
        crs=4326,
    )


@pytest.fixture
def polygons(points):
    shapes = points.geometry.to_numpy()
    boxes = [shapely.box(p.x, p.y, p.x + 0.01, p.y + 0.02) for p in shapes]
    hole = shapely.box(116.418, 39.929, 116.419, 39.93)
    boxes[0] = boxes[0].difference(hole)
    boxes[1] = shapely.MultiPolygon([boxes[1], shapely.box(116.5, 39.9, 116.51, 39.91)])
    boxes[2] = shapely.MultiPolygon([boxes[2]])
    boxes[3] = shapely.MultiPolygon([boxes[3]])
    boxes[0] = shapely.MultiPolygon([boxes[0]])
    return points.set_geometry(boxes, crs=4326)
