"""Covers that are good but not proven: greedy, then exchanges that need fewer columns."""

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Ints
from spatial.siting.problem import Watch
from spatial.siting.solver.costs import CoverCosts
from spatial.siting.solver.interchange import interchange

_FEWEST, _ROUNDS = 20, 400
"""Rounds of exchanges before a smaller cover is given up: between these,"""
_WORK = 3e7
"""as many as go through so many entries."""
_MOST_EXCHANGES = 20_000_000
"""Exchanges of a chosen column for another up to which all are held against each other at once."""


def greedy_cover(reach: csr_array, price: Floats) -> Ints:
    """Return a cover by taking what reaches most rows for its price, then leaving out what can be.

    Chvatal (1979), Mathematics of Operations Research 4:233-235.
    """
    by_column = csr_array(pattern(reach).T.tocsr())
    open_rows, chosen = np.ones(reach.shape[0], dtype=bool), []
    # How many open rows each column reaches: each pair is counted off once.
    reached = np.diff(by_column.indptr).astype(np.float64)
    while open_rows.any():
        best = int((reached / np.maximum(price, 1e-12)).argmax())
        chosen.append(best)
        rows = _row(by_column, best)
        new = rows[open_rows[rows]]
        open_rows[new] = False
        reached -= np.bincount(csr_array(reach[new]).indices, minlength=len(reached))
    times = np.zeros(reach.shape[0])
    for column in chosen:
        times[_row(by_column, column)] += 1
    for column in sorted(chosen, key=lambda c: (-price[c], c)):
        rows = _row(by_column, column)
        if (times[rows] > 1).all():
            times[rows] -= 1
            chosen.remove(column)
    return np.sort(np.array(chosen, dtype=np.int64))


def smaller_cover(reach: csr_array, cover: Ints, watch: Watch, *, most: int = 1) -> Ints:
    """Return a smaller cover where exchanges find one, beginning with a cover.

    It is looked for until the cover has `most` columns. The least useful site is given up and the
    others are exchanged for what misses least, where each round makes the missed rows weigh more
    (weighting local search, as in Gao, Weise and Li 2014, Memetic Computing 6:287-297).
    """
    by_candidate = csr_array(reach.T.tocsr())
    everything, best = np.arange(reach.shape[1]), cover
    if len(cover) * reach.shape[1] > _MOST_EXCHANGES:
        return cover
    rounds = int(np.clip(_WORK / max(reach.nnz, 1), _FEWEST, _ROUNDS))
    while len(best) > max(most, 1) and not watch.over:
        weight, chosen, missed = np.ones(reach.shape[0]), best, 1.0
        times = reach @ np.isin(everything, best).astype(float)
        alone = by_candidate @ (times == 1).astype(float)
        chosen = np.delete(best, int(alone[best].argmin()))
        for _ in range(rounds):
            costs = CoverCosts(everything, weight, by_candidate, reach)
            chosen, missed = interchange(costs, chosen, watch)
            if not missed or watch.over:
                break
            weight = weight + (costs.least(chosen) > 0)
        if missed:
            break
        best = np.sort(chosen)
    return best


def pattern(table: csr_array) -> csr_array:
    """Return a table with a 1 for each entry of another, zeros included."""
    ones = np.ones(len(table.indices))
    return csr_array((ones, table.indices, table.indptr), shape=table.shape)


def _row(matrix: csr_array, row: int) -> Ints:
    """Return the columns of a row."""
    columns: Ints = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
    return columns
