"""Floors of groups: what it takes to serve every group to its floor, and whether a choice does.

The slack of a floor follows the size of its group: sums that differ by rounding alone (`SLACK`)
are the same in a group of a million and in one of ten. What the solver gives is checked against the
rows themselves, and a choice that only its tolerances let through is cut off.

The least price is a program of y_j (site j is chosen) and x_i (share of row i that counts as served): least sum of
price_j y_j with  x_i <= sum of the y_j that reach i  and  sum of a_i x_i over a group >= floor x
its people. A partial set cover: Daskin and Owen (1999), Geographical Analysis 31:217-235.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from spatial.arrays import Floats, Ints
from spatial.siting.problem import SLACK, Watch
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.highs import Effort, Program, ProgramOutcome, solve

_HALF = 0.5
_WIDE = 1e-6
"""Share of a group by which the program's floor is lower: the solver loses choices that stand on
the edge of a row. Those below the floor itself are cut off."""


@dataclass(frozen=True)
class GroupFloors:
    """The floor of each group: `reach` (n, m) holds who can serve whom, `floor` (g,) shares."""

    reach: csr_array
    people: Floats
    group: Ints
    floor: Floats

    @property
    def whole(self) -> Floats:
        """People of each group."""
        return np.bincount(self.group, self.people, len(self.floor)).astype(np.float64)

    @property
    def least(self) -> Floats:
        """People of each group whom the program asks to be served: somewhat fewer than must be."""
        return (self.floor - _WIDE) * self.whole

    def missing(self, sites: Ints) -> csr_array | None:
        """Return a row (1, m) of columns, one of which a choice must have besides `sites`.

        None when the floors are met. More sites serve more people: where a group stays short, one
        of the columns that reach its unserved rows is needed.
        """
        matrix = pattern(self.reach)
        have = np.zeros(matrix.shape[1])
        have[sites] = 1
        served = matrix @ have > 0
        have_people = np.bincount(self.group, self.people * served, len(self.floor))
        short = np.flatnonzero(have_people < (self.floor - SLACK) * self.whole)
        if not len(short):
            return None
        lost = (self.group == short[0]) & ~served & (self.people > 0)
        return csr_array((matrix[lost].sum(axis=0) > 0).astype(float).reshape(1, -1))


def solve_to_floors(
    program: Program, floors: GroupFloors | None, effort: Effort, watch: Watch
) -> ProgramOutcome:
    """Solve a program whose first columns are the sites, until its answer meets the floors.

    The outcome is that of the last program; those before it had an answer that was short.
    """
    while True:
        outcome = solve(program, replace(effort, seconds=watch.left))
        if floors is None or outcome.values is None:
            return outcome
        width = floors.reach.shape[1]
        sites = np.flatnonzero(outcome.values[:width] > _HALF)
        more = floors.missing(sites.astype(np.int64))
        if more is None:
            return outcome
        row = hstack([more, csr_array((1, program.rows.shape[1] - width))])
        program = replace(
            program,
            rows=csr_array(vstack([program.rows, row], format="csr")),
            row_lower=np.append(program.row_lower, 1.0),
            row_upper=np.append(program.row_upper, np.inf),
        )


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
    size = int(groups.max(initial=-1)) + 1
    floors = GroupFloors(reach, people, groups, np.full(size, floor))
    place = (groups[rows], np.arange(count))
    inside = csr_array((people[rows], place), shape=(size, count))
    empty = csr_array((size, width))
    program = Program(
        np.concatenate([price, np.zeros(count)]),
        csr_array(vstack([hstack([-ones, eye_array(count)]), hstack([empty, inside])], "csr")),
        np.concatenate([np.full(count, -np.inf), floors.least]),
        np.concatenate([np.zeros(count), np.full(size, np.inf)]),
        np.zeros(width + count),
        np.ones(width + count),
        np.arange(width + count) < width,
    )
    step = 1 - 1e-6 if (price == np.rint(price)).all() else 0.0
    watch = Watch(max(seconds, 1e-3), None)
    outcome = solve_to_floors(program, floors, Effort(step=step), watch)
    bound = max(outcome.bound, 0.0)
    if step:
        bound = float(np.ceil(bound - 1e-6))
    return Enough(None if outcome.values is None else outcome.cost, bound)
