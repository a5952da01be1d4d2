"""The sites that serve the most people within a radius (MCLP): what they miss, made least.

Church and ReVelle (1974), Papers of the RSA 32:101-118. Rows with the same candidates count as one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Ints
from spatial.siting.problem import Candidates, Watch
from spatial.siting.solver.branch_and_bound import Choice, Search
from spatial.siting.solver.costs import CoverCosts
from spatial.siting.solver.cover import merged_rows
from spatial.siting.solver.cover_heuristic import pattern
from spatial.siting.solver.interchange import greedy


@dataclass(frozen=True)
class MostServed:
    """Chosen columns, and the most people that any choice serves; `price` as in the search."""

    sites: Ints
    bound: float
    price: Floats


class MaximalQuestion:
    """Who can be served by which candidates: prepared once, asked for any number of sites."""

    def __init__(self, reach: csr_array, people: Floats, candidates: Candidates) -> None:
        self._candidates = candidates
        chosen = np.zeros(reach.shape[1])
        chosen[candidates.fixed] = 1
        self._have = float(people[pattern(reach) @ chosen > 0].sum())
        part = csr_array(pattern(reach)[:, candidates.free])
        open_rows = (people > 0) & (np.diff(part.indptr) > 0) & (pattern(reach) @ chosen == 0)
        part = csr_array(part[open_rows])
        first, kind = merged_rows(part)
        weight = np.bincount(kind, people[open_rows], len(first)).astype(np.float64)
        by_row = csr_array(part[first])
        self._costs = CoverCosts(candidates.free, weight, csr_array(by_row.T.tocsr()), by_row)
        self._open = float(weight.sum())
        self._whole = bool((weight == np.rint(weight)).all() and self._open < 2.0**52)

    def best(self, number: int, watch: Watch, start: MostServed | None = None) -> MostServed:
        """Return the best `number` columns, fixed ones included, beginning with an answer."""
        left = number - len(self._candidates.fixed)
        if not left:
            return MostServed(self._candidates.fixed, self._have, np.empty(0))
        first, price = self._start(left, start)
        search = Search(
            self._costs,
            left,
            whole=self._whole,
            watch=watch,
            report=lambda cost, bound: watch.report(self._served(cost), self._served(bound)),
        )
        choice: Choice = search.run(first, price)
        sites = np.union1d(self._candidates.fixed, choice.columns).astype(np.int64)
        return MostServed(sites, self._served(choice.bound), choice.price)

    def _served(self, missed: float) -> float:
        """Return the people served when so many of those that can be are missed."""
        return self._have + self._open - missed

    def _start(self, left: int, start: MostServed | None) -> tuple[Ints, Floats | None]:
        """Return candidates to begin with, and prices."""
        known = np.empty(0, dtype=np.int64)
        price = None
        if start is not None:
            known = np.flatnonzero(np.isin(self._costs.columns, start.sites))[:left]
            price = start.price if len(start.price) == len(self._costs.outside) else None
        others = np.setdiff1d(np.arange(len(self._costs.columns)), known)
        rest = self._costs.after(known, others)
        return np.concatenate([known, others[greedy(rest, left - len(known))]]), price
