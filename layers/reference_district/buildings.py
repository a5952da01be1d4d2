"""Buildings: rows of rectangles along the longest side of the built part of each plot."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.arrays import Floats
from layers.reference_district.description import Description, House
from layers.reference_district.plots import Plot, axis

OTHER_USES = {
    "public_service": "public",
    "commercial": "commercial",
    "utility": "utility",
}
EMPTY_SHARE = 0.06
"""Share of the places that stay empty: yards, parking, sheds."""
DWELLING_SHARE = 0.82
"""Dwelling floor area per floor area of a residential building."""
ROW_STEP = 2.0
"""How far (m) to go on where a plot is too narrow for a row."""
YARD_SHARE = 0.42
"""Width of the yard against that of a courtyard house."""
SPUR_CLEARANCE = 2.0
"""Distance (m) of buildings from dead-end lanes."""


@dataclass(frozen=True)
class Buildings:
    """Parallel arrays: footprints (m), community, use, floors and areas (m2)."""

    footprint: np.ndarray[tuple[int], np.dtype[np.object_]]
    community: np.ndarray[tuple[int], np.dtype[np.int64]]
    use: np.ndarray[tuple[int], np.dtype[np.str_]]
    floors: np.ndarray[tuple[int], np.dtype[np.int64]]
    floor_area: Floats
    dwelling_area: Floats


def build_houses(
    plots: list[tuple[Plot, Floats]],
    spurs: list[shapely.LineString],
    description: Description,
    rng: np.random.Generator,
) -> Buildings:
    """Fill the built part (second of each pair) of plots with houses that keep off the spurs."""
    footprints: list[Floats] = []
    rows: list[tuple[int, str, int, bool]] = []
    for plot, ring in plots:
        if plot.land_class == "green" or len(ring) == 0:
            continue
        use = OTHER_USES.get(plot.land_class, "residential")
        kinds = description.characters[plot.character].houses
        kind = kinds[int(rng.integers(len(kinds)))] if use == "residential" else "hall"
        house = description.houses[kind]
        floors = int(rng.integers(house.floors[0], house.floors[1] + 1))
        for corners in _rectangles(ring, house, rng):
            footprints.append(corners)
            rows.append((plot.community, use, floors, house.yard))
    polygons = np.array(
        [
            shapely.Polygon(corners, [_yard(corners)] if row[3] else None)
            for corners, row in zip(footprints, rows, strict=True)
        ]
    )
    clear = _clear_of(polygons, spurs)
    community, use_of, floors_of, _ = (np.array(v)[clear] for v in zip(*rows, strict=True))
    floor_area = (shapely.area(polygons[clear]) * floors_of).round(1)
    dwelling = np.where(use_of == "residential", (floor_area * DWELLING_SHARE).round(1), 0.0)
    return Buildings(polygons[clear], community, use_of, floors_of, floor_area, dwelling)


def _rectangles(ring: Floats, house: House, rng: np.random.Generator) -> list[Floats]:
    """Return the corners (4, 2) of the houses that fit into a convex ring, row by row."""
    u = axis(ring)
    if u[0] + u[1] < 0:
        u = -u
    frame = np.array([u, [-u[1], u[0]]])
    local = ring @ frame.T
    y, top = local[:, 1].min() + 1.0, local[:, 1].max()
    placed = []
    while y < top:
        depth = rng.uniform(*house.depth_m)
        x, right = _clear_width(local, y, y + depth)
        x += rng.uniform(0.5, 0.5 + house.gap_m / 2)
        width = rng.uniform(*house.width_m)
        if x + width > right:
            y += ROW_STEP
            continue
        while x + width <= right:
            if rng.random() >= EMPTY_SHARE:
                placed.append((x, y, x + width, y + depth))
            x += width + house.gap_m
            width = rng.uniform(*house.width_m)
        y += depth + house.row_gap_m
    boxes = np.array(placed).reshape(-1, 4)
    return list(boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2) @ frame)


def _clear_width(ring: Floats, bottom: float, top: float) -> tuple[float, float]:
    """Return (left, right) between which a convex ring is open at both heights."""
    x, y = ring.T
    x_next, y_next = np.roll(x, -1), np.roll(y, -1)
    left, right = -np.inf, np.inf
    for height in (bottom, top):
        hit = (y > height) != (y_next > height)
        if not hit.any():
            return 0.0, -1.0
        share = (height - y[hit]) / (y_next - y)[hit]
        at = x[hit] + share * (x_next - x)[hit]
        left, right = max(left, at.min()), min(right, at.max())
    return float(left), float(right)


def _yard(corners: Floats) -> Floats:
    center = corners.mean(axis=0)
    return np.asarray(center + YARD_SHARE * (corners - center))[::-1]


def _clear_of(
    polygons: np.ndarray[tuple[int], np.dtype[np.object_]], spurs: list[shapely.LineString]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    clear = np.ones(len(polygons), dtype=np.bool_)
    if spurs:
        tree = shapely.STRtree(polygons)
        hit = tree.query(np.array(spurs), predicate="dwithin", distance=SPUR_CLEARANCE)
        clear[hit[1]] = False
    return clear
