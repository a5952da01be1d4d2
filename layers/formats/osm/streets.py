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

from layers.arrays import Flags, Floats, Ints
from layers.formats.osm.tags import ALLOWED, FORBIDDEN, MOTOR_ONLY, SIDEWALKS


@dataclass(frozen=True)
class Way:
    """A street as drawn: node ids (n,) and places (n, 2), runs of nodes that the extract holds."""

    osm_id: int
    street_class: str
    name: str | None
    walkable: bool
    oneway: str | None
    nodes: Ints
    places: Floats


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
    cuts = shared_nodes([way.nodes for way in ways])
    records: list[dict[str, Any]] = []
    lines: list[Floats] = []
    for way, cut in zip(ways, cuts, strict=True):
        for part, (first, last) in enumerate(segments(way.places, cut)):
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
