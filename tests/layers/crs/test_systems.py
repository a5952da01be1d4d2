"""Coordinate systems: golden vectors of the Chinese grids, silent datum traps, metric choice."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pyproj import CRS, Geod
from shapely.geometry import Point, box

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


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((116.41, 39.92), "EPSG:4548"),  # Beijing
        ((121.47, 31.23), "EPSG:4549"),  # Shanghai, 120 E
        ((75.99, 39.47), "EPSG:4534"),  # Kashgar, 75 E
        ((130.37, 46.81), "EPSG:4552"),  # Jiamusi, 129 E
        ((109.51, 18.25), "EPSG:4546"),  # Sanya, 111 E
        ((126.98, 37.57), "EPSG:32652"),  # Seoul
        ((105.85, 21.03), "EPSG:32648"),  # Hanoi
        ((106.92, 47.92), "EPSG:32648"),  # Ulaanbaatar
        ((125.75, 39.03), "EPSG:32651"),  # Pyongyang
        ((85.32, 27.71), "EPSG:32645"),  # Kathmandu
        ((131.89, 43.12), "EPSG:32652"),  # Vladivostok
        ((-15.43, 28.12), "EPSG:32628"),  # Las Palmas
        ((-43.94, -19.92), "EPSG:32723"),  # Belo Horizonte
        ((180.0, -16.8), "EPSG:32760"),  # Taveuni, on the last meridian
    ],
)
def test_metric_system_of_a_place(place, code):
    assert crs.metric_crs(Point(place).buffer(0.01)) == code


@pytest.mark.parametrize("place", [box(0, 85, 1, 86), shapely.Polygon(), box(200, 10, 201, 11)])
def test_no_metric_system_at_the_poles_or_nowhere(place):
    with pytest.raises(CrsError):
        crs.metric_crs(place)


@given(lon=st.floats(-179.9, 179.9), lat=st.floats(-79, 83))
def test_metric_system_measures_a_hundred_metres_within_two_per_mille(lon, lat):
    code = crs.metric_crs(Point(lon, lat).buffer(1e-6))
    x, y, _ = Geod(ellps="WGS84").fwd(lon, lat, 90, 100)
    moved = crs.to_metric(frame((lon, lat), (x, y)), code).geometry
    assert abs(moved.iloc[0].distance(moved.iloc[1]) - 100) < 0.2


@pytest.mark.parametrize("text", ["gcj02", "GCJ-02", "x-gcj02"])
def test_offsets_are_asked_for_by_name(text):
    assert crs.resolve_crs(text) == crs.Resolved(None, "gcj02")


@pytest.mark.parametrize(
    "text", ["http://example.org/crs", "4548", "EPSG:0", "EPSG:99999", "/etc/passwd", "+proj=utm"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(CrsError):
        crs.resolve_crs(text)
