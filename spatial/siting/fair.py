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
from spatial.siting.floors import FloorRows, floor_rows, shares_missed
from spatial.siting.problem import Candidates, Watch
from spatial.siting.solver.cover import merged_rows
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.highs import Effort, Program, solve

TRIES = 4
"""How often a floor that was missed within the solver's tolerance is asked for anew."""


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

    def told(cost: float, bound: float) -> None:
        watch.report(-cost, -bound)

    extra, bound = 0.0, np.inf
    for _ in range(TRIES):
        program = _program(reach, people, candidates, terms, number, extra=extra)
        whole = bool((program.cost == np.rint(program.cost)).all())
        effort = Effort(watch.left, step=1 - 1e-6 if whole else 0.0, report=told)
        outcome = solve(program, effort)
        if outcome.values is None:
            raise InfeasibleError(_reason(candidates, terms, finished=outcome.finished))
        # The first question is the widest: its bound holds for what the later ones leave.
        bound = min(bound, -outcome.bound)
        sites = np.flatnonzero(np.rint(outcome.values[: reach.shape[1]])).astype(np.int64)
        short = _short(reach, people, terms, sites)
        if short <= 0:
            return sites, float(np.floor(bound + 1e-6)) if whole else bound
        # Within the solver's tolerance, and yet not met: ask for as much more.
        extra += 2 * short
    raise InfeasibleError(_reason(candidates, terms, finished=False))


def _short(reach: csr_array, people: Floats, terms: Terms, sites: Ints) -> float:
    """Return the share by which a choice falls short of a floor, 0 where it does not."""
    if terms.group is None:
        return 0.0
    served = np.asarray(csr_array(pattern(reach))[:, sites].sum(axis=1)).ravel() > 0
    whole = np.bincount(terms.group, people, len(terms.floor)).astype(float)
    return shares_missed(people, terms.group, served, whole, terms.floor)


def _program(
    reach: csr_array,
    people: Floats,
    candidates: Candidates,
    terms: Terms,
    number: int | None,
    *,
    extra: float = 0.0,
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
    weight: Floats = np.bincount(kind, people[rows], count).astype(float)
    blocks = [hstack([-part[first], eye_array(count)])]
    lower, upper = [np.full(count, -np.inf)], [np.zeros(count)]
    amounts: list[tuple[Floats, float, float]] = []
    held: FloorRows | None = None
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
        held = floor_rows(
            weight,
            group[rows][first],
            np.bincount(terms.group, people, size).astype(float),
            terms.floor,
            extra=extra,
        )
        blocks.append(hstack([csr_array((size, width)), held.rows]))
        lower.append(held.lower)
        upper.append(np.full(size, np.inf))
    column_lower, column_upper = np.zeros(width + count), np.ones(width + count)
    if held is not None:
        column_lower[width:][held.needed] = 1
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
