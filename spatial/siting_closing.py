"""What remains of a search, handed to the solver: it adds cuts, where prices alone stay apart.

Radius formulation (Cornuejols, Nemhauser and Wolsey 1980, SIAM Journal on Algebraic and Discrete
Methods 1:261-272; Elloumi 2010, Journal of Combinatorial Optimization 19:69-83): with the different
costs D_1 < D_2 < ... of a row, z_k says that no site serves it for D_k or less. Then
    cost = D_1 + sum of (D_(k+1) - D_k) z_k,    z_k + sum of the y_j of cost D_k >= z_(k-1),
where the last D is what the row costs outside. Maximal coverage has one D a row, 0.
"""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array

from spatial.highs import Effort, Program, solve
from spatial.service_costs import ServiceCosts
from spatial.siting_covering import merged_rows, pattern
from spatial.siting_problem import Floats, Ints

_MOST_STEPS = 12_000
"""Steps up to which the solver's linear programs are quicker than more parts."""


def close_gap(
    costs: ServiceCosts,
    number: int,
    start: Ints,
    effort: Effort,
) -> tuple[Ints, float] | None:
    """Return a choice of `number` candidates and the proven bound, or None where it is too large.

    `start` are candidates to begin with; none where they are not `number`.
    """
    width = len(costs.columns)
    step, opened, weight, constant = _steps(costs.outside, _entries(costs), width)
    if len(weight) > _MOST_STEPS:
        return None
    program = _program(step, opened, weight, number)
    values = None
    if len(start) == number:
        values = np.zeros(len(program.cost))
        values[start] = 1
        values[width:] = _unserved(step, opened, start)
    report = None if effort.report is None else _raised(effort.report, constant)
    outcome = solve(program, Effort(effort.seconds, effort.step, report), start=values)
    chosen = start
    if outcome.values is not None:
        chosen = np.argsort(-outcome.values[:width], kind="stable")[:number]
    return chosen, outcome.bound + constant


def _raised(report: Callable[[float, float], None], by: float) -> Callable[[float, float], None]:
    """Return a report of numbers that are greater by a constant."""
    return lambda cost, bound: report(cost + by, bound + by)


def _entries(costs: ServiceCosts) -> tuple[Ints, Ints, Floats]:
    """Return row, candidate and cost of all entries below `outside`, by row and cost."""
    row, candidate, cost = costs.columns_of(np.arange(len(costs.columns)))
    kept = cost < costs.outside[row]
    row, candidate, cost = row[kept], candidate[kept], cost[kept]
    order = np.lexsort((candidate, cost, row))
    return row[order], candidate[order], cost[order]


def _steps(
    outside: Floats, entries: tuple[Ints, Ints, Floats], width: int
) -> tuple[Ints, csr_array, Floats, float]:
    """Return the steps of all rows: the one before (-1: none), sites (step, k), weight; and D_1.

    Rows with the same first steps share them: what follows a step costs their sum.
    """
    row, candidate, cost = entries
    new_row = np.diff(row, prepend=-1) != 0
    new = new_row | (np.diff(cost, prepend=np.nan) != 0)
    first = np.flatnonzero(new)
    number = np.cumsum(new) - 1
    after = np.append(cost[first][1:], 0.0)
    last = np.append(new_row[first][1:], True)
    weight = np.where(last, outside[row[first]], after) - cost[first]
    before = np.where(new_row[first], -1, np.arange(len(first)) - 1)
    opened = csr_array((np.ones(len(row)), (number, candidate)), shape=(len(first), width))
    served = np.zeros(len(outside), dtype=bool)
    served[row] = True
    constant = float(cost[first][new_row[first]].sum() + outside[~served].sum())
    return *_merged(before, opened, weight), constant


def _merged(before: Ints, opened: csr_array, weight: Floats) -> tuple[Ints, csr_array, Floats]:
    """Return the steps with those as one that have the same sites and follow the same step."""
    _, kind = merged_rows(opened)
    name = np.full(len(before), -1)
    seen: dict[tuple[int, int], int] = {}
    for step, (last, sites) in enumerate(zip(before, kind, strict=True)):
        key = (int(name[last]) if last >= 0 else -1, int(sites))
        name[step] = seen.setdefault(key, len(seen))
    keep = np.unique(name, return_index=True)[1]
    total = np.bincount(name, weight, len(seen)).astype(np.float64, copy=False)
    parent = np.where(before[keep] >= 0, name[before[keep]], -1)
    return parent, csr_array(opened[keep]), total


def _program(before: Ints, opened: csr_array, weight: Floats, number: int) -> Program:
    """Return the program: columns y_j, then one z a step."""
    steps, width = opened.shape
    place = np.repeat(np.arange(steps), np.diff(opened.indptr))
    chained = np.flatnonzero(before >= 0)
    rows = np.concatenate([place, np.arange(steps), chained, np.full(width, steps)])
    columns = np.concatenate(
        [opened.indices, width + np.arange(steps), width + before[chained], np.arange(width)]
    )
    values = np.concatenate([np.ones(len(place) + steps), -np.ones(len(chained)), np.ones(width)])
    matrix = csr_array((values, (rows, columns)), shape=(steps + 1, width + steps))
    least = np.append(np.where(before >= 0, 0.0, 1.0), number)
    most = np.append(np.full(steps, np.inf), number)
    whole = np.arange(width + steps) < width
    zero, one = np.zeros(width + steps), np.ones(width + steps)
    return Program(np.concatenate([np.zeros(width), weight]), matrix, least, most, zero, one, whole)


def _unserved(before: Ints, opened: csr_array, chosen: Ints) -> Floats:
    """Return z for a choice: 1 where neither the step nor one before it has a chosen site."""
    have = np.zeros(opened.shape[1])
    have[chosen] = 1
    open_step: Floats = (pattern(opened) @ have == 0).astype(np.float64)
    for step in np.flatnonzero(before >= 0):
        open_step[step] = min(open_step[step], open_step[before[step]])
    return open_step
