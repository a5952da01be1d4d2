"""Siting on a row of six places: the sites, what they change, and what is said about the proof."""

import math
from itertools import combinations

import pytest
from shapely.geometry import LineString, Point

from app.analyses.siting.siting import BEYOND, PROVEN, SitingParameters, compute
from app.problems.errors import ImpossibleError, ParameterError
from tests.builders.site_towns import PEOPLE, put_row


def _siting(town, **values):
    given = {"facility": "health_centers", "radius": 300, "candidates": "parcels", "spacing": 10}
    return compute(town, SitingParameters(**(given | values)))


def test_one_site_serves_most_people_and_no_forbidden_parcel_is_taken(row) -> None:
    # Around the second place 1,600 people live, but it is water; the fourth reaches 1,400.
    found = _siting(row, sites=1)
    assert found.rows["candidate"].tolist() == [4]
    assert found.rows.loc[1, "kind"] == "new"
    assert found.rows.loc[1, "community"] == "East"
    assert (found.rows.loc[1, "people_within"], found.rows.loc[1, "people_nearest"]) == (1400, 1400)
    total = found.total
    assert (total["objective"], total["bound"], total["gap"]) == (1400, 1400, 0)
    assert (total["served_before"], total["served_after"], total["gained"]) == (0, 1400, 1400)
    assert (total["points_served_before"], total["points_served_after"]) == (0, 3)
    assert total["share_after"] == pytest.approx(1400 / 2300)
    assert (total["candidates"], total["candidates_forbidden"]) == (5, 0)
    assert total["status"] == "optimal"
    assert PROVEN in found.notes
    assert found.stated["forbidden"] == "green,road,water"
    assert _siting(row, sites=1, forbidden="none").rows["candidate"].tolist() == [2]


def test_before_and_after_by_community_add_up(row) -> None:
    table = _siting(row, sites=1).total["communities"]
    assert [(one["name"], one["served_after"], one["people"]) for one in table] == [
        ("West", 800, 1600),
        ("East", 600, 700),
    ]


def test_what_exists_is_kept_and_named_after_the_new(row) -> None:
    put_row(row, facility_at=750.0)
    found = _siting(row, sites=1)
    # The old one serves places 2 to 4; of the rest place 1 has 500 people, 5 and 6 the other 500.
    assert found.rows["kind"].tolist() == ["new", "kept"]
    assert found.rows["name_en"].tolist() == ["New site 1", "Old"]
    total = found.total
    assert (total["served_before"], total["objective"]) == (1300, 1800)
    assert (total["sites_new"], total["sites_kept"]) == (1, 1)
    assert _siting(row, sites=1, keep_existing=False).total["sites_kept"] == 0


def test_all_are_served_by_the_fewest(row) -> None:
    # Places 1, 3, 4, 5 and 6 may be built on: 1 or 3 for the first two, 5 for the last three.
    found = _siting(row, problem="cover-all")
    assert (found.total["sites_new"], found.total["objective"]) == (3, 3)
    assert found.total["share_after"] == 1
    put_row(row, facility_at=750.0)
    kept = _siting(row, problem="cover-all")
    assert (kept.total["sites_new"], kept.total["objective"]) == (2, 3)


def test_of_the_fewest_covers_the_one_that_serves_most_people_twice(row) -> None:
    # Three sites serve all (above): 1 or 3, 4, 5, 6 with 2 being water. The choice is held against
    # every other of three.
    found = _siting(row, problem="cover-all-backup")
    places = (1, 3, 4, 5, 6)

    def twice(chosen):
        counts = [sum(abs(place - one) <= 1 for one in chosen) for place in range(1, 7)]
        if min(counts) == 0:
            return -1
        return sum(people for people, times in zip(PEOPLE, counts, strict=True) if times > 1)

    best = max(twice(chosen) for chosen in combinations(places, 3))
    total = found.total
    assert (total["sites_new"], total["objective"], total["bound"]) == (3, best, best)
    assert total["share_after"] == 1
    assert any("two facilities" in note.en for note in found.notes)
    put_row(row, facility_at=750.0)
    kept = _siting(row, problem="cover-all-backup")
    assert (kept.total["sites_new"], kept.total["share_after"]) == (2, 1)


def test_sites_far_from_each_other_and_from_what_stays(row) -> None:
    # Places 1 and 6 are 1,500 m apart.
    found = _siting(row, problem="farthest-apart", sites=2)
    assert found.rows["candidate"].tolist() == [1, 6]
    assert (found.total["objective"], found.total["status"]) == (1500, "optimal")
    put_row(row, facility_at=0.0)
    kept = _siting(row, problem="farthest-apart", sites=1)
    # Place 6 stands at 1,650 m.
    assert kept.rows["candidate"].tolist()[0] == 6
    assert kept.total["objective"] == 1650
    with pytest.raises(ParameterError):
        _siting(row, problem="farthest-apart", sites=1, capacity=5.0)


def test_the_least_total_distance(row) -> None:
    # All six places allowed, p = 2: 470,000 person-metres (places 2 or 3 and 5, see the row).
    found = _siting(row, problem="least-walking", sites=2, forbidden="none")
    best = min(
        sum(p * min(abs(i - a), abs(i - b)) * 300.0 for i, p in enumerate(PEOPLE))
        for a in range(6)
        for b in range(a)
    )
    assert found.total["objective"] == pytest.approx(best)
    assert found.total["mean_m_after"] == pytest.approx(best / 2300)


def test_the_farthest_are_nearest(row) -> None:
    found = _siting(row, problem="nearest-worst", sites=2, forbidden="none")
    assert found.total["objective"] == pytest.approx(300)
    assert found.total["worst_m_after"] == pytest.approx(300)


def test_a_budget_takes_the_place_of_the_number(row) -> None:
    found = _siting(row, budget=5.0, site_cost=2.0, sites=1)
    assert found.total["sites_new"] == 2


def test_a_floor_serves_each_community_a_share(row) -> None:
    # The fourth place serves 800 of the 1,600 people in the west, 600 of the 700 in the east.
    free = _siting(row, sites=1)
    shares = [one["share_after"] for one in free.total["communities"]]
    assert shares == [pytest.approx(800 / 1600), pytest.approx(600 / 700)]
    # With a floor of 60 % one site is not enough for the west; two are.
    with pytest.raises(ImpossibleError, match="2 is enough"):
        _siting(row, sites=1, floor=0.6)
    fair = _siting(row, sites=2, floor=0.6)
    assert all(one["share_after"] >= 0.6 for one in fair.total["communities"])


def test_a_capacity_limits_whom_a_site_serves(row) -> None:
    found = _siting(row, sites=1, capacity=700.0)
    assert found.total["objective"] == pytest.approx(700)


def test_limits_that_a_problem_does_not_know_are_refused_together(row) -> None:
    with pytest.raises(ParameterError) as caught:
        _siting(row, problem="nearest-worst", budget=3.0, floor=0.5)
    assert [fault.parameter for fault in caught.value.faults] == ["budget", "floor"]


def test_a_land_class_that_does_not_exist_is_refused(row) -> None:
    with pytest.raises(ParameterError, match="forbidden"):
        _siting(row, forbidden="water,swamp")


def test_more_sites_than_candidates_cannot_be_chosen(row) -> None:
    with pytest.raises(ParameterError, match="sites"):
        _siting(row, sites=9)


def test_people_beyond_every_candidate_are_counted(row) -> None:
    # Only the first place may be built on: it reaches the first two.
    row.frames["land_use"]["land_class"] = ["residential", *["water"] * 5]
    found = _siting(row, problem="cover-all")
    assert found.total["people_out_of_reach"] == 1500
    assert found.total["served_after"] == 800
    assert BEYOND in found.notes
    assert math.isinf(found.total["worst_m_before"])


def test_a_grid_keeps_off_the_land_that_is_forbidden(row) -> None:
    found = _siting(row, candidates="grid", spacing=100.0, sites=1)
    assert found.total["candidates"] + found.total["candidates_forbidden"] > 100
    assert found.geometry.geom_type.unique().tolist() == ["Point"]


def test_other_facilities_and_the_present_sites_may_be_candidates(row) -> None:
    put_row(row, facility_at=750.0)
    row.put("elder_homes", [Point(1350, 500)], name=["Home"])
    shared = _siting(row, candidates="facilities", sites=1)
    assert shared.total["served_after"] == 1300 + 500
    again = _siting(row, candidates="existing", keep_existing=False, sites=1)
    assert again.total["served_after"] == again.total["served_before"] == 1300


def test_on_foot_a_gap_in_the_street_splits_the_row(row) -> None:
    # Places 1 to 3 and 4 to 6 lie on two streets that do not meet.
    row.put("streets", [LineString([(0, 500), (900, 500)]), LineString([(901, 500), (2000, 500)])])
    found = _siting(row, metric="walking", radius=301, sites=1, forbidden="none")
    assert found.rows["candidate"].tolist() == [2]
    assert found.total["served_after"] == 1600
    assert (
        _siting(row, metric="walking", radius=301, sites=2, forbidden="none").total["share_after"]
        == 1
    )
    assert math.isinf(found.total["worst_m_after"])


def test_choices_that_are_just_as_good_are_listed(row) -> None:
    # All six places allowed: places 2 and 5 reach all 2,300 people, and no other two do.
    only = _siting(row, sites=2, forbidden="none")
    assert only.rows["candidate"].tolist() == [2, 5]
    assert (only.total["alternatives"], only.total["alternatives_complete"]) == ([], True)
    # With three, a third place anywhere changes nothing: 4 choices, of which one is the answer.
    many = _siting(row, sites=3, forbidden="none", alternatives=10)
    assert many.total["alternatives_complete"] is True
    listed = {one["candidates_chosen"] for one in many.total["alternatives"]}
    chosen = ", ".join(map(str, many.rows["candidate"]))
    assert chosen not in listed
    assert len(listed) == many.total["alternatives_found"]
    best = {"1, 2, 5", "2, 3, 5", "2, 4, 5", "2, 5, 6"}
    assert best <= listed | {chosen}
    none = _siting(row, sites=3, forbidden="none", alternatives=0)
    assert none.total["alternatives_found"] == 0
