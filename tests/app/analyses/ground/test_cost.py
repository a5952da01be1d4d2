"""Sizes are read without reading layers, and costs add up."""

from dataclasses import replace

import geopandas as gpd
import pytest
from shapely import Point, box

from app.analyses import ANALYSES
from app.analyses.cost.pieces import reach_cost
from app.analyses.ground.cost import PROCESS, Ceiling, Cost, Sizes, read_sizes
from app.database import Database
from layers.errors import UnknownAreaError
from layers.store import layers as store
from layers.store.areas import create_area
from tests.builders.areas import town_area


def test_every_analysis_declares_its_cost() -> None:
    for one in ANALYSES.values():
        assert callable(one.cost), one.id


def test_costs_add_up_and_a_ceiling_holds_both_parts() -> None:
    both = Cost(2.0, 10.0) + Cost(1.0, 5.0) * 3
    assert both == Cost(5.0, 25.0)
    assert Ceiling(5.0, 25.0).holds(both)
    assert not Ceiling(4.9, 25.0).holds(both)
    assert not Ceiling(5.0, 24.9).holds(both)
    assert Ceiling.of_process(30.0, PROCESS + 7.0) == Ceiling(30.0, 7.0)


def test_the_sizes_of_the_reference_district_are_those_of_its_layers(database: Database) -> None:
    with database.snapshot() as connection:
        sizes = read_sizes(connection, "dongcheng")
        statuses = store.list_layers(connection, "dongcheng")
        streets = store.read_layer(connection, "dongcheng", "streets")
        area = store.read_area(connection, "dongcheng")
    assert {one.layer: one.feature_count for one in statuses} == dict(sizes.features)
    corners = len(streets.get_coordinates())
    assert corners <= sizes.corners("streets") <= 2.5 * corners + 10
    metric = streets.geometry.to_crs(area.crs)
    assert metric.crs.is_projected
    assert sizes.area_m2 == pytest.approx(25.4e6, rel=0.01)
    assert (sizes.width_m, sizes.height_m) == pytest.approx((4_124, 7_817), rel=0.01)
    assert sizes.cells["canopy_raster"] == 0


def test_what_is_not_known_counts_as_nothing() -> None:
    assert Sizes().count("streets", "buildings") == 0
    assert Sizes().corners("streets") == 0


def test_an_unknown_area_is_refused(database: Database) -> None:
    with database.snapshot() as connection, pytest.raises(UnknownAreaError, match="dongcheng"):
        read_sizes(connection, "atlantis")


def test_sites_that_are_areas_count_by_their_edge(connection) -> None:
    """Kind: an estimate that does not grow with what is computed.

    0.01 by 0.01 degrees at 39.9 N: an edge of 0.04 degrees, 4,453 m, is 222 points 20 m apart. A
    site of 10 degrees counts as 5,000.
    """
    create_area(connection, town_area())
    shapes = [box(116.4, 39.9, 116.41, 39.91), Point(116.4, 39.9), box(111, 35, 121, 45)]
    frame = gpd.GeoDataFrame({"name": list("abc")}, geometry=shapes, crs=4326)
    for rows, points in ((2, 1 + 222 + 1), (3, 1 + 222 + 1 + 5_001)):
        store.write_layer(
            connection, "town", "kindergartens", frame[:rows], replace=True, actor="", source=""
        )
        sizes = read_sizes(connection, "town")
        assert sizes.goals("kindergartens") == pytest.approx(points, abs=5)
    assert sizes.goals("libraries") == 0
    asked = ("kindergartens", 500.0, "euclidean")
    lone = replace(sizes, points={})
    assert reach_cost(sizes, *asked).bytes > reach_cost(lone, *asked).bytes
