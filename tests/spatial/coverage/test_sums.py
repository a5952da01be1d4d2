"""Sums of coverage rows."""

import numpy as np
import pandas as pd
import pytest

from spatial.coverage.sums import add_up, sum_all, sum_rows
from spatial.errors import ShapeError

ROWS = pd.DataFrame(
    {
        "area_m2": [100.0, 300.0, 50.0],
        "covered_area_m2": [100.0, 100.0, 0.0],
        "area_share": [1.0, 1 / 3, 0.0],
        "population": [10.0, 30.0, np.nan],
        "covered_population": [10.0, 6.0, np.nan],
        "population_share": [1.0, 0.2, np.nan],
        "facilities_inside": [2, 0, 1],
        "nearest_m": [100.0, 500.0, 900.0],
    },
    index=[7, 8, 9],
)


def test_shares_are_taken_from_sums_not_averaged():
    rolled = sum_rows(ROWS, pd.Series({7: "b", 8: "b", 9: "a"}, name="subdistrict"))
    assert rolled.index.tolist() == ["a", "b"]
    assert rolled.index.name == "subdistrict"
    assert rolled.columns.tolist() == ROWS.columns.tolist()
    assert rolled.loc["b"].tolist() == [400, 200, 0.5, 40, 16, 0.4, 2, 400]
    assert rolled["facilities_inside"].dtype == ROWS["facilities_inside"].dtype


def test_a_unit_without_data_has_no_population():
    rolled = sum_rows(ROWS, pd.Series({7: "b", 8: "b", 9: "a"}))
    missing = ["population", "covered_population", "population_share"]
    assert rolled.loc["a", missing].isna().all()


def test_a_unit_where_nobody_is_counted_is_as_far_as_its_zones():
    """Kind: one column by two rules, a distance for communities and nothing for other units."""
    zones = ROWS.assign(population=[np.nan, 0.0, 30.0], nearest_m=[100.0, 500.0, np.nan])
    rolled = sum_rows(zones, pd.Series({7: "b", 8: "b", 9: "a"}))
    # People of "a" reach none: no distance. In "b" nobody is counted: (100 + 500) / 2.
    assert rolled["nearest_m"].tolist() == pytest.approx([np.nan, 300.0], nan_ok=True)


def test_every_row_needs_a_unit():
    with pytest.raises(ShapeError, match="no unit for 9"):
        sum_rows(ROWS, pd.Series({7: 1, 8: 1}))


def test_the_whole_says_how_many_zones_have_no_data():
    total = sum_all({name: ROWS[name].to_numpy() for name in ROWS.columns})
    assert total["population"] == 40
    assert total["zones_without_population"] == 1
    assert total["presence_rate"] == pytest.approx(2 / 3)
    assert type(total["facilities_inside"]) is int


def test_the_mean_of_all_weighs_only_who_reaches_a_facility() -> None:
    """A: 100 people at 100 m. B: 1 at 1,000 m, 99 reach none. (100 x 100 + 1 x 1,000) / 101.

    The kind: people of whom nothing was measured weighed as if it had been.
    """
    columns = {
        "population": np.array([100.0, 100.0]),
        "unreached_population": np.array([0.0, 99.0]),
        "nearest_m": np.array([100.0, 1000.0]),
    }
    found = add_up(columns, np.zeros(2, dtype=np.int64), 1)
    assert found["nearest_m"].tolist() == [pytest.approx(11_000 / 101)]
