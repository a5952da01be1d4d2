"""The choice of sites that costs least, proven: bounds by prices, then branching on sites.

At the root, prices are driven to the bound of the linear program. What they settle (candidates
that no better choice has, or that all have) leaves the search. What remains is split, with a site
and without it; the part with the least bound comes first, so that the bound of all rises
(Christofides and Beasley 1982, European Journal of Operational Research 10:196-208).
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from spatial.arrays import Floats, Ints
from spatial.siting.problem import Watch
from spatial.siting.solver.costs import ServiceCosts
from spatial.siting.solver.cutting import close_gap, farthest_service
from spatial.siting.solver.highs import Effort
from spatial.siting.solver.interchange import interchange, two_least
from spatial.siting.solver.lagrangian import Bound, PriceEffort, raise_bound, settled

_ROOT, _ROOT_ROUNDS = PriceEffort(iterations=120, patience=12, eagerness=1.5), 12
_NODE = PriceEffort(iterations=60, patience=6)
_PARTS = 60
"""Parts after which the solver is asked to close what is left."""
_TRIES = 8
"""One part in so many is searched for a better choice, whatever its prices found."""
_WORTH = 0.2
"""Share of candidates that must be out before a part is looked at again without them."""


@dataclass(frozen=True)
class Choice:
    """Chosen columns of the cost table, what they cost, and the least that any choice costs."""

    columns: Ints
    cost: float
    bound: float
    price: Floats


@dataclass(order=True)
class _Part:
    """All choices that have `fixed` and otherwise only `free` (positions at the root)."""

    bound: float
    number: int
    fixed: Ints = field(compare=False)
    free: Ints = field(compare=False)
    price: Floats = field(compare=False)


class Search:
    """One search for `number` candidates of least cost.

    `whole` says that every cost is a whole number: a choice can then only be better by 1 or more.
    `report(cost, bound)` is told of progress.
    """

    def __init__(
        self,
        costs: ServiceCosts,
        number: int,
        *,
        whole: bool,
        watch: Watch,
        report: Callable[[float, float], None],
    ) -> None:
        self._root, self._number, self._whole = costs, number, whole
        self._watch, self._report = watch, report
        self._kept: Ints = np.empty(0, dtype=np.int64)
        self._best, self._cost = self._kept, np.inf
        self._noise = 1e-13 * float(costs.outside.sum())
        self._told, self._proven, self._counter = -np.inf, -np.inf, count()

    def run(self, start: Ints, price: Floats | None = None) -> Choice:
        """Return the best choice, beginning with the candidates `start` and prices of before."""
        self._offer(self._root, self._kept, *interchange(self._root, start, self._watch))
        if self._number == len(self._root.columns):
            return self._answer(self._cost, self._root.outside)
        bound = self._approach(self._first_prices() if price is None else price)
        if bound.value > self._target or self._watch.over or self._free:
            return self._answer(bound.value, bound.price)
        everything = np.arange(len(self._root.columns))
        parts = [_Part(bound.value, 0, np.empty(0, np.int64), everything, bound.price)]
        for turn in count():
            if not parts or parts[0].bound > self._target or self._watch.over:
                break
            if turn == _PARTS and self._handed_over(bound, parts[0].bound):
                return self._answer(self._proven, bound.price)
            for part in self._split(heapq.heappop(parts)):
                heapq.heappush(parts, part)
            self._tell(parts[0].bound if parts else self._cost)
        return self._answer(parts[0].bound if parts else self._cost, bound.price)

    def _handed_over(self, bound: Bound, least: float) -> bool:
        """Let the solver close what the first parts left open; whether it took that."""
        root, left = self._root, self._number - len(self._kept)
        again = raise_bound(root, left, bound.price, self._target, _NODE, self._watch)
        # What costs as much as the best stays, so that the solver can begin with it.
        out, must = settled(again, left, self._cost + self._noise)
        costs = root.after(np.flatnonzero(must), np.flatnonzero(~out & ~must))
        left -= int(must.sum())
        if not 0 < left < len(costs.columns):
            return False
        start = np.flatnonzero(np.isin(costs.columns, self._best))
        step = 1 - 1e-6 if self._whole else 0.0
        report = lambda _, proven: self._tell(max(least, proven))  # noqa: E731
        effort = Effort(self._watch.left, step, report)
        closed = close_gap(costs, left, start, farthest_service(again, self._cost), effort)
        if closed is None:
            return False
        chosen, proven = closed
        if len(chosen) == left:
            cost = float(costs.least(chosen).sum())
            self._offer(costs, root.columns[must], chosen, cost)
        self._proven = max(least, proven)
        return True

    def _first_prices(self) -> Floats:
        """Return prices between the least and the second least cost of the best choice so far."""
        chosen = np.flatnonzero(np.isin(self._root.columns, self._best))
        first, second, _ = two_least(self._root, chosen)
        return np.minimum((first + second) / 2, self._root.limit)

    @property
    def _free(self) -> bool:
        """Whether the best choice costs nothing: no choice can cost less."""
        return self._cost <= self._noise

    @property
    def _target(self) -> float:
        """A bound above this leaves nothing better than the best."""
        least = 1 - 1e-6 if self._whole else 1e-10 * abs(self._cost)
        return self._cost - max(least, self._noise) if np.isfinite(self._cost) else np.inf

    def _answer(self, bound: float, price: Floats) -> Choice:
        """Return the best choice; a bound that leaves nothing better is its cost."""
        if self._whole and np.isfinite(bound):
            bound = float(np.ceil(bound - 1e-6))
        bound = max(bound, 0.0)  # no cost is negative
        bound = self._cost if self._free or bound > self._target else min(bound, self._cost)
        self._report(self._cost, bound)
        return Choice(self._best, self._cost, bound, price)

    def _tell(self, bound: float) -> None:
        """Report at most four times a second."""
        if self._watch.seconds > self._told + 0.25:
            self._told = self._watch.seconds
            self._report(self._cost, min(bound, self._cost))

    def _offer(self, costs: ServiceCosts, fixed: Ints, chosen: Ints, cost: float) -> None:
        """Keep a choice when it is better than the best so far."""
        if cost < self._cost:
            self._cost = cost
            self._best = np.concatenate([self._kept, fixed, costs.columns[chosen]])

    def _improve(self, costs: ServiceCosts, fixed: Ints, bound: Bound, left: int) -> None:
        """Exchange sites of what the prices found cheapest, and of what they liked most often."""
        liked = np.argsort(-bound.often, kind="stable")[:left]
        for chosen in (bound.chosen, liked):
            if len(chosen) == left:
                self._offer(costs, fixed, *interchange(costs, chosen, self._watch))

    def _approach(self, price: Floats) -> Bound:
        """Drive the prices at the root, and leave out what they settle on the way."""
        effort, none = _ROOT, np.empty(0, dtype=np.int64)
        best: Bound | None = None
        for _ in range(_ROOT_ROUNDS):
            left = self._number - len(self._kept)
            if not 0 < left < len(self._root.columns):
                break
            bound = raise_bound(self._root, left, price, self._target, effort, self._watch)
            self._improve(self._root, none, bound, left)
            best = bound if best is None or bound.value >= best.value else best
            self._tell(best.value)
            if best.value > self._target or self._watch.over or self._free:
                break
            price = best.price
            self._leave_out(bound, left)
            if not bound.eagerness:
                break
            effort = PriceEffort(effort.iterations, effort.patience, bound.eagerness)
        assert best is not None  # noqa: S101 - there is one round at least
        return best

    def _leave_out(self, bound: Bound, left: int) -> None:
        """Leave out of the search what a bound settles."""
        out, must = settled(bound, left, self._target)
        if must.any() or out.any():
            self._kept = np.concatenate([self._kept, self._root.columns[must]])
            self._root = self._root.after(np.flatnonzero(must), np.flatnonzero(~out & ~must))

    def _split(self, part: _Part) -> list[_Part]:
        """Return the parts of a part that may hold something better: none, or two."""
        fixed, free, price = part.fixed, part.free, part.price
        while True:
            left = self._number - len(self._kept) - len(fixed)
            if len(free) < left:
                return []
            costs = self._root.after(fixed, free)
            named = self._root.columns[fixed]
            if not left or len(free) == left:
                everything = np.arange(len(free))[:left]
                self._offer(costs, named, everything, float(costs.least(everything).sum()))
                return []
            bound = raise_bound(costs, left, price, self._target, _NODE, self._watch)
            if bound.cost < self._cost or part.number % _TRIES == 0:
                self._improve(costs, named, bound, left)
            if bound.value > self._target:
                return []
            out, must = settled(bound, left, self._target)
            price = bound.price
            often = bound.often[~out & ~must]
            fixed, free = np.concatenate([fixed, free[must]]), free[~out & ~must]
            if not must.any() and out.sum() <= _WORTH * len(out):
                return self._halves(part, bound, fixed, free, often)

    def _halves(
        self, part: _Part, bound: Bound, fixed: Ints, free: Ints, often: Floats
    ) -> list[_Part]:
        """Return what has the candidate that prices like most, and what has it not."""
        place = int(often.argmax())
        rest = np.delete(free, place)
        value = max(bound.value, part.bound)
        return [
            _Part(value, next(self._counter), kept, rest, bound.price)
            for kept in (np.append(fixed, free[place]), fixed)
        ]
