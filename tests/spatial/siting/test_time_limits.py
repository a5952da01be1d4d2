"""Every question about sites ends within its time limit, with a bound or a word that none is known.

The instances are hard by construction: places at random in a square, so that thousands of choices
are nearly as good as the best.
"""

import time

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from spatial.errors import InfeasibleError
from spatial.siting import (
    SitingLimits,
    backup_coverage,
    frontier,
    maximal_coverage,
    p_center,
    p_dispersion,
    p_median,
    set_coverage,
)

LIMIT = 1.0
SLACK = 1.0
"""Seconds beyond the limit that an answer may take, besides a tenth of the limit."""
MADE = 3.0
"""Seconds that making the places and distances of a question here may take."""
SIDE, RADIUS = 10_000.0, 900.0


def places(rows, columns):
    rng = np.random.default_rng(7)
    return rng.uniform(0, SIDE, (rows, 2)), rng.uniform(0, SIDE, (columns, 2))


def near(rows, columns):
    """Return the distances (m) of pairs within the radius, and people of rows."""
    here, there = places(rows, columns)
    table = KDTree(here).sparse_distance_matrix(KDTree(there), RADIUS, output_type="coo_matrix")
    return csr_array(table.tocsr()), np.arange(rows) % 97 + 1.0


def far(rows, columns):
    """Return all distances (m), as one row a place, and people of rows."""
    return csr_array(cdist(*places(rows, columns))), np.arange(rows) % 97 + 1.0


def covered(**kept):
    table, people = near(12_000, 1_500)
    return maximal_coverage(
        table, people, radius=RADIUS, time_limit=LIMIT, **({"sites": 20} | kept)
    )


def everybody(model, *, people=False):
    table, demand = near(12_000, 1_500)
    table = table[np.diff(table.indptr) > 0]
    data = (table, demand[: table.shape[0]]) if people else (table,)
    return model(*data, radius=RADIUS, time_limit=LIMIT)


def apart():
    points = places(1, 1_500)[1]
    return p_dispersion(cdist(points, points), sites=40, time_limit=LIMIT)


def median():
    table, people = far(1_500, 600)
    return p_median(table, people, sites=20, time_limit=LIMIT)


def center():
    return p_center(far(1_500, 600)[0], sites=20, time_limit=LIMIT)


def shared():
    table, people = near(1_500, 200)
    limits = SitingLimits(capacity=people.sum() / 30)
    return maximal_coverage(table, people, sites=20, radius=RADIUS, limits=limits, time_limit=LIMIT)


def floors():
    groups = (places(12_000, 1)[0][:, 0] // 2_000).astype(int)
    return covered(limits=SitingLimits(groups=groups, floor=0.05))


def curve():
    table, people = near(12_000, 1_500)
    return frontier(table, people, radius=RADIUS, up_to=20, time_limit=LIMIT)[-1]


QUESTIONS = {
    "most people": covered,
    "all": lambda: everybody(set_coverage),
    "all, with backup": lambda: everybody(backup_coverage, people=True),
    "farthest apart": apart,
    "least walking": median,
    "nearest for the farthest": center,
    "capacities": shared,
    "floors": floors,
    "each number": curve,
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_comes_in_time_with_what_is_proven(name):
    """A limit of time holds for building, reductions, the solver's own steps and what follows."""
    found, told = None, ""
    begun = time.perf_counter()
    try:
        found = QUESTIONS[name]()
    except InfeasibleError as error:
        told = str(error)
    assert time.perf_counter() - begun <= LIMIT * 1.1 + SLACK + MADE
    assert found is not None or "time limit" in told
    if found is not None:
        assert found.seconds <= LIMIT * 1.1 + SLACK
        assert np.isfinite([found.objective, found.bound, found.gap]).all()
