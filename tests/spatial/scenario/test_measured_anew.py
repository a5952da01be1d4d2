"""Scenarios in towns with private streets: what edits change is what a new measurement finds.

The kind of fault: what is kept up by edits and what is made anew answer differently.
"""

import numpy as np
import pytest
from shapely import LineString

from spatial.network import Network
from spatial.scenario import WalkingNearest, walking_nearest
from spatial.scenario.measured_anew import MeasuredAnew

LINES = np.array(
    [
        LineString([(0, 0), (600, 0), (900, 0)]),
        LineString([(0, 300), (600, 300), (900, 300)]),
        LineString([(0, 0), (0, 300)]),
        LineString([(600, 0), (600, 150), (600, 300)]),
    ],
    dtype=object,
)
HOMES = np.array([(600.0, 80.0), (600.0, 250.0), (900.0, 0.0), (0.0, 150.0)])


def state(private=(False, False, False, True), facilities=((900.0, 300.0),)):
    streets = Network.from_lines(LINES, private=np.array(private))
    return walking_nearest(streets, HOMES, np.array(facilities), max_snap=100.0)


def test_towns_without_private_streets_are_mended_by_edits():
    assert type(state(private=(False,) * 4)) is WalkingNearest
    assert type(state()) is MeasuredAnew


def test_each_edit_tells_what_changed():
    """The clinic at (900, 300): 520 and 350 m from inside, 2,100 m around, 1,050 m."""
    nearest = state()
    assert nearest.distance.tolist() == [220 + 300, 50 + 300, 900 + 300 + 900, 150 + 900]
    before = nearest.copy()
    assert nearest.add(1, (600.0, 150.0)).tolist() == [0, 1, 2, 3]
    assert nearest.distance.tolist() == [70, 100, 300 + 150, 150 + 600 + 150]
    assert nearest.move(1, (900.0, 10.0)).tolist() == [0, 1, 2, 3]
    assert nearest.distance.tolist() == [80 + 300 + 10, 350, 10, 1050]
    assert nearest.close(1).tolist() == [0, 2]
    assert nearest.distance.tolist() == before.distance.tolist()
    assert before.open.tolist() == [True]
    # An opened public path ends the way around; closed again the way is as before.
    changed = nearest.open_street(LineString([(900, 0), (900, 300)]))
    assert changed.tolist() == [2]
    assert nearest.distance[2] == 300
    edge = len(nearest.network.edge_open) - 1
    assert nearest.close_street([edge]).tolist() == [2]
    assert nearest.distance.tolist() == before.distance.tolist()


@pytest.mark.parametrize("seed", range(4))
def test_edits_and_a_new_measurement_agree(seed):
    rng = np.random.default_rng(seed)
    nearest = state(facilities=((900.0, 300.0), (0.0, 0.0)))
    for _ in range(6):
        earlier = nearest.distance.copy(), nearest.facility.copy()
        match rng.integers(3):
            case 0:
                changed = nearest.add(len(nearest.sites), rng.uniform(0, 300, 2))
            case 1:
                changed = nearest.move(0, rng.uniform(0, 300, 2))
            case _:
                changed = nearest.open_street(LineString([(0, 0), (300 * rng.random(), 300)]))
        distance, facility = nearest.recompute()
        assert np.array_equal(distance, nearest.distance)
        assert np.array_equal(facility, nearest.facility)
        others = np.setdiff1d(np.arange(len(HOMES)), changed)
        assert np.array_equal(earlier[0][others], distance[others])
        table = nearest.costs(5_000.0).toarray()
        reached = np.isfinite(distance)
        assert np.array_equal(
            np.where(table > 0, table, np.inf).min(axis=1)[reached], distance[reached]
        )
