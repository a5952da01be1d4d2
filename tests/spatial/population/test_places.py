"""Where the people of a zone are taken to be, and the land they live on."""

import numpy as np
import pytest
import shapely

from spatial.errors import ShapeError
from spatial.population.places import covered_land, land_by_zone, land_pieces, placed_people
from tests.builders.frames import frame, row_of_squares

ZONES = row_of_squares(2, side=100, index=["甲", "乙"], population=[100.0, 50.0])
PEOPLE = ZONES["population"].to_numpy()


def demand(shapes, population, zone):
    return frame(shapes, population=population, zone=zone)


def land(*boxes):
    return frame([shapely.box(*box) for box in boxes])


def test_places_belong_to_their_zone_and_are_counted():
    where = demand(shapely.points([(1, 1), (2, 2), (150, 50)]), [1, 3, 9], ["甲", "甲", "乙"])
    places = placed_people(ZONES, where, PEOPLE)
    assert places.zone.tolist() == [0, 0, 1]
    whole, near = places.counted(np.array([True, False, True]))
    assert (whole.tolist(), near.tolist()) == ([2, 1], [1, 1])


def test_places_without_people_or_zone_are_left_out_and_the_zone_stands_in():
    where = demand(
        shapely.points([(1, 1), (2, 2), (9, 9)]), [np.nan, 5, 5], ["甲", None, "somewhere"]
    )
    places = placed_people(ZONES, where, PEOPLE)
    assert not places.given.any()
    assert places.shapes.tolist() == ZONES.geometry.tolist()
    assert places.counted(np.array([True, True]))[0].tolist() == [0, 0]


def test_negative_people_are_refused():
    where = demand(shapely.points([(1, 1)]), [-1], ["甲"])
    with pytest.raises(ShapeError, match="population of demand"):
        placed_people(ZONES, where, PEOPLE)


def test_overlapping_land_is_dissolved_and_cut_at_the_border():
    pieces = land_by_zone(ZONES, land((50, 0, 150, 100), (80, 0, 150, 50), (200, 0, 300, 100)))
    assert pieces["zone"].tolist() == ["甲", "乙"]
    assert pieces.area.tolist() == [5000, 5000]


def test_land_that_only_touches_leaves_no_piece():
    assert len(land_by_zone(ZONES, land((200, 0, 300, 100)))) == 0
    assert len(land_by_zone(ZONES, land())) == 0


def test_land_cut_before_gives_the_same_pieces_as_land_cut_now():
    blocks = land((50, 0, 150, 100), (80, 0, 150, 50))
    owner, shapes = land_pieces(ZONES, blocks)
    before, known = land_pieces(ZONES, land_by_zone(ZONES, blocks))
    assert owner.tolist() == before.tolist() == [0, 1]
    assert shapely.equals(shapes, known).all()


def test_pieces_of_unknown_zones_are_left_out():
    blocks = land((0, 0, 10, 10), (20, 0, 40, 10)).assign(zone=["elsewhere", "乙"])
    owner, shapes = land_pieces(ZONES, blocks)
    assert owner.tolist() == [1]
    assert shapely.area(shapes).tolist() == [200]


def test_pieces_of_land_add_up_by_zone():
    covered = (np.array([10.0, 0, 2]), np.array([9.0, 0, 2]), np.array([10.0, 1, 4]))
    found = covered_land(np.array([0, 0, 2]), np.array([10.0, 30, 8]), covered, zones=3)
    assert found["residential_area_m2"].tolist() == [40, 0, 8]
    assert found["covered_residential_m2"].tolist() == [10, 0, 2]
    assert found["residential_share"][[0, 2]].tolist() == [0.25, 0.25]
    assert found["covered_residential_m2_low"].tolist() == [9, 0, 2]
    assert found["residential_share_high"][[0, 2]].tolist() == [0.275, 0.5]
    assert np.isnan(found["residential_share"][1])
