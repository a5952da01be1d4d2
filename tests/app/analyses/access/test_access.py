import numpy as np
import pytest
from pydantic import ValidationError
from shapely.geometry import Point, box

from app.analyses.access.access import AccessParameters, column_of, compute
from app.problems.errors import ParameterError


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


def test_without_people_nothing_is_told_of_equity(town):
    town.frames["communities"]["population_resident"] = [np.nan, np.nan]
    found = compute(town, AccessParameters(facility="health_centers", catchment=700))
    assert found.total["equity"] is None
    assert found.rows["access_per_1000"].isna().all()
    assert found.total["access_per_1000"] is None


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
