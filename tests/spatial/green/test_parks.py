import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from spatial.green.parks import (
    QUAD_SEGS,
    edge_error,
    served_land,
    service_area,
    size_members,
    sized_parks,
    whole_parks,
    within_reach,
)
from spatial.rules import SizeClass
from tests.builders.frames import frame

CLASSES = (
    SizeClass(min_m2=5000, max_m2=None, radius_m=500),
    SizeClass(min_m2=2000, max_m2=5000, radius_m=300),
)


def park(area):
    """A park 50 m wide whose east edge lies at x = 0."""
    return frame([box(-50, 0, 0, area / 50)], green_class=["pocket_park"])


def reach(area):
    served = service_area(sized_parks(park(area)), CLASSES)
    return max((shapely.bounds(shape)[2] for shape in served), default=None)


@pytest.mark.parametrize(
    ("area", "radius"),
    [(1999, None), (2000, 300.0), (4999, 300.0), (5000, 500.0), (5001, 500.0)],
)
def test_size_classes_include_their_lower_and_exclude_their_upper_bound(area, radius):
    assert reach(area) == radius


def land_share(shapes, served):
    return served_land(np.array(shapes, dtype=object), served).tolist()


def test_distance_runs_from_the_edge_of_the_park_not_its_center():
    served = service_area(sized_parks(park(5000)), CLASSES)
    homes = [box(499.0, 0, 500.0, 1), box(500.0, 0, 501.0, 1)]
    assert land_share(homes, served) == [pytest.approx(1.0), pytest.approx(0.0)]


def test_the_park_itself_is_served():
    served = service_area(sized_parks(park(5000)), CLASSES)
    assert land_share(park(5000).geometry, served) == [1.0]


def test_a_park_drawn_in_two_halves_has_its_whole_size():
    halves = frame([box(-50, 0, 0, 50), box(-50, 50, 0, 100)], green_class=["pocket_park"] * 2)
    assert [shape.area for shape in sized_parks(halves, min_area_m2=5000)] == [5000.0]


def test_only_classes_and_sizes_asked_for():
    greens = frame(
        [box(0, 0, 100, 100), box(500, 0, 600, 50)], green_class=["attached", "pocket_park"]
    )
    assert len(sized_parks(greens, classes=["pocket_park"])) == 1
    assert len(sized_parks(greens, min_area_m2=5000, max_area_m2=10000)) == 1
    assert len(sized_parks(greens)) == 2


def test_round_corners_fall_short_by_no_more_than_the_stated_bound():
    (served,) = service_area(sized_parks(park(5000)), CLASSES)
    corner = shapely.get_coordinates(served)
    middle = (corner + np.roll(corner, 1, axis=0)) / 2
    outside = middle[(middle[:, 0] > 0) & (middle[:, 1] < 0)]
    short = 500 - np.hypot(outside[:, 0], outside[:, 1])
    bound = 500 * (1 - math.cos(math.pi / (4 * QUAD_SEGS)))
    assert 0 <= short.max() <= bound * (1 + 1e-9)
    assert bound == pytest.approx(0.038, abs=0.001)


def test_no_park_serves_nobody():
    nothing = service_area(sized_parks(park(100)), CLASSES)
    assert land_share(park(100).geometry, nothing) == [0.0]
    assert len(service_area(sized_parks(park(100)), ())) == 0


@given(st.floats(1, 400), st.floats(1, 400), st.floats(100, 6000))
def test_a_wider_radius_never_serves_less(first, second, area):
    zones = frame([box(-200, -200, 600, 600)])
    low, high = sorted((first, second))
    found = [
        land_share(
            zones.geometry,
            service_area(sized_parks(park(area)), [SizeClass(min_m2=0, radius_m=radius)]),
        )[0]
        for radius in (low, high)
    ]
    assert 0 < found[0] <= found[1] + 1e-12
    assert found[1] <= 1.0


def test_points_in_the_ring_that_drawing_loses_are_measured():
    parks = np.array([box(-50, -50, 0, 0)], dtype=object)
    angle = np.pi / 4 / QUAD_SEGS  # half way between two corners of the drawn arc
    out = np.array([np.cos(angle), np.sin(angle)])
    radii = np.array([500 - edge_error(500) / 2, 500 - 1e-9, 500 + 1e-6, 500 + edge_error(500)])
    points = radii[:, None] * out
    (drawn,) = service_area(parks, [SizeClass(min_m2=0, radius_m=500)])
    assert not shapely.intersects_xy(drawn, *points[0])
    assert within_reach(points, parks, radius=500).tolist() == [True, True, False, False]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(1, 300))
def test_reach_of_points_is_that_of_their_distance(seed, radius):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(-300, 300, (6, 2))
    sizes = rng.uniform(1, 120, (6, 2))
    parks = np.array([box(*c, *(c + s)) for c, s in zip(corners, sizes, strict=True)])
    points = rng.uniform(-600, 600, (300, 2))
    true = shapely.distance(shapely.points(points), shapely.union_all(parks)) <= radius
    assert (within_reach(points, parks, radius=radius) == true).all()


def test_one_park_is_what_shares_a_border_even_across_a_slit_of_drawing():
    parts = [
        box(0, 0, 50, 50),
        box(50.005, 0, 100, 50),  # a slit of 5 mm
        box(100, 50, 150, 100),  # only a corner
        box(150.02, 50, 200, 100),  # 2 cm apart
    ]
    found = whole_parks(np.array(parts, dtype=object))
    assert sorted(shapely.area(found)) == pytest.approx([2499.0, 2500.0, 4999.75])
    assert sum(shape.geom_type == "MultiPolygon" for shape in found) == 1


def test_greens_of_two_classes_that_share_a_border_are_one_park():
    greens = frame(
        [box(0, 0, 50, 50), box(50, 0, 100, 50)], green_class=["pocket_park", "community_park"]
    )
    assert sized_parks(greens, min_area_m2=5000)[0].area == 5000.0
    assert len(sized_parks(greens, classes=["pocket_park"], min_area_m2=5000)) == 0


def test_a_class_holds_its_lower_bound_only():
    parks = np.array([box(0, 0, 50, 40), box(0, 0, 50, 100), box(0, 0, 1, 1)], dtype=object)
    assert size_members(parks, CLASSES).tolist() == [[False, True, False], [True, False, False]]
    assert size_members(parks[:0], CLASSES).shape == (2, 0)


def test_service_area_is_never_larger_than_steiners_formula_allows():
    parks = sized_parks(park(5000))
    (served,) = service_area(parks, CLASSES)
    bound = parks[0].area + 500 * parks[0].length + math.pi * 500**2
    # The park is convex: only the drawn corners are missing.
    assert bound - math.pi * (500**2 - (500 - edge_error(500)) ** 2) <= served.area <= bound
