"""People of units that state none: those who stand in them, as they were placed in communities."""

import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from spatial.coverage import prepare_ground
from spatial.population import PlacedPeople, standing_in, with_standing
from tests.builders.frames import frame, row_of_squares

UNITS = frame([box(600, 0, 1400, 1000), box(0, 0, 100, 1000)], index=[7, 9])


def ground(demand=None):
    """Two squares of 1 km with 400 people each; a place of 30 of 40 in the west at x = 700."""
    zones = row_of_squares(2, side=1000, population=[400.0, 400.0])
    return prepare_ground(zones, demand=demand)


def test_who_stands_in_a_unit_counts_there_place_by_place() -> None:
    """The west has places (300 people at x = 700, 100 at x = 50), the east is spread over land."""
    demand = frame([Point(700, 500), Point(50, 500)], population=[30.0, 10.0], zone=[0, 0])
    held = ground(demand)
    found = standing_in(UNITS, (held.places, held.points), source="cells", layers=("cells",))
    # 8 x 20 squares of the east, of 1 person each, are places beside the one of the west.
    assert found.totals(UNITS.index).tolist() == [300 + 160, 100]
    assert len(found.places) == 1 + 160 + 1
    assert len(found.points) == 0
    assert found.of([9]).totals(pd.Index([7, 9])).tolist() == [0, 100]
    assert found.nbytes > 0


def test_a_unit_of_land_alone_keeps_its_points_and_an_open_bracket() -> None:
    held = ground()
    found = standing_in(UNITS, (held.places, held.points), source="area")
    assert (len(found.places), len(found.points)) == (0, 160 + 160 + 40)
    placed = with_standing(PlacedPeople(), found)
    assert placed.demand is None
    units = UNITS.assign(population=found.totals(UNITS.index))
    there = prepare_ground(units, standing=placed.standing)
    assert len(there.points.points) == 360
    assert there.points.people.sum() == 360
    assert there.basis == "area"
    # What is known of them is only that they live in the unit.
    assert there.whereabouts.shapes[0].equals(UNITS.geometry.iloc[0])


def test_units_that_state_people_stay_as_the_rules_place_them() -> None:
    demand = frame([Point(700, 500), Point(50, 500)], population=[30.0, 10.0], zone=[0, 0])
    held = ground(demand)
    found = standing_in(UNITS, (held.places, held.points), source="cells").of([7])
    other = frame([Point(50, 500), Point(700, 500)], population=[10.0, 30.0], zone=[9, 7])
    placed = with_standing(PlacedPeople(demand=other, source="cells"), found)
    assert placed.demand is not None
    assert placed.demand.groupby("zone")["population"].sum().to_dict() == {9: 10, 7: 460}
    # Where nothing else places people by more than land, the source is that of the estimate.
    assert with_standing(PlacedPeople(), found).source == "cells"


def test_dwellings_bound_people_by_their_own_area() -> None:
    """Kind: a number of people taken for square metres, once both stand in one column."""
    homes = frame(
        [box(690, 490, 710, 510), box(40, 490, 60, 510)],
        population=[900.0, 300.0], zone=[0, 0], certain=[True, False],
    )  # fmt: skip
    held = ground(homes)
    found = standing_in(UNITS, (held.places, held.points), source="dwellings").of([9])
    own = homes.iloc[:1].assign(zone=7)
    placed = with_standing(PlacedPeople(demand=own, source="dwellings"), found)
    units = UNITS.assign(population=[50.0, 100.0])
    there = prepare_ground(units, demand=placed.demand)
    assert there.places.dwelling is not None
    assert there.places.dwelling.tolist() == [900.0, np.inf]
    assert there.points.people.tolist() == pytest.approx([50.0, 100.0])
