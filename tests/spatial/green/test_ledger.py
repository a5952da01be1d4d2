import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from spatial.errors import NotMetricError, ShapeError
from spatial.green.ledger import PARK_CLASSES, area_inside, dissolve, excess, green
from tests.builders.frames import frame, row_of_squares


def two_zones(**columns):
    return row_of_squares(2, side=100, **columns)


def test_park_on_the_border_is_split_and_outside_is_named():
    result = green(two_zones(), frame([box(50, 50, 150, 150)]))
    assert result.rows["green_area_m2"].tolist() == [2500.0, 2500.0]
    assert result.rows["green_ratio"].tolist() == [0.25, 0.25]
    assert result.ledger == {
        "union_m2": 10000.0,
        "inside_m2": 5000.0,
        "outside_m2": 5000.0,
        "sum_of_polygons_m2": 10000.0,
        "overlap_m2": 0.0,
        "counted_twice_m2": 0.0,
        "difference_m2": 0.0,
    }


def test_overlapping_green_counts_once():
    result = green(two_zones(), frame([box(0, 0, 60, 10), box(40, 0, 100, 10)]))
    assert result.rows["green_area_m2"].tolist() == [1000.0, 0.0]
    assert result.ledger["sum_of_polygons_m2"] == 1200.0
    assert result.ledger["overlap_m2"] == 200.0


def test_both_populations_stand_side_by_side():
    zones = two_zones(population_resident=[100.0, 300.0], population_registered=[200.0, 50.0])
    result = green(zones, frame([box(0, 0, 200, 20)]))
    assert result.rows["green_per_resident_m2"].tolist() == [20.0, pytest.approx(2000 / 300)]
    assert result.rows["green_per_registered_m2"].tolist() == [10.0, 40.0]
    assert result.total["green_per_resident_m2"] == 4000 / 400
    assert result.total["green_per_registered_m2"] == 4000 / 250


def test_zero_and_unknown_population_give_no_figure_per_person():
    zones = two_zones(population_resident=[0.0, np.nan])
    result = green(zones, frame([box(0, 0, 200, 20)]))
    assert result.rows["green_per_resident_m2"].isna().all()
    assert result.rows["green_area_m2"].tolist() == [2000.0, 2000.0]
    assert result.total["green_per_resident_m2"] is None
    assert result.total["zones_without_resident"] == 1
    assert result.total["population_registered"] is None


def test_total_per_person_leaves_out_green_of_zones_without_data():
    zones = two_zones(population_resident=[100.0, np.nan])
    result = green(zones, frame([box(0, 0, 200, 20)]))
    assert result.total["green_per_resident_m2"] == 2000 / 100
    assert result.total["green_area_m2"] == 4000.0


def test_only_the_classes_asked_for_count():
    greens = frame(
        [box(0, 0, 10, 10), box(20, 0, 30, 10), box(40, 0, 50, 10)],
        green_class=["pocket_park", "attached", None],
    )
    assert green(two_zones(), greens).total["green_area_m2"] == 300.0
    assert green(two_zones(), greens, classes=PARK_CLASSES).total["green_area_m2"] == 100.0


def test_no_green_is_zero_green():
    nothing = frame([box(0, 0, 1, 1)]).iloc[:0]
    result = green(two_zones(population_resident=[1.0, 1.0]), nothing)
    assert result.rows["green_per_resident_m2"].tolist() == [0.0, 0.0]
    assert result.ledger["union_m2"] == 0.0


def test_overlapping_zones_show_what_they_count_twice():
    zones = frame([box(0, 0, 100, 100), box(50, 0, 150, 100)])
    result = green(zones, frame([box(0, 0, 150, 10)]))
    assert result.ledger["inside_m2"] == 1500.0
    assert result.ledger["counted_twice_m2"] == pytest.approx(500.0)


def test_points_and_degrees_are_refused():
    with pytest.raises(ShapeError, match="green_spaces"):
        green(two_zones(), frame([Point(0, 0)]))
    with pytest.raises(NotMetricError):
        green(two_zones().to_crs(4326), two_zones())
    with pytest.raises(NotMetricError, match="green_spaces"):
        green(two_zones(), two_zones().to_crs(32650))


def test_parks_touching_in_a_point_stay_two_and_parts_of_one_become_one():
    corner = dissolve(np.array([box(0, 0, 10, 10), box(10, 10, 20, 20)], dtype=object))
    assert sorted(shapely.area(corner)) == [100.0, 100.0]
    halves = dissolve(np.array([box(0, 0, 5, 10), box(5, 0, 10, 10)], dtype=object))
    assert shapely.area(halves).tolist() == [100.0]


def test_hole_of_a_park_is_not_green():
    ring = box(0, 0, 30, 30).difference(box(10, 10, 20, 20))
    assert area_inside(np.array([box(0, 0, 15, 30)]), np.array([ring]))[0] == 450.0 - 50.0


coordinate = st.integers(-20, 220)
rectangles = st.lists(
    st.tuples(coordinate, coordinate, st.integers(1, 80), st.integers(1, 80)),
    min_size=1,
    max_size=12,
)


def shapes_of(sizes):
    return [box(x, y, x + width, y + height) for x, y, width, height in sizes]


@given(rectangles)
def test_ledger_balances(sizes):
    result = green(two_zones(), frame(shapes_of(sizes)))
    ledger = result.ledger
    assert ledger["difference_m2"] == pytest.approx(0.0, abs=1e-6)
    assert ledger["counted_twice_m2"] == pytest.approx(0.0, abs=1e-6)
    balance = ledger["sum_of_polygons_m2"] - ledger["overlap_m2"]
    assert balance == pytest.approx(ledger["union_m2"], rel=1e-12)
    assert ledger["counted_twice_m2"] >= 0
    assert ledger["inside_m2"] == pytest.approx(result.total["green_area_m2"], abs=1e-6)
    whole = shapely.union_all(shapes_of(sizes))
    assert ledger["union_m2"] == pytest.approx(whole.area, abs=1e-6)
    assert ledger["inside_m2"] == pytest.approx(whole.intersection(box(0, 0, 200, 100)).area)


@settings(max_examples=50)
@given(rectangles, st.randoms(use_true_random=False), st.floats(-20, 220))
def test_shuffled_repeated_and_split_polygons_change_nothing(sizes, random, cut):
    shapes = shapes_of(sizes)
    pieces = [*shapes, random.choice(shapes)]
    torn = [
        part
        for shape in pieces
        for part in (
            shape.intersection(box(-1000, -1000, cut, 1000)),
            shape.intersection(box(cut, -1000, 1000, 1000)),
        )
        if part.area > 0
    ]
    random.shuffle(torn)
    before, after = green(two_zones(), frame(shapes)), green(two_zones(), frame(torn))
    assert after.rows["green_area_m2"].tolist() == pytest.approx(
        before.rows["green_area_m2"].tolist(), abs=1e-6
    )
    assert after.ledger["union_m2"] == pytest.approx(before.ledger["union_m2"], abs=1e-6)


def test_multipolygons_count_with_all_their_parts():
    both = frame([MultiPolygon([box(0, 0, 10, 10), box(150, 0, 160, 10)])])
    assert green(two_zones(), both).rows["green_area_m2"].tolist() == [100.0, 100.0]


@settings(max_examples=30)
@given(rectangles)
def test_a_crowd_of_polygons_dissolves_to_the_same(sizes):
    drawn = np.array(shapes_of(sizes), dtype=object)
    crowd = np.concatenate([shapely.buffer(drawn, 1 + 0.01 * i) for i in range(30)])
    by_pairs = dissolve(shapely.buffer(drawn, 1.29))
    found = dissolve(crowd)
    assert len(found) == len(by_pairs)
    assert shapely.area(found).sum() == pytest.approx(shapely.area(by_pairs).sum(), rel=1e-9)


def test_what_is_left_of_rounding_is_nothing():
    """Kind of fault: a remainder of rounding told as a (negative) figure."""
    parts = 0.1 + 0.2
    assert parts != 0.3  # 4e-17 more
    assert excess(parts, 0.3) == 0.0
    assert excess(0.3, parts) == 0.0
    assert excess(1_000.0, 998.5) == 1.5
    # A sum that falls short by more than rounding is a fault, which stays visible.
    assert excess(998.5, 1_000.0) == -1.5
