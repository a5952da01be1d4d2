"""What it takes to serve every group to a floor: the fewest sites, or the least price.

A program of y_j (site j is chosen) and x_i (share of row i that counts as served): least sum of
price_j y_j with  x_i <= sum of the y_j that reach i  and  sum of a_i x_i over a group >= floor x
its people. A partial set cover: Daskin and Owen (1999), Geographical Analysis 31:217-235.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from spatial.arrays import Flags, Floats, Ints
from spatial.siting.solver.highs import Effort, Program, solve

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Enough:
    """A price that is enough (None: none was found in time), and the least it can be."""

    price: float | None
    bound: float


class FloorRows(NamedTuple):
    """A floor for groups as rows of a program over x, the share of each row that is served.

    Each says which share of the group may be missed: numbers of about 1, however many people there
    are, as the tolerance of a solver is absolute.

    Attributes
    ----------
    rows : (g, n) csr_array
        `lower <= rows @ x`.
    lower : (g,) float
    needed : (n,) bool
        Rows that must be served by themselves: without one of them its group misses the floor.
    """

    rows: csr_array
    lower: Floats
    needed: Flags


def floor_rows(
    people: Floats, groups: Ints, whole: Floats, floor: Floats, *, extra: float = 0.0
) -> FloorRows:
    """Return the rows that hold groups to their floor.

    Parameters
    ----------
    people, groups : (n,) arrays
        Persons of each row of the program, above 0, and its group.
    whole : (g,) float
        Persons of each group, those whom nothing reaches included.
    floor : (g,) float
        Share of them that must be served, 0 to 1.
    extra : float
        Share asked for beyond the floor, where an answer fell short within a solver's tolerance.
    """
    size = len(whole)
    share = np.divide(people, whole[groups], out=np.zeros(len(people)), where=whole[groups] > 0)
    there = np.bincount(groups, share, size)
    # Rounding of a sum of n shares; what rounding makes is no reason to call a choice impossible.
    slack = 4 * EPSILON * (np.bincount(groups, minlength=size) + 1)
    asked = np.where(whole > 0, floor, 0.0)
    spare = np.maximum(there - asked, 0.0) + slack
    # Nobody beyond what there is: a floor that no choice meets stays out of reach.
    least = np.where(asked > there + slack, asked, there - spare)
    least = np.minimum(least + extra, np.maximum(there, least))
    rows = csr_array((share, (groups, np.arange(len(people)))), shape=(size, len(people)))
    return FloorRows(rows, least, share > spare[groups])


def shares_missed(
    people: Floats, groups: Ints, served: Flags, whole: Floats, floor: Floats
) -> float:
    """Return by how much the worst group falls short of its floor, in shares; 0 where none does.

    What the rounding of sums makes is no shortfall.
    """
    size = len(whole)
    got = np.bincount(groups, np.where(served, people, 0.0), size)
    count = np.bincount(groups, minlength=size) + 1
    lacking = floor * whole * (1 - 4 * EPSILON * count) - got
    known = whole > 0
    return float(np.max(lacking[known] / whole[known], initial=0.0))


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
    whole = np.bincount(groups, people).astype(float)
    held = floor_rows(people[rows], groups[rows], whole, np.full(len(whole), floor))
    empty = csr_array((len(whole), width))
    program = Program(
        np.concatenate([price, np.zeros(count)]),
        csr_array(vstack([hstack([-ones, eye_array(count)]), hstack([empty, held.rows])], "csr")),
        np.concatenate([np.full(count, -np.inf), held.lower]),
        np.concatenate([np.zeros(count), np.full(len(whole), np.inf)]),
        np.concatenate([np.zeros(width), held.needed]),
        np.ones(width + count),
        np.arange(width + count) < width,
    )
    step = 1 - 1e-6 if (price == np.rint(price)).all() else 0.0
    outcome = solve(program, Effort(seconds, step=step))
    bound = max(outcome.bound, 0.0)
    if step:
        bound = float(np.ceil(bound - 1e-6))
    return Enough(None if outcome.values is None else outcome.cost, bound)
