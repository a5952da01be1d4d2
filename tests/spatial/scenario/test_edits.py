import math

import pytest
import shapely

from spatial.errors import ShapeError
from spatial.scenario.edits import (
    AddFacility,
    ChangePopulation,
    MoveFacility,
    OpenStreet,
    ResizeFacility,
)


@pytest.mark.parametrize("point", [(math.nan, 0.0), (0.0, math.inf), (0.0, -2e15), (1.0, 2.0, 3.0)])
def test_a_point_is_two_finite_numbers(point):
    with pytest.raises(ShapeError, match="finite"):
        AddFacility(point)
    with pytest.raises(ShapeError, match="finite"):
        MoveFacility(0, point)


@pytest.mark.parametrize("capacity", [-1.0, math.inf])
def test_a_capacity_is_not_negative_nor_endless(capacity):
    with pytest.raises(ShapeError, match="0 or more"):
        AddFacility((0, 0), capacity)
    with pytest.raises(ShapeError, match="0 or more"):
        ResizeFacility(0, capacity)


def test_a_capacity_need_not_be_known():
    assert math.isnan(AddFacility((0.0, 0.0)).capacity)


@pytest.mark.parametrize(
    "line",
    [
        shapely.LineString(),
        shapely.LineString([(0, 0), (0, 0)]),
        shapely.LineString([(0, 0), (math.inf, 0)]),
        shapely.Point(0, 0),
    ],
)
def test_a_street_is_a_line_with_a_length(line):
    with pytest.raises(ShapeError, match="LineString"):
        OpenStreet(line)


@pytest.mark.parametrize(
    "values", [{}, {"factor": 1.0, "total": 2.0}, {"factor": -1.0}, {"total": math.nan}]
)
def test_people_change_by_one_number(values):
    with pytest.raises(ShapeError, match="one of them"):
        ChangePopulation(None, **values)
