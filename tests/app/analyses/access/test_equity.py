import numpy as np
import pytest
from shapely.geometry import Point, box

from app.analyses.access.equity import FEW, EquityParameters, compute
from app.problems.errors import MissingLayerError, NoPeopleError, ParameterError


@pytest.fixture
def row(town):
    """Five communities in a row; all people of each at its middle; one facility in the first."""
    town.put(
        "communities",
        [box(x, 0, x + 400, 1000) for x in range(0, 2000, 400)],
        name=list("ABCDE"),
        subdistrict=["Town"] * 5,
        population_resident=[1000.0, 2000.0, 3000.0, 0.0, 4000.0],
        population_registered=[None] * 5,
    )
    town.put(
        "population_cells",
        [Point(x, 500) for x in range(200, 2000, 400)],
        population_resident=[1000.0, 2000.0, 3000.0, 0.0, 4000.0],
    )
    town.put("health_centers", [Point(200, 500)], name=["One"], grade=["center"])
    return town


def test_distances_of_people_and_how_they_differ(row):
    found = compute(row, EquityParameters(measure="nearest", facility="health_centers"))
    rows = found.rows
    assert rows["nearest_m"].tolist()[:3] == [0, 400, 800]
    assert rows["nearest_m"].iloc[4] == 1600
    # Nobody lives in D, so that it has no mean distance.
    assert np.isnan(rows["nearest_m"].iloc[3])
    mean = (2000 * 400 + 3000 * 800 + 4000 * 1600) / 10_000
    assert rows["location_quotient"].iloc[4] == pytest.approx(1600 / mean)
    assert found.total["equity"]["mean"] == pytest.approx(mean)
    assert found.total["units_counted"] == 4
    assert FEW.filled(area="town") in found.notes
    assert rows["hot_spot"].iloc[3] == "no_data"
    assert found.total["equity"]["by_subdistrict"][0]["name"] == "Town"


def test_access_in_the_catchment(row):
    found = compute(
        row, EquityParameters(measure="access", facility="health_centers", catchment=500)
    )
    assert found.rows["access_per_1000"].tolist()[:3] == pytest.approx([1 / 3, 1 / 3, 0])
    assert found.stated["catchment"] == 500


def test_facilities_and_green_inside_the_units(row):
    facilities = EquityParameters(measure="facilities-per-1000", facility="health_centers")
    assert compute(row, facilities).rows["facilities_per_1000"].tolist()[:3] == [1, 0, 0]
    green = compute(row, EquityParameters(measure="green-per-person"))
    assert green.rows["green_per_person_m2"].tolist()[:3] == pytest.approx([15, 0, 0])
    assert green.total["equity"]["palma"] is not None


def test_whole_subdistricts_are_not_split_further(row):
    found = compute(row, EquityParameters(measure="green-per-person", by="subdistrict"))
    assert found.rows["green_per_person_m2"].tolist() == pytest.approx([1.5])
    assert "theil_between" not in found.total["equity"]


def test_a_measure_that_lacks_what_it_needs_is_refused(row):
    with pytest.raises(ParameterError):
        compute(row, EquityParameters(measure="nearest"))
    row.put("green_spaces", [])
    with pytest.raises(MissingLayerError):
        compute(row, EquityParameters(measure="green-per-person"))


def test_access_against_what_people_are_ordered_by(row):
    """Facilities inside: 1 for 1,000 in A, none elsewhere; A's people are the poorest or not."""
    frame = row.frames["communities"]
    frame["properties"] = [{"income": income} for income in (1, 2, 3, 4, 5)]
    asked = {"measure": "facilities-per-1000", "facility": "health_centers"}
    found = compute(row, EquityParameters(**asked, rank_by="income"))
    # A holds a tenth of 10,000 people and all of the measure: rank 0.05, so 2 (0.05 - 0.5).
    assert found.total["concentration"] == pytest.approx(-0.9)
    assert found.total["concentration_corrected"] == pytest.approx(4 * 0.1 / 1 * -0.9)
    frame["properties"] = [{"income": income} for income in (5, 4, 3, 2, None)]
    turned = compute(row, EquityParameters(**asked, rank_by="income"))
    assert turned.total["concentration"] > 0
    assert any("left out of the concentration index: 1" in note.en for note in turned.notes)
    with pytest.raises(ParameterError) as refused:
        compute(row, EquityParameters(**asked, rank_by="wealth"))
    assert "income" in refused.value.faults[0].accepted.en


def test_hot_spots_by_getis_ord(row):
    asked = {"measure": "nearest", "facility": "health_centers"}
    found = compute(row, EquityParameters(**asked, spots="getis-ord"))
    assert found.rows["hot_spot"].iloc[3] == "no_data"
    assert "local_moran" not in found.rows
    assert found.rows["g_z"].notna().sum() == 4
    assert "moran" not in found.total
    assert FEW.filled(area="town") in found.notes


def test_the_palma_ratio_of_few_units_says_that_others_read_it_otherwise(row):
    found = compute(row, EquityParameters(measure="nearest", facility="health_centers"))
    assert any("fewer than ten units" in note.en for note in found.notes)


def test_without_people_evenness_is_refused_with_what_would_tell(town):
    # Kind: a page of "no data" in the place of the reason.
    town.frames["communities"]["population_resident"] = [np.nan, np.nan]
    with pytest.raises(NoPeopleError, match="population_resident"):
        compute(town, EquityParameters(measure="nearest", facility="health_centers"))


def test_two_units_are_told_as_too_few_to_test(town):
    """Kind: hot spots of two units read "not significant", though nothing was tested."""
    for way in ("moran", "getis-ord"):
        asked = {"measure": "nearest", "facility": "health_centers", "spots": way}
        found = compute(town, EquityParameters(**asked))
        assert found.rows["hot_spot"].tolist() == ["too_few", "too_few"]
        assert found.rows["hot_spot_en"].iloc[0] == "too few units, not tested"
        assert found.rows["hot_spot_zh"].iloc[0] == "单元太少，未检验"
        assert found.total["too_few"] == 2
        assert "not_significant" not in found.total
