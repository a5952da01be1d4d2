"""What reaches nothing is counted and named in every answer on foot."""

import pytest
from shapely.geometry import LineString, Point

from app.analyses.coverage.network_health import network_health


def test_pieces_apart_and_facilities_on_them_are_told(town):
    """A street of 900 m and a path of 100 m: a tenth of the length is apart, with one clinic."""
    lines = [LineString([(0, 500), (900, 500)]), LineString([(1200, 500), (1300, 500)])]
    town.put("streets", lines, walkable=[True, True])
    places = [Point(100, 520), Point(1250, 500), Point(1900, 950)]
    town.put("libraries", places, name=["On the street", "{{7*7}}", "Far from all"])
    told, notes = network_health(town, "libraries")
    assert told["network_parts"] == 2
    assert told["network_outside_m"] == pytest.approx(100)
    assert told["network_outside_share"] == pytest.approx(0.1)
    assert told["network_longest_snap_m"] == pytest.approx(20)
    assert told["facilities_apart"] == 1
    parts, pieces = notes
    assert "fall into 2 parts; 10.0% of their length (100 m)" in parts.en
    assert pieces.zh == "1 处设施在这样的孤立路段上，只服务那里的人：{{7*7}}"


def test_streets_that_hang_together_need_no_word(town):
    town.put("streets", [LineString([(0, 500), (900, 500)])], walkable=[True])
    told, notes = network_health(town, None)
    assert (told, notes) == (
        {"network_parts": 1, "network_outside_m": 0.0, "network_outside_share": 0.0},
        (),
    )
