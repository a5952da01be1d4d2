"""What-if: an edit mended beside the same state computed anew, compared to the last bit."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from spatial.network.network import Network
from spatial.scenario.edits import (
    AddFacility,
    CloseFacility,
    CloseStreet,
    Edit,
    MoveFacility,
    OpenStreet,
)
from spatial.scenario.scenario import Places, Scenario
from spatial.scenario.straight import StraightNearest
from spatial.scenario.sums import zone_sums
from spatial.scenario.walking import WalkingNearest
from tests.benchmarks.network import FULL, SMALL, SPACING, Case, make_case

ZONES = 32
"""Zones a side: 1,024 in all, as communities of a city of some millions."""
RADIUS = 1_000.0
REPEATS = {"add": 60, "move": 60, "close": 60, "close street": 10, "open street": 3}
LIMIT, TIMES = 0.010, 50.0
"""An edit of a facility takes so many seconds at the median, and is so many times faster."""


@dataclass(frozen=True)
class Line:
    """One line of the table: seconds, and how many times faster than computing anew."""

    metric: str
    edit: str
    median: float
    p90: float
    measuring: float
    rebuilding: float
    equal: bool


def places_of(case: Case) -> Places:
    """Return the demand points with people, in zones that are squares."""
    rng = np.random.default_rng(2005)
    size = (case.demand.max() + 1) / ZONES
    column, row = (case.demand // size).astype(np.int64).T
    return Places(case.demand, rng.uniform(0, 5, len(case.demand)), column * ZONES + row, ZONES**2)


class Edits:
    """Random edits that a scenario accepts, the same at every run."""

    def __init__(self, case: Case) -> None:
        self._rng = np.random.default_rng(2006)
        self._wide = float(case.demand.max())
        self._crossings = case.crossings

    def draw(self, kind: str, scenario: Scenario) -> Edit:
        """Return an edit of a kind."""
        point = tuple(self._rng.uniform(0, self._wide, 2).tolist())
        if kind == "add":
            return AddFacility(point)
        if kind == "close street":
            edges = np.flatnonzero(scenario.nearest.network.edge_open)
            return CloseStreet((int(self._rng.choice(edges)),))
        if kind == "open street":
            start = int(self._rng.integers(len(self._crossings) - 3))
            return OpenStreet(shapely.LineString(self._crossings[[start, start + 2]]))
        facility = int(self._rng.choice(scenario.serving))
        return CloseFacility(facility) if kind == "close" else MoveFacility(facility, point)


def best(ask: Callable[[], Any], runs: int = 3) -> float:
    """Return the least seconds of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return min(times)


def timed(scenario: Scenario, edits: Edits, kind: str, repeats: int) -> list[float]:
    """Return the seconds of edits of a kind, each applied to what the one before left."""
    times = []
    for _ in range(repeats):
        edit = edits.draw(kind, scenario)
        start = time.perf_counter()
        scenario.apply(edit)
        times.append(time.perf_counter() - start)
    return times


def equal(scenario: Scenario) -> bool:
    """Say whether all that the scenario holds is what computing it anew gives."""
    held, anew = scenario.values, scenario.recompute()
    same = np.array_equal(held.distance, anew.distance)
    same &= np.array_equal(held.facility, anew.facility)
    pairs = zip(held.sums, anew.sums, strict=True)
    return bool(same and all(np.array_equal(one, other) for one, other in pairs))


def compare(side: int) -> list[Line]:
    """Time every kind of edit in a straight line and on foot."""
    case = make_case(side)
    places, network = places_of(case), Network.from_lines(case.lines)
    straight = Scenario(places, StraightNearest(case.demand, case.facilities), radius=RADIUS)
    held = network.attach(case.demand)
    walking = Scenario(places, WalkingNearest(network, held, case.facilities), radius=RADIUS)

    def anew_attached() -> None:
        """Measure with all places attached already, and add up."""
        rows = walking.serving
        distance, _ = network.nearest(held, walking.nearest.sites[rows])
        zone_sums(places.zone, places.people, distance, zones=places.zones, radius=RADIUS)

    def anew_straight() -> None:
        Scenario(places, StraightNearest(case.demand, case.facilities), radius=RADIUS)

    table, edits = [], Edits(case)
    for name, scenario, measure, rebuild in (
        ("straight", straight, straight.recompute, anew_straight),
        ("walking", walking, anew_attached, walking.recompute),
    ):
        measuring, rebuilding = best(measure), best(rebuild, 1)
        for kind, repeats in REPEATS.items():
            if name == "straight" and "street" in kind:
                continue
            gc.collect()
            times = timed(scenario, edits, kind, repeats)
            table.append(
                Line(
                    name,
                    kind,
                    float(np.median(times)),
                    float(np.quantile(times, 0.9)),
                    measuring / float(np.median(times)),
                    rebuilding / float(np.median(times)),
                    equal(scenario),
                )
            )
    return table


def render(side: int, table: list[Line]) -> str:
    """Return the table as text."""
    places = len(make_case(side).demand) if side == SMALL else 500_000
    head = [
        (
            f"Edits of a scenario: {side * side:,} crossings {SPACING:.0f} m apart,"
            f" {places:,} places, {ZONES**2:,} zones"
        ),
        (
            "measuring anew: all places attached already; computing anew: on foot places are"
            " attached too, straight the index is built too"
        ),
        (
            f"{'metric':<9}{'edit':<14}{'median ms':>10}{'p90 ms':>9}"
            f"{'x measuring':>13}{'x computing':>13}  equal"
        ),
    ]
    rows = [
        f"{line.metric:<9}{line.edit:<14}{line.median * 1e3:>10.2f}{line.p90 * 1e3:>9.2f}"
        f"{line.measuring:>13.0f}{line.rebuilding:>13.0f}  {'yes' if line.equal else 'NO'}"
        for line in table
    ]
    facilities = [line for line in table if "street" not in line.edit]
    fast = all(line.median < LIMIT for line in facilities)
    often = all(line.rebuilding >= TIMES for line in facilities)
    foot = [
        (
            f"facilities under {LIMIT * 1e3:.0f} ms at the median: {'yes' if fast else 'NO'};"
            f" at least {TIMES:.0f} times faster than computing anew: {'yes' if often else 'NO'}"
        )
    ]
    return "\n".join([*head, *rows, *foot])


def main(*, small: bool) -> bool:
    """Print the table; say whether every state equals the one computed anew."""
    side = SMALL if small else FULL
    table = compare(side)
    print(render(side, table))
    return all(line.equal for line in table)
