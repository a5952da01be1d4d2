from typing import get_args

import numpy as np
import pytest

from app.analyses.access.access import AccessParameters, compute
from app.analyses.access.measuring import (
    DECAY,
    DECAYS,
    FREE,
    METHODS,
    RULES,
    DecayName,
    Method,
    fold_shares,
    measured,
)
from app.analyses.ground.distances import distances_within
from spatial.access import decay


def test_every_method_is_declared_once_with_a_decay():
    assert list(get_args(Method)) == list(RULES) == list(METHODS) == list(DECAY)
    assert set(DECAY.values()) <= set(decay.DECAYS)
    assert list(get_args(DecayName)) == list(DECAYS) == list(decay.DECAYS)
    assert set(FREE) < set(RULES)


def test_shares_of_people_by_facilities_in_reach(town):
    """Both facilities lie within 3,000 m of everybody, and one has closed."""
    distances = distances_within(
        town, "health_centers", population="resident", metric="euclidean", limit=3000
    )
    assert fold_shares(distances, 3000.0, most=2) == pytest.approx([1, 0])


def test_the_balanced_method_gives_the_ratio_of_the_facility_out_once(town):
    """One facility for 10,000 people: 0.1 for 1,000, apportioned over all places."""
    distances = distances_within(
        town, "health_centers", population="resident", metric="euclidean", limit=3000
    )
    asked = AccessParameters(facility="health_centers", method="balanced", catchment=3000)
    found = measured(distances, np.ones(1), asked, 3000.0)
    assert found.of_places.sum() == pytest.approx(0.1)
    told = compute(town, asked)
    assert told.rows["level_of_service"].sum() == pytest.approx(0.1)
    assert told.total["level_of_service"] == pytest.approx(0.1)
    assert told.total["equity"] is None
