"""Hot and cold spots of an amount: units around which much, or little, lies together.

Local G* (Getis and Ord 1992, Geographical Analysis 24:189-206; Ord and Getis 1995, ibid.
27:286-306). Rules and limits: docs/methods/equity.md.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import false_discovery_control, norm

from spatial.arrays import Floats
from spatial.equity.clusters import FEWEST, Neighbors, pairs_of, require_options, why_untested
from spatial.errors import ShapeError

G_CLASSES: dict[str, tuple[str, str]] = {
    "hot": ("热点", "hot spot"),
    "cold": ("冷点", "cold spot"),
    "not_significant": ("不显著", "not significant"),
    "no_data": ("没有数据", "no data"),
    "too_few": ("单元太少，未检验", "too few units, not tested"),
    "all_equal": ("数值全部相同，未检验", "all values equal, not tested"),
    "all_around": ("与所有单元相邻，未检验", "next to all units, not tested"),
}


@dataclass(frozen=True, eq=False)
class GetisOrd:
    """What `getis_ord` found.

    Attributes
    ----------
    rows : DataFrame
        In the order of the units: `getis_ord` (a key of `G_CLASSES`), `g_z` (the z value of G*),
        `g_p` (two-sided, corrected for many tests); NaN where there is nothing to test.
    few : bool
        There are fewer than 10 units with data: the classes mean little.
    """

    rows: pd.DataFrame
    few: bool


def getis_ord(
    values: ArrayLike,
    shapes: ArrayLike,
    *,
    neighbors: Neighbors = "queen",
    significance: float = 0.05,
) -> GetisOrd:
    """Tell around which units high or low values lie together (Getis-Ord G*).

    z_i = (sum_j w_ij x_j - W_i mean) / (s sqrt((n sum_j w_ij^2 - W_i^2) / (n - 1))) with weights 1
    for the unit and its neighbors, W_i their sum, s the standard deviation of all (over n). p is
    that of the normal distribution, two-sided, corrected for false discoveries (Benjamini and
    Hochberg 1995; Caldas de Castro and Singer 2006).

    Parameters
    ----------
    values, shapes, neighbors
        As `spatial.equity.hot_spots`.
    significance : float
        Units with corrected p up to it are classed.

    Raises
    ------
    ShapeError
        When lengths differ, or an option is out of range.
    """
    x, units = np.asarray(values, dtype=float), np.asarray(shapes, dtype=object)
    if x.ndim != 1 or x.shape != units.shape:
        raise ShapeError(f"values has shape {x.shape}; accepted: {units.shape}, as shapes")
    require_options(neighbors, 1, significance)
    known = np.flatnonzero(np.isfinite(x))
    rows = pd.DataFrame(
        {"getis_ord": "no_data", "g_z": np.nan, "g_p": np.nan}, index=pd.RangeIndex(len(x))
    )
    few, untested = len(known) < FEWEST, why_untested(x[known])
    rows.loc[known, "getis_ord"] = untested or "not_significant"
    if untested:
        return GetisOrd(rows, few)
    focal, other = pairs_of(units[known], neighbors)
    z = local_g(x[known], focal, other)
    tested = np.isfinite(z)
    rows.loc[known[~tested], "getis_ord"] = "all_around"
    p = np.full(len(z), np.nan)
    p[tested] = false_discovery_control(2 * norm.sf(np.abs(z[tested])))
    rows.loc[known, "g_z"], rows.loc[known, "g_p"] = z, p
    for name, sign in (("hot", 1), ("cold", -1)):
        rows.loc[known[tested & (p <= significance) & (z * sign > 0)], "getis_ord"] = name
    return GetisOrd(rows, few)


def local_g(values: Floats, focal: ArrayLike, other: ArrayLike) -> Floats:
    """Return z of G* of each unit (n,) from pairs of neighbors; NaN where all are neighbors.

    Parameters
    ----------
    values : (n,) array
        Finite, and not all the same.
    focal, other : (k,) arrays
        Positions of each unit and of a neighbor; a unit is not its own neighbor here.
    """
    size, pairs = len(values), np.asarray(focal)
    weight = np.bincount(pairs, minlength=size) + 1.0
    around = np.bincount(pairs, values[np.asarray(other)], size) + values
    spread = values.std() * np.sqrt((size * weight - weight**2) / (size - 1))
    found = np.full(size, np.nan)
    np.divide(around - weight * values.mean(), spread, out=found, where=spread > 0)
    return found
