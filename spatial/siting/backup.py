"""The fewest sites that reach every row, and of those the ones that reach most people twice.

First the least number of sites (LSCP), then, with that number, the most people who have a second
site within the radius (LSCP-B, Hogan and ReVelle 1986).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, eye_array, hstack, vstack

from spatial.arrays import Floats
from spatial.costs import as_costs
from spatial.errors import InfeasibleError
from spatial.siting.models import set_coverage
from spatial.siting.problem import (
    Candidates,
    ProgressCallback,
    Solution,
    Watch,
    answer,
    as_candidates,
    as_demand,
    within,
)
from spatial.siting.solver.cover import merged_rows
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.highs import Effort, Program, solve

_FIRST = 0.5
"""Share of the time that may go into the least number of sites."""


def backup_coverage(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    demand: ArrayLike | None = None,
    *,
    radius: float,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the fewest columns that serve every row, with most people served twice (LSCP-B).

    Hogan and ReVelle (1986), Management Science 32:1434-1444. The objective is the people of the
    rows that two chosen columns or more serve within `radius`; the number of sites is the least
    that serves every row, which `spatial.siting.set_coverage` proves. Where that is not proven in
    the time limit, neither is the answer.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        Cost from each row of demand to each candidate.
    demand : (n,) array, optional
        People of each row, 1 each when not given.
    radius : float
        In the unit of `cost`, included.
    fixed, forbidden, time_limit, progress
        As in `spatial.siting.p_median`.

    Raises
    ------
    ShapeError
        When an argument is out of range.
    InfeasibleError
        When a row has no allowed column within the radius.

    Examples
    --------
    >>> backup_coverage([[0.0, 1.0], [1.0, 0.0]], [2, 3], radius=1).sites.tolist()
    [0]
    """
    watch, whole = Watch(time_limit, progress), as_costs(cost)
    people = np.ones(whole.shape[0]) if demand is None else as_demand(demand, whole.shape[0])
    candidates = as_candidates(whole.shape[1], fixed, forbidden)
    table = within(whole, radius)
    # What the first question leaves of its share is the second one's too.
    first = None if time_limit is None else max(watch.left * _FIRST, 1e-3)
    fewest = set_coverage(table, radius=radius, fixed=fixed, forbidden=forbidden, time_limit=first)
    program = _program(table, people, candidates, len(fewest.sites))
    exact = bool((people == np.rint(people)).all())
    report = watch.report
    effort = Effort(
        watch.left,
        step=1 - 1e-6 if exact else 0.0,
        report=lambda least, bound: report(-least, -bound),
    )
    start = np.zeros(len(program.cost))
    start[fewest.sites] = 1
    outcome = solve(program, effort, start=_completed(program, start, table.shape[1]))
    if outcome.values is None and outcome.finished:
        raise InfeasibleError("no choice of the fewest sites serves every row")
    chosen = fewest.sites
    if outcome.values is not None:
        chosen = np.flatnonzero(outcome.values[: table.shape[1]] > 0.5)  # noqa: PLR2004 - 0 or 1
    times = pattern(table)[:, chosen] @ np.ones(len(chosen))
    objective = float(people[times > 1].sum())
    # Nobody has a second site who has fewer than two in reach.
    twice = float(people[pattern(table) @ candidates.allowed.astype(float) > 1].sum())
    bound = max(min(-outcome.bound, twice), objective)
    if exact:
        bound = max(float(np.floor(bound + 1e-6)), objective)
    if fewest.gap > 0:
        # Fewer sites may do: then other choices, and fewer people with a second one, are possible.
        bound = max(bound, twice, np.nextafter(objective, np.inf))
    return answer(table, chosen.astype(np.int64), objective, bound, watch)


def _program(table: csr_array, people: Floats, candidates: Candidates, number: int) -> Program:
    """Return the program: columns y_j, then b, whether a kind of row has a second site.

    sum of the y_j that reach i - b_i >= 1.
    """
    first, kind = merged_rows(pattern(table))
    count, width = len(first), table.shape[1]
    weight = np.bincount(kind, people, count)
    reach = pattern(csr_array(table[first]))
    every = np.concatenate([np.ones(width), np.zeros(count)])[None]
    lower = np.zeros(width + count)
    lower[candidates.fixed] = 1
    upper = np.concatenate([candidates.allowed.astype(float), np.ones(count)])
    return Program(
        np.concatenate([np.zeros(width), -weight]),
        csr_array(vstack([hstack([reach, -eye_array(count)]), csr_array(every)], format="csr")),
        np.append(np.ones(count), number),
        np.append(np.full(count, np.inf), number),
        lower,
        upper,
        np.arange(width + count) < width,
    )


def _completed(program: Program, start: Floats, width: int) -> Floats:
    """Return the start with b as the chosen columns give it."""
    served = (program.rows @ start)[:-1]
    start[width:] = np.clip(served - 1, 0, 1)
    return start
