"""Kind of fault: rows in several coordinate systems are read in one, or refused without a way."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import Point

from layers.crs.srids import stated_system

GRID = Transformer.from_crs(4490, 4548, always_xy=True).transform(116.42, 39.92)


def shapes(*stated):
    """Return points (x, y, SRID), 0 for one that states none."""
    made = [shapely.set_srid(Point(x, y), srid) for x, y, srid in stated]
    return np.array(made, dtype=object)


def told(notes):
    return [(one.row, one.code, one.severity) for one in notes]


def test_each_row_is_converted_by_its_own_and_those_unlike_most_are_named():
    cells = shapes((116.40, 39.90, 4326), (*GRID, 4548), (116.41, 39.91, 4490), (116.4, 39.9, 4326))
    notes = []
    assert stated_system(cells, "geom", notes) == "EPSG:4326"
    expected = [[116.40, 39.90], [116.42, 39.92], [116.41, 39.91], [116.4, 39.9]]
    np.testing.assert_allclose(shapely.get_coordinates(cells), expected, atol=1e-8)
    assert sorted(told(notes)) == [
        (2, "coordinates_own_srid", "repaired"),
        (3, "coordinates_own_srid", "repaired"),
    ]
    assert "SRID=4548" in next(one for one in notes if one.row == 2).text("en")


def test_a_row_in_a_system_that_is_not_accepted_is_named_beside_good_ones():
    """Beijing 1954 has no way to WGS 84 without its owner's parameters; 999999 is no system."""
    cells = shapes((116.4, 39.9, 4326), (116.4, 39.9, 4214), (1, 2, 999999), (116.4, 39.9, 4326))
    notes = []
    assert stated_system(cells, "geom", notes) == "EPSG:4326"
    assert sorted(told(notes)) == [
        (2, "crs_refused", "error"),
        (3, "coordinates_srid_unknown", "error"),
    ]
    assert shapely.is_missing(cells).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("other", "bare", "code"),
    [
        ((116.4, 39.9, 4326), (116.41, 39.91), "coordinates_srid_assumed"),
        ((116.4, 39.9, 4326), GRID, "coordinates_no_srid"),
        ((*GRID, 4548), (116.41, 39.91), "coordinates_no_srid"),
        ((*GRID, 4548), GRID, "coordinates_no_srid"),
    ],
)
def test_a_row_that_states_none_is_never_given_that_of_others(other, bare, code):
    """`SRID=4548;POINT(...)` in one row made places of degrees in the others meters."""
    cells = shapes(other, (*bare, 0), other)
    notes = []
    assert stated_system(cells, "geom", notes) == "EPSG:4326"
    row = 2 if code == "coordinates_no_srid" else None
    assert [(one.row, one.code) for one in notes] == [(row, code)]
    assert shapely.is_missing(cells)[1] == (code == "coordinates_no_srid")


def test_one_system_for_all_stays_as_it_is_stated():
    cells = shapes((*GRID, 4548), (*GRID, 4548))
    notes = []
    assert (stated_system(cells, "geom", notes), notes) == ("EPSG:4548", [])
    assert cells[0].x == GRID[0]


def test_what_the_user_states_is_one_system_and_rows_unlike_most_are_at_fault():
    cells = shapes((116.4, 39.9, 4326), (*GRID, 4548), (116.4, 39.9, 4326))
    notes = []
    assert stated_system(cells, "geom", notes, chosen=True) is None
    assert told(notes) == [(2, "coordinates_other_srid", "error")]
    assert "leave out --crs" in notes[0].mend("en")
