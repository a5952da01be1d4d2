"""Coordinate systems: golden vectors of the Chinese grids, silent datum traps, metric choice."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pyproj import CRS, Geod
from shapely.geometry import Point, box

from layers import crs
from layers.crs_detection import candidates, hint, looks_geographic, sample_points, settle
from layers.errors import CrsError

BEIJING = box(116.37, 39.86, 116.45, 39.97)
CHICAGO = box(-87.94, 41.64, -87.52, 42.03)


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


@settings(deadline=None)  # the clock of a busy machine proves nothing
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


def test_feet_without_name_are_asked_about_and_the_grid_is_named():
    lonlat = frame((-87.65, 41.85), (-87.70, 41.95), (-87.62, 41.75))
    feet = shapely.get_coordinates(crs.to_metric(lonlat, "EPSG:3435").geometry)
    settled = settle(frame(*feet, system=None), chosen=None, boundary=CHICAGO)
    assert settled.frame is None
    (problem,) = settled.problems
    assert (problem.code, problem.severity) == ("crs_missing", "error")
    assert "--crs EPSG:3435" in problem.mend("en")
    assert "puts 3 of 3 rows inside" in problem.mend("en")
    assert "EPSG:3435" in problem.mend("zh")


@pytest.mark.parametrize("code", ["EPSG:4527", "EPSG:4548", "EPSG:32650", "EPSG:3857"])
def test_the_system_that_lands_on_the_area_is_among_the_three_shown(code):
    # UTM 50N and the grid of 117 E share their meridian: 1.8 km apart here, often both inside
    lonlat = frame((116.40, 39.90), (116.42, 39.93))
    points = shapely.get_coordinates(crs.to_metric(lonlat, code).geometry)
    assert code in [one.code for one in candidates(points, BEIJING)[:3]]


def test_zone_prefix_is_read_without_an_area():
    assert "--crs EPSG:4527" in hint(np.array([[39448789.4, 4418908.9]]), None).en
    assert "zone number" in hint(np.array([[448789.4, 4418908.9]]), None).en


def test_degrees_without_statement_are_read_and_reported():
    settled = settle(frame((116.4, 39.9), system=None), chosen=None, boundary=BEIJING)
    assert settled.frame is not None
    assert [one.code for one in settled.problems] == ["crs_assumed"]


@pytest.mark.parametrize(
    ("points", "stated"),
    [
        (
            [(12957000.0, 4852800.0), (12958000.0, 4852900.0)],
            "EPSG:4326",
        ),  # Mercator called degrees
        ([(116.40, 39.90), (116.41, 39.91)], "EPSG:4548"),  # degrees called metres
        ([(39448789.0, 4418908.0), (39448889.0, 4418908.0)], "EPSG:4548"),  # zone prefix not said
    ],
)
def test_a_wrong_statement_is_doubted(points, stated):
    settled = settle(frame(*points, system=stated), chosen=None, boundary=BEIJING)
    assert settled.frame is None
    assert settled.problems[0].code == "crs_suspicious"
    assert "inside the area" in settled.problems[0].mend("en")


def test_the_users_choice_overrides_the_statement():
    points = [(39448789.4368, 4418908.8679), (39448889.4368, 4418908.8679)]
    settled = settle(frame(*points), chosen=CRS("EPSG:4527"), boundary=BEIJING)
    assert settled.frame is not None
    first = shapely.get_coordinates(settled.frame.geometry)[0]
    assert_allclose(first, (116.4011517, 39.9028057), rtol=0, atol=1e-9)


def test_samples_skip_what_has_no_numbers():
    shapes = [None, Point(), Point(np.nan, 1), Point(1, 2)]
    points = sample_points(gpd.GeoDataFrame(geometry=shapes, crs=4326))
    assert points.tolist() == [[1.0, 2.0]]
    assert looks_geographic(points)
