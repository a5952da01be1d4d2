"""Where streets enter a site, and the walk to it; all numbers can be added up by hand."""

import numpy as np
from shapely import LineString, MultiPoint, Point, STRtree, box

from spatial.network import (
    Network,
    border_meetings,
    line_crossings,
    points_along,
    polylines_near,
    walked_to_sites,
    with_crossings,
)
from spatial.site_points import site_points

GROUND = box(0, 0, 90, 60)
STREET = LineString([(-200, 30.5), (45, 30.5)])
"""Enters the ground from the west 30.5 m above its corner, between two points of its edge."""


def test_a_street_enters_where_it_crosses_the_edge() -> None:
    """Kind: the nearest of points on an edge lies beside the place where the street comes in.

    At 100 m of walking: to (0, 30.5), 100 m; to the next point of the edge, (0, 40), on foot 109.5.
    """
    streets = Network.from_lines([STREET])
    sites = with_crossings(streets, site_points([GROUND]))
    assert [0.0, 30.5] in sites.points.tolist()
    place = np.array([(-100.0, 30.5)])
    assert walked_to_sites(streets, place, site_points([GROUND]))[0].tolist() == [100.0]
    assert streets.nearest(place, site_points([GROUND]).points)[0].tolist() == [109.5]


def test_who_stands_inside_walks_nowhere_even_far_from_streets() -> None:
    streets = Network.from_lines([STREET])
    sites = site_points([Point(-200, 30.5), box(300, 0, 900, 600)])
    places = np.array([(600.0, 300.0), (1500.0, 300.0)])
    distance, site = walked_to_sites(streets, places, sites, max_snap=100.0)
    assert distance.tolist() == [0.0, np.inf]
    assert site.tolist() == [1, -1]
    attached = streets.attach(places, max_snap=100.0)
    assert walked_to_sites(streets, attached, sites, max_snap=100.0)[0].tolist() == [0.0, np.inf]


def test_sites_with_entrances_of_their_own_are_entered_by_these_alone() -> None:
    streets = Network.from_lines([STREET])
    gated = site_points([MultiPoint([(90, 10), (90, 50)])], drawn=[GROUND])
    assert with_crossings(streets, gated) is gated
    alone = site_points([Point(0, 0)])
    assert with_crossings(streets, alone) is alone
    apart = site_points([box(0, 500, 10, 510)])
    assert with_crossings(streets, apart) is apart
    assert with_crossings(Network.from_lines([]), apart) is apart


def test_closed_streets_enter_nothing_and_a_new_line_does() -> None:
    streets = Network.from_lines([STREET])
    sites = site_points([GROUND])
    assert with_crossings(streets.without_edges([0]), sites) is sites
    points, owner = line_crossings(sites, LineString([(45, -10), (45, 80)]))
    assert points.tolist() == [[45.0, 0.0], [45.0, 60.0]]
    assert owner.tolist() == [0, 0]


def test_a_street_along_a_border_meets_it_all_along() -> None:
    border = np.array([GROUND.boundary])
    line = LineString([(0, 0), (50, 0), (50, -40)])
    points, row = border_meetings(border, STRtree([line]), spacing=20.0)
    assert sorted(points.round(6).tolist()) == [[0, 0], [50 / 3, 0], [100 / 3, 0], [50, 0]] or (
        np.allclose(sorted(points.tolist()), [[0, 0], [50 / 3, 0], [100 / 3, 0], [50, 0]])
    )
    assert set(row.tolist()) == {0}
    spaced, of = points_along(np.array([LineString([(0, 0), (30, 0)])]), 20.0)
    assert (spaced.tolist(), of.tolist()) == ([[0, 0], [15, 0], [30, 0]], [0, 0, 0])


def test_polylines_are_found_by_their_boxes() -> None:
    streets = Network.from_lines([STREET, LineString([(500, 0), (600, 0)])])
    rows, lines = polylines_near(streets, np.array([0.0, 0.0]), np.array([90.0, 60.0]))
    assert rows.tolist() == [0]
    assert lines[0].length == 245
