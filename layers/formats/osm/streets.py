"""Streets of OpenStreetMap -> segments that meet end to end.

OpenStreetMap draws a way across many junctions: two ways cross wherever they share a node, at
its end or inside it. Split at every such node, and at nodes a way visits twice, the segments
form the walking network; joined only at way ends it would fall apart.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.arrays import Flags, Floats, Ints
from layers.formats.osm.plazas import Plaza, met_by_streets, ways_across
from layers.formats.osm.same_place import told_apart
from layers.formats.osm.walkability import is_private, is_walkable

GAP = 2e-6
"""Degrees (0.2 m) that a street is drawn short of a place that nobody passes."""


SHUT = "ends_shut"
"""Property of such a street, so that a later import does not take its end for a loose one."""


@dataclass(frozen=True)
class Way:
    """A street as drawn: node ids (n,) and places (n, 2), runs of nodes that the extract holds.

    `told` are further properties: oneway, layer, bridge, tunnel, and access where it is private.
    `blocked` (n,) says at which nodes nobody passes; None where at none.
    """

    osm_id: int | str
    street_class: str
    name: str | None
    walkable: bool
    told: dict[str, str]
    nodes: Ints
    places: Floats
    blocked: Flags | None = None

    @property
    def source_id(self) -> str:
        """The id of the element it was drawn as, such as way/12."""
        return self.osm_id if isinstance(self.osm_id, str) else f"way/{self.osm_id}"


def way_of(element: Any, blocked: AbstractSet[int] = frozenset()) -> Way | None:
    """Return the way of a `highway`, or None; nodes outside the extract have no place (NaN).

    `blocked` are the ids of nodes that nobody passes: walls and locked gates.
    """
    tags = element.tags
    street_class = tags.get("highway")
    if street_class is None or tags.get("area") == "yes":
        return None
    held = dict(tags)
    told = {key: held[key] for key in ("oneway", "layer", "bridge", "tunnel") if key in held}
    if is_private(held):
        told["access"] = "private"
    nodes = [
        (node.ref, node.lon, node.lat) if node.location.valid() else (node.ref, np.nan, np.nan)
        for node in element.nodes
    ]
    table = np.array(nodes, dtype=np.float64).reshape(-1, 3)
    return Way(
        element.id,
        street_class,
        tags.get("name:zh") or tags.get("name"),
        is_walkable(street_class, held),
        told,
        np.array([node[0] for node in nodes], dtype=np.int64),
        table[:, 1:],
        np.array([node[0] in blocked for node in nodes], dtype=bool) if blocked else None,
    )


def frame_of(ways: list[Way], source: str, plazas: Sequence[Plaza] = ()) -> GeoDataFrame:
    """Return one row a segment: name, street_class, walkable, source, properties, geometry.

    Plazas become the segments of their edge and the straight ways across; those that no street
    meets are left out.
    """
    plazas = met_by_streets(plazas, [way.nodes for way in ways if way.walkable])
    ways = _told_apart([*ways, *(edge for plaza in plazas for edge in _edges(plaza))])
    cuts = shared_nodes([way.nodes for way in ways])
    records: list[dict[str, Any]] = []
    lines: list[Floats] = []
    for way, cut in zip(ways, cuts, strict=True):
        closed = np.zeros(len(cut), dtype=bool) if way.blocked is None else way.blocked
        for part, (first, last) in enumerate(segments(way.places, cut | closed)):
            line = way.places[first : last + 1]
            if closed[first] or closed[last]:
                line = _short_of(line, at_first=bool(closed[first]), at_last=bool(closed[last]))
            lines.append(line)
            shut = {SHUT: "yes"} if closed[first] or closed[last] else {}
            properties = {"osm_id": way.source_id, "part": part, **way.told, **shut}
            records.append(
                {
                    "name": way.name,
                    "street_class": way.street_class,
                    "walkable": way.walkable,
                    "source": source,
                    "properties": properties,
                }
            )
    for plaza, across in zip(plazas, _across(plazas, ways), strict=True):
        for part, line in enumerate(across):
            lines.append(line)
            properties = {"osm_id": plaza.osm_id, "across": part, **plaza.told}
            records.append(
                {
                    "name": plaza.name,
                    "street_class": plaza.street_class,
                    "walkable": True,
                    "source": source,
                    "properties": properties,
                }
            )
    columns = ["name", "street_class", "walkable", "source", "properties"]
    table = pd.DataFrame.from_records(records, columns=columns)
    counts = [len(line) for line in lines]
    places = np.concatenate(lines) if lines else np.empty((0, 2))
    owners = np.repeat(np.arange(len(lines)), counts)
    return GeoDataFrame(table, geometry=shapely.linestrings(places, indices=owners), crs=4326)


def _told_apart(ways: list[Way]) -> list[Way]:
    """Return ways that stand at different places wherever their nodes differ inside them."""
    places = told_apart([way.nodes for way in ways], [way.places for way in ways])
    return [replace(way, places=at) for way, at in zip(ways, places, strict=True)]


def _edges(plaza: Plaza) -> Iterator[Way]:
    """Yield the edges of a plaza as streets that end where they begin."""
    for nodes, places in zip(plaza.rings, plaza.places, strict=True):
        yield Way(
            plaza.osm_id,
            plaza.street_class,
            plaza.name,
            walkable=True,
            told={**plaza.told, "area": "yes"},
            nodes=np.append(nodes, nodes[:1]),
            places=np.concatenate([places, places[:1]]),
        )


def _across(plazas: Sequence[Plaza], ways: list[Way]) -> Iterator[Floats]:
    """Yield the ways across each plaza: streets enter where a node is of another way too."""
    if not plazas:
        return
    # The last node of a ring is its first again.
    ids, counts = np.unique(
        np.concatenate([np.unique(way.nodes) for way in ways]), return_counts=True
    )
    for plaza in plazas:
        entered = [counts[np.searchsorted(ids, nodes)] > 1 for nodes in plaza.rings]
        yield ways_across(plaza.places, entered)


def _short_of(line: Floats, *, at_first: bool, at_last: bool) -> Floats:
    """Return a line that ends a little before what nobody passes, so that nothing joins there."""
    found = line.copy()
    for place, neighbor, ends in ((0, 1, at_first), (-1, -2, at_last)):
        if ends:
            step = line[neighbor] - line[place]
            away = float(np.hypot(*step))
            found[place] = line[place] + step * (min(GAP / away, 0.25) if away > 0 else 0.0)
    return found


def shared_nodes(ways: list[Ints]) -> list[Flags]:
    """Return for each way which of its nodes stand more than once in all ways together.

    >>> [flags.tolist() for flags in shared_nodes([np.array([1, 2, 3]), np.array([4, 2, 5])])]
    [[False, True, False], [False, True, False]]
    """
    if not ways:
        return []
    # the two ends of a closed way count twice, which does no harm: they are ends anyway
    _, inverse, counts = np.unique(
        np.concatenate(ways), return_inverse=True, return_counts=True, sorted=True
    )
    ends = np.cumsum([len(way) for way in ways])
    return np.split((counts > 1)[inverse], ends[:-1])


def segments(places: Floats, cut: Flags) -> list[tuple[int, int]]:
    """Return first and last position of each segment that has a length.

    A way is cut where `cut` says so and where places are missing (NaN): outside the extract.
    """
    present: Flags = np.asarray(np.isfinite(places).all(axis=1), dtype=np.bool_)
    result: list[tuple[int, int]] = []
    first: int | None = None
    for position in range(len(places)):
        if not present[position]:
            first = None
        elif first is None:
            first = position
        elif cut[position] or position == len(places) - 1 or not present[position + 1]:
            if np.ptp(places[first : position + 1], axis=0).any():
                result.append((first, position))
            first = position
    return result
