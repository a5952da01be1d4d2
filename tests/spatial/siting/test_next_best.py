"""All choices of equal value are found, each once, and the list says when it is complete."""

import time

import numpy as np
import pytest

from spatial.errors import InfeasibleError, ShapeError
from spatial.siting.models import alternatives, maximal_coverage, p_center, p_median, set_coverage
from tests.spatial import siting_oracle as oracle
from tests.spatial.siting_oracle import GOLDEN_COST, choices


def sets(found):
    listed = [tuple(solution.sites.tolist()) for solution in found.solutions]
    assert len(set(listed)) == len(listed)
    return set(listed)


@pytest.mark.parametrize("seed", range(6))
def test_every_choice_of_equal_value_is_listed(seed):
    cost, people = oracle.make_case(seed, 8, 6, holes=0)
    values = {tuple(c): oracle.median_of(cost, people, c) for c in choices(6, 3)}
    found = alternatives(p_median, cost, people, sites=3, count=99)
    assert found.complete
    assert sets(found) == {c for c, value in values.items() if value == min(values.values())}
    values = {tuple(c): oracle.served_by(cost, people, c, 2) for c in choices(6, 2)}
    found = alternatives(maximal_coverage, cost, people, sites=2, radius=2, count=99)
    assert sets(found) == {c for c, value in values.items() if value == max(values.values())}
    values = {tuple(c): oracle.center_of(cost, c) for c in choices(6, 2, fixed=[1])}
    found = alternatives(p_center, cost, sites=2, fixed=[1], count=99)
    assert sets(found) == {c for c, value in values.items() if value == min(values.values())}


def test_set_covers_of_the_known_case():
    expected = {
        tuple(chosen)
        for chosen in choices(6, 3)
        if (GOLDEN_COST[:, chosen] <= 300).any(axis=1).all()
    }
    found = alternatives(set_coverage, GOLDEN_COST, radius=300, count=99)
    assert sets(found) == expected
    assert found.complete


def test_a_list_cut_short_is_not_complete():
    level = np.ones((3, 5))
    found = alternatives(p_median, level, np.ones(3), sites=2, count=4)
    assert len(sets(found)) == 4
    assert not found.complete
    assert not alternatives(p_median, level, np.ones(3), sites=2, time_limit=1e-6).complete
    with pytest.raises(ShapeError):
        alternatives(p_median, level, np.ones(3), sites=2, count=0)
    with pytest.raises(InfeasibleError):
        alternatives(p_median, level, np.ones(3), sites=2, forbidden=[0, 1, 2, 3])


def test_out_of_time_before_any_answer_nothing_is_listed_and_nothing_runs_on():
    limits = []

    def model(*, time_limit, **rules):
        limits.append(time_limit)
        assert set(rules) == {"fixed", "forbidden"}
        time.sleep(0.02)
        raise InfeasibleError("none was found in the time limit")

    found = alternatives(model, time_limit=0.01)
    assert (found.solutions, found.complete) == ((), False)
    # Asked once, within the limit: not a second time without any.
    assert len(limits) == 1
    assert 0 < limits[0] <= 0.01
    with pytest.raises(InfeasibleError, match="none was found"):
        alternatives(model, time_limit=10.0)
