import numpy as np
import pytest
from shapely.geometry import LineString, Point

from app.analyses.ground.demand import ground_of
from app.analyses.ground.proximity import (
    lost_facilities,
    proximity,
    walking_ground_of,
)
from app.problems.errors import MissingLayerError
from spatial.population import PlacedPeople

MAIN_STREET = LineString([(0, 500), (2000, 500)])


def _proximity(town, metric):
    everywhere = PlacedPeople()
    return proximity(town, "health_centers", everywhere, population="resident", metric=metric)


def test_straight_lines_and_walks_stand_side_by_side(town) -> None:
    town.put("streets", [MAIN_STREET], walkable=[True])
    town.put("health_centers", [Point(500, 600)], grade=["center"])
    straight = proximity(
        town, "health_centers", PlacedPeople(), population="resident", metric="euclidean"
    )
    walked = proximity(
        town, "health_centers", PlacedPeople(), population="resident", metric="walking"
    )
    # People stand in 400 squares of 50 m in each community, the first of them at (25, 25).
    people = straight.ground.points
    assert len(people.points) == len(straight.distance) == 800
    away = people.points - (500 + 450_000, 600 + 4_420_000)
    assert straight.distance == pytest.approx(np.hypot(*away.T))
    along, beside = np.abs(people.points - (500 + 450_000, 500 + 4_420_000)).T
    assert walked.distance == pytest.approx(along + beside + 100)


def test_walks_need_streets(town) -> None:
    with pytest.raises(MissingLayerError, match="streets"):
        _proximity(town, metric="walking")


def test_all_is_kept_for_the_layers_behind_it(town, monkeypatch) -> None:
    town.put("streets", [MAIN_STREET], walkable=[True])
    seen = {}

    def keep(name, layers, make):
        seen[name.split(" resident")[0]] = set(layers)
        return make()

    monkeypatch.setattr(town, "kept", keep)
    _proximity(town, metric="walking")
    assert seen["proximity walking 0"] == {"health_centers", "streets", "communities"}
    assert seen["walking ground"] == {"streets", "communities"}
    assert seen["ground"] == {"communities"}
    assert seen["network"] == {"streets"}


def test_the_ground_has_the_people_that_are_asked_for(town) -> None:
    assert ground_of(town, "registered", PlacedPeople()).population[0] == 9000
    town.put("streets", [MAIN_STREET], walkable=[True])
    assert walking_ground_of(town, "resident", PlacedPeople()).ground.population.sum() == 10_000


def test_facilities_that_no_street_leads_to_are_listed(town) -> None:
    town.put("streets", [MAIN_STREET], walkable=[True])
    town.put("health_centers", [Point(500, 600), Point(500, 1100)], grade=["center", "center"])
    found = proximity(
        town, "health_centers", PlacedPeople(), population="resident", metric="walking"
    )
    (note,) = lost_facilities(found, town.metric("health_centers"))
    assert "500 m" in note.en
    assert note.en.endswith(": 2")
    town.put("health_centers", [Point(500, 600)], grade=["center"])
    found = proximity(
        town, "health_centers", PlacedPeople(), population="resident", metric="walking"
    )
    assert lost_facilities(found, town.metric("health_centers")) == ()
