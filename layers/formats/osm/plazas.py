"""Plazas: areas that people cross on foot, as their edge and the straight ways across.

Between the places where streets enter, and the corners that stand inwards, one walks straight
wherever that stays on the plaza: the shortest way over a polygon bends at such corners only
(Lozano-Perez and Wesley 1979, Communications of the ACM 22:560-570).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from layers.arrays import Flags, Floats, Ints
from layers.formats.osm.walkability import is_private, is_walkable

CLASSES = frozenset(
    {"pedestrian", "footway", "path", "steps", "living_street", "corridor", "cycleway", "service",
     "residential", "unclassified", "track"}
)  # fmt: skip
"""Values of `highway` whose areas people walk over."""
MOST_CORNERS = 60
"""Corners and entries between which straight ways are looked for; beyond, the edge alone serves."""


@dataclass(frozen=True, eq=False)
class Plaza:
    """An area that people walk over: one outer edge, and the edges of its holes.

    Attributes
    ----------
    rings : list of (n,) int
        Ids of the nodes of each edge, the outer one first, each node once.
    places : list of (n, 2) float
        Where they are, in degrees.
    """

    osm_id: str
    street_class: str
    name: str | None
    told: dict[str, str]
    rings: list[Ints]
    places: list[Floats]


def plazas_of(element: Any) -> Iterator[Plaza]:
    """Yield the plazas of an area of OpenStreetMap that people walk over; none where they do not.

    A closed way is one where it says `area` = yes, a relation of streets always is.
    """
    tags = dict(element.tags)
    street_class = tags.get("highway", "")
    if street_class not in CLASSES or not is_walkable(street_class, tags):
        return
    if element.from_way() and tags.get("area") != "yes":
        return
    kind = "way" if element.from_way() else "relation"
    told = {key: tags[key] for key in ("layer", "bridge", "tunnel") if key in tags}
    if is_private(tags):
        told["access"] = "private"
    for outer in element.outer_rings():
        edges = [outer, *element.inner_rings(outer)]
        nodes = [[(node.ref, node.lon, node.lat) for node in edge][:-1] for edge in edges]
        yield Plaza(
            f"{kind}/{element.orig_id()}",
            street_class,
            tags.get("name:zh") or tags.get("name"),
            told,
            [np.array([node[0] for node in edge], dtype=np.int64) for edge in nodes],
            [np.array([node[1:] for node in edge], dtype=np.float64) for edge in nodes],
        )


def met_by_streets(plazas: Sequence[Plaza], ways: Sequence[Ints]) -> list[Plaza]:
    """Return the plazas that share a node with a street, or with a plaza that does.

    A terrace or a deck that nothing leads to is no part of a walk: who lives or is beside it would
    stand on a piece that reaches nothing. `ways` are the nodes of each street that is walked.
    """
    open_ = set(np.concatenate([np.empty(0, dtype=np.int64), *ways]).tolist())
    waiting, kept = list(plazas), []
    while met := [one for one in waiting if any(not open_.isdisjoint(r) for r in _nodes(one))]:
        kept += met
        open_.update(*(nodes for one in met for nodes in _nodes(one)))
        waiting = [one for one in waiting if one not in met]
    return [one for one in plazas if one in kept]


def _nodes(plaza: Plaza) -> list[list[int]]:
    return [ring.tolist() for ring in plaza.rings]


def ways_across(places: list[Floats], entered: list[Flags]) -> Floats:
    """Return the straight ways (k, 2, 2) across a plaza, in degrees.

    Parameters
    ----------
    places : list of (n, 2) float
        The corners of each edge, the outer one first, each corner once.
    entered : list of (n,) bool
        At which of them a street enters.
    """
    plaza = shapely.Polygon(places[0], places[1:])
    if not plaza.is_valid or plaza.is_empty:
        return np.empty((0, 2, 2))
    corners, entries, sides = _corners(places, entered)
    if not 2 <= len(corners) <= MOST_CORNERS:  # noqa: PLR2004 - a way has two ends
        return np.empty((0, 2, 2))
    one, other = np.triu_indices(len(corners), 1)
    steps = corners[other] - corners[one]
    used = (entries[one] | _touches(steps, sides[one])) & (
        entries[other] | _touches(steps, sides[other])
    )
    pairs = np.stack([corners[one], corners[other]], axis=1)[used]
    lines = shapely.linestrings(pairs)
    # A way along the edge itself is there already.
    edge = shapely.boundary(plaza)
    inside = shapely.covers(plaza, lines) & ~shapely.covers(edge, lines)
    found: Floats = pairs[inside]
    return found


def _corners(places: list[Floats], entered: list[Flags]) -> tuple[Floats, Flags, Floats]:
    """Return the corners at which a shortest way may turn or end, each once.

    They are (n, 2) places, whether a street enters there (n,), and the way to the corner before and
    after on the same edge (n, 2, 2).
    """
    found, entries, sides = [], [], []
    for number, (edge, stands) in enumerate(zip(places, entered, strict=True)):
        kept = stands | _inward(edge, hole=number > 0)
        before, after = np.roll(edge, 1, axis=0) - edge, np.roll(edge, -1, axis=0) - edge
        found.append(edge[kept])
        entries.append(stands[kept])
        sides.append(np.stack([before, after], axis=1)[kept])
    corners, first, which = np.unique(
        np.concatenate(found), axis=0, return_index=True, return_inverse=True
    )
    # A corner of two edges has four sides: it is kept.
    at = which.ravel()
    enters = (np.bincount(at, weights=np.concatenate(entries)) > 0) | (np.bincount(at) > 1)
    return corners, enters, np.concatenate(sides)[first]


def _touches(steps: Floats, sides: Floats) -> Flags:
    """Return which ways only touch the edge at a corner: a shortest way turns at no other.

    `steps` (n, 2) are the ways, `sides` (n, 2, 2) the edge before and behind the corner: both lie
    on one side of the way.
    """
    turns = steps[:, None, 0] * sides[:, :, 1] - steps[:, None, 1] * sides[:, :, 0]
    found: Flags = turns[:, 0] * turns[:, 1] >= 0
    return found


def _inward(places: Floats, *, hole: bool) -> Flags:
    """Return which corners of an edge stand into the plaza."""
    into, out = places - np.roll(places, 1, axis=0), np.roll(places, -1, axis=0) - places
    turn = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    x, y = (places - places[0]).T
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    found: Flags = turn * np.sign(area) * (-1 if hole else 1) < 0
    return found
