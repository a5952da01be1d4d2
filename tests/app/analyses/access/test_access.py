import numpy as np
import pytest
from pydantic import ValidationError
from shapely.geometry import Point, box

from app.analyses.access.access import AccessParameters, column_of, compute
from app.analyses.access.measuring import DECAYS, METHODS
from app.problems.errors import NoPeopleError, ParameterError


def _cells(town):
    """All people of West at (200, 500), those of East at (1200, 500): 300 and 700 m from it."""
    town.put(
        "population_cells",
        [Point(200, 500), Point(1200, 500)],
        population_resident=[8000.0, 2000.0],
    )
    town.put(
        "health_centers",
        [Point(500, 500), Point(1900, 500)],
        name=["Near", "Far"],
        grade=["center", "center"],
        capacity=[20, 6],
        staff=[5, None],
    )


def test_people_share_what_they_reach(town):
    _cells(town)
    parameters = AccessParameters(facility="health_centers", supply="capacity", catchment=700)
    found = compute(town, parameters)
    assert found.rows.index.tolist() == [1, 2]
    assert found.rows["name"].tolist() == ["West", "East"]
    # Near: 20 beds for 10,000 people; Far: 6 beds for the 2,000 of East.
    assert found.rows["access_per_1000"].tolist() == pytest.approx([2.0, 5.0])
    assert found.total["access_per_1000"] == pytest.approx(2.6)
    assert found.total["supply"] == 26
    assert found.total["supply_unreached"] == 0
    equity = found.total["equity"]
    assert equity["mean"] == pytest.approx(2.6)
    # Lorenz: 80 % of the people hold 16 of 26.
    assert equity["lorenz"] == [[0, 0], [0.8, pytest.approx(16 / 26, abs=1e-6)], [1, 1]]
    assert equity["gini"] == pytest.approx(0.8 - 16 / 26)
    assert equity["theil"] == pytest.approx(equity["theil_between"] + equity["theil_within"])
    assert [one["name"] for one in equity["by_subdistrict"]] == ["Town"]
    assert found.stated["population_basis"] == "cells"


def test_a_facility_that_nobody_reaches_is_named(town):
    _cells(town)
    found = compute(town, AccessParameters(facility="health_centers", catchment=350))
    assert found.total["facilities_unreached"] == 1
    assert found.total["supply_unreached"] == 1
    assert "Far" in found.notes[-1].en
    assert found.rows["without_access"].tolist() == [0, 2000]
    assert found.rows["without_access_share"].tolist() == [0, 1]
    assert found.total["without_access"] == 2000


def test_a_supply_that_is_not_known_is_refused(town):
    _cells(town)
    with pytest.raises(ParameterError) as refused:
        compute(town, AccessParameters(facility="health_centers", supply="staff", catchment=700))
    (fault,) = refused.value.faults
    assert fault.parameter == "supply"
    assert "1 of 2 facilities have no value: Far" in fault.accepted.en
    assert "count, capacity" in fault.accepted.en


def test_a_kind_supplies_any_number_it_has_a_column_for(town):
    """30 places for 1,000 people who all reach them are 30 for 1,000."""
    _cells(town)
    town.put("kindergartens", [Point(100, 100)], places=[30], classes=[3])
    asked = {"facility": "kindergartens", "catchment": 3000}
    found = compute(town, AccessParameters(**asked, supply="places"))
    assert found.total["supply"] == 30
    assert found.total["access_per_1000"] == 1000 * 30 / found.total["population"]
    with pytest.raises(ValidationError, match="no number"):
        AccessParameters(**asked, supply="name")
    with pytest.raises(ParameterError) as refused:
        compute(town, AccessParameters(facility="health_centers", supply="places"))
    (fault,) = refused.value.faults
    assert "count, floor_area_m2" in fault.accepted.en
    assert "places" not in fault.accepted.en


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("cumulative", [20, 26]),
        # 300 m away counts as a third of what is within 100 m; both are 700 m from East.
        ("gravity", [20 / 3, 26 / 7]),
    ],
)
def test_opportunities_without_competition(town, method, expected):
    _cells(town)
    parameters = AccessParameters(
        facility="health_centers", supply="capacity", method=method, catchment=700
    )
    assert compute(town, parameters).rows["opportunities"].tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    "method", ["2sfca", "e2sfca", "gaussian", "gaussian-kernel", "kernel-density", "3sfca"]
)
@pytest.mark.parametrize("by", ["community", "subdistrict", "area"])
def test_every_method_shares_out_the_supply(town, method, by):
    _cells(town)
    parameters = AccessParameters(
        facility="health_centers", supply="capacity", method=method, catchment=800, by=by
    )
    rows = compute(town, parameters).rows
    assert (rows["population"] * rows["access_per_1000"]).sum() == pytest.approx(26_000)


def test_the_catchment_of_the_standard_is_taken_when_none_is_given(town):
    _cells(town)
    found = compute(town, AccessParameters(facility="health_centers"))
    assert found.stated["catchment"] == 1000
    assert len(compute(town, AccessParameters(facility="elder_homes")).rows) == 2


def test_without_people_access_is_refused_with_what_would_tell(town):
    # Kind: "people without access: 0" where nobody's number is known.
    town.frames["communities"]["population_resident"] = [np.nan, np.nan]
    with pytest.raises(NoPeopleError, match="flask rasters import town population FILE"):
        compute(town, AccessParameters(facility="health_centers", catchment=700))


def test_without_subdistricts_theil_is_not_split(town):
    town.put("subdistricts", [])
    town.frames["communities"]["subdistrict"] = None
    found = compute(town, AccessParameters(facility="health_centers", catchment=700))
    assert "theil_between" not in found.total["equity"]


def test_people_on_land_are_spread_over_points(town):
    town.put("land_use", [box(0, 0, 100, 100)], land_class=["residential"])
    found = compute(town, AccessParameters(facility="health_centers", catchment=700))
    assert found.rows["population"].tolist() == pytest.approx([8000, 2000])


def test_the_column_says_whether_people_compete():
    assert column_of("2sfca") == "access_per_1000"
    assert column_of("gravity") == "opportunities"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_fills_its_column_and_says_who_has_nothing(town, method):
    _cells(town)
    parameters = AccessParameters(
        facility="health_centers", supply="capacity", method=method, catchment=800
    )
    found = compute(town, parameters)
    assert found.rows[column_of(method)].notna().all()
    assert found.total[column_of(method)] is not None
    assert found.total["without_access"] == 0
    assert found.total["fold_1_share"] == 1
    # Only East has both within 800 m: 2,000 of 10,000 people.
    assert found.total["fold_2_share"] == pytest.approx(0.2)


def test_measures_read_backward_and_in_parts(town):
    """West has 20 beds at 300 m; East those at 700 m, and 6 more at 700 m."""
    _cells(town)
    asked = {"facility": "health_centers", "supply": "capacity", "catchment": 800}
    dual = compute(town, AccessParameters(**asked, method="dual", wanted=20))
    assert dual.rows["enough_at_m"].tolist() == [300, 700]
    more = compute(town, AccessParameters(**asked, method="dual", wanted=25))
    assert more.rows["enough_at_m"].iloc[1] == 700
    assert np.isnan(more.rows["enough_at_m"].iloc[0])
    assert more.rows["without_access"].tolist() == [8000, 0]
    assert more.total["enough_at_m"] == 700
    fold = compute(town, AccessParameters(**asked, method="k-fold", wanted=25))
    assert fold.rows["enough_share"].tolist() == [0, 1]
    assert fold.total["enough_share"] == pytest.approx(0.2)
    # Cut-offs 400, 440, ... 800 m: East reaches its 26 beds at 720, 760 and 800.
    parts = compute(town, AccessParameters(**asked, method="interval"))
    assert parts.rows["opportunities"].tolist() == pytest.approx([20, 26 * 3 / 11])


def test_way_and_crowd_of_people_who_choose(town):
    """rho = 10,000 / 26. West must go to Near; East takes Far until the crowds are equal."""
    _cells(town)
    found = compute(
        town,
        AccessParameters(
            facility="health_centers", supply="capacity", method="rational-agents", catchment=800
        ),
    )
    # 8,000 at Near are a crowd of 8000/20/rho = 1.04, 2,000 at Far of 0.867: East goes there.
    assert found.rows["access_cost"].tolist() == pytest.approx(
        [300 / 800 + 1.04, 700 / 800 + 2000 / 6 * 26 / 10_000], abs=1e-4
    )


def test_another_decay_is_taken_where_the_method_is_free_and_refused_elsewhere(town):
    _cells(town)
    asked = {"facility": "health_centers", "supply": "capacity", "catchment": 800}
    step = compute(town, AccessParameters(**asked, method="e2sfca"))
    free = compute(town, AccessParameters(**asked, method="2sfca", decay="step"))
    assert free.rows["access_per_1000"].tolist() == step.rows["access_per_1000"].tolist()
    for decay in DECAYS:
        rows = compute(town, AccessParameters(**asked, method="2sfca", decay=decay)).rows
        assert (rows["population"] * rows["access_per_1000"]).sum() == pytest.approx(26_000)
    with pytest.raises(ParameterError) as refused:
        compute(town, AccessParameters(**asked, method="e2sfca", decay="linear"))
    assert "2sfca, 3sfca, gravity" in refused.value.faults[0].accepted.en


def test_what_differs_from_other_tools_is_said_beside_the_number(town):
    """Kind: a number that differs by rule is not told from one that is wrong."""
    _cells(town)
    asked = {"facility": "health_centers", "catchment": 800}
    told = [note.en for note in compute(town, AccessParameters(**asked, method="3sfca")).notes]
    assert any("PySAL access" in note for note in told)
    assert any("fewer than ten units" in note for note in told)
    plain = [note.en for note in compute(town, AccessParameters(**asked)).notes]
    assert not any("PySAL" in note for note in plain)
