"""What it costs each row of demand to be served by each candidate, as a search for sites reads it.

A row that no chosen site serves costs `outside`: what a site that is fixed already costs it, or
(maximal coverage) its people. Fixing a site therefore lowers `outside`, and the site is gone from
the search. Prices are what the rows offer for being served, never above `limit`.
"""

from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Ints

_NEAR = 8
"""Prices end at the 8 m / p-th nearest candidate: a row is served by one far nearer."""
_DENSE = 0.12
"""Share of entries worth reading from which a full matrix is faster than a list of entries."""
_MOST_DENSE = 40_000_000


class ServiceCosts(Protocol):
    """Costs of n rows and k candidates.

    Attributes
    ----------
    columns : (k,) int
        The column of the cost table that each candidate is.
    outside : (n,) float
        What a row costs that no chosen candidate serves.
    limit : (n,) float
        Greatest price that `reduced` is right for; at most `outside`.
    """

    @property
    def columns(self) -> Ints:
        """Return the column of each candidate."""

    @property
    def outside(self) -> Floats:
        """Return the cost of each row that nobody serves."""

    @property
    def limit(self) -> Floats:
        """Return the greatest price of each row."""

    def reduced(self, price: Floats) -> Floats:
        """Return for each candidate the sum over rows of `min(0, cost - price)`, (k,)."""

    def offers(self, chosen: Ints, price: Floats) -> Floats:
        """Return by how many chosen candidates each row is served below its price, (n,)."""

    def least(self, chosen: Ints) -> Floats:
        """Return the least cost of each row, (n,)."""

    def columns_of(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """Return row, position in `chosen` and cost of the entries of chosen candidates."""

    def gains(self, least: Floats) -> Floats:
        """Return what each candidate would save when rows cost `least` now, (k,)."""

    def shared(self, first: Floats, second: Floats, owner: Ints, number: int) -> Floats:
        """Return what each candidate saves the rows that lose their own site, (number, k).

        A row of site `owner` (-1: of none) costs `first`, and would cost `second` without it.
        """

    def after(self, fixed: Ints, kept: Ints) -> Self:
        """Return the costs when the candidates `fixed` are chosen and only `kept` remain."""


@dataclass(frozen=True)
class DenseCosts:
    """A full matrix, candidates by rows (k, n), infinite where out of reach."""

    columns: Ints
    outside: Floats
    matrix: Floats

    @property
    def limit(self) -> Floats:
        """Return the greatest price."""
        return self.outside

    def reduced(self, price: Floats) -> Floats:
        """Return the sum over rows of `min(0, cost - price)`."""
        lower = self.matrix - price
        np.minimum(lower, 0.0, out=lower)
        total: Floats = lower.sum(axis=1)
        return total

    def offers(self, chosen: Ints, price: Floats) -> Floats:
        """Return by how many chosen candidates each row is served below its price."""
        times: Floats = (self.matrix[chosen] < price).sum(axis=0).astype(np.float64)
        return times

    def least(self, chosen: Ints) -> Floats:
        """Return the least cost of each row."""
        least: Floats = np.minimum(self.outside, self.matrix[chosen].min(axis=0, initial=np.inf))
        return least

    def entries_below(self, most: Floats) -> tuple[Ints, Ints, Floats]:
        """Return row, candidate and cost of the entries below `most`."""
        candidate, row = np.nonzero(self.matrix < most)
        return row, candidate, self.matrix[candidate, row]

    def gains(self, least: Floats) -> Floats:
        """Return what each candidate would save when rows cost `least` now."""
        return -self.reduced(least)

    def shared(self, first: Floats, second: Floats, owner: Ints, number: int) -> Floats:
        """Return what each candidate saves the rows that lose their own site."""
        entries = self.entries_below(np.where(owner >= 0, second, -np.inf))
        return _shared(entries, first, second, owner, (number, len(self.columns)))

    def columns_of(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """Return row, position in `chosen` and cost of their entries."""
        part = self.matrix[chosen]
        position, row = np.nonzero(np.isfinite(part))
        return row, position, part[position, row]

    def after(self, fixed: Ints, kept: Ints) -> Self:
        """Return the costs when `fixed` are chosen and only `kept` remain."""
        return replace(
            self, columns=self.columns[kept], outside=self.least(fixed), matrix=self.matrix[kept]
        )


@dataclass(frozen=True)
class ListedCosts:
    """Entries one after another, by candidate: those of candidate j at `start[j]:start[j + 1]`.

    `near` are the entries below `limit`, the only ones that prices look at.
    """

    columns: Ints
    outside: Floats
    limit: Floats
    start: Ints
    row: Ints
    cost: Floats
    near: tuple[Ints, Ints, Floats]

    def reduced(self, price: Floats) -> Floats:
        """Return the sum over rows of `min(0, cost - price)`."""
        row, candidate, cost = self.near
        lower = cost - price[row]
        np.minimum(lower, 0.0, out=lower)
        return np.bincount(candidate, lower, len(self.columns)).astype(np.float64, copy=False)

    def offers(self, chosen: Ints, price: Floats) -> Floats:
        """Return by how many chosen candidates each row is served below its price."""
        row, _, cost = self.columns_of(chosen)
        return np.bincount(row[cost < price[row]], minlength=len(price)).astype(np.float64)

    def least(self, chosen: Ints) -> Floats:
        """Return the least cost of each row."""
        row, _, cost = self.columns_of(chosen)
        least = self.outside.copy()
        np.minimum.at(least, row, cost)
        return least

    def entries_below(self, most: Floats) -> tuple[Ints, Ints, Floats]:
        """Return row, candidate and cost of the entries below `most`."""
        kept = np.flatnonzero(self.cost < most[self.row])
        candidate = np.searchsorted(self.start, kept, side="right") - 1
        return self.row[kept], candidate, self.cost[kept]

    def gains(self, least: Floats) -> Floats:
        """Return what each candidate would save when rows cost `least` now."""
        row, candidate, cost = self.entries_below(least)
        saved = np.bincount(candidate, least[row] - cost, len(self.columns))
        return saved.astype(np.float64, copy=False)

    def shared(self, first: Floats, second: Floats, owner: Ints, number: int) -> Floats:
        """Return what each candidate saves the rows that lose their own site."""
        entries = self.entries_below(np.where(owner >= 0, second, -np.inf))
        return _shared(entries, first, second, owner, (number, len(self.columns)))

    def columns_of(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """Return row, position in `chosen` and cost of their entries."""
        place, position = _places(self.start, chosen)
        return self.row[place], position, self.cost[place]

    def after(self, fixed: Ints, kept: Ints) -> Self:
        """Return the costs when `fixed` are chosen and only `kept` remain."""
        outside = self.least(fixed)
        row, position, cost = self.columns_of(kept)
        use = cost < outside[row]
        row, position, cost = row[use], position[use], cost[use]
        limit = np.minimum(self.limit, outside)
        below = cost < limit[row]
        return replace(
            self,
            columns=self.columns[kept],
            outside=outside,
            limit=limit,
            start=_starts(position, len(kept)),
            row=row,
            cost=cost,
            near=(row[below], position[below], cost[below]),
        )


@dataclass(frozen=True)
class CoverCosts:
    """Candidates that serve a row for nothing or not at all: maximal coverage.

    `by_candidate` (k, n) and `by_row` (n, k) hold a 1 for each pair.
    """

    columns: Ints
    outside: Floats
    by_candidate: csr_array
    by_row: csr_array

    @property
    def limit(self) -> Floats:
        """Return the greatest price."""
        return self.outside

    def reduced(self, price: Floats) -> Floats:
        """Return the sum over rows of `min(0, cost - price)`."""
        total: Floats = -(self.by_candidate @ price)
        return total

    def offers(self, chosen: Ints, price: Floats) -> Floats:
        """Return by how many chosen candidates each row is served below its price."""
        row = self.columns_of(chosen)[0]
        return np.where(price > 0, np.bincount(row, minlength=len(price)), 0.0)

    def least(self, chosen: Ints) -> Floats:
        """Return the least cost of each row."""
        least = self.outside.copy()
        least[self.columns_of(chosen)[0]] = 0
        return least

    def gains(self, least: Floats) -> Floats:
        """Return what each candidate would save when rows cost `least` now."""
        return -self.reduced(least)

    def shared(self, first: Floats, second: Floats, owner: Ints, number: int) -> Floats:
        """Return what each candidate saves the rows that lose their own site."""
        row = np.flatnonzero((owner >= 0) & (second > first))
        lost = csr_array(((second - first)[row], (owner[row], row)), shape=(number, len(first)))
        saved: Floats = (lost @ self.by_row).toarray()
        return saved

    def columns_of(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """Return row, position in `chosen` and cost of their entries."""
        place, position = _places(self.by_candidate.indptr, chosen)
        return self.by_candidate.indices[place], position, np.zeros(len(place))

    def after(self, fixed: Ints, kept: Ints) -> Self:
        """Return the costs when `fixed` are chosen and only `kept` remain."""
        outside = self.least(fixed)
        row, position, _ = self.columns_of(kept)
        use = outside[row] > 0
        row, position = row[use], position[use]
        ones = np.ones(len(row))
        shape = (len(kept), len(outside))
        start = _starts(position, len(kept))
        by_candidate = csr_array((ones, row, start), shape=shape)
        return replace(
            self,
            columns=self.columns[kept],
            outside=outside,
            by_candidate=by_candidate,
            by_row=csr_array(by_candidate.T.tocsr()),
        )


def median_costs(table: csr_array, outside: Floats, columns: Ints, number: int) -> ServiceCosts:
    """Return the costs of a p-median question: a matrix, or a list where few entries matter.

    `table` (n, k) holds weighted costs of the candidates `columns`, `number` of which are chosen.
    """
    count, width = table.shape
    rank = max(_NEAR * -(-width // max(number, 1)), _NEAR)
    limit = np.minimum(outside, _ranked(table, rank))
    rows = np.repeat(np.arange(count), np.diff(table.indptr))
    useful = table.data < limit[rows]
    if useful.sum() > _DENSE * count * width and count * width <= _MOST_DENSE:
        matrix = np.full((width, count), np.inf)
        matrix[table.indices, rows] = table.data
        return DenseCosts(columns, outside, matrix)
    order = np.argsort(table.indices, kind="stable")
    row, candidate, cost = rows[order], table.indices[order], table.data[order]
    kept = cost < outside[row]
    row, candidate, cost = row[kept], candidate[kept], cost[kept]
    below = cost < limit[row]
    near = (row[below], candidate[below], cost[below])
    return ListedCosts(columns, outside, limit, _starts(candidate, width), row, cost, near)


def _ranked(table: csr_array, rank: int) -> Floats:
    """Return the `rank`-th least cost of each row, infinite where there are fewer."""
    ranked = np.full(table.shape[0], np.inf)
    for row in np.flatnonzero(np.diff(table.indptr) >= rank):
        costs = table.data[table.indptr[row] : table.indptr[row + 1]]
        ranked[row] = np.partition(costs, rank - 1)[rank - 1]
    return ranked


def _shared(
    entries: tuple[Ints, Ints, Floats],
    first: Floats,
    second: Floats,
    owner: Ints,
    shape: tuple[int, int],
) -> Floats:
    """Return the sum of what entries save the rows of each owner, (owner, candidate)."""
    row, candidate, cost = entries
    saved = second[row] - np.maximum(cost, first[row])
    total = np.bincount(owner[row] * shape[1] + candidate, saved, shape[0] * shape[1])
    return total.astype(np.float64, copy=False).reshape(shape)


def _starts(position: Ints, count: int) -> Ints:
    """Return where each of `count` begins among sorted positions, and the end."""
    return np.concatenate([[0], np.cumsum(np.bincount(position, minlength=count))])


def _places(start: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Return the places of the entries of the chosen ones, and the position of the chosen one."""
    length = (start[1:] - start[:-1])[chosen]
    position = np.repeat(np.arange(len(chosen)), length)
    first = np.cumsum(length) - length
    return np.arange(len(position)) + (start[:-1][chosen] - first)[position], position
