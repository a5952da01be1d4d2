"""Access with competition in a scenario: what the facilities in reach offer each person.

A larger facility is no nearer, and more people are no further away: distances do not tell what
either changes, shares of supply do. Nothing here is mended. The shares of one place depend on
everybody who competes for the same facilities, so they are made anew from the state when they are
asked for; edits take no longer. The costs come from the attachments and lengths that edits mend to
the last bit, so the shares are equal, to the last bit, to those of a state made anew.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from spatial.access import AnyDecay, floating_catchment, gravity
from spatial.arrays import Floats, Rows
from spatial.checks import require_distance
from spatial.equity import gini, palma
from spatial.scenario.scenario import Scenario

PER = 1_000.0
LEAST = 1e-100
"""Persons; a factor may leave fewer, and what each of them has is no number of use."""


@dataclass(frozen=True)
class Sharing:
    """How supply is shared among the people who reach it.

    Attributes
    ----------
    catchment : float
        In metres; `distance <= catchment` is in reach.
    decay
        As in `spatial.access.two_step_floating_catchment`.
    selection : bool
        People choose among facilities first (the third step).
    counted : bool
        Every facility offers 1, whatever its capacity.
    """

    catchment: float
    decay: AnyDecay = "binary"
    selection: bool = False
    counted: bool = False

    def __post_init__(self) -> None:
        """Refuse a catchment that is no distance."""
        require_distance(self.catchment, "catchment")


class Shares(NamedTuple):
    """Supply for 1,000 persons: at each place (n,), of each unit (u,), and of all with evenness.

    NaN where a facility in reach has no known capacity, or nobody lives.
    """

    places: Floats
    units: Floats
    total: float
    gini: float
    palma: float


def shares(
    scenario: Scenario,
    sharing: Sharing,
    unit: Rows,
    units: int,
    *,
    costs: csr_array | None = None,
) -> Shares:
    """Return the supply for 1,000 persons: A_k = sum_j W_kj S_j / sum_i P_i W_ij (2SFCA).

    Parameters
    ----------
    scenario : Scenario
    sharing : Sharing
    unit : (z,) int
        Row of the unit that each zone belongs to.
    units : int
    costs : sparse table, optional
        What `scenario.costs(sharing.catchment)` gives, where it is known already.

    Returns
    -------
    Shares
        Means are by people, those who reach nothing included with 0; `gini` and `palma` say how
        evenly the supply is spread over all people.
    """
    table = scenario.costs(sharing.catchment) if costs is None else costs
    access = PER * supply_per_person(scenario, sharing, table)
    people = scenario.people
    lived = np.flatnonzero(people > LEAST)
    owner, weight = unit[scenario.places.zone[lived]], people[lived]
    amount = np.bincount(owner, weights=weight * access[lived], minlength=units)
    crowd = np.bincount(owner, weights=weight, minlength=units)
    mean = np.full(units, np.nan)
    np.divide(amount, crowd, out=mean, where=crowd > 0)
    known = len(lived) > 0 and bool(np.isfinite(access[lived]).all())
    return Shares(
        access,
        mean,
        math.fsum(weight * access[lived]) / math.fsum(weight) if known else math.nan,
        gini(access[lived], weight) if known else math.nan,
        palma(access[lived], weight) if known else math.nan,
    )


def supply_per_person(scenario: Scenario, sharing: Sharing, costs: csr_array) -> Floats:
    """Return the supply for each person at every place, (n,); NaN where it is not known."""
    serving = scenario.serving
    offered = np.ones(len(serving)) if sharing.counted else scenario.capacity[serving]
    known = np.isfinite(offered)
    found = floating_catchment(
        costs,
        np.where(scenario.people > LEAST, scenario.people, 0.0),
        np.where(known, offered, 0.0),
        catchment=sharing.catchment,
        decay=sharing.decay,
        selection=sharing.selection,
    ).access
    if not known.all():
        unknown = (~known).astype(float)
        reached = gravity(costs, unknown, decay=sharing.decay, catchment=sharing.catchment)
        found[reached > 0] = np.nan
    return found


def compared_shares(
    before: Scenario, after: Scenario, sharing: Sharing, unit: Rows, units: int
) -> tuple[Shares, Shares]:
    """Return the shares before and after; where nothing moved, ways are measured once."""
    costs = before.costs(sharing.catchment)
    moved = not before.same_ways(after)
    return (
        shares(before, sharing, unit, units, costs=costs),
        shares(after, sharing, unit, units, costs=None if moved else costs),
    )
