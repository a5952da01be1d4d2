"""Private streets lead out by the nearest gate, and nobody passes through them."""

import geopandas as gpd
import numpy as np
from shapely import LineString

from spatial.network import Network, walking_network

NORTH, SOUTH = LineString([(0, 300), (900, 300)]), LineString([(0, 0), (900, 0)])
AROUND = LineString([(0, 0), (0, 300)])
ESTATE = [
    LineString([(600, 0), (600, 100)]),
    LineString([(600, 100), (600, 200)]),
    LineString([(600, 200), (600, 300)]),
]


def network(private):
    south = LineString([(0, 0), (600, 0), (900, 0)])
    north = LineString([(0, 300), (600, 300), (900, 300)])
    lines = np.array([south, north, AROUND, *ESTATE], dtype=object)
    flags = np.array([False] * 3 + [private] * 3)
    return Network.from_lines(lines, private=flags)


def walk(streets, a, b):
    return streets.nearest([a], [b])[0][0]


def test_a_way_through_an_estate_leads_around_it():
    """From (900, 0) to (900, 300): 900 m through the gates, 2,100 m around."""
    assert walk(network(private=False), (900, 0), (900, 300)) == 900
    assert walk(network(private=True), (900, 0), (900, 300)) == 2100


def test_who_lives_inside_leaves_by_the_nearest_gate():
    shut = network(private=True)
    assert walk(shut, (600, 80), (700, 0)) == 180
    assert walk(shut, (600, 220), (700, 300)) == 180
    # In the middle part, beyond the divide at (600, 150): still a way out.
    assert walk(shut, (600, 140), (600, 0)) == 140
    # Across the divide one walks out and around.
    assert walk(shut, (600, 80), (600, 250)) == 80 + 600 + 300 + 600 + 50


def test_one_gate_and_no_gate_change_nothing():
    lines = np.array([SOUTH, LineString([(300, 0), (300, 90)])], dtype=object)
    whole = Network.from_lines(lines, private=np.array([False, True]))
    assert len(whole.nodes) == len(Network.from_lines(lines).nodes)
    alone = Network.from_lines(lines[1:], private=np.array([True]))
    assert len(alone.edge_ends) == 1


def test_the_properties_of_streets_tell():
    frame = gpd.GeoDataFrame(
        {
            "properties": [
                {"access": "private"},
                {"access": "private", "foot": "yes"},
                {"bridge": "yes"},
                {"layer": "-2", "tunnel": "yes"},
                None,
                {"layer": "ground", "bridge": "no"},
            ]
        },
        geometry=[LineString([(0, i), (1, i)]) for i in range(6)],
        crs="EPSG:4548",
    )
    assert len(walking_network(frame).edge_ends) == 6
    from spatial.network import walkers  # noqa: PLC0415 - its own words

    told = [one or {} for one in frame["properties"]]
    assert walkers._private(told).tolist() == [True, False, False, False, False, False]
    assert walkers._levels(told).tolist() == [0, 0, 1, -2, 0, 0]
