"""Walking networks: ours beside shapely's tree, scipy's bare search, and pandana."""

import contextlib
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from spatial.network.attachment import Attachment
from spatial.network.distances import nearest_from_nodes
from spatial.network.network import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPACING, JITTER = 100.0, 30.0
"""Mean distance of crossings and how far they are moved, in m."""
MAIN = 10
"""Each tenth street of the grid is a main street."""
FULL, SMALL = 447, 40
"""Crossings a side: 199,809 in all with 500,000 links, and 1,600."""
LIMIT = 1_000.0
RUNS = 3
EXACT = 1e-6
"""Metres by which two right answers may differ."""
FAR = 30_000.0
"""Metres that pandana may search; no demand is further from a facility."""


@dataclass(frozen=True)
class Case:
    """Straight streets between crossings, and points over the same square, in metres."""

    crossings: Floats
    links: Ints
    demand: Floats
    facilities: Floats
    centers: Floats

    @property
    def lines(self) -> NDArray[np.object_]:
        """One LineString a link."""
        return shapely.linestrings(self.crossings[self.links])


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    ours: float
    peer: str
    theirs: float
    right: bool
    remark: str


def make_case(side: int, *, street_like: bool = False) -> Case:
    """Return a jittered grid of side x side crossings, the same at every run.

    Diagonals make it 2.5 links a crossing. `street_like` drops 35 % of the links that are not on
    main streets: where all links are alike, the hierarchy that pandana builds does not finish.
    """
    rng = np.random.default_rng(2004)
    number = np.arange(side * side).reshape(side, side)
    row, column = np.divmod(number.ravel(), side)
    crossings = np.column_stack([column, row]) * SPACING
    crossings = crossings + rng.uniform(-JITTER, JITTER, crossings.shape)
    along = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    up = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    across = np.column_stack([number[:-1, :-1].ravel(), number[1:, 1:].ravel()])
    more = min(len(across), max(0, round(500_000 * (side / FULL) ** 2) - len(along) - len(up)))
    across = across[np.sort(rng.choice(len(across), more, replace=False))]
    links = np.concatenate([along, up, across])
    if street_like:
        main = np.concatenate([row[along[:, 0]] % MAIN == 0, column[up[:, 0]] % MAIN == 0])
        main = np.concatenate([main, np.zeros(len(across), dtype=bool)])
        links = links[main | (rng.random(len(links)) >= 0.35)]
    wide = (side - 1) * SPACING
    points = [
        rng.uniform(0, wide, (max(5, round(some * (side / FULL) ** 2)), 2))
        for some in (500_000, 200, 1_000)
    ]
    return Case(crossings, links, *points)


def timed(ask: Callable[[], object], runs: int = RUNS) -> tuple[float, object]:
    """Return the least seconds of some runs, and the last answer."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        found = ask()
        times.append(time.perf_counter() - start)
    return min(times), found


def attaching(case: Case, network: Network) -> Line:
    """Attach all demand points, the index built in the time, beside query_nearest."""
    lines = case.lines
    points = shapely.points(case.demand)

    def ours() -> Attachment:
        vars(network).pop("grid", None)
        return network.attach(case.demand)

    def theirs() -> tuple[Ints, Floats]:
        tree = shapely.STRtree(lines)
        (_, edge), distance = tree.query_nearest(points, return_distance=True, all_matches=False)
        return edge, distance

    seconds, found = timed(ours)
    peer, (edge, distance) = timed(theirs, 1)
    other = network.edge_line[found.edge] != edge
    right = bool(np.abs(found.leg - distance).max() < EXACT)
    remark = f"{other.sum()} of {len(other):,} name another edge, equally near"
    return Line("attach demand to edges", seconds, "STRtree.query_nearest", peer, right, remark)


def walking(case: Case, network: Network) -> Line:
    """Find the nearest facility of all attached points, beside a search over the nodes alone."""
    demand, facilities = network.attach(case.demand), network.attach(case.facilities)
    graph = network.graph
    nodes = facilities.ends[0]
    seconds, (distance, facility) = timed(lambda: network.nearest(demand, facilities), 2 * RUNS)
    bare, over_nodes = timed(lambda: dijkstra(graph, indices=nodes, min_only=True), 2 * RUNS)
    named = np.zeros(len(over_nodes), dtype=np.int64)
    offsets, _ = timed(lambda: nearest_from_nodes(over_nodes, named, demand), 2 * RUNS)
    expected = inserted(network, demand, facilities)
    known = np.isfinite(expected)
    difference = np.abs(expected[known] - distance[known]).max()
    right = bool(difference < EXACT and (known == (facility >= 0)).all())
    remark = (
        f"{(seconds - offsets) / bare:.2f} times the search beside {offsets:.3f} s of offsets;"
        f" {difference:.0e} m from a search with all points as nodes"
    )
    return Line("nearest facility", seconds, "scipy, nodes alone", bare, right, remark)


def inserted(network: Network, demand: Attachment, facilities: Attachment) -> Floats:
    """Return the distances over a graph in which every point is a node of its edge."""
    number, places = len(network.nodes), len(demand)
    edge = np.concatenate(
        [np.arange(len(network.edge_length))] * 2 + [demand.edge, facilities.edge]
    )
    offset = np.concatenate(
        [network.edge_length * 0, network.edge_length, demand.offset, facilities.offset]
    )
    stops = number + np.arange(places + len(facilities))
    node = np.concatenate([network.edge_ends.T.ravel(), stops])
    order = np.lexsort((offset, edge))
    edge, offset, node = edge[order], offset[order], node[order]
    pairs = np.flatnonzero(edge[1:] == edge[:-1])
    tails, heads = node[pairs], node[pairs + 1]
    step = offset[pairs + 1] - offset[pairs]
    doors = stops + len(stops)
    legs = np.concatenate([demand.leg, facilities.leg])
    size = number + 2 * len(stops)
    # dijkstra takes what is not stored as no way, and zeros that are stored as ways
    ways = coo_array(
        (
            np.concatenate([step, legs]),
            (np.concatenate([tails, stops]), np.concatenate([heads, doors])),
        ),
        shape=(size, size),
    ).tocsr()
    found = dijkstra(ways, directed=False, indices=doors[places:], min_only=True)
    return found[doors[:places]]


def reaching(case: Case, network: Network) -> Line:
    """Find the streets within a limit of many centers; some are checked edge by edge."""
    centers = network.attach(case.centers)
    seconds, area = timed(lambda: network.service_area(centers, limit=LIMIT))
    length = area.length_by_facility
    worst = 0.0
    for row in range(0, len(centers), max(1, len(centers) // 20)):
        one = centers.rows(np.array([row]))
        ends, start = one.ends.ravel(), (one.leg + one.to_ends).ravel()
        over = np.minimum(*(dijkstra(network.graph, indices=ends) + start[:, None]))
        left = np.maximum(LIMIT - over[network.edge_ends], 0)
        reached = np.minimum(left.sum(axis=1), network.edge_length)
        # the own edge in two halves
        halves = np.minimum(left[one.edge[0]] + LIMIT - one.leg[0], one.to_ends[:, 0])
        reached[one.edge[0]] = halves.sum()
        worst = max(worst, abs(length[row] - reached.sum()))
    remark = f"{len(area.edge):,} parts; lengths within {worst:.0e} m of sums over all edges"
    what = f"{len(centers):,} service areas of {LIMIT:.0f} m"
    return Line(what, seconds, "", np.nan, worst < EXACT, remark)


def from_lines_to_answers(case: Case) -> Line:
    """Go from lines to the nearest facility of all demand, beside pandana from its frames."""
    lines = case.lines

    def ours() -> tuple[Floats, Ints]:
        return Network.from_lines(lines).nearest(case.demand, case.facilities)

    seconds, (distance, _) = timed(ours)
    theirs, corners = timed(lambda: by_pandana(case), 1)
    network = Network.from_lines(lines)
    expected = inserted(network, network.attach(case.demand), network.attach(case.facilities))
    both = np.isfinite(distance) & (corners < FAR)
    gap = np.abs(corners[both] - distance[both])
    known = np.isfinite(expected)
    right = bool(np.abs(expected[known] - distance[known]).max() < EXACT)
    right &= bool((known == np.isfinite(distance)).all())
    remark = (
        f"{len(case.links):,} street-like links; corners are off by {gap.mean():.0f} m in the"
        f" mean, {np.quantile(gap, 0.95):.0f} m at p95, {gap.max():.0f} m at most"
    )
    return Line(
        "lines in memory to answers", seconds, "pandana, build counted", theirs, right, remark
    )


def by_pandana(case: Case) -> Floats:
    """Return the distances that pandana finds, from frames of nodes and edges."""
    import pandana  # noqa: PLC0415 - only where it is compared

    lengths = np.hypot(*np.diff(case.crossings[case.links], axis=1)[:, 0].T)
    nodes = pd.DataFrame(case.crossings, columns=["x", "y"])
    edges = pd.DataFrame(case.links, columns=["from", "to"])
    with silence():
        net = pandana.Network(
            nodes["x"], nodes["y"], edges["from"], edges["to"], pd.DataFrame({"m": lengths})
        )
        places = pd.DataFrame(case.facilities, columns=["x", "y"])
        net.set_pois("all", FAR, 1, places["x"], places["y"])
        near = net.nearest_pois(FAR, "all", num_pois=1)
        corner = net.get_node_ids(*(pd.Series(part) for part in case.demand.T))
    found: Floats = near[1].reindex(corner).to_numpy(dtype=float)
    return found


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Swallow what compiled code prints."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def compare(side: int, peers: tuple[str, ...] = ("pandana",)) -> list[Line]:
    """Return the table for a network of side x side crossings."""
    case = make_case(side)
    lines = case.lines
    seconds, network = timed(lambda: Network.from_lines(lines))
    right = len(network.nodes) == side * side and len(network.edge_ends) == len(case.links)
    remark = f"{len(network.nodes):,} nodes, {len(network.edge_ends):,} edges"
    table = [Line("build from lines", seconds, "", np.nan, right, remark)]
    table += [attaching(case, network), walking(case, network), reaching(case, network)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    held = (
        f"network, graph and grid hold {network.nbytes / 1e6:.0f} MB; process so far {peak:.0f} MB"
    )
    table.append(Line("peak memory", np.nan, "", np.nan, right=True, remark=held))
    if "pandana" in peers:
        table.append(from_lines_to_answers(make_case(side, street_like=True)))
    return table


def render(lines: list[Line]) -> str:
    """Return the table as text."""
    wide = max(len(line.what) for line in lines)
    peer = max(len(line.peer) for line in lines)
    rows = [f"{'what':<{wide}}  seconds  {'beside':<{peer}}  seconds   times  right  remark"]
    for line in lines:
        ours, theirs = (
            f"{x:7.3f}" if np.isfinite(x) else " " * 7 for x in (line.ours, line.theirs)
        )
        times = line.theirs / line.ours
        ratio = f"{times:6.2f}" if np.isfinite(times) else " " * 6
        right = "yes" if line.right else "NO"
        rows.append(
            f"{line.what:<{wide}}  {ours}  {line.peer:<{peer}}  {theirs}  {ratio}"
            f"  {right:<5}  {line.remark}"
        )
    return "\n".join(row.rstrip() for row in rows)


def main(*, small: bool) -> bool:
    """Print the table; say whether all answers are right."""
    lines = compare(SMALL if small else FULL)
    print(render(lines))
    return all(line.right for line in lines)
