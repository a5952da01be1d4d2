"""Coverage rows added up: sums are summed, shares are taken anew from the sums."""

from typing import Any

import numpy as np
import pandas as pd

from spatial.errors import ShapeError

SHARES = {
    "area_share": ("covered_area_m2", "area_m2"),
    "population_share": ("covered_population", "population"),
    "residential_share": ("covered_residential_m2", "residential_area_m2"),
}
_PARTS = ("population", "covered_population")


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
        `nearest_m` is weighted by the people of the zones (NaN without people).

    Raises
    ------
    ShapeError
        When a zone has no unit: sums would no longer reconcile.
    """
    unit = groups.reindex(rows.index)
    if unit.isna().any():
        lost = ", ".join(map(str, rows.index[unit.isna().to_numpy()][:5]))
        raise ShapeError(f"groups names no unit for {lost}; accepted: one for every row")
    summed = [c for c in rows.columns if c not in SHARES and c not in (*_PARTS, "nearest_m")]
    grouped = rows.groupby(unit.to_numpy())
    result = grouped[summed].sum()
    result[list(_PARTS)] = grouped[list(_PARTS)].sum(min_count=1)
    people = rows["population"].where(rows["nearest_m"].notna())
    weighted = pd.DataFrame({"people": people, "metres": people * rows["nearest_m"]})
    sums = weighted.groupby(unit.to_numpy()).sum()
    result["nearest_m"] = sums["metres"] / sums["people"].where(sums["people"] > 0)
    for share, (part, whole) in SHARES.items():
        if share in rows.columns:
            result[share] = result[part] / result[whole].where(result[whole] > 0)
    result.index.name = groups.name
    return result.reindex(columns=rows.columns)


def sum_all(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the sums and shares of all `rows`, with how many zones they stand for."""
    if len(rows):
        whole = sum_rows(rows, pd.Series(0, index=rows.index)).iloc[0]
    else:
        whole = pd.Series({c: np.nan if c in SHARES else 0.0 for c in rows.columns})
        whole["nearest_m"] = np.nan
    total: dict[str, Any] = {str(name): float(value) for name, value in whole.items()}
    total["facilities_inside"] = int(whole["facilities_inside"])
    total["zones_without_population"] = int(rows["population"].isna().sum())
    present = (rows["facilities_inside"] > 0).mean() if len(rows) else np.nan
    total["presence_rate"] = float(present)
    return total
