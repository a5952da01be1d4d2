import datetime as dt

from app.analyses.ground.facilities import default_radius, in_service, required_radius, today
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
    assert required_radius(rules, "center") == 1000
    assert required_radius(rules, "station") == 300
    assert required_radius([], "center") is None
