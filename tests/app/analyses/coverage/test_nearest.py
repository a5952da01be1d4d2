import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from app.analyses.coverage.nearest import PointParameters, compute
from app.problems.errors import MissingLayerError, ParameterError


def test_distance_required_radius_and_verdict(town) -> None:
    lon, lat = town.place(500, 1400)
    found = compute(town, PointParameters(lon=lon, lat=lat))
    row = found.rows.loc["health_centers"]
    assert row["name"] == "Open"
    assert row["distance_m"] == pytest.approx(900, abs=1e-3)
    assert (row["required_m"], row["met"]) == (1000, True)
    assert found.total["inside"] is False
    assert found.total["community"] is None


def test_what_meets_the_rule_is_named_where_the_nearest_is_too_far_for_its_grade(town) -> None:
    town.put(
        "health_centers",
        [Point(349, 0), Point(0, 700)],
        name=["Station", "Center"],
        grade=["station", "center"],
    )
    lon, lat = town.place(0, 0)
    row = compute(town, PointParameters(lon=lon, lat=lat)).rows.loc["health_centers"]
    assert (row["name"], row["required_m"], row["met"]) == ("Station", 300, True)
    assert row["distance_m"] == pytest.approx(349, abs=1e-3)
    assert (row["met_by"], row["met_by_grade"], row["met_by_required_m"]) == (
        "Center", "center", 1000,
    )  # fmt: skip
    assert row["met_by_m"] == pytest.approx(700, abs=1e-3)
    # The row tells of both: the nearest fails its own rule, the other meets another one.
    assert (row["nearest_met"], row["rule"]) == (False, "health-station-300m")
    assert row["met_by_rule"] == "health-center-1000m"
    assert row["met_by_clause"]


def test_the_green_that_meets_the_rule_is_named_and_none_where_none_does(town) -> None:
    asked = {"standard": "three-thirty-300"}
    town.put(
        "green_spaces",
        [box(100, 0, 110, 10), box(-350, 0, -200, 100)],
        name=["Strip", "Park"],
        green_class=["pocket_park", "community_park"],
    )
    lon, lat = town.place(0, 0)
    row = compute(town, PointParameters(lon=lon, lat=lat, **asked)).rows.loc["green_spaces"]
    assert (row["name"], row["met_by"], row["nearest_met"]) == ("Strip", "Park", False)
    assert row["distance_m"] == pytest.approx(100, abs=1e-3)
    assert row["met_by_m"] == pytest.approx(200, abs=1e-3)
    lon, lat = town.place(500, 0)
    row = compute(town, PointParameters(lon=lon, lat=lat, **asked)).rows.loc["green_spaces"]
    assert (row["met"], row["met_by"], row["met_by_m"]) == (False, None, None)


def test_the_closed_center_does_not_serve(town) -> None:
    lon, lat = town.place(1900, 500)
    found = compute(town, PointParameters(lon=lon, lat=lat))
    row = found.rows.loc["health_centers"]
    assert row["distance_m"] == pytest.approx(1400, abs=1e-3)
    assert row["met"] is False
    assert found.total["community"] == "East"
    assert found.total["subdistrict"] == "Town"


def test_distance_to_green_is_to_its_edge(town) -> None:
    lon, lat = town.place(650, 50)
    row = compute(town, PointParameters(lon=lon, lat=lat)).rows.loc["green_spaces"]
    assert row["name"] == "B"
    assert row["distance_m"] == pytest.approx(500, abs=1e-3)


def test_a_point_far_away_is_refused_with_the_accepted_range(town) -> None:
    with pytest.raises(ParameterError) as caught:
        compute(town, PointParameters(lon=0, lat=0))
    assert [fault.parameter for fault in caught.value.faults] == ["lon", "lat"]


def test_on_foot_both_distances_are_told_and_the_walk_decides(town) -> None:
    # The nearer of two centers lies across a block that one has to walk around.
    around = LineString([(0, 0), (1000, 0), (1000, 1000), (0, 1000)])
    town.put("streets", [around], walkable=[True])
    town.put(
        "health_centers",
        [Point(0, 1000), Point(1000, 400)],
        name=["Across", "Along"],
        grade=["center", "center"],
    )
    lon, lat = town.place(200, 0)
    straight = compute(town, PointParameters(lon=lon, lat=lat)).rows
    assert straight.loc["health_centers", "name"] == "Along"
    assert "walking_m" not in straight
    town.put(
        "health_centers",
        [Point(200, 1000), Point(1000, 1000)],
        name=["Across", "Along"],
        grade=["center", "center"],
    )
    assert (
        compute(town, PointParameters(lon=lon, lat=lat)).rows.loc["health_centers", "met"] is True
    )
    found = compute(town, PointParameters(lon=lon, lat=lat, metric="walking"))
    row = found.rows.loc["health_centers"]
    assert row["name"] == "Along"
    assert row["walking_m"] == pytest.approx(1800, abs=1e-2)
    assert row["distance_m"] == pytest.approx(np.hypot(800, 1000), abs=1e-2)
    assert row["met"] is False
    assert found.stated["metric"] == "walking"


def test_where_no_street_leads_there_is_no_walk_and_the_rule_is_not_met(town) -> None:
    town.put("streets", [LineString([(0, 0), (100, 0)])], walkable=[True])
    lon, lat = town.place(1400, 500)
    found = compute(town, PointParameters(lon=lon, lat=lat, metric="walking"))
    row = found.rows.loc["health_centers"]
    assert (row["name"], row["walking_m"], row["met"]) == ("Open", None, False)


def test_walks_to_green_end_at_its_entrance(town) -> None:
    town.put("streets", [LineString([(0, 50), (1000, 50)])], walkable=[True])
    lon, lat = town.place(650, 50)
    asked = PointParameters(lon=lon, lat=lat, metric="walking")
    row = compute(town, asked).rows.loc["green_spaces"]
    assert (row["name"], row["walking_m"]) == ("B", pytest.approx(500, abs=1e-2))
    lon, lat = town.place(120, 80)
    asked = PointParameters(lon=lon, lat=lat, metric="walking")
    assert compute(town, asked).rows.loc["green_spaces", "walking_m"] == 0


def test_walking_needs_streets(town) -> None:
    lon, lat = town.place(500, 500)
    with pytest.raises(MissingLayerError, match="streets"):
        compute(town, PointParameters(lon=lon, lat=lat, metric="walking"))


def test_kinds_of_which_no_distance_is_asked_are_named(town) -> None:
    # Kind: "no data" in the place of a rule that the standard does not have.
    town.put("parking", [Point(100, 100)], name=["P"])
    lon, lat = town.place(0, 0)
    found = compute(town, PointParameters(lon=lon, lat=lat))
    assert found.rows.loc["parking", "met"] is None
    (note,) = found.notes
    assert "Parking" in note.en
    assert "Health centers" not in note.en
    assert "停车" in note.zh
