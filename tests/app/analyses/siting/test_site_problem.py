"""Questions as tables: one column for all that stay, and only candidates that are nearer."""

import numpy as np
import pytest

from app.analyses.siting.site_ground import PlaceParameters, site_ground
from app.analyses.siting.site_problem import Aim, aim_of, ask, prices, solve_problem
from app.analyses.siting.siting import SitingParameters
from app.progress import heard_by
from tests.builders.site_towns import put_parcels, put_row


def _aim(**values):
    return Aim(**({"problem": "most-people"} | values))


@pytest.fixture
def ground(town):
    put_row(town, facility_at=750.0)
    put_parcels(town)
    where = {"candidates": "parcels", "forbidden": "none", "spacing": 10}
    return site_ground(town, PlaceParameters(facility="health_centers", **where))


def test_facilities_that_stay_are_one_column(ground) -> None:
    question = ask(ground, _aim(problem="least-walking"), 300)
    assert question.kept == 1
    dense = question.table.toarray()
    assert dense[:, 0].tolist() == [600, 300, 0, 300, 600, 900]
    # The third place has a facility at 0 m: no candidate is nearer.
    assert question.table[[2]].nnz == 1
    # From the sixth place only candidates nearer than 900 m are left: 3 (600 m ...) to 6.
    assert question.table[[5]].indices.tolist() == [0, 4, 5, 6]


def test_with_capacities_each_facility_stays_by_itself(ground) -> None:
    question = ask(ground, _aim(capacity=1000.0), 300)
    assert question.kept == 1
    assert question.table.nnz == 3 + 16


def test_within_a_radius_only_service_counts(ground) -> None:
    question = ask(ground, _aim(), 300)
    assert np.diff(question.table.indptr).tolist() == [2, 2, 1, 2, 3, 2]
    assert question.asked.all()


def test_the_solver_tells_its_progress_to_the_door(ground) -> None:
    steps = []
    with heard_by(steps.append):
        answer = solve_problem(ground, _aim(problem="least-walking", sites=2), 300)
    assert answer.proven
    assert all(step.gap >= 0 for step in steps)


def test_parameters_state_the_aim() -> None:
    stated = SitingParameters(facility="elder_homes", problem="cover-all", capacity=9.0)
    assert aim_of(stated, sites=7) == Aim("cover-all", sites=7, capacity=9.0)


def test_a_parcel_may_have_a_price_of_its_own(town) -> None:
    put_row(town)
    put_parcels(town)
    town.frames["land_use"]["properties"] = [{"site_cost": 5}, {}, None, {"site_cost": "x"}, {}, {}]
    where = {"candidates": "parcels", "forbidden": "none", "spacing": 10}
    ground = site_ground(town, PlaceParameters(facility="health_centers", **where))
    assert prices(ground, _aim(site_cost=2.0)).tolist() == [5, 2, 2, 2, 2, 2]
    # For 4 two places at 2 each are bought, not the first at 5.
    found = solve_problem(ground, _aim(budget=4.0, site_cost=2.0), 300)
    assert (found.chosen.tolist(), found.spent) == ([1, 4], 4)
