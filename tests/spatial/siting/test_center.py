"""p-center: the bound when time is short, and what cannot be reached."""

import numpy as np
import pytest

from spatial.costs import as_costs
from spatial.errors import InfeasibleError
from spatial.siting.center import least_center
from spatial.siting.problem import Watch, as_candidates
from tests.spatial.siting_oracle import best_center, center_of, make_case


@pytest.mark.parametrize("seed", range(10))
def test_a_stopped_search_gives_a_bound_that_holds(seed):
    cost, _ = make_case(seed, 20, 9, holes=0, whole=False)
    anything = as_candidates(9, [], [])
    best = best_center(cost, 3)
    sites, bound = least_center(as_costs(cost), anything, 3, Watch(1e-9, None))
    assert bound <= best <= center_of(cost, sites)
    sites, bound = least_center(as_costs(cost), anything, 3, Watch(None, None))
    assert bound == best == center_of(cost, sites)


def test_rows_apart_need_sites_of_their_own():
    cost = np.where(np.eye(3) > 0, 1.0, np.inf)
    with pytest.raises(InfeasibleError, match="fixed sites and 2 more"):
        least_center(as_costs(cost), as_candidates(3, [], []), 2, Watch(None, None))
    with pytest.raises(InfeasibleError, match="fixed sites and 0 more"):
        least_center(as_costs(cost), as_candidates(3, [0], []), 1, Watch(None, None))


def test_nobody_is_no_distance_away():
    nobody = as_costs(np.empty((0, 3)))
    sites, bound = least_center(nobody, as_candidates(3, [2], []), 2, Watch(None, None))
    assert sites.tolist() == [0, 2]
    assert bound == 0
