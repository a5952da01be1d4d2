import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.coverage import facilities_in_reach, fold_coverage
from spatial.errors import ShapeError

COST = [[100.0, 200.0, 900.0], [500.0, 501.0, 900.0], [900.0, 900.0, 900.0]]


def test_shares_by_hand():
    """50 people reach two within 500 m, 30 one (500 m counts, 501 m does not), 20 none."""
    assert facilities_in_reach(COST, radius=500).tolist() == [2, 1, 0]
    assert fold_coverage(COST, [50, 30, 20], radius=500, most=3).tolist() == [0.8, 0.5, 0]
    assert np.isnan(fold_coverage(COST, [0, 0, 0], radius=500, most=2)).all()


@given(st.integers(0, 2**32), st.floats(0, 10))
def test_shares_fall_and_add_up_to_the_mean_number_in_reach(seed, radius):
    rng = np.random.default_rng(seed)
    cost, people = rng.uniform(0, 10, (9, 4)), rng.integers(0, 9, 9) + 1.0
    found = fold_coverage(cost, people, radius=radius, most=4)
    assert (np.diff(found) <= 1e-12).all()
    mean = np.average((cost <= radius).sum(axis=1), weights=people)
    assert found.sum() == pytest.approx(mean)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"most": 0}, "most"), ({"most": True}, "most"), ({"radius": -1}, "radius"),
     ({"radius": np.nan}, "radius"), ({"people": [1, 2]}, "people"),
     ({"people": [1, 2, -1]}, "people")],
)  # fmt: skip
def test_what_is_refused(change, message):
    given_ = {"people": [1, 1, 1], "radius": 1.0, "most": 1} | change
    with pytest.raises(ShapeError, match=message):
        fold_coverage(COST, given_["people"], radius=given_["radius"], most=given_["most"])
