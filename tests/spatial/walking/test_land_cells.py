"""Rectangles of land hold all of it, exactly, whatever its shape."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.network.network import Network
from spatial.walking.land_cells import land_of
from spatial.walking.street_cells import Start
from tests.builders.true_town import true_town

START = Start(500.0)
NOWHERE = Network.from_lines(np.array([], dtype=object))


def _land(*shapes):
    return land_of(np.array(shapes, dtype=object), NOWHERE, start=START)


def test_an_area_is_cut_by_its_border() -> None:
    triangle = shapely.Polygon([(0, 0), (40, 0), (0, 20)])
    land = _land(triangle)
    assert land.area.sum() == pytest.approx(400)
    west = land.cells.middle[:, 0] < 20
    # Of the triangle 300 m² lie west of its middle: 20 m by heights from 20 to 10.
    assert land.area[west].sum() == pytest.approx(300)


def test_holes_parts_and_what_has_no_area() -> None:
    ring = shapely.box(0, 0, 90, 90).difference(shapely.box(30, 30, 60, 60))
    both = shapely.MultiPolygon([shapely.box(500, 0, 510, 10), shapely.box(0, 500, 700, 900)])
    land = _land(ring, both, shapely.Polygon())
    assert land.sums(land.cells, land.area) == pytest.approx([8100 - 900, 100 + 280_000, 0])
    assert land.size == 3
    assert land.nbytes > 0
    assert not len(_land().area)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_areas_add_up_also_when_cut_again(seed) -> None:
    rng = np.random.default_rng(seed)
    middle = rng.uniform(0, 1200, 2) + rng.choice([0.0, 4e6])
    star = shapely.buffer(
        shapely.linestrings(middle + rng.uniform(-150, 150, (6, 2))), rng.uniform(0.1, 40)
    )
    hole = star.difference(shapely.buffer(shapely.Point(middle), rng.uniform(5, 60)))
    shapes = np.array([star, hole], dtype=object)
    land = land_of(shapes, true_town(seed).network, start=START)
    true = shapely.area(shapes)
    assert land.sums(land.cells, land.area) == pytest.approx(true, rel=1e-7, abs=1e-4)
    cells, area = land.finer(land.cells)
    assert land.sums(cells, area) == pytest.approx(true, rel=1e-7, abs=1e-4)
    row = rng.integers(0, len(area), 20)
    low, high = cells.middle[row] - cells.half[row], cells.middle[row] + cells.half[row]
    held = shapely.intersection(
        shapes[land.polygon[cells.owner[row]]], shapely.box(*low.T, *high.T)
    )
    assert area[row] == pytest.approx(shapely.area(held), rel=1e-6, abs=1e-4)
