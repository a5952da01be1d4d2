"""Before and after: what a scenario changes for each unit and for all, evenness included.

Everything is derived from what the two scenarios hold, in the order of rows, so equal states give
equal figures to the last bit.
"""

import math
from typing import Any

import numpy as np
import pandas as pd

from spatial.arrays import Floats, Rows
from spatial.equity import gini, palma
from spatial.nearest import weighted_percentiles
from spatial.scenario.scenario import Scenario

PER = 1_000.0


def unit_figures(scenario: Scenario, unit: Rows, units: int) -> pd.DataFrame:
    """Return the figures of each unit, a row each in their order.

    Parameters
    ----------
    scenario : Scenario
    unit : (z,) int
        Row of the unit that each zone belongs to.
    units : int

    Returns
    -------
    DataFrame
        `population`, `covered_population`, `population_share` (NaN where nobody is counted),
        `nearest_m` (mean distance of those who reach a facility, by people; NaN where nobody
        does), `unreached_population`, and `capacity_per_1000`: the mean over people of the
        capacity of their nearest facility for each 1,000 persons who share it; NaN where it is not
        known for all who reach one.
    """
    people, covered, reached, metres = (
        np.bincount(unit, weights=one, minlength=units).astype(float) for one in scenario.sums
    )
    supply, with_any = _supply(scenario, unit, units)
    return pd.DataFrame(
        {
            "population": people,
            "covered_population": covered,
            "population_share": _over(covered, people),
            "nearest_m": _over(metres, reached),
            "unreached_population": people - reached,
            "capacity_per_1000": _over(supply, with_any),
        }
    )


def total_figures(scenario: Scenario) -> dict[str, Any]:
    """Return the figures of all zones together, with those of facilities and of evenness.

    Returns
    -------
    dict
        As `unit_figures`, and `nearest_m_p90` and `nearest_m_max`, `facilities`, `capacity` (the
        sum of those known; NaN when none is), and how evenly the distance to the nearest facility
        is spread over the people who reach one: `gini`, `palma` and `mean` under `equity` (None
        where nobody does).
    """
    everywhere = np.zeros(scenario.places.zones, dtype=np.int64)
    alone = unit_figures(scenario, everywhere, 1)
    found: dict[str, Any] = {str(name): float(alone[name].iloc[0]) for name in alone}
    distance, people = scenario.distance, scenario.people
    lived = np.isfinite(distance) & (people > 0)
    ninth, most = weighted_percentiles(distance[lived], people[lived], [0.9, 1.0])
    capacity = scenario.capacity[scenario.serving]
    known = capacity[np.isfinite(capacity)]
    return found | {
        "nearest_m_p90": float(ninth),
        "nearest_m_max": float(most),
        "facilities": len(scenario.serving),
        "capacity": math.fsum(known) if len(known) else math.nan,
        "equity": _evenness(distance[lived], people[lived]) if lived.any() else None,
    }


def compare_units(before: Scenario, after: Scenario, unit: Rows, units: int) -> pd.DataFrame:
    """Return the figures of each unit before and after, side by side, and what people gain.

    Returns
    -------
    DataFrame
        `population_before`, `population_after`, ... and `gained`: covered people after less
        before.
    """
    old, new = (unit_figures(one, unit, units) for one in (before, after))
    table = {
        f"{name}_{when}": figures[name]
        for name in old
        for when, figures in (("before", old), ("after", new))
    }
    gained = new["covered_population"] - old["covered_population"]
    return pd.DataFrame(table).assign(gained=gained)


def _supply(scenario: Scenario, unit: Rows, units: int) -> tuple[Floats, Floats]:
    """Return for each unit the sum over its people of their share of capacity, and those people."""
    at = np.flatnonzero(scenario.facility >= 0)
    load = scenario.loads()
    each = np.full(len(load), np.nan)
    np.divide(scenario.capacity * PER, load, out=each, where=load > 0)
    people, owner = scenario.people[at], unit[scenario.places.zone[at]]
    lived = people > 0
    at, people, owner = at[lived], people[lived], owner[lived]
    share = people * each[scenario.facility[at]]
    return (
        np.bincount(owner, weights=share, minlength=units).astype(float),
        np.bincount(owner, weights=people, minlength=units).astype(float),
    )


def _evenness(distance: Floats, people: Floats) -> dict[str, float]:
    return {
        "gini": gini(distance, people),
        "palma": palma(distance, people),
        "mean": float(np.average(distance, weights=people)),
    }


def _over(amount: Floats, whole: Floats) -> Floats:
    found = np.full(len(whole), np.nan)
    np.divide(amount, whole, out=found, where=whole > 0)
    return found
