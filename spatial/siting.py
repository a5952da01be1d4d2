"""Where to put facilities: four models, each answered with a proven bound."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.allocation import Question, Terms, allocate, as_terms
from spatial.costs import as_costs
from spatial.errors import InfeasibleError
from spatial.highs import Effort, Floats, Outcome, Program, solve
from spatial.siting_problem import (
    TOLERANCE,
    Candidates,
    Ints,
    Limits,
    Progress,
    ProgressCallback,
    Solution,
    Watch,
    as_candidates,
    as_demand,
    nearest_chosen,
    relative_gap,
    require_number_of_sites,
    require_reached,
    within,
)

__all__ = [
    "Limits",
    "Progress",
    "Solution",
    "maximal_coverage",
    "p_center",
    "p_median",
    "set_coverage",
]


def p_median(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    demand: ArrayLike,
    *,
    sites: int | None,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    limits: Limits | None = None,
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` columns for which the sum of demand times cost is least (p-median).

    Parameters
    ----------
    cost : (n, m) array or sparse table
        Cost from each place of demand to each candidate; see `spatial.costs.as_costs`.
    demand : (n,) array
        People of each row. Rows without people need no site.
    sites : int or None
        How many sites there are to be, fixed ones included; None when `limits` sets a budget.
    fixed, forbidden : arrays of column numbers
        Sites that stay, and candidates that must not be chosen.
    limits : Limits
        Capacities, least loads, site costs and budget.
    time_limit : float
        Seconds after which the best answer so far is given, with its bound.
    progress : callable
        Called with a `Progress` as the search advances.

    Raises
    ------
    ShapeError
        When an argument has another shape or is out of range.
    InfeasibleError
        When no choice of sites meets what is asked.
    """
    watch, table = Watch(time_limit, progress), as_costs(cost)
    people, candidates = (
        as_demand(demand, table.shape[0]),
        as_candidates(table.shape[1], fixed, forbidden),
    )
    terms = as_terms(limits or Limits(), table.shape)
    number = _number(sites, candidates, terms)
    require_reached(table, people > 0, candidates, "at all")
    used = _with_people(table, people)
    rows = np.repeat(np.arange(table.shape[0]), np.diff(used.indptr))
    question = Question(
        used,
        people,
        used.data * people[rows],
        np.zeros(table.shape[1]),
        candidates,
        terms,
        number,
        all_served=True,
    )
    chosen, shares, outcome = _allocated(question, watch)
    objective = float((shares.multiply(used).tocsr() @ np.ones(table.shape[1])) @ people)
    return _solution(table, chosen, objective, outcome, watch, shares if terms.divides else None)


def p_center(
    cost: Any,
    *,
    sites: int,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` columns for which the greatest cost of any row is least (p-center)."""
    watch, table = Watch(time_limit, progress), as_costs(cost)
    candidates = as_candidates(table.shape[1], fixed, forbidden)
    number = require_number_of_sites(sites, candidates)
    everyone = np.ones(table.shape[0], dtype=bool)
    require_reached(table, everyone, candidates, "at all")
    values = np.unique(table.data)
    low, high = 0, len(values) - 1
    best = _cover(table, candidates, watch)
    if len(best) > number:
        raise InfeasibleError(f"{number} sites cannot reach all rows of demand: {len(best)} can")
    while low < high:
        middle = (low + high) // 2
        reached = within(table, values[middle])
        try:
            require_reached(reached, everyone, candidates, "")
            found = _cover(reached, candidates, watch)
        except InfeasibleError:
            found = np.arange(table.shape[1] + 1)
        if len(found) <= number:
            high, best = middle, found
        else:
            low = middle + 1
    rest = np.setdiff1d(np.flatnonzero(candidates.allowed), best)
    chosen = np.union1d(best, rest[: number - len(best)]).astype(np.int64)
    objective = float(nearest_chosen(table, chosen)[0].max())
    outcome = Outcome(None, objective, float(values[low]), finished=True)
    return _solution(table, chosen, objective, outcome, watch, None)


def maximal_coverage(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    demand: ArrayLike,
    *,
    sites: int | None,
    radius: float,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    limits: Limits | None = None,
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` columns that serve the most people within `radius` (MCLP)."""
    watch, whole = Watch(time_limit, progress), as_costs(cost)
    people = as_demand(demand, whole.shape[0])
    candidates = as_candidates(whole.shape[1], fixed, forbidden)
    terms = as_terms(limits or Limits(), whole.shape)
    number = _number(sites, candidates, terms)
    table = within(whole, radius)
    used = _with_people(table, people)
    rows = np.repeat(np.arange(table.shape[0]), np.diff(used.indptr))
    question = Question(
        used,
        people,
        -people[rows],
        np.zeros(table.shape[1]),
        candidates,
        terms,
        number,
        all_served=False,
    )
    chosen, shares, outcome = _allocated(question, watch)
    objective = float(people @ np.asarray(shares.sum(axis=1)))
    outcome = Outcome(None, -outcome.cost, -outcome.bound, outcome.finished)
    return _solution(table, chosen, objective, outcome, watch, shares if terms.divides else None)


def set_coverage(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    *,
    radius: float,
    demand: ArrayLike | None = None,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    limits: Limits | None = None,
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the fewest columns that serve every row within `radius` (LSCP)."""
    watch, whole = Watch(time_limit, progress), as_costs(cost)
    people = np.ones(whole.shape[0]) if demand is None else as_demand(demand, whole.shape[0])
    candidates = as_candidates(whole.shape[1], fixed, forbidden)
    terms = as_terms(limits or Limits(), whole.shape)
    table = within(whole, radius)
    require_reached(table, np.ones(whole.shape[0], dtype=bool), candidates, f"within {radius:g}")
    question = Question(
        table,
        people,
        np.zeros(table.nnz),
        terms.site_cost,
        candidates,
        terms,
        None,
        all_served=True,
    )
    chosen, shares, outcome = _allocated(question, watch)
    objective = float(terms.site_cost[chosen].sum())
    return _solution(table, chosen, objective, outcome, watch, shares if terms.divides else None)


def _number(sites: int | None, candidates: Candidates, terms: Terms) -> int | None:
    """Return the number of sites, or None where a budget takes its place."""
    if sites is None and np.isfinite(terms.budget):
        return None
    return require_number_of_sites(sites, candidates)


def _with_people(table: csr_array, people: Floats) -> csr_array:
    """Return the table without the rows where nobody is."""
    kept = np.repeat(people > 0, np.diff(table.indptr))
    indptr = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    return csr_array((table.data[kept], table.indices[kept], indptr), shape=table.shape)


def _allocated(question: Question, watch: Watch) -> tuple[Ints, csr_array, Outcome]:
    """Return the allocation; rows without entries are not asked for."""
    busy = np.diff(question.table.indptr) > 0
    rows = np.flatnonzero(busy)
    terms = question.terms
    if terms.group is not None:
        terms = replace(terms, group=terms.group[rows])
    indptr = np.concatenate([[0], question.table.indptr[1:][busy]])
    table = csr_array(
        (question.table.data, question.table.indices, indptr),
        shape=(len(rows), question.table.shape[1]),
    )
    chosen, shares, outcome = allocate(
        replace(question, table=table, people=question.people[rows], terms=terms), watch
    )
    back = np.zeros(len(busy) + 1, dtype=np.int64)
    back[1:][busy] = np.diff(shares.indptr)
    return (
        chosen,
        csr_array((shares.data, shares.indices, np.cumsum(back)), shape=question.table.shape),
        outcome,
    )


def _cover(table: csr_array, candidates: Candidates, watch: Watch) -> Ints:
    """Return the fewest columns that reach every row."""
    count, columns = table.shape
    lower = np.zeros(columns)
    lower[candidates.fixed] = 1
    rows = csr_array((np.ones(table.nnz), table.indices, table.indptr), shape=table.shape)
    program = Program(
        np.ones(columns),
        rows,
        np.ones(count),
        np.full(count, np.inf),
        lower,
        candidates.allowed.astype(float),
        np.ones(columns, dtype=bool),
    )
    outcome = solve(program, Effort(watch.left, step=0.999))
    if outcome.values is None:
        raise InfeasibleError("no choice of sites reaches all rows")
    return np.flatnonzero(outcome.values > 0.5)  # noqa: PLR2004 - 0 or 1


def _solution(
    table: csr_array,
    chosen: Ints,
    objective: float,
    outcome: Outcome,
    watch: Watch,
    shares: csr_array | None,
) -> Solution:
    """Return the answer."""
    column = nearest_chosen(table, chosen)[1]
    gap = relative_gap(objective, outcome.bound)
    if gap <= TOLERANCE:
        gap, bound = 0.0, objective
    else:
        bound = outcome.bound
    return Solution(
        chosen,
        objective,
        bound,
        gap,
        watch.seconds,
        "optimal" if gap == 0 else "time limit",
        column,
        column >= 0,
        shares,
    )
