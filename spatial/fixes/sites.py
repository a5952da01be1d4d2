"""The smallest change that makes a place pass a coverage rule that it fails.

A rule asks that a share of the people of a place lies within a radius of a facility. Three kinds
of change are looked for: the distance that is missing, the fewest new facilities and where they
may stand, and (`spatial.fixes.links`) the shortest new street.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import csc_array, csr_array
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Flags, Floats, Ints
from spatial.checks import as_points, require_distance
from spatial.costs import as_costs
from spatial.errors import ShapeError
from spatial.siting import Watch, as_demand, maximal_coverage, within

TOLERANCE = 1e-9
"""Shares of people are compared to this share of all people: sums of parts are rounded."""
QUARTER_SEGMENTS = 64
LEAST_SECONDS = 1e-3
NO_TIME = 1e-9


@dataclass(frozen=True)
class FewestSites:
    """The fewest new sites that fix it.

    Attributes
    ----------
    sites : (k,) int
        Chosen columns of the cost table, rising; empty when nothing is needed or nothing helps.
    possible : bool
        Whether all candidates together would be enough.
    proven : bool
        Whether it is proven that no fewer candidates are enough.
    alone : (a,) int
        Every column that is enough by itself.
    share : float
        Share of the people served with the new sites; with all candidates where nothing helps.
    """

    sites: Ints
    possible: bool
    proven: bool
    alone: Ints
    share: float


def people_needed(people: ArrayLike, served: ArrayLike, *, share: float) -> float:
    """Return how many more people must be served to reach a share; 0 when it is met.

    Parameters
    ----------
    people : (n,) array
        People of each row.
    served : (n,) bool array
        Rows served already.
    share : float
        Required share of all people, 0 to 1.

    Raises
    ------
    ShapeError
        When the share is not between 0 and 1, or lengths differ.
    """
    count, held = _rows(people, served)
    whole = float(count.sum())
    missing = _share(share) * whole - float(count[held].sum())
    return missing if missing > TOLERANCE * whole else 0.0


def missing_distance(
    distance: ArrayLike, people: ArrayLike, *, radius: float, share: float
) -> float:
    """Return by how many metres the radius is too short for the share of people to be served.

    With a radius of `radius` + the answer the rule is met, with any smaller one it is not. 0 when
    it is met; infinite when too many people reach no facility at all.

    Parameters
    ----------
    distance : (n,) array
        Metres from each row of demand to its nearest facility, infinite where none is reached.
    people : (n,) array
    radius : float
        Metres; `d <= radius` is served.
    share : float
        Required share of all people, 0 to 1.

    Raises
    ------
    ShapeError
        When an argument is out of range or lengths differ.
    """
    away = np.asarray(distance, dtype=float)
    count, _ = _rows(people, np.zeros(len(away), dtype=bool))
    reach = require_distance(radius, "radius")
    whole = float(count.sum())
    wanted = _share(share) * whole - TOLERANCE * whole
    if wanted <= 0:
        return 0.0
    order = np.argsort(away, kind="stable")
    # The last row cannot stay below the wanted share because of rounding alone.
    at = min(int(np.searchsorted(np.cumsum(count[order]), wanted)), len(order) - 1)
    return max(0.0, float(away[order[at]]) - reach)


def fewest_sites(  # noqa: PLR0913 - what is asked, and for how long
    cost: Any,
    people: ArrayLike,
    served: ArrayLike,
    *,
    radius: float,
    share: float,
    time_limit: float | None = None,
    total_limit: float | None = None,
) -> FewestSites:
    """Return the fewest candidate sites with which the share of people is served.

    The number is raised from a lower bound (the largest columns, as if they shared nobody) until
    the maximal covering problem reaches what is needed (Church and ReVelle 1974, Papers of the
    Regional Science Association 32:101-118); each smaller number is ruled out by its bound. Of
    single sites that are enough, the one that serves most people is named, of several that serve
    as many the one with the shortest distance, then the lowest column.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        Metres from each row of demand to each candidate; see `spatial.costs.as_costs`.
    people : (n,) array
    served : (n,) bool array
        Rows that facilities serve already.
    radius : float
        Metres.
    share : float
        Required share of all people, 0 to 1.
    time_limit : float, optional
        Seconds for each number of sites; then `proven` may be False.
    total_limit : float, optional
        Seconds for all numbers together; beyond, the sites are those taken one by one.

    Raises
    ------
    ShapeError
        When an argument has another shape or is out of range.
    """
    count, held = _rows(people, served)
    table = _unserved(within(as_costs(cost), radius), count, held)
    count = as_demand(count, table.shape[0])
    need = people_needed(count, held, share=share)
    # Where nobody lives nobody is missing: 0 of 0 people is written as a share of 0.
    whole, already = max(float(count.sum()), 1e-300), float(count[held].sum())
    none = np.empty(0, dtype=np.int64)
    if need == 0:
        return FewestSites(none, possible=True, proven=True, alone=none, share=already / whole)
    need -= TOLERANCE * whole
    reached = float(count[np.diff(table.indptr) > 0].sum())
    if reached < need:
        most = (already + reached) / whole
        return FewestSites(none, possible=False, proven=True, alone=none, share=most)
    pattern = csr_array((np.ones(table.nnz), table.indices, table.indptr), shape=table.shape)
    gains = np.asarray(pattern.T @ count)
    alone = np.flatnonzero(gains >= need).astype(np.int64)
    if len(alone):
        chosen, proven = np.array([_best(table, count, gains, alone)]), True
    else:
        chosen, proven = _search(pattern, count, need, (time_limit, total_limit))
    gained = float(count[_covered(pattern, chosen)].sum())
    after = (already + gained) / whole
    return FewestSites(chosen, possible=True, proven=proven, alone=alone, share=after)


def fix_zone(points: ArrayLike, *, radius: float) -> BaseGeometry:
    """Return where one facility serves all points by a straight line; empty when nowhere.

    It is the intersection of the discs around the points, drawn with 64 segments a quarter inside
    the true circles: each place of the zone serves every point, and the true zone is at most
    0.03 % of the radius wider.

    Parameters
    ----------
    points : (n, 2) array
        In metres.
    radius : float
        Metres.

    Raises
    ------
    ShapeError
        When the points have another shape or the radius is negative.
    """
    places = as_points(points, "points")
    reach = require_distance(radius, "radius")
    corners = places
    if len(places) > 3:  # noqa: PLR2004 - a hull needs three
        # A disc around a point inside the hull of the others cuts off nothing.
        hull = shapely.convex_hull(shapely.multipoints(places))
        corners = shapely.get_coordinates(hull)
    discs = shapely.buffer(shapely.points(corners), reach, quad_segs=QUARTER_SEGMENTS)
    zone: BaseGeometry = shapely.intersection_all(discs)
    return zone


def _search(
    table: csr_array, people: Floats, need: float, limits: tuple[float | None, float | None]
) -> tuple[Ints, bool]:
    """Return the fewest columns that serve `need` people, and whether fewer are ruled out.

    `table` holds 1 where a column serves a row; `limits` are the seconds for each number of columns
    and those for all.
    """
    each, total = (np.inf if limit is None else limit for limit in limits)
    # No time is no search: a fast machine would else find something in the least the solver gets.
    watch = Watch(max(total, NO_TIME), None)
    greedy = _greedy(table, people, need)
    gains = np.sort(np.asarray(table.T @ people))[::-1]
    least = max(2, int(np.searchsorted(np.cumsum(gains), need)) + 1)
    proven = True
    for number in range(least, len(greedy)):
        if watch.over:
            return greedy, False
        seconds = min(each, watch.left)
        limit = max(seconds, LEAST_SECONDS) if np.isfinite(seconds) else None
        found = maximal_coverage(table, people, sites=number, radius=1.0, time_limit=limit)
        if found.objective >= need:
            return np.asarray(found.sites, dtype=np.int64), proven
        proven = proven and found.bound < need
    return greedy, proven


def _greedy(table: csr_array, people: Floats, need: float) -> Ints:
    """Return columns taken one by one, each the one that adds most, until `need` is served."""
    left = people.copy()
    chosen: list[int] = []
    columns = csc_array(table)
    while float(people.sum() - left.sum()) < need:
        gains = np.asarray(table.T @ left)
        best = int(np.argmax(gains))
        if gains[best] <= 0:  # only rounding is missing
            break
        chosen.append(best)
        left[columns.indices[columns.indptr[best] : columns.indptr[best + 1]]] = 0.0
    return np.array(sorted(chosen), dtype=np.int64)


def _best(table: csr_array, people: Floats, gains: Floats, alone: Ints) -> int:
    """Return the column that serves most people, then the one with the shortest way to them."""
    rows = np.repeat(people, np.diff(table.indptr))
    walked = np.bincount(table.indices, weights=rows * table.data, minlength=table.shape[1])
    order = np.lexsort((alone, walked[alone], -gains[alone]))
    return int(alone[order[0]])


def _unserved(table: csr_array, people: Floats, served: Flags) -> csr_array:
    """Return ones where a candidate would serve a row that is not served yet."""
    if table.shape[0] != len(people):
        raise ShapeError(f"cost has {table.shape[0]} rows, people {len(people)}; accepted: as many")
    kept = np.repeat(~served, np.diff(table.indptr))
    indptr = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    data, indices = table.data[kept], table.indices[kept]
    return csr_array((data, indices, indptr), shape=table.shape)


def _covered(table: csr_array, chosen: Ints) -> Flags:
    """Say which rows have an entry in one of the chosen columns."""
    open_sites = np.zeros(table.shape[1])
    open_sites[chosen] = 1.0
    found: Flags = np.asarray(table @ open_sites) > 0
    return found


def _rows(people: ArrayLike, served: ArrayLike) -> tuple[Floats, Flags]:
    held = np.asarray(served, dtype=bool)
    return as_demand(people, len(held)), held


def _share(share: float) -> float:
    if not 0 <= share <= 1:
        raise ShapeError(f"share is {share!r}; accepted: 0 to 1")
    return float(share)
