"""Survey tables: X north, Y east, with and without the number of the zone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.testing import assert_allclose
from pyproj import CRS, Transformer
from shapely.geometry import box

from layers.crs import survey
from layers.crs.detection import settle
from tests.builders.frames import lonlat_frame

AREA = box(116.37, 39.86, 116.45, 39.97)
PLACES = np.array([[116.4011517, 39.9028057], [116.404, 39.915], [116.42, 39.93]])


def table(code, places=PLACES):
    """Return a frame whose x is north and y is east in a grid, without a stated system."""
    east, north = Transformer.from_crs("EPSG:4490", code, always_xy=True).transform(*places.T)
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(north, east))


@pytest.mark.parametrize("code", ["EPSG:4527", "EPSG:4548", "EPSG:4498", "EPSG:4547"])
def test_a_survey_table_is_read_with_its_zone_named_and_axes_exchanged(code):
    """Kind: X north and Y east was refused without a way out, with and without zone prefix."""
    found = settle(table(code), chosen=None, boundary=AREA)
    assert found.frame is not None
    assert_allclose(shapely.get_coordinates(found.frame.geometry), PLACES, rtol=0, atol=1e-8)
    assert [(one.code, one.severity) for one in found.problems] == [("survey_axes", "repaired")]
    assert code in found.problems[0].text("en")


def test_the_published_point_is_where_it_is():
    """X 4418908.8679, Y 39448789.4368 is 116.4011517 E, 39.9028057 N."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([4418908.8679], [39448789.4368]))
    for boundary in (AREA, None):
        found = settle(frame, chosen=None, boundary=boundary)
        assert found.frame is not None
        assert_allclose(
            shapely.get_coordinates(found.frame.geometry), PLACES[:1], rtol=0, atol=1e-9
        )


def test_a_table_without_zone_and_area_is_asked_about():
    found = settle(table("EPSG:4548"), chosen=None, boundary=None)
    assert found.frame is None
    assert "X is north" in found.problems[0].mend("en")


def test_a_table_whose_rows_lie_elsewhere_is_asked_about():
    far = box(100, 30, 100.1, 30.1)
    found = settle(table("EPSG:4527"), chosen=None, boundary=far)
    assert found.frame is None
    assert "the zone names EPSG:4527" in found.problems[0].mend("en")


def test_a_wide_area_in_which_two_zones_fit_is_asked_about():
    assert len(survey.grids(shapely.get_coordinates(table("EPSG:4548").geometry),
                            box(110, 39, 125, 41))) > 1  # fmt: skip
    found = settle(table("EPSG:4548"), chosen=None, boundary=box(110, 39, 125, 41))
    assert found.frame is None


def test_a_grid_the_user_states_is_read_north_first_too():
    found = settle(table("EPSG:4548"), chosen=CRS("EPSG:4548"), boundary=None)
    assert found.frame is not None
    assert [one.code for one in found.problems] == ["survey_axes"]
    assert_allclose(shapely.get_coordinates(found.frame.geometry), PLACES, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    "points", [[[448789.4, 4418908.9]], [[39448789.4, 4418908.9]], [[1176000.0, 1900000.0]],
               [[4418908.9, 24448789.4]], [[4418908.9, 39998789.4]]],
)  # fmt: skip
def test_what_is_no_survey_table_is_left_alone(points):
    """East first, feet, zone 24 (there is none), 498 km from the meridian."""
    assert not survey.north_first(np.array(points))
    assert survey.grids(np.array(points), AREA) == []
    assert not survey.north_first(shapely.get_coordinates(lonlat_frame([AREA]).geometry))
