"""Plazas: areas that people cross on foot, as their edge and the straight ways across.

Between the places where streets enter, and the corners that stand inwards, one walks straight
wherever that stays on the plaza: the shortest way over a polygon bends at such corners only
(Lozano-Perez and Wesley 1979, Communications of the ACM 22:560-570).
"""

from collections.abc import Iterator
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
    kept = [
        edge[stands | _inward(edge, hole=number > 0)]
        for number, (edge, stands) in enumerate(zip(places, entered, strict=True))
    ]
    corners = np.unique(np.concatenate(kept), axis=0)
    if not 2 <= len(corners) <= MOST_CORNERS:  # noqa: PLR2004 - a way has two ends
        return np.empty((0, 2, 2))
    one, other = np.triu_indices(len(corners), 1)
    pairs = np.stack([corners[one], corners[other]], axis=1)
    lines = shapely.linestrings(pairs)
    # A way along the edge itself is there already.
    edge = shapely.boundary(plaza)
    inside = shapely.covers(plaza, lines) & ~shapely.covers(edge, lines)
    found: Floats = pairs[inside]
    return found


def _inward(places: Floats, *, hole: bool) -> Flags:
    """Return which corners of an edge stand into the plaza."""
    into, out = places - np.roll(places, 1, axis=0), np.roll(places, -1, axis=0) - places
    turn = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    x, y = (places - places[0]).T
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    found: Flags = turn * np.sign(area) * (-1 if hole else 1) < 0
    return found
