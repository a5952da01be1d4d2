"""Other choices of sites that are exactly as good.

The choices other than S = {s1, ..., sk} fall into k parts: those without s1; with s1 but without
s2; with s1 and s2 but without s3; and so on (Murty 1968, Operations Research 16:682-687). The model
itself is asked for the best choice of each part, by `fixed` and `forbidden`; a part whose best is
worse holds no other answer, and one whose best is as good is split in the same way. So the list is
complete when the search ends by itself.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from spatial.errors import InfeasibleError, ShapeError
from spatial.siting.problem import TOLERANCE, Solution


@dataclass(frozen=True)
class Alternatives:
    """Choices of the same value; `complete` says that it is proven that there are no others."""

    solutions: tuple[Solution, ...]
    complete: bool


def alternatives(
    model: Callable[..., Solution],
    *data: Any,
    count: int = 5,
    time_limit: float | None = None,
    **options: Any,
) -> Alternatives:
    """Return up to `count` choices of sites as good as the best one, the best one first.

    Where the time is up before any answer is found, there are none.

    Parameters
    ----------
    model : callable
        `p_median`, `p_center`, `maximal_coverage` or `set_coverage`.
    *data, **options
        What the model is asked.
    count : int
        How many to list at most, 1 or more.
    time_limit : float
        In seconds, for all together.

    Notes
    -----
    Sites that cost nothing could be added to a set cover for ever; only choices that lack a site
    of an earlier one are listed.

    Raises
    ------
    ShapeError
        When `count` is not 1 or more.
    InfeasibleError
        When the model has no answer.
    """
    if count < 1:
        raise ShapeError(f"count is {count!r}; accepted: 1 or more")
    until = np.inf if time_limit is None else time.perf_counter() + time_limit
    fixed = {int(column) for column in np.asarray(options.pop("fixed", ()), dtype=int)}
    forbidden = {int(column) for column in np.asarray(options.pop("forbidden", ()), dtype=int)}

    refused: list[InfeasibleError] = []

    def ask(kept: set[int], barred: set[int]) -> Solution | None:
        left = until - time.perf_counter()
        limit = None if np.isinf(left) else max(left, 1e-3)
        rules = {"fixed": sorted(kept), "forbidden": sorted(barred), "time_limit": limit}
        try:
            return model(*data, **options, **rules)
        except InfeasibleError as error:
            refused.append(error)
            return None

    best = ask(fixed, forbidden)
    if best is None:
        if time.perf_counter() < until:
            raise refused[0]
        # Out of time before any answer: that there is none is not known.
        return Alternatives((), complete=False)
    found, parts = [best], deque([(best, fixed, forbidden)])
    proven = best.gap == 0
    while parts and len(found) < count and time.perf_counter() < until:
        solution, kept, barred = parts.popleft()
        for other, with_sites, without in _others(ask, solution, kept, barred):
            proven = proven and (other is None or other.gap == 0)
            if other is None or not _as_good(other, best):
                continue
            found.append(other)
            parts.append((other, with_sites, without))
            if len(found) == count or time.perf_counter() > until:
                return Alternatives(tuple(found), complete=False)
    return Alternatives(tuple(found), complete=proven and not parts)


def _others(
    ask: Callable[[set[int], set[int]], Solution | None],
    solution: Solution,
    kept: set[int],
    barred: set[int],
) -> Any:
    """Yield the best choice of each part that a solution splits its own part into."""
    with_sites = set(kept)
    for site in map(int, solution.sites):
        if site in kept:
            continue
        without = barred | {site}
        yield ask(with_sites, without), set(with_sites), without
        with_sites.add(site)


def _as_good(one: Solution, best: Solution) -> bool:
    """Return whether two objectives are the same, but for rounding."""
    least = TOLERANCE * max(abs(one.objective), abs(best.objective))
    return abs(one.objective - best.objective) <= least
