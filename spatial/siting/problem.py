"""What a siting question consists of, and what its answer holds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Ints
from spatial.errors import InfeasibleError, ShapeError

TOLERANCE = 1e-9
"""Two values nearer than this share of themselves are the same value."""
_SHOWN = 5


@dataclass(frozen=True)
class Progress:
    """How far a search has come: seconds so far, the best objective, the bound, the gap."""

    seconds: float
    objective: float
    bound: float
    gap: float


ProgressCallback = Callable[[Progress], object]


@dataclass(frozen=True)
class Solution:
    """An answer with its proof.

    Attributes
    ----------
    sites : (k,) int
        Chosen columns of the cost table, in rising order, fixed ones included.
    objective : float
        Recomputed from the sites by the definition of the model.
    bound : float
        No choice of sites is better than this.
    gap : float
        `|objective - bound| / |objective|`; 0 when the answer is proven to be optimal.
    seconds : float
        Time of the search.
    status : str
        "optimal", or "time limit" when the search was stopped before the proof.
    assignment : (n,) int
        The chosen column that serves each row: the cheapest one, the lowest of several as cheap; -1
        where none does. Where capacities divide people, the one that serves most of them.
    covered : (n,) bool
        Whether all people of the row are served (for the covering models: within the radius).
    allocation : csr_array (n, m) or None
        The share of the people of each row that each site serves, where capacities or minimum
        loads decide it; None where everybody goes to `assignment`.
    """

    sites: Ints
    objective: float
    bound: float
    gap: float
    seconds: float
    status: str
    assignment: Ints
    covered: Flags
    allocation: csr_array | None = None


@dataclass(frozen=True)
class SitingLimits:
    """What restricts a choice of sites besides their number; None where nothing does.

    Attributes
    ----------
    capacity : (m,) array or float
        People a site can serve; infinite where there is no limit. The people of one row may be
        divided between sites.
    site_cost : (m,) array or float
        What it costs to have a site, in any unit, 0 or more (0 for one that exists).
    budget : float
        Most that all sites together may cost; takes the place of their number.
    minimum_load : (m,) array or float
        People a site must serve to be opened (0 for one that exists).
    groups : (n,) int array
        The group (community) of each row of demand.
    floor : (g,) array or float
        Share of the people of each group, 0 to 1, that must be served; groups count from 0.
    """

    capacity: ArrayLike | None = None
    site_cost: ArrayLike | None = None
    budget: float | None = None
    minimum_load: ArrayLike | None = None
    groups: ArrayLike | None = None
    floor: ArrayLike | None = None


class Watch:
    """The clock of one search: time left, and whom to tell how far it has come.

    Raises
    ------
    ShapeError
        When the time limit is not above 0.
    """

    def __init__(self, time_limit: float | None, progress: ProgressCallback | None) -> None:
        known: object = time_limit
        number = isinstance(known, int | float | np.number) and known > 0
        if known is not None and not number:
            raise ShapeError(f"time_limit is {time_limit!r}; accepted: seconds above 0, or None")
        self._start = time.perf_counter()
        self._limit = np.inf if time_limit is None else float(time_limit)
        self._progress = progress

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self._start

    @property
    def left(self) -> float:
        """Seconds left, infinite without a limit, never below 0."""
        return max(0.0, self._limit - self.seconds)

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.left <= 0

    def part(self, share: float) -> "Watch":
        """Return a clock of a share of the time that is left, which tells nobody."""
        left = self.left * share
        return Watch(None if np.isinf(left) else max(left, 1e-9), None)

    def report(self, objective: float, bound: float) -> None:
        """Tell how far the search has come."""
        if self._progress is not None:
            gap = relative_gap(objective, bound)
            self._progress(Progress(self.seconds, objective, bound, gap))


@dataclass(frozen=True)
class Candidates:
    """Columns that may be chosen: `allowed` (m,) bool, of which `fixed` are chosen already."""

    fixed: Ints
    allowed: Flags

    @property
    def free(self) -> Ints:
        """Columns that may be chosen and are not fixed."""
        free = self.allowed.copy()
        free[self.fixed] = False
        return np.flatnonzero(free)


def relative_gap(objective: float, bound: float) -> float:
    """Return `|objective - bound| / |objective|`, infinite when either is not known."""
    if not (np.isfinite(objective) and np.isfinite(bound)):
        return np.inf
    distance = abs(objective - bound)
    return 0.0 if distance == 0 else float(distance / max(abs(objective), 1e-12))


def as_candidates(count: int, fixed: ArrayLike, forbidden: ArrayLike) -> Candidates:
    """Return which of `count` columns may be chosen.

    Raises
    ------
    ShapeError
        When a number is no column.
    InfeasibleError
        When a column is both fixed and forbidden.
    """
    kept, barred = _columns(fixed, count, "fixed"), _columns(forbidden, count, "forbidden")
    both = np.intersect1d(kept, barred)
    if len(both):
        raise InfeasibleError(f"the sites {_listed(both)} are both fixed and forbidden")
    allowed = np.ones(count, dtype=bool)
    allowed[barred] = False
    return Candidates(kept, allowed)


def require_number_of_sites(sites: Any, candidates: Candidates) -> int:
    """Return the number of sites as int.

    Raises
    ------
    ShapeError
        When it is not a whole number of 1 or more.
    InfeasibleError
        When more sites are fixed, or fewer may be chosen.
    """
    if isinstance(sites, bool) or not isinstance(sites, int | np.integer) or sites < 1:
        raise ShapeError(f"sites is {sites!r}; accepted: a whole number, 1 or more")
    if len(candidates.fixed) > sites:
        raise InfeasibleError(
            f"fixed: {len(candidates.fixed)}, which is more than the number of sites, {sites}"
        )
    if candidates.allowed.sum() < sites:
        raise InfeasibleError(
            f"the number of sites is {sites}, that of allowed columns only"
            f" {candidates.allowed.sum()}"
        )
    return int(sites)


def as_demand(demand: ArrayLike, count: int) -> Floats:
    """Return the people of each row.

    Raises
    ------
    ShapeError
        When the length is not `count` or a number is negative or not finite.
    """
    try:
        people = np.asarray(demand, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ShapeError(
            f"demand is not an array of numbers; accepted: shape ({count},)"
        ) from error
    if people.shape != (count,):
        raise ShapeError(
            f"demand has shape {people.shape}; accepted: ({count},), one a row of cost"
        )
    if not (np.isfinite(people) & (people >= 0)).all():
        raise ShapeError("demand holds negative or missing numbers; accepted: 0 or more")
    return people


def require_reached(table: csr_array, rows: Flags, candidates: Candidates, reach: str) -> None:
    """Refuse a question in which a row of `rows` has no allowed column in the table.

    Raises
    ------
    InfeasibleError
        Naming the first such rows; `reach` says what would reach them.
    """
    entries = np.add.reduceat(
        np.append(candidates.allowed[table.indices], 0), table.indptr[:-1], dtype=np.int64
    )
    entries[np.diff(table.indptr) == 0] = 0
    lost = np.flatnonzero(rows & (entries == 0))
    if len(lost):
        raise InfeasibleError(
            f"no allowed site reaches rows of demand {reach}: {_listed(lost)} ({len(lost)} in all)"
        )


def within(table: csr_array, radius: float) -> csr_array:
    """Return the entries of a cost table that are at most `radius`.

    Raises
    ------
    ShapeError
        When the radius is negative or missing.
    """
    try:
        reach = float(radius)
    except (TypeError, ValueError):
        reach = np.nan
    if not reach >= 0:
        raise ShapeError(f"radius is {radius!r}; accepted: a number, 0 or more")
    kept = table.data <= reach
    indptr = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    return csr_array((table.data[kept], table.indices[kept], indptr), shape=table.shape)


def nearest_chosen(table: csr_array, sites: Ints) -> tuple[Floats, Ints]:
    """Return the least cost (n,) to the chosen columns and which it is; inf and -1 for none."""
    chosen = np.zeros(table.shape[1], dtype=bool)
    chosen[sites] = True
    kept = chosen[table.indices]
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))[kept]
    cost = np.full(table.shape[0], np.inf)
    np.minimum.at(cost, rows, table.data[kept])
    least = table.data[kept] == cost[rows]
    column = np.full(table.shape[0], table.shape[1], dtype=np.int64)
    np.minimum.at(column, rows[least], table.indices[kept][least])
    return cost, np.where(np.isfinite(cost), column, -1)


def answer(
    table: csr_array,
    sites: Ints,
    objective: float,
    bound: float,
    watch: Watch,
    allocation: csr_array | None = None,
) -> Solution:
    """Return the solution that consists of `sites`; `table` holds the pairs that may serve."""
    gap = relative_gap(objective, bound)
    if gap <= TOLERANCE:
        gap, bound = 0.0, objective
    column = nearest_chosen(table, sites)[1]
    covered = column >= 0
    if allocation is not None:
        given = np.asarray(allocation.sum(axis=1))
        covered = given > 1 - 1e-6
        busy = np.flatnonzero(np.diff(allocation.indptr))
        column = np.full(len(given), -1, dtype=np.int64)
        column[busy] = np.asarray(csr_array(allocation[busy]).argmax(axis=1)).ravel()
    status = "optimal" if gap == 0 else "time limit"
    return Solution(
        sites, objective, bound, gap, watch.seconds, status, column, covered, allocation
    )


def _columns(numbers: ArrayLike, count: int, name: str) -> Ints:
    """Return sorted distinct column numbers."""
    given = np.asarray(numbers)
    if given.size == 0:
        return np.empty(0, dtype=np.int64)
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        raise ShapeError(f"{name} is not a list of column numbers")
    if given.min() < 0 or given.max() >= count:
        raise ShapeError(f"{name} names columns outside 0..{count - 1}")
    return np.unique(given).astype(np.int64)


def _listed(numbers: Ints) -> str:
    """Return the first few numbers as text."""
    more = ", ..." if len(numbers) > _SHOWN else ""
    return ", ".join(map(str, numbers[:_SHOWN])) + more
