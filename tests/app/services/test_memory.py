"""What is kept is told at its true size, or near it."""

import tracemalloc

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import csr_array
from shapely import Point

from app.analyses.scenario.scenario import WhatIfParameters
from app.services.memory import (
    FRAME,
    NODE,
    SHAPE,
    SMALL,
    VERTEX,
    frame_bytes,
    shape_bytes,
    size_of,
    table_bytes,
)
from spatial.green.entrances import Entrances


def test_sizes_grow_with_vertices() -> None:
    large = gpd.GeoDataFrame(geometry=[Point(0, 0).buffer(1, 250)])
    assert frame_bytes(large) - frame_bytes(large.set_geometry(large.centroid)) == VERTEX * 1000
    assert size_of(large) == max(SMALL, frame_bytes(large))
    assert shape_bytes([Point(0, 0), None]) == 2 * SHAPE + VERTEX


def test_arrays_of_numbers_and_tables_of_distances_are_their_bytes() -> None:
    assert size_of(np.zeros(10_000)) == 80_000
    table = csr_array(np.ones((100, 100)))
    assert size_of(table) == pytest.approx(10_000 * 16, rel=0.3)


def test_arrays_of_shapes_and_trees_count_their_shapes() -> None:
    shapes = np.array([Point(0, 0).buffer(1, 25)] * 100, dtype=object)
    alone = 100 * (SHAPE + 101 * VERTEX)
    assert size_of(shapes) == alone + shapes.nbytes
    assert size_of(shapely.STRtree(shapes)) == alone + 100 * NODE


def test_the_fields_of_a_dataclass_count() -> None:
    points = np.zeros((5_000, 2))
    none = np.empty(0, dtype=np.int64)
    doors = Entrances(points, np.zeros(5_000, dtype=np.int64), none)
    assert 120_000 <= size_of(doors) <= 121_000


def test_a_long_text_counts_wherever_it_stands() -> None:
    edits = "x" * 400_000
    asked = WhatIfParameters(facility="health_centers", edits=edits)
    assert size_of(("result", asked, "dongcheng")) > 400_000
    assert size_of({"parameters": {"edits": edits}, "list": [edits]}) > 800_000
    assert size_of("text") == SMALL
    assert size_of(None) == SMALL


def test_further_properties_of_rows_are_looked_into() -> None:
    # What a process allocates for a column of mappings, each with a text of its own.
    tracemalloc.start()
    held = [{"name": "n" * 100 + str(row)} for row in range(2_000)]
    table = pd.DataFrame({"properties": pd.Series(held, dtype=object)})
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert table_bytes(table) - FRAME == pytest.approx(grown, rel=0.35)
