"""Costs between demand and sites: a matrix, or a sparse table that leaves out what is too far.

A table is a `scipy.sparse.csr_array` of shape (n demand, m sites) in which every stored entry is a
known cost, zeros included, and every entry that is not stored is out of reach.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, issparse
from scipy.spatial import cKDTree

from spatial.arrays import Floats, Ints
from spatial.checks import as_points, require_distance
from spatial.errors import ShapeError

_PAIRS = 1_000_000
"""Pairs looked at together: what is held beside the table stays below 100 MB."""
_FULL = 8
"""Where more than one pair of so many is within reach, trying all is faster than a tree."""


def as_costs(cost: Any) -> csr_array:
    """Return costs as a table with sorted columns.

    Parameters
    ----------
    cost : (n, m) array or sparse array
        In any unit, 0 or more. In a matrix, infinity or NaN mean out of reach; in a sparse array
        what is not stored.

    Raises
    ------
    ShapeError
        When it has another shape or a cost is negative.
    """
    if issparse(cost):
        table = csr_array(_real(cost), dtype=float)
        if not table.has_sorted_indices:
            table = table.sorted_indices()
        if table.nnz != cost.nnz or not table.has_canonical_format:
            raise ShapeError("cost holds entries twice; accepted: one cost a pair")
        known = np.isfinite(table.data)
        if not known.all():
            rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
            table = _table(rows[known], table.indices[known], table.data[known], table.shape)
    else:
        matrix = _matrix(cost)
        if matrix.ndim != 2:  # noqa: PLR2004 - demand by sites
            raise ShapeError(f"cost has shape {matrix.shape}; accepted: (n, m)")
        rows, columns = np.nonzero(np.isfinite(matrix))
        table = _table(rows, columns, matrix[rows, columns], matrix.shape)
    if (table.data < 0).any():
        raise ShapeError("cost holds negative numbers; accepted: 0 or more")
    return table


def _matrix(cost: Any) -> Any:
    """Return what is given as an array of floats; masked costs are missing."""
    try:
        if isinstance(cost, np.ma.MaskedArray):
            return np.ma.filled(cost.astype(float), np.nan)
        return np.asarray(_real(np.asarray(cost)), dtype=float)
    except (TypeError, ValueError) as error:
        raise ShapeError("cost is not an array of numbers; accepted: shape (n, m)") from error


def _real(cost: Any) -> Any:
    """Refuse complex numbers, of which numpy would drop a part."""
    if np.iscomplexobj(cost):
        raise ShapeError("cost holds complex numbers; accepted: real ones, 0 or more")
    return cost


def straight_line_costs(
    demand: ArrayLike, sites: ArrayLike, *, limit: float, below: ArrayLike | None = None
) -> csr_array:
    """Return the straight-line distances (m) from demand to the sites within `limit`.

    Parameters
    ----------
    demand : (n, 2) array
    sites : (m, 2) array
        In metres of the same system.
    limit : float
        In metres, 0 or more; `d <= limit` is within.
    below : (n,) array, optional
        In metres: only distances below that of their row are kept, such as those that are less
        than to the nearest site there is.

    Raises
    ------
    ShapeError
        When an argument has another shape or is not finite.
    """
    places, goals = as_points(demand, "demand"), as_points(sites, "sites")
    reach = require_distance(limit, "limit")
    shape = (len(places), len(goals))
    if not len(places) or not len(goals):
        return csr_array(shape, dtype=float)
    # The tree answers a little wider, so that rounding in it leaves out nothing at the limit.
    least = None if below is None else as_below(below, len(places))
    rows = reach if least is None else np.minimum(reach, least)
    tree, wide = cKDTree(goals), np.broadcast_to(rows * (1 + 1e-12), len(places))
    about = tree.query_ball_point(places, wide, return_length=True)
    counts = np.zeros(len(places), dtype=np.int64)
    columns, data = np.empty(about.sum(), dtype=np.int64), np.empty(about.sum())
    filled = 0
    for some in _portions(about, len(goals)):
        if about[some].sum() * _FULL > (some.stop - some.start) * len(goals):
            row, column, metres = _all_within(places[some], goals, reach)
        else:
            near = tree.query_ball_point(places[some], wide[some], return_sorted=True)
            row, column, metres = _listed_within(near, places[some], goals, reach)
        if least is not None:
            kept = metres < least[some][row]
            row, column, metres = row[kept], column[kept], metres[kept]
        end = filled + len(row)
        columns[filled:end], data[filled:end] = column, metres
        counts[some] = np.bincount(row, minlength=some.stop - some.start)
        filled = end
    indptr = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((data[:filled], columns[:filled], indptr), shape=shape)


def as_below(below: ArrayLike, rows: int) -> Floats:
    """Return one number a row, infinite ones too.

    Raises
    ------
    ShapeError
        When there are others or NaN.
    """
    least = np.asarray(below, dtype=float)
    if least.shape != (rows,) or np.isnan(least).any():
        raise ShapeError(f"below has shape {least.shape}; accepted: ({rows},), without NaN")
    return np.asarray(np.maximum(least, 0.0))


def _portions(about: Ints, goals: int) -> Iterator[slice]:
    """Yield runs of rows to be looked at together: `_PAIRS` pairs, found or tried, or one row."""
    begin = 0
    tried = np.cumsum(np.where(about * _FULL > goals, goals, about))
    while begin < len(about):
        before = tried[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(tried, before + _PAIRS, side="right")))
        yield slice(begin, end)
        begin = end


def _all_within(places: Floats, goals: Floats, reach: float) -> tuple[Any, Any, Floats]:
    """Return row, column and metres of the pairs within reach, by trying all."""
    gap = places[:, None] - goals[None]
    metres = np.hypot(gap[..., 0], gap[..., 1])
    row, column = np.nonzero(metres <= reach)
    return row, column, metres[row, column]


def _listed_within(
    near: Any, places: Floats, goals: Floats, reach: float
) -> tuple[Any, Any, Floats]:
    """Return row, column and metres of the pairs within reach, from the lists of a tree."""
    row = np.repeat(np.arange(len(places)), [len(found) for found in near])
    column = np.concatenate(near).astype(np.intp) if len(row) else np.empty(0, dtype=np.intp)
    metres = np.hypot(*(places[row] - goals[column]).T)
    kept = metres <= reach
    return row[kept], column[kept], metres[kept]


def _table(rows: Any, columns: Any, data: Any, shape: tuple[int, int]) -> csr_array:
    """Return a table from its entries in any order; zeros are kept."""
    order = np.lexsort((columns, rows))
    counts = np.bincount(rows, minlength=shape[0])
    indptr = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((data[order], columns[order], indptr), shape=shape)
