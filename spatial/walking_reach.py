"""Between which walking distances people live who are only known to be somewhere in a shape.

A shape is cut into squares. Whoever is in one (at most `spread` metres from its point, which
is `leg` metres from the nearest street) walks to a street at most `leg` + `spread` metres away, so
to a point of a street within `leg` + 2 `spread` metres of the square's point, and no further along
a straight piece of it than `spread` from the place nearest to that point. Over those parts of
streets the way to the facilities is least at an end of a part or at a facility on it, and greatest
at an end or where the ways by both ends of the edge are equally long.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.attachment import Attachment
from spatial.extents import SLACK, Extents, Reach
from spatial.land_points import spacing_for
from spatial.network import Network
from spatial.shortest_paths import nearest_source
from spatial.squares import cut_squares
from spatial.street_distances import seeds_of
from spatial.street_graph import ranges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRAIN = 50.0
"""In m: the side of the squares into which what people live in is cut."""
MOST_SQUARES = 400_000
"""Squares at most: beyond, they are larger, and brackets wider."""
FREEDOM = 0.0
"""In m: how much further than to the nearest street people may walk to another one."""


@dataclass(frozen=True, eq=False)
class Portions:
    """The parts of streets that the people of each place may start from.

    Attributes
    ----------
    size : int
        Number of places.
    place : (q,) int
        The place whose people may start from this part.
    edge : (q,) int
    begin, end : (q,) float
        Metres along the edge.
    least_leg, greatest_leg : (q,) float
        Between which distances (m) from the street people live who start there.
    unsure : (p,) bool
        Whether somebody of a place may be too far from every street to walk.
    """

    size: int
    place: Ints
    edge: Ints
    begin: Floats
    end: Floats
    least_leg: Floats
    greatest_leg: Floats
    unsure: NDArray[np.bool_]

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return sum(part.nbytes for part in vars(self).values() if isinstance(part, np.ndarray))


def portions_of(
    extents: Extents, network: Network, *, max_snap: float, freedom: float = FREEDOM
) -> Portions:
    """Return the parts of streets that people may start from, whatever the facilities.

    Parameters
    ----------
    extents : Extents
        Where the people of each place may be.
    network : Network
        In metres of the same system.
    max_snap : float
        In metres; who is further from every street does not walk.
    freedom : float
        In metres, 0 or more: people may start from any street that is at most so much further from
        them than the nearest one. With 0 everybody starts from the nearest.
    """
    points, spread, place = _squares(extents)
    at = network.attach(points)
    leg = np.where(at.attached, at.leg, np.inf)
    unsure = np.zeros(extents.size, dtype=bool)
    unsure[place[leg + spread > max_snap]] = True
    walks = leg - spread <= max_snap
    points, spread, place, leg = points[walks], spread[walks], place[walks], leg[walks]
    reach = leg + 2 * spread + freedom + SLACK
    square, edge, begin, end, apart = _within(network, points, reach, spread + SLACK)
    least = np.maximum(apart - spread[square] - SLACK, 0.0)
    greatest = (leg + spread)[square] + freedom + SLACK
    return Portions(extents.size, place[square], edge, begin, end, least, greatest, unsure)


def walking_reach(portions: Portions, network: Network, goals: Attachment) -> Reach:
    """Return between which walking distances of the nearest of `goals` the people of places live.

    Infinite: somebody (`far`) or everybody (`near`) of the place reaches none.
    """
    metres, _ = nearest_source(network.graph, seeds_of(goals))
    near, far = np.full(portions.size, np.inf), np.full(portions.size, -np.inf)
    if len(portions.edge):
        length = network.edge_length[portions.edge]
        one, other = (metres[network.edge_ends[portions.edge, side]] for side in (0, 1))

        def way(offset: Floats) -> Floats:
            return np.asarray(np.minimum(one + offset, other + (length - offset)))

        with np.errstate(invalid="ignore"):
            turn = np.nan_to_num((other + length - one) / 2, posinf=0.0, neginf=0.0)
        top = np.clip(turn, portions.begin, portions.end)
        greatest = np.max([way(portions.begin), way(portions.end), way(top)], axis=0)
        least = np.minimum(way(portions.begin), way(portions.end))
        beside = _on_same_edge(portions, goals)
        np.minimum(least, beside[0], out=least)
        np.minimum(greatest, beside[1], out=greatest)
        np.maximum.at(far, portions.place, greatest + portions.greatest_leg)
        np.minimum.at(near, portions.place, least + portions.least_leg)
    far[np.isneginf(far) | portions.unsure] = np.inf
    return Reach(np.maximum(near - SLACK, 0.0), far + SLACK)


def _squares(extents: Extents) -> tuple[Floats, Floats, Ints]:
    """Return point, greatest distance (m) of anybody from it, and place of all squares.

    What is no larger than a square is not cut.
    """
    shapes = extents.shapes
    bounds = shapely.bounds(shapes)
    large = (bounds[:, 2:] - bounds[:, :2]).max(axis=1) > GRAIN
    small, cut = np.flatnonzero(~large), np.flatnonzero(large)
    side = spacing_for(shapes[cut], GRAIN, most=MOST_SQUARES) if len(cut) else GRAIN
    pieces = cut_squares(shapes[cut], spacing=side)
    middle = (bounds[small, :2] + bounds[small, 2:]) / 2
    points = np.concatenate([middle, pieces.points])
    corners, owner = shapely.get_coordinates(
        np.concatenate([shapes[small], pieces.shapes]), return_index=True
    )
    spread = np.zeros(len(points))
    np.maximum.at(spread, owner, np.hypot(*(corners - points[owner]).T))
    place = np.concatenate([extents.owner[small], extents.owner[cut][pieces.owner]])
    return points, spread, place


def _within(
    network: Network, points: Floats, reach: Floats, spread: Floats
) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Return the parts of open edges within `reach` (m) of points where people start.

    As row of the point, edge, begin and end (m along the edge), and the distance of the point from
    that piece of street. People start from the place of a straight piece that is nearest to them:
    those of two people are no further apart than the people, so at most `spread` from the point's.
    """
    first = network.edge_first[:-1][network.edge_open]
    pieces = (network.edge_first[1:] - network.edge_first[:-1])[network.edge_open] - 1
    edge = np.repeat(np.flatnonzero(network.edge_open), pieces)
    start = ranges(first, pieces)
    a, b = network.vertices[start], network.vertices[start + 1]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([a, b], axis=1))))
    row, segment = tree.query(
        np.asarray(shapely.points(points)), predicate="dwithin", distance=reach
    )
    row, segment = row.astype(np.int64), segment.astype(np.int64)
    along, size = b[segment] - a[segment], np.hypot(*(b[segment] - a[segment]).T)
    to = points[row] - a[segment]
    unit = along / np.where(size > 0, size, 1.0)[:, None]
    foot = (to * unit).sum(axis=1)
    aside = np.abs(to[:, 0] * unit[:, 1] - to[:, 1] * unit[:, 0])
    half = np.sqrt(np.maximum(reach[row] ** 2 - aside**2, 0.0))
    beside = np.clip(foot, 0.0, size)
    begin = np.clip(np.maximum(foot - half, beside - spread[row]), 0.0, size)
    end = np.clip(np.minimum(foot + half, beside + spread[row]), 0.0, size)
    apart = np.hypot(aside, foot - beside)
    offset = network.along[start[segment]]
    return row, edge[segment], offset + begin, offset + end, apart


def _on_same_edge(portions: Portions, goals: Attachment) -> tuple[Floats, Floats]:
    """Return bounds of the way along the edge itself to a facility on it; infinite without one.

    From some place of the part it is the first at least; from every place the second at most, to
    the one facility for which that is least.
    """
    least, greatest = (np.full(len(portions.edge), np.inf) for _ in range(2))
    placed = np.flatnonzero(goals.attached)
    placed = placed[np.argsort(goals.edge[placed], kind="stable")]
    edges = goals.edge[placed]
    low = np.searchsorted(edges, portions.edge, side="left")
    count = np.searchsorted(edges, portions.edge, side="right") - low
    pair = np.repeat(np.arange(len(least)), count)
    goal = placed[ranges(low, count)]
    before = goals.offset[goal] - portions.begin[pair]
    after = portions.end[pair] - goals.offset[goal]
    np.minimum.at(least, pair, goals.leg[goal] + np.maximum(np.maximum(-before, -after), 0.0))
    np.minimum.at(greatest, pair, goals.leg[goal] + np.maximum(before, after))
    return least, greatest
