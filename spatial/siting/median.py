"""The sites for which people travel least in sum (p-median): its costs, handed to the search."""

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Ints
from spatial.errors import InfeasibleError
from spatial.siting.problem import Candidates, Watch, nearest_chosen
from spatial.siting.solver.branch_and_bound import Choice, Search
from spatial.siting.solver.costs import ServiceCosts, median_costs
from spatial.siting.solver.cover import cheapest_cover
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.interchange import greedy

_EXACT = 2.0**52
"""Sums of whole numbers below this are exact."""


def least_median(
    table: csr_array, people: Floats, candidates: Candidates, number: int, watch: Watch
) -> tuple[Ints, float]:
    """Return the `number` columns of least sum of people times cost, and the proven least sum.

    Every row with people has an allowed column in the table.

    Raises
    ------
    InfeasibleError
        When more columns are needed to reach everybody.
    """
    rows = np.flatnonzero(people > 0)
    part = csr_array(table[rows])
    part.data = part.data * np.repeat(people[rows], np.diff(part.indptr))
    outside = nearest_chosen(part, candidates.fixed)[0]
    free, left = candidates.free, number - len(candidates.fixed)
    inner = csr_array(part[:, free])
    safe, far, needed = _outside(inner, outside)
    if not left:
        _require_reached(~np.isfinite(outside))
        return candidates.fixed, float(outside.sum())
    must = _reaching(inner, needed, left, watch)
    whole = bool((part.data == np.rint(part.data)).all() and far.sum() < _EXACT)
    while True:
        costs = median_costs(inner, safe, free, left)
        choice = _searched(costs, must, left, whole=whole, watch=watch)
        chosen = np.union1d(candidates.fixed, choice.columns).astype(np.int64)
        served = np.isfinite(nearest_chosen(part, chosen)[0]).all()
        if served:
            return chosen, choice.bound
        # Leaving somebody out was cheaper than reaching all: make it dearer.
        safe = np.where(needed, np.minimum(safe * 8 + 1, far), safe)


def _outside(inner: csr_array, outside: Floats) -> tuple[Floats, Floats, Flags]:
    """Return what an unserved row costs at first, at most, and where it must not be so.

    A row that every candidate reaches is always served: its greatest cost stands for the rest. The
    others pay what no choice that serves all can save.
    """
    dearest = np.zeros(inner.shape[0])
    rows = np.repeat(np.arange(inner.shape[0]), np.diff(inner.indptr))
    np.maximum.at(dearest, rows, inner.data)
    everywhere = np.diff(inner.indptr) == inner.shape[1]
    open_rows = ~np.isfinite(outside)
    needed = open_rows & ~everywhere
    most = np.ceil(np.where(open_rows, dearest, outside).sum()) + 1
    safe = np.where(open_rows, dearest, outside)
    safe = np.where(needed, np.ceil(2 * dearest) + 1, safe)
    return safe, np.where(needed, most, safe), needed


def _require_reached(lost: Flags) -> None:
    """Refuse fixed sites that leave somebody unreached."""
    if lost.any():
        raise InfeasibleError("the fixed sites leave rows of demand without a site in reach")


def _reaching(inner: csr_array, needed: Flags, left: int, watch: Watch) -> Ints:
    """Return candidates that reach all rows that need one, or refuse."""
    if not needed.any():
        return np.empty(0, dtype=np.int64)
    cover = cheapest_cover(pattern(csr_array(inner[needed])), np.ones(inner.shape[1]), watch)
    if len(cover.columns) > left:
        known = "are" if cover.bound > left else "may be"
        raise InfeasibleError(
            f"not all rows of demand can be reached from the fixed sites and {left} more:"
            f" {len(cover.columns)} {known} needed"
        )
    return cover.columns


def _searched(costs: ServiceCosts, must: Ints, left: int, *, whole: bool, watch: Watch) -> Choice:
    """Return the answer of the search, begun with a choice that holds `must`."""
    start = must
    if len(must) < left:
        others = np.setdiff1d(np.arange(len(costs.columns)), must)
        rest = costs.after(must, others)
        start = np.concatenate([must, others[greedy(rest, left - len(must))]])
    search = Search(costs, left, whole=whole, watch=watch, report=watch.report)
    return search.run(start)
