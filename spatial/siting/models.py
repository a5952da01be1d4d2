"""Where to put facilities: four models, each answered with a proven bound.

`cost` is an (n, m) matrix from n rows of demand to m candidate columns, infinite or NaN where out
of reach, or a sparse table (`spatial.costs`). Every model knows `fixed` columns (facilities that
stay; they count among the sites), `forbidden` ones, a `time_limit` in seconds, after which the best
answer so far is given with what is proven about it, and `progress`, which is called with a
`Progress` on the way. Errors: ShapeError where an argument is out of range, InfeasibleError where
no choice of sites meets what is asked, saying what stands against it.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Floats
from spatial.costs import as_costs
from spatial.siting.allocation import AllocationQuestion, Terms, allocate, as_terms
from spatial.siting.center import least_center
from spatial.siting.fair import most_served
from spatial.siting.maximal import MaximalQuestion, MostServed
from spatial.siting.median import least_median
from spatial.siting.next_best import Alternatives, alternatives
from spatial.siting.problem import (
    Candidates,
    Progress,
    ProgressCallback,
    SitingLimits,
    Solution,
    Watch,
    answer,
    as_candidates,
    as_demand,
    nearest_chosen,
    require_number_of_sites,
    require_reached,
    within,
)
from spatial.siting.solver.cover import cheapest_cover

__all__ = [
    "Alternatives",
    "Progress",
    "SitingLimits",
    "Solution",
    "alternatives",
    "frontier",
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
    limits: SitingLimits | None = None,
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` columns for which the sum of people times cost is least (p-median).

    Hakimi (1964), Operations Research 12:450-459.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        Cost from each row of demand to each candidate.
    demand : (n,) array
        People of each row. Rows without people need no site.
    sites : int or None
        How many sites there are to be, fixed ones included; None when `limits` sets a budget.
    fixed, forbidden : arrays of column numbers
        Sites that stay, and candidates that must not be chosen.
    limits : SitingLimits
        Capacities, least loads, site costs and budget.
    time_limit : float
        In seconds.
    progress : callable
        Called with a `Progress`.

    Examples
    --------
    >>> p_median([[0.0, 300.0], [300.0, 0.0]], [10, 30], sites=1).objective
    3000.0
    """
    watch, table = Watch(time_limit, progress), as_costs(cost)
    people = as_demand(demand, table.shape[0])
    candidates = as_candidates(table.shape[1], fixed, forbidden)
    terms = as_terms(limits or SitingLimits(), table.shape)
    number = _number(sites, candidates, terms)
    require_reached(table, people > 0, candidates, "at all")
    if number is None or terms.divides or np.isfinite(terms.budget):
        used = _with_people(table, people)
        paid = used.data * people[_rows(used)]
        question = AllocationQuestion(
            used, people, paid, np.zeros(table.shape[1]), candidates, terms, number, all_served=True
        )
        chosen, shares, outcome = allocate(question, watch)
        objective = float(people @ np.asarray(shares.multiply(used).sum(axis=1)))
        given = shares if terms.divides else None
        return answer(table, chosen, objective, outcome.bound, watch, given)
    chosen, bound = least_median(table, people, candidates, number, watch)
    least = nearest_chosen(table, chosen)[0]
    objective = float((people[people > 0] * least[people > 0]).sum())
    return answer(table, chosen, objective, bound, watch)


def p_center(
    cost: Any,
    *,
    sites: int,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` columns for which the greatest cost of any row is least (p-center).

    Hakimi (1964), Operations Research 12:450-459. Parameters as in `p_median`.

    Examples
    --------
    >>> p_center([[0.0, 300.0], [500.0, 0.0]], sites=1).objective
    300.0
    """
    watch, table = Watch(time_limit, progress), as_costs(cost)
    candidates = as_candidates(table.shape[1], fixed, forbidden)
    number = require_number_of_sites(sites, candidates)
    require_reached(table, np.ones(table.shape[0], dtype=bool), candidates, "at all")
    chosen, bound = least_center(table, candidates, number, watch)
    objective = float(nearest_chosen(table, chosen)[0].max(initial=0.0))
    return answer(table, chosen, objective, bound, watch)


def maximal_coverage(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    demand: ArrayLike,
    *,
    sites: int | None,
    radius: float,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    limits: SitingLimits | None = None,
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` columns that serve the most people within `radius` (MCLP).

    Church and ReVelle (1974), Papers of the RSA 32:101-118. `radius` is in the unit of `cost`,
    `cost <= radius` is served; the other parameters as in `p_median`, and `limits` may also set a
    floor for groups. `assignment` is -1 where nobody serves within the radius.

    Examples
    --------
    >>> maximal_coverage([[0.0, 300.0], [300.0, 0.0]], [10, 30], sites=1, radius=100).objective
    30.0
    """
    watch, whole = Watch(time_limit, progress), as_costs(cost)
    people = as_demand(demand, whole.shape[0])
    candidates = as_candidates(whole.shape[1], fixed, forbidden)
    terms = as_terms(limits or SitingLimits(), whole.shape)
    number = _number(sites, candidates, terms)
    table = within(whole, radius)
    if terms.divides:
        used = _with_people(table, people)
        gained, free = -people[_rows(used)], np.zeros(table.shape[1])
        question = AllocationQuestion(
            used, people, gained, free, candidates, terms, number, all_served=False
        )
        chosen, shares, outcome = allocate(question, watch)
        objective = float(people @ np.asarray(shares.sum(axis=1)))
        bound = min(-outcome.bound, _most_served(table, people, candidates, terms, number))
        return answer(table, chosen, objective, max(bound, objective), watch, shares)
    if number is None or np.isfinite(terms.budget) or terms.group is not None:
        chosen, bound = most_served(table, people, candidates, terms, number, watch)
    else:
        served = MaximalQuestion(table, people, candidates).best(number, watch)
        chosen, bound = served.sites, served.bound
    return answer(table, chosen, _people_served(table, people, chosen), bound, watch)


def set_coverage(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    *,
    radius: float,
    demand: ArrayLike | None = None,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    limits: SitingLimits | None = None,
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the fewest columns that serve every row within `radius` (LSCP).

    Toregas, Swain, ReVelle and Bergman (1971), Operations Research 19:1363-1373. The objective is
    the number of sites, fixed ones included, or what they cost together when `limits` holds site
    costs. `demand` (people of each row) is read by capacities and least loads only, 1 each when it
    is not given. The other parameters as in `maximal_coverage`.

    Examples
    --------
    >>> set_coverage([[0.0, 300.0], [300.0, 0.0]], radius=300).objective
    1.0
    """
    watch, whole = Watch(time_limit, progress), as_costs(cost)
    people = np.ones(whole.shape[0]) if demand is None else as_demand(demand, whole.shape[0])
    candidates = as_candidates(whole.shape[1], fixed, forbidden)
    terms = as_terms(limits or SitingLimits(), whole.shape)
    table = within(whole, radius)
    everyone = np.ones(whole.shape[0], dtype=bool)
    require_reached(table, everyone, candidates, f"within {radius:g}")
    if terms.divides:
        none = np.zeros(table.nnz)
        question = AllocationQuestion(
            table, people, none, terms.site_cost, candidates, terms, None, all_served=True
        )
        chosen, shares, outcome = allocate(question, watch)
        objective = float(terms.site_cost[chosen].sum())
        return answer(table, chosen, objective, outcome.bound, watch, shares)
    inner = table
    if len(candidates.fixed):
        inner = csr_array(inner[nearest_chosen(table, candidates.fixed)[1] < 0])
    if len(candidates.free) < table.shape[1]:
        inner = csr_array(inner[:, candidates.free])
    cover = cheapest_cover(inner, terms.site_cost[candidates.free], watch)
    chosen = np.union1d(candidates.fixed, candidates.free[cover.columns]).astype(np.int64)
    bound = cover.bound + float(terms.site_cost[candidates.fixed].sum())
    return answer(table, chosen, float(terms.site_cost[chosen].sum()), bound, watch)


def frontier(  # noqa: PLR0913 - one keyword a condition that a question may carry
    cost: Any,
    demand: ArrayLike,
    *,
    radius: float,
    up_to: int,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> list[Solution]:
    """Return the best choice of 1, 2, ... `up_to` sites: the people served against their number.

    With fixed sites it begins with those alone. Each answer begins where the one before ended;
    `time_limit` is for all together, and each point has its own bound. The curve ends early when
    everybody who can be served is.
    """
    watch, whole = Watch(time_limit, None), as_costs(cost)
    people = as_demand(demand, whole.shape[0])
    candidates = as_candidates(whole.shape[1], fixed, forbidden)
    last = require_number_of_sites(up_to, candidates)
    table = within(whole, radius)
    question = MaximalQuestion(table, people, candidates)
    reachable = _people_served(table, people, np.flatnonzero(candidates.allowed))
    found: list[Solution] = []
    served: MostServed | None = None
    for number in range(max(len(candidates.fixed), 1), last + 1):
        share = None if time_limit is None else max(watch.left / (last + 1 - number), 1e-3)
        step = Watch(share, progress)
        served = question.best(number, step, served)
        objective = _people_served(table, people, served.sites)
        found.append(answer(table, served.sites, objective, served.bound, step))
        if objective >= reachable:
            break
    return found


def _number(sites: int | None, candidates: Candidates, terms: Terms) -> int | None:
    """Return the number of sites, or None where a budget takes its place."""
    if sites is None and np.isfinite(terms.budget):
        return None
    return require_number_of_sites(sites, candidates)


def _most_served(
    table: csr_array, people: Floats, candidates: Candidates, terms: Terms, number: int | None
) -> float:
    """Return what no choice can pass, however it divides people: those in reach, and the room."""
    reached = _people_served(table, people, np.flatnonzero(candidates.allowed))
    room = np.sort(terms.capacity[candidates.free])[::-1]
    if number is not None:
        room = room[: number - len(candidates.fixed)]
    return min(reached, float(terms.capacity[candidates.fixed].sum() + room.sum()))


def _people_served(table: csr_array, people: Floats, chosen: ArrayLike) -> float:
    """Return the people of the rows that have a chosen column in the table."""
    return float(people[nearest_chosen(table, np.asarray(chosen))[1] >= 0].sum())


def _rows(table: csr_array) -> Any:
    """Return the row of each entry."""
    return np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))


def _with_people(table: csr_array, people: Floats) -> csr_array:
    """Return the table without the entries of rows where nobody is."""
    kept = people[_rows(table)] > 0
    indptr = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    return csr_array((table.data[kept], table.indices[kept], indptr), shape=table.shape)
