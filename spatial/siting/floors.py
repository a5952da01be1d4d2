"""What it takes to serve every group to a floor: the fewest sites, or the least price.

A program of y_j (site j is chosen) and x_i (share of row i that counts as served): least sum of
price_j y_j with  x_i <= sum of the y_j that reach i  and  sum of a_i x_i over a group >= floor x
its people. A partial set cover: Daskin and Owen (1999), Geographical Analysis 31:217-235.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from spatial.arrays import Floats, Ints
from spatial.siting.solver.highs import Effort, Program, solve


@dataclass(frozen=True)
class Enough:
    """A price that is enough (None: none was found in time), and the least it can be."""

    price: float | None
    bound: float


def greatest_shares(reach: csr_array, people: Floats, groups: Ints) -> Floats:
    """Return the share of each group's people that all columns together serve; 1 for no people."""
    whole = np.bincount(groups, people)
    served = np.bincount(groups, np.where(np.diff(reach.indptr) > 0, people, 0.0), len(whole))
    return np.divide(served, whole, out=np.ones(len(whole)), where=whole > 0)


def least_for_floor(
    reach: csr_array,
    people: Floats,
    groups: Ints,
    *,
    floor: float,
    price: Floats,
    seconds: float,
) -> Enough:
    """Return what columns of the least price serve every group to its floor.

    Parameters
    ----------
    reach : (n, m) csr_array
        Entries where a column serves a row.
    people, groups : (n,) arrays
        People of each row, and the group it belongs to, counted from 0.
    floor : float
        Share of the people of each group, 0 to 1.
    price : (m,) array
        Of each column; 0 for what is there already.
    seconds : float
        Time limit.
    """
    rows = np.flatnonzero((people > 0) & (np.diff(reach.indptr) > 0))
    count, width = len(rows), reach.shape[1]
    part = csr_array(reach[rows])
    ones = csr_array((np.ones(part.nnz), part.indices, part.indptr), shape=part.shape)
    whole = np.bincount(groups, people)
    place = (groups[rows], np.arange(count))
    inside = csr_array((people[rows], place), shape=(len(whole), count))
    empty = csr_array((len(whole), width))
    program = Program(
        np.concatenate([price, np.zeros(count)]),
        csr_array(vstack([hstack([-ones, eye_array(count)]), hstack([empty, inside])], "csr")),
        np.concatenate([np.full(count, -np.inf), floor * whole * (1 - 1e-12)]),
        np.concatenate([np.zeros(count), np.full(len(whole), np.inf)]),
        np.zeros(width + count),
        np.ones(width + count),
        np.arange(width + count) < width,
    )
    step = 1 - 1e-6 if (price == np.rint(price)).all() else 0.0
    outcome = solve(program, Effort(seconds, step=step))
    bound = max(outcome.bound, 0.0)
    if step:
        bound = float(np.ceil(bound - 1e-6))
    return Enough(None if outcome.values is None else outcome.cost, bound)
