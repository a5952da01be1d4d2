"""The pieces that the cost of an analysis is put together from, each measured by itself.

The figures behind them are of one core of 2024; how they were measured stands in
`docs/adr/0024-cost-before-work.md`.
"""

from collections.abc import Iterable
from math import pi, sqrt

from app.analyses.cost import Cost, Sizes
from layers.catalogue import FACILITY_TYPES, LAYER_TYPES
from layers.rasters import raster_layer

STANDARD_RADIUS = 1_500.0
"""In m: no shipped standard lets a facility reach further where no radius is asked for."""
SQUARE = 50.0
"""In m: the side of the squares by which land stands for people, `spatial.population_points`."""
CLUSTERED = 2.0
"""How many more places lie around a place than if all were spread evenly."""


GROUND = ("communities", "land_use", "buildings", "population_cells")
"""The layers that people and land come from."""


def reach_of(radius: float | None, minutes: float | None = None, speed: float = 0.0) -> float:
    """Return the distance (m) that is asked for, or the greatest that a standard asks for."""
    if radius is not None:
        return radius
    return STANDARD_RADIUS if minutes is None else minutes * speed


def reading(sizes: Sizes, layers: Iterable[str] = LAYER_TYPES) -> Cost:
    """Return what it costs to read layers and put them into metres."""
    names = tuple(layers)
    features, corners = sizes.count(*names), sizes.corners(*names)
    return Cost(0.3 + 20e-6 * features + 2e-6 * corners, 20e6 + 2_000 * features + 64 * corners)


def places(sizes: Sizes, weighting: str = "auto") -> float:
    """Return how many places people may be put at: the most of what may place them."""
    land = 1.5 * sizes.area_m2 / SQUARE**2 + sizes.count("communities")
    if weighting in {"area", "residential"}:
        return land
    cells = sizes.cells.get(raster_layer("population"), 0)
    found = {
        "cells": sizes.count("population_cells"),
        "buildings": sizes.count("buildings"),
        "dwellings": sizes.count("buildings"),
        "raster": min(cells, 4 * cells) + sizes.count("communities"),
    }
    wanted = found.values() if weighting in {"auto", "demand"} else (found.get(weighting, 0),)
    return max(land, *wanted)


def demand(sizes: Sizes, weighting: str = "auto") -> Cost:
    """Return what it costs to place the people."""
    count = places(sizes, weighting)
    return Cost(0.2 + 60e-6 * count, 2_000 * count)


def streets(sizes: Sizes) -> Cost:
    """Return what it costs to make the network of the streets."""
    corners = sizes.corners("streets")
    return Cost(0.1 + 25e-6 * corners, 2_000 * corners)


def others(sizes: Sizes, facility: str) -> int:
    """Return how many facilities of other kinds there are."""
    return sizes.count(*(kind for kind in FACILITY_TYPES if kind != facility))


def candidates(sizes: Sizes, kind: str, spacing: float, facility: str) -> float:
    """Return how many candidate sites there may be."""
    packed = (sizes.width_m / spacing + 1) * (sizes.height_m / spacing + 1)
    inside = sizes.area_m2 / spacing**2 + 2 * sqrt(packed)
    known = {
        "grid": inside,
        "parcels": float(sizes.count("land_use")),
        "facilities": float(others(sizes, facility)),
        "existing": float(sizes.count(facility)),
    }
    return min(known[kind], 1.3 * packed) + 1


def pairs(sizes: Sizes, many: float, few: float, radius: float) -> float:
    """Return how many pairs of places and sites lie within a radius (m)."""
    share = min(1.0, CLUSTERED * pi * radius**2 / max(sizes.area_m2, 1.0))
    return many * few * share


def table(count: float) -> Cost:
    """Return what it costs to make a table of so many distances by straight lines."""
    return Cost(0.4e-6 * count, 120 * count)


def walks(sizes: Sizes, sources: float, count: float) -> Cost:
    """Return what it costs to walk from each of some sources, making `count` pairs."""
    corners = sizes.corners("streets")
    return Cost(1e-9 * sources * (corners + sources) + 0.6e-6 * count, 100e6 + 150 * count)


def distances(sizes: Sizes, count: float, sources: float, metric: str) -> Cost:
    """Return what it costs to make a table of `count` distances from some sources."""
    return walks(sizes, sources, count) if metric == "walking" else table(count)


def shapes(sizes: Sizes, *layers: str, times: float = 1.0) -> Cost:
    """Return what it costs to cut or join the polygons of layers."""
    return Cost(30e-6, 200) * (times * sizes.corners(*layers))


def reach_cost(sizes: Sizes, facility: str, radius: float, metric: str) -> Cost:
    """Return what it costs to find who reaches which facilities within a radius (m)."""
    goals = sizes.count(facility)
    count = pairs(sizes, places(sizes), goals, radius)
    found = reading(sizes) + demand(sizes) + distances(sizes, count, goals, metric)
    return found + streets(sizes) if metric == "walking" else found
