"""Straight-line coverage: ours beside the two usual ways to compute it with polygonal circles."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial.coverage.discs import disc_coverage

Floats = NDArray[np.float64]

RADIUS = 500.0
QUAD_SEGS = 16
"""The default of geopandas and shapely: 64 segments a circle."""
SPACING = 500.0
"""Mean distance of communities and of facilities, in m: one of each in 0.25 km²."""
RUNS, PATIENCE = 3, 30.0
CORNER = np.array([440_000.0, 4_410_000.0])


@dataclass(frozen=True)
class Case:
    """Communities that tile a square and facilities scattered over it, in EPSG:4548."""

    zones: NDArray[np.object_]
    points: Floats


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    seconds: float
    ratio: float
    difference: float
    within_error: bool


def make_case(number: int) -> Case:
    """Return `number` irregular communities and as many facilities, the same at every run."""
    rng = np.random.default_rng(2004)
    side = math.sqrt(number) * SPACING
    square = shapely.box(*CORNER, *(CORNER + side))
    seeds = shapely.multipoints(rng.uniform(0, side, (number, 2)) + CORNER)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    return Case(shapely.intersection(cells, square), rng.uniform(0, side, (number, 2)) + CORNER)


def ours(case: Case) -> Floats:
    """Return the exact covered area of each community."""
    return disc_coverage(case.zones, case.points, radius=RADIUS)


def unions_over_a_tree(case: Case) -> Floats:
    """Return covered areas by uniting, for each community, the buffers that a tree finds."""
    buffers = shapely.buffer(shapely.points(case.points), RADIUS, quad_segs=QUAD_SEGS)
    zone, disc = shapely.STRtree(buffers).query(case.zones, predicate="intersects")
    first = np.searchsorted(zone, np.arange(len(case.zones) + 1))
    united = np.array([shapely.union_all(buffers[disc[a:b]]) for a, b in pairwise(first)])
    return shapely.area(shapely.intersection(case.zones, united))


def overlay_of_dissolved_buffers(case: Case) -> Floats:
    """Return covered areas by `geopandas.overlay` of communities and dissolved buffers."""
    zones = gpd.GeoDataFrame(
        {"zone": np.arange(len(case.zones))}, geometry=case.zones, crs="EPSG:4548"
    )
    buffers = gpd.GeoSeries(shapely.points(case.points), crs="EPSG:4548").buffer(
        RADIUS, quad_segs=QUAD_SEGS
    )
    dissolved = gpd.GeoDataFrame(geometry=[buffers.union_all()], crs="EPSG:4548")
    parts = gpd.overlay(zones, dissolved, how="intersection")
    area = pd.Series(parts.area.to_numpy(), index=parts["zone"])
    return area.groupby(level=0).sum().reindex(zones["zone"], fill_value=0.0).to_numpy()


METHODS: dict[str, Callable[[Case], Floats]] = {
    "shequ: exact discs": ours,
    "shapely: union for each community over an STRtree": unions_over_a_tree,
    "geopandas: overlay with dissolved buffers": overlay_of_dissolved_buffers,
}


def timed(method: Callable[[Case], Floats], case: Case) -> tuple[float, Floats]:
    """Return the least time of up to three runs, begun within half a minute, and the result."""
    times: list[float] = []
    while not times or (len(times) < RUNS and sum(times) < PATIENCE):
        start = time.perf_counter()
        found = method(case)
        times.append(time.perf_counter() - start)
    return min(times), found


def compare(number: int) -> list[Line]:
    """Time every method on the same case, after a small warm-up, and check it against ours.

    A polygon of 64 sides lies inside its circle and holds the circle of radius
    r * cos(pi / 64): a right answer lies between the exact ones for both radii.
    """
    small, case = make_case(50), make_case(number)
    upper = ours(case)
    inner = RADIUS * math.cos(math.pi / (4 * QUAD_SEGS))
    lower = disc_coverage(case.zones, case.points, radius=inner)
    lines: list[Line] = []
    for name, method in METHODS.items():
        method(small)
        seconds, found = timed(method, case)
        within = (found >= lower - 1e-3) & (found <= upper + 1e-3)
        lines.append(
            Line(
                name,
                seconds,
                seconds / (lines[0].seconds if lines else seconds),
                float(np.abs(found - upper).max()),
                bool(within.all()),
            )
        )
    return lines


def render(number: int, lines: list[Line]) -> str:
    """Return the table as text."""
    head = (
        f"Coverage of {number:,} communities by {number:,} facilities, r = {RADIUS:.0f} m"
        f" (peers: {4 * QUAD_SEGS} segments a circle, quad_segs={QUAD_SEGS})"
    )
    width = max(len(line.method) for line in lines)
    rows = [f"{'method':<{width}}  seconds   ratio  max difference m²  within polygonal error"]
    rows += [
        f"{line.method:<{width}}  {line.seconds:7.2f}  {line.ratio:6.1f}"
        f"  {line.difference:17.3f}  {'yes' if line.within_error else 'NO'}"
        for line in lines
    ]
    return "\n".join([head, *rows])


def main(*, small: bool) -> bool:
    """Print the table; say whether every method agrees with ours."""
    number = 500 if small else 20_000
    lines = compare(number)
    print(render(number, lines))
    return all(line.within_error for line in lines)
