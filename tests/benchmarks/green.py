"""Green: dissolving, the green of units, land and people that parks serve, beside geopandas."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.green.ledger import area_inside, dissolve
from spatial.green.park_distances import straight_line_park_costs
from spatial.green.parks import QUAD_SEGS, served_land, service_area, whole_parks, within_reach
from spatial.rules import SizeClass

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
CRS = "EPSG:4548"
RADIUS, RUNS, PATIENCE = 500.0, 3, 20.0
CLASS = (SizeClass(min_m2=0.0, radius_m=RADIUS),)


@dataclass(frozen=True)
class Case:
    """Units that tile a square, overlapping greens as mappers draw them, and people."""

    units: gpd.GeoDataFrame
    greens: gpd.GeoDataFrame
    people: gpd.GeoDataFrame

    @property
    def parks(self) -> Shapes:
        """The greens without overlap, a shape a park."""
        return whole_parks(self.greens.geometry.to_numpy())


@dataclass(frozen=True)
class Line:
    """One line of the table; `difference` is the greatest, relative to the greatest answer."""

    what: str
    ours: float
    peer_name: str
    peer: float
    difference: float
    allowed: float

    @property
    def agrees(self) -> bool:
        """Whether both answers are the same as far as their methods allow."""
        return self.difference <= self.allowed


def make_case(number: int) -> Case:
    """Return `number` units of 500 m, 12 greens and 500 people in each, the same at every run."""
    rng = np.random.default_rng(51346)
    side = math.sqrt(number) * 500.0
    seeds = shapely.multipoints(rng.uniform(0, side, (number, 2)))
    square = shapely.box(0, 0, side, side)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    centers = rng.uniform(0, side, (6 * number, 2))
    blobs = shapely.buffer(shapely.points(centers), rng.uniform(5, 40, len(centers)), quad_segs=6)
    # Half of the greens are drawn over one that is there already.
    again = shapely.buffer(shapely.points(centers + rng.uniform(-30, 30, centers.shape)), 20)
    places = rng.uniform(0, side, (500 * number, 2))
    return Case(
        gpd.GeoDataFrame(
            {"unit": np.arange(number)}, geometry=shapely.intersection(cells, square), crs=CRS
        ),
        gpd.GeoDataFrame(geometry=np.concatenate([blobs, again]), crs=CRS),
        gpd.GeoDataFrame(
            {"person": np.arange(len(places))}, geometry=gpd.points_from_xy(*places.T, crs=CRS)
        ),
    )


def timed(method: Callable[[], Floats]) -> tuple[float, Floats]:
    """Return the least time of up to three runs, begun within 20 s, and the answer."""
    times: list[float] = []
    while not times or (len(times) < RUNS and sum(times) < PATIENCE):
        start = time.perf_counter()
        found = method()
        times.append(time.perf_counter() - start)
    return min(times), np.asarray(found, dtype=float)


def overlaid(units: gpd.GeoDataFrame, shapes: gpd.GeoDataFrame) -> Floats:
    """Return the area of dissolved shapes in each unit by `geopandas.overlay`."""
    parts = gpd.overlay(units, shapes, how="intersection", keep_geom_type=True)
    area = parts.area.groupby(parts["unit"]).sum()
    return np.asarray(area.reindex(units["unit"], fill_value=0.0).to_numpy())


def dissolved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one geometry a touching group, as `dissolve` and `explode` of geopandas give it."""
    return frame.dissolve().explode(ignore_index=True)[["geometry"]]


def compare(number: int) -> list[Line]:
    """Time ours and geopandas on the same case and tell how far the answers are apart."""
    case = make_case(number)
    units, points = case.units.geometry.to_numpy(), case.people.get_coordinates().to_numpy()
    parks = case.parks
    frame = gpd.GeoDataFrame(geometry=parks, crs=CRS)
    greens = case.greens.geometry.to_numpy()

    def joined() -> Floats:
        found = gpd.sjoin(case.people, frame, predicate="dwithin", distance=RADIUS)
        return np.asarray(np.bincount(found["person"].unique(), minlength=len(points)))

    def pairs() -> Floats:
        found = gpd.sjoin(case.people, frame, predicate="dwithin", distance=RADIUS)
        goals = frame.geometry.iloc[found["index_right"]].to_numpy()
        metres = found.geometry.distance(gpd.GeoSeries(goals, index=found.index, crs=CRS))
        return np.bincount(found["person"], weights=metres, minlength=len(points))

    def table() -> Floats:
        return np.asarray(straight_line_park_costs(points, parks, limit=RADIUS).sum(axis=1))

    def share_overlaid() -> Floats:
        near = frame.assign(geometry=frame.buffer(RADIUS, quad_segs=QUAD_SEGS))
        return overlaid(case.units, dissolved(near)) / case.units.area.to_numpy()

    questions: list[tuple[str, Callable[[], Floats], str, Callable[[], Floats]]] = [
        ("green of units, overlaps dissolved", lambda: area_inside(units, dissolve(greens)),
         "dissolve, overlay", lambda: overlaid(case.units, dissolved(case.greens))),
        ("land of units within reach of parks",
         lambda: served_land(units, service_area(parks, CLASS)),
         "dissolve, overlay of buffers", share_overlaid),
        ("people within reach of parks", lambda: within_reach(points, parks, radius=RADIUS),
         "sjoin dwithin", joined),
        ("distances of people to all parks in reach", table, "sjoin dwithin, distance", pairs),
    ]  # fmt: skip
    return [line(what, ours, name, peer) for what, ours, name, peer in questions]


def line(what: str, ours: Callable[[], Floats], name: str, peer: Callable[[], Floats]) -> Line:
    """Return one line of the table from two ways to the same answer."""
    mine, answer = timed(ours)
    theirs, other = timed(peer)
    apart = float(np.abs(answer - other).max()) / max(float(np.abs(other).max()), 1e-300)
    return Line(what, mine, name, theirs, apart, 1e-9)


def render(number: int, lines: list[Line]) -> str:
    """Return the table as text."""
    head = (
        f"Green of {number:,} units, {12 * number:,} polygons, {500 * number:,} people,"
        f" r = {RADIUS:.0f} m; peer: geopandas {gpd.__version__}"
    )
    rows = [f"{'question':<44}{'ours s':>9}{'peer s':>9}{'ratio':>7}{'difference':>12}  peer"]
    rows += [
        f"{one.what:<44}{one.ours:>9.3f}{one.peer:>9.3f}{one.peer / one.ours:>7.1f}"
        f"{one.difference:>12.1e}  {one.peer_name}{'' if one.agrees else '  DISAGREES'}"
        for one in lines
    ]
    return "\n".join([head, *rows])


def main(*, small: bool) -> bool:
    """Print the table; say whether geopandas finds the same."""
    number = 60 if small else 1000
    lines = compare(number)
    print(render(number, lines))
    return all(one.agrees for one in lines)
