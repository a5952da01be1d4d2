import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box

from spatial.errors import ShapeError
from spatial.standards.measures.inputs import Grounds
from spatial.standards.parser import parse_standard
from spatial.standards.verdicts import gaps

CRS = "EPSG:4548"


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


@pytest.fixture
def town():
    return {
        "communities": frame(
            [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(2000, 0, 3000, 1000)],
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
    ground = Grounds(town)
    assert ground.get("culture_rooms") is None
    assert ground.get("elder_homes") is None
    assert ground.get(None) is None
    assert Grounds({}).residential() is None


def test_people_stand_on_residential_land_else_on_the_whole_community(town):
    people = Grounds(town).people("resident", town["communities"])
    assert people["population"].tolist() == [8000.0, 500.0]
    assert people.geometry.area.tolist() == [400000.0, 1000000.0]


def test_cells_come_before_buildings_and_are_scaled_to_their_community(town):
    buildings = frame([Point(100, 100), Point(900, 900)], population_resident=[1.0, 3.0])
    cells = frame([Point(300, 100), Point(1500, 100)], population_resident=[9.0, 2.0])
    houses = Grounds({**town, "buildings": buildings}).people("resident", town["communities"])
    assert houses["population"].tolist() == [2000.0, 6000.0]
    both = Grounds({**town, "buildings": buildings, "population_cells": cells})
    assert both.people("resident", town["communities"])["population"].tolist() == [8000.0, 500.0]
    # No registered people in the cells: the residents tell where they live.
    assert both.people("registered", town["communities"])["population"].tolist() == [4000.0, 500.0]


def test_buildings_without_people_are_passed_over(town):
    empty = frame([Point(100, 100)], population_resident=[0.0])
    people = Grounds({**town, "buildings": empty}).people("resident", town["communities"])
    assert len(people) == 2


def test_zones_stand_in_for_communities_that_are_not_loaded(town):
    zones = town.pop("communities")
    assert Grounds(town).people("resident", zones)["population"].sum() == 8500.0


def test_people_covered_in_an_area_are_those_covered_in_its_communities(town):
    """Half of a's homes lie within reach and none of b's, at whichever level it is asked."""
    standard = parse_standard(
        {
            "id": "sample",
            "title_zh": "示例",
            "title_en": "Sample",
            "source": "sample",
            "population": "resident",
            "rules": [
                {
                    "id": f"near-{layer}".replace("_", "-"),
                    "title_zh": "近",
                    "title_en": "near",
                    "clause": "1",
                    "certainty": "verified",
                    "measure": "coverage",
                    "levels": ["community", "area"],
                    "unit": "share",
                    "comparison": ">=",
                    "required": 1,
                    "layer": layer,
                    "denominator": "population",
                    "metric": "euclidean",
                    "radius_m": radius,
                }
                for layer, radius in (("culture_rooms", 1e-9), ("green_spaces", 300))
            ],
        }
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
    ground = Grounds(town | {"streets": frame(lines, walkable=[True, False, None])})
    assert ground.walkable().index.tolist() == [0, 2]
    assert ground.network() is ground.network()
    assert Grounds(town).walkable() is None
    assert Grounds(town).network() is None


def test_a_ground_is_measured_and_attached_once(town):
    ground = Grounds(town | {"streets": frame([LineString([(0, 0), (3000, 0)])])})
    zones = town["communities"]
    walking = ground.walking(zones, "resident")
    assert walking is ground.walking(zones, "resident")
    assert walking.ground is ground.ground(zones, "resident")
    assert walking.ground.population[:2].tolist() == [8000, 500]
    with pytest.raises(ShapeError, match="streets"):
        Grounds(town).walking(zones, "resident")


def test_what_rules_ask_for_again_is_read_and_measured_once(town):
    reads = []

    class Layers(dict):
        def get(self, name, default=None):
            reads.append(name)
            return super().get(name, default)

    ground, made = Grounds(Layers(town)), []
    zones = town["communities"]
    assert ground.get("land_use") is ground.get("land_use")
    assert reads == ["land_use"]
    first = ground.measured(("a", 1), zones, lambda: made.append("a") or "found")
    assert ground.measured(("a", 1), zones, lambda: made.append("b") or "other") == first
    assert ground.measured(("a", 1), zones.copy(), lambda: "of others") == "of others"
    assert made == ["a"]
