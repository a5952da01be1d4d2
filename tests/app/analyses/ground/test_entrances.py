"""Entrances: stated, where streets meet the area, else its edge."""

import pytest
import shapely
from shapely.geometry import LineString, Point, box

from app.analyses.ground.entrances import read_entrances, with_entrances


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("116.40 39.90; 116.41,39.91", [(116.40, 39.90), (116.41, 39.91)]),
        ("116.40，39.90；116.41 39.91；", [(116.40, 39.90), (116.41, 39.91)]),
        ("the south gate", []),
        ("116.40 39.90; gate", []),
        ("39.90 116.40", []),
        ("{{7*7}}", []),
        (None, []),
    ],
)
def test_pairs_of_degrees_are_read_whole_or_not_at_all(text, found) -> None:
    assert read_entrances(text) == found


def test_streets_that_meet_the_area_are_its_entrances(town) -> None:
    town.put("primary_schools", [box(100, 100, 200, 200), box(900, 900, 950, 950), Point(5, 5)])
    town.put("streets", [LineString([(150, 0), (150, 100)])], walkable=[True])
    shapes = with_entrances(town, "primary_schools").geometry.tolist()
    origin = town.metric("primary_schools").total_bounds[:2] - (5, 5)
    first = shapely.get_coordinates(shapes[0]) - origin
    assert shapes[0].geom_type == "MultiPoint"
    assert (abs(first[:, 1] - 100) < 1e-6).any()
    # No street meets the second: its edge counts. A point is a point.
    assert [one.geom_type for one in shapes[1:]] == ["Polygon", "Point"]


def test_kinds_that_count_from_their_edge_stay_as_drawn(town) -> None:
    town.put("kindergartens", [box(100, 100, 200, 200)])
    assert with_entrances(town, "kindergartens").geometry.iloc[0].geom_type == "Polygon"
