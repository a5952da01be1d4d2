"""Green spaces whose union has exactly the plan's area: parks, verges, greens beside houses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import pi
from typing import Any

import numpy as np
import shapely

from layers.arrays import Floats
from layers.reference_district.description import Description
from layers.reference_district.mesh import Edge, Street, undirected
from layers.reference_district.plots import Plot, axis, cut_share, ring_area
from layers.reference_district.street_plan import StreetPlan

CLOSE_LANES = 9.0
"""Half the widest street (m) over which a community park reaches."""
LARGEST_HALF_PARK = 24000.0
"""Largest plot (m2) that becomes half of a community park."""
SMALLEST_VERGE = 500.0
"""Pieces of verge below this area (m2) are left out."""
SPIKE = 1.0
"""Half the width (m) below which ends of a verge are cut off."""
LARGEST_SHARE = 0.6
"""Largest share of a plot that is green beside its houses."""
LAND_WEIGHT = {"residential": 1.0, "public_service": 1.2, "commercial": 0.6, "utility": 0.5}
"""How green plots of a land class are, one against the other."""
FIRST_SHARE = 0.2
SHARE_ROUNDS = 5
"""Steps in which the share of green beside houses is sought; one plot closes what is left."""
CLOSING_ROUNDS = 44
GARDEN_CORNERS = 14


@dataclass(frozen=True)
class GreenSpace:
    """A green polygon in metres with its class and, if it has one, the community that names it."""

    polygon: shapely.Polygon
    green_class: str
    name: str | None = None
    name_en: str | None = None
    community: int | None = None


def lay_parks(
    plan: StreetPlan, description: Description, rng: np.random.Generator
) -> list[GreenSpace]:
    """Return the large parks, the gardens inside them and the verges of ring roads and canals."""
    parks = _large_parks(plan, description)
    gardens = [
        GreenSpace(garden, "special_park", f"{park.name}第{n}园", f"{park.name_en}, garden {n}")
        for park in parks
        for n, garden in enumerate(_gardens(park.polygon, description, rng), start=1)
    ]
    return [*parks, *gardens, *_verges(plan, description)]


def choose_community_parks(
    plan: StreetPlan, plots: list[Plot], description: Description, rng: np.random.Generator
) -> tuple[list[GreenSpace], list[Plot]]:
    """Turn pairs of plots across a lane into parks; return the parks and the plots as they are now.

    Every other park lies across the border of two communities.
    """
    of_face = {plot.face: plot for plot in plots}
    inside, across = _pairs(plan, of_face)
    parks: list[GreenSpace] = []
    taken: set[int] = set()
    queues = [[pairs[i] for i in rng.permutation(len(pairs))] for pairs in (across, inside)]
    while len(parks) < description.green.community_parks and any(queues):
        queue = queues[len(parks) % 2] or queues[0] or queues[1]
        pair = queue.pop()
        homes = {of_face[face].community for face in pair}
        if homes & taken:
            continue
        polygon = _across_the_lane([of_face[face] for face in pair])
        if polygon is not None:
            taken |= homes
            parks.append(GreenSpace(polygon, "community_park", community=min(homes)))
            of_face |= {face: replace(of_face[face], land_class="green") for face in pair}
    return parks, list(of_face.values())


def split_plots(
    plots: list[Plot], description: Description, share: float
) -> list[tuple[Plot, Floats, Floats]]:
    """Return (plot, green part, built part) of each plot; greens take about `share` of the land."""
    parts = []
    for plot in plots:
        wanted = share * LAND_WEIGHT.get(plot.land_class, 0.0)
        wanted *= description.characters[plot.character].green_weight
        green, built = cut_share(plot.ring, axis(plot.ring), min(wanted, LARGEST_SHARE))
        parts.append((plot, green, built))
    return parts


def find_share(plots: list[Plot], description: Description, area: float) -> float:
    """Return the `share` at which the green parts of all plots come close to `area` (m2).

    Green grows nearly in proportion to the share, so a few proportional steps are enough.
    """
    share = FIRST_SHARE
    for _ in range(SHARE_ROUNDS):
        parts = split_plots(plots, description, share)
        share *= area / sum(ring_area(green) for _, green, _ in parts)
    return share


def close_ledger(
    greens: list[GreenSpace], plot: Plot, plan: StreetPlan, description: Description
) -> GreenSpace:
    """Return the green in `plot` that brings the union of all stored greens to the plan's area.

    The area is measured on the coordinates as stored, so that rounding is part of the balance.

    Raises
    ------
    ValueError
        When the missing area does not fit into the plot.
    """

    def stored(polygons: list[shapely.Polygon]) -> float:
        kept = plan.projection.restore(plan.projection.store(np.array(polygons)))
        return float(shapely.union_all(kept).area)

    missing = description.green.area_ha * 1e4 - stored([g.polygon for g in greens])
    direction = axis(plot.ring)

    def shortfall(share: float) -> float:
        return missing - stored([shapely.Polygon(cut_share(plot.ring, direction, share)[0])])

    share = _bisect(shortfall, 1e-3, 1.0)
    if abs(shortfall(share)) > description.green.tolerance_m2:
        raise ValueError(f"green ledger cannot be closed: {missing:.2f} m2 do not fit into a plot")
    return GreenSpace(shapely.Polygon(cut_share(plot.ring, direction, share)[0]), "pocket_park")


def _bisect(shortfall: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function crosses zero."""
    for _ in range(CLOSING_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if shortfall(middle) > 0 else (low, middle)
    return (low + high) / 2


def _large_parks(plan: StreetPlan, description: Description) -> list[GreenSpace]:
    """Join the blocks of neighboring park superblocks; the street around them is set back."""
    faces = [
        plan.polygon(face)
        for face, cell in plan.cells.items()
        if set(description.characters[cell.character].land) == {"green"}
    ]
    whole = shapely.get_parts(shapely.coverage_union_all(np.array(faces)))
    grounds = shapely.get_parts(
        shapely.buffer(whole, -description.green.park_setback_m, join_style="mitre")
    )
    if len(grounds) != len(description.green.parks):
        raise ValueError(f"the grid makes {len(grounds)} parks, green.parks names others")
    order = np.argsort(-shapely.get_y(shapely.centroid(grounds)), kind="stable")
    return [
        GreenSpace(ground, "comprehensive_park", park.name, park.name_en)
        for ground, park in zip(grounds[order], description.green.parks, strict=True)
    ]


def _gardens(
    park: shapely.Polygon, description: Description, rng: np.random.Generator
) -> list[shapely.Polygon]:
    """Return round gardens that lie inside a park."""
    gardens = []
    angles = np.arange(GARDEN_CORNERS) * 2 * pi / GARDEN_CORNERS
    (west, south, east, north) = park.bounds
    for _ in range(description.green.gardens_per_park):
        radius = rng.uniform(*description.green.garden_radius_m)
        ground = park.buffer(-1.25 * radius)
        center = np.array([west, south])
        while not ground.covers(shapely.Point(center)):
            center = rng.uniform([west, south], [east, north])
        reach = radius * rng.uniform(0.85, 1.15, GARDEN_CORNERS)
        edge = np.column_stack([np.cos(angles), np.sin(angles)]) * reach[:, None]
        gardens.append(shapely.Polygon(center + edge))
    return gardens


def _verges(plan: StreetPlan, description: Description) -> list[GreenSpace]:
    """Return strips on both sides of trunk roads, open where streets cross, and of greenways.

    The banks of a greenway go on under the bridges of the streets that cross it.
    """
    edges = plan.mesh.edges()
    streets = [plan.mesh.streets[undirected(edge)] for edge in edges]
    lines = np.asarray(shapely.linestrings(plan.points[np.array(edges)]))
    half = np.array([description.grid.half_width_m[street.street_class] for street in streets])
    district = shapely.coverage_union_all(np.array([plan.polygon(f) for f in plan.cells]))
    ground = district.buffer(-1.0, join_style="mitre")

    def band(wanted: Callable[[Street], bool], extra: float, near: Any = None) -> Any:
        chosen = np.array([wanted(street) for street in streets])
        if near is not None:
            chosen &= shapely.intersects(lines, near)
        return shapely.union_all(shapely.buffer(lines[chosen], half[chosen] + extra, quad_segs=4))

    def is_ring(street: Street) -> bool:
        return street.street_class == "trunk"

    def is_greenway(street: Street) -> bool:
        return street.name in description.grid.greenways

    rings, canals = (band(kind, description.green.verge_m) for kind in (is_ring, is_greenway))
    shapely.prepare(rings)
    crossing = band(lambda street: street.street_class != "footway", 1.0, near=rings)
    banks = canals.intersection(ground).difference(band(is_greenway, 1.0))
    return [
        *(GreenSpace(p, "protective") for p in _sound_parts((rings & ground) - crossing)),
        *(GreenSpace(p, "pocket_park") for p in _sound_parts(banks)),
    ]


def _sound_parts(strip: Any) -> list[shapely.Polygon]:
    """Return the pieces of a strip without spikes, which rounding would fold over."""
    blunt = strip.buffer(-SPIKE, join_style="mitre").buffer(SPIKE, join_style="mitre")
    pieces = shapely.get_parts(blunt.simplify(SPIKE / 10))
    return [piece for piece in pieces if piece.area >= SMALLEST_VERGE]


def _pairs(plan: StreetPlan, of_face: dict[int, Plot]) -> tuple[list[Edge], list[Edge]]:
    """Return pairs of faces across a lane: of one community, of two communities."""
    inside: list[Edge] = []
    across: list[Edge] = []
    for (a, b), face in sorted(plan.mesh.owner.items()):
        other = plan.mesh.owner.get((b, a))
        lane = plan.mesh.streets[undirected((a, b))]
        if (
            other is None
            or other < face
            or lane.street_class not in {"residential", "living_street"}
        ):
            continue
        pair = [of_face.get(face), of_face.get(other)]
        if any(p is None or not _may_be_park(p) for p in pair):
            continue
        homes = {p.community for p in pair if p is not None}
        (inside if len(homes) == 1 else across).append((face, other))
    return inside, across


def _may_be_park(plot: Plot) -> bool:
    return plot.land_class != "green" and plot.area <= LARGEST_HALF_PARK


def _across_the_lane(pair: list[Plot]) -> shapely.Polygon | None:
    """Return both plots and the lane between them as one polygon, or None if they stay apart."""
    plots: Any = shapely.union_all([shapely.Polygon(plot.ring) for plot in pair])
    joined = plots.buffer(CLOSE_LANES, join_style="mitre").buffer(-CLOSE_LANES, join_style="mitre")
    return joined if isinstance(joined, shapely.Polygon) and not joined.interiors else None
