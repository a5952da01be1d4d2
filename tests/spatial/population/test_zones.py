import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from spatial.errors import MissingColumnError, NotMetricError, ShapeError
from spatial.population.zones import (
    areal_weighting,
    assign_zones,
    occupied_land,
    people_on_land,
    scale_to_totals,
    unplaced,
)
from tests.builders.frames import frame, row_of_squares


def grid(side=100.0, count=3):
    return frame(
        [
            box(i * side, j * side, (i + 1) * side, (j + 1) * side)
            for i in range(count)
            for j in range(count)
        ]
    )


def test_half_covered_community_counts_4000_by_area_and_6000_on_its_residential_land():
    community = frame([box(0, 0, 1000, 1000)], population=[8000.0])
    residential = frame([box(200, 0, 600, 1000)])
    covered = frame([box(0, 0, 500, 1000)])
    assert areal_weighting(community, covered).tolist() == [4000.0]
    assert people_on_land(community, residential, covered).tolist() == [6000.0]


def test_overlapping_residential_land_counts_once():
    community = frame([box(0, 0, 1000, 1000)], population=[8000.0])
    residential = frame([box(200, 0, 600, 1000), box(200, 0, 600, 1000), box(300, 0, 600, 1000)])
    covered = frame([box(0, 0, 500, 1000)])
    assert people_on_land(community, residential, covered).tolist() == [6000.0]


def test_community_without_residential_land_keeps_its_people_on_its_whole_area():
    community = frame([box(0, 0, 1000, 1000)], population=[8000.0])
    elsewhere = frame([box(5000, 0, 5400, 1000)])
    covered = frame([box(0, 0, 500, 1000)])
    assert people_on_land(community, elsewhere, covered).tolist() == [4000.0]
    assert not occupied_land(community, elsewhere)["on_land"].any()


def test_target_over_unknown_population_is_missing_not_zero():
    communities = frame([box(0, 0, 10, 10), box(10, 0, 20, 10)], population=[np.nan, 50.0])
    targets = frame([box(0, 0, 5, 10), box(15, 0, 20, 10), box(100, 0, 110, 10)])
    people = areal_weighting(communities, targets)
    assert np.isnan(people[0])
    assert people[1:].tolist() == [25.0, 0.0]


@given(
    people=st.lists(st.floats(0, 1e6), min_size=9, max_size=9),
    cut=st.floats(1.0, 299.0),
    turn=st.integers(0, 8),
)
def test_targets_that_tile_the_sources_keep_every_person(people, cut, turn):
    sources = grid().assign(population=np.roll(people, turn))
    targets = frame([box(0, 0, cut, 300), box(cut, 0, 300, 300)])
    moved = areal_weighting(sources, targets).sum()
    assert moved == pytest.approx(sum(people), rel=1e-9, abs=1e-9)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1e9)), min_size=1, max_size=40),
    st.lists(st.floats(0, 1e7), min_size=4, max_size=4),
)
def test_scaling_preserves_the_total_of_every_zone(features, totals):
    zones = pd.Series([zone for zone, _ in features], dtype="Int64")
    values = pd.Series([value for _, value in features])
    wanted = pd.Series(totals, index=range(4))
    scaled = scale_to_totals(values, zones, wanted)
    for zone, total in wanted.items():
        if (zones == zone).any():
            assert scaled[zones == zone].sum() == pytest.approx(total, rel=1e-9)
    lost = unplaced(zones, wanted)
    assert scaled.sum() + lost.sum() == pytest.approx(wanted.sum(), rel=1e-9)


def test_scaling_keeps_values_where_the_total_or_the_zone_is_unknown():
    values = pd.Series([1.0, 3.0, 5.0, 7.0])
    zones = pd.Series([0, 0, 1, pd.NA], dtype="Int64")
    totals = pd.Series([8.0, np.nan], index=[0, 1])
    assert scale_to_totals(values, zones, totals).tolist() == [2.0, 6.0, 5.0, 7.0]


def test_zone_of_empty_houses_shares_its_people_evenly():
    values = pd.Series([0.0, 0.0])
    zones = pd.Series([0, 0], dtype="Int64")
    assert scale_to_totals(values, zones, pd.Series([9.0])).tolist() == [4.5, 4.5]


def test_tiny_weights_do_not_underflow():
    values = pd.Series([5e-324, 5e-324])
    zones = pd.Series([0, 0], dtype="Int64")
    assert scale_to_totals(values, zones, pd.Series([10.0])).tolist() == [5.0, 5.0]


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_weights_must_be_finite_and_not_negative(bad):
    with pytest.raises(ShapeError, match="values"):
        scale_to_totals(pd.Series([bad]), pd.Series([0]), pd.Series([1.0]))


def test_scaling_refuses_owners_of_other_features():
    with pytest.raises(ShapeError, match="same index"):
        scale_to_totals(pd.Series([1.0]), pd.Series([0], index=[7]), pd.Series([1.0]))


def test_point_on_a_shared_edge_or_corner_has_exactly_one_owner():
    zones = grid()
    points = frame([Point(100, 50), Point(100, 100), Point(50, 50), Point(301, 0)])
    owners = assign_zones(points, zones)
    assert owners.tolist()[:3] == [0, 0, 0]
    assert owners.isna().tolist() == [False, False, False, True]


@given(
    points=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=30),
    seed=st.integers(0, 100),
)
def test_owners_do_not_depend_on_the_order_of_zones(points, seed):
    zones = grid()
    places = frame([Point(25 * x, 25 * y) for x, y in points])
    shuffled = zones.sample(frac=1, random_state=seed)
    owners = assign_zones(places, zones)
    assert owners.notna().all()
    assert assign_zones(places, shuffled).tolist() == owners.tolist()


def test_lines_and_polygons_belong_to_one_zone_by_a_point_on_them():
    zones = row_of_squares(2, side=100, index=["west", "east"])
    # The centroid of the hook lies outside it; the owner is where its ground is.
    hook = Polygon([(110, 10), (190, 10), (190, 90), (110, 90), (110, 80), (180, 80), (180, 20)])
    shapes = frame([hook, LineString([(5, 5), (60, 5)])], index=[10, 11])
    owners = assign_zones(shapes, zones)
    assert owners.to_dict() == {10: "east", 11: "west"}


def test_no_features_and_no_zones_are_answered():
    assert assign_zones(grid().iloc[:0], grid()).empty
    assert assign_zones(grid(), grid().iloc[:0]).isna().all()


def test_degrees_missing_columns_and_repeated_labels_are_refused():
    zones = grid()
    with pytest.raises(NotMetricError):
        assign_zones(zones.to_crs(4326), zones)
    with pytest.raises(MissingColumnError, match="population"):
        areal_weighting(zones, zones)
    with pytest.raises(ShapeError, match="zones"):
        assign_zones(zones, zones.set_index(np.zeros(9, dtype=int)))
