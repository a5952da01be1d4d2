"""Which system a file is in: named for the user to choose, never chosen behind the user's back."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.testing import assert_allclose
from pyproj import CRS
from shapely.geometry import Point, box

from layers.crs import systems as crs
from layers.crs.detection import candidates, hint, looks_geographic, sample_points, settle
from tests.builders.frames import lonlat_frame

BEIJING = box(116.37, 39.86, 116.45, 39.97)
CHICAGO = box(-87.94, 41.64, -87.52, 42.03)


def frame(*points, system="EPSG:4326"):
    shapes = gpd.points_from_xy(*zip(*points, strict=True))
    return gpd.GeoDataFrame({"n": range(len(points))}, geometry=shapes, crs=system)


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
    points = sample_points(lonlat_frame(shapes))
    assert points.tolist() == [[1.0, 2.0]]
    assert looks_geographic(points)


@pytest.mark.parametrize(("count", "taken"), [(500, 500), (501, 500), (2000, 500)])
def test_a_sample_has_500_points_and_both_ends(count, taken):
    points = sample_points(frame(*[(0.05 * n, 0.01 * n) for n in range(count)]))
    assert len(points) == taken
    assert_allclose(points[[0, -1], 0], [0, 0.05 * (count - 1)])


@pytest.mark.parametrize(
    ("point", "degrees"),
    [((180, 90), True), ((-180, -90), True), ((180.1, 0), False), ((0, -90.1), False)],
)
def test_what_could_be_degrees(point, degrees):
    assert looks_geographic(np.array([(0.0, 0.0), point])) == degrees


@pytest.mark.parametrize(("inside", "named"), [(1, False), (2, True)])
def test_a_candidate_puts_more_than_half_of_the_points_inside(inside, named):
    points = np.array([(116.40, 39.90), (116.41, 39.91)][:inside] + [(0.0, 0.0)] * 1)
    found = [one for one in candidates(points, BEIJING) if one.code == "EPSG:4326"]
    assert [one.inside for one in found] == [inside] * named


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((20_448_789.4, 4_418_908.9), "6-degree zone 20: --crs EPSG:4498"),
        ((25_448_789.4, 4_418_908.9), "3-degree zone 25: --crs EPSG:4513"),
        ((45_448_789.4, 4_418_908.9), "3-degree zone 45: --crs EPSG:4533"),
        ((46_448_789.4, 4_418_908.9), "No common system"),
        ((448_789.4, 418_908.9), "No common system"),
    ],
)
def test_the_size_of_the_numbers_tells_the_zone(place, said):
    # CGCS2000: 4491 + zone - 13 for 6 degrees, 4513 + zone - 25 for 3 degrees
    assert said in hint(np.array([place]), None).en


@pytest.mark.parametrize("system", [None, "EPSG:4326"])
def test_exchanged_coordinates_are_noticed_whatever_is_stated(system):
    swapped = frame((39.90, 116.40), (39.91, 116.41), system=system)
    settled = settle(swapped, chosen=None, boundary=BEIJING)
    assert settled.frame is None
    (problem,) = settled.problems
    assert problem.code == "crs_swapped"
    assert (problem.values["found"], problem.values["count"]) == (2, 2)


def test_an_old_datum_is_refused_with_its_reason():
    settled = settle(frame((116.4, 39.9), system="EPSG:4214"), chosen=None, boundary=None)
    assert settled.frame is None
    assert "seven parameters" in settled.problems[0].text("en")
    assert "七参数" in settled.problems[0].text("zh")


def test_heights_are_counted_and_left_behind():
    shapes = [Point(116.4, 39.9, 50), Point(116.41, 39.9)]
    settled = settle(lonlat_frame(shapes), chosen=None, boundary=BEIJING)
    assert [(one.code, one.values) for one in settled.problems] == [
        ("geometry_dimension", {"count": 1})
    ]
    assert settled.frame is not None
    assert not settled.frame.geometry.has_z.any()


def test_a_file_without_places_is_no_riddle():
    empty = gpd.GeoDataFrame(geometry=[None, Point()])
    settled = settle(empty, chosen=None, boundary=BEIJING)
    assert settled.frame is not None
    assert (len(settled.frame), settled.problems) == (2, [])
