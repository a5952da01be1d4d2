"""The land inside each block: its plot without the street, its class, its green and built part."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.arrays import Floats
from layers.reference_district.description import Description
from layers.reference_district.mesh import ring_edges, undirected
from layers.reference_district.street_plan import StreetPlan

SETBACK = 1.5
"""Distance (m) that plots keep from the edge of the street."""
SMALLEST_PLOT = 400.0
"""What is left of a block between wide streets is no plot below this area (m2)."""
RESIDENTIAL_MINIMUM = 0.3
"""Least share of residential plots in a community that is not a park."""


@dataclass(frozen=True)
class Plot:
    """A block without its streets: a convex counter-clockwise ring (n, 2) in metres."""

    face: int
    community: int
    ring: Floats
    character: str
    land_class: str

    @property
    def area(self) -> float:
        """Area in m2."""
        return ring_area(self.ring)


def ring_area(ring: Floats) -> float:
    """Return the area of an open counter-clockwise ring."""
    if len(ring) == 0:
        return 0.0
    corners = (ring - ring[0]).tolist()
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return float(0.5 * sum(x * y_next - y * x_next for (x, y), (x_next, y_next) in pairs))


def clip(ring: Floats, point: Floats, normal: Floats) -> Floats:
    """Return the part of a convex ring on the side of `point` that `normal` points to."""
    corners: list[list[float]] = ring.tolist()
    inside: list[float] = ((ring - point) @ normal).tolist()
    kept: list[list[float]] = []
    for i, ((x, y), s) in enumerate(zip(corners, inside, strict=True)):
        x_next, y_next = corners[i + 1 - len(corners)]
        s_next = inside[i + 1 - len(corners)]
        if s >= 0:
            kept.append([x, y])
        if (s > 0 > s_next) or (s < 0 < s_next):
            share = s / (s - s_next)
            kept.append([x + share * (x_next - x), y + share * (y_next - y)])
    return np.array(kept) if len(kept) > 2 else np.empty((0, 2))  # noqa: PLR2004 - a triangle


def axis(ring: Floats) -> Floats:
    """Return the unit vector along the longest side of a ring."""
    sides = np.roll(ring, -1, axis=0) - ring
    longest = sides[np.hypot(*sides.T).argmax()]
    return np.asarray(longest / np.hypot(*longest))


def cut_share(ring: Floats, direction: Floats, share: float) -> tuple[Floats, Floats]:
    """Split a convex ring across `direction` at a share of its length; return (first, rest)."""
    along = ring @ direction
    offset = along.min() + share * (along.max() - along.min())
    point = direction * offset
    return clip(ring, point, -direction), clip(ring, point, direction)


def lay_plots(
    plan: StreetPlan,
    communities: dict[int, int],
    description: Description,
    rng: np.random.Generator,
) -> list[Plot]:
    """Return the plot of each block with its land class; every community can house people."""
    widths = dict(description.grid.half_width_m)
    widths["trunk"] += description.green.verge_m + SETBACK
    greenways = set(description.grid.greenways)
    plots = []
    for face, cell in plan.cells.items():
        ring = _inset(plan, face, widths, greenways, description.green.verge_m)
        land = description.characters[cell.character].land
        shares = np.cumsum(list(land.values()))
        kind = list(land)[int(np.searchsorted(shares, rng.random() * shares[-1]))]
        plot = Plot(face, communities[face], ring, cell.character, kind)
        if plot.area >= SMALLEST_PLOT:
            plots.append(plot)
    return _house_everyone(plots)


def _inset(
    plan: StreetPlan, face: int, widths: dict[str, float], greenways: set[str], verge: float
) -> Floats:
    """Clip a block along each of its streets; what is left is convex."""
    nodes = plan.mesh.rings[face]
    ring = plan.points[nodes]
    for a, b in ring_edges(nodes):
        street = plan.mesh.streets[undirected((a, b))]
        width = widths[street.street_class] + SETBACK
        if street.name in greenways:
            width += verge
        start, end = plan.points[a], plan.points[b]
        normal = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
        ring = clip(ring, start + width * normal, normal)
    return ring


def _house_everyone(plots: Sequence[Plot]) -> list[Plot]:
    """Turn the largest other plots into residential land where a community has too little."""
    by_community: dict[int, list[Plot]] = defaultdict(list)
    for plot in plots:
        by_community[plot.community].append(plot)
    turned: set[int] = set()
    for group in by_community.values():
        total = sum(p.area for p in group if p.land_class != "green")
        housed = sum(p.area for p in group if p.land_class == "residential")
        others = [p for p in group if p.land_class not in {"residential", "green"}]
        for plot in sorted(others, key=lambda p: (-p.area, p.face)):
            if housed >= RESIDENTIAL_MINIMUM * total:
                break
            turned.add(plot.face)
            housed += plot.area
    return [
        Plot(p.face, p.community, p.ring, p.character, "residential") if p.face in turned else p
        for p in plots
    ]
