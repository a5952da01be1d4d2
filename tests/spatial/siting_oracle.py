"""Siting by trying every set of sites: slow, plain, and independent of the code it checks."""

from itertools import combinations

import numpy as np
from scipy.sparse import csr_array

GOLDEN = np.array([(0, 0), (300, 0), (600, 0), (900, 0), (1200, 0), (600, 800)], dtype=float)
GOLDEN_PEOPLE = np.array([500.0, 300, 800, 200, 400, 100])
GOLDEN_COST = np.hypot(*np.moveaxis(GOLDEN[:, None] - GOLDEN[None], -1, 0))


def choices(columns, number, fixed=(), forbidden=()):
    """Yield every list of `number` columns that holds the fixed and no forbidden ones."""
    for chosen in combinations(range(columns), number):
        if set(fixed) <= set(chosen) and not set(forbidden) & set(chosen):
            yield list(chosen)


def median_of(cost, people, chosen):
    """Sum of people times the least cost; inf when somebody is out of reach."""
    least = np.asarray(cost)[:, chosen].min(axis=1)
    return float((people[people > 0] * least[people > 0]).sum())


def center_of(cost, chosen):
    """Greatest least cost."""
    return float(np.asarray(cost)[:, chosen].min(axis=1).max())


def served_by(cost, people, chosen, radius):
    """People within the radius of a chosen column."""
    return float(people[(np.asarray(cost)[:, chosen] <= radius).any(axis=1)].sum())


def best_median(cost, people, number, **rules):
    return min(
        (median_of(cost, people, c) for c in choices(cost.shape[1], number, **rules)),
        default=np.inf,
    )


def best_center(cost, number, **rules):
    return min(
        (center_of(cost, c) for c in choices(cost.shape[1], number, **rules)), default=np.inf
    )


def best_served(cost, people, number, radius, **rules):
    return max(
        (served_by(cost, people, c, radius) for c in choices(cost.shape[1], number, **rules)),
        default=-np.inf,
    )


def fewest(cost, radius, **rules):
    everyone = np.ones(cost.shape[0])
    for number in range(cost.shape[1] + 1):
        if best_served(cost, everyone, number, radius, **rules) == len(everyone):
            return number
    return np.inf


def make_case(seed, rows, columns, *, holes=0.2, whole=True):
    """Return a cost matrix with ties and holes (inf), and people (some rows without any)."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 12, (rows, columns)).astype(float)
    if not whole:
        cost += rng.uniform(0, 1, cost.shape)
    cost[rng.uniform(size=cost.shape) < holes] = np.inf
    people = rng.integers(0, 9, rows).astype(float)
    return cost, people


def as_table(cost):
    """Return the same costs as a sparse table, zeros stored."""
    rows, columns = np.nonzero(np.isfinite(cost))
    return csr_array((cost[rows, columns], (rows, columns)), shape=cost.shape)
