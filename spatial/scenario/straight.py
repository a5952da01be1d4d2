"""The nearest facility of every place in a straight line, kept up while facilities change.

A distance is `numpy.hypot` of the two differences; among facilities at the same distance the lowest
row is taken. That definition leaves no freedom, so what an edit mends equals what is made anew.

A new facility looks only into blocks of neighbors where it could be nearer.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from spatial.arrays import Floats, Rows
from spatial.checks import as_points
from spatial.costs import straight_line_costs
from spatial.scenario.blocks import SLACK, PointBlocks

BLOCK = 128
MOST_PAIRS = 400_000
CANDIDATES = 4
NOBODY = np.empty(0, dtype=np.int64)


class StraightNearest:
    """State of a scenario in a straight line: `distance` (n,) in m and `facility` (n,), a row."""

    def __init__(self, places: ArrayLike, facilities: ArrayLike) -> None:
        self.places = as_points(places, "places")
        self.sites = as_points(facilities, "facilities").copy()
        self.open = np.ones(len(self.sites), dtype=bool)
        self._blocks = PointBlocks(self.places, BLOCK)
        self.distance, self.facility = self.recompute()
        self._blocks.renew(None, self.distance)

    def recompute(self) -> tuple[Floats, Rows]:
        """Return distance and facility of every place, made anew from the facilities that serve."""
        rows = np.flatnonzero(self.open)
        return nearest_of(self.places, self.sites[rows], rows)

    def costs(self, limit: float, *, anew: bool = False) -> csr_array:
        """Return the metres from places to the open facilities within `limit`, (n, open)."""
        goals = self.sites[self.open]
        if anew:
            return straight_line_costs(self.places, goals, limit=limit)
        found = [self._blocks.within(goal, limit) for goal in goals]
        rows = np.concatenate([NOBODY, *(near for near, _ in found)])
        metres = np.concatenate([np.empty(0), *(away for _, away in found)])
        columns = np.repeat(np.arange(len(goals)), [len(near) for near, _ in found])
        table: csr_array = coo_array(
            (metres, (rows, columns)), shape=(len(self.places), len(goals))
        ).tocsr()
        table.sort_indices()
        return table

    def copy(self) -> "StraightNearest":
        """Return a state of its own; what no edit changes is shared."""
        twin = object.__new__(StraightNearest)
        twin.__dict__ |= self.__dict__
        for name in ("sites", "open", "distance", "facility", "_blocks"):
            twin.__dict__[name] = getattr(self, name).copy()
        return twin

    def add(self, facility: int, point: ArrayLike) -> Rows:
        """Let `facility`, the next row or a closed one, serve at `point`; return what changed."""
        if facility == len(self.sites):
            self.sites = np.vstack([self.sites, np.empty((1, 2))])
            self.open = np.append(self.open, np.False_)
        self.sites[facility] = np.asarray(point, dtype=float)
        self.open[facility] = True
        rows = self._blocks.within_reach(self.sites[facility], self.distance)
        away = np.hypot(*(self.places[rows] - self.sites[facility]).T)
        now = self.distance[rows]
        # Equal distances go to the lower row, whichever came first.
        better = (away < now) | ((away == now) & (facility < self.facility[rows]))
        changed: Rows = rows[better]
        self._set(changed, away[better], np.full(len(changed), facility))
        return changed

    def close(self, facility: int) -> Rows:
        """Let `facility` serve no longer; return the places that it served."""
        self.open[facility] = False
        rows = np.flatnonzero(self.facility == facility)
        others = np.flatnonzero(self.open)
        self._set(rows, *nearest_of(self.places[rows], self.sites[others], others))
        return rows

    def move(self, facility: int, point: ArrayLike) -> Rows:
        """Let `facility` serve at `point` instead; return the changed places, each once."""
        left = self.close(facility)
        changed: Rows = np.union1d(left, self.add(facility, point))
        return changed

    def _set(self, rows: Rows, distance: Floats, facility: Rows) -> None:
        self.distance[rows] = distance
        self.facility[rows] = facility
        self._blocks.renew(rows, self.distance)


def nearest_of(places: Floats, sites: Floats, rows: Rows) -> tuple[Floats, Rows]:
    """Return the distance (m) to the nearest of `sites` and its number in `rows`, ascending.

    Parameters
    ----------
    places : (n, 2) float
    sites : (m, 2) float
        In metres of the same system.
    rows : (m,) int
        Number of each site, ascending; among equal distances the lowest is taken.

    Returns
    -------
    distance : (n,) float
        Infinite without sites.
    row : (n,) int
        -1 without sites.
    """
    if not len(sites) or not len(places):
        return np.full(len(places), np.inf), np.full(len(places), -1)
    near = _candidates(places, sites)
    if len(near) * len(places) <= MOST_PAIRS:
        away = _hypot(places[:, None], sites[near])
        # argmin takes the first of equals, which has the lowest row.
        first = away.argmin(axis=1)
        return away[np.arange(len(places)), first], rows[near[first]]
    return _by_tree(places, sites, rows)


def _candidates(places: Floats, sites: Floats) -> Rows:
    """Return the sites that may be nearest to some place within the extent of `places`."""
    low, high = places.min(axis=0), places.max(axis=0)
    at_least = _hypot(np.maximum(np.maximum(low - sites, sites - high), 0.0), np.zeros(2))
    at_most = _hypot(np.maximum(np.abs(low - sites), np.abs(high - sites)), np.zeros(2))
    return np.flatnonzero(at_least <= at_most.min() * (1 + SLACK))


def _by_tree(places: Floats, sites: Floats, rows: Rows) -> tuple[Floats, Rows]:
    """Find a few of the nearest by a tree, then decide by the exact distance and the row."""
    # Of facilities at one place only the first can win.
    first = np.sort(np.unique(sites, axis=0, return_index=True)[1])
    sites, rows = sites[first], rows[first]
    tree, few = cKDTree(sites), min(CANDIDATES, len(sites))
    rough, near = tree.query(places, k=list(range(1, few + 1)))
    away = _hypot(places[:, None], sites[near])
    best = away.min(axis=1)
    row = rows[np.where(away == best[:, None], near, len(sites) - 1).min(axis=1)]
    if few < len(sites):
        for place in np.flatnonzero(rough[:, -1] <= best * (1 + SLACK)).tolist():
            around = np.sort(tree.query_ball_point(places[place], best[place] * (1 + SLACK)))
            exact = _hypot(places[place], sites[around])
            best[place] = exact.min()
            row[place] = rows[around[exact.argmin()]]
    return best, row


def _hypot(one: Floats, other: Floats) -> Floats:
    apart = one - other
    found: Floats = np.hypot(apart[..., 0], apart[..., 1])
    return found
