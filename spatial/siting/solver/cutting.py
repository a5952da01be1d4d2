"""What remains of a search, handed to the solver: it adds cuts, where prices alone stay apart.

Radius formulation (Cornuejols, Nemhauser and Wolsey 1980, SIAM Journal on Algebraic and Discrete
Methods 1:261-272; Elloumi 2010, Journal of Combinatorial Optimization 19:69-83): with the different
costs D_1 < D_2 < ... of a row, z_k says that no site serves it for D_k or less. Then
    cost = D_1 + sum of (D_(k+1) - D_k) z_k,    z_k + sum of the y_j of cost D_k >= z_(k-1),
where the last D is what the row costs outside. Maximal coverage has one D a row, 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Ints
from spatial.siting.solver.costs import ServiceCosts
from spatial.siting.solver.cover import merged_rows
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.highs import Effort, Program, solve
from spatial.siting.solver.lagrangian import Bound

_MOST_STEPS, _MOST_A_ROW = 12_000, 10
"""Steps in all, and a row, up to which the solver's linear programs are quicker than more parts."""


def close_gap(
    costs: ServiceCosts, number: int, start: Ints, farthest: Floats, effort: Effort
) -> tuple[Ints, float] | None:
    """Return a choice of `number` candidates and the proven bound, or None where it is too large.

    `start` are candidates to begin with; none where they are not `number`. A row may cost
    `farthest` at most: see `farthest_service`.
    """
    width = len(costs.columns)
    steps = _steps(costs.outside, farthest, _entries(costs, farthest), width)
    if len(steps.weight) > min(_MOST_STEPS, _MOST_A_ROW * len(costs.outside)):
        return None
    program = _program(steps, number)
    values = None
    if len(start) == number:
        values = np.zeros(len(program.cost))
        values[start] = 1
        values[width:] = _unserved(steps, start)
    by = steps.constant
    report = None if effort.report is None else _raised(effort.report, by)
    outcome = solve(program, Effort(effort.seconds, effort.step, report), start=values)
    chosen = start
    if outcome.values is not None:
        chosen = np.argsort(-outcome.values[:width], kind="stable")[:number]
    return chosen, outcome.bound + by


def farthest_service(bound: Bound, cost: float) -> Floats:
    """Return what a row can cost at most in a choice that costs `cost` or less, (n,).

    If row i is served for D > u_i, all candidates nearer than D are closed, and the price of the
    row may be D: no r_j of the others changes, and the bound rises by D - u_i.
    """
    return bound.price + (cost - bound.value)


@dataclass(frozen=True)
class _Steps:
    """Steps of all rows: the one before (-1: none), sites (step, k), weight; and the sum of D_1.

    `last` marks steps at which a row must be served. Rows with the same first steps share them.
    """

    before: Ints
    opened: csr_array
    weight: Floats
    last: Flags
    constant: float


def _raised(report: Callable[[float, float], None], by: float) -> Callable[[float, float], None]:
    """Return a report of numbers that are greater by a constant."""
    return lambda cost, bound: report(cost + by, bound + by)


def _entries(costs: ServiceCosts, farthest: Floats) -> tuple[Ints, Ints, Floats]:
    """Return row, candidate and cost of all entries that count, by row and cost."""
    row, candidate, cost = costs.columns_of(np.arange(len(costs.columns)))
    # Rounding must not take away the last site of a row.
    within = farthest[row] * (1 + 1e-9) + 1e-9
    kept = (cost < costs.outside[row]) & (cost <= within)
    row, candidate, cost = row[kept], candidate[kept], cost[kept]
    order = np.lexsort((candidate, cost, row))
    return row[order], candidate[order], cost[order]


def _steps(
    outside: Floats, farthest: Floats, entries: tuple[Ints, Ints, Floats], width: int
) -> _Steps:
    """Return the steps of all rows, with those as one that are the same."""
    row, candidate, cost = entries
    new_row = np.diff(row, prepend=-1) != 0
    new = new_row | (np.diff(cost, prepend=np.nan) != 0)
    first = np.flatnonzero(new)
    number = np.cumsum(new) - 1
    end = np.append(new_row[first][1:], np.ones(min(len(first), 1), dtype=bool))
    must = end & (farthest * (1 + 1e-9) + 1e-9 < outside)[row[first]]
    after = np.append(cost[first][1:], np.zeros(min(len(first), 1)))
    weight = np.where(end, outside[row[first]], after) - cost[first]
    before = np.where(new_row[first], -1, np.arange(len(first)) - 1)
    opened = csr_array((np.ones(len(row)), (number, candidate)), shape=(len(first), width))
    served = np.zeros(len(outside), dtype=bool)
    served[row] = True
    constant = float(cost[first][new_row[first]].sum() + outside[~served].sum())
    return _merged(_Steps(before, opened, np.where(must, 0.0, weight), must, constant))


def _merged(steps: _Steps) -> _Steps:
    """Return the steps with those as one that have the same sites and follow the same step."""
    _, kind = merged_rows(steps.opened)
    name = np.full(len(kind), -1)
    seen: dict[tuple[int, int], int] = {}
    for step, (last, sites) in enumerate(zip(steps.before, kind, strict=True)):
        key = (int(name[last]) if last >= 0 else -1, int(sites))
        name[step] = seen.setdefault(key, len(seen))
    keep = np.unique(name, return_index=True)[1]
    total = np.bincount(name, steps.weight, len(seen)).astype(np.float64, copy=False)
    before = steps.before[keep]
    parent = np.where(before >= 0, name[before], -1)
    must = np.bincount(name[steps.last], minlength=len(seen)) > 0
    return _Steps(parent, csr_array(steps.opened[keep]), total, must, steps.constant)


def _program(steps: _Steps, number: int) -> Program:
    """Return the program: columns y_j, then one z a step."""
    (count, width), before = steps.opened.shape, steps.before
    place = np.repeat(np.arange(count), np.diff(steps.opened.indptr))
    chained = np.flatnonzero(before >= 0)
    rows = np.concatenate([place, np.arange(count), chained, np.full(width, count)])
    columns = np.concatenate(
        [steps.opened.indices, width + np.arange(count), width + before[chained], np.arange(width)]
    )
    values = np.concatenate([np.ones(len(place) + count), -np.ones(len(chained)), np.ones(width)])
    matrix = csr_array((values, (rows, columns)), shape=(count + 1, width + count))
    least = np.append(np.where(before >= 0, 0.0, 1.0), number)
    most = np.append(np.full(count, np.inf), number)
    whole = np.arange(width + count) < width
    upper = np.concatenate([np.ones(width), np.where(steps.last, 0.0, 1.0)])
    cost = np.concatenate([np.zeros(width), steps.weight])
    return Program(cost, matrix, least, most, np.zeros(width + count), upper, whole)


def _unserved(steps: _Steps, chosen: Ints) -> Floats:
    """Return z for a choice: 1 where neither the step nor one before it has a chosen site."""
    have = np.zeros(steps.opened.shape[1])
    have[chosen] = 1
    unserved: Floats = (pattern(steps.opened) @ have == 0).astype(np.float64)
    for step in np.flatnonzero(steps.before >= 0):
        unserved[step] = min(unserved[step], unserved[steps.before[step]])
    return unserved
