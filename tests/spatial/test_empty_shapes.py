"""Empty and missing shapes: every method names them, or says what they give."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from spatial.coverage import coverage, disc_coverage
from spatial.errors import ShapeError
from spatial.green import green
from spatial.network import Network
from spatial.population import assign_zones, occupied_land
from spatial.site_points import site_points
from spatial.siting import candidate_sites, grid_points, parcel_points

CRS = "EPSG:4548"
WHOLE = box(0, 0, 1000, 1000)
NOTHING = [Polygon(), MultiPolygon(), None]


def frame(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


@pytest.mark.parametrize("lost", NOTHING)
def test_a_zone_without_a_shape_is_named(lost):
    """Kind: an empty shape passes as a polygon and fails somewhere inside, or counts as 0."""
    zones = frame(WHOLE, lost, population=[10.0, 20.0], population_resident=[1.0, 2.0])
    zones["population_registered"] = [1.0, 2.0]
    with pytest.raises(ShapeError, match=r"rows 1; accepted: Polygon or MultiPolygon, not empty"):
        coverage(zones, frame(Point(100, 100)), radius=300)
    with pytest.raises(ShapeError, match=r"zones holds .* in rows 1"):
        green(zones, frame(WHOLE))
    with pytest.raises(ShapeError, match=r"green_spaces holds .* in rows 1"):
        green(zones.iloc[:1], frame(WHOLE, lost))


@pytest.mark.parametrize("lost", [Point(), Polygon(), None])
def test_a_facility_without_a_place_is_named(lost):
    zones = frame(WHOLE, population=[10.0])
    with pytest.raises(ShapeError, match="rows 1"):
        coverage(zones, frame(Point(1, 1), lost), radius=300)
    with pytest.raises(ShapeError, match="facility in row 1 is"):
        site_points(np.array([Point(1, 1), lost], dtype=object))


def test_land_without_a_shape_holds_no_candidate():
    found = parcel_points(np.array([WHOLE, Polygon(), None], dtype=object))
    assert found[0].tolist() == [500, 500]
    assert np.isnan(found[1:]).all()
    assert grid_points(Polygon(), spacing=10).shape == (0, 2)
    with pytest.raises(ShapeError, match="area is missing"):
        grid_points(None, spacing=10)
    barred = np.array([Polygon(), None], dtype=object)
    assert len(candidate_sites([[5.0, 5.0]], forbidden=barred).points) == 1
    assert len(candidate_sites([[5.0, 5.0]], area=Polygon()).points) == 0


def test_what_has_no_shape_lies_nowhere_and_holds_nothing():
    zones = frame(WHOLE, Polygon(), None)
    owner = assign_zones(frame(Point(1, 1), Point(), None), zones)
    assert owner.tolist()[0] == 0
    assert owner.isna().tolist() == [False, True, True]
    land = occupied_land(frame(WHOLE), frame(Polygon(), None, box(0, 0, 10, 10)))
    assert shapely.area(land.geometry.to_numpy()).tolist() == [100]
    shares = disc_coverage(np.array([WHOLE, Polygon()], dtype=object), [[500.0, 500.0]], radius=9)
    assert (shares > 0).tolist() == [True, False]


def test_streets_without_a_shape_are_no_streets():
    drawn = LineString([(0, 0), (100, 0)])
    streets = Network.from_lines([LineString(), None, drawn])
    assert len(streets.edge_open) == 1
    assert streets.nearest([[0.0, 0.0]], [[100.0, 0.0]])[0].tolist() == [100]
