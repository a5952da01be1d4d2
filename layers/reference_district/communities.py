"""Join blocks to communities: contiguous, of about equal population, with borders along streets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely

from layers.arrays import Floats
from layers.reference_district.description import Description
from layers.reference_district.mesh import undirected
from layers.reference_district.street_plan import StreetPlan

BARRIERS = frozenset({"trunk", "primary", "secondary"})
BARRIER_COST = 260.0
"""How much farther (m) a block across a main street counts when communities grow."""
SMOOTHING_ROUNDS = 4
HEAVIEST, LIGHTEST = 1.35, 0.7
"""Limits of a community's weight against the mean while borders are smoothed."""


@dataclass(frozen=True)
class Blocks:
    """The blocks by face number: centers (m), expected weight, and the border to each neighbor.

    `borders[a][b]` is the length (m) of the street between a and b, negative across a main street.
    """

    center: dict[int, Floats]
    weight: dict[int, float]
    borders: dict[int, dict[int, float]]


@dataclass
class Growth:
    """The state of growing communities: owner of each block, members and weight of each."""

    owner: dict[int, int] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def give(self, block: int, community: int) -> None:
        """Move a block to a community."""
        if block in self.owner:
            self.members[self.owner[block]].discard(block)
        self.owner[block] = community
        self.members[community].add(block)


def form_communities(
    plan: StreetPlan, description: Description, rng: np.random.Generator
) -> dict[int, int]:
    """Return the community number (0, 1, ... in the order of the subdistricts) of each block."""
    blocks = _describe(plan, description)
    owner: dict[int, int] = {}
    first = 0
    for quarter in description.subdistricts:
        inside = sorted(f for f, cell in plan.cells.items() if cell.subdistrict == quarter.letter)
        seeds = _seeds(inside, blocks, quarter.communities, rng)
        growth = _grow(inside, seeds, blocks)
        for _ in range(SMOOTHING_ROUNDS):
            _smooth(growth, blocks)
        numbers = _reading_order(growth, blocks)
        owner |= {block: first + numbers[c] for block, c in growth.owner.items()}
        first += quarter.communities
    return owner


def _describe(plan: StreetPlan, description: Description) -> Blocks:
    center, weight = {}, {}
    borders: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for face, cell in plan.cells.items():
        polygon = plan.polygon(face)
        center[face] = shapely.get_coordinates(polygon.centroid)[0]
        weight[face] = polygon.area * description.characters[cell.character].density
    for (a, b), face in plan.mesh.owner.items():
        other = plan.mesh.owner.get((b, a))
        if other is not None:
            length = float(np.hypot(*(plan.points[a] - plan.points[b])))
            main = plan.mesh.streets[undirected((a, b))].street_class in BARRIERS
            borders[face][other] += -length if main else length
    return Blocks(center, weight, borders)


def _seeds(inside: list[int], blocks: Blocks, count: int, rng: np.random.Generator) -> list[int]:
    """Spread `count` first blocks: weighted Lloyd rounds from a random choice."""
    centers = np.array([blocks.center[b] for b in inside])
    weights = np.array([blocks.weight[b] for b in inside])
    chosen = rng.choice(len(inside), count, replace=False, p=weights / weights.sum())
    at = centers[chosen]
    for _ in range(12):
        near = _squared_distances(centers, at).argmin(axis=1)
        for k in np.unique(near):
            at[k] = np.average(centers[near == k], axis=0, weights=weights[near == k])
    seeds: list[int] = []
    for distances in _squared_distances(at, centers):
        order = np.argsort(distances, kind="stable")
        seeds.append(next(inside[i] for i in order if inside[i] not in seeds))
    return seeds


def _squared_distances(a: Floats, b: Floats) -> Floats:
    return np.asarray(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2))


def _grow(inside: list[int], seeds: list[int], blocks: Blocks) -> Growth:
    """Let the lightest community take the nearest free neighbor, until no block is free."""
    growth, free = Growth(), set(inside) - set(seeds)
    for community, seed in enumerate(seeds):
        growth.give(seed, community)
    weight = [blocks.weight[seed] for seed in seeds]
    open_ones = set(range(len(seeds)))
    while free:
        community = min(open_ones, key=lambda c: (weight[c], c))
        costs = _costs(growth.members[community], free, blocks, blocks.center[seeds[community]])
        if not costs:
            open_ones.discard(community)
            continue
        block = min(costs, key=lambda b: (costs[b], b))
        growth.give(block, community)
        free.discard(block)
        weight[community] += blocks.weight[block]
    return growth


def _costs(
    members: Iterable[int], free: set[int], blocks: Blocks, seed: Floats
) -> dict[int, float]:
    """Return how far (m) each free neighbor is from the seed; crossing a main street counts."""
    costs: dict[int, float] = {}
    for member in members:
        for neighbor, border in blocks.borders[member].items():
            if neighbor in free:
                cost = float(np.hypot(*(blocks.center[neighbor] - seed)))
                cost += BARRIER_COST if border < 0 else 0.0
                costs[neighbor] = min(cost, costs.get(neighbor, np.inf))
    return costs


def _smooth(growth: Growth, blocks: Blocks) -> None:
    """Give each block to the neighbor with which it shares the longest border, where that helps."""
    mean = sum(blocks.weight[b] for b in growth.owner) / len(growth.members)
    weight = {c: sum(blocks.weight[b] for b in m) for c, m in growth.members.items()}
    for block in sorted(growth.owner):
        home, shared = growth.owner[block], defaultdict[int, float](float)
        for neighbor, border in blocks.borders[block].items():
            if neighbor in growth.owner:
                shared[growth.owner[neighbor]] += border if border > 0 else -border / 3
        best = max(shared, key=lambda c: (shared[c], -c), default=home)
        own = blocks.weight[block]
        if (
            best != home
            and weight[best] + own <= HEAVIEST * mean
            and weight[home] - own >= LIGHTEST * mean
            and connected(growth.members[home] - {block}, blocks.borders)
        ):
            growth.give(block, best)
            weight[best] += own
            weight[home] -= own


def connected(members: set[int], borders: dict[int, dict[int, float]]) -> bool:
    """Whether the blocks hang together by common borders; nothing does not."""
    if not members:
        return False
    seen, waiting = set(), [min(members)]
    while waiting:
        block = waiting.pop()
        if block not in seen:
            seen.add(block)
            waiting.extend(n for n in borders[block] if n in members)
    return seen == members


def _reading_order(growth: Growth, blocks: Blocks) -> dict[int, int]:
    """Return the number of each community, from north to south and west to east."""
    centers = {
        c: np.mean([blocks.center[b] for b in sorted(m)], axis=0) for c, m in growth.members.items()
    }
    order = sorted(centers, key=lambda c: (-round(centers[c][1] / 500), centers[c][0]))
    return {community: number for number, community in enumerate(order)}
