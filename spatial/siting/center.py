"""The sites for which the farthest row is nearest (p-center): a search over distances.

The answer is one of the costs of the table. A cost is enough when that few sites cover all rows
within it (Minieka 1970, SIAM Review 12:138-139); it is halved in on, between a bound that no choice
can pass and the best choice known.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Ints
from spatial.errors import InfeasibleError
from spatial.siting.problem import Candidates, Watch, nearest_chosen, within
from spatial.siting.solver.cover import CheapestCover, few_columns
from spatial.siting.solver.cover_heuristic import greedy_cover


@dataclass(frozen=True)
class _Center:
    """The question: costs of the free columns, and those from the fixed ones."""

    inner: csr_array
    outside: Floats
    left: int

    def cover(self, reach: float, watch: Watch, *, quick: bool = False) -> CheapestCover | None:
        """Return free columns that serve all rows within `reach`, None when some row has none.

        They are `left` at most, or the bound is above that, unless the time is up or `quick`.
        """
        rows = self.outside > reach
        part = within(csr_array(self.inner[rows]), reach)
        if (np.diff(part.indptr) == 0).any():
            return None
        if quick:
            found = greedy_cover(part, np.ones(part.shape[1]))
            return CheapestCover(found, float(len(found)), 0.0)
        return few_columns(part, self.left, watch)


def least_center(
    table: csr_array, candidates: Candidates, number: int, watch: Watch
) -> tuple[Ints, float]:
    """Return the `number` columns whose greatest cost is least, and the proven least.

    Every row has an allowed column in the table.

    Raises
    ------
    InfeasibleError
        When more columns are needed to reach all rows at all.
    """
    outside = nearest_chosen(table, candidates.fixed)[0]
    inner = csr_array(table[:, candidates.free])
    question = _Center(inner, outside, number - len(candidates.fixed))
    values = np.unique(np.append(inner.data, outside[np.isfinite(outside)]))
    if not len(values):
        chosen = np.union1d(candidates.fixed, candidates.free[: question.left])
        return chosen.astype(np.int64), 0.0
    # No row can do better than its nearest candidate.
    nearest = np.minimum(outside, nearest_chosen(inner, np.arange(inner.shape[1]))[0])
    low = int(np.searchsorted(values, nearest.max(initial=0.0)))
    high, best = _quick(question, values, low, watch)
    while low < high and not watch.over:
        middle = (low + high) // 2
        cover = question.cover(values[middle], watch)
        if cover is not None and len(cover.columns) <= question.left:
            best = cover.columns
            high = _reached(question, values, best)
        elif cover is None or cover.bound > question.left:
            low = middle + 1
        watch.report(float(values[high]), float(values[low]))
    rest = np.setdiff1d(np.arange(inner.shape[1]), best)
    chosen = np.concatenate([best, rest[: question.left - len(best)]])
    sites = np.union1d(candidates.fixed, candidates.free[chosen]).astype(np.int64)
    return sites, float(values[low])


def _quick(question: _Center, values: Floats, low: int, watch: Watch) -> tuple[int, Ints]:
    """Return a value that greedy covers reach with few enough sites, and the sites.

    Raises
    ------
    InfeasibleError
        When no cover is small enough whatever the cost.
    """
    high = len(values) - 1
    widest = question.cover(values[high], watch, quick=True)
    if widest is None or len(widest.columns) > question.left:
        widest = question.cover(values[high], watch)
    if widest is None or len(widest.columns) > question.left:
        raise InfeasibleError(
            f"not all rows of demand can be reached from the fixed sites and {question.left} more"
        )
    best, high = widest.columns, _reached(question, values, widest.columns)
    while low < high:
        middle = (low + high) // 2
        cover = question.cover(values[middle], watch, quick=True)
        if cover is not None and len(cover.columns) <= question.left:
            best, high = cover.columns, min(middle, _reached(question, values, cover.columns))
        else:
            low = middle + 1
    return high, best


def _reached(question: _Center, values: Floats, chosen: Ints) -> int:
    """Return the place of the greatest cost when `chosen` are open."""
    cost = np.minimum(question.outside, nearest_chosen(question.inner, chosen)[0])
    return int(np.searchsorted(values, cost.max(initial=values[0])))
