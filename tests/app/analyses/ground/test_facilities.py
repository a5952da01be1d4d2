import datetime as dt

import pytest

from app.analyses.ground.choices import ReachParameters
from app.analyses.ground.facilities import (
    EITHER,
    FALLBACK,
    default_radius,
    in_service,
    required_rule,
    resolve_radius,
    today,
    usual_radius,
)
from app.problems.errors import ParameterError
from app.standards import reach_rules


def test_only_facilities_that_are_open_serve(town) -> None:
    assert in_service(town, "health_centers")["name"].tolist() == ["Open"]
    tomorrow = (today() + dt.timedelta(days=1)).isoformat()
    town.frames["health_centers"]["closed_on"] = [tomorrow, today().isoformat()]
    assert in_service(town, "health_centers")["name"].tolist() == ["Open"]
    assert len(in_service(town, "elder_homes")) == 0


def test_the_first_standard_that_names_a_radius_gives_it(town) -> None:
    assert default_radius(town, "police_stations", ("gb50180-2018",)) == 800
    assert default_radius(town, "police_stations", ()) is None


def test_grades_have_radii_of_their_own(town) -> None:
    rules = reach_rules(town.standard("gb50180-2018"), "health_centers")
    asked = {grade: required_rule(rules, grade) for grade in ("center", "station")}
    assert {grade: rule and rule.radius_m for grade, rule in asked.items()} == {
        "center": 1000,
        "station": 300,
    }
    assert required_rule([], "center") is None


def test_a_radius_given_a_standard_one_or_500_m(town):
    assert usual_radius(town, "health_centers", given=321.0) == (321.0, ())
    assert usual_radius(town, "health_centers") == (1000.0, ())
    assert usual_radius(town, "green_spaces") == (500.0, (FALLBACK,))


def test_minutes_stand_in_the_place_of_a_radius_and_not_beside_it(town):
    asked = {"facility": "health_centers"}
    timed = ReachParameters(**asked, minutes=5, speed=45)
    assert resolve_radius(town, timed) == (225.0, ())
    assert resolve_radius(town, ReachParameters(**asked, radius=40)) == (40.0, ())
    assert resolve_radius(town, ReachParameters(**asked)) == (1000.0, ())
    with pytest.raises(ParameterError) as refused:
        resolve_radius(town, ReachParameters(**asked, minutes=5, radius=40))
    assert refused.value.faults[0].accepted == EITHER
