"""Access with competition: how much supply there is for a person within reach.

The floating-catchment family shares the supply of each facility among the people who can reach it
and adds up, for each place, the shares of all facilities that it can reach. Unit: supply per
person. Costs are a matrix or a sparse table (`spatial.costs`), in meters or minutes; nothing here
loops over demand. Formulas, golden numbers and limits: docs/methods/access.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.access.decay import Decay, as_decay
from spatial.arrays import Flags, Floats, Indices
from spatial.costs import as_costs
from spatial.errors import ShapeError

AnyDecay = str | Decay | Mapping[float, float]
_SHOWN = 5


@dataclass(frozen=True)
class Catchments:
    """What a floating-catchment method found.

    Attributes
    ----------
    access : (n,) array
        Supply per person at each demand place; 0 where no facility is in reach.
    ratio : (m,) array
        Supply of each facility per (weighted) person who reaches it; NaN where nobody does.
    reached : (m,) array of bool
        Whether anybody reaches the facility. The supply of the others serves nobody:
        `demand @ access == supply[reached].sum()`.
    weighted_demand : (m,) array
        People who reach the facility, weighted by the decay.
    """

    access: Floats
    ratio: Floats
    reached: Flags
    weighted_demand: Floats

    @property
    def unreached(self) -> Indices:
        """Positions of the facilities that nobody reaches."""
        return np.flatnonzero(~self.reached)


def two_step_floating_catchment(
    cost: Any,
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    catchment: float,
    decay: AnyDecay = "binary",
) -> Floats:
    """Return the supply per person at each demand place (2SFCA and its weighted variants).

    R_j = S_j / sum_k P_k W_kj, then A_k = sum_j R_j W_kj, over pairs with cost <= catchment
    (Radke and Mu 2000; Luo and Wang 2003; with weights: Luo and Qi 2009; Dai 2010).

    Parameters
    ----------
    cost : (n, m) array or sparse table
        From demand places to facilities; see `spatial.costs.as_costs`.
    demand : (n,) array
        People, 0 or more.
    supply : (m,) array
        Beds, doctors, m2, places: 0 or more; a missing value is refused.
    catchment : float
        Greatest cost that counts, included.
    decay
        A name in `spatial.access.decay.DECAYS`, a mapping of limit to weight, or a callable.

    Raises
    ------
    ShapeError
        When shapes do not fit, a value is missing or negative, or the decay is unknown.
    """
    return floating_catchment(cost, demand, supply, catchment=catchment, decay=decay).access


def three_step_floating_catchment(
    cost: Any,
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    catchment: float,
    decay: AnyDecay = "step",
) -> Floats:
    """Return the supply per person when people choose among facilities first (3SFCA).

    As `two_step_floating_catchment` with the weight W_kj G_kj in both steps, where
    G_kj = W_kj / sum_j W_kj (Wan, Zou and Sternberg 2012).
    """
    return floating_catchment(
        cost, demand, supply, catchment=catchment, decay=decay, selection=True
    ).access


def floating_catchment(
    cost: Any,
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    catchment: float,
    decay: AnyDecay = "binary",
    selection: bool = False,
) -> Catchments:
    """Return access together with what each facility offers and whether anybody reaches it.

    Parameters are those of `two_step_floating_catchment`; `selection` adds the third step.

    Raises
    ------
    ShapeError
        When shapes do not fit, or the supply for a person is beyond all numbers.
    """
    weights = weigh(cost, catchment=catchment, decay=decay)
    people = as_amounts(demand, "demand", weights.shape[0])
    offered = as_amounts(supply, "supply", weights.shape[1])
    if selection:
        weights = _selected(weights)
    crowd: Floats = weights.T @ people
    ratio, reached = supply_ratio(offered, crowd)
    return Catchments(weights @ np.where(reached, ratio, 0.0), ratio, reached, crowd)


def supply_ratio(offered: Floats, crowd: Floats) -> tuple[Floats, Flags]:
    """Return the supply for each person of a crowd (m,), NaN where there is none, and where it is.

    Raises
    ------
    ShapeError
        When the supply for a person is beyond all numbers.
    """
    reached = crowd > 0
    ratio = np.full(len(offered), np.nan)
    with np.errstate(over="ignore"):
        np.divide(offered, crowd, out=ratio, where=reached)
    if np.isinf(ratio).any():
        raise ShapeError(
            "supply for a person is beyond all numbers; accepted: demand not so near 0"
        )
    return ratio, reached


def cumulative(cost: Any, supply: ArrayLike, *, catchment: float) -> Floats:
    """Return the opportunities within the catchment of each demand place: no competition.

    C_k = sum of S_j with cost <= catchment (Wachs and Kumagai 1973).
    """
    return gravity(cost, supply, decay="binary", catchment=catchment)


def gravity(cost: Any, supply: ArrayLike, *, decay: AnyDecay, catchment: float = np.inf) -> Floats:
    """Return the opportunities of each demand place, those further away counting less.

    G_k = sum of S_j W_kj (Hansen 1959); with `spatial.access.decay.Power` or `Exponential`.
    """
    weights = weigh(cost, catchment=catchment, decay=decay)
    found: Floats = weights @ as_amounts(supply, "supply", weights.shape[1])
    return found


def weigh(cost: Any, *, catchment: float, decay: AnyDecay) -> csr_array:
    """Return the weights of all pairs as a table: 0 beyond the catchment.

    Raises
    ------
    ShapeError
        When the catchment is negative or NaN, or a weight is negative or not finite.
    """
    try:
        reach = float(catchment)
    except (TypeError, ValueError):
        reach = np.nan
    if not reach >= 0:
        raise ShapeError(f"catchment is {catchment!r}; accepted: a number, 0 or more")
    table = as_costs(cost)
    inside = table.data <= reach
    whole = bool(inside.all())
    costs = table.data if whole else table.data[inside]
    found = np.asarray(as_decay(decay, reach)(costs), dtype=float)
    if found.shape != costs.shape or not (np.isfinite(found) & (found >= 0)).all():
        raise ShapeError("decay gives weights that are not one finite number >= 0 for each cost")
    weights = found
    if not whole:
        weights = np.zeros(len(inside))
        weights[inside] = found
    return csr_array((weights, table.indices, table.indptr), shape=table.shape)


def _selected(weights: csr_array) -> csr_array:
    """Return W_kj G_kj: each place spreads its people over facilities in proportion to W."""
    sums = weights @ np.ones(weights.shape[1])
    share = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
    rows = np.repeat(share, np.diff(weights.indptr))
    return csr_array((weights.data**2 * rows, weights.indices, weights.indptr), weights.shape)


def as_amounts(values: ArrayLike, name: str, size: int) -> Floats:
    """Return one finite amount of 0 or more for each of `size` places.

    Raises
    ------
    ShapeError
        When the length is another, or an amount is missing, infinite or negative.
    """
    try:
        amounts = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{name} is not an array of numbers; accepted: shape ({size},)") from error
    if amounts.shape != (size,):
        raise ShapeError(f"{name} has shape {amounts.shape}; accepted: ({size},), as in cost")
    faulty = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if len(faulty):
        shown = ", ".join(map(str, faulty[:_SHOWN].tolist()))
        raise ShapeError(
            f"{name} is missing, infinite or negative at positions {shown}"
            f" ({len(faulty)} in all);"
            " accepted: a number, 0 or more, everywhere"
        )
    return amounts
