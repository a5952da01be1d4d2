"""Before and after new sites: people, not points; means by people; worst cases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.siting.effects import site_effects

# Four places in two units: distances fall where the new site is near.
BEFORE = [100.0, 600.0, 900.0, math.inf]
AFTER = [100.0, 300.0, 900.0, 500.0]
PEOPLE = [10.0, 30.0, 60.0, 100.0]
UNITS = ["a", "a", "b", "b"]


def test_people_are_counted_before_and_after() -> None:
    found = site_effects(BEFORE, AFTER, PEOPLE, UNITS, radius=500)
    a, b = found.rows.loc["a"], found.rows.loc["b"]
    assert (a["people"], a["served_before"], a["served_after"], a["gained"]) == (40, 10, 40, 30)
    assert (a["share_before"], a["share_after"]) == (0.25, 1.0)
    assert (b["served_before"], b["served_after"]) == (0, 100)
    # 10 people at 100 m and 30 at 600 m: 475 m; later 10 at 100 m and 30 at 300 m: 250 m.
    assert (a["mean_m_before"], a["mean_m_after"]) == (475, 250)
    # The 100 people who reach nothing are not in the mean, but make the worst infinite.
    assert (b["mean_m_before"], b["worst_m_before"]) == (900, math.inf)
    assert (b["mean_m_after"], b["worst_m_after"]) == (pytest.approx(650), 900)


def test_the_total_tells_points_from_people() -> None:
    total = site_effects(BEFORE, AFTER, PEOPLE, UNITS, radius=500).total
    assert (total["people"], total["demand_points"]) == (200, 4)
    assert (total["points_served_before"], total["points_served_after"]) == (1, 3)
    assert (total["served_before"], total["served_after"], total["gained"]) == (10, 140, 130)
    assert total["share_after"] == 0.7


def test_points_of_no_unit_count_in_the_total_alone() -> None:
    found = site_effects(BEFORE, AFTER, PEOPLE, ["a", None, "a", None], radius=500)
    assert found.rows.index.tolist() == ["a"]
    assert found.rows.loc["a", "people"] == 70
    assert found.total["people"] == 200


def test_a_unit_without_people_has_no_share_and_no_distance() -> None:
    row = site_effects([5.0], [5.0], [0.0], ["a"], radius=10).rows.loc["a"]
    assert math.isnan(row["share_before"])
    assert math.isnan(row["worst_m_after"])


@pytest.mark.parametrize(
    ("before", "people", "units", "text"),
    [
        ([1.0], [1.0, 2.0], ["a", "a"], "before has 1 entries"),
        ([1.0, math.nan], [1.0, 2.0], ["a", "a"], "before holds"),
        ([1.0, 2.0], [1.0, -2.0], ["a", "a"], "people holds"),
        ([1.0, 2.0], [1.0, 2.0], ["a"], "units has 1 entries"),
    ],
)
def test_what_does_not_fit_is_refused(before, people, units, text) -> None:
    with pytest.raises(ShapeError, match=text):
        site_effects(before, [1.0, 2.0], people, units, radius=1)


@given(
    st.lists(
        st.tuples(st.floats(0, 2000), st.floats(0, 1), st.floats(0, 500), st.sampled_from("abc")),
        min_size=1,
        max_size=30,
    ),
    st.floats(0, 1500),
)
def test_units_add_up_to_the_whole_and_nobody_gets_worse(places, radius) -> None:
    before = np.array([place[0] for place in places])
    after = before * np.array([place[1] for place in places])
    people = np.array([place[2] for place in places])
    found = site_effects(before, after, people, [place[3] for place in places], radius=radius)
    for name in ("people", "served_before", "served_after", "gained"):
        assert found.rows[name].sum() == pytest.approx(found.total[name], abs=1e-6)
    assert (found.rows["gained"] >= 0).all()
    assert found.total["points_served_after"] >= found.total["points_served_before"]
