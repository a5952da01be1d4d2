"""Hot and cold spots: units whose value and whose neighbors' values are alike, beyond chance.

Local Moran's I (Anselin 1995, Geographical Analysis 27:93-115) with conditional permutations, by
esda. Rules and limits: docs/methods/equity.md.
"""

import warnings
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from spatial.arrays import Floats, Indices, Shapes
from spatial.errors import ShapeError

Neighbors = str | int
# Below this many units a test by permutation says little (137 communities do, 10 rarely).
FEWEST = 10
LEAST = 3
TOUCH = 1.0
SEED = 1995
# Share of the greatest index a unit can have below which two are the same.
ROUNDED = 1e-10
CLASSES: dict[str, tuple[str, str]] = {
    "high_high": ("高值聚集", "high among high"),
    "low_low": ("低值聚集", "low among low"),
    "high_low": ("高值被低值包围", "high among low"),
    "low_high": ("低值被高值包围", "low among high"),
    "not_significant": ("不显著", "not significant"),
    "island": ("没有相邻单元", "no neighbor"),
    "no_data": ("没有数据", "no data"),
    "too_few": ("单元太少，未检验", "too few units, not tested"),
    "all_equal": ("数值全部相同，未检验", "all values equal, not tested"),
}
# esda seeds the one generator that all threads share.
_one_at_a_time = Lock()


@dataclass(frozen=True, eq=False)
class HotSpots:
    """What `hot_spots` found.

    Attributes
    ----------
    rows : DataFrame
        In the order of the units: `hot_spot` (a key of `CLASSES`), `p` (two-sided pseudo p),
        `local_moran`, `neighbors` (how many); NaN where there is nothing to test.
    moran : float
        Moran's I of all units: n / (n - 1) times the mean of the local ones; NaN when there is no
        variation.
    few : bool
        There are fewer than 10 units with data: the classes mean little.
    """

    rows: pd.DataFrame
    moran: float
    few: bool


def hot_spots(
    values: ArrayLike,
    shapes: ArrayLike,
    *,
    neighbors: Neighbors = "queen",
    permutations: int = 999,
    significance: float = 0.05,
    seed: int = SEED,
) -> HotSpots:
    """Tell which units stand in a cluster of high or of low values.

    Parameters
    ----------
    values : (n,) array
        One value a unit; NaN = no data, left out of the test and of everybody's neighbors.
    shapes : (n,) array of polygons
        In meters.
    neighbors
        "queen": units that share an edge or a corner, up to 1 m apart, so that slivers between
        drawn borders do not part them; or a number k: the k nearest by their points on surface.
    permutations : int
        The smallest p is 2 / (permutations + 1).
    significance : float
        Units with p up to it are classed.
    seed : int
        The same seed gives the same p.

    Raises
    ------
    ShapeError
        When lengths differ, or an option is out of range.
    """
    require_options(neighbors, permutations, significance)
    x, units = np.asarray(values, dtype=float), np.asarray(shapes, dtype=object)
    if x.ndim != 1 or x.shape != units.shape:
        raise ShapeError(f"values has shape {x.shape}; accepted: {units.shape}, as shapes")
    known = np.flatnonzero(np.isfinite(x))
    rows = pd.DataFrame(
        {"hot_spot": "no_data", "p": np.nan, "local_moran": np.nan, "neighbors": 0},
        index=pd.RangeIndex(len(x)),
    )
    few, untested = len(known) < FEWEST, why_untested(x[known])
    rows.loc[known, "hot_spot"] = untested or "not_significant"
    if untested:
        return HotSpots(rows, float("nan"), few)
    pairs = pairs_of(units[known], neighbors)
    count = np.bincount(pairs[0], minlength=len(known))
    some = count > 0
    rows.loc[known, "neighbors"] = count
    rows.loc[known[~some], "hot_spot"] = "island"
    if not some.any():
        return HotSpots(rows, float("nan"), few)
    local, quadrant, p = _local_moran(x[known], pairs, permutations, seed)
    rows.loc[known[some], "local_moran"] = local[some]
    rows.loc[known[some], "p"] = p[some]
    sure = some & (p <= significance)
    rows.loc[known[sure], "hot_spot"] = quadrant[sure]
    size = len(known)
    return HotSpots(rows, float(local[some].mean() * size / (size - 1)), few)


def why_untested(values: Floats) -> str | None:
    """Return why known values cannot be tested, a key of `CLASSES`; None where they can."""
    if len(values) < LEAST:
        return "too_few"
    return "all_equal" if np.ptp(values) == 0 else None


def require_options(neighbors: Neighbors, permutations: int, significance: float) -> None:
    """Refuse options that are out of range.

    Raises
    ------
    ShapeError
        Naming what is accepted.
    """
    if neighbors != "queen" and (isinstance(neighbors, str) or neighbors < 1):
        raise ShapeError(f"neighbors is {neighbors!r}; accepted: 'queen' or a number from 1")
    if permutations < 1 or not 0 < significance < 1:
        raise ShapeError("accepted: permutations from 1, a significance between 0 and 1")


def pairs_of(shapes: Shapes, neighbors: Neighbors) -> tuple[Indices, Indices]:
    """Return focal and neighbor positions, sorted by focal then neighbor."""
    if isinstance(neighbors, int):
        places = shapely.get_coordinates(shapely.point_on_surface(shapes))
        count = min(neighbors, len(shapes) - 1)
        # A unit at the same place may stand before the unit itself: ask for one more, drop self.
        near = cKDTree(places).query(places, k=count + 1)[1]
        own = near == np.arange(len(shapes))[:, None]
        own[~own.any(axis=1), -1] = True
        focal, other = np.repeat(np.arange(len(shapes)), count), near[~own]
    else:
        focal, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH)
        focal, other = focal[focal != other], other[focal != other]
    order = np.lexsort((other, focal))
    return focal[order], other[order]


def _local_moran(
    values: Floats, pairs: tuple[Any, Any], permutations: int, seed: int
) -> tuple[Floats, Shapes, Floats]:
    """Return the local I, the quadrant and the two-sided pseudo p of each unit."""
    from esda.moran import Moran_Local  # noqa: PLC0415 - takes two seconds to import
    from libpysal.graph import Graph  # noqa: PLC0415

    focal, other = pairs
    alone = np.setdiff1d(np.arange(len(values)), focal)
    rows = np.concatenate([focal, alone])
    order = np.argsort(rows, kind="stable")
    weight = np.concatenate([np.ones(len(focal)), np.zeros(len(alone))])
    columns = np.concatenate([other, alone])
    graph = Graph.from_arrays(rows[order], columns[order], weight[order])
    with _one_at_a_time, warnings.catch_warnings(), np.errstate(all="ignore"):
        # esda announces that its own p will be two-sided; that of below is already.
        warnings.simplefilter("ignore")
        found = Moran_Local(values, graph, permutations=permutations, seed=seed)
    # Shuffles that give the same neighbors add them up in another order: equal but for rounding.
    z = values - values.mean()
    slack = ROUNDED * len(z) * np.abs(z) * np.abs(z).max() / (z @ z)
    above = (found.sim >= found.Is - slack).sum(axis=0)
    below = (found.sim <= found.Is + slack).sum(axis=0)
    p = np.minimum(2 * (np.minimum(above, below) + 1) / (permutations + 1), 1.0)
    names = np.array(["", "high_high", "low_high", "low_low", "high_low"], dtype=object)
    return np.asarray(found.Is, dtype=float), names[found.q], p
