from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import (
    NotMeasurableError,
    column,
    loaded,
    nowhere,
    numbers,
    owners,
    people,
    per_people,
    with_reason,
)
from tests.builders.frames import frame
from tests.builders.rules import rule_of

rule = partial(rule_of, measure="green_ratio")


@pytest.fixture
def zones():
    """Labels that do not sort like their rows."""
    shapes = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10)]
    return frame(
        shapes,
        population_resident=[200.0, 0.0, np.nan],
        population_registered=[100.0, 50.0, 25.0],
    ).set_axis(["c", "a", "b"])


def test_nowhere_gives_one_reason_to_all():
    result = nowhere(2, "needs_canopy")
    assert np.isnan(result.amounts).all()
    assert result.reasons.tolist() == ["needs_canopy"] * 2
    assert len(nowhere(0, "needs_canopy").amounts) == 0


def test_reasons_stand_only_where_the_amount_is_missing():
    amounts = np.array([0.0, np.nan, np.inf, np.nan])
    assert with_reason(amounts, "no_value").reasons.tolist() == [None, "no_value", None, "no_value"]
    each = np.array(["no_facility", "no_value", "no_facility", "no_population"], dtype=object)
    assert with_reason(amounts, each).reasons.tolist() == [None, "no_value", None, "no_population"]
    assert each[0] == "no_facility"  # the caller's reasons are left as they were


@pytest.mark.parametrize("name", ["absent", "empty", None])
def test_layer_without_data_is_missing(name):
    layers = MeasureLayers({"empty": frame([Point(0, 0)]).iloc[:0], "full": frame([Point(0, 0)])})
    assert len(loaded(layers, "full")) == 1
    with pytest.raises(NotMeasurableError) as caught:
        loaded(layers, name)
    assert caught.value.args == ("layer_missing",)


def test_column_needs_one_value_at_least():
    rooms = frame([Point(0, 0), Point(1, 1)], grade=["standard", None], size=[np.nan, np.nan])
    assert column(rooms, "grade", "no_grade").isna().tolist() == [False, True]
    for name in ("size", "absent"):
        with pytest.raises(NotMeasurableError) as caught:
            column(rooms, name, "no_value")
        assert caught.value.args == ("no_value",)


@pytest.mark.parametrize(
    "values",
    [
        [1.5, np.nan],
        np.array([1.5, None], dtype=object),
        pd.array([1.5, None], dtype="Float64"),
    ],
)
def test_numbers_from_whatever_the_store_gives(values):
    found = numbers(frame([Point(0, 0), Point(1, 1)], size=values), "size")
    assert found.dtype == np.float64
    assert found[0] == 1.5
    assert np.isnan(found[1])


def test_numbers_of_an_absent_column_are_all_missing():
    assert np.isnan(numbers(frame([Point(0, 0), Point(1, 1)]), "size")).tolist() == [True, True]


def test_owners_are_positions_not_labels(zones):
    places = frame([Point(25, 5), Point(5, 5), Point(15, 5), Point(99, 5)])
    assert owners(zones, places).tolist() == [2, 0, 1, -1]


def test_edge_goes_to_the_label_that_sorts_first(zones):
    # Between "c" and "a", then between "a" and "b": "a" both times, at position 1.
    assert owners(zones, frame([Point(10, 5), Point(20, 5)])).tolist() == [1, 1]


def test_residents_are_counted_unless_the_rule_says_otherwise(zones):
    assert people(zones, rule()).tolist()[:2] == [200.0, 0.0]
    assert people(zones, rule(population="registered")).tolist() == [100.0, 50.0, 25.0]


def test_per_people_names_empty_and_unknown(zones):
    result = per_people(zones, rule(), np.array([4.0, 4.0, 4.0]), 1000.0)
    assert result.amounts[0] == 20.0  # 4 * 1,000 / 200
    assert result.reasons.tolist() == [None, "zero_population", "no_population"]


@given(
    st.lists(st.floats(0, 1e9), min_size=3, max_size=3),
    st.lists(st.floats(1, 1e7), min_size=3, max_size=3),
    st.sampled_from([1.0, 1_000.0, 10_000.0]),
)
def test_rate_times_people_gives_the_amount_back(amounts, counts, scale):
    shapes = [box(i, 0, i + 1, 1) for i in range(3)]
    zones = frame(shapes, population_resident=counts)
    result = per_people(zones, rule(), np.array(amounts), scale)
    assert result.amounts * counts / scale == pytest.approx(amounts, rel=1e-12)
    assert result.reasons.tolist() == [None] * 3
