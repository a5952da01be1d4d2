"""What cannot be is refused with what would be enough, on a row of six places."""

import pytest

from app.analyses.siting import site_limits
from app.analyses.siting.siting import SitingParameters, compute
from app.problems.errors import ImpossibleError, NoPeopleError, ParameterError


def _ask(town, **values):
    given = {"facility": "health_centers", "radius": 300, "candidates": "parcels", "spacing": 10}
    return compute(town, SitingParameters(**(given | {"forbidden": "none"} | values)))


def _refused(town, **values) -> ImpossibleError:
    with pytest.raises(ImpossibleError) as found:
        _ask(town, **values)
    return found.value


def test_more_sites_than_candidates_names_how_many_there_are(row) -> None:
    with pytest.raises(ParameterError, match="sites") as found:
        _ask(row, sites=7)
    assert found.value.faults[0].accepted.en == "accepted: 1 to 6, the candidates"
    assert "1 至 6" in found.value.faults[0].accepted.zh


def test_a_floor_beyond_all_candidates_names_the_communities_and_the_highest_floor(row) -> None:
    # In the west 500 + 300 + 800, in the east 200 + 400 + 100: parcels at 10 m reach each place,
    # the parcel on water is forbidden, so that 300 of 1,600 people are out of reach.
    found = _refused(row, radius=10, floor=0.9, sites=5, forbidden="water")
    assert "1 community stays below 90.0%" in str(found)
    assert "(81.2%)" in str(found)
    assert "81.2%" in found.text("zh")


def test_too_few_sites_for_a_floor_names_how_many_do(row) -> None:
    found = _refused(row, sites=1, floor=0.6)
    assert "a floor of 60.0% in every community is beyond new sites = 1" in str(found)
    assert "at least 2 is needed, and 2 is enough" in str(found)
    assert "至少需要 2，2 即可" in found.text("zh")
    assert _ask(row, sites=2, floor=0.6).total["status"] == "optimal"


def test_too_little_money_for_a_floor_names_what_is_enough(row) -> None:
    found = _refused(row, budget=10.0, site_cost=7.0, floor=0.6)
    assert "at least 14 is needed, and 14 is enough" in str(found)


def test_too_little_money_to_serve_all(row) -> None:
    found = _refused(row, problem="cover-all", budget=3.0, site_cost=2.0)
    assert "at least 4 is needed, and 4 is enough" in str(found)
    assert _ask(row, problem="cover-all", budget=4.0, site_cost=2.0).total["cost"] == 4


def test_sites_that_are_too_small_together(row) -> None:
    found = _refused(row, problem="least-walking", sites=2, capacity=1000)
    assert "at least 3 new sites are needed, or 1,150 people a site" in str(found)


def test_too_many_pairs_to_divide_people_names_the_spacing(row, monkeypatch) -> None:
    monkeypatch.setattr(site_limits, "MOST_DIVIDED", 9)
    found = _refused(row, problem="least-walking", sites=2, capacity=2000)
    assert "36 pairs" in str(found)
    assert "2.0 times the spacing" in str(found)


def test_money_for_no_site_at_all(row) -> None:
    found = _refused(row, problem="least-walking", budget=0.5)
    assert "the cheapest candidate costs 1" in str(found)


def test_no_candidates_at_all(row) -> None:
    found = _refused(row, forbidden="residential,water,public_service")
    assert "there are no candidates" in str(found)


def test_an_area_without_people_says_what_to_load(row) -> None:
    row.frames["communities"]["population_resident"] = [None, None]
    row.frames["population_cells"] = row.frames["population_cells"].iloc[:0]
    with pytest.raises(NoPeopleError, match=r"population_resident.*or import a population raster"):
        _ask(row)
