"""Better choices by exchanging one site at a time until no exchange helps.

Teitz and Bart (1968), Operations Research 16:955-961; all exchanges are valued in one pass over the
entries that can matter (Resende and Werneck 2007, European Journal of Operational Research
174:54-68): profit(in, out) = gain(in) - loss(out) + what `in` gives to the rows that lose `out`.
"""

import numpy as np

from spatial.arrays import Floats, Ints
from spatial.siting.problem import Watch
from spatial.siting.solver.costs import ServiceCosts

_LEAST = 1e-10


def interchange(costs: ServiceCosts, chosen: Ints, watch: Watch) -> tuple[Ints, float]:
    """Return a choice that no single exchange betters (unless time is up), and what it costs."""
    chosen = chosen.copy()
    while True:
        first, second, who = two_least(costs, chosen)
        total = float(first.sum())
        if watch.over or not len(chosen):
            return chosen, total
        profit = _profits(costs, len(chosen), first, second, who)
        out, into = np.unravel_index(profit.argmax(), profit.shape)
        if profit[out, into] <= _LEAST * abs(total):
            return chosen, total
        chosen[out] = into


def two_least(costs: ServiceCosts, chosen: Ints) -> tuple[Floats, Floats, Ints]:
    """Return the least and second least cost of each row, and which chosen one is the least.

    Both are at most `outside`; the position is -1 where no chosen one is below that.
    """
    row, position, cost = costs.columns_of(chosen)
    first = costs.outside.copy()
    np.minimum.at(first, row, cost)
    who = np.full(len(first), -1)
    hit = (cost == first[row]) & (cost < costs.outside[row])
    who[row[hit]] = position[hit]
    other = position != who[row]
    second = costs.outside.copy()
    np.minimum.at(second, row[other], cost[other])
    return first, second, who


def _profits(costs: ServiceCosts, number: int, first: Floats, second: Floats, who: Ints) -> Floats:
    """Return the profit of each exchange, (chosen, candidate)."""
    served = who >= 0
    loss = np.bincount(who[served], (second - first)[served], number)
    shared = costs.shared(first, second, who, number)
    profit: Floats = costs.gains(first) - loss[:, None] + shared
    return profit


def greedy(costs: ServiceCosts, number: int) -> Ints:
    """Return `number` candidates, each the best one after those before it."""
    chosen: list[int] = []
    for _ in range(number):
        have = np.array(chosen, dtype=np.int64)
        gain = costs.gains(costs.least(have))
        gain[have] = -1
        chosen.append(int(gain.argmax()))
    return np.array(chosen, dtype=np.int64)
