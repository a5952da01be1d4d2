"""Kind of fault: a file with latitude first has no way in but to be rewritten."""

import json

import pytest
import shapely
from shapely import Point

from layers.formats import read
from layers.formats.axes import exchanged
from layers.formats.options import ReadOptions

LATLON = ReadOptions(coordinate_order="latlon")


def written(tmp_path, kind):
    point = {"type": "Point", "coordinates": [39.9, 116.4]}
    features = [{"type": "Feature", "properties": {"name": "a"}, "geometry": point}]
    texts = {
        "geojson": json.dumps({"type": "FeatureCollection", "features": features}),
        "kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name>'
        "<Point><coordinates>39.9,116.4</coordinates></Point></Placemark></Document></kml>",
        "csv": "name,geom\na,POINT(39.9 116.4)\n",
    }
    path = tmp_path / f"a.{kind}"
    path.write_text(texts[kind], encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["geojson", "kml", "csv"])
def test_the_order_that_is_stated_holds_for_every_format(tmp_path, kind):
    layer = read(written(tmp_path, kind), LATLON)
    assert shapely.get_coordinates(layer.frame.geometry.to_numpy()).tolist() == [[116.4, 39.9]]


def test_two_columns_are_exchanged_and_it_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat\na,39.9,116.4\n", encoding="utf-8")
    layer = read(path, LATLON)
    assert shapely.get_coordinates(layer.frame.geometry.to_numpy()).tolist() == [[116.4, 39.9]]
    assert "coordinates_turned_pair" in [one.code for one in layer.notes]


def test_an_srid_stays_and_a_missing_shape_stays_missing():
    shape, none = exchanged([shapely.set_srid(Point(1, 2), 4490), None])
    assert (shape.x, shape.y, shapely.get_srid(shape), none) == (2, 1, 4490, None)
