"""The fewest sites that reach every row (LSCP): reductions first, the solver for what remains.

Rules of Toregas and ReVelle (1972), Papers of the RSA 28:135-144: a row whose candidates include
those of another row is reached with it; a candidate whose rows another one reaches as well, at no
greater price, is not needed; a row with one candidate decides it. They repeat until nothing
changes. What remains falls into parts that share no candidate; each is solved by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, csr_matrix, vstack
from scipy.sparse.csgraph import connected_components

from spatial.arrays import Flags, Floats, Ints
from spatial.siting.problem import Watch
from spatial.siting.solver.cover_heuristic import greedy_cover, pattern, smaller_cover
from spatial.siting.solver.highs import Effort, Program, solve

_MOST_PRODUCTS, _BLOCK = 3e8, 4e6
"""Pairs of entries up to which rows or candidates are compared with each other, and at a time."""
_REDUCING, _EXCHANGING = 0.3, 0.5
"""Shares of the time left that reductions, and then exchanges, may take."""
_PAYING = 0.4
"""Seconds that go into a bound where the solver had none, after the time is up."""


@dataclass(frozen=True)
class CheapestCover:
    """Chosen columns and their price; no choice is cheaper than `bound`."""

    columns: Ints
    price: float
    bound: float


def cheapest_cover(reach: csr_array, price: Floats, watch: Watch) -> CheapestCover:
    """Return the columns of least total price such that each row of `reach` has one of them.

    Parameters
    ----------
    reach : (n, m) sparse array
        An entry for each pair in reach; every row has one.
    price : (m,) array
        Price of each column, 0 or more.
    watch : Watch
        When its time is up, the best cover so far is given with what was proven.
    """
    matrix = pattern(reach)
    chosen, matrix, names = _reduced(matrix, price, watch.part(_REDUCING))
    paid = float(price[chosen].sum())
    found, spent, bound = [chosen], paid, paid
    for rows, columns in _parts(matrix):
        part = csr_array(matrix[rows][:, columns])
        cover = _solved(part, price[names[columns]], watch)
        found.append(names[columns][cover.columns])
        spent, bound = spent + cover.price, bound + cover.bound
    return CheapestCover(np.sort(np.concatenate(found)), spent, bound)


def few_columns(reach: csr_array, most: int, watch: Watch) -> CheapestCover:
    """Return a cover of at most `most` columns, or a bound above it: then there is none.

    Parameters
    ----------
    reach : (n, m) sparse array
        As `cheapest_cover`; every column has the price 1.
    most : int
    watch : Watch
        When its time is up, neither may be the case.
    """
    matrix = pattern(reach)
    chosen, matrix, names = _reduced(matrix, np.ones(reach.shape[1]), watch.part(_REDUCING))
    have = len(chosen)
    if not matrix.shape[0]:
        return CheapestCover(np.sort(chosen), have, have)
    start = greedy_cover(matrix, np.ones(matrix.shape[1]))
    bound = 0.0
    if have + len(start) > most:
        program = _program(matrix, np.ones(matrix.shape[1]))
        least = solve(replace(program, whole=np.zeros_like(program.whole)), Effort(watch.left))
        bound = float(np.ceil(least.cost - 1e-6)) if least.finished else 0.0
    if have + max(bound, 0.0) <= most < have + len(start):
        start = smaller_cover(matrix, start, watch.part(_EXCHANGING), most=most - have)
    if have + bound <= most < have + len(start):
        start, bound = _decided(matrix, most - have, start, watch)
    columns = np.sort(np.concatenate([chosen, names[start]]))
    return CheapestCover(columns, float(len(columns)), have + bound)


def merged_rows(reach: csr_array) -> tuple[Ints, Ints]:
    """Return one row of each kind, and the kind of each row: rows with the same columns.

    Rows are compared by two random sums of 64 bits: that two different rows agree in both has a
    probability below 1e-27 for a million rows.
    """
    draws = np.random.default_rng(20).integers(0, 2**63, (2, reach.shape[1]), dtype=np.uint64)
    sums = [_row_sums(reach, draw) for draw in draws]
    keys = np.stack([*sums, np.diff(reach.indptr).astype(np.uint64)], axis=1)
    _, first, kind = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, kind.ravel()


def dominated(matrix: csr_array, price: Floats, watch: Watch) -> Flags:
    """Return the rows whose columns another row, at no greater price, has all as well.

    Of rows with the same columns and price the first stays. Where there are too many pairs to
    compare, or the time is up, there may be more of them.
    """
    size = np.diff(matrix.indptr)
    out = size == 0
    for row, other, shared in _compared(matrix, watch):
        inside = (shared == size[row]) & (price[other] <= price[row])
        one, two = row[inside], other[inside]
        same = (size[one] == size[two]) & (price[one] == price[two])
        out[one[~same | (two < one)]] = True
    found: Flags = out
    return found


def _compared(matrix: csr_array, watch: Watch) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield pairs of different rows that share columns, and how many: some rows at a time.

    All pairs together can be far more than the entries, and more than memory holds.
    """
    turned = csr_array(matrix.T.tocsr())
    each = np.concatenate([[0.0], np.cumsum(np.diff(turned.indptr)[matrix.indices])])[matrix.indptr]
    if each[-1] > _MOST_PRODUCTS:
        return
    first = 0
    while first < matrix.shape[0] and not watch.over:
        after = int(np.searchsorted(each, each[first] + _BLOCK, side="right")) - 1
        after = max(after, first + 1)
        shared = (csr_array(matrix[first:after]) @ turned).tocoo()
        row, other = shared.coords
        row = row + first
        apart = row != other
        yield row[apart], other[apart], shared.data[apart]
        first = after


def _reduced(matrix: csr_array, price: Floats, watch: Watch) -> tuple[Ints, csr_array, Ints]:
    """Return the columns that are decided, what remains, and the names of its columns."""
    names, chosen = np.arange(matrix.shape[1]), [np.empty(0, dtype=np.int64)]
    matrix = csr_array(matrix[np.sort(merged_rows(matrix)[0])])
    while matrix.shape[0]:
        before = matrix.shape
        by_column = csr_array(matrix.T.tocsr())
        kept = np.flatnonzero(~dominated(by_column, price[names], watch))
        names, matrix = names[kept], csr_array(matrix[:, kept])
        matrix = csr_array(matrix[~_wider(matrix, watch)])
        alone = np.unique(matrix.indices[matrix.indptr[:-1][np.diff(matrix.indptr) == 1]])
        chosen.append(names[alone])
        have = np.zeros(matrix.shape[1])
        have[alone] = 1
        matrix = csr_array(matrix[matrix @ have == 0])
        if matrix.shape == before or watch.over:
            break
    return np.concatenate(chosen), matrix, names


def _wider(matrix: csr_array, watch: Watch) -> Flags:
    """Return the rows that have all columns of another row: those are reached with it."""
    size = np.diff(matrix.indptr)
    out = np.zeros(matrix.shape[0], dtype=bool)
    for row, other, shared in _compared(matrix, watch):
        holds = shared == size[other]
        one, two = row[holds], other[holds]
        out[one[(size[one] > size[two]) | (two < one)]] = True
    return out


def least_price(matrix: csr_array, price: Floats, watch: Watch) -> float:
    """Return a price below which no columns cover all rows: quick, and not the greatest such.

    Each row, those with few columns first, pays what its columns still lack of their price; what
    all pay together is a bound (the dual ascent of Erlenkotter 1978, Operations Research
    26:992-1009). Where the time is up, the rows that are left pay nothing.
    """
    lack, paid = price.astype(np.float64).copy(), 0.0
    for row in np.argsort(np.diff(matrix.indptr), kind="stable"):
        if watch.over:
            break
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        pays = float(lack[columns].min(initial=np.inf))
        if 0 < pays < np.inf:
            lack[columns] -= pays
            paid += pays
    return paid


def _parts(matrix: csr_array) -> list[tuple[Ints, Ints]]:
    """Return the rows and columns of each part that shares nothing with the others."""
    count, width = matrix.shape
    if not count:
        return []
    row = np.repeat(np.arange(count), np.diff(matrix.indptr))
    graph = csr_matrix(
        (matrix.data, (row, count + matrix.indices)), shape=(count + width, count + width)
    )
    _, label = connected_components(graph, directed=False)
    return [
        (np.flatnonzero(label[:count] == part), np.flatnonzero(label[count:] == part))
        for part in np.unique(label[:count])
    ]


def _solved(matrix: csr_array, price: Floats, watch: Watch) -> CheapestCover:
    """Return the cheapest cover of one part, by the solver."""
    width = matrix.shape[1]
    start = greedy_cover(matrix, price)
    if (price == price[0]).all():
        start = smaller_cover(matrix, start, watch.part(_EXCHANGING))
    whole = bool((price == np.rint(price)).all())
    values = np.zeros(width)
    values[start] = 1
    effort = Effort(watch.left, step=1 - 1e-6 if whole else 0.0, proof=True)
    outcome = solve(_program(matrix, price), effort, start=values)
    columns, cost = start, float(price[start].sum())
    if outcome.values is not None and outcome.cost < cost:
        columns = np.flatnonzero(np.rint(outcome.values)).astype(np.int64)
        cost = float(price[columns].sum())
    if outcome.finished:
        return CheapestCover(columns, cost, cost)
    bound = max(outcome.bound, least_price(matrix, price, Watch(_PAYING, None)))
    if whole:
        bound = float(np.ceil(bound - 1e-6))
    return CheapestCover(columns, cost, min(bound, cost))


def _decided(matrix: csr_array, most: int, start: Ints, watch: Watch) -> tuple[Ints, float]:
    """Return at most `most` columns that cover all rows, or a bound above: the solver's answer."""
    width = matrix.shape[1]
    program = _program(csr_array(vstack([matrix, csr_array(np.ones((1, width)))])), np.ones(width))
    program.row_lower[-1], program.row_upper[-1] = 0, most
    outcome = solve(program, Effort(watch.left, step=1 - 1e-6, proof=True, enough=most))
    if outcome.values is not None:
        return np.flatnonzero(np.rint(outcome.values)).astype(np.int64), 0.0
    return start, most + 1.0 if outcome.finished else 0.0


def _program(matrix: csr_array, price: Floats) -> Program:
    """Return the cheapest whole columns of which each row has one."""
    count, width = matrix.shape
    return Program(
        price,
        matrix,
        np.ones(count),
        np.full(count, np.inf),
        np.zeros(width),
        np.ones(width),
        np.ones(width, dtype=bool),
    )


def _row_sums(matrix: csr_array, values: Ints) -> Ints:
    """Return the sum (modulo 2^64) of the values of each row's columns."""
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values[matrix.indices])])
    total: Ints = running[matrix.indptr[1:]] - running[matrix.indptr[:-1]]
    return total
