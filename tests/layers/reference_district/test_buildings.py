from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.reference_district.buildings import Buildings, build_houses
from layers.reference_district.description import Description
from layers.reference_district.plots import Plot

RING = np.array([[0.0, 0.0], [200.0, 0.0], [190.0, 70.0], [10.0, 60.0]])
LANES = Plot(face=0, community=3, ring=RING, character="h", land_class="residential")


def _build(
    plot: Plot, description: Description, spurs: list[shapely.LineString] | None = None
) -> Buildings:
    rng = np.random.Generator(np.random.PCG64(1))
    return build_houses([(plot, plot.ring)], spurs or [], description, rng)


@pytest.mark.parametrize("character", ["h", "m", "t"])
def test_houses_fit_into_their_plot_and_apart(description: Description, character: str) -> None:
    houses = _build(replace(LANES, character=character), description)
    assert len(houses.footprint) > 0
    assert shapely.covers(shapely.Polygon(RING), houses.footprint).all()
    total = shapely.area(shapely.union_all(houses.footprint))
    assert total == pytest.approx(shapely.area(houses.footprint).sum())
    assert (houses.community == 3).all()


def test_floor_area_is_footprint_times_floors(description: Description) -> None:
    houses = _build(LANES, description)
    expected = shapely.area(houses.footprint) * houses.floors
    assert houses.floor_area == pytest.approx(expected, abs=0.06)
    assert houses.dwelling_area == pytest.approx(0.82 * houses.floor_area, abs=0.06)


def test_nobody_lives_in_an_office(description: Description) -> None:
    offices = _build(replace(LANES, land_class="commercial"), description)
    assert set(offices.use) == {"commercial"}
    assert offices.dwelling_area.sum() == 0


def test_a_dead_end_lane_stays_free(description: Description) -> None:
    lane = shapely.LineString([(100, 0), (100, 50)])
    free = _build(LANES, description, [lane])
    assert shapely.distance(free.footprint, lane).min() >= 2.0
    assert len(free.footprint) < len(_build(LANES, description).footprint)
