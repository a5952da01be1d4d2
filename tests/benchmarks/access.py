"""Two-step floating catchment: ours on a sparse table beside group-by over a long table of pairs.

The long table, one row a pair joined with its demand and supply, is how the method is usually
written with data frames. Both get the pairs within the catchment; answers are checked.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from spatial.access.catchments import two_step_floating_catchment
from spatial.access.decay import as_decay
from spatial.costs import straight_line_costs

Floats = NDArray[np.float64]
SPACING = 50.0
CATCHMENT = 1_000.0
RUNS, PATIENCE = 5, 30.0
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Case:
    """Demand and facilities scattered over a square, and the pairs within the catchment."""

    people: Floats
    supply: Floats
    costs: csr_array
    pairs: pd.DataFrame


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    decay: str
    seconds: float
    difference: float


def make_case(demand: int, facilities: int) -> Case:
    """Return a town with this much demand, the same at every run."""
    rng = np.random.default_rng(2000)
    side = math.sqrt(demand) * SPACING
    places, sites = rng.uniform(0, side, (demand, 2)), rng.uniform(0, side, (facilities, 2))
    costs = straight_line_costs(places, sites, limit=CATCHMENT)
    pairs = pd.DataFrame(
        {
            "place": np.repeat(np.arange(demand), np.diff(costs.indptr)),
            "site": costs.indices.astype(np.int64),
            "cost": costs.data,
        }
    )
    people = rng.integers(0, 100, demand).astype(float)
    return Case(people, rng.integers(1, 50, facilities).astype(float), costs, pairs)


def ours(case: Case, decay: str) -> Floats:
    """Return supply per person from the sparse table."""
    return two_step_floating_catchment(
        case.costs, case.people, case.supply, catchment=CATCHMENT, decay=decay
    )


def matrix(case: Case, decay: str) -> Floats:
    """Return supply per person from a full matrix, filled before the clock starts."""
    return two_step_floating_catchment(
        filled(case), case.people, case.supply, catchment=CATCHMENT, decay=decay
    )


def filled(case: Case) -> Floats:
    """Return the costs as a matrix: infinite beyond the catchment."""
    full = np.full(case.costs.shape, np.inf)
    full[case.pairs["place"], case.pairs["site"]] = case.pairs["cost"]
    return full


def grouped(case: Case, decay: str) -> Floats:
    """Return supply per person by joins and group-by over the long table of pairs."""
    people = pd.Series(case.people, name="people")
    supply = pd.Series(case.supply, name="supply")
    pairs = case.pairs[case.pairs["cost"] <= CATCHMENT].copy()
    pairs["weight"] = as_decay(decay, CATCHMENT)(pairs["cost"].to_numpy())
    pairs = pairs.join(people, on="place").join(supply, on="site")
    pairs["crowd"] = pairs["people"] * pairs["weight"]
    crowd = pairs.groupby("site")["crowd"].sum()
    ratio = (supply / crowd).replace([np.inf, -np.inf], np.nan).rename("ratio")
    pairs = pairs.join(ratio, on="site")
    pairs["share"] = pairs["ratio"] * pairs["weight"]
    access = pairs.groupby("place")["share"].sum()
    return access.reindex(people.index, fill_value=0.0).to_numpy()


METHODS: dict[str, Callable[[Case, str], Floats]] = {
    "shequ: sparse table": ours,
    "pandas: joins and group-by": grouped,
}
DECAYS = ("binary", "step", "gaussian")


def timed(method: Callable[[Case, str], Floats], case: Case, decay: str) -> tuple[float, Floats]:
    """Return the least time of some runs and the result."""
    times: list[float] = []
    while not times or (len(times) < RUNS and sum(times) < PATIENCE):
        start = time.perf_counter()
        found = method(case, decay)
        times.append(time.perf_counter() - start)
    return min(times), found


def compare(demand: int, facilities: int) -> tuple[list[Line], int]:
    """Time every method on the same case; the greatest difference is relative."""
    case = make_case(demand, facilities)
    lines = []
    for decay in DECAYS:
        expected = ours(case, decay)
        for name, method in METHODS.items():
            seconds, found = timed(method, case, decay)
            scale = max(float(expected.max()), 1e-300)
            lines.append(Line(name, decay, seconds, float(np.abs(found - expected).max()) / scale))
    return lines, len(case.pairs)


def render(demand: int, facilities: int, pairs: int, lines: list[Line]) -> str:
    """Return the table as text."""
    head = (
        f"2SFCA of {demand:,} places and {facilities:,} facilities,"
        f" {pairs:,} pairs within {CATCHMENT:.0f} m"
    )
    width = max(len(line.method) for line in lines)
    rows = [f"{'method':<{width}}  {'decay':<9} seconds   ratio  max difference (relative)"]
    first: dict[str, float] = {}
    for line in lines:
        ratio = line.seconds / first.setdefault(line.decay, line.seconds)
        wrong = "" if line.difference <= TOLERANCE else "  WRONG"
        rows.append(
            f"{line.method:<{width}}  {line.decay:<9} {line.seconds:7.3f}  {ratio:6.1f}"
            f"  {line.difference:.1e}{wrong}"
        )
    return "\n".join([head, *rows])


def main(*, small: bool) -> bool:
    """Print the table; say whether every method agrees with ours."""
    demand, facilities = (5_000, 100) if small else (100_000, 2_000)
    lines, pairs = compare(demand, facilities)
    print(render(demand, facilities, pairs, lines))
    return all(line.difference <= TOLERANCE for line in lines)
