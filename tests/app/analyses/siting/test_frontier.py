"""The frontier on a row of six places: each number of sites, and each part of a budget."""

import pytest

from app.analyses.siting.frontier import NO_MORE, SERVED_ALL, FrontierParameters, compute
from app.analyses.siting.siting import PROVEN, SitingParameters
from app.analyses.siting.siting import compute as siting
from tests.builders.site_towns import put_row


def _frontier(town, **values):
    given = {"facility": "health_centers", "radius": 300, "candidates": "parcels", "spacing": 10}
    return compute(town, FrontierParameters(**(given | {"forbidden": "none"} | values)))


def _siting(town, **values):
    given = {"facility": "health_centers", "candidates": "parcels", "spacing": 10}
    return siting(town, SitingParameters(**(given | {"forbidden": "none"} | values)))


def test_one_more_site_at_a_time(row) -> None:
    found = _frontier(row)
    # One place reaches at most 1,600 people (the second); two (2 and 5) reach all 2,300.
    assert found.rows["people_served"].tolist() == [1600, 2300]
    assert found.rows["bound"].tolist() == [1600, 2300]
    assert found.rows["gained"].tolist() == [1600, 700]
    assert found.rows["share"].tolist() == [pytest.approx(1600 / 2300), 1]
    assert found.rows["gap"].tolist() == [0, 0]
    assert found.total["proven"] is True
    assert {PROVEN, SERVED_ALL} <= set(found.notes)


def test_what_stays_counts_from_the_start(row) -> None:
    put_row(row, facility_at=750.0)
    found = _frontier(row)
    assert found.total["people_served_kept"] == 1300
    assert found.rows["people_served"].tolist() == [1800, 2300]
    assert found.rows["gained"].tolist() == [500, 500]


def test_equal_parts_of_a_budget(row) -> None:
    found = _frontier(row, budget=4.0, site_cost=2.0, most_sites=4)
    assert found.rows["budget"].tolist() == [1, 2, 3, 4]
    assert found.rows["sites_new"].tolist() == [0, 1, 1, 2]
    assert found.rows["cost"].tolist() == [0, 2, 2, 4]
    assert found.rows["people_served"].tolist() == [0, 1600, 1600, 2300]


@pytest.mark.parametrize("facility_at", [None, 750.0])
def test_each_point_is_the_same_as_when_it_is_asked_for_alone(row, facility_at) -> None:
    if facility_at is not None:
        put_row(row, facility_at=facility_at)
    together = _frontier(row, radius=160, most_sites=5).rows
    alone = [_siting(row, radius=160, sites=number) for number in together["sites_new"]]
    assert together["people_served"].tolist() == [one.total["objective"] for one in alone]
    assert together["bound"].tolist() == [one.total["bound"] for one in alone]


def test_it_ends_with_the_last_candidate(row) -> None:
    found = _frontier(row, capacity=10)
    assert found.rows["people_served"].tolist() == pytest.approx([10, 20, 30, 40, 50, 60])
    assert NO_MORE in found.notes
    assert SERVED_ALL not in found.notes


def test_nothing_new_is_the_answer_where_all_are_served(row) -> None:
    put_row(row, facility_at=750.0)
    found = _frontier(row, radius=2000)
    assert found.rows["sites_new"].tolist() == [0]
    assert found.rows["people_served"].tolist() == [2300]
    assert SERVED_ALL in found.notes
