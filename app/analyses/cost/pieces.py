"""The pieces that the cost of an analysis is put together from, each measured by itself.

Measured on one core of a shared machine with the reference district (25 km2, 8,914 buildings, 4,333
streets) and a city (104 km2, 22,228 buildings, 27,189 streets), each in a fresh process
(`tests/load/extremes.py`); every figure is 1.5 to 2 times what was seen.
"""

from collections.abc import Iterable
from math import pi, sqrt

from app.analyses.ground.cost import Cost, Sizes
from layers.catalogue import FACILITY_TYPES, LAYER_TYPES
from layers.store.rasters import raster_layer
from spatial.population import SOURCES

STANDARD_RADIUS = 1_000.0
"""In m: no shipped standard lets a facility reach further where no radius is asked for."""
SQUARE = 50.0
"""In m: the side of the squares by which land stands for people, `spatial.population.points`."""
LAND = 1.35
"""Squares on land for each whole one: borders cut some."""
PLACE = 80e-6, 5_500.0
"""Seconds and bytes of a building or a population cell with its people."""
RASTER_CELL = 70e-6, 4_000.0
"""Of a cell of a raster: 106,533 inhabited ones in 332 communities took 4.7 s and 290 MB."""
READING_A_RASTER = 30e6
"""Bytes of what reads a raster, however small."""
SQUARE_OF_LAND = 20e-6, 1_300.0
"""Of a square of land: a city of 598 km2 whose people are known
by 77 polygons alone (250,522 squares) took 2.1 s and 164 MB."""
EVEN, CLUSTERED = 1.15, 2.0
"""How many more sites lie around a place than if both were spread evenly: a grid, facilities."""
DOORS, DOORS_A_CORNER = 3.0, 0.35
"""Entrances of a park, and more of them for each vertex of green spaces."""
OVERRUN = 1.1
"""How much longer than its limit a search takes."""
SQUARE_KILOMETRE = 1e6
MOST_LAND = 250.0
"""In km2: for more, the points and rectangles that stand for land lie further apart."""
RECTANGLE = 25.0
"""In m: the side of the rectangles of land that streets are looked up for."""


def reach_of(radius: float | None, minutes: float | None = None, speed: float = 0.0) -> float:
    """Return the distance (m) that is asked for, or the greatest that a standard asks for."""
    if radius is not None:
        return radius
    return STANDARD_RADIUS if minutes is None else minutes * speed


def reading(sizes: Sizes, layers: Iterable[str] = LAYER_TYPES) -> Cost:
    """Return what it costs to read layers, put them into metres, and answer."""
    features = sizes.count(*layers)
    return Cost(0.3 + 10e-6 * features, 45e6 + 900 * features)


def places(sizes: Sizes, weighting: str = "auto") -> float:
    """Return about how many places people are put at: those of data, and squares of land."""
    _, count = _data(sizes, weighting)
    return count + _squares(sizes, count)


def _data(sizes: Sizes, weighting: str) -> tuple[str, float]:
    """Return what places people, the finest data there are, and about how many places it has."""
    found = {
        "cells": float(sizes.counting.get(SOURCES["cells"], 0)),
        "buildings": float(sizes.counting.get(SOURCES["buildings"], 0)),
        "raster": _inhabited_cells(sizes),
        "dwellings": float(sizes.count(SOURCES["dwellings"])),
    }
    if weighting in found:
        return weighting, found[weighting]
    if weighting in {"area", "residential"}:
        return weighting, 0.0
    return next(((name, count) for name, count in found.items() if count), ("area", 0.0))


def _squares(sizes: Sizes, data: float) -> float:
    """Return about how many squares of land people are put at beside so many places of data.

    Communities without any of these have their people there, which tells when the data are few.
    """
    land = LAND * sizes.area_m2 / SQUARE**2 + sizes.count("communities")
    return max(0.0, land - 10 * data)


def _inhabited_cells(sizes: Sizes) -> float:
    """Return how many cells of the population raster lie in communities, those at borders twice."""
    cells = sizes.cells.get(SOURCES["raster"], 0)
    box = max(sizes.width_m * sizes.height_m, 1.0)
    inside = cells * min(1.0, 1.1 * sizes.area_m2 / box)
    return inside + 2 * sqrt(cells * sizes.count("communities"))


def demand(sizes: Sizes, weighting: str = "auto") -> Cost:
    """Return what it costs to place the people."""
    source, count = _data(sizes, weighting)
    each = Cost(*(RASTER_CELL if source == "raster" else PLACE))
    begun = Cost(0.1, READING_A_RASTER if source == "raster" else 0.0)
    return begun + each * count + Cost(*SQUARE_OF_LAND) * _squares(sizes, count)


def shapes(sizes: Sizes, *layers: str) -> Cost:
    """Return what it costs to cut and join the polygons of layers."""
    return Cost(50e-6, 2_500) * sizes.corners(*layers)


def streets(sizes: Sizes) -> Cost:
    """Return what it costs to make the network of the streets; nothing where there are none."""
    if not sizes.count("streets"):
        return Cost()
    return Cost(0.1, 15e6) + Cost(7e-6, 650) * sizes.corners("streets")


def walking_ground(sizes: Sizes, weighting: str = "auto", freedom: float = 0.0) -> Cost:
    """Return what it costs to attach people and land to streets, and to bound their walks.

    `freedom` (m): the streets that people may start from grow with it by more than its square.
    Where there are no streets nothing is attached: who asks for a walk is refused at once.
    """
    if not sizes.count("streets"):
        return Cost()
    held = min(sizes.area_m2, MOST_LAND * SQUARE_KILOMETRE)
    count = places(sizes, weighting)
    found = Cost(0.3, 130e6) + Cost(0.085, 1.5e6) * (held / SQUARE_KILOMETRE) + Cost(60e-6) * count
    rectangles = held / RECTANGLE**2 + 4 * count
    dense = sizes.corners("streets") / max(sizes.area_m2, 1.0)
    more = freedom**2 * (1 + freedom / 150)
    return found + Cost(1.6e-5, 900) * (rectangles * dense * more)


def others(sizes: Sizes, facility: str) -> int:
    """Return how many facilities of other kinds there are."""
    return sizes.count(*(kind for kind in FACILITY_TYPES if kind != facility))


def candidates(sizes: Sizes, kind: str, spacing: float, facility: str) -> float:
    """Return how many candidate sites there may be."""
    packed = (sizes.width_m / spacing + 1) * (sizes.height_m / spacing + 1)
    inside = sizes.area_m2 / spacing**2 + (sizes.width_m + sizes.height_m) / spacing
    known = {
        "grid": inside,
        "parcels": float(sizes.count("land_use")),
        "facilities": float(others(sizes, facility)),
        "existing": float(sizes.count(facility)),
    }
    return min(known[kind], 1.3 * packed) + 1


def share_within(sizes: Sizes, radius: float) -> float:
    """Return which share of all pairs of places in an area lie within a radius (m).

    As in a square of its size: pi t2 - 8/3 t3 + t4/2 for a radius of t sides.
    """
    side = radius / sqrt(max(sizes.area_m2, 1.0))
    if side >= 1:
        return 1.0
    return pi * side**2 - 8 / 3 * side**3 + side**4 / 2


def pairs(
    sizes: Sizes, many: float, few: float, radius: float, gathered: float = CLUSTERED
) -> float:
    """Return how many pairs of places and sites lie within a radius (m)."""
    return many * few * min(1.0, gathered * share_within(sizes, radius))


def table(count: float) -> Cost:
    """Return what it costs to make a table of so many distances by straight lines."""
    return Cost(0.2, 20e6) + Cost(0.3e-6, 60) * count


def walks(sizes: Sizes, count: float, sources: float, radius: float) -> Cost:
    """Return what it costs to walk so far (m) from each of some sources, making `count` pairs."""
    ways = Cost(1.2e-9 + 15e-9 * share_within(sizes, radius)) * (
        sources * (1_000 + sizes.corners("streets"))
    )
    return Cost(0.2, 50e6) + ways + Cost(0.4e-6, 60) * count


def distances(sizes: Sizes, count: float, sources: float, radius: float, metric: str) -> Cost:
    """Return what it costs to make a table of `count` distances from some sources."""
    return walks(sizes, count, sources, radius) if metric == "walking" else table(count)


def reach_cost(sizes: Sizes, facility: str, radius: float, metric: str) -> Cost:
    """Return what it costs to find who reaches which facilities within a radius (m)."""
    goals = sizes.goals(facility)
    count = pairs(sizes, places(sizes), goals, radius)
    found = reading(sizes) + demand(sizes) + distances(sizes, count, goals, radius, metric)
    return found + streets(sizes) if metric == "walking" else found


def search(seconds: float) -> Cost:
    """Return what a search with this time limit takes: it looks at the clock between steps."""
    return Cost(OVERRUN * seconds)


def doors(sizes: Sizes, parks: float) -> float:
    """Return about how many entrances so many parks have."""
    return DOORS * parks + DOORS_A_CORNER * sizes.corners("green_spaces") * min(1.0, parks)


def rasters(sizes: Sizes, kinds: Iterable[str]) -> Cost:
    """Return what it costs to measure the greatest of some rasters, read a window at a time."""
    cells = max((sizes.cells.get(raster_layer(kind), 0) for kind in kinds), default=0)
    return Cost(60e-9 * cells, min(40.0 * cells, 350e6))
