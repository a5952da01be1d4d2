from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from spatial.rules import SizeClass
from spatial.standards.measures.green import (
    canopy_share,
    counted_greens,
    green_per_person,
    green_ratio,
    open_space_share,
    park_coverage,
)
from spatial.standards.measures.inputs import MeasureLayers, Prepared
from spatial.standards.measures.values import NotMeasurableError
from tests.builders.frames import frame, row_of_squares
from tests.builders.rules import rule_of

rule = partial(rule_of, measure="green_ratio")


def squares():
    return row_of_squares(
        3,
        side=1000,
        population_resident=[1000.0, 0.0, np.nan],
        population_registered=[2000.0, 500.0, 100.0],
    )


@pytest.fixture
def zones():
    return squares()


@pytest.fixture
def greens():
    """A park of 20,000 m2 half in each of two zones, its west half drawn twice; 10,000 m2 more."""
    return frame(
        [box(900, 0, 1100, 100), box(900, 0, 1000, 100), box(0, 900, 100, 1000)],
        green_class=["community_park", "community_park", "attached"],
    )


def taken(take, zones, greens, **changes):
    return take(zones, MeasureLayers({"green_spaces": greens}), rule(**changes)).amounts.tolist()


def test_green_per_person_dissolves_and_splits_at_borders(zones, greens):
    result = green_per_person(zones, MeasureLayers({"green_spaces": greens}), rule())
    assert result.amounts[0] == 20.0  # 10,000 + 10,000 m2 for 1,000 people
    assert result.reasons.tolist() == [None, "zero_population", "no_population"]
    parks = {"green_classes": ("community_park",)}
    assert taken(green_per_person, zones, greens, **parks)[0] == 10.0


@pytest.mark.parametrize(
    ("bounds", "amounts"),
    [
        ({}, [10.0, 20.0, 0.0]),
        ({"min_area_m2": 20000.0}, [5.0, 20.0, 0.0]),  # included
        ({"max_area_m2": 20000.0}, [5.0, 0.0, 0.0]),  # excluded
        ({"min_area_m2": 20001.0}, [0.0, 0.0, 0.0]),
    ],
)
def test_size_bounds_hold_the_whole_park_not_its_part_in_the_zone(zones, greens, bounds, amounts):
    assert taken(green_per_person, zones, greens, population="registered", **bounds) == amounts


def test_green_ratio_is_a_share_of_the_land(zones, greens):
    assert taken(green_ratio, zones, greens) == [0.02, 0.01, 0.0]


def test_green_without_class_cannot_answer_a_rule_about_classes(greens):
    plain = MeasureLayers({"green_spaces": greens[["geometry"]]})
    assert len(counted_greens(plain, rule())) == 3
    with pytest.raises(NotMeasurableError, match="no_green_class"):
        counted_greens(plain, rule(green_classes=("pocket_park",)))
    with pytest.raises(NotMeasurableError, match="layer_missing"):
        counted_greens(MeasureLayers({}), rule())


def covered(zones, layers, **changes):
    given = {"denominator": "area", "metric": "euclidean", "green_classes": ("community_park",)}
    return park_coverage(zones, MeasureLayers(layers), rule(**(given | changes)))


def test_park_coverage_by_size(zones, greens):
    sizes = (SizeClass(min_m2=20000, radius_m=100),)
    share = covered(zones, {"green_spaces": greens}, size_classes=sizes)
    # The half of the park in the zone, a band beside it, one above it and a quarter circle.
    assert share[0] == pytest.approx((30000 + np.pi * 1e4 / 4) / 1e6, rel=1e-4)
    assert share[2] == 0.0
    larger = (SizeClass(min_m2=20001, radius_m=100),)
    assert covered(zones, {"green_spaces": greens}, size_classes=larger).tolist() == [0.0] * 3


def test_one_radius_is_the_size_class_of_its_bounds(zones, greens):
    layers = {"green_spaces": greens}
    sizes = (SizeClass(min_m2=20000, max_m2=30000, radius_m=100),)
    by_class = covered(zones, layers, size_classes=sizes)
    by_radius = covered(zones, layers, radius_m=100, min_area_m2=20000.0, max_area_m2=30000.0)
    assert by_radius.tolist() == by_class.tolist()
    assert by_radius[0] > 0
    assert covered(zones, layers, radius_m=100, max_area_m2=20000.0).tolist() == [0.0] * 3


def test_person_at_exactly_the_radius_from_the_edge_is_served(zones, greens):
    cells = frame(
        [Point(600, 50), Point(599, 50), Point(1500, 50), Point(2500, 50)],
        population_resident=[30.0, 10.0, 5.0, 5.0],
        population_registered=[30.0, 10.0, 5.0, 5.0],
    )
    layers = {"green_spaces": greens, "population_cells": cells}
    # The park begins at x = 900: 30 of 40 people of the first zone live at most 300 m away.
    share = covered(zones, layers, radius_m=300, denominator="population")
    assert share[0] == pytest.approx(0.75)
    assert np.isnan(share[1:]).all()  # nobody lives in one, nobody knows of the other


def test_residential_land_is_measured_where_there_is_some(zones, greens):
    land = frame([box(550, 0, 650, 100), box(1500, 0, 1600, 100)], land_class=["residential"] * 2)
    layers = {"green_spaces": greens, "land_use": land}
    share = covered(zones, layers, radius_m=300, denominator="residential_land")
    assert share[:2] == pytest.approx([0.5, 0.0])
    assert np.isnan(share[2])


def test_open_space_is_streets_and_parks_over_land_without_water(zones, greens):
    land = frame(
        [box(0, 400, 1000, 500), box(0, 500, 1000, 700), box(900, 50, 1000, 100)],
        land_class=["road", "water", "road"],
    )
    parks = rule(green_classes=("community_park",))
    layers = {"green_spaces": greens, "land_use": land}
    # 100,000 m2 of street and 10,000 of park; the street within the park adds nothing.
    share = open_space_share(zones, MeasureLayers(layers), parks).amounts.tolist()
    assert share == [pytest.approx(110000 / 800000), 0.01, 0.0]
    dry = MeasureLayers({**layers, "land_use": land.iloc[[1]]})
    with pytest.raises(NotMeasurableError, match="no_road_land"):
        open_space_share(zones, dry, parks)


BOXES = st.lists(
    st.tuples(
        st.integers(-100, 3000), st.integers(-100, 1000), st.integers(1, 400), st.integers(1, 400)
    ),
    min_size=1,
    max_size=8,
)


def parks_of(corners):
    return frame([box(x, y, x + width, y + height) for x, y, width, height in corners])


@given(BOXES)
def test_green_is_never_more_than_the_land_nor_than_what_was_drawn(corners):
    greens = parks_of(corners)
    ratio = np.array(taken(green_ratio, squares(), greens))
    assert (ratio >= 0).all()
    assert (ratio <= 1 + 1e-12).all()
    assert ratio.sum() * 1e6 <= greens.area.sum() + 1e-6


@given(BOXES)
def test_green_drawn_twice_counts_once(corners):
    once = parks_of(corners)
    again = taken(green_ratio, squares(), parks_of([*corners, *corners]))
    assert again == pytest.approx(taken(green_ratio, squares(), once), abs=1e-12)


def cover(share, valid):
    """Three zones of which a raster shows `share` as trees, with values on `valid` of each."""
    share, valid = np.asarray(share, dtype=float), np.asarray(valid, dtype=float)
    low = np.nan_to_num(share) * valid
    return pd.DataFrame(
        {
            "canopy_ratio": share,
            "canopy_ratio_low": low,
            "canopy_ratio_high": low + 1 - valid,
            "valid_share": valid,
        }
    )


def canopy(zones, table, **changes):
    grounds = MeasureLayers({}, Prepared(tree_cover=lambda _zones: table))
    return canopy_share(zones, grounds, rule(measure="canopy_share", **changes))


def test_canopy_is_measured_where_the_missing_cells_cannot_turn_the_verdict(zones):
    # 0.32 to 0.52 passes 0.3, 0.24 to 0.44 may or may not, nothing is seen of the third.
    table = cover([0.4, 0.3, np.nan], [0.8, 0.8, 0.0])
    found = canopy(zones, table, required=0.3)
    assert found.amounts.tolist() == pytest.approx([0.4, np.nan, np.nan], nan_ok=True)
    assert found.reasons.tolist() == [None, "canopy_unclear", "canopy_unclear"]
    assert canopy(zones, table).reasons.tolist() == [None, None, "canopy_unclear"]
    eased = canopy(zones, table, required=0.6, required_old=0.33)
    assert eased.reasons.tolist() == ["canopy_unclear"] * 3
    with pytest.raises(NotMeasurableError, match="needs_canopy"):
        canopy(zones, None)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=3),
    st.sampled_from([">=", ">", "<="]),
    st.floats(0, 0.99),
)
def test_a_measured_canopy_has_the_verdict_of_every_true_canopy(seen, comparison, required):
    share, valid, unseen = np.array(seen).T
    found = canopy(squares(), cover(share, valid), comparison=comparison, required=required)
    judge = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal}[comparison]
    true = share * valid + unseen * (1 - valid)
    sure = ~np.isnan(found.amounts) & (np.abs(true - required) > 2e-5)
    assert (judge(found.amounts, required) == judge(true, required))[sure].all()
