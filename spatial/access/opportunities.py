"""Access without competition read two other ways: over an interval of costs, and backward.

Both count supply, as `spatial.access.cumulative` does: over a range of cut-offs instead of one,
and as the cost at which a given amount is reached.
"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from spatial.access.catchments import as_amounts
from spatial.arrays import Floats
from spatial.costs import as_costs
from spatial.errors import ShapeError

Summary = Literal["mean", "median", "least", "most"]
SUMMARIES: dict[str, Callable[..., Floats]] = {
    "mean": np.mean,
    "median": np.median,
    "least": np.min,
    "most": np.max,
}
ROUNDED = 1e-12
"""Share of an amount by which sums of supply may miss it through rounding alone."""


def cumulative_interval(
    cost: Any, supply: ArrayLike, *, cutoffs: ArrayLike, summary: Summary = "mean"
) -> Floats:
    """Return the opportunities in reach summed up over several cut-offs, so that none decides.

    Tomasiello, Herszenhut, Oliveira, Braga and Pereira (2023), Applied Geography 157:102986. For
    each place the mean (or median, least, most) over the cut-offs c of sum of S_j with
    cost <= c.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        From demand places to facilities.
    supply : (m,) array
        0 or more.
    cutoffs : (c,) array
        In the unit of the cost, 0 or more, such as `np.arange(10, 31)` minutes.
    summary
        How the cut-offs are summed up.

    Returns
    -------
    (n,) array
        In the unit of the supply.

    Raises
    ------
    ShapeError
        When there is no cut-off, one is negative or missing, or the summary is unknown.
    """
    limits = np.unique(_numbers(cutoffs, "cutoffs"))
    if summary not in SUMMARIES:
        raise ShapeError(f"summary is {summary!r}; accepted: {', '.join(SUMMARIES)}")
    table = as_costs(cost)
    offered = as_amounts(supply, "supply", table.shape[1])
    # Which step of the ladder an entry stands on: it counts there and at all above.
    step = np.searchsorted(limits, table.data, side="left")
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    width = len(limits) + 1
    sums = np.bincount(rows * width + step, offered[table.indices], table.shape[0] * width).reshape(
        table.shape[0], width
    )
    reached = np.cumsum(sums[:, :-1], axis=1)
    found: Floats = SUMMARIES[summary](reached, axis=1)
    return found


def dual_access(cost: Any, supply: ArrayLike, *, wanted: ArrayLike) -> Floats:
    """Return the cost at which an amount of supply is reached (dual access).

    Cui and Levinson (2020), Journal of Transport and Land Use 13:59-83: the least c with
    sum of S_j over cost <= c of `wanted` or more. With supply 1 each it is the distance to the
    nearest, second nearest, ... facility; with `wanted` the people of each place it is the
    balancing cost of Barboza, Carneiro, Falavigna, Luz and Orrico (2021).

    Parameters
    ----------
    cost : (n, m) array or sparse table
        From demand places to facilities.
    supply : (m,) array
        0 or more.
    wanted : float or (n,) array
        In the unit of the supply, 0 or more.

    Returns
    -------
    (n,) array
        In the unit of the cost: 0 where nothing is wanted, infinite where so much is not in reach.

    Raises
    ------
    ShapeError
        When shapes do not fit, or an amount is negative or missing.
    """
    table = as_costs(cost)
    count = table.shape[0]
    offered = as_amounts(supply, "supply", table.shape[1])
    one_for_all = np.ndim(wanted) == 0
    amount = as_amounts(np.full(count, wanted) if one_for_all else wanted, "wanted", count)
    rows = np.repeat(np.arange(count), np.diff(table.indptr))
    order = np.lexsort((table.data, rows))
    sums = np.cumsum(np.append(0.0, offered[table.indices][order]))
    before = sums[table.indptr[:-1]]
    slack = ROUNDED * amount + 4 * np.finfo(float).eps * sums[-1]
    enough = sums[1:] - before[rows] >= (amount - slack)[rows]
    found = np.full(count, np.inf)
    np.minimum.at(found, rows[enough], table.data[order][enough])
    found[amount == 0] = 0.0
    return found


def _numbers(values: ArrayLike, name: str) -> Floats:
    """Return one or more finite numbers of 0 or more."""
    try:
        found = np.asarray(values, dtype=float).reshape(-1)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{name} is not a list of numbers") from error
    if not (len(found) and (np.isfinite(found) & (found >= 0)).all()):
        raise ShapeError(f"{name} is {values!r}; accepted: one or more numbers, 0 or more")
    return found
