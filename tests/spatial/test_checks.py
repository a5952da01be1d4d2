"""The checks name the argument and say what is accepted."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, Polygon, box

from spatial import checks
from spatial.coverage import coverage
from spatial.errors import MissingColumnError, NotMetricError, ShapeError
from spatial.population import people_at_points
from tests.builders.frames import frame

SQUARE = box(0, 0, 10, 10)


def test_a_metric_frame_passes():
    checks.require_metric(frame([shapely.Point(500000, 4400000)]), "zones")


@pytest.mark.parametrize(
    ("crs", "words"),
    [
        (None, "no coordinate system"),
        ("EPSG:4326", "degree"),
        ("EPSG:2263", "foot"),
    ],
)
def test_other_systems_are_refused_by_name(crs, words):
    with pytest.raises(NotMetricError, match=words) as caught:
        checks.require_metric(frame([shapely.Point(1, 1)], crs=crs), "zones")
    assert "zones" in str(caught.value)
    assert "EPSG:4548" in str(caught.value)


def test_frames_in_two_systems_are_refused():
    zones = frame([shapely.Point(0, 0)])
    with pytest.raises(NotMetricError, match=r"facilities is in .* but zones"):
        checks.require_same_crs(
            "zones", zones, demand=None, facilities=frame([shapely.Point(0, 0)], crs="EPSG:4549")
        )
    checks.require_same_crs("zones", zones, facilities=zones, demand=None)


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(MissingColumnError, match="zones lacks the columns population, zone"):
        checks.require_columns(
            frame([shapely.Point(0, 0)], name=["a"]), "zones", ["population", "zone", "name"]
        )
    checks.require_columns(frame([shapely.Point(0, 0)], name=["a"]), "zones", ["name"])


def test_repeated_labels_are_refused():
    repeated = frame([shapely.Point(0, 0), shapely.Point(1, 1)]).set_index(
        np.array(["北新桥", "北新桥"])
    )
    with pytest.raises(ShapeError, match="zones repeats 北新桥"):
        checks.require_unique_index(repeated, "zones")
    checks.require_unique_index(frame([shapely.Point(0, 0)]), "zones")


@pytest.mark.parametrize("other", [shapely.Point(0, 0), None, shapely.LineString([(0, 0), (1, 1)])])
def test_other_kinds_and_missing_geometries_are_refused(other):
    with pytest.raises(ShapeError, match=r"zones holds .* in rows 1; accepted: Polygon or Multi"):
        checks.require_kinds(frame([shapely.box(0, 0, 1, 1), other]), "zones", checks.POLYGONAL)


def test_polygons_pass_as_polygons():
    checks.require_kinds(frame([shapely.box(0, 0, 1, 1)]), "zones", checks.POLYGONAL)


def test_coordinates_must_be_finite():
    checks.require_finite(np.array([shapely.Point(0, 1)]), "points")
    with pytest.raises(ShapeError, match=r"points has .* positions 1"):
        checks.require_finite(np.array([shapely.Point(0, 1), shapely.Point(0, np.inf)]), "points")


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "far", None])
def test_what_is_no_distance_is_refused(value):
    with pytest.raises(ShapeError, match=r"radius is .*; accepted: a finite number"):
        checks.require_distance(value, "radius")


@pytest.mark.parametrize("value", [0, 500, 0.5, np.float32(2)])
def test_distances_become_floats(value):
    assert checks.require_distance(value, "radius") == float(value)
    assert type(checks.require_distance(value, "radius")) is float


@pytest.mark.parametrize("points", [[1, 2, 3], [[1, 2, 3]], [["a", "b"]], [[0, np.nan]], 7])
def test_points_of_another_shape_are_refused(points):
    with pytest.raises(ShapeError, match=r"^points"):
        checks.as_points(points, "points")


def test_points_become_pairs():
    assert checks.as_points([], "points").shape == (0, 2)
    assert checks.as_points([[1, 2], [3, 4]], "points").tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("shape", "told"), [(Polygon(), "an empty Polygon in rows 1"), (None, "nothing in rows 1")]
)
def test_a_shape_that_is_not_there_is_named_with_its_row(shape, told):
    """The kind: an array error of some length, far from the row at fault."""
    zones = gpd.GeoDataFrame({"population": [1.0, 2.0]}, geometry=[SQUARE, shape], crs="EPSG:4548")
    places = gpd.GeoDataFrame(geometry=[Point(1, 1)], crs="EPSG:4548")
    with pytest.raises(ShapeError, match=f"zones holds {told}"):
        coverage(zones, places, radius=5)
    with pytest.raises(ShapeError, match=f"zones holds {told}"):
        people_at_points(zones)
    for name in ("facilities", "residential"):
        given = {"facilities": places, "residential": None} | {name: zones[["geometry"]]}
        with pytest.raises(ShapeError, match=f"{name} holds {told}"):
            coverage(
                zones.iloc[:1], given["facilities"], radius=5, residential=given["residential"]
            )
