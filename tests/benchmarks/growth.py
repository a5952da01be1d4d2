"""Growth: time and memory of coverage, nearest and green with 1,000 to 10 million demand points.

A town grows at one density: 10,000 people in a square kilometre, each a demand point. Each size and
method runs in a process of its own, so that the memory told is its own. With `small` up to 100,000
points; otherwise the plot is written to docs/images/growth.png.
"""

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.access.catchments import two_step_floating_catchment
from spatial.coverage.straight import coverage
from spatial.green.catchment import by_boundary
from spatial.green.park_distances import straight_line_park_costs
from spatial.green.parks import whole_parks
from spatial.nearest import nearest_distance
from spatial.network.network import Network

Floats = NDArray[np.float64]
ROOT = Path(__file__).parents[2]
PLOT = ROOT / "docs" / "images" / "growth.png"
SIZES, SMALL = (10**3, 10**4, 10**5, 10**6, 10**7), (10**3, 10**4, 10**5)
DENSITY = 1e4
"""Demand points in a square kilometre."""
SIDE, BLOCK, RADIUS = 500.0, 100.0, 500.0
"""Side of a community, of a street block, and the service radius, in m."""
CRS = "EPSG:4548"
STEEPEST = 1.25
"""Exponent of growth over the last hundredfold that still passes for near-linear."""
TRIES = 3


@dataclass(frozen=True)
class Town:
    """Demand points with facilities, parks and communities in proportion, in metres."""

    points: Floats
    facilities: Floats
    parks: NDArray[np.object_]
    side: float


def make_town(number: int) -> Town:
    """Return a square town of `number` demand points, the same at every run."""
    rng = np.random.default_rng(2026)
    side = math.sqrt(number / DENSITY) * 1000
    centers = rng.uniform(0, side, (max(number // 10_000, 1), 2))
    parks = shapely.buffer(shapely.points(centers), 80, quad_segs=4)
    return Town(
        rng.uniform(0, side, (number, 2)),
        rng.uniform(0, side, (max(number // 5000, 1), 2)),
        np.atleast_1d(np.asarray(parks, dtype=object)),
        side,
    )


def communities(town: Town) -> NDArray[np.object_]:
    """Return squares that tile the town."""
    count = max(math.ceil(town.side / SIDE), 1)
    x, y = (axis.ravel() * SIDE for axis in np.meshgrid(np.arange(count), np.arange(count)))
    squares = shapely.box(x, y, np.minimum(x + SIDE, town.side), np.minimum(y + SIDE, town.side))
    return np.asarray(squares, dtype=object)


def streets(town: Town) -> NDArray[np.object_]:
    """Return a grid of streets, one line each between two crossings."""
    ends = np.arange(0, town.side + BLOCK, BLOCK)
    x, y = np.meshgrid(ends, ends)
    grid = np.stack([x, y], axis=-1)
    along = np.stack([grid[:, :-1], grid[:, 1:]], axis=2).reshape(-1, 2, 2)
    across = np.stack([grid[:-1], grid[1:]], axis=2).reshape(-1, 2, 2)
    return np.asarray(shapely.linestrings(np.concatenate([along, across])), dtype=object)


def ready_coverage(town: Town) -> Callable[[], float]:
    """Return what measures coverage of communities, by area and by people."""
    squares = communities(town)
    column, row = (np.minimum(town.points // SIDE, math.ceil(town.side / SIDE) - 1)).T.astype(int)
    zone = row * max(math.ceil(town.side / SIDE), 1) + column
    zones = gpd.GeoDataFrame(
        {"population": np.bincount(zone, minlength=len(squares)).astype(float)},
        geometry=squares,
        crs=CRS,
    )
    demand = gpd.GeoDataFrame(
        {"population": np.ones(len(zone)), "zone": zone},
        geometry=gpd.points_from_xy(*town.points.T, crs=CRS),
    )
    facilities = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*town.facilities.T, crs=CRS))
    return lambda: float(
        coverage(zones, facilities, radius=RADIUS, demand=demand).total["covered_population"]
    )


def ready_nearest(town: Town) -> Callable[[], float]:
    """Return what finds the nearest facility by straight line."""
    return lambda: float(nearest_distance(town.points, town.facilities)[0].sum())


def ready_network(town: Town) -> Callable[[], float]:
    """Return what builds the network of lines, attaches everything and finds the nearest."""
    lines = streets(town)
    return lambda: float(Network.from_lines(lines).nearest(town.points, town.facilities)[0].sum())


def ready_green(town: Town) -> Callable[[], float]:
    """Return what dissolves parks, divides them by boundary and shares them among the people."""
    squares, people = communities(town), np.ones(len(town.points))

    def run() -> float:
        parks = whole_parks(town.parks)
        by_boundary(squares, parks)
        cost = straight_line_park_costs(town.points, parks, limit=RADIUS)
        area = shapely.area(parks)
        return float(two_step_floating_catchment(cost, people, area, catchment=RADIUS).sum())

    return run


METHODS: dict[str, tuple[str, Callable[[Town], Callable[[], float]]]] = {
    "coverage": ("coverage: discs and people", ready_coverage),
    "nearest": ("nearest: straight line", ready_nearest),
    "network": ("nearest: streets, build and attach counted", ready_network),
    "green": ("green: dissolve, ledger, catchment", ready_green),
}


@dataclass(frozen=True)
class Line:
    """One method at one size: least and greatest seconds, least processor seconds, memory in MB.

    `peak` is that of the whole process, `inputs` before the method began: interpreter, libraries
    and the town.
    """

    method: str
    number: int
    seconds: float
    slowest: float
    processor: float
    peak: float
    inputs: float
    answer: float


def measure(method: str, number: int) -> Line:
    """Run one method here and now; to be called in a process of its own."""
    warm = METHODS[method][1](make_town(1000))
    warm()
    run = METHODS[method][1](make_town(number))
    inputs = _peak()
    times: list[float] = []
    busy: list[float] = []
    answer = math.nan
    while not times or (len(times) < TRIES and sum(times) < TRIES):
        start, begun = time.perf_counter(), time.process_time()
        answer = run()
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - begun)
    return Line(method, number, min(times), max(times), min(busy), _peak(), inputs, answer)


def measure_apart(method: str, number: int) -> Line:
    """Run one method in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.growth", method, str(number)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return Line(**found)


def _peak() -> float:
    """Return the greatest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def exponent(lines: list[Line]) -> float:
    """Return the power of the number of points by which time grew over the last hundredfold.

    Taken from processor time: what else the machine does is not growth.
    """
    before, last = lines[-3], lines[-1]
    return math.log(last.processor / before.processor) / math.log(last.number / before.number)


def checked(town: Town) -> bool:
    """Say whether the answers for a small town are those of distances taken one by one."""
    apart = np.hypot(*(town.points[:, None] - town.facilities[None]).transpose(2, 0, 1)).min(axis=1)
    away = shapely.distance(shapely.points(town.points)[:, None], town.parks[None])
    reached = shapely.area(whole_parks(town.parks)).sum() if (away <= RADIUS).any() else 0.0
    walked = ready_network(town)()
    return bool(
        math.isclose(ready_nearest(town)(), apart.sum(), rel_tol=1e-9)
        and math.isclose(ready_coverage(town)(), (apart <= RADIUS).sum(), rel_tol=1e-9)
        and math.isclose(ready_green(town)(), reached, rel_tol=1e-9)
        and apart.sum() <= walked <= 1.5 * apart.sum() + 2 * BLOCK * len(apart)
    )


def render(lines: list[Line]) -> str:
    """Return the table as text."""
    head = f"{'method':<44}{'points':>11}{'seconds':>10}{'slowest':>10}{'processor':>11}"
    head += f"{'µs/point':>10}"
    rows = [f"{head}{'peak MB':>10}{'inputs MB':>11}"]
    rows += [
        f"{METHODS[line.method][0]:<44}{line.number:>11,}{line.seconds:>10.3f}"
        f"{line.slowest:>10.3f}{line.processor:>11.3f}"
        f"{line.processor / line.number * 1e6:>10.2f}{line.peak:>10,.0f}"
        f"{line.inputs:>11,.0f}"
        for line in lines
    ]
    return "\n".join(rows)


def plot(lines: list[Line], path: Path = PLOT) -> None:
    """Draw processor time and memory against the number of points, a straight line beside."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where a plot is asked for

    figure = Figure(figsize=(9, 4), layout="constrained")
    times, memory = figure.subplots(1, 2)
    for name, (title, _) in METHODS.items():
        mine = [line for line in lines if line.method == name]
        numbers = [line.number for line in mine]
        times.plot(numbers, [line.processor for line in mine], marker="o", label=title)
        memory.plot(numbers, [line.peak for line in mine], marker="o", label=title)
    ends = np.array([min(line.number for line in lines), max(line.number for line in lines)])
    times.plot(ends, ends * 1e-6, color="gray", linestyle=":", label="1 µs a point")
    for axes, title, unit in (
        (times, "Processor time, one thread", "s"),
        (memory, "Peak memory", "MB"),
    ):
        axes.set(xscale="log", yscale="log", xlabel="demand points", ylabel=unit, title=title)
        axes.grid(visible=True, alpha=0.3)
    times.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main(*, small: bool) -> bool:
    """Print the table; say whether answers are right and growth is near-linear."""
    lines: list[Line] = []
    steep = {}
    for method in METHODS:
        lines += [measure_apart(method, number) for number in (SMALL if small else SIZES)]
        steep[method] = exponent([line for line in lines if line.method == method])
    print(f"Growth at {DENSITY:,.0f} demand points in a km², r = {RADIUS:.0f} m")
    print(render(lines))
    for method, power in steep.items():
        print(f"{METHODS[method][0]}: time grows as points^{power:.2f} over the last 100-fold")
    right = checked(make_town(1000))
    print(f"answers for 1,000 points agree with distances taken one by one: {right}")
    if not small:
        plot(lines)
        print(f"plot: {PLOT.relative_to(ROOT)}")
    return right and all(power <= STEEPEST for power in steep.values())


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2])).__dict__))
