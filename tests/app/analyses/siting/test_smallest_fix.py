"""The smallest fix on a row of six places 300 m apart, checked by applying it."""

import math

import pytest
import shapely
from shapely.geometry import LineString, Point, box

from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.coverage import compute as cover
from app.analyses.siting.smallest_fix import (
    ALL_PEOPLE,
    STRAIGHT,
    SmallestFixParameters,
    compute,
    coverage_rule,
)
from app.problems.errors import ParameterError
from tests.builders.site_towns import ROW, put_parcels, put_row


@pytest.fixture
def row(town):
    put_row(town, facility_at=750.0)
    put_parcels(town)
    return town


def _fix(town, **values):
    given = {"facility": "health_centers", "radius": 300, "candidates": "parcels", "spacing": 10}
    return compute(town, SmallestFixParameters(**(given | {"forbidden": "none"} | values)))


def test_each_failing_community_is_told_by_how_much_and_what_fixes_it(row) -> None:
    found = _fix(row, share=0.9)
    # In the west 500 of 1,600 people live 600 m away; in the east 500 of 700 (600 and 900 m).
    assert found.total["communities_failing"] == 2
    west = found.rows[(found.rows["community_id"] == 1) & (found.rows["fix"] == "sites")].iloc[0]
    assert (west["missing_m"], west["sites_needed"]) == (300, 1)
    assert west["share_before"] == pytest.approx(1100 / 1600)
    assert west["sites_that_do"] == 2
    assert west["text_en"] == "fails by 300 m; 1 new facility fixes it"
    east = found.rows[(found.rows["community_id"] == 2) & (found.rows["fix"] == "sites")].iloc[0]
    assert (east["missing_m"], east["sites_that_do"]) == (600, 2)
    assert found.rows["verified"].all()
    assert found.total["fixed_by_one_site"] == 2
    assert STRAIGHT in found.notes


def test_a_fix_that_is_applied_flips_the_status(row) -> None:
    found = _fix(row, share=1.0)
    sites = found.rows["fix"] == "sites"
    shapes = found.geometry[sites.to_numpy()].to_crs(row.area.crs)
    places = [Point(750, 500), *shapely.get_parts(shapely.transform(list(shapes), _home))]
    row.put("health_centers", places, name=["x"] * len(places), grade=["center"] * len(places))
    assert _fix(row, share=1.0).total["communities_failing"] == 0
    served = cover(row, CoverageParameters(facility="health_centers", radius=300.5))
    assert served.rows["population_share"].tolist() == [1, 1]


def _home(points):
    return points - [450_000.0, 4_420_000.0]


def test_the_zone_is_where_one_facility_reaches_all_the_rest(row) -> None:
    found = _fix(row, share=1.0, community=2)
    zone = found.rows[found.rows["fix"] == "zone"].iloc[0]
    # Of the east, 1,350 and 1,650 m are not served: the lens of two discs 300 m apart, r = 300 m.
    lens = 300**2 * (2 * math.pi / 3 - math.sqrt(3) / 2)
    parcels = 2 * 20 * 20
    assert zone["area_m2"] == pytest.approx(lens, rel=1e-3)
    banned = _fix(row, share=1.0, community=2, forbidden="public_service")
    less = banned.rows[banned.rows["fix"] == "zone"].iloc[0]
    # The parcels at both points lie on the border of the lens, half of each inside.
    assert zone["area_m2"] - less["area_m2"] == pytest.approx(parcels / 2, rel=0.1)


def test_what_no_candidate_can_fix_is_said(row) -> None:
    row.frames["land_use"]["land_class"] = ["water"] * 2 + ["public_service"] * 4
    found = _fix(row, share=1.0, community=1, forbidden="water")
    # A facility at the first place would do, but it is water.
    assert "sites" not in found.rows["fix"].tolist()
    assert found.total["not_fixed"] == 1
    none = found.rows[found.rows["fix"] == "none"].iloc[0]
    assert none["share_after"] == pytest.approx(1100 / 1600)


def test_on_foot_a_gate_may_be_enough(row) -> None:
    lines = [LineString([(0, 500), (900, 500)]), LineString([(910, 500), (2000, 500)])]
    row.put("streets", lines)
    values = {"metric": "walking", "radius": 400, "share": 0.25, "longest_link": 50.0}
    found = _fix(row, community=2, **values)
    assert math.isinf(found.rows["missing_m"].iloc[0])
    link = found.rows[found.rows["fix"] == "link"].iloc[0]
    # From 900 to 910 m: then the fourth place, 200 of 700 people, is 300 m from the facility.
    assert link["length_m"] == pytest.approx(10)
    assert link["share_after"] == pytest.approx(200 / 700)
    assert link["text_en"].startswith("no facility can be reached; a new street or gate of 10 m")
    row.put("streets", [*lines, LineString([(900, 500), (910, 500)])])
    assert _fix(row, community=2, **values).total["communities_failing"] == 0


def test_the_standard_gives_the_radius_and_the_share(town) -> None:
    put_row(town, facility_at=750.0)
    rule = coverage_rule(town, "police_stations", "gb50180-2018")
    assert (rule.radius_m, rule.required) == (800, 1)
    town.put("police_stations", [Point(ROW[0], 500)], name=["P"])
    found = compute(town, SmallestFixParameters(facility="police_stations"))
    assert (found.stated["radius"], found.stated["share"]) == (800, 1)
    own = compute(town, SmallestFixParameters(facility="service_centers", radius=300))
    assert own.stated["share"] == 1
    assert (ALL_PEOPLE in own.notes) == (
        coverage_rule(town, "service_centers", "gb50180-2018") is None
    )


def test_a_community_that_does_not_exist_is_refused(row) -> None:
    with pytest.raises(ParameterError, match="community"):
        _fix(row, community=99)


def test_where_all_pass_there_is_nothing_to_fix(row) -> None:
    row.put("land_use", [box(0, 0, 1, 1)], land_class=["other"])
    found = _fix(row, share=0.0)
    assert len(found.rows) == 0
    assert found.total["communities_failing"] == 0
