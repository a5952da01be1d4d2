"""One rule set places people: which layer does, for which kind of people, and who owns a place."""

import numpy as np
import pytest
from shapely import Point, box

from spatial.population import PeopleLayers, layer_behind, place_people, points_of
from tests.builders.frames import frame, row_of_squares

ZONES = row_of_squares(
    2,
    side=1000,
    population_resident=[8000.0, 2000.0],
    population_registered=[9000.0, np.nan],
).set_index(np.array([7, 9]))
CELLS = frame([Point(100, 100), Point(9000, 0)], population_resident=[3.0, 4.0])
BUILDINGS = frame(
    [box(0, 0, 20, 20), box(1100, 0, 1120, 20), box(1200, 0, 1220, 20)],
    population_registered=[1.0, 2.0, 0.0],
    building_use=["house", "house", "shop"],
    floors=[np.nan, 2.0, 1.0],
    floor_area_m2=np.nan,
    dwelling_area_m2=np.nan,
)
LAND = frame([box(900, 0, 1100, 100), box(0, 0, 9, 9)], land_class=["residential", "green"])


def raster(zones):
    return frame([box(0, 0, 500, 500)], population=[2.0], zone=zones.index[:1])


def placed(*layers, basis="auto", population="resident", cells=CELLS, **options):
    known = {"population_cells": cells, "buildings": BUILDINGS, "land_use": LAND}
    found = PeopleLayers(ZONES, {name: known[name] for name in layers}.get, **options)
    return place_people(found, population, basis)


def test_the_finest_data_place_people():
    every = ("population_cells", "buildings", "land_use")
    assert placed().source == "area"
    assert placed("land_use").source == "residential"
    bare = BUILDINGS.drop(columns="population_registered")
    homes = place_people(PeopleLayers(ZONES, {"buildings": bare}.get), "resident")
    assert homes.source == "dwellings"
    assert homes.demand["population"].tolist() == [400, 800]
    assert homes.demand["certain"].tolist() == [False, True]
    with_raster = PeopleLayers(ZONES, {"buildings": bare}.get, raster)
    assert place_people(with_raster, "resident").source == "raster"
    assert placed("buildings", "land_use", raster=raster).source == "buildings"
    assert placed(*every, raster=raster).source == "cells"
    assert placed(*every).layers == ("population_cells", "land_use")


def test_places_have_one_owner_and_those_outside_none():
    found = placed("population_cells", "buildings")
    assert found.demand["zone"].tolist() == [7]
    far = CELLS.iloc[1:]
    assert placed("population_cells", "buildings", cells=far).source == "buildings"


def test_counts_of_the_other_kind_give_proportions():
    assert placed("buildings").demand["population"].tolist() == [1, 2]
    assert placed("population_cells", population="registered").demand["population"].tolist() == [3]


def test_a_basis_takes_its_own_data_or_none():
    every = ("population_cells", "buildings", "land_use")
    assert placed(*every, basis="buildings").source == "buildings"
    assert placed(*every, basis="dwellings").demand["population"].tolist() == [400, 800]
    assert placed(*every, basis="residential").demand is None
    assert placed(*every, basis="area").residential is None
    assert placed("land_use", basis="demand") is None
    assert placed("population_cells", basis="residential") is None
    assert placed(*every, basis="raster") is None
    assert placed(*every, basis="wishes") is None
    assert [layer_behind(basis) for basis in ("residential", "dwellings", "demand")] == [
        "land_use",
        "buildings",
        "population_cells",
    ]


def test_what_is_derived_is_kept_by_the_caller():
    asked = []

    def keep(name, layers, make):
        asked.append((name, layers))
        return make()

    placed("population_cells", "land_use", keep=keep)
    assert asked == [
        ("residential", ("land_use", "communities")),
        ("demand population_resident", ("population_cells", "communities")),
    ]


def test_points_add_up_to_the_totals_that_are_known():
    found = points_of(ZONES, "registered", placed("population_cells", "land_use"))
    assert found.people.tolist() == [9000.0]
    both = points_of(ZONES, "resident", placed("population_cells", "land_use"))
    assert both.people[both.zone == 9].sum() == pytest.approx(2000)
    # Two squares of residential land in a zone where nobody has been counted in cells.
    assert both.points[both.zone == 9].tolist() == [[1025, 25], [1075, 25], [1025, 75], [1075, 75]]
