"""Kind of fault: a coordinate is read a thousand times off, or without its minutes."""

from layers.written.grids import Coordinate, coordinate, marks_of


def read(*cells, asked=None, degrees=True):
    marks = marks_of(cells, asked=asked, degrees=degrees)
    return [coordinate(cell, marks) for cell in cells]


def test_degrees_lie_within_180():
    assert read("116,400", "116.400") == [Coordinate(116.4, comma=True), Coordinate(116.4)]


def test_meters_are_decided_by_their_neighbors():
    assert read("448,203", degrees=False) == [Coordinate(None, readings=(448_203, 448.203))]
    assert read("448,203", "4,421,118", degrees=False)[0] == Coordinate(448_203)
    assert read("448,203", asked="comma", degrees=False) == [Coordinate(448.203, comma=True)]
    assert read("448 203 m", degrees=False) == [Coordinate(448_203)]


def test_angles_state_their_axis():
    assert read("39°54′N") == [Coordinate(39.9, "lat", angle=True)]
    assert read("39.9N") == [Coordinate(39.9, "lat")]


def test_what_is_none_is_none():
    assert read("北京", "12,5", asked="point") == [None, None]
