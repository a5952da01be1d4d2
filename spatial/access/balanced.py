"""Access that neither invents people nor supply: balanced catchments and spatial availability.

In a floating catchment a person within reach of several facilities counts at each of them. The
methods here give every person out once. Units: supply per person, or supply. Golden numbers:
docs/methods/access.md.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.access.catchments import AnyDecay, Catchments, as_amounts, supply_ratio, weigh
from spatial.arrays import Floats
from spatial.errors import ShapeError


def balanced_floating_catchment(
    cost: Any,
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    catchment: float,
    decay: AnyDecay = "binary",
) -> Catchments:
    """Return the level of service at each demand place (BFCA), each person counted once.

    Paez, Higgins and Vivona (2019), PLOS ONE 14:e0218773. With weights W of the pairs,
    D_j = sum_k P_k W_kj / sum_j W_kj, R_j = S_j / D_j, A_k = sum_j R_j W_kj / sum_k W_kj. The
    people of the facilities add up to those who reach any: `weighted_demand.sum()`. A_k is a
    level of service in supply per person: it does not add up to the supply.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        From demand places to facilities; see `spatial.costs.as_costs`.
    demand : (n,) array
        People, 0 or more.
    supply : (m,) array
        Beds, doctors, m2, places: 0 or more.
    catchment : float
        Greatest cost that counts, included.
    decay
        As in `spatial.access.two_step_floating_catchment`.

    Raises
    ------
    ShapeError
        When shapes do not fit, a value is missing or negative, or the decay is unknown.
    """
    weights = weigh(cost, catchment=catchment, decay=decay)
    people = as_amounts(demand, "demand", weights.shape[0])
    offered = as_amounts(supply, "supply", weights.shape[1])
    spread = _row_shares(weights)
    crowd: Floats = spread.T @ people
    ratio, reached = supply_ratio(offered, crowd)
    shares = csr_array(_row_shares(csr_array(weights.T)).T)
    return Catchments(shares @ np.where(reached, ratio, 0.0), ratio, reached, crowd)


def spatial_availability(
    cost: Any,
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    catchment: float = np.inf,
    decay: AnyDecay = "binary",
    alpha: float = 1.0,
) -> Floats:
    """Return the supply that falls to each demand place (spatial availability).

    Soukhov, Paez, Higgins and Mohamed (2023), PLOS ONE 18:e0278468:
    V_k = sum_j S_j P_k^alpha W_kj / sum_k P_k^alpha W_kj. The whole supply of every facility that
    anybody reaches is given out, once. With `alpha` 1, V_k / P_k is the access of the two-step
    floating catchment with the same weights.

    Parameters
    ----------
    cost, demand, supply, catchment, decay
        As in `balanced_floating_catchment`; without a catchment all pairs of the table count.
    alpha : float
        0 or more: below 1 small places get more than their share of people, above 1 less.

    Returns
    -------
    (n,) array
        In the unit of the supply; 0 where nobody lives or nothing is in reach.

    Raises
    ------
    ShapeError
        As `balanced_floating_catchment`, or when alpha is negative or not finite.
    """
    weights = weigh(cost, catchment=catchment, decay=decay)
    people = as_amounts(demand, "demand", weights.shape[0])
    offered = as_amounts(supply, "supply", weights.shape[1])
    known: object = alpha
    if not (isinstance(known, int | float | np.number) and 0 <= known < np.inf):
        raise ShapeError(f"alpha is {alpha!r}; accepted: a finite number, 0 or more")
    # Scaled by the greatest place, so that no power passes all numbers.
    top = people.max(initial=0.0)
    claim = np.where(people > 0, (people / top if top else people) ** alpha, 0.0)
    claims: Floats = weights.T @ claim
    ratio = np.divide(offered, claims, out=np.zeros_like(offered), where=claims > 0)
    found: Floats = claim * (weights @ ratio)
    return found


def _row_shares(weights: csr_array) -> csr_array:
    """Return weights as shares of the sum of their row; rows without any stay empty."""
    sums = weights @ np.ones(weights.shape[1])
    share = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
    rows = np.repeat(share, np.diff(weights.indptr))
    return csr_array((weights.data * rows, weights.indices, weights.indptr), weights.shape)
