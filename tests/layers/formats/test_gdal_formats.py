"""GeoPackage, FlatGeobuf, KML: layers are chosen, order is kept, folders are joined."""

import geopandas as gpd
import pytest
import shapely

from layers.formats import FileRefusedError, Limits, ReadOptions, gdal, read, write


def test_of_several_layers_one_must_be_named(tmp_path, points, polygons):
    path = tmp_path / "a.gpkg"
    points[["name", "geometry"]].to_file(path, layer="点")
    polygons[["name", "geometry"]].to_file(path, layer="面")
    with pytest.raises(FileRefusedError, match="several layers: 点, 面"):
        read(path)
    assert set(read(path, ReadOptions(layer_name="面")).frame.geom_type) == {"MultiPolygon"}
    with pytest.raises(FileRefusedError, match="no '线'"):
        read(path, ReadOptions(layer_name="线"))


def test_caps_hold_before_the_rows_are_read(tmp_path, points):
    path = tmp_path / "a.gpkg"
    write(points, path)
    with pytest.raises(FileRefusedError, match="rows"):
        read(path, ReadOptions(limits=Limits(rows=3)))
    with pytest.raises(FileRefusedError, match="columns"):
        read(path, ReadOptions(limits=Limits(columns=2)))


def test_flatgeobuf_keeps_the_order_of_rows(tmp_path):
    shapes = shapely.points([[x % 7, x % 11] for x in range(200)])
    frame = gpd.GeoDataFrame({"n": range(200)}, geometry=shapes, crs=4326)
    write(frame, tmp_path / "a.fgb")
    assert read(tmp_path / "a.fgb").frame["n"].tolist() == list(range(200))


def test_kml_folders_are_joined_unless_one_is_named(tmp_path):
    point = "<Point><coordinates>116.4,39.9,5</coordinates></Point>"
    place = f"<Placemark><name>{{}}</name>{point}</Placemark>"
    path = tmp_path / "a.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>警务</name>{place.format('东四')}</Folder>"
        f"<Folder><name>卫生</name>{place.format('南')}{place.format('北')}</Folder>"
        "</Document></kml>",
        encoding="utf-8",
    )
    assert read(path).frame["name"].tolist() == ["东四", "南", "北"]
    assert read(path, ReadOptions(layer_name="卫生")).frame["name"].tolist() == ["南", "北"]


def test_kml_that_is_cut_off_is_refused(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text('<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>')
    with pytest.raises(FileRefusedError, match="KML"):
        read(path)


def test_every_driver_of_this_build_is_accepted_or_refused_by_name():
    refused = set(gdal.environment()["OGR_SKIP"].split(","))
    assert gdal.open_drivers() <= gdal.ACCEPTED_DRIVERS | refused


def test_the_assertion_names_what_is_open():
    with pytest.raises(RuntimeError, match="OGR_VRT"):
        gdal.require_allow_list()
