"""The streets of a whole city hang together."""

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.formats.osm.extract import read_osm
from spatial.network.network import Network

DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "")) / "laspalmas"
EXTRACT = DATA / "laspalmas-2023-02-21.osm.pbf"


@pytest.mark.slow
@pytest.mark.skipif(
    not EXTRACT.is_file(), reason="SHEQU_TRIAL_DATA names no folder with laspalmas/"
)
@pytest.mark.parametrize("walkable", [False, True])
def test_at_least_97_percent_of_the_length_is_one_component(walkable):
    boundary = gpd.read_file(DATA / "boundary.geojson").to_crs(4326).union_all()
    streets = read_osm(EXTRACT, boundary)["streets"].to_crs(5635)
    if walkable:
        streets = streets[streets["walkable"]]
    network = Network.from_lines(streets.geometry.to_numpy())
    counts = np.diff(network.edge_first)
    lines = shapely.linestrings(network.vertices, indices=np.repeat(np.arange(len(counts)), counts))
    (inside,) = gpd.GeoSeries([boundary], crs=4326).to_crs(5635)
    length = shapely.length(shapely.intersection(lines, inside))
    main = network.component[network.edge_ends[:, 0]] == 0
    # Edges of plazas and the ways across are no streets: 45 km and 135 km more.
    plazas = streets["properties"].map(lambda one: bool({"across", "area"} & one.keys()))
    shapely.prepare(inside)
    of_streets = shapely.length(
        shapely.intersection(streets.geometry[~plazas].to_numpy(), inside)
    ).sum()
    assert of_streets == pytest.approx(1_527e3 if walkable else 1_683e3, abs=1e3)
    assert length.sum() == pytest.approx(1_707e3 if walkable else 1_863e3, abs=1e3)
    assert length[main].sum() > 0.97 * length.sum()
