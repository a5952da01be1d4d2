import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from spatial.errors import ShapeError
from spatial.standards.measures.inputs import MeasureLayers, Prepared
from spatial.standards.verdicts import gaps
from tests.builders.frames import frame, row_of_squares
from tests.builders.rules import standard_of


@pytest.fixture
def town():
    return {
        "communities": row_of_squares(
            3,
            side=1000,
            name=list("abc"),
            population_resident=[8000.0, 500.0, np.nan],
            population_registered=[4000.0, 500.0, 10.0],
        ),
        "land_use": frame(
            [box(200, 0, 600, 1000), box(700, 0, 800, 1000)], land_class=["residential", "road"]
        ),
        "culture_rooms": frame([Point(0, 0)]).iloc[:0],
    }


def test_an_empty_layer_is_no_layer(town):
    ground = MeasureLayers(town)
    assert ground.get("culture_rooms") is None
    assert ground.get("elder_homes") is None
    assert ground.get(None) is None
    assert MeasureLayers({}).residential() is None


def people_of(layers, population="resident", **prepared):
    """People by community, and the points they stand at."""
    zones = layers["communities"]
    found = MeasureLayers(layers, Prepared(**prepared)).people(population, zones)
    sums = pd.Series(found.people).groupby(found.zone).sum()
    return sums.reindex(zones.index).tolist(), found


def test_people_stand_on_residential_land_else_on_the_whole_community(town):
    sums, found = people_of(town)
    assert sums == pytest.approx([8000.0, 500.0, np.nan], nan_ok=True)
    assert found.source == "residential"
    assert found.points[found.zone == 0, 0].min() > 200
    assert found.points[found.zone == 0, 0].max() < 600
    assert (found.zone == 1).sum() == 400


def test_cells_come_before_buildings_and_these_before_dwellings(town):
    dwellings = {"building_use": "apartments", "floors": 1.0, "floor_area_m2": [30.0, 10.0]}
    plain = frame([box(100, 100, 110, 110), box(900, 900, 910, 910)], **dwellings)
    homes = plain.assign(dwelling_area_m2=np.nan)
    counted = homes.assign(population_resident=[1.0, 3.0])
    cells = frame([Point(300, 100), Point(1500, 100)], population_resident=[9.0, 2.0])
    assert people_of({**town, "buildings": plain})[1].source == "residential"
    _, found = people_of({**town, "buildings": homes})
    assert (found.source, found.people[:2].tolist()) == ("dwellings", [6000.0, 2000.0])
    _, found = people_of({**town, "buildings": counted})
    assert (found.source, found.people[:2].tolist()) == ("buildings", [2000.0, 6000.0])
    both = {**town, "buildings": counted, "population_cells": cells}
    assert people_of(both)[1].people.tolist() == [8000.0, 500.0]
    # No registered people in the cells: the residents tell where they live.
    assert people_of(both, "registered")[1].people[:2].tolist() == [4000.0, 500.0]


def test_people_that_the_caller_has_placed_are_taken_as_they_are(town):
    placed = people_of(town)[1]
    assert people_of(town, people=lambda _kind: placed)[1] is placed


def test_buildings_without_people_are_passed_over(town):
    empty = frame([Point(100, 100)], population_resident=[0.0])
    assert people_of({**town, "buildings": empty})[1].source == "residential"


def test_zones_stand_in_for_communities_that_are_not_loaded(town):
    zones = town.pop("communities")
    assert MeasureLayers(town).people("resident", zones).people.sum() == pytest.approx(8500.0)


def test_people_count_in_the_unit_that_owns_their_community(town):
    """A point of the first community lies in the wrong unit, and counts in its own."""
    town["population_cells"] = frame(
        [Point(950, 100), Point(1500, 100)], population_resident=[9.0, 2.0]
    )
    halves = frame([box(0, 0, 900, 1000), box(900, 0, 3000, 1000)])
    ground = MeasureLayers(town)
    assert ground.unit_of_people("resident", halves).tolist() == [0, 1]
    served = np.array([True, False])
    assert ground.share_of_people("resident", halves, served).tolist() == [1, 0]
    told = MeasureLayers(town, Prepared(owners=lambda _level: pd.Series([1, 1, 1])))
    told.own(halves, "subdistrict")
    assert told.unit_of_people("resident", halves).tolist() == [1, 1]


def test_people_covered_in_an_area_are_those_covered_in_its_communities(town):
    """Half of a's homes lie within reach and none of b's, at whichever level it is asked."""
    near = {
        "measure": "coverage",
        "levels": ["community", "area"],
        "required": 1,
        "denominator": "population",
        "metric": "euclidean",
    }
    standard = standard_of(
        near | {"id": "near-culture-rooms", "layer": "culture_rooms", "radius_m": 1e-9},
        near | {"id": "near-green-spaces", "layer": "green_spaces", "radius_m": 300},
    )
    town["green_spaces"] = frame([box(0, 0, 100, 1000)])
    town["culture_rooms"] = frame([Point(-500, -500)])
    whole = frame([box(0, 0, 3000, 1000)], name=["all"])
    narrow = gaps(standard, town["communities"], town, level="community").set_index(["rule", "id"])
    assert narrow.loc[("near-green-spaces", 0), "measured"] == pytest.approx(0.5)
    assert narrow.loc[("near-green-spaces", 2), "reason"] == "no_population"
    wide = gaps(standard, whole, town, level="area").set_index("rule")
    assert wide.loc["near-green-spaces", "measured"] == pytest.approx(0.5 * 8000 / 8500)
    assert wide.loc["near-culture-rooms", "measured"] == pytest.approx(0.0)


def test_streets_are_those_that_are_not_closed_to_walkers(town):
    lines = [LineString([(0, 0), (10 * n, 0)]) for n in (1, 2, 3)]
    ground = MeasureLayers(town | {"streets": frame(lines, walkable=[True, False, None])})
    assert ground.walkable().index.tolist() == [0, 2]
    assert ground.network() is ground.network()
    assert MeasureLayers(town).walkable() is None
    assert MeasureLayers(town).network() is None


def test_a_ground_is_measured_and_attached_once(town):
    ground = MeasureLayers(town | {"streets": frame([LineString([(0, 0), (3000, 0)])])})
    zones = town["communities"]
    walking = ground.walking(zones)
    assert walking is ground.walking(zones)
    assert walking.ground is ground.ground(zones)
    with pytest.raises(ShapeError, match="streets"):
        MeasureLayers(town).walking(zones)


def test_what_rules_ask_for_again_is_read_and_measured_once(town):
    reads = []

    class Layers(dict):
        def get(self, name, default=None):
            reads.append(name)
            return super().get(name, default)

    ground, made = MeasureLayers(Layers(town)), []
    zones = town["communities"]
    assert ground.get("land_use") is ground.get("land_use")
    assert reads == ["land_use"]
    first = ground.kept(("a", 1), zones, lambda: made.append("a") or "found")
    assert ground.kept(("a", 1), zones, lambda: made.append("b") or "other") == first
    assert ground.kept(("a", 1), zones.copy(), lambda: "of others") == "of others"
    assert made == ["a"]
