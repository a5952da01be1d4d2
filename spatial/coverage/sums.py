"""Coverage rows added up: sums are summed, shares are taken anew from the sums."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.arrays import Floats, Ints
from spatial.errors import ShapeError
from spatial.shares import share_of

Columns = Mapping[str, NDArray[Any]]

SHARES = {
    "area_share": ("covered_area_m2", "area_m2"),
    "population_share": ("covered_population", "population"),
    "places_share": ("places_covered", "places"),
    "population_share_low": ("covered_population_low", "population"),
    "population_share_high": ("covered_population_high", "population"),
    "residential_share": ("covered_residential_m2", "residential_area_m2"),
    "area_share_low": ("covered_area_m2_low", "area_m2"),
    "area_share_high": ("covered_area_m2_high", "area_m2"),
    "places_share_low": ("places_covered_low", "places"),
    "places_share_high": ("places_covered_high", "places"),
    "residential_share_low": ("covered_residential_m2_low", "residential_area_m2"),
    "residential_share_high": ("covered_residential_m2_high", "residential_area_m2"),
}
_PEOPLE = (
    "population",
    "covered_population",
    "covered_population_low",
    "covered_population_high",
    "unattached_population",
    "unreached_population",
)


def sum_rows(rows: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Add up coverage rows (as in `Coverage.rows`) to larger units, so that sums reconcile.

    Parameters
    ----------
    rows : DataFrame
        One row a zone.
    groups : Series
        For each label of `rows` the unit it belongs to.

    Returns
    -------
    DataFrame
        One row a unit in the order of their labels, same columns. Zones without data on
        population are left out of both population sums; a unit of only such zones has NaN.
        `nearest_m` is weighted by the people who reach a facility (NaN where nobody does); of a
        unit in which nobody is counted it is the mean of its zones, as theirs is of their places.

    Raises
    ------
    ShapeError
        When a zone has no unit: sums would no longer reconcile.
    """
    codes, units = pd.factorize(groups.reindex(rows.index), sort=True)
    if (codes < 0).any():
        lost = ", ".join(map(str, rows.index[codes < 0][:5]))
        raise ShapeError(f"groups names no unit for {lost}; accepted: one for every row")
    columns = {str(name): rows[name].to_numpy() for name in rows.columns}
    summed = add_up(columns, codes, len(units))
    return pd.DataFrame(summed, index=pd.Index(units, name=groups.name))


def add_up(columns: Columns, unit: Ints, units: int) -> dict[str, NDArray[Any]]:
    """Return the columns of coverage rows added up by `unit` (0 to units - 1), as `sum_rows`."""

    def total(values: NDArray[Any]) -> Floats:
        return np.bincount(unit, weights=values, minlength=units).astype(float)

    known = np.isfinite(columns["population"])
    unknown = total(known) == 0
    counted = np.where(known, columns["population"], 0.0)
    result: dict[str, NDArray[Any]] = {}
    for name, values in columns.items():
        if name in _PEOPLE:
            result[name] = np.where(unknown, np.nan, total(np.where(known, values, 0)))
        elif name == "nearest_m":
            measured = known & np.isfinite(values)
            # The mean of a zone is that of those who reach one: nobody else weighs in the sum.
            reaching = columns["population"] - columns.get("unreached_population", np.float64(0))
            people = np.where(measured, reaching, 0)
            mean = share_of(total(people * np.where(measured, values, 0)), total(people))
            result[name] = np.where(total(counted) > 0, mean, _plain_mean(values, unit, units))
        elif name not in SHARES:
            result[name] = total(values).astype(values.dtype)
    for name, (part, whole) in SHARES.items():
        if name in columns:
            result[name] = share_of(result[part], result[whole])
    return {name: result[name] for name in columns}


def _plain_mean(values: Floats, unit: Ints, units: int) -> Floats:
    """Return the mean of the finite values of each unit; NaN without any."""
    finite = np.isfinite(values)
    whole, part = (
        np.bincount(unit, weights=one, minlength=units).astype(float)
        for one in (finite, np.where(finite, values, 0.0))
    )
    return share_of(part, whole)


def sum_all(columns: Columns) -> dict[str, Any]:
    """Return the sums and shares of all rows, with how many zones they stand for."""
    zones = len(columns["population"])
    summed = add_up(columns, np.zeros(zones, dtype=np.int64), 1)
    total: dict[str, Any] = {name: values[0].item() for name, values in summed.items()}
    total["zones_without_population"] = int(np.isnan(columns["population"]).sum())
    inside = columns["facilities_inside"] > 0
    total["presence_rate"] = float(inside.mean()) if zones else float("nan")
    return total
