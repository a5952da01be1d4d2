"""The rational agent access model: people trade the way against the crowd, until nobody gains.

Saxon and Snow (2020), Annals of the American Association of Geographers 110:205-222.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, diags_array

from spatial.access.catchments import as_amounts
from spatial.arrays import Flags, Floats, Ints
from spatial.costs import as_costs
from spatial.errors import ShapeError

_SHARPEST = 5e-6
"""The last softness of choices, in the unit of the model: a cost is known to about this."""
_UNCHOSEN = 1e-8
"""Shares of people that do not bend the search."""
_COOLING = 0.3
_TURNS = 60
_NEAR = 1e-8
"""Share of people who may disagree with the crowds where the search ends."""
_SEEN = 1e-13
"""Gains below this cannot be told from rounding."""


@dataclass(frozen=True)
class RationalAccess:
    """What the equilibrium is.

    Attributes
    ----------
    cost : (n,) array
        Way and crowd together of each place, without a unit: 1 is the mean crowd of the whole, or a
        way of tau. NaN where no facility is in reach. Less is better.
    crowd : (m,) array
        People at each facility over its part of the supply: 1 is the mean.
    people : (m,) array
        People who go to each facility.
    gap : float
        How far the people at the facilities are from agreeing with their costs, as a share of all.
    """

    cost: Floats
    crowd: Floats
    people: Floats
    gap: float


@dataclass(frozen=True)
class _Game:
    """Places with people in reach of supply; `room` is the people that a crowd of 1 means."""

    way: csr_array
    people: Floats
    room: Floats

    @property
    def rows(self) -> Ints:
        """The place of each entry."""
        return np.repeat(np.arange(self.way.shape[0]), np.diff(self.way.indptr))

    def choices(self, crowd: Floats, softness: float) -> tuple[Floats, Floats]:
        """Return the soft least cost (n,) and the share of people along each entry."""
        rows, begin = self.rows, self.way.indptr[:-1]
        total = self.way.data + crowd[self.way.indices]
        least = np.minimum.reduceat(total, begin)
        share = np.exp((least[rows] - total) / softness)
        sums = np.add.reduceat(share, begin)
        return least - softness * np.log(sums), share / sums[rows]


def rational_agent_access(
    cost: Any,
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    tau: float,
    catchment: float = np.inf,
) -> RationalAccess:
    """Return what access costs each place when everybody chooses the least of way and crowd (RAAM).

    The cost of a facility j for people of k is d_kj / tau + (D_j / S_j) / rho: the way, and the
    people for a unit of its supply over the mean rho = sum P / sum S of those in reach. In
    equilibrium nobody can do better elsewhere. It is the minimum of a convex function (Beckmann,
    McGuire and Winsten 1956), found here to its dual's optimum and not by moving people one by one,
    so that it does not depend on steps, order or whole people.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        From demand places to facilities; see `spatial.costs.as_costs`.
    demand : (n,) array
        People, 0 or more; places without anybody tell what access would cost there.
    supply : (m,) array
        0 or more; a facility without supply serves nobody.
    tau : float
        The way, in the unit of the cost, that people take to avoid a crowd of the mean.
    catchment : float
        Greatest cost that counts, included.

    Raises
    ------
    ShapeError
        When shapes do not fit, or tau is not more than 0.
    """
    table = as_costs(cost)
    people = as_amounts(demand, "demand", table.shape[0])
    offered = as_amounts(supply, "supply", table.shape[1])
    for name, value in (("tau", tau), ("catchment", catchment)):
        known: object = value
        if not (isinstance(known, int | float | np.number) and known > 0) or np.isnan(value):
            raise ShapeError(f"{name} is {value!r}; accepted: a number above 0")
    if not np.isfinite(tau):
        raise ShapeError(f"tau is {tau!r}; accepted: a finite number above 0")
    kept = (table.data <= catchment) & (offered[table.indices] > 0)
    way = _only(table, kept, scale=tau)
    seen = (np.diff(way.indptr) > 0) & (people > 0)
    crowd, taken = np.zeros(len(offered)), np.zeros(len(offered))
    gap = 0.0
    if seen.any():
        # Facilities that nobody chooses stay in the question: their crowd is 0.
        used = np.unique(csr_array(way[seen]).indices)
        mean = people[seen].sum() / offered[used].sum()
        part = csr_array(csr_array(way[seen])[:, used])
        whole = people[seen].sum()
        game = _Game(part, people[seen] / whole, offered[used] * mean / whole)
        crowd[used], gap = _equilibrium(game)
        taken[used] = crowd[used] * offered[used] * mean
    return RationalAccess(_least(way, crowd), crowd, taken, gap)


def _only(table: csr_array, kept: Flags, *, scale: float) -> csr_array:
    """Return the entries of a table that are kept, over `scale`."""
    indptr = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    return csr_array((table.data[kept] / scale, table.indices[kept], indptr), shape=table.shape)


def _least(way: csr_array, crowd: Floats) -> Floats:
    """Return the least of way and crowd of each place, NaN where nothing is in reach."""
    found = np.full(way.shape[0], np.nan)
    some = np.diff(way.indptr) > 0
    if some.any():
        total = way.data + crowd[way.indices]
        found[some] = np.minimum.reduceat(total, way.indptr[:-1][some])
    return found


def _equilibrium(game: _Game) -> tuple[Floats, float]:
    """Return the crowd at each facility, and by how much people and crowds still disagree.

    The dual, sum P_k u_k - sum room_j crowd_j^2 / 2 with u_k the least of way and crowd, is made
    greatest by Newton's method with soft choices that become sharper.
    """
    crowd = np.ones(len(game.room))
    softness, gap = 1.0, np.inf
    while True:
        crowd, gap = _climbed(game, crowd, softness)
        if softness <= _SHARPEST:
            return crowd, gap
        softness = max(softness * _COOLING, _SHARPEST)


def _climbed(game: _Game, crowd: Floats, softness: float) -> tuple[Floats, float]:
    """Return the crowd where the soft dual is greatest, from one that is near."""
    value, slope, share = _dual(game, crowd, softness)
    for _ in range(_TURNS):
        if np.abs(slope).sum() <= _NEAR:
            break
        step = np.linalg.solve(_curvature(game, share, softness), slope)
        gain = float(slope @ step)
        if gain < _SEEN * max(1.0, abs(value)):
            crowd = crowd + step
            slope = _dual(game, crowd, softness)[1]
            break
        length = 1.0
        while length > _NEAR:
            other = crowd + length * step
            better, new_slope, new_share = _dual(game, other, softness)
            if better >= value + 1e-4 * length * gain:
                break
            length /= 2
        else:
            break
        crowd, value, slope, share = other, better, new_slope, new_share
    return crowd, float(np.abs(slope).sum())


def _dual(game: _Game, crowd: Floats, softness: float) -> tuple[float, Floats, Floats]:
    """Return the soft dual, its slope (people who come less those the crowd means), and shares."""
    least, share = game.choices(crowd, softness)
    come = np.bincount(game.way.indices, game.people[game.rows] * share, minlength=len(game.room))
    value = float(game.people @ least - game.room @ crowd**2 / 2)
    return value, come - game.room * crowd, share


def _curvature(game: _Game, share: Floats, softness: float) -> Floats:
    """Return minus the second derivative of the soft dual, (m, m)."""
    chosen = _only(
        csr_array((share, game.way.indices, game.way.indptr), shape=game.way.shape),
        share > _UNCHOSEN,
        scale=1.0,
    )
    together = chosen.T @ diags_array(game.people) @ chosen
    alone = np.bincount(game.way.indices, game.people[game.rows] * share, minlength=len(game.room))
    found: Floats = (np.diag(alone) - together.toarray()) / softness + np.diag(game.room)
    return found
