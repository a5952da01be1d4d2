"""Exact areas against closed forms, against finely polygonal circles, and by their laws."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.coverage.discs import covered_areas, disc_coverage, measured_polygons
from spatial.errors import ShapeError

ORIGIN = np.array([447_000.0, 4_420_000.0])
SQUARE = shapely.box(0, 0, 1000, 1000)
BIG = shapely.box(-5000, -5000, 5000, 5000)
SEGMENTS = 4096


def covered(zone, points, radius):
    return float(disc_coverage([zone], points, radius=radius)[0])


def lens(radius, apart):
    """Area that two discs share (m²)."""
    half = apart / 2
    return 2 * radius**2 * math.acos(half / radius) - apart * math.sqrt(radius**2 - half**2)


def polygonal(zones, points, radius):
    """Covered area by polygons inside and around each circle: the truth lies between."""
    bounds = []
    for reach in (radius, radius / math.cos(math.pi / SEGMENTS)):
        discs = shapely.buffer(shapely.points(points), reach, quad_segs=SEGMENTS // 4)
        bounds.append(shapely.area(shapely.intersection(zones, shapely.union_all(discs))))
    return bounds


def star(center, radii):
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    corners = np.array(radii)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.Polygon(corners + center)


# Closed forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [(0, 0), tuple(ORIGIN), (-3e6, 9e6)])
@pytest.mark.parametrize(
    ("point", "share"),
    [((500, 500), math.pi / 4), ((0, 0), math.pi / 16), ((500, 0), math.pi / 8)],
)
def test_a_disc_in_at_the_corner_of_and_on_the_edge_of_a_square(at, point, share):
    zone = shapely.box(at[0], at[1], at[0] + 1000, at[1] + 1000)
    assert covered(zone, [np.add(at, point)], 500) / 1e6 == pytest.approx(share, rel=1e-9)


def test_the_worked_example_of_the_methods_page():
    assert covered(SQUARE, [(500, 500)], 500) / 1e6 == pytest.approx(0.785398163397, abs=1e-12)


@pytest.mark.parametrize("depth", [-499.999, -300, 0, 120, 499])
def test_a_half_plane_cuts_off_a_segment(depth):
    half_plane = shapely.box(-2000, -2000, 2000, depth)
    away = 500**2 * math.acos(depth / 500) - depth * math.sqrt(500**2 - depth**2)
    expected = math.pi * 500**2 - away
    assert covered(half_plane, [(0, 0)], 500) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("apart", [1e-6, 1, 250, 700, 999.999, 1000, 1500])
def test_two_discs_share_a_lens(apart):
    both = 2 * math.pi * 500**2 - (lens(500, apart) if apart < 1000 else 0)
    assert covered(BIG, [(0, 0), (apart, 0)], 500) == pytest.approx(both, rel=1e-9)


def test_a_square_within_the_disc_is_covered_to_the_last_bit():
    assert covered(SQUARE, [(500, 500)], 708) == SQUARE.area


def test_a_square_covered_by_nine_discs_together_is_covered_whole():
    grid = [(x, y) for x in (0, 500, 1000) for y in (0, 500, 1000)]
    assert covered(SQUARE, grid, 360) == SQUARE.area


def test_a_hole_is_not_covered():
    ring = SQUARE.difference(shapely.box(250, 250, 750, 750))
    assert covered(ring, [(500, 500)], 250) == 0
    segment = 300**2 * math.acos(250 / 300) - 250 * math.sqrt(300**2 - 250**2)
    assert covered(ring, [(500, 500)], 300) == pytest.approx(4 * segment, rel=1e-9)
    assert covered(ring, [(500, 500)], 400) == pytest.approx(math.pi * 400**2 - 500**2, rel=1e-9)


def test_the_direction_of_rings_does_not_matter():
    ring = SQUARE.difference(shapely.box(250, 250, 750, 750))
    expected = covered(ring, [(300, 300)], 300)
    shell, hole = ring.exterior.coords, ring.interiors[0].coords
    for turned in (
        shapely.Polygon(shell[::-1], [hole]),
        shapely.Polygon(shell, [hole[::-1]]),
        shapely.Polygon(shell[::-1], [hole[::-1]]),
    ):
        assert covered(turned, [(300, 300)], 300) == pytest.approx(expected, rel=1e-12)


def test_parts_add_up_and_zones_may_overlap():
    left, right = shapely.box(0, 0, 400, 1000), shapely.box(600, 0, 1000, 1000)
    points = [(500, 500), (100, 100)]
    one = disc_coverage([left, right, left], points, radius=300)
    assert one[0] == one[2]
    both = covered(shapely.union(left, right), points, 300)
    assert both == pytest.approx(one[0] + one[1], rel=1e-12)


# Nothing to cover, nothing to cover with --------------------------------------------------------


def test_nothing_covers_nothing():
    assert disc_coverage([SQUARE], [], radius=500).tolist() == [0]
    assert disc_coverage([SQUARE], [(500, 500)], radius=0).tolist() == [0]
    assert disc_coverage([], [(500, 500)], radius=500).tolist() == []
    assert disc_coverage([shapely.Polygon()], [(500, 500)], radius=500).tolist() == [0]


def test_out_of_reach_is_exactly_nothing():
    corner = shapely.Polygon([(0, 0), (1000, 1000), (0, 1000)])
    assert covered(corner, [(900, 100)], 500) == 0
    assert covered(SQUARE, [(-500, 500)], 500) == 0


def test_a_negative_radius_is_refused():
    with pytest.raises(ShapeError, match="radius"):
        disc_coverage([SQUARE], [(0, 0)], radius=-1)


def test_a_border_of_many_corners_gives_the_same_as_its_parts():
    rng = np.random.default_rng(5)
    district = star((0, 0), 3000 + 100 * rng.uniform(size=2000))
    points = rng.uniform(-3200, 3200, (60, 2))
    strips = [shapely.box(x, -4000, x + 40, 4000) for x in range(-4000, 4000, 40)]
    parts = shapely.intersection(district, np.array(strips))
    together = disc_coverage(parts[shapely.area(parts) > 0], points, radius=400).sum()
    assert covered(district, points, 400) == pytest.approx(together, rel=1e-12)


# Against polygons -------------------------------------------------------------------------------


def _layouts():
    rng = np.random.default_rng(7)
    scattered = rng.uniform(0, 3000, (25, 2))
    turned = np.array([[0.8, -0.6], [0.6, 0.8]])
    grid = np.stack(np.meshgrid(np.arange(5), np.arange(5)), axis=-1).reshape(-1, 2) * 300.0
    angle = np.linspace(0, 6, 15)
    line = np.linspace(0, 3000, 20)
    yield "scattered", scattered
    yield "one", scattered[:1]
    yield "three", scattered[:3]
    yield "grid", grid + 600
    yield "turned grid", grid @ turned + 900
    yield "line", np.column_stack([line, 0.37 * line])
    yield "circle", 1500 + 600 * np.column_stack([np.cos(angle), np.sin(angle)])
    yield "crowd", 1500 + rng.normal(size=(25, 2)) * 25
    few = scattered[:12]
    for apart in (1e-2, 1e-4, 1e-6, 1e-8):
        near = few + apart * rng.normal(size=few.shape)
        yield f"pairs {apart} m apart", np.concatenate([few, near])


@pytest.mark.parametrize("radius", [250, 2000])
@pytest.mark.parametrize("points", [pytest.param(p, id=name) for name, p in _layouts()])
def test_within_the_polygonal_error_of_a_fine_union(points, radius):
    rng = np.random.default_rng(11)
    zones = [star(rng.uniform(0, 3000, 2), rng.uniform(50, 1200, 9)) for _ in range(12)]
    zones += [shapely.box(x, x, x + 600, x + 300) for x in (0, 600, 1500)]
    zones = shapely.transform(np.array(zones), lambda xy: xy + ORIGIN)
    exact = disc_coverage(zones, points + ORIGIN, radius=radius)
    inner, outer = polygonal(zones, points + ORIGIN, radius)
    # Coordinates of 4.4e6 m are known to 1e-9 m: borders of some km carry 1e-5 m².
    assert (exact >= inner * (1 - 1e-9) - 1e-4).all()
    assert (exact <= outer * (1 + 1e-9) + 1e-4).all()


# Laws -------------------------------------------------------------------------------------------

coordinate = st.integers(0, 24).map(lambda n: 125.0 * n) | st.floats(0, 3000)
some_points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12)
some_zone = st.builds(
    star,
    st.tuples(coordinate, coordinate),
    st.lists(st.floats(20, 1500), min_size=3, max_size=12),
)
some_radius = st.sampled_from([1.0, 125.0, 250.0, 500.0, 707.0, 3000.0])
law = settings(max_examples=40)


def close(value, other, scale):
    return abs(value - other) <= 1e-9 * scale + 1e-6


@law
@given(some_zone, some_points, some_radius)
def test_no_more_than_the_zone_and_the_discs(zone, points, radius):
    discs = len(set(points)) * math.pi * radius**2
    assert 0 <= covered(zone, points, radius) <= min(zone.area, discs * (1 + 1e-9))


@law
@given(some_zone, some_points, some_radius, st.floats(1, 2))
def test_a_larger_radius_covers_no_less(zone, points, radius, factor):
    small, large = covered(zone, points, radius), covered(zone, points, radius * factor)
    assert small <= large + 1e-9 * zone.area


@law
@given(some_zone, some_points, coordinate, coordinate, some_radius)
def test_one_more_facility_covers_no_less_and_at_most_its_disc(zone, points, x, y, radius):
    before, after = covered(zone, points, radius), covered(zone, [*points, (x, y)], radius)
    assert before <= after + 1e-9 * zone.area
    assert after <= before + math.pi * radius**2 * (1 + 1e-9) + 1e-6


@law
@given(some_zone, some_points, some_radius, st.randoms())
def test_order_and_repeats_change_not_one_bit(zone, points, radius, random):
    shuffled = points * 2
    random.shuffle(shuffled)
    assert covered(zone, shuffled, radius) == covered(zone, points, radius)


@law
@given(some_zone, some_points, some_radius, st.floats(0, 2 * math.pi))
def test_moved_and_turned_together_covers_the_same(zone, points, radius, angle):
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    moved = shapely.transform(zone, lambda xy: xy @ turn + ORIGIN)
    there = covered(moved, np.array(points) @ turn + ORIGIN, radius)
    # Rounding the coordinates to 1e-9 m moves borders and circles by as much.
    assert abs(there - covered(zone, points, radius)) <= 1e-9 * zone.area + 1e-4


@law
@given(some_zone, some_points, some_radius)
def test_pieces_of_a_zone_add_up_to_the_zone(zone, points, radius):
    tiles = [
        shapely.box(x, y, x + 1500, y + 1500)
        for x in range(-1500, 4500, 1500)
        for y in range(-1500, 4500, 1500)
    ]
    pieces = [p for p in shapely.intersection(zone, np.array(tiles)) if p.area > 0]
    together = disc_coverage(pieces, points, radius=radius).sum()
    assert close(together, covered(zone, points, radius), zone.area)


@law
@given(some_points, some_radius)
def test_covered_and_gap_make_the_whole(points, radius):
    # The gap is measured on its own: the zone without polygonal discs that hold the exact ones.
    around = radius / math.cos(math.pi / SEGMENTS)
    discs = shapely.buffer(shapely.points(points), around, quad_segs=SEGMENTS // 4)
    gap = BIG.difference(shapely.union_all(discs)).area
    error = len(points) * math.pi * (around**2 - radius**2)
    whole = covered(BIG, points, radius) + gap
    assert BIG.area - error - 1e-3 <= whole <= BIG.area + 1e-3


@pytest.mark.parametrize("radius", [1e-16, 1e-160, 5e-324])
def test_a_disc_too_small_for_coordinates_covers_nothing(radius):
    assert covered(SQUARE, [(0, 0)], radius) == 0


# Polygons measured once -------------------------------------------------------------------------


def test_polygons_measured_once_give_the_same_at_every_radius():
    zones = [SQUARE, shapely.Polygon(), shapely.box(2000, 0, 2030, 40)]
    points = np.array([(500.0, 500.0), (1900.0, 20.0)])
    polygons = measured_polygons(zones)
    assert polygons.area.tolist() == [1e6, 0, 1200]
    assert polygons.size.tolist() == [math.hypot(500, 500), 0, 25]
    nearest = polygons.nearest(points)
    assert nearest.tolist() == [0, math.inf, 115]
    for radius in (0, 100, 110, 500, 5000):
        found = covered_areas(polygons, points, nearest, radius=radius)
        assert found.tolist() == disc_coverage(zones, points, radius=radius).tolist()


def test_measured_polygons_without_points_are_infinitely_far():
    assert measured_polygons([SQUARE]).nearest(np.empty((0, 2))).tolist() == [math.inf]


def test_zones_that_cross_themselves_are_refused_and_flat_ones_have_no_area():
    bowtie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    with pytest.raises(ShapeError, match="not valid at position 1"):
        disc_coverage([shapely.box(0, 0, 1, 1), bowtie], [(5, 5)], radius=3)
    flat = shapely.Polygon([(0, 0), (1, 0), (2, 0)])
    assert disc_coverage([flat], [(1, 0)], radius=3).tolist() == [0]
