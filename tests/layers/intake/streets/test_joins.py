"""Streets that cross without a shared vertex are told at import, and joined on request."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString

from layers.formats.osm.extract import read_osm
from layers.intake.streets.joins import check_joins, joins_of, noded
from tests.builders.extracts import Extract

CROSS = [
    LineString([(116.40, 39.92), (116.42, 39.92)]),
    LineString([(116.41, 39.91), (116.41, 39.93)]),
]


def frame(lines, **columns):
    return gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:4326")


def levels(*values):
    return np.array(values, dtype=np.int64)


def test_lines_that_cross_without_a_vertex_are_apart():
    lines = np.array(CROSS, dtype=object)
    found = joins_of(lines, levels(0, 0))
    assert (found.parts, found.crossings.tolist()) == (2, [[0, 1]])
    # 0.02 degrees of latitude and 0.02 times the cosine of 39.92: 1 / (1 + 1 / 0.767).
    assert found.outside == pytest.approx(0.767 / 1.767, abs=1e-3)
    joined = noded(lines, found)
    again = joins_of(joined, levels(0, 0))
    assert (again.parts, again.outside, len(again.crossings)) == (1, 0.0, 0)
    assert [shapely.get_num_coordinates(line) for line in joined] == [3, 3]
    assert shapely.length(joined).tolist() == pytest.approx(shapely.length(lines).tolist())


def test_what_touches_or_shares_a_vertex_is_no_crossing():
    star = [LineString([(0, 0), (1, 1), (2, 0)]), LineString([(0, 2), (1, 1), (2, 2)])]
    found = joins_of(np.array(star, dtype=object), levels(0, 0))
    assert (found.parts, len(found.crossings)) == (1, 0)


def test_ends_that_stop_on_a_street_or_just_short_of_it_are_put_on_it():
    """One ends on the street between its vertices, one 0.3 m short, one 3 m short."""
    metre = 1 / 111_319.5
    street = LineString([(116.40, 39.92), (116.42, 39.92)])
    ends = [LineString([(116.404 + 0.004 * i, 39.92 + away * metre), (116.404 + 0.004 * i, 39.93)])
            for i, away in enumerate((0.0, 0.3, 3.0))]  # fmt: skip
    lines = np.array([street, *ends], dtype=object)
    found = joins_of(lines, levels(0, 0, 0, 0))
    assert sorted(map(tuple, found.ends.tolist())) == [(1, 0, 0), (2, 0, 0)]
    joined = noded(lines, found)
    again = joins_of(joined, levels(0, 0, 0, 0))
    assert (again.parts, again.apart) == (2, 0)
    assert shapely.get_num_coordinates(joined[0]) == 4


def test_levels_stay_apart():
    told = frame(CROSS, bridge=["yes", None])
    kept, (problem,) = check_joins(told, node=True)
    assert problem.code == "streets_apart"
    assert kept.geometry.count_coordinates().tolist() == [2, 2]
    stated = frame(CROSS, layer=["1", "1"], bridge=["yes", "no"])
    joined, problems = check_joins(stated, node=True)
    assert [one.code for one in problems] == ["streets_noded"]
    assert joined.geometry.count_coordinates().tolist() == [3, 3]


def test_a_viaduct_over_a_shared_vertex_is_apart_and_joins_its_ramp():
    over = LineString([(116.40, 39.92), (116.41, 39.92), (116.42, 39.92)])
    under = LineString([(116.41, 39.91), (116.41, 39.92), (116.41, 39.93)])
    ramp = LineString([(116.42, 39.92), (116.43, 39.92)])
    lines = np.array([over, under, ramp], dtype=object)
    assert joins_of(lines, levels(0, 0, 0)).parts == 1
    assert joins_of(lines, levels(1, 0, 0)).parts == 2


def test_it_is_told_with_the_share_and_the_option():
    """The kind: a loss without a word, here of the ways on foot."""
    same, (problem,) = check_joins(frame(CROSS), node=False)
    assert same.geometry.count_coordinates().tolist() == [2, 2]
    assert "2 parts, 43.4% of their length outside the largest" in problem.text("en")
    assert "--node-crossings" in problem.mend("zh")
    assert check_joins(frame([]), node=True)[1] == []
    assert check_joins(frame(CROSS[:1]), node=True)[1] == []


def test_a_locked_gate_stays_shut_when_its_streets_come_back(tmp_path):
    """The kind of fault: what an import drew apart on purpose, the next one joins."""
    extract = Extract()
    extract.node(2, 1, barrier="gate", locked="yes", access="private")
    extract.way(1, [(0, 1), (2, 1), (4, 1)], highway="footway")
    drawn = read_osm(extract.write(tmp_path / "a.osm"), None)["streets"]
    told = pd.DataFrame(list(drawn["properties"]))
    again, problems = check_joins(frame(list(drawn.geometry), **told), node=True)
    assert [one.code for one in problems] == ["streets_apart"]
    assert again.geometry.to_wkt().tolist() == drawn.geometry.to_wkt().tolist()
