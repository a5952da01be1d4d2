"""The shortest new piece of street (a gate, a bridge, a cut-through) that fixes a coverage rule.

Every link between two corners of streets, or from a corner straight to another street, that is at
most so long is judged: with one new link, a shortest way uses it once at most, so the way of a
demand point becomes the least of the old one and `to one end + link + from the other end to the
nearest facility`, in both directions. The shortest link whose gain is enough is then opened in the
network and the rule is measured again.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import csc_array
from scipy.spatial import cKDTree
from shapely import LineString

from spatial.arrays import Flags, Floats, Ints
from spatial.checks import require_distance
from spatial.fixes.sites import TOLERANCE, people_needed
from spatial.network import Attachment, Network, polylines_near, walked_to_sites, with_crossings
from spatial.site_points import SitePoints, site_points

SAME = 1e-6
"""In metres: places nearer than this are one."""
MOST_CHECKED = 20
"""Links that are opened to be measured, at most: the first one nearly always holds."""


@dataclass(frozen=True)
class ShareRule:
    """A share of people within a radius (m) of a facility; `max_snap` (m) as in `Network`."""

    radius: float
    share: float
    max_snap: float | None = None


@dataclass(frozen=True)
class Link:
    """A new street: where, how long (m), the share of people served once it is open."""

    line: LineString
    length: float
    share: float


@dataclass(frozen=True)
class _Ends:
    """Places on streets where a link may begin: metres, and the edge cut there (-1 at a corner)."""

    points: Floats
    edge: Ints


def shortest_link(  # noqa: PLR0913 - network, people and facilities, then what is asked
    network: Network,
    demand: ArrayLike,
    people: ArrayLike,
    facilities: ArrayLike | SitePoints,
    *,
    rule: ShareRule,
    longest: float,
    barriers: ArrayLike = (),
) -> Link | None:
    """Return the shortest link that makes a place meet a rule, or None.

    Parameters
    ----------
    network : Network
    demand, people : (n, 2) and (n,) arrays
        Where the people of the place live (metres), and how many.
    facilities : (m, 2) array or SitePoints
        In metres.
    rule : ShareRule
    longest : float
        Links up to this length (m) are judged.
    barriers : array of polygons
        A link may not run through their inside (water, buildings).

    Returns
    -------
    Link or None
        None when the rule is met already, or no link up to `longest` is enough.

    Raises
    ------
    ShapeError
        When an argument has another shape or is out of range.
    """
    limit = require_distance(longest, "longest")
    homes = network.attach(np.asarray(demand, dtype=float), max_snap=rule.max_snap)
    sites = facilities if isinstance(facilities, SitePoints) else _points(facilities)
    goals = network.attach(with_crossings(network, sites).points, max_snap=rule.max_snap)
    count = np.asarray(people, dtype=float)
    away = walked_to_sites(network, homes, sites, max_snap=rule.max_snap)[0]
    need = people_needed(count, away <= rule.radius, share=rule.share)
    need -= TOLERANCE * float(count.sum())
    lost = np.flatnonzero((away > rule.radius) & homes.attached & (count > 0))
    if need <= 0 or not len(lost) or not goals.attached.any():
        return None
    pairs = _Pairs(network, homes.points[lost], goals, rule, limit)
    gains = pairs.gains(count[lost])
    enough = np.flatnonzero(gains >= need)
    walls = shapely.STRtree(np.asarray(barriers, dtype=object).reshape(-1))
    checked = 0
    for pair in enough[np.argsort(pairs.length[enough], kind="stable")].tolist():
        if float(count[lost][pairs.served_by(pair)].sum()) < need or pairs.barred(pair, walls):
            continue
        opened = open_link(network, *pairs.ends_of(pair))
        after = walked_to_sites(opened, homes.points, sites, max_snap=rule.max_snap)[0]
        if people_needed(count, after <= rule.radius, share=rule.share) == 0:
            share = float(count[after <= rule.radius].sum() / count.sum())
            return Link(pairs.line(pair), float(pairs.length[pair]), share)
        checked += 1
        if checked == MOST_CHECKED:
            break
    return None


def _points(facilities: ArrayLike) -> SitePoints:
    points = shapely.points(np.asarray(facilities, dtype=float).reshape(-1, 2))
    return site_points(np.asarray(points, dtype=object))


def open_link(network: Network, points: Floats, edges: Ints) -> Network:
    """Return the network with a straight street between two places on it.

    Parameters
    ----------
    points : (2, 2) array
        The ends in metres.
    edges : (2,) int
        The edge that is cut to meet each end; -1 where the end is a corner of streets already.
    """
    lines: list[LineString] = [LineString(points)]
    for edge in np.unique(edges[edges >= 0]).tolist():
        first, last = network.edge_first[edge], network.edge_first[edge + 1]
        cuts = points[edges == edge]
        lines.append(_with_corners(network.vertices[first:last], cuts))
    closed = network.without_edges(np.unique(edges[edges >= 0]))
    return closed.with_lines(np.array(lines, dtype=object))


@dataclass(frozen=True)
class _Ways:
    """The ways from the nearest of `homes`, and on to the nearest of `goals`, up to a radius."""

    network: Network
    homes: Attachment
    goals: Attachment
    radius: float

    def at(self, places: Floats) -> Floats:
        """Return the metres to each place, (2, n): from homes, to goals; infinite beyond."""
        found = [
            self.network.nearest(places, ends, limit=self.radius)[0]
            for ends in (self.homes, self.goals)
        ]
        return np.stack(found)

    def along(self, edges: Ints) -> Floats:
        """Return what these are at least on each edge, (2, e): those of an end less its length."""
        nodes, row = np.unique(self.network.edge_ends[edges], return_inverse=True)
        ends = np.minimum(self.at(self.network.nodes[nodes]), self.radius)
        least = ends[:, row.reshape(-1, 2)].max(axis=2) - self.network.edge_length[edges]
        return np.asarray(np.maximum(least - SAME, 0.0))

    def help(self, corner: Floats, edge: Floats) -> Flags:
        """Say which links may lie on a way within the radius, by the ways at their two ends."""
        least = np.minimum(corner[0] + edge[1], corner[1] + edge[0])
        return np.asarray(least <= self.radius)


class _Pairs:
    """Places that a link could join, the metres between them, and whom each link would serve."""

    def __init__(
        self, network: Network, lost: Floats, goals: Attachment, rule: ShareRule, longest: float
    ) -> None:
        self.radius = rule.radius
        homes = network.attach(lost, max_snap=rule.max_snap)
        corners = _corners(network, lost, rule.radius + longest)
        ways = _Ways(network, homes, goals, rule.radius)
        inside, pairs = _to_streets(network, corners, longest, ways)
        points = np.concatenate([corners, inside.points])
        uncut = np.full(len(corners), -1, dtype=np.int64)
        self.ends = _Ends(points, np.concatenate([uncut, inside.edge]))
        self.pair = np.concatenate([_to_corners(corners, longest), pairs])
        gap = points[self.pair[:, 0]] - points[self.pair[:, 1]]
        self.length = np.hypot(*gap.T)
        places = network.attach(points)
        self.onward = network.nearest(places, goals, limit=rule.radius)[0]
        self._drop_useless(network.nearest(places, homes, limit=rule.radius)[0])
        used = np.unique(self.pair)
        columns = network.costs(homes, places.rows(used), limit=rule.radius)
        self.column = np.full(len(points), -1)
        self.column[used] = np.arange(len(used))
        self.table: csc_array = csc_array(columns)

    def _drop_useless(self, inward: Floats) -> None:
        """Leave out links too long for any lost place, counting the nearest of them."""
        a, b = self.pair.T
        there = inward[a] + self.length + self.onward[b]
        back = inward[b] + self.length + self.onward[a]
        kept = np.minimum(there, back) <= self.radius
        self.pair, self.length = self.pair[kept], self.length[kept]

    def budgets(self, end: Ints) -> Floats:
        """Return how far (m) a home may be from the other end of each link, walked to this end."""
        left: Floats = self.radius - self.length - self.onward[end]
        return left

    def gains(self, people: Floats) -> Floats:
        """Return for each link the people it serves, those served both ways counted twice."""
        a, b = self.pair.T
        gained = self._within(a, self.budgets(b), people)
        return gained + self._within(b, self.budgets(a), people)

    def _within(self, ends: Ints, budget: Floats, people: Floats) -> Floats:
        """Return the people whose way to each end is within each budget."""
        table = self.table
        column = np.repeat(np.arange(table.shape[1]), np.diff(table.indptr))
        order = np.lexsort((table.data, column))
        total = np.concatenate([[0.0], np.cumsum(people[table.indices[order]])])
        # One key for column and distance, so that all links are looked up at once.
        stride = self.radius + 2.0
        key = column * stride + table.data[order]
        asked = self.column[ends]
        wanted = asked * stride + np.clip(budget, -0.5, self.radius + 0.5)
        last = np.searchsorted(key, wanted + 1e-6, side="right")
        gained: Floats = np.maximum(total[last] - total[table.indptr[asked]], 0.0)
        return gained

    def served_by(self, pair: int) -> Flags:
        """Say which lost homes one link serves."""
        served = np.zeros(self.table.shape[0], dtype=bool)
        for start, end in (self.pair[pair], self.pair[pair][::-1]):
            column = self.column[start]
            entries = slice(self.table.indptr[column], self.table.indptr[column + 1])
            budget = self.radius - self.length[pair] - self.onward[end]
            near = self.table.data[entries] <= budget + 1e-9 * self.radius
            served[self.table.indices[entries][near]] = True
        return served

    def line(self, pair: int) -> LineString:
        """Return a link."""
        return LineString(self.ends.points[self.pair[pair]])

    def ends_of(self, pair: int) -> tuple[Floats, Ints]:
        """Return the two ends of a link and the edges that it cuts."""
        return self.ends.points[self.pair[pair]], self.ends.edge[self.pair[pair]]

    def barred(self, pair: int, walls: shapely.STRtree) -> bool:
        """Say whether a link runs through the inside of a barrier."""
        line = self.line(pair)
        return any(len(walls.query(line, predicate=how)) for how in ("crosses", "within"))


def _corners(network: Network, lost: Floats, reach: float) -> Floats:
    """Return the distinct corners of open streets within a straight distance of lost homes."""
    owner = np.repeat(np.arange(len(network.edge_open)), np.diff(network.edge_first))
    low, high = lost.min(axis=0) - reach, lost.max(axis=0) + reach
    x, y = network.vertices.T
    boxed = (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
    corners = np.unique(network.vertices[network.edge_open[owner] & boxed], axis=0)
    away = cKDTree(lost).query(corners, distance_upper_bound=reach)[0]
    near: Floats = corners[np.isfinite(away)]
    return near


def _to_corners(corners: Floats, longest: float) -> Ints:
    """Return the links from corner to corner, (p, 2) rows of corners."""
    if not len(corners):
        return np.empty((0, 2), dtype=np.int64)
    pairs: Ints = cKDTree(corners).query_pairs(longest, output_type="ndarray").astype(np.int64)
    return pairs


def _to_streets(
    network: Network, corners: Floats, longest: float, ways: _Ways
) -> tuple[_Ends, Ints]:
    """Return places inside edges straight across from a corner, and the links (p, 2) to them.

    The places are numbered on from the corners. Links that cannot help by their `ways` are left
    out before the places are looked for: of all pairs they are by far the most.
    """
    low = corners.min(axis=0, initial=np.inf) - longest
    high = corners.max(axis=0, initial=-np.inf) + longest
    near, lines = polylines_near(network, low, high)
    if not len(near):
        return _Ends(np.empty((0, 2)), near), np.empty((0, 2), dtype=np.int64)
    places = np.asarray(shapely.points(corners), dtype=object)
    at_corners, at_edges = ways.at(corners), ways.along(near)
    corner, edge = shapely.STRtree(lines).query(places, predicate="dwithin", distance=longest)
    kept = ways.help(at_corners[:, corner], at_edges[:, edge])
    corner, edge = corner[kept], edge[kept]
    along = shapely.line_locate_point(lines[edge], places[corner])
    spots = shapely.get_coordinates(shapely.line_interpolate_point(lines[edge], along))
    # What falls on a corner is a link from corner to corner already.
    inside = np.isinf(cKDTree(corners).query(spots, distance_upper_bound=SAME)[0])
    number = len(corners) + np.arange(int(inside.sum()))
    pairs = np.column_stack([corner[inside], number]).astype(np.int64)
    return _Ends(spots[inside], near[edge[inside]]), pairs


def _with_corners(polyline: Floats, cuts: Floats) -> LineString:
    """Return a polyline with further corners at places on it."""
    line = LineString(polyline)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(polyline, axis=0).T))])
    places = shapely.line_locate_point(line, shapely.points(cuts))
    order = np.argsort(np.concatenate([along, places]), kind="stable")
    return LineString(np.concatenate([polyline, cuts])[order])
