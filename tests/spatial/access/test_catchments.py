"""Golden numbers of a town of three places and two facilities, and laws on random towns."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array

from spatial.access.catchments import (
    cumulative,
    floating_catchment,
    gravity,
    three_step_floating_catchment,
    two_step_floating_catchment,
)
from spatial.access.decay import DECAYS, Exponential, GaussianKernel, Power
from spatial.costs import as_costs
from spatial.equity.inequality import fgt, palma
from spatial.errors import ShapeError

PEOPLE, SUPPLY = [1000, 3000, 2000], [10, 5]
COST = np.array([[200, 900], [400, 600], [1200, 300]])
REACH = 1000
GOLDEN = {
    "binary": ([2.5, 0.833333], [3.333333, 3.333333, 0.833333]),
    "step": ([3.289474, 1.173709], [3.547690, 3.034964, 1.173709]),
    "gaussian": ([2.973114, 1.360922], [3.032562, 3.183328, 1.208727]),
    "gaussian_kernel": ([3.224180, 1.502090], [3.273555, 3.072381, 1.254651]),
    "epanechnikov": (None, [3.000351, 3.228042, 1.157761]),
}


@pytest.mark.parametrize("form", [np.asarray, as_costs, lambda cost: cost.tolist()])
@pytest.mark.parametrize("decay", GOLDEN)
def test_the_golden_numbers(decay, form):
    ratio, access = GOLDEN[decay]
    found = floating_catchment(form(COST), PEOPLE, SUPPLY, catchment=REACH, decay=decay)
    assert found.access * 1000 == pytest.approx(access, abs=5e-7)
    if ratio:
        assert found.ratio * 1000 == pytest.approx(ratio, abs=5e-7)
    assert PEOPLE @ found.access == pytest.approx(15)
    assert found.reached.all()
    assert len(found.unreached) == 0


@pytest.mark.parametrize("form", [np.asarray, as_costs])
def test_three_steps(form):
    found = floating_catchment(
        form(COST), PEOPLE, SUPPLY, catchment=REACH, decay="step", selection=True
    )
    assert found.ratio * 1000 == pytest.approx([5.435751, 1.634162], abs=5e-7)
    expected = pytest.approx([4.520364, 2.403770, 1.634162], abs=5e-7)
    assert found.access * 1000 == expected
    again = three_step_floating_catchment(COST, PEOPLE, SUPPLY, catchment=REACH)
    assert again * 1000 == expected


def test_three_places_on_a_line():
    places, sites = np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0])
    found = two_step_floating_catchment(
        np.abs(places[:, None] - sites),
        [100, 100, 100],
        [10, 10],
        catchment=np.inf,
        decay=GaussianKernel(1.0),
    )
    assert found == pytest.approx([0.065179, 0.069641, 0.065179], abs=5e-7)


def test_steps_given_as_limits_and_weights():
    steps = {REACH / 3: 1.0, 2 * REACH / 3: 0.68, REACH: 0.22}
    found = two_step_floating_catchment(COST, PEOPLE, SUPPLY, catchment=REACH, decay=steps)
    assert found * 1000 == pytest.approx(GOLDEN["step"][1], abs=5e-7)


def test_a_facility_that_reaches_nobody_is_told_and_serves_nobody():
    cost = [[100, np.inf, 100], [np.inf, np.inf, 100]]
    found = floating_catchment(cost, [10, 0], [1, 2, 3], catchment=500)
    assert found.unreached.tolist() == [1]
    assert np.isnan(found.ratio[1])
    assert found.access.tolist() == pytest.approx([0.4, 0.3])
    assert [10, 0] @ found.access == pytest.approx(4)


def test_a_facility_on_the_edge_of_the_catchment_counts_in_the_plain_method_alone():
    plain = two_step_floating_catchment([[500.0]], [10], [5], catchment=500)
    faded = floating_catchment([[500.0]], [10], [5], catchment=500, decay="gaussian")
    assert plain.tolist() == [0.5]
    assert faded.access.tolist() == [0]
    assert faded.unreached.tolist() == [0]


def test_opportunities_without_competition():
    assert cumulative(COST, SUPPLY, catchment=600).tolist() == [10, 15, 5]
    assert gravity([[0.5, 2.0]], [8, 8], decay=Power(2.0)).tolist() == [8 + 2]
    assert gravity([[0.0, 1.0]], [1, 1], decay=Exponential(1.0)) == pytest.approx([1.367879441])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"supply": [10, np.nan]},
            r"supply is missing, infinite or negative at positions 1 \(1 in all\)",
        ),
        ({"supply": [10]}, r"supply has shape \(1,\); accepted: \(2,\)"),
        ({"demand": [1, -1, 2]}, r"demand is missing, infinite or negative"),
        ({"demand": ["many"] * 3}, "demand is not an array of numbers"),
        ({"catchment": -1}, "catchment is -1; accepted"),
        ({"catchment": np.nan}, "catchment is nan; accepted"),
        ({"decay": "cubic"}, "decay is 'cubic'; accepted: binary, step"),
        ({"decay": lambda cost: -cost}, "decay gives weights"),
    ],
)
def test_what_is_refused(change, message):
    given_values = {"demand": PEOPLE, "supply": SUPPLY, "catchment": REACH, **change}
    demand, supply = given_values.pop("demand"), given_values.pop("supply")
    with pytest.raises(ShapeError, match=message):
        two_step_floating_catchment(COST, demand, supply, **given_values)


def _places(count, largest):
    return arrays(float, count, elements=st.floats(0, largest, allow_subnormal=False, width=32))


@given(
    data=st.data(),
    size=st.tuples(st.integers(1, 7), st.integers(1, 5)),
    decay=st.sampled_from(sorted(DECAYS)),
    selection=st.booleans(),
)
def test_all_supply_that_is_reached_is_shared_out(data, size, decay, selection):
    # Whole costs and people: weights far below a person's share would be lost to rounding.
    cost = np.round(data.draw(_places(size, 2000)))
    people = np.round(data.draw(_places(size[0], 1e4)))
    supply = np.round(data.draw(_places(size[1], 1e3)))
    found = floating_catchment(
        cost, people, supply, catchment=REACH, decay=decay, selection=selection
    )
    assert people @ found.access == pytest.approx(supply[found.reached].sum(), rel=1e-9)
    table = floating_catchment(
        as_costs(np.where(cost <= REACH, cost, np.inf)),
        people,
        supply,
        catchment=REACH,
        decay=decay,
        selection=selection,
    )
    assert (table.access == found.access).all()


def test_stored_zeros_are_costs():
    table = csr_array((np.array([0.0]), (np.array([0]), np.array([1]))), shape=(2, 2))
    assert two_step_floating_catchment(table, [4, 4], [1, 1], catchment=1).tolist() == [0.25, 0]


DATA = Path(os.environ.get("SHEQU_TRIAL_DATA", "/nowhere")) / "belohorizonte"


@pytest.mark.skipif(
    not DATA.exists(), reason="SHEQU_TRIAL_DATA does not name a folder of real data"
)
def test_the_published_figures_of_a_real_city():
    cells = pd.read_csv(DATA / "land_use.csv").set_index("id")
    pairs = pd.read_parquet(DATA / "travel_matrix.parquet")
    rows = cells.index.get_indexer(pairs["from_id"])
    columns = cells.index.get_indexer(pairs["to_id"])
    minutes = np.full((len(cells), len(cells)), np.inf)
    minutes[rows, columns] = pairs["travel_time"]
    jobs, people = cells["jobs"].to_numpy(), cells["population"].to_numpy()
    within = cumulative(minutes, jobs, catchment=30)
    assert within[:6].tolist() == [14561, 29452, 16647, 10700, 6669, 37029]
    for form in (np.asarray, as_costs):
        access = two_step_floating_catchment(form(minutes), people, jobs, catchment=50)
        three = cells.index.get_indexer([f"89a88cdb{end}ffff" for end in ("57b", "597", "5b3")])
        assert access[three] == pytest.approx([0.4278111, 0.3863614, 0.4501725], abs=5e-8)
    for by in ("income_per_capita", "income_decile"):
        assert palma(within, people, by=cells[by]) == pytest.approx(3.800465, abs=5e-7)
    poverty = [fgt(within, people, line=95368, alpha=alpha) for alpha in (0, 1, 2)]
    assert poverty == pytest.approx([0.5745378, 0.3277383, 0.2218769], abs=5e-8)


@pytest.mark.parametrize("catchment", ["far", None])
def test_a_catchment_that_is_no_number_is_refused(catchment):
    with pytest.raises(ShapeError, match="catchment"):
        two_step_floating_catchment([[1.0]], [1], [1], catchment=catchment)


def test_access_beyond_all_numbers_is_refused():
    with pytest.raises(ShapeError, match="beyond all numbers"):
        two_step_floating_catchment([[1.0]], [5e-324], [1], catchment=5)
