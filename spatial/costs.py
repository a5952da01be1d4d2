"""Costs between demand and sites: a matrix, or a sparse table that leaves out what is too far.

A table is a `scipy.sparse.csr_array` of shape (n demand, m sites) in which every stored entry is a
known cost, zeros included, and every entry that is not stored is out of reach.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, issparse
from scipy.spatial import cKDTree

from spatial.checks import as_points, require_distance
from spatial.errors import ShapeError


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


def straight_line_costs(demand: ArrayLike, sites: ArrayLike, *, limit: float) -> csr_array:
    """Return the straight-line distances (m) from demand to the sites within `limit`.

    Parameters
    ----------
    demand : (n, 2) array
    sites : (m, 2) array
        In metres of the same system.
    limit : float
        In metres, 0 or more; `d <= limit` is within.

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
    near = cKDTree(goals).query_ball_point(places, reach * (1 + 1e-12))
    rows = np.repeat(np.arange(len(places)), [len(found) for found in near])
    columns = np.concatenate(near).astype(np.intp) if len(rows) else np.empty(0, dtype=np.intp)
    distance = np.hypot(*(places[rows] - goals[columns]).T)
    kept = distance <= reach
    return _table(rows[kept], columns[kept], distance[kept], shape)


def _table(rows: Any, columns: Any, data: Any, shape: tuple[int, int]) -> csr_array:
    """Return a table from its entries in any order; zeros are kept."""
    order = np.lexsort((columns, rows))
    counts = np.bincount(rows, minlength=shape[0])
    indptr = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((data[order], columns[order], indptr), shape=shape)
