"""A bound on what `number` sites can cost, by prices that rows offer for being served.

With prices u (one a row), the cost of any choice S of p candidates is at least
    L(u) = sum_i u_i + sum of the p least r_j(u),   r_j(u) = sum_i min(0, c_ij - u_i),
the Lagrangian of "each row is served once" (Cornuejols, Fisher and Nemhauser 1977, Management
Science 23:789-810). The greatest L(u) equals the bound of the linear program. Prices rise where
nobody serves a row and fall where several do (subgradient steps, Held, Wolfe and Crowder 1974).
"""

from dataclasses import dataclass, replace

import numpy as np

from spatial.arrays import Flags, Floats, Ints
from spatial.siting.problem import Watch
from spatial.siting.solver.costs import ServiceCosts

_MEMORY = 0.7
"""Share of the last direction that the next one keeps: it cuts corners in narrow valleys."""
_SHRINK, _SMALLEST, _GAIN = 0.6, 0.005, 1e-3
"""Steps become shorter by this share, down to that; what counts as a gain, of what is missing."""


@dataclass(frozen=True)
class Bound:
    """What the prices proved, and what they found on the way.

    `value` is the proven lower bound, `reduced` (k,) the r_j of its `price` (n,); `often` (k,) says
    """

    value: float
    price: Floats
    reduced: Floats
    often: Floats
    chosen: Ints
    cost: float
    eagerness: float


@dataclass(frozen=True)
class PriceEffort:
    """How long to look for better prices: `patience` is how many turns without gain are borne."""

    iterations: int
    patience: int
    eagerness: float = 1.0


def raise_bound(
    costs: ServiceCosts,
    number: int,
    price: Floats,
    target: float,
    effort: PriceEffort,
    watch: Watch,
) -> Bound:
    """Return the best bound after some iterations, ending early above `target`.

    `number` is at least 1 and at most the number of candidates.
    """
    price = np.minimum(price, costs.limit)
    often, direction = np.zeros(len(costs.columns)), np.zeros(len(price))
    nothing = np.empty(0, dtype=np.int64)
    best = Bound(-np.inf, price, often, often, nothing, np.inf, effort.eagerness)
    eagerness, idle = effort.eagerness, 0
    for turn in range(effort.iterations):
        reduced = costs.reduced(price)
        chosen = np.argpartition(reduced, number - 1)[:number]
        value = float(price.sum() + reduced[chosen].sum())
        often *= 0.9
        often[chosen] += 0.1
        cost = float(costs.least(chosen).sum())
        if cost < best.cost:
            best = replace(best, chosen=chosen, cost=cost)
        goal = min(target, best.cost)
        idle = 0 if value - best.value > _GAIN * (goal - best.value) else idle + 1
        if value > best.value:
            best = replace(best, value=value, price=price, reduced=reduced)
        if best.value > target or (turn % 8 == 0 and watch.over):
            break
        if idle >= effort.patience:
            eagerness, idle = eagerness * _SHRINK, 0
        direction = _direction(costs, chosen, price, direction)
        length = float(np.square(direction).sum())
        if not length or eagerness < _SMALLEST:
            eagerness = 0.0
            break
        step = eagerness * (goal + 0.01 * abs(goal) - value) / length
        price = np.clip(price + step * direction, 0.0, costs.limit)
    return replace(best, often=often, eagerness=eagerness)


def _direction(costs: ServiceCosts, chosen: Ints, price: Floats, last: Floats) -> Floats:
    """Return where prices go: up where nobody serves, down where several do."""
    direction = 1.0 - costs.offers(chosen, price) + _MEMORY * last
    stuck = ((direction > 0) & (price >= costs.limit)) | ((direction < 0) & (price <= 0))
    return np.where(stuck, 0.0, direction)


def settled(bound: Bound, number: int, target: float) -> tuple[Flags, Flags]:
    """Return which candidates no choice that costs `target` or less has, and which all have, (k,).

    Taking a candidate that is not among the `number` least costs at least the difference to the
    last of those; leaving out one that is, the difference to the first that is not.
    """
    reduced, width = bound.reduced, len(bound.reduced)
    order = np.argsort(reduced, kind="stable")
    among = np.zeros(width, dtype=bool)
    among[order[:number]] = True
    last = reduced[order[number - 1]]
    following = reduced[order[number]] if number < width else np.inf
    out = ~among & (bound.value + reduced - last > target)
    must = among & (bound.value - reduced + following > target)
    return out, must
