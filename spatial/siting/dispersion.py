"""The sites that lie farthest from each other (p-dispersion): a search over distances.

The answer is one of the distances between candidates. A distance is reached when so many candidates
lie that far apart from each other; it is halved in on, between a choice that is known and the
distance that no choice can pass.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Ints
from spatial.errors import ShapeError
from spatial.siting.problem import (
    Candidates,
    ProgressCallback,
    Solution,
    Watch,
    as_candidates,
    relative_gap,
    require_number_of_sites,
)
from spatial.siting.solver.highs import Effort, Program, solve

MOST_CANDIDATES = 2_000
"""Candidates whose distances to each other fit into memory and time."""


def p_dispersion(
    distance: ArrayLike,
    *,
    sites: int,
    fixed: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float | None = None,
    progress: ProgressCallback | None = None,
) -> Solution:
    """Return the `sites` candidates whose least distance to each other is greatest.

    Kuby (1987), Geographical Analysis 19:315-329. The objective is that least distance, in the unit
    given: 0 where one site is asked for. Rows of the solution are candidates: `assignment` holds
    the chosen one that is nearest to each, and all count as covered.

    Parameters
    ----------
    distance : (m, m) array
        Between candidates, the same both ways, 0 or more; infinite where there is no way.
    sites, fixed, forbidden, time_limit, progress
        As in `spatial.siting.p_median`.

    Raises
    ------
    ShapeError
        When distances are no such table, of more than 2,000 candidates, or a number is out of
        range.
    InfeasibleError
        When fewer candidates may be chosen than are asked for.

    Examples
    --------
    >>> p_dispersion([[0, 1, 5], [1, 0, 4], [5, 4, 0]], sites=2).sites.tolist()
    [0, 2]
    """
    watch, table = Watch(time_limit, progress), _as_distances(distance)
    candidates = as_candidates(len(table), fixed, forbidden)
    number = require_number_of_sites(sites, candidates)
    best = _spread(table, candidates, number)
    least, most = _apart(table, best), _apart(table, candidates.fixed)
    upper = table[np.triu_indices(len(table), 1)]
    values = np.unique(upper[(upper > least) & (upper <= most)])
    low, high = 0, _beyond(table, candidates, number, values, watch)
    # values[low - 1] (or `least`) is reached; values[high] and above are not.
    while low < high and not watch.over:
        middle = (low + high) // 2
        found, known = _chosen(table < values[middle], candidates, number, watch)
        if found is not None:
            best = found
            low = int(np.searchsorted(values, _apart(table, best), side="right"))
        elif known:
            high = middle
        bound = float(values[high - 1]) if high > low else _apart(table, best)
        watch.report(_finite(_apart(table, best)), _finite(bound))
    objective = _finite(_apart(table, best))
    bound = _finite(float(values[high - 1])) if high > low else objective
    gap = relative_gap(objective, bound)
    nearest = best[np.argmin(table[:, best], axis=1)]
    status = "optimal" if gap == 0 else "time limit"
    every = np.ones(len(table), dtype=bool)
    return Solution(best, objective, bound, gap, watch.seconds, status, nearest, every)


def _as_distances(distance: Any) -> Floats:
    """Return a symmetric table of distances between candidates."""
    try:
        table = np.array(distance, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ShapeError("distance is not an array of numbers; accepted: shape (m, m)") from error
    if table.ndim != 2 or table.shape[0] != table.shape[1]:  # noqa: PLR2004 - a table
        raise ShapeError(f"distance has shape {table.shape}; accepted: (m, m)")
    if len(table) > MOST_CANDIDATES:
        raise ShapeError(
            f"there are {len(table)} candidates; accepted: {MOST_CANDIDATES}."
            " A wider spacing of candidates makes fewer"
        )
    if np.isnan(table).any() or (table < 0).any():
        raise ShapeError("distance holds negative or missing numbers; accepted: 0 or more")
    if not (table == table.T).all():
        raise ShapeError("distance differs by direction; accepted: the same both ways")
    np.fill_diagonal(table, 0.0)
    return table


def _apart(table: Floats, chosen: Ints) -> float:
    """Return the least distance between chosen candidates; infinite for fewer than two."""
    if len(chosen) <= 1:
        return np.inf
    part = table[np.ix_(chosen, chosen)]
    return float(part[np.triu_indices(len(chosen), 1)].min())


def _finite(distance: float) -> float:
    """Return a distance as an objective: 0 where there is nothing to be apart from."""
    return distance if np.isfinite(distance) else 0.0


def _spread(table: Floats, candidates: Candidates, number: int) -> Ints:
    """Return a good choice: each candidate the one farthest from those before it."""
    chosen = list(map(int, candidates.fixed))
    away = table[:, chosen].min(axis=1) if chosen else np.full(len(table), np.inf)
    if not chosen:
        free = np.flatnonzero(candidates.allowed)
        part = np.where(np.isfinite(table), table, 0.0)[np.ix_(free, free)]
        chosen.append(int(free[np.unravel_index(part.argmax(), part.shape)[0]]))
        away = table[:, chosen[0]].copy()
    while len(chosen) < number:
        open_ones = candidates.allowed.copy()
        open_ones[chosen] = False
        following = int(np.where(open_ones, away, -1.0).argmax())
        chosen.append(following)
        away = np.minimum(away, table[:, following])
    return np.sort(np.array(chosen, dtype=np.int64))


def _chosen(
    near: Flags, candidates: Candidates, number: int, watch: Watch
) -> tuple[Ints | None, bool]:
    """Return so many candidates of which none are `near` each other, and whether that is sure."""
    np.fill_diagonal(near, val=False)
    cliques, width = _cliques(near, watch), len(near)
    if cliques is None:
        return None, False
    count = len(cliques)
    size = [len(clique) for clique in cliques]
    members = np.concatenate([*cliques, np.arange(width)])
    row = np.repeat(np.arange(count + 1), [*size, width])
    rows = csr_array((np.ones(len(row)), (row, members)), shape=(count + 1, width))
    lower = np.zeros(width)
    lower[candidates.fixed] = 1
    program = Program(
        np.zeros(width),
        rows,
        np.append(np.full(count, -np.inf), number),
        np.append(np.ones(count), number),
        lower,
        candidates.allowed.astype(float),
        np.ones(width, dtype=bool),
    )
    outcome = solve(program, Effort(watch.left))
    if outcome.values is None:
        return None, outcome.finished
    found = np.flatnonzero(outcome.values > 0.5)  # noqa: PLR2004 - 0 or 1
    return found.astype(np.int64), True


def _cliques(near: Flags, watch: Watch) -> list[Ints] | None:
    """Return sets of candidates that are all near each other: every near pair is in one.

    One row a set binds the program far more than one a pair does. None where the time is up.
    """
    left, found = near.copy(), []
    for first in range(len(near)):
        if watch.over:
            return None
        while left[first].any():
            members = _clique(near, first, left[first].copy())
            left[np.ix_(members, members)] = False
            found.append(members)
    return found


def _clique(near: Flags, first: int, mutual: Flags) -> Ints:
    """Return `first` with some of `mutual`, all near each other; no more of them can join."""
    clique = [first]
    while mutual.any():
        following = int(mutual.argmax())
        clique.append(following)
        mutual &= near[following]
    return np.array(clique, dtype=np.int64)


def _beyond(
    table: Floats, candidates: Candidates, number: int, values: Floats, watch: Watch
) -> int:
    """Return the place of a distance that no choice reaches, or how many there are.

    The least such that is found in half of the time left.
    """
    clock = watch.part(0.5)
    order = np.flatnonzero(candidates.allowed)
    part = table[np.ix_(order, order)]
    # Those in the middle first: they are near most others, and leave few sets.
    order = np.argsort(np.median(part, axis=1), kind="stable")
    part = part[np.ix_(order, order)]
    np.fill_diagonal(part, np.inf)
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        count = _parts(part < values[middle], number, clock)
        if count is None:
            break
        if count < number:
            high = middle
        else:
            low = middle + 1
    return high


def _parts(near: Flags, enough: int, clock: Watch) -> int | None:
    """Return into how many sets of candidates near each other they fall, counted up to `enough`.

    Of each set at most one can be chosen: fewer sets than sites mean that there is no choice. None
    where the time is up.
    """
    left, count = np.ones(len(near), dtype=bool), 0
    while left.any() and count < enough:
        if clock.over:
            return None
        first = int(left.argmax())
        left[first] = False
        members = _clique(near, first, left & near[first])
        left[members] = False
        count += 1
    return count
