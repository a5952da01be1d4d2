"""Coordinate systems: golden vectors of the Chinese grids, silent datum traps."""

import geopandas as gpd
import pytest
import shapely
from numpy.testing import assert_allclose
from pyproj import CRS

from layers.crs import systems as crs
from layers.errors import CrsError


def frame(*points, system="EPSG:4326"):
    shapes = gpd.points_from_xy(*zip(*points, strict=True))
    return gpd.GeoDataFrame({"n": range(len(points))}, geometry=shapes, crs=system)


@pytest.mark.parametrize(
    ("code", "lon", "lat", "east", "north"),
    [
        ("EPSG:4548", 116.4011517, 39.9028057, 448789.4368, 4418908.8679),
        ("EPSG:4527", 116.4011517, 39.9028057, 39448789.4368, 4418908.8679),
        ("EPSG:4547", 116.4011517, 39.9028057, 705344.7857, 4421498.2618),
        ("EPSG:4548", 116.404, 39.915, 449042.0474, 4420261.2200),
    ],
)
def test_chinese_grids_give_the_published_metres_east_first(code, lon, lat, east, north):
    moved = crs.to_metric(frame((lon, lat)), code)
    assert_allclose(shapely.get_coordinates(moved.geometry)[0], (east, north), rtol=0, atol=1e-4)
    back = crs.to_lonlat(moved)
    assert_allclose(shapely.get_coordinates(back.geometry)[0], (lon, lat), rtol=0, atol=1e-11)
    assert back.crs == CRS("EPSG:4326")


@pytest.mark.parametrize("code", [4214, 2436, 2415, 21420, 4610, 2384, 2363, 4555])
def test_old_chinese_datums_are_refused_not_shifted_by_nothing(code):
    with pytest.raises(CrsError, match="seven parameters"):
        crs.resolve_crs(f"EPSG:{code}")
    with pytest.raises(CrsError, match="seven parameters"):
        crs.to_lonlat(frame((116.4, 39.9), system=f"EPSG:{code}"))


def test_old_datum_is_known_by_the_name_an_esri_file_gives_it():
    esri = CRS("EPSG:4214").to_wkt("WKT1_ESRI")
    assert "D_Beijing_1954" in esri
    with pytest.raises(CrsError, match="seven parameters"):
        crs.resolve_crs(esri)


@pytest.mark.parametrize("code", ["EPSG:4490", "EPSG:4326", "OGC:CRS84"])
def test_cgcs2000_and_wgs84_are_taken_as_identical(code):
    moved = crs.to_lonlat(frame((116.4011517, 39.9028057), system=code))
    assert shapely.get_coordinates(moved.geometry).tolist() == [[116.4011517, 39.9028057]]


@pytest.mark.parametrize("text", ["gcj02", "GCJ-02", "x-gcj02"])
def test_offsets_are_asked_for_by_name(text):
    assert crs.resolve_crs(text) == crs.Resolved(None, "gcj02")


@pytest.mark.parametrize(
    "text", ["http://example.org/crs", "4548", "EPSG:0", "EPSG:99999", "/etc/passwd", "+proj=utm"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(CrsError):
        crs.resolve_crs(text)


def test_a_survey_in_whole_metres_is_measured_in_whole_metres():
    """A 3-4-5 triangle: what lies at just 500 m is at 500 m, and so within it (d <= r)."""
    survey = frame((448_000, 4_418_000), (448_300, 4_418_400), system="EPSG:4548")
    back = crs.to_metric(crs.to_lonlat(survey), "EPSG:4548")
    first, second = back.geometry
    assert shapely.get_coordinates(back.geometry).tolist() == [
        [448_000, 4_418_000],
        [448_300, 4_418_400],
    ]
    assert first.distance(second) == 500
