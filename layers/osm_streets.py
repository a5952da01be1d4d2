"""Streets of OpenStreetMap -> segments that meet end to end.

OpenStreetMap draws a way across many junctions: two ways cross wherever they share a node, at
its end or inside it. Split at every such node, and at nodes a way visits twice, the segments
form the walking network; joined only at way ends it would fall apart.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.osm_tags import ALLOWED, FORBIDDEN, MOTOR_ONLY, SIDEWALKS


@dataclass(frozen=True)
class Way:
    """A street as drawn: node ids (n,) and places (n, 2), runs of nodes that the extract holds."""

    osm_id: int
    street_class: str
    name: str | None
    walkable: bool
    oneway: str | None
    nodes: np.ndarray
    places: np.ndarray


def way_of(element: Any) -> Way | None:
    """Return the way of a `highway`, or None; nodes outside the extract have no place (NaN)."""
    tags = element.tags
    street_class = tags.get("highway")
    if street_class is None or tags.get("area") == "yes":
        return None
    nodes = [
        (node.ref, node.lon, node.lat) if node.location.valid() else (node.ref, np.nan, np.nan)
        for node in element.nodes
    ]
    table = np.array(nodes, dtype=np.float64).reshape(-1, 3)
    return Way(
        element.id,
        street_class,
        tags.get("name:zh") or tags.get("name"),
        is_walkable(street_class, dict(tags)),
        tags.get("oneway"),
        np.array([node[0] for node in nodes], dtype=np.int64),
        table[:, 1:],
    )


def is_walkable(street_class: str, tags: dict[str, str]) -> bool:
    """Return whether people may walk there, by the most particular tag that says so.

    >>> is_walkable("motorway", {})
    False
    >>> is_walkable("trunk", {"sidewalk": "both"})
    True
    >>> is_walkable("service", {"access": "private"})
    False
    """
    foot = tags.get("foot")
    if foot in ALLOWED:
        return True
    if foot in FORBIDDEN or tags.get("motorroad") == "yes":
        return False
    if tags.get("access") in FORBIDDEN:
        return False
    if street_class in MOTOR_ONLY:
        return tags.get("sidewalk") in SIDEWALKS
    return True


def frame_of(ways: list[Way], source: str) -> GeoDataFrame:
    """Return one row a segment: name, street_class, walkable, source, properties, geometry."""
    shared = shared_nodes([way.nodes for way in ways])
    records: list[dict[str, Any]] = []
    lines: list[np.ndarray] = []
    for way in ways:
        for part, (first, last) in enumerate(segments(way, shared)):
            lines.append(way.places[first : last + 1])
            properties = {"osm_id": f"way/{way.osm_id}", "part": part}
            if way.oneway is not None:
                properties["oneway"] = way.oneway
            records.append(
                {
                    "name": way.name,
                    "street_class": way.street_class,
                    "walkable": way.walkable,
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


def shared_nodes(ways: list[np.ndarray]) -> np.ndarray:
    """Return the sorted ids of nodes that stand more than once in all ways together.

    >>> shared_nodes([np.array([1, 2, 3]), np.array([4, 2, 5])])
    array([2])
    """
    if not ways:
        return np.empty(0, dtype=np.int64)
    # the two ends of a closed way are one visit more, which does no harm: they are ends anyway
    nodes, counts = np.unique(np.concatenate(ways), return_counts=True)
    return nodes[counts > 1]


def segments(way: Way, shared: np.ndarray) -> list[tuple[int, int]]:
    """Return first and last position of each segment of at least one length.

    A way is cut at shared nodes and where nodes are missing; runs of one place are left out.
    """
    nodes, places = way.nodes, way.places
    present = ~np.isnan(places).any(axis=1)
    cut = np.isin(nodes, shared)
    result = []
    first: int | None = None
    for position in range(len(nodes)):
        if not present[position]:
            first = _close(result, first, position - 1, places)
            first = None
            continue
        if first is None:
            first = position
        elif cut[position] or position == len(nodes) - 1:
            _close(result, first, position, places)
            first = position
    return result


def _close(result: list[tuple[int, int]], first: int | None, last: int, places: np.ndarray) -> None:
    if first is not None and last > first and np.ptp(places[first : last + 1], axis=0).any():
        result.append((first, last))
