"""Maximal coverage when money counts, or when no community may be left behind.

max sum a_k x_k  with  x_k <= sum of the y_j that reach k,  the number of sites or their price
limited, and  sum of a_k x_k over a group >= floor x its people  for every group. Rows of one group
with the same candidates count as one. Church and ReVelle (1974) for the model.
"""

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from spatial.arrays import Floats, Ints
from spatial.errors import InfeasibleError
from spatial.siting.allocation import Terms
from spatial.siting.problem import Candidates, Watch
from spatial.siting.solver.cover import merged_rows
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.highs import Effort, Program, solve


def most_served(
    reach: csr_array,
    people: Floats,
    candidates: Candidates,
    terms: Terms,
    number: int | None,
    watch: Watch,
) -> tuple[Ints, float]:
    """Return the columns that serve most people under the terms, and the most that any can.

    Raises
    ------
    InfeasibleError
        When no choice meets budget and floors, or none was found in time.
    """
    program = _program(reach, people, candidates, terms, number)
    whole = bool((program.cost == np.rint(program.cost)).all())
    report = watch.report
    effort = Effort(
        watch.left,
        step=1 - 1e-6 if whole else 0.0,
        report=lambda cost, bound: report(-cost, -bound),
    )
    outcome = solve(program, effort)
    if outcome.values is None:
        raise InfeasibleError(_reason(candidates, terms, finished=outcome.finished))
    sites = np.flatnonzero(np.rint(outcome.values[: reach.shape[1]])).astype(np.int64)
    bound = -outcome.bound
    return sites, float(np.floor(bound + 1e-6)) if whole else bound


def _program(
    reach: csr_array, people: Floats, candidates: Candidates, terms: Terms, number: int | None
) -> Program:
    """Return the program: columns y_j, then one x a kind of row; what is served counts below 0."""
    rows = np.flatnonzero(people > 0)
    group = np.zeros(len(people), np.int64) if terms.group is None else terms.group
    part, width = pattern(csr_array(reach[rows])), reach.shape[1]
    named = csr_array(
        (np.ones(len(rows)), (np.arange(len(rows)), group[rows])),
        shape=(len(rows), int(group.max(initial=0)) + 1),
    )
    first, kind = merged_rows(csr_array(hstack([part, named], format="csr")))
    count = len(first)
    weight = np.bincount(kind, people[rows], count)
    blocks = [hstack([-part[first], eye_array(count)])]
    lower, upper = [np.full(count, -np.inf)], [np.zeros(count)]
    amounts: list[tuple[Floats, float, float]] = []
    if number is not None:
        amounts.append((np.ones(width), number, number))
    if np.isfinite(terms.budget):
        amounts.append((terms.site_cost, -np.inf, terms.budget))
    for amount, least, most in amounts:
        blocks.append(csr_array(np.concatenate([amount, np.zeros(count)])[None]))
        lower.append(np.array([least], dtype=float))
        upper.append(np.array([most], dtype=float))
    if terms.group is not None:
        size = len(terms.floor)
        inside = csr_array((weight, (group[rows][first], np.arange(count))), shape=(size, count))
        blocks.append(hstack([csr_array((size, width)), inside]))
        lower.append(terms.floor * np.bincount(terms.group, people, size) * (1 - 1e-12))
        upper.append(np.full(size, np.inf))
    column_lower, column_upper = np.zeros(width + count), np.ones(width + count)
    column_lower[candidates.fixed] = 1
    column_upper[:width][~candidates.allowed] = 0
    return Program(
        np.concatenate([np.zeros(width), -weight]),
        csr_array(vstack(blocks, format="csr")),
        np.concatenate(lower),
        np.concatenate(upper),
        column_lower,
        column_upper,
        np.arange(width + count) < width,
    )


def _reason(candidates: Candidates, terms: Terms, *, finished: bool) -> str:
    """Return why there is no answer."""
    if not finished:
        return "no choice of sites that meets budget and floors was found in the time limit"
    kept = terms.site_cost[candidates.fixed].sum()
    if kept > terms.budget:
        return f"the fixed sites cost {kept:g}, more than the budget of {terms.budget:g}"
    return "no choice of so many sites, or within the budget, serves every group to its floor"
