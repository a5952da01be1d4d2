"""What an analysis will cost, estimated from the sizes of its layers before any is read.

A cost is the time on one core and the memory beyond that of an idle process, both when nothing is
kept from earlier requests. Every analysis declares its own beside its parameters, put together from
the pieces below. Each piece grows with everything that it is told of, so that an estimate for less
is never more: that is how `app.analyses.cost.refusal` finds what would be accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import cos, inf, radians
from typing import Any

import shapely
from sqlalchemy import Connection, Row, Select, func, literal, or_, select, union_all

from layers import store
from layers.catalogue import LAYER_TYPES, SITES_TABLE, LayerType
from layers.crs import METRES_A_DEGREE, across_180
from layers.postgis.tables import LAYER_TABLES, kinds, owned_by, rasters, table_of
from layers.store.areas import area_id
from layers.store.rasters import KINDS, raster_layer
from spatial.green import PARK_CLASSES
from spatial.site_points import MOST, SPACING

facility_sites = LAYER_TABLES[SITES_TABLE]
BOUNDARY = "area"
"""The name of the boundary among the vertices."""
BYTES_A_VERTEX = 16
PEOPLE = ("population_resident", "population_registered")
PROCESS = 140e6
"""Bytes of its own of a process that has read the code and computed nothing."""


@dataclass(frozen=True)
class Cost:
    """Seconds on one core, and bytes of memory."""

    seconds: float = 0.0
    bytes: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        """Return the cost of both, what the first one needs still being held."""
        return Cost(self.seconds + other.seconds, self.bytes + other.bytes)

    def then(self, other: "Cost") -> "Cost":
        """Return the cost of one after the other, what the first one needs being given back."""
        return Cost(self.seconds + other.seconds, max(self.bytes, other.bytes))

    def __mul__(self, times: float) -> "Cost":
        """Return the cost of so many of it at once."""
        return Cost(self.seconds * times, self.bytes * times)


@dataclass(frozen=True)
class Ceiling:
    """The most that one request may cost, in seconds and bytes."""

    seconds: float = inf
    bytes: float = inf

    @classmethod
    def of_process(cls, seconds: float, memory: float) -> "Ceiling":
        """Return what a process that may take so many seconds and bytes leaves to an analysis."""
        return cls(seconds, max(0.0, memory - PROCESS))

    def holds(self, cost: Cost) -> bool:
        """Say whether a cost is within it."""
        return cost.seconds <= self.seconds and cost.bytes <= self.bytes


@dataclass(frozen=True)
class Sizes:
    """What is known of an area without reading its layers.

    `features` and `vertices` (about) count those of each layer, `cells` those of each raster by
    the name of its layer; `counting` are the features that count for more: buildings and cells
    whose people are known, and parks among the green spaces.
    `points` are about those that distance to the sites of a kind that are areas counts from.
    `width_m`, `height_m` and `area_m2` are those of the boundary.
    """

    features: Mapping[str, int] = field(default_factory=dict)
    vertices: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[str, int] = field(default_factory=dict)
    counting: Mapping[str, int] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    width_m: float = 0.0
    height_m: float = 0.0
    area_m2: float = 0.0

    def in_compounds(self) -> "Sizes":
        """Return the sizes with compounds in the place of communities."""
        features, vertices, counting = (
            {**found, "communities": found.get("compounds", 0)}
            for found in (self.features, self.vertices, self.counting)
        )
        return replace(self, features=features, vertices=vertices, counting=counting)

    def count(self, *layers: str) -> int:
        """Return how many features some layers have together."""
        return sum(self.features.get(layer, 0) for layer in layers)

    def goals(self, layer: str) -> int:
        """Return about how many points distance to facilities of a kind counts from."""
        return max(self.count(layer), self.points.get(layer, 0))

    def corners(self, *layers: str) -> int:
        """Return about how many vertices some layers have together."""
        return sum(self.vertices.get(layer, 0) for layer in layers)


def read_sizes(connection: Connection, slug: str) -> Sizes:
    """Return the sizes of an area, in a few statements that give back no geometry but its boundary.

    Vertices are told from the bytes that geometries take in their table, the points of sites from
    their edge.

    Raises
    ------
    UnknownAreaError
        Naming the areas there are.
    """
    area = store.read_area(connection, slug)
    key = area_id(connection, slug)
    found = count_features(connection, key)
    cells = select(rasters.c.kind, rasters.c.width * rasters.c.height).where(
        rasters.c.area_id == key
    )
    known = {raster_layer(kind): int(count or 0) for kind, count in connection.execute(cells)}
    west, south, east, north = across_180(area.boundary).bounds
    across = METRES_A_DEGREE * cos(radians((south + north) / 2))
    return Sizes(
        features={row.layer: int(row.features) for row in found},
        vertices={row.layer: int(row.bytes) // BYTES_A_VERTEX for row in found}
        | {BOUNDARY: int(shapely.get_num_coordinates(area.boundary))},
        cells={raster_layer(kind): known.get(raster_layer(kind), 0) for kind in KINDS},
        counting={row.layer: int(row.counting) for row in found},
        points=_site_points(connection, key),
        width_m=(east - west) * across,
        height_m=(north - south) * METRES_A_DEGREE,
        area_m2=area.boundary.area * across * METRES_A_DEGREE,
    )


def _site_points(connection: Connection, key: int) -> dict[str, int]:
    """Return about how many points stand for the sites of each kind: see `spatial.site_points`."""
    sites = facility_sites.c
    edge = func.ST_Perimeter(sites.geometry) * METRES_A_DEGREE / SPACING
    each = 1 + func.least(edge, MOST)
    query = (
        select(kinds.c.layer, func.sum(each))
        .join_from(facility_sites, kinds, kinds.c.kind == sites.kind)
        .where(sites.area_id == key)
        .group_by(kinds.c.layer)
    )
    return {layer: int(points) for layer, points in connection.execute(query)}


def count_features(connection: Connection, key: int) -> Sequence[Row[Any]]:
    """Return for each layer of the area with this key: features, bytes, and how many count."""
    counted = union_all(*(_counted(one, key) for one in LAYER_TYPES.values()))
    return connection.execute(counted).all()


def _counted(layer: LayerType, key: int) -> Select[Any]:
    """Return SQL for the features of a layer, their bytes, and how many of them count for more."""
    table = table_of(layer)
    counting = [table.c[name] > 0 for name in PEOPLE if name in table.c]
    if "green_class" in table.c:
        counting.append(table.c.green_class.in_(PARK_CLASSES))
    known = func.count().filter(or_(*counting)) if counting else literal(0)
    return (
        select(
            literal(layer.id).label("layer"),
            func.count().label("features"),
            func.coalesce(func.sum(func.pg_column_size(table.c.geometry)), 0).label("bytes"),
            known.label("counting"),
        )
        .select_from(table)
        .where(owned_by(layer, key))
    )
