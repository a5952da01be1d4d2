"""Siting with people divided between sites: capacities, least loads, budgets and floors.

The program holds y_j (site j is chosen, 0 or 1) and z_ij (share of the people of row i that site j
serves). Current and Storbeck (1988), Environment and Planning B 15:237-251, for the capacities;
ReVelle and Swain (1970), Geographical Analysis 2:30-42, for z_ij <= y_j.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Floats, Ints
from spatial.errors import InfeasibleError, ShapeError
from spatial.siting.problem import Candidates, SitingLimits, Watch
from spatial.siting.solver.highs import Effort, Program, ProgramOutcome, solve

FLOOR_SLACK = 1e-9
"""Share of a group by which rounding may miss a floor: people are divided in fractions."""
_CHOOSING, _DIVIDING = 0.9, 0.1
"""Share of the time that may go into choosing sites, and the seconds that go into dividing people
between the chosen ones, at least."""


@dataclass(frozen=True)
class Terms:
    """Limits as arrays: one entry a column of the cost table, and the floor of each group."""

    capacity: Floats
    site_cost: Floats
    budget: float
    minimum_load: Floats
    group: Ints | None
    floor: Floats

    @property
    def divides(self) -> bool:
        """Whether it may be best not to send everybody to the nearest site."""
        return bool(np.isfinite(self.capacity).any() or self.minimum_load.any())


def as_terms(limits: SitingLimits, shape: tuple[int, int]) -> Terms:
    """Return limits as arrays for a cost table of `shape`.

    Raises
    ------
    ShapeError
        When an array has another length or a number is out of its range.
    """
    count = shape[1]
    budget = np.inf if limits.budget is None else float(limits.budget)
    if not budget >= 0:
        raise ShapeError(f"budget is {limits.budget!r}; accepted: a number, 0 or more")
    if limits.budget is not None and limits.site_cost is None:
        raise ShapeError("budget needs site_cost: what each site costs")
    group, floor = _groups(limits, shape[0])
    return Terms(
        _amounts(limits.capacity, count, "capacity", np.inf),
        _amounts(limits.site_cost, count, "site_cost", 1.0),
        budget,
        _amounts(limits.minimum_load, count, "minimum_load", 0.0),
        group,
        floor,
    )


def _amounts(given: ArrayLike | None, count: int, name: str, default: float) -> Floats:
    """Return one amount a column."""
    amounts = np.asarray(default if given is None else given, dtype=np.float64)
    if amounts.shape not in {(), (count,)}:
        raise ShapeError(f"{name} has shape {amounts.shape}; accepted: one number, or ({count},)")
    if not (amounts >= 0).all():
        raise ShapeError(f"{name} holds negative or missing numbers; accepted: 0 or more")
    return np.broadcast_to(amounts, (count,)).astype(np.float64)


def _groups(limits: SitingLimits, count: int) -> tuple[Ints | None, Floats]:
    """Return the group of each row and the share that each group must reach."""
    if limits.floor is None:
        return None, np.empty(0)
    if limits.groups is None:
        raise ShapeError("floor needs groups: the group of each row of demand")
    group = np.asarray(limits.groups)
    if group.shape != (count,) or not np.issubdtype(group.dtype, np.integer) or (group < 0).any():
        raise ShapeError(f"groups must be {count} whole numbers, 0 or more, one a row of cost")
    floor = np.asarray(limits.floor, dtype=np.float64)
    number = int(group.max(initial=-1)) + 1
    if floor.shape not in {(), (number,)} or not ((floor >= 0) & (floor <= 1)).all():
        raise ShapeError(f"floor must be one share, or {number}, 0 to 1")
    return group.astype(np.int64), np.broadcast_to(floor, (number,)).astype(np.float64)


@dataclass(frozen=True)
class AllocationQuestion:
    """What to choose: entries that may serve, people, and what a choice costs.

    `entry_cost` is the cost of sending everybody of the row along an entry of `table`,
    `column_cost` that of a site. `all_served` says whether everybody must be served; `sites` is how
    many sites there must be, or None.
    """

    table: csr_array
    people: Floats
    entry_cost: Floats
    column_cost: Floats
    candidates: Candidates
    terms: Terms
    sites: int | None
    all_served: bool

    @property
    def rows(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(self.table.shape[0]), np.diff(self.table.indptr))


def allocate(question: AllocationQuestion, watch: Watch) -> tuple[Ints, csr_array, ProgramOutcome]:
    """Return the chosen columns, the shares (n, m), and what the solver proved.

    Raises
    ------
    InfeasibleError
        When no choice meets all limits, or none was found in time.
    """
    program = _program(question)
    outcome = solve(program, Effort(watch.left * _CHOOSING, report=watch.report))
    if outcome.values is None and outcome.finished:
        raise InfeasibleError(_reason(question))
    if outcome.values is None:
        raise InfeasibleError(
            "no choice of sites that meets the limits was found in the time limit"
        )
    columns = question.table.shape[1]
    chosen = np.flatnonzero(outcome.values[:columns] > 0.5)  # noqa: PLR2004 - 0 or 1
    sites = chosen.astype(np.int64)
    # Divided anew with sites that are exactly open; where that takes too long, as the search did.
    anew = None if np.isinf(watch.left) else max(watch.left, _DIVIDING)
    shares = shares_given(question, sites, seconds=anew)
    return sites, _shares(question, outcome.values) if shares is None else shares, outcome


def shares_given(
    question: AllocationQuestion, sites: Ints, *, seconds: float | None = None
) -> csr_array | None:
    """Return the cheapest shares (n, m) when exactly `sites` are open; None where time ran out.

    Raises
    ------
    InfeasibleError
        When the chosen sites do not meet the limits exactly.
    """
    program = _program(question)
    count = question.table.shape[1]
    opened = np.zeros(count)
    opened[sites] = 1
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[:count] = upper[:count] = opened
    fixed = Program(
        program.cost,
        program.rows,
        program.row_lower,
        program.row_upper,
        lower,
        upper,
        np.zeros(len(lower), dtype=bool),
    )
    outcome = solve(fixed, Effort(np.inf if seconds is None else seconds))
    if outcome.finished and outcome.values is None:
        raise InfeasibleError("the chosen sites do not meet the limits exactly")
    return _shares(question, outcome.values) if outcome.finished else None


def _shares(question: AllocationQuestion, values: Floats | None) -> csr_array:
    """Return the shares (n, m) that the values of the program hold."""
    table, count = question.table, question.table.shape[1]
    share = np.zeros(table.nnz) if values is None else np.clip(values[count:], 0, 1)
    kept = share > 1e-9  # noqa: PLR2004 - what the solver leaves of nothing
    indptr = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    return csr_array((share[kept], table.indices[kept], indptr), shape=table.shape)


def _program(question: AllocationQuestion) -> Program:
    """Return the program: first the columns y_j, then one z a table entry."""
    table = question.table
    columns, entries = table.shape[1], table.nnz
    parts = [*_service_rows(question), *_site_rows(question)]
    row = np.concatenate([p[0] + s for p, s in zip(parts, _starts(parts), strict=True)])
    column = np.concatenate([p[1] for p in parts])
    value = np.concatenate([p[2] for p in parts])
    row_lower = np.concatenate([p[3] for p in parts])
    row_upper = np.concatenate([p[4] for p in parts])
    rows = csr_array((value, (row, column)), shape=(len(row_lower), columns + entries))
    lower, upper = np.zeros(columns + entries), np.ones(columns + entries)
    lower[question.candidates.fixed] = 1
    upper[:columns][~question.candidates.allowed] = 0
    whole = np.arange(columns + entries) < columns
    cost = np.concatenate([question.column_cost, question.entry_cost])
    return Program(cost, rows, row_lower, row_upper, lower, upper, whole)


_Part = tuple[Ints, Ints, Floats, Floats, Floats]


def _starts(parts: list[_Part]) -> Ints:
    """Return the first row of each part."""
    return np.concatenate([[0], np.cumsum([len(part[3]) for part in parts])[:-1]]).astype(np.int64)


def _service_rows(question: AllocationQuestion) -> list[_Part]:
    """Return the rows that say who is served: once at most, and by chosen sites only."""
    table = question.table
    (count, columns), entries = table.shape, table.nnz
    number = np.arange(entries)
    z = columns + number
    once: _Part = (
        question.rows,
        z,
        np.ones(entries),
        # A row without entries is one that needs nobody: it has no people.
        np.where(np.diff(table.indptr) > 0, 1.0 if question.all_served else -np.inf, -np.inf),
        np.ones(count),
    )
    open_only: _Part = (
        np.concatenate([number, number]),
        np.concatenate([z, table.indices.astype(np.int64)]),
        np.concatenate([np.ones(entries), -np.ones(entries)]),
        np.full(entries, -np.inf),
        np.zeros(entries),
    )
    return [once, open_only]


def _site_rows(question: AllocationQuestion) -> list[_Part]:
    """Return the rows on sites: number, budget, capacity, least load, and floors of groups."""
    table, terms = question.table, question.terms
    columns, entries = table.shape[1], table.nnz
    everything, z = np.arange(columns), columns + np.arange(entries)
    load = question.people[question.rows]
    parts: list[_Part] = []
    if question.sites is not None:
        number = np.array([float(question.sites)])
        parts.append((np.zeros(columns, int), everything, np.ones(columns), number, number))
    if np.isfinite(terms.budget):
        most = np.array([terms.budget])
        parts.append(
            (np.zeros(columns, int), everything, terms.site_cost, np.array([-np.inf]), most)
        )
    for amount, sign in ((terms.capacity, 1.0), (terms.minimum_load, -1.0)):
        limited = np.isfinite(amount) & ((sign > 0) | (amount > 0))
        kept = limited[table.indices]
        name = np.cumsum(limited) - 1
        which = np.flatnonzero(limited)
        parts.append(
            (
                np.concatenate([name[table.indices[kept]], np.arange(len(which))]),
                np.concatenate([z[kept], which]),
                sign * np.concatenate([load[kept], -amount[which]]),
                np.full(len(which), -np.inf),
                np.zeros(len(which)),
            )
        )
    if terms.group is not None:
        # In shares of each group: the tolerance of a solver is absolute, people are many.
        total = np.bincount(terms.group, question.people, len(terms.floor))
        share = load / np.where(total > 0, total, 1.0)[terms.group[question.rows]]
        least = np.where(total > 0, terms.floor, 0.0) - FLOOR_SLACK
        parts.append((terms.group[question.rows], z, share, least, np.full(len(total), np.inf)))
    return parts


def _reason(question: AllocationQuestion) -> str:
    """Return why there is no answer, as far as simple sums tell."""
    allowed, terms = question.candidates.allowed, question.terms
    if question.all_served and terms.capacity[allowed].sum() < question.people.sum():
        return (
            f"all allowed sites together can serve {terms.capacity[allowed].sum():g} of"
            f" {question.people.sum():g} people"
        )
    kept = terms.site_cost[question.candidates.fixed].sum()
    if kept > terms.budget:
        return f"the fixed sites cost {kept:g}, more than the budget of {terms.budget:g}"
    return "no choice of sites meets the number or budget, capacities, loads and floors together"
