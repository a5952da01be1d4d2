"""Which system an area is measured in, and that every choice holds what it promises."""

import geopandas as gpd
import pytest
import shapely
import shapely.ops
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely.affinity import scale
from shapely.geometry import MultiPolygon, Point, box

from layers.crs.measuring import (
    LENGTHS_WITHIN,
    across_180,
    described,
    extent,
    metric_crs,
    middle,
    zone_crs,
)
from layers.crs.scale import scale_error
from layers.crs.systems import to_metric
from layers.errors import CrsError

FIJI = MultiPolygon([box(177, -19, 180, -16), box(-180, -19, -178.5, -16)])
STRIP = box(75, 40, 134, 41)
GEOD = Geod(ellps="WGS84")


def frame(*points):
    shapes = gpd.points_from_xy(*zip(*points, strict=True))
    return gpd.GeoDataFrame({"n": range(len(points))}, geometry=shapes, crs="EPSG:4326")


def measured(code, lon, lat, azimuth, length=500.0):
    """Return what `length` on the ground measures in a system."""
    x, y, _ = GEOD.fwd(lon, lat, azimuth, length)
    moved = to_metric(frame((lon, lat), (x, y)), code).geometry
    return moved.iloc[0].distance(moved.iloc[1])


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
    assert metric_crs(Point(place).buffer(0.01)) == code


@pytest.mark.parametrize("place", [box(0, 85, 1, 86), shapely.Polygon(), box(200, 10, 201, 11)])
def test_no_metric_system_at_the_poles_or_nowhere(place):
    with pytest.raises(CrsError):
        metric_crs(place)


@given(lon=st.floats(-179.9, 179.9), lat=st.floats(-79, 83))
def test_metric_system_measures_a_hundred_metres_within_two_per_mille(lon, lat):
    code = metric_crs(Point(lon, lat).buffer(1e-6))
    x, y, _ = Geod(ellps="WGS84").fwd(lon, lat, 90, 100)
    moved = to_metric(frame((lon, lat), (x, y)), code).geometry
    assert abs(moved.iloc[0].distance(moved.iloc[1]) - 100) < 0.2


@pytest.mark.parametrize(
    ("area", "method"),
    [
        (STRIP, "Lambert conformal conic"),
        (box(109.6, 20.2, 117.3, 25.5), "Lambert conformal conic"),
        (box(-74, -50, -67, -20), "transverse Mercator"),
        (shapely.LineString([(95, 30), (109, 42)]).buffer(0.5), "oblique Mercator"),
        (scale(Point(10, 55).buffer(1), 8.1, 4.6), "oblique stereographic"),
    ],
)
def test_an_area_wider_than_its_zone_is_measured_in_a_projection_that_holds_it(area, method):
    """Kind: one zone for an area too wide for it; 500 m measure 500 m at both ends of the area."""
    code = metric_crs(area)
    assert scale_error(zone_crs(area), area).lengths > LENGTHS_WITHIN
    assert scale_error(code, area).lengths <= LENGTHS_WITHIN
    assert described(code).en.startswith(method)
    west, south, east, north = area.bounds
    for lon, lat in ((west, south), (east, north), ((west + east) / 2, (south + north) / 2)):
        place = shapely.ops.nearest_points(area, Point(lon, lat))[0]
        for azimuth in (0, 90):
            length = measured(code, place.x, place.y, azimuth)
            assert length == pytest.approx(500, abs=500 * LENGTHS_WITHIN * 1.01)


def test_a_zone_stretched_over_a_country_is_told_in_meters():
    """Kind: an error of the projection nobody told: 59 degrees in one zone, 540 m for 500."""
    zone = zone_crs(STRIP)
    assert measured(zone, 75, 40, 90) == pytest.approx(500 * 1.0828, abs=0.5)
    assert scale_error(zone, STRIP).lengths == pytest.approx(0.0828, abs=1e-4)


def test_what_no_projection_holds_is_refused_with_both_tried():
    """Kind: an area too wide for every projection: refused, naming each with its error."""
    with pytest.raises(CrsError) as refused:
        metric_crs(box(75, 20, 134, 50))
    said = str(refused.value)
    assert "EPSG:4544 13.37%" in said
    assert "Lambert conformal conic (104.5, 35.0)" in said
    assert "divide it" in said


def test_a_boundary_split_at_180_degrees_is_where_its_parts_are():
    """Kind: the middle of a bounding box that goes around the earth (UTM 31 for Fiji)."""
    assert middle(FIJI) == pytest.approx((179.25, -17.5))
    assert zone_crs(FIJI) == "EPSG:32760"
    assert across_180(FIJI).bounds == (177, -19, 181.5, -16)
    east = MultiPolygon([box(179.9, -17, 180, -16), box(-180, -17, -177.5, -16)])
    assert middle(east) == pytest.approx((-178.8, -16.5))
    assert metric_crs(east) == "EPSG:32701"
    assert measured(metric_crs(FIJI), -179, -17, 90) == pytest.approx(500, abs=0.5)
    square = GEOD.geometry_area_perimeter(FIJI)[0]
    moved = to_metric(gpd.GeoDataFrame(geometry=[FIJI], crs=4326), metric_crs(FIJI))
    assert moved.area.iloc[0] == pytest.approx(abs(square), rel=2 * LENGTHS_WITHIN)


def test_a_boundary_on_one_side_stays_as_it_is():
    whole = box(-170, -10, 170, 10)
    assert across_180(whole) is whole
    assert middle(whole) == (0, 0)


def test_a_projection_made_for_an_area_is_a_system_of_meters():
    code = metric_crs(STRIP)
    assert CRS.from_user_input(code).is_projected
    assert described(code).zh == "兰勃特正形圆锥投影（104.5, 40.5）"
    assert described("EPSG:4548").en == "EPSG:4548"


def test_the_extent_of_an_area_on_both_sides_of_180_degrees():
    """Taveuni, 179.6 E to 179.8 W: not the whole world from -180 to 180."""
    split = shapely.MultiPolygon(
        [shapely.box(179.6, -17, 180, -16.7), shapely.box(-180, -17, -179.8, -16.7)]
    )
    assert extent(split) == pytest.approx((179.6, -17, -179.8, -16.7))
    assert across_180(split).bounds == pytest.approx((179.6, -17, 180.2, -16.7))
    plain = shapely.box(116, 39, 117, 40)
    assert extent(plain) == (116, 39, 117, 40)
