"""Which streets are open to walkers, and how the speeds follow from minutes and meters."""

import geopandas as gpd
import pytest
import shapely

from spatial.network import walkers
from spatial.network.walkers import (
    ELDERLY_SPEED,
    WALKING_SPEED,
    walkable_streets,
    walking_network,
)
from tests.builders.frames import frame


def _streets(**columns: list[object]) -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(0, y), (100, y)]) for y in range(4)]
    return frame(lines, **columns)


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_a_street_is_open_unless_it_is_said_to_be_closed(unknown: object) -> None:
    streets = _streets(walkable=[True, False, unknown, True])
    assert walkable_streets(streets).index.tolist() == [0, 2, 3]


def test_where_nothing_is_said_all_are_open() -> None:
    assert len(walkable_streets(_streets())) == 4


def test_fifteen_minutes_are_900_meters_and_675_of_the_elderly() -> None:
    assert (15 * WALKING_SPEED, 15 * ELDERLY_SPEED) == (900, 675)


def test_properties_are_read_however_they_are_written() -> None:
    """The kind of fault: the same tag counts from one file and not from another."""
    told = [
        {"ACCESS": " Private ", "osm_id": "way/1"},
        {"access": "residents", "Foot": "YES"},
        {"access": "permit"},
        {"Layer": 1, "bridge": None},
        {"BRIDGE": "T"},
        {"tunnel": True, "layer": "x"},
        None,
    ]
    lines = [shapely.LineString([(0, y), (100, y)]) for y in range(len(told))]
    read = [walkers._told(one) for one in told]
    assert walkers._private(read).tolist() == [True, False, True, False, False, False, False]
    assert walkers._levels(read).tolist() == [0, 0, 0, 1, 1, -1, 0]
    streets = walking_network(frame(lines, properties=told))
    assert streets.line_private.tolist() == [True, False, True, False, False, False, False]
